"""``csdesk stock``: what is there, who waits for it, what does not fit (S31 to S37, I15)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from csdesk.cli import output, stock_records
from csdesk.cli.output import Column
from csdesk.model.counting import whole_number
from csdesk.model.errors import NotFound, NotUnderstood
from csdesk.model.stock import Formula, ItemCard, ItemRow, Waiting
from csdesk.model.stock_page import StockPage
from csdesk.rules.item_codes import numbered
from csdesk.vocabulary import NUMBERS
from csdesk.words import _, meant, named, ngettext, when

if TYPE_CHECKING:
    from csdesk.services.desk import Desk


Record = dict[str, object]

LIST = "-"
"""What ``--warehouses`` says by itself."""


def description() -> str:
    """What the command is for."""
    return _(
        "Find items by digits, codes, words of title, colour, size and supplier, and fields:\n"
        "status:缺货 short:5 is:negative is:missing supplier:... warehouse:...\n"
        "  stock QUERY                         items, and their products\n"
        "  stock --item SKU                    all about one item\n"
        "  stock --queue SKU                   who gets it, in order\n"
        "  stock --affected SKU                the orders that ask for it, whom to tell\n"
        "  stock --alarms                      what does not fit\n"
        "  stock --slipping                    promises that the stock does not let us keep\n"
        "  stock --warehouses [NAME=yes|no]    which there are; whether orders leave from one"
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("query", nargs="*", metavar="QUERY", help=_("what to find"))
    add("--item", metavar="SKU", default="", help=_("all about this item"))
    add("--queue", metavar="SKU", default="", help=_("who gets this item"))
    add("--affected", metavar="SKU", default="", help=_("orders that ask for this item"))
    add("--alarms", action="store_true", help=_("what does not fit"))
    add("--slipping", action="store_true", help=_("promises that cannot be kept"))
    add("--warehouses", metavar="NAME=yes", nargs="?", const=LIST, default="",
        help=_("list warehouses; say whether orders leave from one"))  # fmt: skip
    add("--limit", metavar="N", type=whole_number, default=200,
        help=_("how many items at most (200)"))  # fmt: skip
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Answer what was asked."""
    from csdesk.cli.opening import opened

    with opened(args, joins="=" in args.warehouses) as desk:
        for asked, answer in _VIEWS.items():
            if getattr(args, asked) not in ("", False):
                return answer(desk, args)
        return _search(desk, args)


def _search(desk: Desk, args: Namespace) -> int:
    page = desk.stock.search(" ".join(args.query), limit=args.limit)
    if page.near:
        raise NotFound('No item has the number "{typed}". The nearest are: {near}.',
                       typed=page.query, near=list(page.near))  # fmt: skip
    products = desk.stock.matrices(page.products) if args.json else ()
    records = [stock_records.item_record(row) for row in page.items]
    document = {
        "query": page.query,
        "total": page.total,
        "more": page.more,
        "items": records,
        "products": list(map(stock_records.product_record, products)),
        "candidates": [row.code for row in page.candidates],
    }
    output.put_answer(args.json, document, records, lambda: _show(page))
    return 0


def _queue(desk: Desk, args: Namespace) -> int:
    found = desk.stock.queue(args.queue, limit=args.limit)
    zone = desk.settings.zone
    records = [stock_records.waiting_record(line, zone) for line in found.waiting]
    return _lines(desk, found.waiting, "queue", records, as_json=args.json)


def _affected(desk: Desk, args: Namespace) -> int:
    told = desk.stock.affected(args.affected, limit=args.limit)
    records = [stock_records.affected_record(each, desk.settings.zone) for each in told]
    return _lines(desk, [each.waiting for each in told], "affected", records, as_json=args.json)


# --- for people ----------------------------------------------------------------------------------


def _show(page: StockPage) -> None:
    if page.candidates:
        codes = ", ".join(row.code for row in page.candidates)
        output.put(output.plain_line(_("Several products: {codes}").format(codes=codes)))
    output.put_table(_item_columns(), page.items, _("No item matches."))
    if page.items:
        output.put()
        total = ngettext("{total:,} item", "{total:,} items", page.total)
        more = _("more than {items}") if page.more else "{items}"
        output.put(more.format(items=total.format(total=page.total)))


def _item_columns() -> list[Column]:
    def number(name: str) -> Column:
        return Column(_(NUMBERS[name]), lambda row: count(getattr(row.numbers, name)), right=True)

    return [
        Column(_("item"), lambda row: row.sku),
        Column(_("colour"), lambda row: row.color, least=6),
        Column(_("size"), lambda row: row.size),
        Column(_("status"), _status),
        number("on_hand"), number("available"), number("demand"), number("shortage"),
        number("inbound"),
        Column(_("title"), lambda row: row.title, least=8),
    ]  # fmt: skip


def _status(row: ItemRow) -> str:
    return _("missing") if row.missing else named(row.status)


def count(number: int | None) -> str:
    """Pieces for people; what nobody knows is a question mark, not 0."""
    return "?" if number is None else str(number)


def formula(each: Formula) -> str:
    """A number with its terms: ``available 3 = on hand 10 - allocated 7``."""
    terms = " ".join(
        f"{'-' if sign < 0 else '+'} {_term(name)} {count(value)}"
        for sign, name, value in each.terms
    ).removeprefix("+ ")
    told = f"{_term(each.name)} {count(each.value)} = {terms}"
    return _("{formula}, at least 0").format(formula=told) if each.at_least_zero else told


def _term(name: str) -> str:
    return _(NUMBERS[name])


def _card(desk: Desk, args: Namespace) -> int:
    card, zone = desk.stock.item(args.item), desk.settings.zone
    record = stock_records.card_record(card, zone)
    output.put_answer(args.json, record, [record], lambda: _show_card(card, zone))
    return 0


def _show_card(card: ItemCard, zone: str) -> None:
    row = card.row
    put = output.put
    put(output.plain_line(f"{row.sku}  {row.color} {row.size}  {row.title}"))
    put(output.plain_line(f"{_status(row)}  {row.status_word}"))
    for each in card.formulas:
        put(formula(each))
    put(_("on the way {count}").format(count=count(row.numbers.inbound)))
    if card.supplier:
        supplier = card.supplier
        told = [supplier.name, supplier.phone, supplier.contact, supplier.purchaser]
        words = _("Supplier: {supplier}").format(supplier="  ".join(filter(None, told)))
        put(output.plain_line(words))
    for level in card.levels:
        gone = _("missing") if level.missing else ""
        pieces, at = count(level.numbers.on_hand), when(level.taken_at, zone)
        put(output.plain_line(f"{level.warehouse}: {pieces}  {at}  {gone}"))
    for call in card.calls[:1]:
        expected = call.expected.isoformat() if call.expected else _("no day")
        words = _("Called by {who} {time}: {day} {answer}").format(
            who=call.author, time=when(call.at, zone), day=expected, answer=call.answer
        )
        put(output.plain_line(words))
    put()
    output.put_table(_queue_columns(zone), card.queue, _("No order asks for it."))


def _queue_columns(zone: str) -> list[Column]:
    return [
        Column(_("place"), lambda line: str(line.place or "-"), right=True),
        Column(_("order"), lambda line: line.order_no),
        Column(_("name"), lambda line: line.name, least=6),
        Column(_("pieces"), lambda line: str(line.quantity), right=True),
        Column(_("verdict"), lambda line: named(line.verdict)),
        Column(_("expected"), lambda line: line.expected.isoformat() if line.expected else ""),
        Column(_("status"), lambda line: named(line.order_status), least=8),
        Column(_("since"), lambda line: when(line.since, zone)),
    ]


def _lines(
    desk: Desk, lines: Sequence[Waiting], key: str, records: list[Record], *, as_json: bool
) -> int:
    columns = _queue_columns(desk.settings.zone)
    output.put_answer(
        as_json, {key: records}, records,
        lambda: output.put_table(columns, lines, _("No order asks for it.")),
    )  # fmt: skip
    return 0


def _alarms(desk: Desk, args: Namespace) -> int:
    found = desk.stock.alarms()
    records = [stock_records.alarm_record(each) for each in found]
    columns = [
        Column(_("item"), lambda each: numbered(each.sku, each.key)),
        Column(_("Why"), lambda each: named(each.kind)),
        Column(_("ours"), lambda each: count(each.ours), right=True),
        Column(_("theirs"), lambda each: "" if each.theirs is None else str(each.theirs),
               right=True),
        Column(_("title"), lambda each: each.title, least=8),
        Column(_("orders"), lambda each: " ".join(each.order_nos), least=8),
    ]  # fmt: skip
    output.put_answer(
        args.json, {"alarms": records}, records,
        lambda: output.put_table(columns, found, _("Everything fits.")),
    )  # fmt: skip
    return 0


def _slipping(desk: Desk, args: Namespace) -> int:
    found, zone = desk.promises.slipping(), desk.settings.zone
    records = [stock_records.slip_record(each, zone) for each in found]
    columns = [
        Column(_("order"), lambda each: each.order_no),
        Column(_("name"), lambda each: each.name, least=6),
        Column(_("promised"), lambda each: when(each.due, zone)),
        Column(_("expected"), lambda each: each.expected.isoformat() if each.expected else "?"),
        Column(_("item"), lambda each: numbered(each.sku, each.key)),
        Column(_("title"), lambda each: each.title, least=6),
        Column(_("lacking"), lambda each: f"{each.quantity - each.covered}/{each.quantity}"),
        Column(_("Text"), lambda each: each.text, least=10),
    ]
    output.put_answer(
        args.json, {"slipping": records}, records,
        lambda: output.put_table(columns, found, _("No promise slips.")),
    )  # fmt: skip
    return 0


def _warehouses(desk: Desk, args: Namespace) -> int:
    if (wish := args.warehouses) != LIST:
        name, _sign, said = wish.rpartition("=")
        ships = meant(said, {"yes": "yes", "no": "no", "是": "yes", "否": "no"})
        if not name or ships is None:
            raise NotUnderstood("Say it as NAME=yes or NAME=no.")
        desk.purchasing.set_ships(name, ships=ships == "yes")
    found, zone = desk.purchasing.warehouses(), desk.settings.zone
    records: list[dict[str, object]] = [
        {"warehouse": name, "ships": ships, "taken_at": output.instant(at, zone)}
        for name, ships, at in found
    ]
    columns = [
        Column(_("warehouse"), lambda each: each[0]),
        Column(_("orders leave from there"), lambda each: _("yes") if each[1] else _("no")),
        Column(_("Stock of"), lambda each: when(each[2], zone)),
    ]
    output.put_answer(
        args.json, {"warehouses": records}, records,
        lambda: output.put_table(columns, found, _("No stock file was taken in.")),
    )  # fmt: skip
    return 0


_VIEWS: dict[str, Callable[[Desk, Namespace], int]] = {
    "warehouses": _warehouses, "item": _card, "queue": _queue, "affected": _affected,
    "alarms": _alarms, "slipping": _slipping,
}  # fmt: skip
"""What can be asked for instead of a search, by the argument."""

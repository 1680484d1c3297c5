"""``csdesk shortages``: the out-of-stock sheet, and the log of calls (F43, S38, S39, I10)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from csdesk.cli import output, stock_records
from csdesk.cli.output import Column
from csdesk.model.counting import whole_number
from csdesk.model.errors import NotUnderstood, Refused
from csdesk.model.purchasing import CallSheet, Shortage
from csdesk.vocabulary import ON_DUTY
from csdesk.words import _, named, when

if TYPE_CHECKING:
    from csdesk.services.desk import Desk


def description() -> str:
    """What the command is for."""
    return _(
        "List what there is too little of, by supplier; or log what a supplier answered.\n"
        "  shortages [--xlsx FILE | --csv FILE]       the sheet to telephone with\n"
        "  shortages --call SKU [--call SKU ...] --expected 18 [--answer TEXT] [--quantity N]\n"
        "  shortages --to-tell                        customers to tell what calls came to\n"
        "  shortages --told NO [--item SKU]           the customer of this order has been told\n"
        "A call counts at once: orders get their day, and you are told whose has changed."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("--call", metavar="SKU", action="append", default=[], help=_("items that were asked about"))
    add("--expected", metavar="DAY", default="", help=_("the day on which they come: 18, fri, 3d"))
    add("--answer", metavar="TEXT", default="", help=_("what the supplier said"))
    add("--quantity", metavar="N", type=whole_number, default=None,
        help=_("pieces that come; all that are short by default"))  # fmt: skip
    add("--to-tell", action="store_true", help=_("list the customers to tell of calls"))
    add("--told", metavar="NO", default="", help=_("the customer of this order has been told"))
    add("--item", metavar="SKU", default="", help=_("with --told: of the calls about this item"))
    either = parser.add_mutually_exclusive_group().add_argument
    either("--xlsx", metavar="FILE", default="", help=_("write the sheet to this new workbook"))
    either("--csv", metavar="FILE", default="", help=_("write the sheet to this new CSV file"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Log the call, or print or write the sheet."""
    from csdesk.cli.opening import opened

    if args.call and args.told:
        raise NotUnderstood("Choose one of --call and --told; --item names what they were told of.")
    with opened(args, joins=bool(args.call or args.told)) as desk:
        if args.call:
            return _call(desk, args)
        if args.told:
            desk.purchasing.told(args.told, sku=args.item, client_id=uuid4().hex)
        if args.told or args.to_tell:
            return _to_tell(desk, args)
        sheet, zone = desk.purchasing.sheet(), desk.settings.zone
    if args.xlsx or args.csv:
        from csdesk.services.call_sheets import write_sheet

        path = Path(args.xlsx or args.csv).expanduser()
        if path.exists():
            raise Refused("{file} is there already. Give another name.", file=path)
        write_sheet(path, sheet, zone)
        output.put_receipt(args.json, {"file": output.plain_path(path)}, output.plain_path(path))
        return 0
    rows = [each for group in sheet.suppliers for each in group.shortages]
    document: dict[str, object] = {
        "on_duty": list(sheet.on_duty),
        "by_roster": sheet.by_roster,
        "suppliers": [stock_records.group_record(group, zone) for group in sheet.suppliers],
        "unknown_items": sheet.unknown,
        "made_at": output.instant(sheet.made_at, zone),
    }
    records = [stock_records.shortage_record(each, zone) for each in rows]
    output.put_answer(args.json, document, records, lambda: _show(sheet, zone))
    return 0


def _call(desk: Desk, args: Namespace) -> int:
    told = desk.purchasing.call(
        args.call, args.expected, args.answer, quantity=args.quantity, client_id=uuid4().hex
    )
    zone = desk.settings.zone
    to_tell = [stock_records.affected_record(each, zone) for each in told.to_tell]
    document: dict[str, object] = {
        "calls": [stock_records.call_record(call, zone) for call in told.calls],
        "sooner": told.sooner,
        "later": told.later,
        "to_tell": to_tell,
    }

    def show() -> None:
        output.put(_("Logged. Orders that come sooner: {sooner}, later: {later}.").format(
            sooner=told.sooner, later=told.later
        ))  # fmt: skip
        output.put_table(_customers(zone), told.to_tell, _("Nobody's day has changed."))

    output.put_answer(args.json, document, to_tell, show)
    return 0


def _to_tell(desk: Desk, args: Namespace) -> int:
    found, zone = desk.purchasing.to_tell(), desk.settings.zone
    records = [stock_records.affected_record(each, zone) for each in found]

    def show() -> None:
        item = Column(_("item"), lambda each: each.item.name if each.item else "")
        none = _("No customer is to be told of a call.")
        output.put_table([item, *_customers(zone)], found, none)

    output.put_answer(args.json, {"to_tell": records}, records, show)
    return 0


def _customers(zone: str) -> list[Column]:
    return [
        Column(_("order"), lambda each: each.waiting.order_no),
        Column(_("name"), lambda each: each.waiting.name, least=6),
        Column(_("phone"), lambda each: each.phone, least=6),
        Column(_("verdict"), lambda each: named(each.waiting.verdict)),
        Column(_("expected"), lambda each: str(each.waiting.expected or "")),
        Column(_("promised"), lambda each: when(each.promised, zone) if each.promised else ""),
    ]


def _show(sheet: CallSheet, zone: str) -> None:
    if sheet.on_duty:
        told = ": ".join((_(ON_DUTY[sheet.by_roster]), ", ".join(sheet.on_duty)))
        output.put(output.plain_line(told))
    if not sheet.suppliers:
        output.put(_("Nothing is short."))
    for group in sheet.suppliers:
        whom = group.supplier
        facts = [whom.name or _("no supplier known"), whom.phone, whom.contact, whom.purchaser]
        output.put()
        output.put(output.plain_line("  ".join(filter(None, facts))))
        output.put_table(_columns(zone), group.shortages)
    if sheet.unknown:
        output.put()
        output.put(_("Items that orders ask for and no stock file has: {count}").format(
            count=sheet.unknown
        ))  # fmt: skip


def _columns(zone: str) -> list[Column]:
    def called(each: Shortage) -> str:
        call = each.call
        if call is None:
            return _("not called")
        day = call.expected.isoformat() if call.expected else _("no day")
        return f"{day} {call.author} {call.answer}"

    return [
        Column(_("item"), lambda each: each.item.sku),
        Column(_("colour"), lambda each: each.item.color, least=6),
        Column(_("size"), lambda each: each.item.size),
        Column(_("pieces"), lambda each: str(each.pieces), right=True),
        Column(_("orders"), lambda each: str(each.orders), right=True),
        Column(_("waiting since"), lambda each: when(each.oldest, zone) if each.oldest else ""),
        Column(_("call"), called, least=10),
    ]

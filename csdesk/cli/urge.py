"""``csdesk urge``: orders that await payment, and urging their buyers (F17, S50, W18)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.model.counting import whole_number
from csdesk.model.urging import Unpaid
from csdesk.words import _, age, money, when


def description() -> str:
    """What the command is for."""
    return _(
        "List the orders that await payment; with a number note that its buyer is urged, and\n"
        "print the text for them. desk.toml says how often and when that may be."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("number", metavar="NO", nargs="?", default="", help=_("any of the order's numbers"))
    add("--text", metavar="N", type=whole_number, default=1, help=_("which text is sent (1)"))
    add("--texts", action="store_true", help=_("only print the texts for this order"))
    add("--oldest", action="store_true", help=_("the oldest orders first"))
    add("--version", metavar="N", type=whole_number, default=None, dest="seen",
        help=_("refuse if the order has another version by now"))  # fmt: skip
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """List, or urge."""
    from csdesk.cli.opening import opened

    with opened(args, joins=bool(args.number)) as desk:
        zone = desk.settings.zone
        if args.number and args.texts:
            return _put_texts(args, desk.urging.texts(desk.orders.order(args.number).row))
        if args.number:
            urged = desk.urging.urge(args.number, args.text, seen=args.seen)
            receipt: dict[str, object] = {
                "order_no": urged.order_no, "text": urged.text, "urges": urged.urges,
                "next_at": output.instant(urged.next_at, zone), "version": urged.version,
            }  # fmt: skip
            if args.json:
                output.put_document(receipt)
            else:
                output.put(output.plain_line(urged.text))
            return 0
        found = desk.urging.queue(oldest_first=args.oldest)
    now = datetime.now(UTC)
    records = [_record(each, zone, now) for each in found.orders]
    document = {"total": found.total, "orders": records}
    output.put_answer(args.json, document, records, lambda: _show(found.orders, zone, now))
    return 0


def _put_texts(args: Namespace, texts: Sequence[str]) -> int:
    if args.json:
        output.put_document({"texts": list(texts)})
    else:
        for n, text in enumerate(texts, 1):
            output.put(f"{n} {output.plain_line(text)}")
    return 0


def _record(each: Unpaid, zone: str, now: datetime) -> dict[str, object]:
    placed = each.order.placed_at
    return {
        "order_no": each.order.order_no,
        "age": int((now - placed).total_seconds()) if placed else None,
        "waiting_for": "customer",
        "name": each.order.name,
        "total": each.order.total,
        "currency": each.order.currency,
        "urges": len(each.urges),
        "last_at": output.instant(each.urges[-1].at, zone) if each.urges else None,
        "next_at": output.instant(each.next_at, zone),
        "version": each.version,
    }


def _show(found: Sequence[Unpaid], zone: str, now: datetime) -> None:
    if not found:
        output.put(_("No order awaits payment."))
        return
    output.put_table(
        [
            Column(_("Order"), lambda u: u.order.order_no),
            Column(_("Placed"), lambda u: age(u.order.placed_at, now)),
            Column(_("Amount"), lambda u: money(u.order.total, u.order.currency), right=True),
            Column(_("Urges"), lambda u: str(len(u.urges)), right=True),
            Column(_("Again"), lambda u: _("now") if u.next_at <= now else when(u.next_at, zone)),
            Column(_("Customer"), lambda u: u.order.name, least=6),
        ],
        found,
    )

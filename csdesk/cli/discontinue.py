"""``csdesk discontinue``: an item that is not bought any more (W34)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from uuid import uuid4

from csdesk.cli import output, stock_records
from csdesk.words import _


def description() -> str:
    """What the command is for."""
    return _(
        "Say that an item is not bought any more, and list the orders that get too little of what\n"
        "is left or still comes: to exchange or refund. --resume takes it back."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("sku", metavar="SKU", help=_("the item's number"))
    add("--reason", metavar="TEXT", default="", help=_("why, for the log"))
    add("--resume", action="store_true", help=_("it is bought again"))
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Make the change and print whose orders it concerns."""
    from csdesk.cli.opening import opened

    with opened(args, joins=True) as desk:
        change = desk.purchasing.resume if args.resume else desk.purchasing.discontinue
        told = change(args.sku, args.reason, client_id=uuid4().hex)
        zone = desk.settings.zone
    records = [stock_records.affected_record(each, zone) for each in told.short]
    document: dict[str, object] = {
        "sku": told.item.sku,
        "key": told.item.key,
        "status": told.item.status.value,
        "short": records,
        "served": told.served,
    }

    def show() -> None:
        sentence = _("{sku}: {short} orders get too little, {served} still get theirs.")
        output.put(output.plain_line(
            sentence.format(sku=told.item.name, short=len(told.short), served=told.served)
        ))  # fmt: skip
        for each in told.short:
            waiting = each.waiting
            output.put(output.plain_line(f"{waiting.order_no}  {waiting.name}  {each.phone}"))

    output.put_answer(args.json, document, records, show)
    return 0

"""``csdesk approve``: let orders pass the review (S45, W5, W7)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter
from typing import TYPE_CHECKING
from uuid import uuid4

from csdesk.cli import output
from csdesk.model.bulk import BulkAction
from csdesk.model.changes import Skipped
from csdesk.model.counting import whole_number
from csdesk.model.errors import DeskError, NotAllowed, NotUnderstood, StoreUnusable
from csdesk.model.review import StockDoubt
from csdesk.words import _, say

if TYPE_CHECKING:
    from csdesk.services.desk import Desk


def description() -> str:
    """What the command is for."""
    return _(
        "Approve the orders with these numbers, or all clean ones:\n"
        "  approve NO...                 these, whatever the checks say\n"
        "  approve --clean               all orders in which no check failed\n"
        "  approve --batch ID --clean    those of one import"
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("numbers", metavar="NO", nargs="*", help=_("any of the order's numbers"))
    add("--batch", metavar="ID", type=whole_number, help=_("orders of this import only"))
    add("--clean", action="store_true", help=_("all orders in which no check failed"))
    add("--version", metavar="N", type=whole_number, dest="seen",
        help=_("only if the order still has this version"))  # fmt: skip
    add("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Approve, and print which were and which were not."""
    from csdesk.cli.opening import opened
    from csdesk.ui.screens.review_words import stock_doubts

    if bool(args.numbers) == args.clean or (args.batch and not args.clean):
        raise NotUnderstood("Give the numbers of orders, or --clean for all that are clean.")
    if args.seen and len(args.numbers) != 1:
        raise NotUnderstood("--version goes with the number of one order.")
    with opened(args, joins=True) as desk:
        stock = Counter[StockDoubt]()
        if args.clean:
            approved, skipped, status = _clean(desk, args, stock)
        else:
            approved, skipped, status = _these(desk, args)
    if args.json:
        output.put_document({
            "approved": approved,
            "skipped": [{"order_no": s.order_no, "reason": s.reason} for s in skipped],
            **({"stock": {each.value: stock[each] for each in StockDoubt}} if args.clean else {}),
        })  # fmt: skip
    elif output.for_people():
        output.put(_("{n:,} approved, {m:,} skipped").format(n=len(approved), m=len(skipped)))
        if doubts := stock_doubts(stock):
            output.put(doubts)
        for each in skipped:
            output.put(output.plain_line(f"  {each.told}"))
    else:
        records = [{"order_no": number, "approved": True, "reason": ""} for number in approved]
        records += [{"order_no": s.order_no, "approved": False, "reason": s.reason}
                    for s in skipped]  # fmt: skip
        output.put_tabbed(records)
    return status


Outcome = tuple[list[str], list[Skipped], int]
"""What was approved, what was skipped and why, and the exit status."""


def _these(desk: Desk, args: Namespace) -> Outcome:
    """Each order by itself; the first that cannot be approved gives the exit status."""
    approved: list[str] = []
    skipped: list[Skipped] = []
    status = 0
    for number in dict.fromkeys(args.numbers):
        try:
            approved.append(desk.gate.approve(number, args.seen, uuid4().hex).order_no)
        except (NotAllowed, StoreUnusable):
            raise
        except DeskError as refused:
            if len(args.numbers) == 1:
                raise
            skipped.append(Skipped(number, say(refused)))
            status = status or refused.exit_status
    return approved, skipped, status


def _clean(desk: Desk, args: Namespace, stock: Counter[StockDoubt]) -> Outcome:
    """All that are clean, some hundreds at a time so that nobody waits long.

    ``stock`` counts those whose goods nobody may rely on.
    """
    approved: list[str] = []
    while True:
        preview = desk.review.preview(args.batch)
        done = desk.bulk.do(BulkAction.APPROVE, preview.ready, client_id=uuid4().hex)
        approved += done.order_nos
        stock.update(preview.stock)
        skipped = [*preview.skipped, *done.skipped]
        if not (preview.more and done.order_nos):
            return approved, skipped, 0

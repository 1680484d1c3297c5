"""``csdesk reship``: send lines of an order again (S12)."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from csdesk.cli import output
from csdesk.cli.changing import order_arguments
from csdesk.cli.pieces import chosen_pieces
from csdesk.model.errors import NeedsYes, Refused
from csdesk.words import _, named, say


def description() -> str:
    """What the command is for."""
    return _(
        "Send an order again, or some of its lines: RE…, then RE2…, which awaits review.\n"
        "--line 2:1 means one piece of line 2."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    order_arguments(parser)
    add = parser.add_argument
    add(
        "--reason",
        metavar="TEXT",
        required=True,
        help=_("why it is sent again: words of your own, or the number of a reason"),
    )
    add("--line", metavar="K", dest="lines", action="append", default=[],
        help=_("a line to send; all lines without it"))  # fmt: skip
    add("--again", action="store_true", help=_("also lines that were sent again before"))


def run(args: Namespace) -> int:
    """Make the order and print its number."""
    from csdesk.cli.opening import opened

    with opened(args, joins=True) as desk:
        chosen = None
        if args.lines:
            chosen = chosen_pieces(args.lines, desk.orders.order(args.number), None)
        reason = _reason(args.reason, desk.family.reasons())
        try:
            made = desk.family.reship(args.number, reason, chosen, again=args.again, seen=args.seen)
        except NeedsYes as question:
            raise Refused("{question} Yes is --again.", question=say(question)) from question
    record: dict[str, object] = {
        "order_no": made.order_no, "order_status": made.order_status.value, "left": made.left
    }  # fmt: skip
    told = _("{number} is made; it is {status}.")
    told = told.format(number=made.order_no, status=named(made.order_status))
    output.put_receipt(args.json, record, told)
    if not made.left and sys.stderr:
        print(_("As far as the desk knows, nothing of the order has left yet."), file=sys.stderr)
    return 0


def _reason(typed: str, reasons: Sequence[str]) -> str:
    """A reason by its number, as the screen numbers them, or the words themselves."""
    if len(typed) < 3 and typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(reasons):
        return reasons[int(typed) - 1]
    return typed

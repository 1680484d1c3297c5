"""``csdesk reship``: send lines of an order again (S12)."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from csdesk.cli import output
from csdesk.cli.changing import order_arguments
from csdesk.cli.pieces import chosen_pieces
from csdesk.plain import plain
from csdesk.words import _, named


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
    add("--reason", metavar="TEXT", required=True, help=_("why it is sent again"))
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
        made = desk.family.reship(
            args.number, args.reason, chosen, again=args.again, seen=args.seen
        )
    record: dict[str, object] = {
        "order_no": made.order_no, "order_status": made.order_status.value, "left": made.left
    }  # fmt: skip
    if args.json:
        output.put_document(record)
    elif output.for_people():
        told = _("{number} is made; it is {status}.")
        output.put(told.format(number=plain(made.order_no), status=named(made.order_status)))
    else:
        output.put_tabbed([record])
    if not made.left and sys.stderr:
        print(_("As far as the desk knows, nothing of the order has left yet."), file=sys.stderr)
    return 0

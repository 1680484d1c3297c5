"""``csdesk blacklist``: mark the customer of an order, or take the mark away (S9, S10)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli.changing import order_arguments, put_receipt
from csdesk.words import _


def description() -> str:
    """What the command is for."""
    return _(
        "Put the customer of an order on the blacklist: all their orders are marked, later ones\n"
        "too. A lead takes them off with --remove."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    order_arguments(parser)
    add = parser.add_argument
    add("--reason", metavar="TEXT", required=True, help=_("why, for the next colleague"))
    add("--evidence", metavar="TEXT", default="", help=_("where it can be seen"))
    add("--remove", action="store_true", help=_("take the customer off"))


def run(args: Namespace) -> int:
    """Mark or unmark, and print the receipt."""
    from csdesk.cli.opening import opened

    with opened(args, joins=True) as desk:
        if args.remove:
            changed = desk.blacklist.remove(args.number, args.reason, seen=args.seen)
        else:
            changed = desk.blacklist.add(
                args.number, args.reason, evidence=args.evidence, seen=args.seen
            )
    put_receipt(args, changed, blacklisted=not args.remove)
    return 0

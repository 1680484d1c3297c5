"""``csdesk hold``: stop an order, as an error of the review or for another reason (W6, F13)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli.changing import order_arguments, put_receipt
from csdesk.words import _


def description() -> str:
    """What the command is for."""
    return _(
        "Hold an order. The reason is text, or the number of a reason of desk.toml.\n"
        "With --problem its rows go into the marked tables in exports/."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    order_arguments(parser)
    parser.add_argument("--reason", metavar="TEXT", required=True, help=_("why"))
    parser.add_argument("--problem", action="store_true",
                        help=_("mark its rows as wrong in the table of their file"))  # fmt: skip


def run(args: Namespace) -> int:
    """Hold it and print the receipt."""
    from csdesk.cli.opening import opened

    with opened(args, joins=True) as desk:
        hold = desk.gate.problem if args.problem else desk.gate.hold
        changed = hold(args.number, args.reason, args.seen)
    put_receipt(args, changed)
    return 0

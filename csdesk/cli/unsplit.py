"""``csdesk unsplit``: put a split order together again (F11)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli.changing import order_arguments
from csdesk.cli.split import put_split
from csdesk.words import _


def description() -> str:
    """What the command is for."""
    return _(
        "Put a split order together again, while nothing of it has left, was approved, changed\n"
        "or downloaded since."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    order_arguments(parser)


def run(args: Namespace) -> int:
    """Put it together and print what became of it."""
    from csdesk.cli.opening import opened

    with opened(args, joins=True) as desk:
        split = desk.family.unsplit(args.number, seen=args.seen)
    put_split(args, split)
    return 0

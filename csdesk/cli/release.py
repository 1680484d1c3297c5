"""``csdesk release``: let a held order go on."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli.changing import order_arguments, put_receipt
from csdesk.words import _


def description() -> str:
    """What the command is for."""
    return _("Let a held order go on where it was.")


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    order_arguments(parser)


def run(args: Namespace) -> int:
    """Release it and print the receipt."""
    from csdesk.cli.opening import opened

    with opened(args, joins=True) as desk:
        changed = desk.gate.release(args.number, args.seen)
    put_receipt(args, changed)
    return 0

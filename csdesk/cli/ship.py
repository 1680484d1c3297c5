"""``csdesk ship``: shipping says that a parcel has left, where no export tells it (W33)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli.changing import order_arguments, put_receipt
from csdesk.words import _


def description() -> str:
    """What the command is for."""
    return _(
        "Say that an order has left. A held order does not leave, nor one of which shipping has\n"
        "not answered whether it was stopped, or has not read what is asked."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    order_arguments(parser)
    parser.add_argument("--tracking", metavar="NUMBER", required=True,
                        help=_("the number of its parcel"))  # fmt: skip
    parser.add_argument("--carrier", metavar="NAME", default="",
                        help=_("where it is another than the order says"))  # fmt: skip


def run(args: Namespace) -> int:
    """Note it, and print the receipt."""
    from csdesk.cli.opening import opened

    with opened(args, joins=True) as desk:
        changed = desk.shipping.ship(
            args.number, args.tracking, carrier=args.carrier, seen=args.seen
        )
    put_receipt(args, changed, tracking_no=args.tracking)
    return 0

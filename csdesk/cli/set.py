"""``csdesk set``: correct a field of an order (F14, F15)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli.changing import order_arguments, put_receipt
from csdesk.words import _

FIELDS = ("name", "phone", "address", "carrier", "flag")


def description() -> str:
    """What the command is for."""
    return _(
        "Correct an order: recipient, telephone, address, carrier or flag. Shipping is told by a\n"
        "remark where it must know."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    order_arguments(parser)
    add = parser.add_argument
    add("--field", metavar="FIELD", required=True, choices=FIELDS,
        help="name, phone, address, carrier, flag")  # fmt: skip
    add("--value", metavar="V", required=True, help=_("what it is to be"))
    add("--reason", metavar="TEXT", default="", help=_("why; a carrier needs one"))


def run(args: Namespace) -> int:
    """Set the field and print the receipt."""
    from csdesk.cli.opening import opened

    with opened(args, joins=True) as desk:
        changed = desk.editing.set(
            args.number, args.field, args.value, reason=args.reason, seen=args.seen
        )
    put_receipt(args, changed)
    return 0

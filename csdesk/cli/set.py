"""``csdesk set``: correct a field of an order, or one of its items (F14, F15, S18)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli.changing import order_arguments, put_receipt
from csdesk.model.counting import whole_number
from csdesk.model.errors import NotUnderstood
from csdesk.words import _

FIELDS = ("name", "phone", "address", "carrier", "flag")


def description() -> str:
    """What the command is for."""
    return _(
        "Correct an order: recipient, telephone, address, carrier or flag, or with --line one of\n"
        "its items. Shipping is told by a remark where it must know."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    order_arguments(parser)
    add = parser.add_argument
    add("--field", metavar="FIELD", choices=FIELDS, help="name, phone, address, carrier, flag")
    add("--value", metavar="V", help=_("what it is to be"))
    add("--line", metavar="K", type=whole_number, help=_("which line"))
    add("--sku", metavar="S", help=_("full or short item number"))
    add("--attributes", metavar="TEXT", help=_("colour and size"))
    add("--quantity", metavar="Q", type=whole_number, help=_("pieces"))
    add("--reason", metavar="TEXT", default="", help=_("why; a carrier needs one"))


def run(args: Namespace) -> int:
    """Set the field, or correct the item, and print the receipt."""
    from csdesk.cli.opening import opened

    of_order = args.field, args.value
    of_line = args.sku, args.attributes, args.quantity
    by_field = None not in of_order and (args.line, *of_line) == (None,) * 4
    by_line = args.line is not None and of_line != (None,) * 3 and of_order == (None, None)
    if not by_field and not by_line:
        raise NotUnderstood(
            "Say --field and --value, or --line with --sku, --attributes or --quantity."
        )
    with opened(args, joins=True) as desk:
        told = {"reason": args.reason, "seen": args.seen}
        if by_field:
            changed = desk.editing.set(args.number, args.field, args.value, **told)
        else:
            changed = desk.editing.set_line(
                args.number, args.line, sku=args.sku, attributes=args.attributes,
                quantity=args.quantity, **told,
            )  # fmt: skip
    put_receipt(args, changed)
    return 0

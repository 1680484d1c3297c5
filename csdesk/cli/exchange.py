"""``csdesk exchange``: another item instead of the one ordered, before it leaves (S7, W14)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli import output
from csdesk.cli.changing import order_arguments
from csdesk.model.counting import whole_number
from csdesk.model.money import minor_units
from csdesk.words import _, money


def description() -> str:
    """What the command is for."""
    return _(
        "Have the customer get another item. Shipping reads it in a remark; what it costs less is\n"
        "owed to the customer, what it costs more is told."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    order_arguments(parser)
    add = parser.add_argument
    add("--line", metavar="K", type=whole_number, required=True, help=_("which line"))
    add("--sku", metavar="S", required=True, help=_("full or short item number"))
    add("--quantity", metavar="Q", type=whole_number, default=None,
        help=_("pieces; all of the line by default"))  # fmt: skip
    add("--attributes", metavar="TEXT", default=None,
        help=_("colour and size, where the number has several"))  # fmt: skip
    add("--price", metavar="AMOUNT", default="",
        help=_("of one piece, such as 19.90, where no order tells it"))  # fmt: skip


def run(args: Namespace) -> int:
    """Exchange and print the difference."""
    from csdesk.cli.opening import opened

    with opened(args, joins=True) as desk:
        price = None
        if args.price:
            price = minor_units(args.price, desk.orders.order(args.number).row.currency)
        done = desk.exchanges.exchange(
            args.number, args.line, args.sku, quantity=args.quantity,
            attributes=args.attributes, price=price, seen=args.seen,
        )  # fmt: skip
    record: dict[str, object] = {
        "order_no": done.order_no, "difference": done.difference, "owed": done.owed,
        "collect": done.collect,
        "currency": done.currency, "sku": done.item.sku, "version": done.version,
    }  # fmt: skip
    told = _("{number}: {sku} x{quantity}. Difference: {difference}. Owed now: {owed}.").format(
        number=done.order_no, sku=done.item.sku, quantity=done.quantity,
        difference=money(done.difference, done.currency), owed=money(done.owed, done.currency),
    )  # fmt: skip
    output.put_receipt(args.json, record, told)
    return 0

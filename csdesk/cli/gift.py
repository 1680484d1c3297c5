"""``csdesk gift``: goods for nothing, or against what is owed (S13, S14)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli import output
from csdesk.cli.changing import order_arguments
from csdesk.model.counting import whole_number
from csdesk.model.errors import NotUnderstood
from csdesk.model.family import GiftKind
from csdesk.model.money import minor_units
from csdesk.words import _, meant, money, named, names_of


def description() -> str:
    """What the command is for."""
    return _(
        "Give goods with an order: a gift, or a rebate (返点), which takes their price from what\n"
        "the shop owes the customer. More than is owed only a lead gives."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    order_arguments(parser)
    add = parser.add_argument
    add("--kind", metavar="gift|rebate", required=True, help="gift 礼品, rebate 返点")
    add("--sku", metavar="S", required=True, help=_("full or short item number"))
    add("--quantity", metavar="Q", type=whole_number, required=True, help=_("pieces"))
    add("--attributes", metavar="TEXT", default=None,
        help=_("colour and size, where the number has several"))  # fmt: skip
    add("--price", metavar="AMOUNT", default="",
        help=_("of one piece, such as 19.90, where no order tells it"))  # fmt: skip


def run(args: Namespace) -> int:
    """Make the order and print its number and what is owed now."""
    from csdesk.cli.opening import opened

    kind = meant(args.kind, names_of(GiftKind))
    if kind is None:
        raise NotUnderstood(
            'There is no kind "{kind}". Choose: {kinds}.', kind=args.kind,
            kinds="gift 礼品, rebate 返点",
        )  # fmt: skip
    with opened(args, joins=True) as desk:
        price = None
        if args.price:
            price = minor_units(args.price, desk.orders.order(args.number).row.currency)
        given = desk.gifts.give(
            args.number, kind, args.sku, args.quantity,
            attributes=args.attributes, price=price, seen=args.seen,
        )  # fmt: skip
    record: dict[str, object] = {
        "order_no": given.order_no, "difference": given.difference, "owed": given.owed,
        "currency": given.currency, "sku": given.sku, "order_status": given.order_status.value,
    }  # fmt: skip
    told = _("{number} is made; it is {status}. Owed to the customer now: {owed}.").format(
        number=given.order_no, status=named(given.order_status),
        owed=money(given.owed, given.currency),
    )  # fmt: skip
    output.put_receipt(args.json, record, told)
    return 0

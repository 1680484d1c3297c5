"""``csdesk pay``: the payment status, which finance changes and others ask for (S8, W32)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from csdesk.cli.changing import order_arguments, put_receipt
from csdesk.model.errors import NotUnderstood
from csdesk.model.money import minor_units
from csdesk.model.status import PaymentStatus
from csdesk.words import _, meant, names_of

_STATUSES = ", ".join(PaymentStatus)


def description() -> str:
    """What the command is for."""
    return _(
        "Change the payment status of an order, as finance; with --ask write the wish into the\n"
        "inbox of finance."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    order_arguments(parser)
    add = parser.add_argument
    add("status", metavar="STATUS", help=_STATUSES)
    add("--refund", metavar="AMOUNT", default="",
        help=_("what was paid back altogether, such as 19.90"))  # fmt: skip
    add("--ask", metavar="REASON", default="", help=_("ask finance to change it"))


def run(args: Namespace) -> int:
    """Set or ask, and print the receipt."""
    from csdesk.cli.opening import opened

    status = meant(args.status, names_of(PaymentStatus))
    if status is None:
        raise NotUnderstood(
            'There is no payment status "{status}". Choose: {statuses}.',
            status=args.status, statuses=_STATUSES,
        )  # fmt: skip
    with opened(args, joins=True) as desk:
        if args.ask:
            changed = desk.payments.ask(args.number, status, args.ask)
        else:
            refund = None
            if args.refund:
                refund = minor_units(args.refund, desk.orders.order(args.number).row.currency)
            changed = desk.payments.set(args.number, status, refund=refund, seen=args.seen)
    put_receipt(args, changed)
    return 0

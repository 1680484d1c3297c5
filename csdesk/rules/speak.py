"""What may be told to a customer about an order: facts of the store, and what is not known (I11).

Nothing of the shop's own talk goes in: no remarks, no reasons for a hold, no blacklist.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from csdesk.model.can_ship import CanShip
from csdesk.model.orders import OrderDetail
from csdesk.model.promises import Promise, PromiseKind, PromiseState
from csdesk.model.status import OrderStatus, PaymentStatus, Verdict
from csdesk.model.stock import Reason
from csdesk.plain import plain
from csdesk.rules.numbers import family_root
from csdesk.words import N_, Language, in_language

_WHEN = N_("{year}-{month:02}-{day:02} {time}")

_PAYMENT = {
    PaymentStatus.UNPAID: N_("We have no payment for it yet."),
    PaymentStatus.REFUND_REQUESTED: N_("A refund was asked for; it is being worked on."),
    PaymentStatus.PARTLY_REFUNDED: N_("Part of the money was refunded."),
    PaymentStatus.REFUNDED: N_("The money was refunded."),
    PaymentStatus.CHARGEBACK: N_("The payment is being checked."),
    PaymentStatus.FRAUD: N_("The payment is being checked."),
}
_PAID_AT = N_("Paid: {time}.")
_PAID = N_("It is paid; at what time is not known.")

_ORDER = {
    OrderStatus.AWAITING_REVIEW: N_("It is being checked and has not been shipped."),
    OrderStatus.HELD: N_("It has not been shipped; we are looking into it."),
    OrderStatus.FRAUD: N_("It is being checked and has not been shipped."),
    OrderStatus.PARTLY_SHIPPED: N_("Part of it was shipped."),
    OrderStatus.SHIPPED: N_("It was shipped."),
    OrderStatus.COMPLETED: N_("It was shipped, and the order is completed."),
    OrderStatus.CLOSED: N_("The order is closed."),
    OrderStatus.SPLIT: N_("It is shipped in several parcels."),
}
_APPROVED_AT = N_("Checked: {time}. It waits to be shipped.")
_APPROVED = N_("It is checked and waits to be shipped.")

_SHIPPED_AT = N_("Shipped: {time}.")
_SHIPPED_UNKNOWN = N_("At what time it was shipped is not known.")
_PARCEL = N_("Carrier and parcel number: {parcel}.")
_PARCEL_UNKNOWN = N_("The parcel number is not known yet.")
_TOLD = N_("As we told you, it will be shipped by {time}.")
_SHIPS_UNKNOWN = N_("When it will be shipped is not known yet.")

_THERE = N_("The goods are in stock.")
_COME_ON = N_("Part of the goods is still to come; we expect it on {time}.")
_COME = N_("Part of the goods is not in stock; when it comes is not known yet.")
_NO_MORE = N_("Part of the goods is not available any more.")
_STOCK_UNKNOWN = N_("Whether all of the goods are in stock is not known yet.")
_DAY = N_("{year}-{month:02}-{day:02}")

LEFT = (OrderStatus.SHIPPED, OrderStatus.COMPLETED, OrderStatus.PARTLY_SHIPPED)
"""States of orders of which a parcel is on its way."""

_TO_SHIP = (OrderStatus.AWAITING_REVIEW, OrderStatus.APPROVED, OrderStatus.HELD)
_GOOD_FOR = (PromiseState.OPEN, PromiseState.DUE)


def speak(
    order: OrderDetail,
    promises: Sequence[Promise],
    language: Language,
    zone: str,
    now: datetime,
    stock: CanShip | None = None,
) -> str:
    """An answer to copy into the chat: one fact a line.

    Args:
        order: as the store has it.
        promises: what the customer was told before.
        language: that the customer reads.
        zone: of the desk.
        now: aware; the facts are of this moment.
        stock: whether its goods are there; None where that was not asked.
    """
    into = in_language(language)

    def moment(at: datetime | date) -> str:
        if not isinstance(at, datetime):
            return into(_DAY).format(year=at.year, month=at.month, day=at.day)
        here = at.astimezone(ZoneInfo(zone))
        return into(_WHEN).format(
            year=here.year, month=here.month, day=here.day, time=f"{here:%H:%M}"
        )

    head = into(N_("Your order {number}, as of {time}:"))
    # A customer knows the number of what they ordered, not those of its parts.
    number = family_root(order.row.market_no or order.row.order_no)
    lines = [head.format(number=plain(number), time=moment(now))]
    for template, fact in _facts(order, promises, stock):
        told = plain(fact) if isinstance(fact, str) else moment(fact)
        lines.append(into(template).format(time=told, parcel=told))
    return "\n".join(lines)


def _facts(
    order: OrderDetail, promises: Sequence[Promise], stock: CanShip | None
) -> Iterator[tuple[str, date | str]]:
    """Sentences and what goes into them; what is not known is said so, or not touched at all."""
    row, status = order.row, order.row.order_status
    if row.payment_status is PaymentStatus.PAID:
        yield (_PAID_AT, row.paid_at) if row.paid_at else (_PAID, "")
    else:
        if row.paid_at and row.payment_status is not PaymentStatus.UNPAID:
            yield _PAID_AT, row.paid_at
        yield _PAYMENT[row.payment_status], ""
    if status is OrderStatus.APPROVED:
        at = order.approved_at
        yield (_APPROVED_AT, at) if at else (_APPROVED, "")
    elif status in _ORDER:
        yield _ORDER[status], ""
    if status in LEFT:
        at = order.shipped_at
        yield (_SHIPPED_AT, at) if at else (_SHIPPED_UNKNOWN, "")
        parcel = " ".join(filter(None, (row.carrier, row.tracking_no)))
        yield (_PARCEL, parcel) if row.tracking_no else (_PARCEL_UNKNOWN, "")
    elif status in _TO_SHIP and row.payment_status is PaymentStatus.PAID:
        # Where no stock file tells of the goods, "in stock or not" would be no fact of the store.
        if stock is not None and stock.taken_at and stock.verdict is not Verdict.GONE:
            yield _goods(stock)
        told = [p for p in promises if p.kind is PromiseKind.SHIP and p.state in _GOOD_FOR]
        if told:
            yield _TOLD, told[-1].due
        elif stock is None or stock.expected is None:
            yield _SHIPS_UNKNOWN, ""


def _goods(stock: CanShip) -> tuple[str, date | str]:
    """Whether the goods are there, or when they come; who gets them first is not told."""
    if stock.verdict is Verdict.AVAILABLE:
        return _THERE, ""
    if stock.verdict is Verdict.EXPECTED and stock.expected is not None:
        return _COME_ON, stock.expected
    if any(line.reason is Reason.DISCONTINUED for line in stock.lines):
        return _NO_MORE, ""
    return (_STOCK_UNKNOWN if stock.verdict is Verdict.UNKNOWN else _COME), ""

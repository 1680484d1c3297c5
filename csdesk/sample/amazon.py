"""Order files of Amazon Seller Central, tab-separated and never quoted."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from csdesk.sample.columns import AMAZON_ALL_ORDERS, AMAZON_NEW_ORDERS, AMAZON_UNSHIPPED
from csdesk.sample.records import Channel, SampleLine, SampleOrder, State

Cell = Callable[[SampleOrder, SampleLine], str]
_DAYS_TO_SHIP = 2
_BLANKS = str.maketrans("\t\r\n", "   ")


def _utc(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else ""


def _local(moment: datetime | None, channel: Channel) -> str:
    return moment.astimezone(ZoneInfo(channel.zone)).isoformat(timespec="seconds") if moment else ""


def _money(minor: int, channel: Channel) -> str:
    return f"{minor / 10**channel.digits:.{channel.digits}f}"


def _cancelled(line: SampleLine) -> bool:
    return line.state is State.CLOSED


def _price_shown(order: SampleOrder, line: SampleLine) -> bool:
    """Most cancelled rows and some pending ones have neither price nor currency."""
    if _cancelled(line):
        return int(order.number[-2:]) % 11 == 0
    return order.state is not State.UNPAID or order.number[-1] not in "12"


def _order_status(order: SampleOrder, _: SampleLine) -> str:
    if order.state is State.CLOSED:
        return "Cancelled"
    return "Shipped" if order.state in (State.SHIPPED, State.SUCCESS) else "Pending"


def _item_status(order: SampleOrder, line: SampleLine) -> str:
    if _cancelled(line):
        return "Cancelled"
    return "Shipped" if order.state in (State.SHIPPED, State.SUCCESS) else "Unshipped"


def _updated(order: SampleOrder, _: SampleLine) -> str:
    steps = (order.placed_at, order.paid_at, order.shipped_at, order.finished_at)
    return _utc(max(step for step in steps if step))


def _postage(order: SampleOrder, line: SampleLine) -> str:
    return _money(order.postage if line is order.lines[0] else 0, order.channel)


def _promotion(order: SampleOrder, line: SampleLine) -> str:
    if order.number[-1] not in "07":
        return ""
    return f"PAWS-V2-{line.number}-0, Core Free Shipping {order.channel.country}, Duplicated"


def _asked_to_cancel(order: SampleOrder, _: SampleLine) -> str:
    return "true" if order.state is State.CLOSED and order.number[-1] in "036" else "false"


def _service(order: SampleOrder, _: SampleLine) -> str:
    return "Expedited" if order.sent_by_marketplace else "Standard"


def _fulfilment(order: SampleOrder, _: SampleLine) -> str:
    return "Amazon" if order.sent_by_marketplace else "Merchant"


def _false(*_: object) -> str:
    return "false"


def _nothing(*_: object) -> str:
    return ""


def _if_priced(cell: Cell) -> Cell:
    return lambda order, line: cell(order, line) if _price_shown(order, line) else ""


_SHARED: dict[str, Cell] = {
    "purchase-date": lambda o, _: _utc(o.placed_at),
    "product-name": lambda _, line: line.item.listing_en,
    "sku": lambda _, line: line.item.sku,
    "currency": lambda o, _: o.channel.currency,
    "item-price": lambda o, line: _money(line.due, o.channel),
    "item-tax": lambda o, _: _money(0, o.channel),
    "shipping-price": _postage,
    "shipping-tax": lambda o, _: _money(0, o.channel),
    "ship-service-level": _service,
    "sales-channel": lambda o, _: o.channel.name,
    "ship-city": lambda o, _: o.buyer.address.city,
    "ship-state": lambda o, _: o.buyer.address.state,
    "ship-postal-code": lambda o, _: o.buyer.address.postcode,
    "ship-country": lambda o, _: o.buyer.address.country,
    "number-of-items": lambda _, line: str(line.quantity),
    "is-business-order": _false,
    "is-replacement-order": _false,
    "is-exchange-order": _false,
    "is-transparency": _false,
    "is-ispu-order": _false,
    "is-buyer-requested-cancellation": _asked_to_cancel,
}
_ALL: dict[str, Cell] = {
    **_SHARED,
    "amazon-order-id": lambda o, _: o.number,
    "merchant-order-id": lambda o, _: o.number,
    "last-updated-date": _updated,
    "order-status": _order_status,
    "fulfillment-channel": _fulfilment,
    "asin": lambda _, line: line.item.asin,
    "item-status": _item_status,
    "quantity": lambda _, line: "0" if _cancelled(line) else str(line.quantity),
    "promotion-ids": _promotion,
    "fulfilled-by": _fulfilment,
    "is-heavy-or-bulky": _false,
    "is-iba": _false,
    "is-pickup-point-order": _false,
    "is-amazon-invoiced": _false,
    **{
        name: _if_priced(_SHARED[name])
        for name in ("currency", "item-price", "item-tax", "shipping-price", "shipping-tax")
    },
}
_SHIPPING: dict[str, Cell] = {
    **_SHARED,
    "order-id": lambda o, _: o.number,
    "order-item-id": lambda _, line: line.number,
    "payments-date": lambda o, _: _utc(o.paid_at),
    "buyer-email": lambda o, _: o.buyer.account,
    "buyer-name": lambda o, _: o.buyer.name,
    "buyer-phone-number": lambda o, _: o.buyer.mobile,
    "ship-phone-number": lambda o, _: o.buyer.mobile,
    "recipient-name": lambda o, _: o.buyer.name,
    "ship-address-1": lambda o, _: o.buyer.address.street,
    "ship-address-2": lambda o, _: o.buyer.address.district,
    "quantity-purchased": lambda _, line: str(line.quantity),
    "quantity-shipped": lambda _, line: "0" if line.state is State.PAID else str(line.quantity),
    "quantity-to-ship": lambda _, line: str(line.quantity) if line.state is State.PAID else "0",
    "ship-service-name": _service,
    "address-type": lambda _, __: "Residential",
    "is-prime": _false,
    "is-premium-order": _false,
    "is-iba": _false,
    "is-heavy-or-bulky": _false,
    "is-sold-by-ab": _false,
    "fulfilled-by": _fulfilment,
    "verge-of-cancellation": _false,
    "signature-confirmation-recommended": _false,
}


def _promised(order: SampleOrder) -> datetime:
    """The end of the last day to ship on in the channel's zone: an odd hour in UTC."""
    zone = ZoneInfo(order.channel.zone)
    day = (
        (order.paid_at or order.placed_at).astimezone(zone) + timedelta(days=_DAYS_TO_SHIP)
    ).date()
    return datetime.combine(day, time(23, 59, 59), zone)


def _unshipped_cells(now: datetime) -> dict[str, Cell]:
    def days_past(order: SampleOrder) -> int:
        promised = _promised(order)
        return (now.astimezone(promised.tzinfo).date() - promised.date()).days

    return {
        **_SHIPPING,
        "reporting-date": lambda _, __: _utc(now),
        "promise-date": lambda o, _: _utc(_promised(o)),
        "days-past-promise": lambda o, _: str(days_past(o)),
        "verge-of-lateShipment": lambda o, _: "true" if days_past(o) >= 0 else "false",
    }


def _write(
    orders: Iterable[SampleOrder],
    path: Path,
    header: tuple[str, ...],
    cells: dict[str, Cell],
    encoding: str,
) -> int:
    row = [cells.get(name.strip(), _nothing) for name in header]
    written = 0
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        file.write("\t".join(header) + "\n")
        for order in orders:
            for line in order.lines:
                # The format has no quoting: a tab or line end inside a cell cannot be written.
                file.write("\t".join([cell(order, line).translate(_BLANKS) for cell in row]) + "\n")
            written += 1
    return written


def write_amazon_all_orders(
    orders: Iterable[SampleOrder], path: Path, columns: int = 29, *, encoding: str = "utf-8"
) -> int:
    """Write an All Orders report with 29 or 91 columns; returns the number of orders.

    Raises:
        KeyError: no such number of columns.
        OSError: the file cannot be written.
    """
    return _write(orders, path, AMAZON_ALL_ORDERS[columns], _ALL, encoding)


def write_amazon_unshipped(
    orders: Iterable[SampleOrder],
    path: Path,
    columns: int = 27,
    *,
    now: datetime,
    encoding: str = "utf-8",
) -> int:
    """Write an Unshipped Orders report with 27, 68 or 85 columns as of ``now``.

    Only paid orders that the seller still has to send are in such a report; others are passed
    over. Returns the number of orders written.

    Raises:
        KeyError: no such number of columns.
        OSError: the file cannot be written.
    """
    waiting = (
        order for order in orders if order.state is State.PAID and not order.sent_by_marketplace
    )
    return _write(waiting, path, AMAZON_UNSHIPPED[columns], _unshipped_cells(now), encoding)


def write_amazon_new_orders(
    orders: Iterable[SampleOrder], path: Path, *, encoding: str = "utf-8"
) -> int:
    """Write a New Orders report: paid orders, times with the channel's own offset.

    Returns the number of orders written.

    Raises:
        OSError: the file cannot be written.
    """
    cells: dict[str, Cell] = {
        **_SHIPPING,
        "purchase-date": lambda o, _: _local(o.placed_at, o.channel),
        "payments-date": lambda o, _: _local(o.paid_at, o.channel),
    }
    paid = (order for order in orders if order.paid_at and order.state is not State.CLOSED)
    return _write(paid, path, AMAZON_NEW_ORDERS, cells, encoding)

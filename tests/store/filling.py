"""Sample orders written straight into a store, for tests and timings that need many at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import Connection, insert

from csdesk.model.status import BatchState
from csdesk.rules.grams import order_text
from csdesk.rules.numbers import desk_number, key_at
from csdesk.sample.records import Market, Refund, SampleOrder, State
from csdesk.store import columns, index

_STATUS = {
    State.UNPAID: "awaiting_payment",
    State.PAID: "awaiting_review",
    State.PARTLY_SHIPPED: "partly_shipped",
    State.SHIPPED: "shipped",
    State.SUCCESS: "completed",
    State.CLOSED: "closed",
}
_REFUND = {Refund.REQUESTED: "refund_requested", Refund.DONE: "refunded"}
_SHOPS = {Market.TAOBAO: (1, "TB", "旗舰店"), Market.AMAZON: (2, "AM", "EU shop")}
_TEXTS = ("收货人要圆通", "财务请退差价", "换款成 1122", "送小礼物", "call first", "地址已核对")
_AGENTS = (("xiaoli", "小李"), ("ma", "马姐"))


def batch(connection: Connection, batch_id: int, state: str = BatchState.IMPORTED) -> None:
    """A batch that orders can belong to."""
    connection.execute(
        insert(columns.batches),
        {
            "id": batch_id, "file": f"{batch_id}.csv", "sha256": "", "size": 0, "profile": "",
            "state": state, "header": "", "encoding": "", "rows": 0, "rows_done": 0,
            "orders_new": 0, "orders_changed": 0, "orders_unchanged": 0, "lines": 0,
            "conflicts": 0, "rejected": 0, "reason": "", "facts": "{}", "day": "", "ordinal": 0,
            "stamp": "", "alone": 0, "received_at": 0, "accepted_by": "",
        },
    )  # fmt: skip


def shops(connection: Connection) -> None:
    """The two shops that ``fill`` uses."""
    rows = [dict(zip(("id", "site", "name"), shop, strict=True)) for shop in _SHOPS.values()]
    connection.execute(insert(columns.shops), rows)


def order_values(order: SampleOrder, key: int, serial: int, batch_id: int) -> dict[str, object]:
    """The row of ``orders`` that an import would make of it."""
    shop_id, site, _ = _SHOPS[order.market]
    buyer, to = order.buyer, order.buyer.address
    paid = order.paid_at is not None
    refund = next((line.refund for line in order.lines if line.refund is not Refund.NONE), None)
    status = _STATUS[order.state]
    if status == "awaiting_review" and serial % 3:
        status = "approved" if serial % 9 else "held"
    mail = buyer.account if "@" in buyer.account else ""
    return dict.fromkeys((c.name for c in columns.orders.c), "") | {
        "id": key,
        "shop_id": shop_id,
        "order_no": desk_number(site, order.placed_at.date(), serial),
        "market_no": order.number,
        "order_status": status,
        "payment_status": _REFUND[refund] if refund else "paid" if paid else "unpaid",
        "market_status": order.state,
        "placed_at": int(order.placed_at.timestamp()),
        "paid_at": int(order.paid_at.timestamp()) if order.paid_at else None,
        "approved_at": None,
        "shipped_at": int(order.shipped_at.timestamp()) if order.shipped_at else None,
        "finished_at": int(order.finished_at.timestamp()) if order.finished_at else None,
        "ship_by": int(order.paid_at.timestamp()) + 172_800 if order.paid_at else None,
        "name": buyer.name, "account": buyer.account, "nick": buyer.nick,
        "buyer": buyer.account or buyer.nick, "phone": buyer.mobile, "email": mail,
        "province": to.state, "city": to.city, "district": to.district,
        "address": to.one_line if order.market is Market.TAOBAO else to.street,
        "zip": to.postcode, "country": to.country,
        "carrier": order.carrier, "tracking_no": order.waybill,
        "method": ("支付宝", "余额宝", "花呗")[serial % 7 % 3],
        "place": ("手机", "电脑")[serial % 5 == 0],
        "total": order.total, "postage": order.postage, "refund": order.refunded,
        "currency": order.channel.currency, "flag": order.flag,
        "buyer_message": order.message, "market_remark": order.remark,
        "closed_reason": order.close_reason,
        "title": order.lines[0].item.title if order.market is Market.TAOBAO
        else order.lines[0].item.title_en,
        "blacklisted": int(serial % 397 == 0), "remarks_internal": 0, "remarks_finance": 0,
        "remarks_shipping": 0, "conflicts": int(serial % 499 == 0), "version": 1,
        "batch_id": batch_id,
    }  # fmt: skip


def order_lines(order: SampleOrder, key: int) -> list[dict[str, object]]:
    """Its rows of ``lines``."""
    chinese = order.market is Market.TAOBAO
    return [
        {
            "order_id": key, "line_no": n, "market_line_no": line.number,
            "sku": line.item.sku, "title": line.item.title if chinese else line.item.title_en,
            "attributes": line.item.colour, "quantity": line.quantity,
            "unit_price": line.unit_price, "line_status": "", "refund_status": "",
        }
        for n, line in enumerate(order.lines, 1)
    ]  # fmt: skip


def order_remarks(order: SampleOrder, key: int, serial: int) -> list[dict[str, object]]:
    """Remarks on one order in twenty."""
    if serial % 20:
        return []
    login, author = _AGENTS[serial // 20 % 2]
    return [
        {
            "order_id": key, "order_no": order.number, "tab": "internal", "login": login,
            "text": _TEXTS[serial // 20 % len(_TEXTS)], "author": author, "shift": "", "at": 0,
            "state": "noted", "in_market": serial // 20 % 2, "version": 1,
            "client_id": f"fill-{key}",
        }
    ]  # fmt: skip


def fill(
    connection: Connection, orders: Iterable[SampleOrder], *, batch_id: int = 1
) -> Iterator[int]:
    """Write orders of ascending times with lines, remarks and tokens; yields how many so far.

    Args:
        connection: changing.
        orders: from ``csdesk.sample.orders.generate``.
        batch_id: what they belong to; its row is the caller's.
    """
    last, done = -(2**62), 0
    stream = iter(orders)
    while chunk := list(islice(stream, 2_000)):
        rows, lines, remarks, texts = [], [], [], []
        for order in chunk:
            done += 1
            last = max(key_at(int(order.placed_at.timestamp())), last + 1)
            row = order_values(order, last, done, batch_id)
            items, said = order_lines(order, last), order_remarks(order, last, done)
            row["remarks_internal"] = len(said)
            rows.append(row)
            lines += items
            remarks += said
            texts.append((last, order_text(row, items, said)))
        for into, what in (
            (columns.orders, rows), (columns.lines, lines), (columns.remarks, remarks),
        ):  # fmt: skip
            if what:
                connection.execute(insert(into), what)
        index.put(connection, texts)
        yield done

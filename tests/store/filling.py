"""Sample orders written straight into a store, for tests and timings that need many at once."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, insert

from csdesk.model.intake import Value
from csdesk.model.status import BatchState
from csdesk.rules.grams import order_text
from csdesk.rules.numbers import desk_number, key_at, prefix
from csdesk.sample.orders import generate
from csdesk.sample.records import CHINA, Market, Refund, SampleOrder, State
from csdesk.store import columns, index, tables
from csdesk.store.engine import Store
from tests.new_store import new_store

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
    batches = tables.Batch.metadata.tables["batches"]
    row = {"id": batch_id, "file": f"{batch_id}.csv", "sha256": "", "size": 0, "state": state}
    connection.execute(insert(batches), row | {"header": "[]", "received_at": 0})


def shops(connection: Connection) -> None:
    """The two shops that ``fill`` uses."""
    rows = [dict(zip(("id", "site", "name"), shop, strict=True)) for shop in _SHOPS.values()]
    connection.execute(insert(columns.shops), rows)


def order_values(order: SampleOrder, key: int, serial: int, batch_id: int) -> dict[str, Value]:
    """The row of ``orders`` that an import would make of it."""
    shop_id, site, _ = _SHOPS[order.market]
    buyer, to = order.buyer, order.buyer.address
    paid = order.paid_at is not None
    refund = next((line.refund for line in order.lines if line.refund is not Refund.NONE), None)
    status = _STATUS[order.state]
    if status == "awaiting_review" and serial % 3:
        status = "approved" if serial % 9 else "held"
    mail = buyer.account if "@" in buyer.account else ""
    empty: dict[str, Value] = dict.fromkeys((c.name for c in columns.orders.c), "")
    return empty | {
        "id": key,
        "shop_id": shop_id,
        "order_no": desk_number(prefix(site, order.placed_at.date()), serial),
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
        "batch_id": batch_id, "parent_id": 0,
    }  # fmt: skip


def order_lines(order: SampleOrder, key: int) -> list[dict[str, Value]]:
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


def order_remarks(order: SampleOrder, key: int, serial: int) -> list[dict[str, Value]]:
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


NOW = datetime(2026, 11, 22, 9, 30, tzinfo=CHINA)
"""When the newest order is placed."""


def mixed(count: int, seed: int = 7) -> Iterator[SampleOrder]:
    """Orders up to ``NOW``, nine in ten from Taobao, one from Amazon, oldest first."""
    taobao = generate(count - count // 10, seed, until=NOW)
    amazon = generate(count // 10, seed, until=NOW, market=Market.AMAZON)
    return heapq.merge(taobao, amazon, key=lambda order: order.placed_at)


class Filling:
    """Writes a stream of orders, oldest first, with lines, remarks and tokens."""

    def __init__(self, orders: Iterable[SampleOrder], *, batch_id: int = 1) -> None:
        """Prepare.

        Args:
            orders: from ``csdesk.sample.orders.generate``.
            batch_id: what they belong to; its row is the caller's.
        """
        self._orders = iter(orders)
        self._batch = batch_id
        self._last = -(2**62)
        self.written = 0

    def write(self, connection: Connection, at_most: int | None = None) -> int:
        """Write the next orders, all of them or so many; returns how many there were."""
        rows, lines, remarks, texts = [], [], [], []
        for order in islice(self._orders, at_most):
            self.written += 1
            self._last = max(key_at(int(order.placed_at.timestamp())), self._last + 1)
            row = order_values(order, self._last, self.written, self._batch)
            items = order_lines(order, self._last)
            said = order_remarks(order, self._last, self.written)
            row["remarks_internal"] = len(said)
            rows.append(row)
            lines += items
            remarks += said
            texts.append((self._last, order_text(row, items, said)))
        for into, what in (
            (columns.orders, rows), (columns.lines, lines), (columns.remarks, remarks),
        ):  # fmt: skip
            if what:
                connection.execute(insert(into), what)
        index.put(connection, texts)
        return len(rows)


def filled(path: Path, orders: Iterable[SampleOrder]) -> Store:
    """A new store at ``path`` that holds these orders."""
    new_store(path)
    store = Store(path)
    with store.change() as connection:
        shops(connection)
        batch(connection, 1)
        Filling(orders).write(connection)
    index.refresh_shares(store, always=True)
    return store

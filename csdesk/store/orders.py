"""The rows of lists of orders; all of one order is in ``order_detail``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, select

from csdesk.model.found import OrderRow, RemarkCounts
from csdesk.model.status import Flag, OrderStatus, PaymentStatus
from csdesk.rules.masking import masked
from csdesk.store import columns, visible
from csdesk.store.sight import sight

if TYPE_CHECKING:
    from csdesk.model.sight import Sight

_o, _s = columns.orders.c, columns.shops.c

LISTED = select(
    _o.id, _o.order_no, _o.market_no, _s.site, _s.name, _o.placed_at, _o.paid_at, _o.name,
    _o.account, _o.nick, _o.phone, _o.province, _o.city, _o.order_status, _o.payment_status,
    _o.market_status, _o.total, _o.currency, _o.carrier, _o.tracking_no, _o.flag, _o.blacklisted,
    _o.remarks_internal, _o.remarks_finance, _o.remarks_shipping, _o.conflicts, _o.title,
    _o.ship_by,
).join_from(columns.orders, columns.shops, _s.id == _o.shop_id)  # fmt: skip
"""What ``order_row`` reads, of every order: narrow it down before it is run."""


def instant(seconds: int | None) -> datetime | None:
    """Stored epoch seconds as an aware UTC time."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def order_row(row: Row[*tuple[Any, ...]], seen: Sight) -> OrderRow:
    """One row of ``LISTED``, with or without ``sorted_by``, as whoever looks may see it."""
    listed: tuple[Any, ...] = tuple(row)[:28]
    (
        key, order_no, market_no, site, shop, placed_at, paid_at, name, account, nick, phone,
        province, city, status, payment, market_status, total, currency, carrier, tracking_no,
        flag, blacklisted, internal, finance, shipping, conflicts, title,
        ship_by,
    ) = listed  # fmt: skip
    return OrderRow(
        id=key,
        order_no=order_no,
        market_no=market_no,
        site=site,
        shop=shop,
        placed_at=instant(placed_at),
        paid_at=instant(paid_at),
        name=masked("name", name, seen),
        account=masked("account", account, seen),
        nick=masked("nick", nick, seen),
        phone=masked("phone", phone, seen),
        province=masked("province", province, seen),
        city=masked("city", city, seen),
        order_status=OrderStatus(status),
        payment_status=PaymentStatus(payment),
        market_status=market_status,
        total=total,
        currency=currency,
        carrier=carrier,
        tracking_no=tracking_no,
        flag=Flag(flag),
        blacklisted=bool(blacklisted),
        remarks=RemarkCounts(internal, finance, shipping),
        conflicts=conflicts,
        title=title,
        ship_by=instant(ship_by),
        sorted_by=row._mapping.get("sorted_by", 0),
    )


def rows(connection: Connection, keys: Sequence[int]) -> tuple[OrderRow, ...]:
    """Orders by key, in the order asked for; one that is not there is left out."""
    shown = visible.shown(visible.unfinished(connection))
    found = connection.execute(LISTED.where(_o.id.in_(keys), *shown))
    seen = sight(connection)
    by_key = {row.id: order_row(row, seen) for row in found}
    return tuple(by_key[key] for key in dict.fromkeys(keys) if key in by_key)


def shops(connection: Connection) -> Sequence[tuple[int, str, str]]:
    """Id, site and name of every shop."""
    found = connection.execute(select(_s.id, _s.site, _s.name).order_by(_s.id))
    return [(row.id, row.site, row.name) for row in found]


def methods(connection: Connection, newest: int = 2_000) -> tuple[str, ...]:
    """Payment methods among the newest orders, the most frequent first."""
    return _values(connection, "method", newest)


def places(connection: Connection, newest: int = 2_000) -> tuple[str, ...]:
    """Payment places among the newest orders, the most frequent first (S2)."""
    return _values(connection, "place", newest)


def _values(connection: Connection, column: str, newest: int) -> tuple[str, ...]:
    shown = visible.shown(visible.unfinished(connection))
    value = select(_o[column].label("value")).where(*shown)
    recent = value.order_by(_o.id.desc()).limit(newest).subquery()
    counted = (
        select(recent.c.value)
        .where(recent.c.value != "")
        .group_by(recent.c.value)
        .order_by(func.count().desc(), recent.c.value)
    )
    return tuple(connection.execute(counted).scalars())

"""Reading orders: the rows of lists, and all that one order's screen shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, text

from csdesk.model.orders import (
    History,
    Line,
    OpenConflict,
    OrderDetail,
    OrderRow,
    Relative,
    RemarkCounts,
)
from csdesk.model.privacy import Sight
from csdesk.model.status import Flag, OrderStatus, PaymentStatus
from csdesk.rules.masking import hidden, masked, masks
from csdesk.rules.search_words import PAID
from csdesk.store import columns, visible
from csdesk.store.sight import sight

_o, _s, _l, _k = columns.orders.c, columns.shops.c, columns.lines.c, columns.conflicts.c
_p = columns.people.c

_Conditions = tuple[ColumnElement[bool], ...]

LISTED = select(
    _o.id, _o.order_no, _o.market_no, _s.site, _s.name, _o.placed_at, _o.paid_at, _o.name,
    _o.account, _o.nick, _o.phone, _o.province, _o.city, _o.order_status, _o.payment_status,
    _o.market_status, _o.total, _o.currency, _o.carrier, _o.tracking_no, _o.flag, _o.blacklisted,
    _o.remarks_internal, _o.remarks_finance, _o.remarks_shipping, _o.conflicts, _o.title,
    _o.ship_by,
).join_from(columns.orders, columns.shops, _s.id == _o.shop_id)  # fmt: skip
"""What ``order_row`` reads, of every order: narrow it down before it is run."""

_DETAIL = LISTED.add_columns(
    _o.approved_at, _o.shipped_at, _o.finished_at, _o.email, _o.district, _o.address,
    _o.zip, _o.country, _o.method, _o.place, _o.postage, _o.refund, _o.buyer_message,
    _o.market_remark, _o.closed_reason, _o.hold_reason, _o.version, _o.batch_id, _o.buyer,
    _o.parent_id,
)  # fmt: skip


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


def detail(connection: Connection, key: int) -> OrderDetail | None:
    """All that the store knows of one order; None where there is none with that key."""
    row = connection.execute(_DETAIL.where(_o.id == key)).first()
    if row is None:
        return None
    from csdesk.store import owed  # the first page of a session does without these
    from csdesk.store.remarks import of_order

    seen = sight(connection)
    listed = order_row(row, seen)
    shown = visible.shown(visible.unfinished(connection))
    relatives = _relatives(connection, key, listed.order_no)
    owing, to_collect = owed.amounts(connection, key, row.currency, order_no=listed.order_no)
    return OrderDetail(
        row=listed,
        approved_at=instant(row.approved_at),
        shipped_at=instant(row.shipped_at),
        finished_at=instant(row.finished_at),
        email=masked("email", row.email, seen),
        district=masked("district", row.district, seen),
        address=masked("address", row.address, seen),
        zip=masked("zip", row.zip, seen),
        country=row.country,
        method=row.method,
        place=row.place,
        postage=row.postage,
        refund=row.refund,
        buyer_message=row.buyer_message,
        market_remark=row.market_remark,
        closed_reason=row.closed_reason,
        hold_reason=row.hold_reason,
        lines=_lines(connection, key),
        remarks=of_order(connection, key),
        history=_history(connection, row.buyer, listed.order_no, shown),
        relatives=relatives,
        conflicts=open_conflicts(connection, _k.order_id == key) if listed.conflicts else (),
        version=row.version,
        batch_id=row.batch_id,
        parent_no=_parent_no(connection, row.parent_id),
        owed=owing,
        to_collect=to_collect,
        masked=hidden(dict(row._mapping), seen),
    )


def _parent_no(connection: Connection, parent_id: int) -> str:
    found = select(_o.order_no).where(_o.id == parent_id)
    return str(connection.execute(found).scalar_one()) if parent_id else ""


def _lines(connection: Connection, key: int) -> tuple[Line, ...]:
    found = connection.execute(
        select(
            _l.line_no, _l.sku, _l.title, _l.attributes, _l.quantity, _l.unit_price,
            _l.line_status, _l.refund_status,
        )
        .where(_l.order_id == key)
        .order_by(_l.line_no)
    )  # fmt: skip
    return tuple(Line(*row) for row in found)


def _history(connection: Connection, buyer: str, order_no: str, shown: _Conditions) -> History:
    """How many orders a buyer has placed and paid (S5, S6); of an unknown buyer, none.

    What the desk made from an order was not placed by anybody: ``-is:derived`` lists the same.
    """
    if not buyer:
        return History(0, 0)
    orders, paid = connection.execute(
        select(func.count(), func.count().filter(_o.payment_status.in_(PAID)))
        .select_from(columns.orders)
        .where(_o.buyer == buyer, text("buyer <> ''"), _o.parent_id == 0, *shown)
    ).one()
    return History(orders, paid, order_no)


def _relatives(connection: Connection, key: int, order_no: str) -> tuple[Relative, ...]:
    """The others of an order's family (design §5), the root first."""
    from csdesk.store import derived

    members = derived.family(connection, order_no)
    numbers = {each.id: each.order_no for each in members}
    return tuple(
        Relative(each.order_no, each.order_status, numbers.get(each.parent_id, ""), each.undone)
        for each in members
        if each.id != key
    )


def open_conflicts(connection: Connection, *where: Any) -> tuple[OpenConflict, ...]:
    """Conflicts that nobody has settled, oldest first, people by name.

    Args:
        connection: reading.
        *where: conditions on ``conflicts`` or ``orders``.
    """
    # Orders that have open ones stand in an index of their own; conflicts are mostly settled ones.
    disputed = select(_o.id).where(text("conflicts > 0"))
    found = connection.execute(
        select(
            _k.id, _o.order_no, _k.line_no, _k.field, _k.base, _k.ours, _k.theirs, _k.changed_by,
            _k.changed_at, _k.batch_id, _o.currency, _p.name,
        )
        .join_from(columns.conflicts, columns.orders, _o.id == _k.order_id)
        .outerjoin(columns.people, _p.login == _k.changed_by)
        .where(_k.order_id.in_(disputed), _k.settled_at.is_(None), *where)
        .order_by(_k.id)
    )  # fmt: skip
    seen = sight(connection)
    return tuple(
        OpenConflict(
            masked=masks(row.field, seen),
            id=row.id,
            order_no=row.order_no,
            line_no=row.line_no,
            field=row.field,
            base=masked(row.field, row.base or "", seen),
            ours=masked(row.field, row.ours or "", seen),
            theirs=masked(row.field, row.theirs or "", seen),
            changed_by=row.name or row.changed_by,
            changed_at=instant(row.changed_at),
            batch_id=row.batch_id,
            currency=row.currency,
        )
        for row in found
    )

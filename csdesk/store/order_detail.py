"""All that one order's screen shows (S3-S6, S18)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, text

from csdesk.model.orders import History, Line, OpenConflict, OrderDetail, Relative
from csdesk.rules.masking import hidden, masked, masks
from csdesk.rules.search_words import PAID
from csdesk.store import columns, derived, owed, visible
from csdesk.store.orders import LISTED, instant, order_row
from csdesk.store.remarks import of_order
from csdesk.store.sight import sight

_o, _l, _k, _p = columns.orders.c, columns.lines.c, columns.conflicts.c, columns.people.c

_Conditions = tuple[ColumnElement[bool], ...]

_DETAIL = LISTED.add_columns(
    _o.approved_at, _o.shipped_at, _o.finished_at, _o.email, _o.district, _o.address,
    _o.zip, _o.country, _o.method, _o.place, _o.postage, _o.refund, _o.buyer_message,
    _o.market_remark, _o.closed_reason, _o.hold_reason, _o.version, _o.batch_id, _o.buyer,
    _o.parent_id,
)  # fmt: skip


def detail(connection: Connection, key: int) -> OrderDetail | None:
    """All that the store knows of one order; None where there is none with that key."""
    row = connection.execute(_DETAIL.where(_o.id == key)).first()
    if row is None:
        return None
    seen = sight(connection)
    listed = order_row(row, seen)
    shown = visible.shown(visible.unfinished(connection))
    relatives = _relatives(connection, key, listed.order_no)
    owing, to_collect = owed.amounts(
        connection, key, row.currency, order_no=listed.order_no, buyer=row.buyer
    )
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
        paid_out=owed.paid_out(connection, key, row.currency, order_no=listed.order_no),
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

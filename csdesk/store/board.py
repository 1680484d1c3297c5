"""Counts that only the lead board asks for (W27)."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, func, select, text

from csdesk.store import columns, visible

_o, _h, _t = columns.orders.c, columns.handover_items.c, columns.handover_receipts.c

Counted = tuple[int, datetime | None]
"""How many there are, and the earliest moment among them."""


def leaving(connection: Connection, since: int | None, until: int) -> Counted:
    """Orders that have not left and must between two moments in epoch seconds.

    Args:
        connection: reading.
        since: included; None for all before ``until``.
        until: not included.
    """
    due: list[ColumnElement[bool]] = [_o.ship_by < until]
    if since is not None:
        due.append(_o.ship_by >= since)
    shown = visible.shown(visible.unfinished(connection))
    asked = select(func.count(), func.min(_o.ship_by)).select_from(columns.orders)
    count, first = connection.execute(asked.where(text(columns.UNSHIPPED), *due, *shown)).one()
    return int(count), _moment(first)


def unacknowledged_since(connection: Connection, shift_id: int) -> datetime | None:
    """Since when the oldest item stands that a shift handed over and nobody acknowledged."""
    asked = (
        select(func.min(_h.at))
        .join_from(columns.handover_receipts, columns.handover_items, _h.id == _t.item_id)
        .where(_t.shift_id == shift_id, text("handover_receipts.received_at IS NULL"))
        .where(_h.state == "open")
    )
    return _moment(connection.execute(asked).scalar())


def has_stock(connection: Connection) -> bool:
    """Whether a stock file was ever taken in."""
    return connection.execute(select(columns.items.c.key).limit(1)).first() is not None


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

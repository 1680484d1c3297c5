"""The account of what the shop owes its customers, in goods or money (S14, F10).

It is append-only: what is taken back gets an entry of its own. Entries hang on an order, and the
account is that of the order's buyer; where no export tells who that is, it is the order's family's.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select, text

from csdesk.model.owed import OwedEntry
from csdesk.store import columns
from csdesk.store.derived import family

_w, _o, _e, _p = columns.owed.c, columns.orders.c, columns.events.c, columns.people.c


def enter(
    connection: Connection, order_id: int, amount: int, currency: str, reason: str, event: int
) -> int:
    """Put an entry into the account of an order's buyer.

    Args:
        connection: changing.
        order_id: the order that it comes by.
        amount: minor units; above 0 the shop owes more, below 0 it gave something.
        currency: ISO code.
        reason: what it comes from, in a word that ``ui.screens.order_words`` knows.
        event: sequence number of the step that makes it.

    Returns:
        Its id.
    """
    made = insert(columns.owed).returning(_w.id)
    values = {
        "order_id": order_id, "amount": amount, "currency": currency, "reason": reason,
        "event_seq": event,
    }  # fmt: skip
    return int(connection.execute(made, values).scalar_one())


def balance(connection: Connection, order_id: int, currency: str) -> int:
    """What the buyer of an order is owed, in minor units of a currency; never of another.

    Args:
        connection: reading or changing.
        order_id: any order of theirs.
        currency: ISO code.
    """
    total = select(func.coalesce(func.sum(_w.amount), 0)).select_from(columns.owed)
    asked = total.where(_w.currency == currency, _account(connection, order_id))
    return int(connection.execute(asked).scalar_one())


def entries(connection: Connection, order_id: int) -> tuple[OwedEntry, ...]:
    """The account of an order's buyer, oldest first."""
    asked: Select[Any] = (
        select(
            _o.order_no, _w.amount, _w.currency, _w.reason, _e.actor, _p.name.label("person"), _e.at
        )
        .select_from(columns.owed)
        .join(columns.orders, _o.id == _w.order_id)
        .join(columns.events, _e.seq == _w.event_seq)
        .join(columns.people, _p.login == _e.actor, isouter=True)
        .where(_account(connection, order_id))
        .order_by(_w.id)
    )
    return tuple(
        OwedEntry(
            order_no=row.order_no, amount=row.amount, currency=row.currency, reason=row.reason,
            by=row.person or row.actor, at=datetime.fromtimestamp(row.at // 1_000_000, UTC),
        )
        for row in connection.execute(asked)
    )  # fmt: skip


def take_back(connection: Connection, event: int, by: int) -> None:
    """Enter the opposite of what one step entered.

    Args:
        connection: changing.
        event: sequence number of that step.
        by: of the step that takes it back.
    """
    for order_id, amount, currency in by_event(connection, event):
        enter(connection, order_id, -amount, currency, "undo", by)


def by_event(connection: Connection, event: int) -> list[tuple[int, int, str]]:
    """Order, amount and currency of the entries that one step made."""
    found = select(_w.order_id, _w.amount, _w.currency).where(_w.event_seq == event)
    return [(row.order_id, row.amount, row.currency) for row in connection.execute(found)]


def _account(connection: Connection, order_id: int) -> ColumnElement[bool]:
    """The entries of whoever bought the order."""
    asked = select(_o.buyer, _o.order_no).where(_o.id == order_id)
    buyer, order_no = connection.execute(asked).one()
    if buyer:
        theirs = select(_o.id).where(_o.buyer == buyer, text("buyer <> ''"))
        return _w.order_id.in_(theirs)
    return _w.order_id.in_([each.id for each in family(connection, order_no)])

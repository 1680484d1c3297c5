"""The account of what the shop owes its customers, in goods or money (S14, F10).

It is append-only: what is taken back gets an entry of its own. Entries hang on an order, and the
account is that of the order's buyer; where no export tells who that is, it is the order's family's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, select, text

from csdesk.model.owed import OwedEntry
from csdesk.store import columns
from csdesk.store.derived import family

EXCHANGE = "exchange"
"""The reason of an entry that an exchange makes."""

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


def balance(connection: Connection, order_id: int, currency: str, *, ahead: int = 0) -> int:
    """What the buyer of an order is owed, in minor units of a currency; never of another.

    Exchanges of one order are reckoned together: there and back is nothing. Where they come to more
    than was paid the customer has to pay that first (``to_collect``); it takes nothing from what
    is owed for other orders.

    Args:
        connection: reading or changing.
        order_id: any order of theirs.
        currency: ISO code.
        ahead: as if an exchange of the order had entered this besides.
    """
    return amounts(connection, order_id, currency, ahead=ahead)[0]


def to_collect(connection: Connection, order_id: int, currency: str, *, ahead: int = 0) -> int:
    """What a customer has to pay for the exchanges of one order; arguments as ``balance``."""
    return amounts(connection, order_id, currency, ahead=ahead)[1]


def amounts(
    connection: Connection, order_id: int, currency: str, *, ahead: int = 0
) -> tuple[int, int]:
    """``balance`` and ``to_collect``, in one look at the account; arguments as ``balance``."""
    summed = select(_w.order_id, _w.reason == EXCHANGE, func.sum(_w.amount)).where(
        _w.currency == currency, _account(connection, order_id)
    )
    rest, exchanged = 0, {order_id: ahead}
    for order, by_exchange, amount in connection.execute(summed.group_by(_w.order_id, _w.reason)):
        if by_exchange:
            exchanged[order] = exchanged.get(order, 0) + amount
        else:
            rest += amount
    credit = sum(max(amount, 0) for amount in exchanged.values())
    return int(rest + credit), max(-int(exchanged[order_id]), 0)


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
    """Enter the opposite of what one step entered, for the same reason.

    Args:
        connection: changing.
        event: sequence number of that step.
        by: of the step that takes it back.
    """
    for each in by_event(connection, event):
        enter(connection, each.order_id, -each.amount, each.currency, each.reason, by)


def entering(connection: Connection, events: Sequence[int]) -> list[int]:
    """Which of these steps made entries."""
    made: list[int] = []
    for start in range(0, len(events), 500):
        some = select(_w.event_seq).where(_w.event_seq.in_(events[start : start + 500]))
        made += connection.execute(some.distinct().order_by(_w.event_seq)).scalars()
    return made


def by_event(connection: Connection, event: int) -> Sequence[Row[int, int, str, str]]:
    """The entries that one step made."""
    found = select(_w.order_id, _w.amount, _w.currency, _w.reason).where(_w.event_seq == event)
    return connection.execute(found).all()


def _account(connection: Connection, order_id: int) -> ColumnElement[bool]:
    """The entries of whoever bought the order."""
    asked = select(_o.buyer, _o.order_no).where(_o.id == order_id)
    buyer, order_no = connection.execute(asked).one()
    if buyer:
        theirs = select(_o.id).where(_o.buyer == buyer, text("buyer <> ''"))
        return _w.order_id.in_(theirs)
    return _w.order_id.in_([each.id for each in family(connection, order_no)])

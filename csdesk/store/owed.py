"""The account of what the shop owes its customers, in goods or money (S14, F10).

It is append-only: what is taken back gets an entry of its own. Entries hang on an order, and the
account is that of the order's buyer; where no export tells who that is, it is the order's family's.

What exchanges and other pieces come to hangs on the order that the customer placed, whichever
member of its family was changed: they owe, or are owed, one sum however it is packed, and nothing
has to move when an order is split or put together again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, insert, select, text

from csdesk.model.owed import Due, OwedEntry, OwedReason
from csdesk.rules.numbers import family_root
from csdesk.store import columns
from csdesk.store.derived import family

CHANGED = (OwedReason.EXCHANGE, OwedReason.PIECES)
"""Reasons of entries for what costs more or less than was paid: another item, other pieces."""

DIFFERENCE = (*CHANGED, OwedReason.COLLECTED, OwedReason.WAIVED)
"""Reasons of entries that make up what a customer has to pay for an order besides: what was
changed in it, and what has come or was let go."""

_w, _o, _e, _p = columns.owed.c, columns.orders.c, columns.events.c, columns.people.c


def enter_difference(
    connection: Connection,
    order_no: str,
    amount: int,
    currency: str,
    reason: OwedReason,
    event: int,
) -> None:
    """Put an entry of one of the reasons ``DIFFERENCE`` on the order that the customer placed.

    Args:
        connection: changing.
        order_no: desk number of any member of its family.
        amount: as for ``enter``; 0 makes no entry.
        currency: ISO code.
        reason: which.
        event: sequence number of the step that makes it.
    """
    if amount:
        placed = family(connection, order_no)[0]
        enter(connection, placed.id, amount, currency, reason, event)


def enter(
    connection: Connection,
    order_id: int,
    amount: int,
    currency: str,
    reason: OwedReason,
    event: int,
) -> int:
    """Put an entry into the account of an order's buyer.

    Args:
        connection: changing.
        order_id: the order that it comes by.
        amount: minor units; above 0 the shop owes more, below 0 it gave something.
        currency: ISO code.
        reason: what it comes from, in a word.
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

    What was changed in one order and its family is reckoned together: there and back is nothing.
    Where it comes to more than was paid the customer has to pay that (``to_collect``); it takes
    nothing from what is owed for other orders.

    Args:
        connection: reading or changing.
        order_id: any order of theirs.
        currency: ISO code.
        ahead: as if a change of the order had entered this besides.
    """
    return amounts(connection, order_id, currency, ahead=ahead)[0]


def to_collect(connection: Connection, order_id: int, currency: str, *, ahead: int = 0) -> int:
    """What a customer has to pay for an order's family besides; arguments as ``balance``."""
    return amounts(connection, order_id, currency, ahead=ahead)[1]


def amounts(
    connection: Connection, order_id: int, currency: str, *, ahead: int = 0
) -> tuple[int, int]:
    """``balance`` and ``to_collect``, in one look at the account; arguments as ``balance``."""
    number = connection.execute(select(_o.order_no).where(_o.id == order_id)).scalar_one()
    summed = (
        select(_o.order_no, _w.reason, func.sum(_w.amount))
        .join_from(columns.owed, columns.orders, _o.id == _w.order_id)
        .where(_w.currency == currency, _account(connection, order_id))
    )
    rest, changed = 0, {family_root(number): ahead}
    for order_no, reason, amount in connection.execute(summed.group_by(_o.order_no, _w.reason)):
        if reason in DIFFERENCE:
            root = family_root(order_no)
            changed[root] = changed.get(root, 0) + amount
        else:
            rest += amount
    credit = sum(max(amount, 0) for amount in changed.values())
    return int(rest + credit), max(-int(changed[family_root(number)]), 0)


def differences(connection: Connection, order_nos: Iterable[str]) -> dict[str, tuple[int, int]]:
    """What was changed in orders, and what of it is still to be paid, by the family's number.

    Args:
        connection: reading or changing.
        order_nos: desk numbers, some hundreds at most.

    Returns:
        What the changes made them dearer by (below 0 cheaper), and what is still to be collected;
        minor units of the order's currency. Orders in which nothing was changed are left out.
    """
    changed = func.sum(case((_w.reason.in_(CHANGED), _w.amount), else_=0))
    found = connection.execute(
        select(_o.order_no, changed, func.sum(_w.amount))
        .join_from(columns.orders, columns.owed, _o.id == _w.order_id)
        .where(_o.order_no.in_({family_root(each) for each in order_nos}))
        .where(_w.reason.in_(DIFFERENCE))
        .group_by(_o.order_no)
    )
    return {number: (-int(made), max(-int(left), 0)) for number, made, left in found}


def due(connection: Connection) -> tuple[Due, ...]:
    """What is still to be collected, of every order, the longest waiting first."""
    summed = (
        select(_o.order_no, _o.name, _w.currency, func.sum(_w.amount), func.min(_e.at))
        .select_from(columns.owed)
        .join(columns.orders, _o.id == _w.order_id)
        .join(columns.events, _e.seq == _w.event_seq)
        .where(_w.reason.in_(DIFFERENCE))
        .group_by(_w.order_id, _w.currency)
        .having(func.sum(_w.amount) < 0)
        .order_by(func.min(_e.at), _w.order_id)
    )
    return tuple(
        Due(number, name, -int(amount), currency, datetime.fromtimestamp(at // 1_000_000, UTC))
        for number, name, currency, amount, at in connection.execute(summed)
    )


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
            order_no=row.order_no, amount=row.amount, currency=row.currency,
            reason=OwedReason(row.reason),
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
        enter(connection, each.order_id, -each.amount, each.currency, OwedReason(each.reason), by)


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

"""The account of what the shop owes its customers, in goods or money (S14, F10).

It is append-only: what is taken back gets an entry of its own. Entries hang on the order that the
customer placed, whichever member of its family they come by, and each family has one sum: above 0
it is owed, below 0 it is to be collected. It stands however the order is packed, and nothing has
to move when it is split or put together again.

What is given against what is owed (goods, money) is entered on the families that it is owed for.
So an order that was made cheaper, paid out, and made dearer again is to be collected again.

The account is that of the order's buyer; where no export tells who that is, it is the family's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, insert, select, text

from csdesk.model.owed import Due, OwedEntry, OwedReason, Settlement
from csdesk.model.status import OrderStatus, PaymentStatus
from csdesk.rules.masking import masked
from csdesk.rules.numbers import family_root
from csdesk.store import columns
from csdesk.store.derived import family
from csdesk.store.sight import sight
from csdesk.store.sqlite.telling import told

CHANGED = (OwedReason.EXCHANGE, OwedReason.PIECES)
"""Reasons of entries for what costs more or less than was paid: another item, other pieces."""

_GIVEN = (OwedReason.REBATE, OwedReason.PAID_OUT)
"""Reasons of entries for what the customer got of what is owed."""

_w, _o, _e, _p = columns.owed.c, columns.orders.c, columns.events.c, columns.people.c
_l = columns.lines.c


def enter(
    connection: Connection,
    order_id: int,
    amount: int,
    currency: str,
    reason: OwedReason,
    event: int,
) -> None:
    """Put an entry on the order that the customer placed; all money comes in here.

    What the customer gets (a rebate, money) is taken from what is owed for this order first, then
    from what is owed for their others, the oldest first: an entry for each.

    Args:
        connection: changing.
        order_id: any member of its family.
        amount: minor units; above 0 the shop owes more, below 0 it gave something; 0 is no entry.
        currency: ISO code.
        reason: what it comes from, in a word.
        event: sequence number of the step that makes it.
    """
    placed = _placed(connection, order_id)
    parts: Iterable[tuple[int, int]] = [(placed, amount)]
    if reason in _GIVEN and amount < 0:
        parts = _taken(_sums(connection, placed, currency), placed, -amount)
    for order, part in parts:
        _put(connection, order, part, currency, reason, event)


def _taken(sums: dict[int, int], placed: int, amount: int) -> Iterator[tuple[int, int]]:
    """What is taken of which order, below 0; what nobody owed is this order's."""
    own = min(amount, max(sums[placed], 0))
    rest = amount - own
    for order in sorted(sums.keys() - {placed}):
        part = min(rest, max(sums[order], 0))
        yield order, -part
        rest -= part
    yield placed, -(own + rest)


def _put(
    connection: Connection, order_id: int, amount: int, currency: str, reason: str, event: int
) -> None:
    if amount:
        values = {
            "order_id": order_id, "amount": amount, "currency": currency, "reason": reason,
            "event_seq": event,
        }  # fmt: skip
        connection.execute(insert(columns.owed), values)


def balance(connection: Connection, order_id: int, currency: str, *, ahead: int = 0) -> int:
    """What the buyer of an order is owed, in minor units of a currency; never of another.

    What comes to more than was paid for one order is to be collected (``to_collect``); it takes
    nothing from what is owed for others.

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
    connection: Connection,
    order_id: int,
    currency: str,
    *,
    ahead: int = 0,
    order_no: str = "",
    buyer: str | None = None,
) -> tuple[int, int]:
    """``balance`` and ``to_collect``, in one look at the account.

    Args:
        connection: reading or changing.
        order_id: any order of the buyer.
        currency: ISO code.
        ahead: as for ``balance``.
        order_no: its number, where the caller has it: then nobody need ask for it.
        buyer: whose it is, as the order has it, likewise.
    """
    placed = _placed(connection, order_id, order_no)
    sums = _sums(connection, placed, currency, buyer)
    sums[placed] += ahead
    return sum(max(each, 0) for each in sums.values()), max(-sums[placed], 0)


def of_family(connection: Connection, order_id: int, currency: str) -> int:
    """What stands open for an order's family alone: above 0 owed, below 0 to be collected."""
    placed = _placed(connection, order_id)
    return _sums(connection, placed, currency)[placed]


def paid_out(connection: Connection, order_id: int, currency: str, *, order_no: str = "") -> int:
    """What went to the customer of what was owed for an order's family, besides any refund.

    A refund that paid what was owed is no part of it: it stands with the order itself.

    Args:
        connection: reading or changing.
        order_id: any member of the family.
        currency: ISO code.
        order_no: its number, where the caller has it.
    """
    came_by = case((_e.kind == "undo", told(_e.after, "of")), else_=_e.kind)
    placed = _placed(connection, order_id, order_no)
    found = connection.execute(
        select(func.sum(_w.amount))
        .join_from(columns.owed, columns.events, _e.seq == _w.event_seq)
        .where(_w.order_id == placed, _w.currency == currency, _w.reason == OwedReason.PAID_OUT)
        .where(came_by == f"account.{Settlement.PAID_OUT.value}")
    )
    return -int(found.scalar() or 0)


def changed(connection: Connection, order_id: int, currency: str) -> tuple[int, int]:
    """What changes of a family's goods entered, and what of that was discount; minor units."""
    summed = select(_w.reason, func.sum(_w.amount)).where(
        _w.order_id == _placed(connection, order_id), _w.currency == currency
    )
    found = dict(map(tuple, connection.execute(summed.group_by(_w.reason))))
    made = sum(int(found.get(each, 0)) for each in CHANGED)
    return made, int(found.get(OwedReason.DISCOUNT, 0))


def worth(connection: Connection, order_no: str) -> tuple[int, int | None]:
    """What a family's goods cost by their prices now, and what was paid for them.

    Args:
        connection: reading or changing.
        order_no: of any member.

    Returns:
        Minor units; the second is None where no file tells.
    """
    there = family(connection, order_no)
    held = [e.id for e in there if e.order_status is not OrderStatus.SPLIT and not e.undone]
    summed = select(func.sum(_l.quantity * func.coalesce(_l.unit_price, 0)))
    goods = connection.execute(summed.where(_l.order_id.in_(held))).scalar()
    told = select(_o.total, _o.postage).where(_o.id == there[0].id)
    total, postage = connection.execute(told).one()
    return int(goods or 0), None if total is None else int(total) - int(postage or 0)


def _placed(connection: Connection, order_id: int, order_no: str = "") -> int:
    """The order that the customer placed, of any member of its family."""
    asked = select(_o.order_no).where(_o.id == order_id)
    number = order_no or connection.execute(asked).scalar_one()
    if (root := family_root(number)) == number:
        return order_id
    found = connection.execute(select(_o.id).where(_o.order_no == root)).scalar()
    return order_id if found is None else int(found)


def _sums(
    connection: Connection, placed: int, currency: str, buyer: str | None = None
) -> dict[int, int]:
    """What stands open for each order that a buyer placed, this one among them."""
    summed = select(_w.order_id, func.sum(_w.amount)).where(
        _w.currency == currency, _account(connection, placed, buyer)
    )
    found = connection.execute(summed.group_by(_w.order_id))
    return {placed: 0} | {order: int(amount) for order, amount in found}


def overdrawn(connection: Connection, order_id: int, currency: str) -> bool:
    """Whether a customer got more for an order than was owed for it; arguments as ``balance``."""
    given = case((_w.reason.in_((*_GIVEN, OwedReason.GRANT)), _w.amount), else_=0)
    whole, gave = connection.execute(
        select(func.sum(_w.amount), func.sum(given)).where(
            _w.order_id == _placed(connection, order_id), _w.currency == currency
        )
    ).one()
    return (whole or 0) < 0 and (gave or 0) < 0


def differences(connection: Connection, order_nos: Iterable[str]) -> dict[str, tuple[int, int]]:
    """What was changed in orders, and what of it is still to be paid, by the family's number.

    Args:
        connection: reading or changing.
        order_nos: desk numbers, some hundreds at most.

    Returns:
        What the changes made them dearer by (below 0 cheaper), and what is still to be collected;
        minor units of the order's currency. Orders without entries are left out.
    """
    changed = func.sum(case((_w.reason.in_(CHANGED), _w.amount), else_=0))
    found = connection.execute(
        select(_o.order_no, changed, func.sum(_w.amount))
        .join_from(columns.orders, columns.owed, _o.id == _w.order_id)
        .where(_o.order_no.in_({family_root(each) for each in order_nos}))
        .group_by(_o.order_no)
    )
    return {number: (-int(made), max(-int(left), 0)) for number, made, left in found}


def due(connection: Connection) -> tuple[Due, ...]:
    """What is still to be collected, of every order, the longest waiting first.

    Orders that were closed or paid back are left out: nobody gets these goods.
    """
    summed = (
        select(_o.order_no, _o.name, _w.currency, func.sum(_w.amount), func.min(_e.at))
        .select_from(columns.owed)
        .join(columns.orders, _o.id == _w.order_id)
        .join(columns.events, _e.seq == _w.event_seq)
        .where(_o.order_status != OrderStatus.CLOSED)
        .where(_o.payment_status != PaymentStatus.REFUNDED)
        .group_by(_w.order_id, _w.currency)
        .having(func.sum(_w.amount) < 0)
        .order_by(func.min(_e.at), _w.order_id)
    )
    seen = sight(connection)
    return tuple(
        Due(
            number,
            masked("name", name, seen),
            -int(amount),
            currency,
            datetime.fromtimestamp(at // 1_000_000, UTC),
        )
        for number, name, currency, amount, at in connection.execute(summed)
    )


def entries(connection: Connection, order_id: int) -> tuple[OwedEntry, ...]:
    """The account of an order's buyer, oldest first."""
    asked: Select[Any] = (
        select(
            _o.order_no, _w.amount, _w.currency, _w.reason, _e.actor, _p.name.label("person"), _e.at
        )
        .select_from(columns.owed)
        .join(columns.events, _e.seq == _w.event_seq)
        .join(columns.orders, _o.id == func.coalesce(_e.order_id, _w.order_id))
        .join(columns.people, _p.login == _e.actor, isouter=True)
        .where(_account(connection, _placed(connection, order_id)))
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
        _put(connection, each.order_id, -each.amount, each.currency, each.reason, by)


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


def _account(connection: Connection, placed: int, buyer: str | None = None) -> ColumnElement[bool]:
    """The entries of whoever placed the order."""
    if buyer is None:
        buyer = connection.execute(select(_o.buyer).where(_o.id == placed)).scalar_one()
    if buyer:
        theirs = select(_o.id).where(_o.buyer == buyer, text("buyer <> ''"))
        return _w.order_id.in_(theirs)
    return _w.order_id == placed

"""The keys of orders: given by the time of placing, and given anew when that is told later.

Newest first and ranges of days are read off the keys, so an order must have the key of its time.
One that an item report brought alone, without a time, gets its own when the order report comes.
The log is never rewritten: it is read by the order's former keys, too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, text, update

from csdesk.store import columns
from csdesk.store.sqlite import pragmas
from csdesk.store.sqlite.lists import among, packed

_o, _f, _e = columns.orders.c, columns.former_keys.c, columns.events.c

FOLLOWING = (
    columns.lines, columns.raw_orders, columns.remarks, columns.conflicts, columns.former_keys,
    columns.owed, columns.promises, columns.requests, columns.urges, columns.stops, columns.cases,
    columns.marked_rows, columns.downloaded_orders, columns.explanations, columns.priorities,
    columns.call_orders,
    columns.handover_items, columns.purged_orders, columns.reveals,
)  # fmt: skip
"""Tables whose rows go with their order; events keep the key of their time."""

_NEAR = 1024


def free(connection: Connection, wanted: Sequence[int], besides: Collection[int] = ()) -> list[int]:
    """For each wanted key the next that no order has or had, all different and ascending.

    Args:
        connection: reading.
        wanted: ascending; several may be equal.
        besides: keys that are given already and not in the store yet.
    """
    there = _taken(connection, among(_o.id, "wanted"), among(_f.id, "wanted"), wanted)
    taken = {*besides, *there}
    near: set[int] = set()
    start = end = 0
    given: list[int] = []
    for each in wanted:
        key = max(each, given[-1] + 1) if given else each
        while key in taken or key != each:
            if not start <= key < end:
                start, end = key, key + _NEAR
                orders = (_o.id >= start) & (_o.id < end)
                near = _taken(connection, orders, (_f.id >= start) & (_f.id < end))
                near.update(besides)
            if key not in near:
                break
            key += 1
        given.append(key)
    return given


def _taken(
    connection: Connection,
    orders: ColumnElement[bool],
    former: ColumnElement[bool],
    wanted: Sequence[int] = (),
) -> set[int]:
    now, before = select(_o.id).where(orders), select(_f.id).where(former)
    found = connection.execute(now.union_all(before), {"wanted": packed(wanted)})
    return set(found.scalars())


def move(connection: Connection, moves: Sequence[tuple[int, int, int]]) -> bool:
    """Give orders other keys, inside the caller's changing transaction.

    Args:
        connection: changing.
        moves: key, the version that was seen, and the new key, which is free.

    Returns:
        Whether all of them were there as they were seen.
    """
    if moves:
        pragmas.check_references_at_the_end(connection)
    for old, version, new in moves:
        seen = (_o.id == old, _o.version == version)
        moved = connection.execute(update(columns.orders).where(*seen).values(id=new))
        if not moved.rowcount:
            return False
        for table in FOLLOWING:
            theirs = update(table).where(table.c.order_id == old)
            connection.execute(theirs.values(order_id=new))
        derived = update(columns.orders).where(_o.parent_id == old, text(columns.DERIVED))
        connection.execute(derived.values(parent_id=new))
        connection.execute(insert(columns.former_keys), {"id": old, "order_id": new})
    return True


def ever(connection: Connection, key: int) -> tuple[int, ...]:
    """The key of an order and those it had before: its events have any of them."""
    return tuple(ever_of(connection, [key]))


def ever_of(connection: Connection, keys: Sequence[int]) -> dict[int, int]:
    """Every key that orders have or had -> the key that the order has now."""
    former = select(_f.id, _f.order_id).where(_f.order_id.in_(keys))
    return {key: key for key in keys} | {row.id: row.order_id for row in connection.execute(former)}


def steps_of(order: ColumnElement[int]) -> ColumnElement[bool]:
    """As ``ever``, inside a question: the condition that an event is one of an order's."""
    former = select(_f.id).where(_f.order_id == order).correlate_except(columns.former_keys)
    return or_(_e.order_id == order, _e.order_id.in_(former))


def now_of(event_key: ColumnElement[int]) -> ColumnElement[int]:
    """The key that an event's order has now, inside a question."""
    now = select(_f.order_id).where(_f.id == event_key).correlate_except(columns.former_keys)
    return func.coalesce(now.scalar_subquery(), event_key)

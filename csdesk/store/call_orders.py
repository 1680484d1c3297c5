"""Orders whose day calls changed, and whether their customers have been told, at rest (I10)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import (
    Connection,
    Insert,
    Integer,
    Select,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    update,
)

from csdesk.rules.demand import OPEN
from csdesk.store import columns
from csdesk.store.sqlite.lists import among, packed
from csdesk.store.sqlite.replacing import add_missing

_t, _c, _d = columns.call_orders.c, columns.stock_calls.c, columns.demand.c


def add(connection: Connection, call_id: int, order_ids: Sequence[int]) -> None:
    """Note that the customers of these orders are to be told of a call."""
    connection.execute(_adding(), {"call": call_id, "orders": packed(sorted(order_ids))})


@cache
def _adding() -> Insert:
    """One statement for all: thousands, one after the other, would keep everybody waiting."""
    orders = func.json_each(bindparam("orders")).table_valued("value")
    rows = select(bindparam("call", type_=Integer), orders.c.value, null(), literal(""))
    return insert(columns.call_orders).from_select(
        ["call_id", "order_id", "told_at", "told_by"], rows
    )


def inherit(connection: Connection, parent_id: int, child_id: int) -> None:
    """Whoever is to be told about an order is to be told about its part."""
    own = select(_t.call_id, literal(child_id), _t.told_at, _t.told_by)
    add_missing(connection, columns.call_orders, own.where(_t.order_id == parent_id))


def untold(connection: Connection, keys: Sequence[str] | None = None) -> dict[str, dict[int, int]]:
    """Item -> orders that still ask for it, and whose customers nobody has told of its calls.

    Each order with the newest of these calls.

    Args:
        connection: reading.
        keys: of the items; None for all. Those of the newest calls come first.
    """
    newest = func.max(_c.id)
    asked = _untold().add_columns(_c.key, _t.order_id, newest)
    if keys is not None:
        asked = asked.where(among(_c.key, "keys"))
    asked = asked.group_by(_c.key, _t.order_id).order_by(newest.desc(), _t.order_id)
    found: dict[str, dict[int, int]] = {}
    told = {} if keys is None else {"keys": packed(keys)}
    for key, order_id, call_id in connection.execute(asked, told):
        found.setdefault(key, {})[order_id] = call_id
    return found


def untold_of(connection: Connection, order_id: int) -> dict[str, int]:
    """Items of an order of whose calls the customer was not told, each with the newest call."""
    asked = (
        select(_c.key, func.max(_c.id).label("newest"))
        .join_from(columns.call_orders, columns.stock_calls, _c.id == _t.call_id)
        .where(_t.order_id == order_id, _t.told_at.is_(None))
    )
    found = connection.execute(asked.group_by(_c.key).order_by(func.max(_c.id).desc()))
    return {row.key: row.newest for row in found}


def count(connection: Connection) -> int:
    """How many orders there are whose customers are to be told."""
    asked = _untold().add_columns(func.count(_t.order_id.distinct()))
    return int(connection.execute(asked).scalar_one())


def _untold() -> Select[*tuple[()]]:
    """What nobody was told, of orders that still wait for the item."""
    waits = exists(
        select(_d.key).where(_d.order_id == _t.order_id, _d.key == _c.key, _d.stage.in_(OPEN))
    )
    joined = columns.call_orders.join(columns.stock_calls, _c.id == _t.call_id)
    return select().select_from(joined).where(_t.told_at.is_(None), waits)


def tell(
    connection: Connection, order_id: int, who: str, at: int, newest: int | None = None
) -> list[int]:
    """Note that the customer of an order has been told; the calls of which they had not.

    Args:
        connection: changing.
        order_id: of the order.
        who: told them.
        at: when, in epoch seconds.
        newest: only of this call, and of those before it about the same item; None for all.
    """
    open_calls = select(_t.call_id).where(_t.order_id == order_id, _t.told_at.is_(None))
    if newest is not None:
        item = select(_c.key).where(_c.id == newest).scalar_subquery()
        about = select(_c.id).where(_c.key == item, _c.id <= newest)
        open_calls = open_calls.where(_t.call_id.in_(about))
    calls = list(connection.execute(open_calls).scalars())
    _set(connection, order_id, calls, at, who)
    return calls


def untell(connection: Connection, order_id: int, calls: Sequence[int]) -> None:
    """The customer of an order is to be told of calls again."""
    _set(connection, order_id, calls, None, "")


def _set(
    connection: Connection, order_id: int, calls: Sequence[int], at: int | None, who: str
) -> None:
    theirs = (_t.order_id == order_id, among(_t.call_id, "calls"))
    change = update(columns.call_orders).where(*theirs).values(told_at=at, told_by=who)
    connection.execute(change, {"calls": packed(calls)})


def told(connection: Connection, calls: Sequence[int]) -> int:
    """Of how many orders the customers have been told of these calls."""
    asked = select(func.count(_t.order_id.distinct()))
    asked = asked.where(among(_t.call_id, "calls"), _t.told_at.is_not(None))
    return int(connection.execute(asked, {"calls": packed(calls)}).scalar_one())


def forget(connection: Connection, calls: Sequence[int]) -> None:
    """Nobody is to be told of these calls."""
    gone = delete(columns.call_orders).where(among(_t.call_id, "calls"))
    connection.execute(gone, {"calls": packed(calls)})

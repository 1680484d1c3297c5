"""Calls to suppliers, priorities, and what of the stock does not fit, at rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy import update as updating

from csdesk.model.stock import Call, Unmoved
from csdesk.rules.demand import Stage
from csdesk.rules.masking import masked
from csdesk.store import columns
from csdesk.store.sight import sight
from csdesk.store.sqlite.lists import among, packed
from csdesk.store.sqlite.replacing import add_missing, put
from csdesk.store.stock import DISCONTINUED, SHORT_OF, instant, moved

_c, _p, _i = columns.stock_calls.c, columns.priorities.c, columns.items.c
_s, _d, _m, _o = columns.stock_totals.c, columns.demand.c, columns.movements.c, columns.orders.c
_w = columns.warehouses.c


def _call(row: RowMapping) -> Call:
    return Call(
        id=row["id"],
        sku=row["sku"] or row["key"],
        supplier=row["supplier"],
        author=row["author"],
        login=row["login"],
        at=instant(row["at"]),
        answer=row["answer"],
        expected=date.fromisoformat(row["expected"]) if row["expected"] else None,
        quantity=row["quantity"],
        key=row["key"],
        there=row["there"],
    )


_CALLS = select(columns.stock_calls, _i.sku).select_from(
    columns.stock_calls.outerjoin(columns.items, _i.key == _c.key)
)


def calls(connection: Connection, key: str, limit: int) -> tuple[Call, ...]:
    """Calls about an item, the newest first."""
    found = _CALLS.where(_c.key == key).order_by(_c.id.desc()).limit(limit)
    return tuple(map(_call, connection.execute(found).mappings()))


def last_calls(connection: Connection, keys: Sequence[str]) -> dict[str, Call]:
    """The call in force of each of these items."""
    found = connection.execute(_last_calls(), {"keys": packed(keys)})
    return {row["key"]: _call(row) for row in found.mappings()}


@cache
def _last_calls() -> Any:
    newest = select(func.max(_c.id)).where(among(_c.key, "keys")).group_by(_c.key)
    return _CALLS.where(_c.id.in_(newest))


def add_call(connection: Connection, values: Mapping[str, object]) -> int:
    """A new call: the columns of ``stock_calls`` without ``id``; its id."""
    made = insert(columns.stock_calls).returning(_c.id)
    return int(connection.execute(made, dict(values)).scalar_one())


def by_ids(connection: Connection, ids: Sequence[int]) -> tuple[Call, ...]:
    """Calls by id; those that are not there are left out."""
    found = connection.execute(_CALLS.where(among(_c.id, "ids")), {"ids": packed(ids)})
    return tuple(map(_call, found.mappings()))


def forget_calls(connection: Connection, ids: Sequence[int]) -> None:
    """Take calls away."""
    connection.execute(delete(columns.stock_calls).where(among(_c.id, "ids")), {"ids": packed(ids)})


# --- orders that come first ----------------------------------------------------------------------


def priority(connection: Connection, order_id: int) -> RowMapping | None:
    """Who put an order first, and why; None where nobody did."""
    found = select(columns.priorities).where(_p.order_id == order_id)
    return connection.execute(found).mappings().first()


def put_first(connection: Connection, values: Mapping[str, Any]) -> None:
    """Put an order first: all columns of ``priorities``."""
    put(connection, columns.priorities, [values])


def put_back(connection: Connection, order_id: int) -> None:
    """Let an order wait as others do."""
    connection.execute(delete(columns.priorities).where(_p.order_id == order_id))


def inherit(connection: Connection, parent_id: int, child_id: int) -> None:
    """Give a part of an order the priority that the whole has, or none where it has none."""
    put_back(connection, child_id)
    own = [literal(child_id) if column.name == "order_id" else column for column in _p]
    of_parent = select(*own).where(_p.order_id == parent_id)
    filled = insert(columns.priorities).from_select(_p.keys(), of_parent)
    connection.execute(filled)


# --- items ---------------------------------------------------------------------------------------


def keep_item(connection: Connection, key: str, **values: object) -> None:
    """Set columns of an item."""
    connection.execute(updating(columns.items).where(_i.key == key).values(**values))


def short_of(connection: Connection) -> list[str]:
    """Items of which there is too little and that are still bought."""
    found = connection.execute(
        select(_i.key)
        .join_from(columns.stock_totals, columns.items, _i.key == _s.key)
        .where(SHORT_OF, ~DISCONTINUED)
        .order_by(_i.supplier_key, _i.code_key, _i.key)
    )
    return list(found.scalars())


def unknown_asked(connection: Connection) -> int:
    """Items that open orders ask for and no stock file has."""
    known = exists(select(_i.key).where(_i.key == _s.key))
    found = select(func.count()).where(_s.demand > 0, ~known)
    return int(connection.execute(found.select_from(columns.stock_totals)).scalar_one())


def warehouses(connection: Connection) -> list[RowMapping]:
    """All warehouses, those that ship first."""
    found = select(columns.warehouses).order_by(_w.ships.desc(), _w.name)
    return list(connection.execute(found).mappings())


def keep_ships(connection: Connection, warehouse_id: int, *, ships: bool) -> None:
    """Say whether orders leave from a warehouse; its items are noted in ``stock_stale``."""
    there = updating(columns.warehouses).where(_w.id == warehouse_id)
    connection.execute(there.values(ships=int(ships)))
    v = columns.stock_levels.c
    theirs = select(v.key).where(v.warehouse_id == warehouse_id)
    add_missing(connection, columns.stock_stale, theirs)


# --- what does not fit ---------------------------------------------------------------------------


def suspicious(connection: Connection) -> list[str]:
    """Items whose numbers may not fit in themselves: the rules decide (I15)."""
    empty = and_(_i.told_status == "normal", _s.on_hand <= 0, ~DISCONTINUED)
    found = connection.execute(
        select(_i.key)
        .join_from(columns.stock_totals, columns.items, _i.key == _s.key)
        .where(or_(_s.available < 0, empty))
        .order_by(_i.code_key, _i.key)
    )
    return list(found.scalars())


def unmoved(connection: Connection, key: str = "") -> dict[str, list[Unmoved]]:
    """Shipments without a movement, as far as movements are told, by item.

    Args:
        connection: reading.
        key: of one item; all by default.
    """
    first, last = connection.execute(select(func.min(_m.at), func.max(_m.at))).one()
    if first is None:
        return {}
    told = exists(
        select(_m.id).where(
            moved(_d.key),
            _m.kind == "out",
            _m.reference != "",
            _m.reference.in_([_o.order_no, _o.market_no, _o.tracking_no]),
        )
    ).correlate(columns.demand, columns.orders)
    found = (
        select(_d.key, _d.order_no, _o.name, _d.quantity)
        .join_from(columns.demand, columns.orders, _o.id == _d.order_id)
        .where(_d.stage == Stage.LEFT, _d.since.between(first, last), ~told)
        .order_by(_d.key, _d.since)
    )
    if key:
        found = found.where(_d.key == key)
    by_item: dict[str, list[Unmoved]] = {}
    seen = sight(connection)
    for each, number, name, pieces in connection.execute(found):
        shipment = Unmoved(number, masked("name", name, seen), pieces)
        by_item.setdefault(each, []).append(shipment)
    return by_item

"""Which orders a stock file has taken off already, when it tells what is available.

Where it tells nothing else they are added again; where it tells what is on hand, too, its number is
compared with ours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)

from csdesk.rules.demand import OPEN, Stage
from csdesk.rules.stock import Compared, Told
from csdesk.store import columns
from csdesk.store.sqlite.lists import among, packed

_d, _o = columns.demand.c, columns.orders.c
_v, _w, _n = columns.stock_levels.c, columns.warehouses.c, columns.snapshots.c

_BOTH = (
    _w.ships == 1, _v.snapshot_id >= _w.snapshot_id, _v.on_hand.is_not(None),
    _v.available.is_not(None),
)  # fmt: skip
"""Levels of which a file that counts tells both numbers."""


def netted(connection: Connection, made: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """Pieces of orders that were placed before a stock file and had not left then, nor stopped.

    Programs take an order off what they call available when it is placed, not when the desk
    approves it. Of several files that one counts that is the oldest, so that nothing is promised
    twice.

    Args:
        connection: reading.
        made: item -> when the oldest and the newest of its files were made, epoch seconds. What
            left before the newest is not taken off once more as goods that left.
    """
    by_time: dict[tuple[int, int], list[str]] = defaultdict(list)
    for key, times in made.items():
        by_time[times].append(key)
    return {
        key: pieces
        for (at, newest), keys in by_time.items()
        for key, pieces in connection.execute(
            _placed_before(), {"keys": packed(keys), "at": at, "newest": newest}
        )
    }


@cache
def _placed_before() -> Any:
    at: BindParameter[int] = bindparam("at")
    newest: BindParameter[int] = bindparam("newest")
    return (
        select(_d.key, func.sum(_d.quantity))
        .join_from(columns.demand, columns.orders, _o.id == _d.order_id)
        .where(among(_d.key, "keys"), func.coalesce(_o.placed_at, _o.paid_at) < at)
        .where(or_(_d.stage.in_(OPEN), _d.since >= newest))
        .group_by(_d.key)
    )


def compared(connection: Connection, key: str = "") -> dict[str, Compared]:
    """Items with the numbers of the warehouses that tell both on hand and available (I15).

    Args:
        connection: reading.
        key: of one item; all by default.
    """
    one = (_v.key == key,) if key else ()
    told: dict[str, list[Told]] = defaultdict(list)
    found = connection.execute(
        select(
            _v.key, _v.on_hand, _v.defective, _v.held, _v.available, _v.inbound,
            _v.defective_inside,
        )
        .join_from(columns.stock_levels, columns.warehouses, _w.id == _v.warehouse_id)
        .where(*_BOTH, *one)
    )  # fmt: skip
    for each, on_hand, defective, held, available, inbound, inside in found:
        told[each].append(Told(on_hand, defective, held, available, inbound, bool(inside)))
    promised = {
        each: (certain or 0, possible or 0)
        for each, certain, possible in connection.execute(_promised_then(one))
    }
    return {each: Compared(tuple(some), *promised.get(each, (0, 0))) for each, some in told.items()}


def _promised_then(one: tuple[Any, ...]) -> Any:
    """Pieces promised when the files of an item were made, at least and at most.

    Between the first and the last of several files nobody can tell which of them took an order off.
    """
    files = (
        select(_v.key, func.min(_n.taken_at).label("first"), func.max(_n.taken_at).label("last"))
        .join_from(columns.stock_levels, columns.warehouses, _w.id == _v.warehouse_id)
        .join(columns.snapshots, _n.id == _v.snapshot_id)
        .where(*_BOTH, *one)
        .group_by(_v.key)
        .subquery()
    )
    first, last = files.c.first, files.c.last
    left = _d.stage == Stage.LEFT
    approved = func.coalesce(_o.approved_at, _o.paid_at, _o.placed_at)
    placed = func.coalesce(_o.placed_at, _o.paid_at, _o.approved_at, 0)
    changed = columns.demand.alias()
    exchanged = exists(  # since then the line asks for this item instead of another
        select(changed.c.key).where(
            changed.c.order_id == _d.order_id, changed.c.line_no == _d.line_no,
            changed.c.stage == Stage.WITHDRAWN, changed.c.since >= first, changed.c.key != _d.key,
        )
    ).correlate(columns.demand, files)  # fmt: skip
    certain = or_(
        and_(_d.stage == Stage.APPROVED, _d.since < first, ~exchanged),
        and_(left, _d.since > last, approved < first),
    )
    possible = and_(placed <= last, or_(_d.stage.in_(OPEN), _d.since >= first))
    return (
        select(
            _d.key,
            func.sum(case((certain, _d.quantity), else_=0)),
            func.sum(case((or_(certain, possible), _d.quantity), else_=0)),
        )
        .join_from(files, columns.demand, _d.key == files.c.key)
        .join(columns.orders, _o.id == _d.order_id)
        .group_by(_d.key)
    )

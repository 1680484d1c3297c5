"""What orders ask of the stock, kept in step with orders and stock files.

``settle`` ends every changing transaction in which an order changed; ``settle_shown`` follows an
import, whose orders count when everybody sees them; ``refresh`` follows whatever changes the
numbers of items. They write what differs and nothing else, and cost as much as the orders and items
that were touched.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, literal, select, text, update

from csdesk.rules import stock as rules
from csdesk.rules.demand import (
    OPEN,
    REMEMBERED,
    Known,
    Stage,
    left_at,
    since,
    stage,
    withdrawn_at,
)
from csdesk.rules.item_codes import item_key, values_of, variant_key
from csdesk.store import columns, netting, visible
from csdesk.store.sqlite.lists import among, packed
from csdesk.store.sqlite.replacing import add_missing, put
from csdesk.store.withdrawing import Change, Row, withdrawn

_o, _l, _d = columns.orders.c, columns.lines.c, columns.demand.c
_t, _p, _i = columns.stock_touched.c, columns.priorities.c, columns.items.c
_v, _w, _s = columns.stock_levels.c, columns.warehouses.c, columns.stock_totals.c
_n, _b, _f = columns.snapshots.c, columns.batches.c, columns.former_keys.c
_e = columns.stock_stale.c

_AT_ONCE = 500
"""Orders or items of one transaction: about a tenth of a second."""

_FEW = 100
"""Changed orders that the last transaction of an import follows itself."""

_COLUMNS = tuple(columns.demand.c.keys())
_NUMBERS = tuple(columns.stock_totals.c.keys())[1:-1]


def settle(connection: Connection) -> None:
    """Bring the demand of all orders up to date that were touched and that everybody sees.

    Args:
        connection: changing.
    """
    while ids := list(
        connection.execute(select(_t.order_id).where(_t.batch_id == 0).limit(_AT_ONCE)).scalars()
    ):
        shown = _without_hidden(connection, ids)
        keys = _follow(connection, shown)
        done = delete(columns.stock_touched).where(among(_t.order_id, "ids"))
        connection.execute(done, {"ids": packed(shown)})
        refresh(connection, keys)


def settle_shown(connection: Connection) -> bool:
    """As ``settle``, of some orders that waited for their import and are shown now.

    So many at a time that nobody waits long for this transaction.

    Returns:
        Whether there are more of them.
    """
    importing = select(_b.id).where(text(columns.IMPORTING))
    shown = (_t.batch_id > 0, _t.batch_id.not_in(importing))
    found = select(_t.order_id).where(*shown).limit(_AT_ONCE)
    ids = list(connection.execute(found).scalars())
    now = update(columns.stock_touched).where(among(_t.order_id, "ids"))
    connection.execute(now.values(batch_id=0), {"ids": packed(ids)})
    settle(connection)
    return len(ids) == _AT_ONCE


def touch(connection: Connection, order_ids: Sequence[int]) -> None:
    """Have the demand of orders looked at anew at the end of this transaction."""
    for order_id in order_ids:
        there = select(_t.order_id).where(_t.order_id == order_id)
        if connection.execute(there).first() is None:
            connection.execute(insert(columns.stock_touched), {"order_id": order_id, "batch_id": 0})


def touch_lines(connection: Connection, keys: Sequence[str], batch_id: int) -> None:
    """As ``touch``, of the orders that ask for these items, once an import has finished.

    Args:
        connection: changing.
        keys: of the items.
        batch_id: of the import.
    """
    found = select(_d.order_id, literal(batch_id)).distinct().where(among(_d.key, "keys"))
    add_missing(connection, columns.stock_touched, found, {"keys": packed(keys)})


def put_off(connection: Connection, batch_id: int) -> None:
    """Where this transaction changed many orders, ``settle_shown`` is to follow them after it.

    Args:
        connection: changing.
        batch_id: of the import whose transaction it is.
    """
    changed = select(_t.order_id).where(_t.batch_id == 0)
    if len(connection.execute(changed.limit(_FEW + 1)).all()) > _FEW:
        waits = update(columns.stock_touched).where(_t.batch_id == 0)
        connection.execute(waits.values(batch_id=batch_id))


def forget(connection: Connection, now: int) -> bool:
    """Forget some goods that left long ago: every stock file in force is newer.

    Args:
        connection: changing.
        now: epoch seconds.

    Returns:
        Whether there are more of them.
    """
    old = select(*columns.demand.c).where(_d.stage.not_in(OPEN), _d.since <= now - REMEMBERED)
    gone = [tuple(row) for row in connection.execute(old.limit(_AT_ONCE))]
    _write(connection, gone, ())
    refresh(connection, {row[0] for row in gone})
    return len(gone) == _AT_ONCE


def refresh_stale(connection: Connection) -> bool:
    """Work out the totals anew of some items that are noted in ``stock_stale``.

    Returns:
        Whether there are more of them.
    """
    keys = list(connection.execute(select(_e.key).limit(_AT_ONCE)).scalars())
    refresh(connection, keys)
    done = delete(columns.stock_stale).where(among(_e.key, "keys"))
    connection.execute(done, {"keys": packed(keys)})
    return len(keys) == _AT_ONCE


# --- lines ---------------------------------------------------------------------------------------


def _without_hidden(connection: Connection, ids: list[int]) -> list[int]:
    """The orders that everybody sees; the others wait until their import has finished."""
    if not (running := visible.unfinished(connection)):
        return ids
    found = select(_o.id, _o.batch_id).where(among(_o.id, "ids"), _o.batch_id.in_(running))
    hidden = {row.id: row.batch_id for row in connection.execute(found, {"ids": packed(ids)})}
    for batch_id in set(hidden.values()):
        some = [order_id for order_id, batch in hidden.items() if batch == batch_id]
        waits = update(columns.stock_touched).where(among(_t.order_id, "ids"))
        connection.execute(waits.values(batch_id=batch_id), {"ids": packed(some)})
    return [each for each in ids if each not in hidden]


def _follow(connection: Connection, order_ids: Sequence[int]) -> set[str]:
    """Write what these orders ask for now; the items of which they ask something else."""
    told = {"ids": packed(order_ids)}
    # Where an order got another key, the rows of the old one go when those of the new one come.
    found = connection.execute(select(_f.id, _f.order_id).where(among(_f.order_id, "ids")), told)
    former: dict[int, int] = {row.id: row.order_id for row in found}
    theirs = {"ids": packed([*order_ids, *former])}
    there = connection.execute(select(*columns.demand.c).where(among(_d.order_id, "ids")), theirs)
    before = {tuple(row) for row in there}
    known: dict[int, dict[int, Known]] = defaultdict(dict)
    for _, how_far, _, moment, _, line_no, order_id, _ in before:
        if how_far != Stage.WITHDRAWN:
            known[former.get(order_id, order_id)][line_no] = Known(Stage(how_far), moment)
    lines = _lines(connection, told)
    now = int(time.time())
    after = set(_asked(connection, lines, known, now))
    left = [(line["id"], line["line_no"]) for line in lines if stage(line) is Stage.LEFT]
    stopped_at = {line["id"]: withdrawn_at(line, now) for line in lines}
    after |= withdrawn(Change(before, after, left, stopped_at, former))
    gone, new = before - after, after - before
    _write(connection, gone, new)
    return {row[0] for row in gone | new}


def _write(connection: Connection, gone: Collection[Row], new: Collection[Row]) -> None:
    if gone:
        connection.exec_driver_sql(
            "DELETE FROM demand WHERE key = ? AND stage = ? AND rank = ? AND since = ?"
            " AND order_no = ? AND line_no = ? AND order_id = ?",
            [row[:7] for row in gone],
        )
    if new:
        rows = [dict(zip(_COLUMNS, row, strict=True)) for row in sorted(new)]
        connection.execute(insert(columns.demand), rows)


def _lines(connection: Connection, told: Mapping[str, str]) -> list[dict[str, Any]]:
    """All lines of some orders, with what of the order matters for the stock."""
    found = connection.execute(
        select(
            _o.id, _o.order_no, _o.order_status, _o.approved_at, _o.paid_at, _o.placed_at,
            _o.shipped_at, _o.finished_at, _l.line_no, _l.sku, _l.attributes, _l.quantity,
            _l.line_status, _p.level,
        )
        .select_from(columns.orders)
        .join(columns.lines, _l.order_id == _o.id)
        .outerjoin(columns.priorities, _p.order_id == _o.id)
        .where(among(_o.id, "ids")),
        told,
    ).mappings()  # fmt: skip
    return list(map(dict, found))


def _asked(
    connection: Connection,
    found: Sequence[Mapping[str, Any]],
    known: Mapping[int, Mapping[int, Known]],
    now: int,
) -> Iterable[Row]:
    """The rows that orders should have in ``demand``, but for what is withdrawn.

    Args:
        connection: reading.
        found: all lines of the orders.
        known: what their lines asked for before, by order and line.
        now: epoch seconds.
    """
    variants = _variants(connection, found)
    for line in found:
        how_far, count = stage(line), max(int(line["quantity"]), 0)
        if how_far is None or not count or not (key := item_key(line["sku"])):
            continue
        rank, moment = -(line["level"] or 0), since(line)
        if how_far is Stage.LEFT:
            left = left_at(line, known.get(line["id"], {}), now)
            if left is None:
                continue
            rank, moment = 0, left
        own = variant_key(line["sku"], values_of(line["attributes"]))
        yield (
            own if own in variants else key, how_far.value, rank, moment, line["order_no"],
            line["line_no"], line["id"], count,
        )  # fmt: skip


def _variants(connection: Connection, lines: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Keys of colours and sizes that stock files tell apart under one number."""
    wanted = {variant_key(line["sku"], values_of(line["attributes"])) for line in lines}
    found = select(_i.key).where(among(_i.key, "keys"))
    return frozenset(connection.execute(found, {"keys": packed(sorted(wanted))}).scalars())


# --- numbers ---------------------------------------------------------------------------------


def refresh(connection: Connection, keys: Collection[str]) -> None:
    """Work out the numbers of items anew.

    Args:
        connection: changing.
        keys: of the items.
    """
    ordered = sorted(keys)
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        told = {"keys": packed(some)}
        levels = _levels(connection, told)
        asked = _sums(connection, told, {key: each.since for key, each in levels.items()})
        netted = netting.netted(connection, _without_on_hand(levels))
        put(connection, columns.stock_totals, [_total(key, levels, asked, netted) for key in some])


@dataclass(slots=True)
class _Levels:
    """What warehouses that ship tell of an item."""

    told: list[rules.Told]
    since: int | None = None
    """When the newest of their files was made. Nobody tells from which warehouse goods left: those
    that left later are still counted in somewhere, those that left before are in none but by an
    older file, and that one may be another warehouse's."""
    oldest: int | None = None
    """When the oldest of their files was made."""
    missing: bool = False


def _levels(connection: Connection, told: Mapping[str, str]) -> dict[str, _Levels]:
    found = connection.execute(
        select(
            _v.key, _v.on_hand, _v.defective, _v.held, _v.available, _v.inbound,
            _v.defective_inside, (_v.snapshot_id >= _w.snapshot_id).label("there"), _n.taken_at,
        )
        .join_from(columns.stock_levels, columns.warehouses, _w.id == _v.warehouse_id)
        .join(columns.snapshots, _n.id == _v.snapshot_id)
        .where(among(_v.key, "keys"), _w.ships == 1)
        .order_by(_v.key, _v.warehouse_id),
        told,
    )  # fmt: skip
    levels: dict[str, _Levels] = {}
    for key, on_hand, defective, held, available, inbound, inside, there, taken_at in found:
        level = levels.setdefault(key, _Levels([]))
        if there:
            told_here = rules.Told(on_hand, defective, held, available, inbound, bool(inside))
            level.told.append(told_here)
            level.since = max(level.since or taken_at, taken_at)
            level.oldest = min(level.oldest or taken_at, taken_at)
    for level in levels.values():
        level.missing = not level.told
    return levels


def _without_on_hand(levels: Mapping[str, _Levels]) -> dict[str, tuple[int, int]]:
    """Items of which files tell available only -> when the oldest and the newest were made."""
    return {
        key: (each.oldest, each.since)
        for key, each in levels.items()
        if each.oldest is not None
        and each.since is not None
        and all(told.on_hand is None for told in each.told)
    }


def _sums(
    connection: Connection, told: Mapping[str, str], since_of: Mapping[str, int | None]
) -> dict[str, dict[str, int]]:
    """Pieces that orders ask for: key -> stage -> pieces; of what left, what the file counts in."""
    asked: dict[str, dict[str, int]] = defaultdict(dict)
    found = connection.execute(
        select(_d.key, _d.stage, func.sum(_d.quantity), func.max(_d.since))
        .where(among(_d.key, "keys"))
        .group_by(_d.key, _d.stage),
        told,
    )
    later: dict[int, list[str]] = defaultdict(list)
    for key, how_far, count, latest in found:
        if how_far != Stage.LEFT:
            asked[key][how_far] = count
        elif (taken_at := since_of.get(key)) is not None and latest >= taken_at:
            later[taken_at].append(key)
    for taken_at, some in later.items():
        left = connection.execute(
            select(_d.key, func.sum(_d.quantity))
            .where(among(_d.key, "keys"), _d.stage == Stage.LEFT, _d.rank == 0)
            .where(_d.since >= taken_at)
            .group_by(_d.key),
            {"keys": packed(some)},
        )
        for key, count in left:
            asked[key][Stage.LEFT] = count
    return asked


def _total(
    key: str,
    levels: Mapping[str, _Levels],
    asked: Mapping[str, Mapping[str, int]],
    netted: Mapping[str, int],
) -> dict[str, Any]:
    """A row of ``stock_totals``."""
    level, asks = levels.get(key), asked.get(key, {})
    found = rules.numbers(
        level.told if level else (),
        rules.Asked(
            left=asks.get(Stage.LEFT, 0),
            allocated=asks.get(Stage.APPROVED, 0),
            awaiting=asks.get(Stage.AWAITING, 0),
            on_hold=asks.get(Stage.HELD, 0),
            netted=netted.get(key, 0),
        ),
    )
    missing = level is not None and level.missing
    values = {name: getattr(found, name) for name in _NUMBERS}
    return {**values, "key": key, "missing": int(missing)}

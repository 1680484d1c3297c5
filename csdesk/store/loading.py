"""What an import asks of the store, and what it writes in one transaction.

The functions take the caller's connection. Rows are given as tuples in the order of
``store.columns``, ready before the transaction begins, so that the lock is held for the writing
alone.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Connection, TableClause, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from csdesk.model.intake import Value
from csdesk.model.status import Choice
from csdesk.store import columns, events, index, keys
from csdesk.store.sqlite.lists import among, packed

ORDER_COLUMNS = tuple(columns.orders.c.keys())
LINE_COLUMNS = tuple(columns.lines.c.keys())
RAW_COLUMNS = tuple(columns.raw_orders.c.keys())[1:]
"""Without the row's own id."""

IMPORTED, CHANGED, ALERT = events.IMPORTED, "order.changed", "order.alert"
"""Kinds of the events that an import logs about orders."""

_o, _l, _r = columns.orders.c, columns.lines.c, columns.raw_orders.c

Row = dict[str, Value]


class Stale(Exception):
    """Somebody changed an order while the piece was made ready; nothing of it was written."""


@dataclass(frozen=True, slots=True)
class Told:
    """The raw cells of an order as one export told them."""

    id: int
    kind: str
    batch_id: int
    digest: bytes
    cells: str
    header: str
    """JSON list, of the batch."""
    day: str
    """On which the file was exported, as far as its name told; with the two below."""
    ordinal: int
    stamp: str


@dataclass(slots=True)
class Present:
    """An order as it stands, with all that a merge needs."""

    order: Row
    lines: list[Row]
    remarks: list[Row]
    told: list[Told]
    """The newest first."""
    clashes: dict[tuple[int, str], int]
    """Open conflicts: line and field -> id."""


@dataclass(slots=True)
class Piece:
    """What one transaction of an import writes."""

    orders: list[tuple[Value, ...]] = field(default_factory=list)
    """New ones, in the order of ``ORDER_COLUMNS``, ids ascending."""
    lines: list[tuple[Value, ...]] = field(default_factory=list)
    """New ones, in the order of ``LINE_COLUMNS``."""
    grams: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    """Of new ones: id and ``rules.grams.order_texts``; not written here, see ``intake.tokens``."""
    raws: list[tuple[Value | bytes, ...]] = field(default_factory=list)
    """New ones, in the order of ``RAW_COLUMNS``."""
    raws_gone: list[int] = field(default_factory=list)
    moves: list[tuple[int, int, int]] = field(default_factory=list)
    """Orders that get another key: key, version seen, new key; all else has the new one."""
    order_changes: list[tuple[Value, ...]] = field(default_factory=list)
    """Whole rows in the order of ``ORDER_COLUMNS``; the version is one above the one seen."""
    line_changes: list[tuple[Value, ...]] = field(default_factory=list)
    gram_changes: list[tuple[int, frozenset[str], frozenset[str]]] = field(default_factory=list)
    clashes: list[dict[str, Value]] = field(default_factory=list)
    """New conflicts: columns of ``conflicts``."""
    clashes_again: list[dict[str, Value]] = field(default_factory=list)
    """Open conflicts for which a newer file says something else: ``id``, ``theirs``, …"""
    clashes_moot: list[int] = field(default_factory=list)
    """Open conflicts whose two sides have come together."""
    mirrored: list[int] = field(default_factory=list)
    """Remarks that the marketplace has been seen to say too (I3)."""
    serials: dict[str, int] = field(default_factory=dict)
    imported: list[tuple[int, str, str]] = field(default_factory=list)
    """The first events of new orders: key, number, and what is told of it as JSON."""
    imported_as: events.NewEvent | None = None
    """What those have in common."""
    events: list[events.NewEvent] = field(default_factory=list)
    rejects: list[dict[str, Value]] = field(default_factory=list)
    counts: dict[int, dict[str, int]] = field(default_factory=dict)
    """Batch -> column -> how much it grows."""
    shop_id: int | None = None
    """The shop of the first order; a batch is of the shop that its first piece tells."""


def known(
    connection: Connection, numbers: Sequence[str], kinds: Sequence[str]
) -> list[tuple[str, int, int, str | None, int | None, bytes | None]]:
    """Which orders are there, and what of them was imported before.

    Orders that the desk made from others are not met by exports, whatever those call theirs.

    Args:
        connection: reading.
        numbers: marketplace numbers, of any shop.
        kinds: of export.

    Returns:
        Marketplace number, order id, shop id, kind, batch and digest of each raw row; the last
        three are None for an order that no export of these kinds told.
    """
    found = connection.execute(_known(), {"numbers": packed(numbers), "kinds": kinds})
    return list(map(tuple, found.all()))


@cache
def _known() -> Any:
    raw = (_r.order_id == _o.id) & _r.kind.in_(bindparam("kinds", expanding=True))
    return (
        select(_o.market_no, _o.id, _o.shop_id, _r.kind, _r.batch_id, _r.digest)
        .select_from(columns.orders.outerjoin(columns.raw_orders, raw))
        .where(among(_o.market_no, "numbers"), _o.parent_id == 0)
    )


def present(connection: Connection, ids: Sequence[int]) -> dict[int, Present]:
    """Orders as they stand, by id."""
    b, k, m = columns.batches.c, columns.conflicts.c, columns.remarks.c
    orders = connection.execute(select(columns.orders).where(_o.id.in_(ids))).mappings()
    found = {row["id"]: Present(dict(row), [], [], [], {}) for row in orders}
    lines = select(columns.lines).where(_l.order_id.in_(ids)).order_by(_l.order_id, _l.line_no)
    for row in connection.execute(lines).mappings():
        found[row["order_id"]].lines.append(dict(row))
    remarks = select(m.id, m.order_id, m.text, m.login, m.author, m.in_market).where(
        m.order_id.in_(ids)
    )
    for row in connection.execute(remarks).mappings():
        found[row["order_id"]].remarks.append(dict(row))
    told = (
        select(_r.order_id, _r.id, _r.kind, _r.batch_id, _r.digest, _r.cells)
        .add_columns(b.header, b.day, b.ordinal, b.stamp)
        .join_from(columns.raw_orders, columns.batches, b.id == _r.batch_id)
        .where(_r.order_id.in_(ids))
        .order_by(_r.batch_id.desc(), _r.id.desc())
    )
    for order_id, *raw in connection.execute(told):
        found[order_id].told.append(Told(*raw))
    clashes = select(k.order_id, k.line_no, k.field, k.id).where(
        k.order_id.in_(ids), k.settled_at.is_(None)
    )
    for order_id, line_no, name, clash in connection.execute(clashes):
        found[order_id].clashes[line_no, name] = clash
    return found


def last_serials(connection: Connection, prefixes: Iterable[str]) -> dict[str, int]:
    """The last serial given for each prefix of desk numbers; 0 where none was."""
    s = columns.serials.c
    wanted = dict.fromkeys(prefixes, 0)
    found = connection.execute(select(s.prefix, s.last).where(s.prefix.in_(wanted)))
    return wanted | {row.prefix: row.last for row in found}


def shops(connection: Connection) -> dict[tuple[str, str], int]:
    """Shop ids by site and name."""
    s = columns.shops.c
    return {
        (site, name): shop for shop, site, name in connection.execute(select(s.id, s.site, s.name))
    }


def shop_id(connection: Connection, site: str, name: str) -> int:
    """The shop, taken down if it is new; the connection must be changing."""
    if found := shops(connection).get((site, name)):
        return found
    new = connection.execute(
        insert(columns.shops).returning(columns.shops.c.id), {"site": site, "name": name}
    )
    return int(new.scalar_one())


def last_change(connection: Connection, order_id: int, key: str) -> tuple[str, int | None]:
    """Who of the people last changed a field, and when in epoch seconds; blank where nobody did.

    Args:
        connection: reading.
        order_id: of the order.
        key: as events name the field.
    """
    e = columns.events.c
    steps = connection.execute(
        select(e.actor, e.at, e.after)
        .where(
            e.order_id.in_(keys.ever(connection, order_id)),
            e.kind.not_in((IMPORTED, CHANGED, ALERT)),
            e.after.is_not(None),
        )
        .order_by(e.seq.desc())
    )
    for actor, at, after in steps:
        if key in json.loads(after):
            return str(actor), int(at) // 1_000_000
    return "", None


def write(connection: Connection, piece: Piece) -> int:
    """Write a piece inside the caller's ``BEGIN IMMEDIATE`` transaction.

    Returns:
        The sequence number of the last event in the log.

    Raises:
        Stale: an order was changed, or an id given away, since the piece was made ready; the
            caller undoes the transaction and makes the piece ready again.
    """
    try:
        if not keys.move(connection, piece.moves):
            raise Stale
        _many(connection, columns.orders, ORDER_COLUMNS, piece.orders)
        _change_orders(connection, piece)
    except IntegrityError as error:
        raise Stale from error
    _many(connection, columns.lines, LINE_COLUMNS, piece.lines)
    _many(connection, columns.raw_orders, RAW_COLUMNS, piece.raws)
    _write_clashes(connection, piece)
    if piece.mirrored:
        m = columns.remarks
        connection.execute(update(m).where(m.c.id.in_(piece.mirrored)).values(in_market=1))
    if piece.imported_as:
        events.append_imported(connection, piece.imported_as, piece.imported)
    seq = events.append_all(connection, piece.events)
    if piece.rejects:
        connection.execute(insert(columns.rejects), piece.rejects)
    if piece.serials:
        s = columns.serials
        connection.execute(delete(s).where(s.c.prefix.in_(piece.serials)))
        kept = [{"prefix": prefix, "last": last} for prefix, last in piece.serials.items()]
        connection.execute(insert(s), kept)
    for batch, growth in piece.counts.items():
        _count_up(connection, batch, growth, piece.shop_id)
    return seq


def _count_up(
    connection: Connection, batch_id: int, growth: Mapping[str, int], shop: int | None
) -> None:
    """A batch got on: its counts grow, and it has not been begun in vain."""
    b = columns.batches.c
    grown: dict[str, Any] = {name: b[name] + by for name, by in growth.items()}
    grown |= {"shop_id": func.coalesce(b.shop_id, shop), "attempts": 0}
    connection.execute(update(columns.batches).where(b.id == batch_id).values(grown))


@cache
def _inserting(table: TableClause, names: tuple[str, ...]) -> str:
    places = ", ".join("?" * len(names))
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({places})"  # noqa: S608 - names of our own columns


@cache
def _updating(table: TableClause, names: tuple[str, ...], where: str) -> str:
    values = ", ".join(f"{name} = ?{place}" for place, name in enumerate(names, 1))
    return f"UPDATE {table.name} SET {values} WHERE {where}"  # noqa: S608 - names of our own columns


def _many(
    connection: Connection,
    table: TableClause,
    names: tuple[str, ...],
    rows: list[tuple[Any, ...]],
) -> None:
    if rows:
        connection.exec_driver_sql(_inserting(table, names), rows)


def _change_orders(connection: Connection, piece: Piece) -> None:
    """Whole rows over the ones seen; every order that a piece changes is among them."""
    if piece.order_changes:
        at, version = ORDER_COLUMNS.index("id") + 1, ORDER_COLUMNS.index("version") + 1
        statement = _updating(
            columns.orders, ORDER_COLUMNS, f"id = ?{at} AND version = ?{version} - 1"
        )
        changed = connection.exec_driver_sql(statement, piece.order_changes)
        if changed.rowcount != len(piece.order_changes):
            raise Stale
    if piece.line_changes:
        statement = _updating(columns.lines, LINE_COLUMNS, "order_id = ?1 AND line_no = ?2")
        connection.exec_driver_sql(statement, piece.line_changes)
    if piece.raws_gone:
        connection.execute(delete(columns.raw_orders).where(_r.id.in_(piece.raws_gone)))
    index.change_all(connection, piece.gram_changes)


def _write_clashes(connection: Connection, piece: Piece) -> None:
    k = columns.conflicts
    if piece.clashes:
        connection.execute(insert(k), piece.clashes)
    for again in piece.clashes_again:
        connection.execute(update(k).where(k.c.id == again["id"]).values(again))
    if piece.clashes_moot:
        over = {"choice": Choice.OURS.value, "settled_at": int(time.time())}
        connection.execute(update(k).where(k.c.id.in_(piece.clashes_moot)).values(over))

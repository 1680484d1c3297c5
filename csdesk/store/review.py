"""What the review asks of the store, and the rows it marks as wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, text

from csdesk.model.review import MarkedRow
from csdesk.model.status import OrderStatus
from csdesk.rules.folding import facet, fold
from csdesk.rules.numbers import family_root
from csdesk.rules.review import Codes, Other, Subject, is_short, whole_address
from csdesk.store import columns, items, keys, owed, queues, visible
from csdesk.store.batches import TAKEN_IN
from csdesk.store.changing import Standing
from csdesk.store.sqlite import fulltext

_o, _r, _b, _m = columns.orders.c, columns.raw_orders.c, columns.batches.c, columns.marked_rows.c
_l = columns.lines.c

OPEN = ("awaiting_review", "approved", "held", "partly_shipped")
"""States of a paid order that has not left yet, or not whole."""

_HOLDS = ("order.hold", "order.problem", "undo")
"""Kinds of steps that hold an order as it was before; taking back a release is one."""

_runs = re.compile("[0-9]{3,}").findall

_OF_A_CODE = 50
"""Orders that are looked at for other variants of a product."""

_NEWEST = 20
"""Orders of one buyer that are looked at: somebody who resells may have thousands."""


def subjects(
    connection: Connection, standing: Mapping[int, Standing], *, now: int
) -> dict[int, Subject]:
    """Orders with what is known around them, by id.

    Args:
        connection: reading.
        standing: the orders as they stand.
        now: epoch seconds.
    """
    first = _first_imports(connection)
    unfinished = visible.unfinished(connection)
    codes: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {}
    buyers: dict[str, list[tuple[int, Other]]] = {}
    made = {}
    free = queues.left_for(connection, standing)
    gone = queues.discontinued(connection, standing) if free is not None else {}
    changed = owed.differences(connection, [each.order_no for each in standing.values()])
    for key, each in standing.items():
        for line in each.lines.values():
            sku = line["sku"]
            if sku and sku not in codes:
                with_sku = _orders_with(connection, sku, unfinished)
                codes[sku] = with_sku, _full_codes(connection, sku)
        buyer = each.order["buyer"]
        if buyer and buyer not in buyers:
            buyers[buyer] = _others(connection, buyer, unfinished)
        own = {line["sku"] for line in each.lines.values() if line["sku"]}
        made[key] = Subject(
            each.order,
            each.lines,
            now,
            {sku: Codes(any(other != key for other in codes[sku][0]), codes[sku][1])
             for sku in own},
            each.order["batch_id"] <= first.get(each.order["shop_id"], 0),
            tuple(other for order, other in buyers.get(buyer, ()) if order != key),
            None if free is None else free[key],
            gone.get(key, frozenset()),
            *changed.get(family_root(each.order_no), (0, 0)),
        )  # fmt: skip
    return made


def _first_imports(connection: Connection) -> dict[int, int]:
    """The first import of every shop, of a pair the later half."""
    both = func.max(_b.id, func.coalesce(_b.pair, 0))
    found = connection.execute(
        select(_b.shop_id, func.min(both))
        .where(_b.state.in_(TAKEN_IN), _b.shop_id.is_not(None), _b.orders_new > 0)
        .group_by(_b.shop_id)
    )
    return {row[0]: row[1] for row in found}


@lru_cache(maxsize=4)  # there is almost always one: nothing is unfinished
def _having(unfinished: tuple[int, ...]) -> Select[Any]:
    key = fulltext.grams.c.rowid
    matching = select(key).where(fulltext.matches(bindparam("match")))
    return matching.where(*visible.shown_keys(key, unfinished)).limit(2)


@lru_cache(maxsize=4)
def _items_of(unfinished: tuple[int, ...]) -> Select[Any]:
    key = fulltext.grams.c.rowid
    matching = select(key).where(fulltext.matches(bindparam("match")))
    newest = matching.where(*visible.shown_keys(key, unfinished)).order_by(key.desc())
    return select(_l.order_id, _l.sku).where(_l.order_id.in_(newest.limit(_OF_A_CODE)))


def _orders_with(connection: Connection, sku: str, unfinished: tuple[int, ...]) -> tuple[int, ...]:
    """Orders that have an item number, or another colour or size of the product; two are enough."""
    match = fulltext.token(facet("sku", sku))
    found = tuple(connection.execute(_having(unfinished), {"match": match}).scalars())
    product = _product(sku)
    digits = _runs(fold(product))
    if len(found) > 1 or not digits:
        return found
    match = fulltext.both([fulltext.token(facet("code", run)) for run in digits])
    alike = connection.execute(_items_of(unfinished), {"match": match})
    return (*found, *(row.order_id for row in alike if _product(row.sku) == product))


def _product(sku: str) -> str:
    """The item number without colour and size: ``WLY0QU1098`` of ``WLY0QU1098-BK-M``."""
    return sku.partition("-")[0]


def _full_codes(connection: Connection, sku: str) -> tuple[str, ...]:
    """The product numbers that a short code may stand for (S15); none for a full one."""
    if not is_short(sku):
        return ()
    known = (_product(item.sku) for item in items.known(connection, sku))
    return tuple(dict.fromkeys(each for each in known if not is_short(each)))


@lru_cache(maxsize=4)
def _of_buyer(unfinished: tuple[int, ...]) -> Select[Any]:
    # The partial index is used only where its condition stands in the question.
    newest = (
        select(_o.id)
        .where(_o.buyer == bindparam("buyer"), text("buyer <> ''"), *visible.shown(unfinished))
        .order_by(_o.id.desc())
        .limit(_NEWEST)
    )
    return select(
        _o.id, _o.order_no, _o.order_status, _o.blacklisted, _o.province, _o.city, _o.district,
        _o.address,
    ).where(_o.id.in_(newest))  # fmt: skip


def _others(
    connection: Connection, buyer: str, unfinished: tuple[int, ...]
) -> list[tuple[int, Other]]:
    """The buyer's newest orders that are open or blacklisted, each with its key."""
    rows = connection.execute(_of_buyer(unfinished), {"buyer": buyer}).mappings()
    found = [dict(row) for row in rows]
    return [
        (row["id"], Other(row["order_no"], whole_address(row), row["order_status"] in OPEN,
                          bool(row["blacklisted"])))
        for row in found
        if row["blacklisted"] or row["order_status"] in OPEN
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What one file told of an order: its raw rows, and which column tells what."""

    order_id: int
    batch_id: int
    file: str
    row_no: int
    """Of the first of the rows."""
    raw: str
    header: tuple[str, ...]
    fields: Mapping[str, Sequence[int]]
    """Which columns tell a field."""


def told(connection: Connection, ids: Sequence[int]) -> dict[int, list[Told]]:
    """What files told of orders, by order, the newest file first."""
    found = connection.execute(
        select(_r.order_id, _r.batch_id, _b.file, _r.row_no, _r.cells, _b.header, _b.fields)
        .join_from(columns.raw_orders, columns.batches, _b.id == _r.batch_id)
        .where(_r.order_id.in_(ids))
        .order_by(_r.batch_id.desc(), _r.id.desc())
    )
    by_order: dict[int, list[Told]] = {}
    headers: dict[int, tuple[tuple[str, ...], Mapping[str, Sequence[int]]]] = {}
    for order_id, batch_id, file, row_no, raw, header, fields in found:
        if batch_id not in headers:
            headers[batch_id] = tuple(json.loads(header or "[]")), json.loads(fields)
        by_order.setdefault(order_id, []).append(
            Told(order_id, batch_id, file, row_no, raw, *headers[batch_id])
        )
    return by_order


# Rows marked as wrong


def mark(
    connection: Connection,
    order_id: int,
    rows: Iterable[tuple[int, MarkedRow]],
) -> None:
    """Keep rows that a reviewer found wrong, each with the file it stands in."""
    values = [
        {
            "batch_id": batch_id, "order_id": order_id, "row": each.row, "reason": each.reason,
            "problem": each.problem, "cells": json.dumps(each.cells, ensure_ascii=False),
            "marks": json.dumps(each.marks), "login": each.by, "at": each.at,
        }
        for batch_id, each in rows
    ]  # fmt: skip
    if values:
        connection.execute(insert(columns.marked_rows), values)


def unmark(connection: Connection, order_id: int) -> tuple[int, ...]:
    """Take back what was marked last of an order; what was marked at other times stays.

    Returns:
        The files that it stood in.
    """
    last = select(func.max(_m.at)).where(_m.order_id == order_id).scalar_subquery()
    own = (_m.order_id == order_id, _m.at == last)
    files = connection.execute(select(_m.batch_id).where(*own).distinct()).scalars().all()
    connection.execute(delete(columns.marked_rows).where(*own))
    return tuple(files)


def marked(connection: Connection, batch_id: int) -> tuple[MarkedRow, ...]:
    """The rows of a file that were found wrong, in the file's order."""
    p = columns.people.c
    found = connection.execute(
        select(columns.marked_rows, _o.order_no, p.name)
        .join_from(columns.marked_rows, columns.orders, _o.id == _m.order_id)
        .outerjoin(columns.people, p.login == _m.login)
        .where(_m.batch_id == batch_id)
        .order_by(_m.row, _m.id)
    ).mappings()
    return tuple(
        MarkedRow(
            row["row"], row["order_no"], row["reason"], row["problem"], row["name"] or row["login"],
            row["at"], tuple(json.loads(row["cells"])), tuple(json.loads(row["marks"])),
        )
        for row in found
    )  # fmt: skip


def header_of(batch: Mapping[str, Any]) -> tuple[str, ...]:
    """The column titles of a file, from its row of ``batches``."""
    return tuple(json.loads(batch["header"] or "[]"))


def keys_of(connection: Connection, order_nos: Sequence[str]) -> dict[str, int]:
    """Keys of orders by desk number; one that is not there is left out."""
    found: dict[str, int] = {}
    for start in range(0, len(order_nos), 500):
        some = order_nos[start : start + 500]
        rows = connection.execute(select(_o.order_no, _o.id).where(_o.order_no.in_(some)))
        found |= {row.order_no: row.id for row in rows}
    return found


def statuses_before_hold(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """What orders were before they were held; one of which the log does not tell is left out.

    Only the newest step that held it counts: of one that an import held, or that was held in the
    parts it was put together from, an older hold tells nothing.
    """
    e = columns.events.c
    found: dict[int, str] = {}
    for start in range(0, len(ids), 500):
        now = keys.ever_of(connection, ids[start : start + 500])
        steps = connection.execute(
            select(e.order_id, e.kind, e.before, e.after)
            .where(e.order_id.in_(list(now)), e.after.contains(OrderStatus.HELD.value))
            .order_by(e.seq.desc())
        )
        for step in steps:
            key = now[step.order_id]
            if key in found or json.loads(step.after).get("order_status") != OrderStatus.HELD:
                continue
            before = json.loads(step.before or "{}") if step.kind in _HOLDS else {}
            found[key] = str(before.get("order_status", ""))
    return found


def batch_files(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Names of imported files."""
    return {row.id: row.file for row in
            connection.execute(select(_b.id, _b.file).where(_b.id.in_(ids)))}  # fmt: skip

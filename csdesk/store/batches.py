"""The ledger of imports: one row for each file, and the rows of files that did not go in (S45)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, text, update

from csdesk.model.intake import Batch, Progress, RefusedRow, Reject
from csdesk.model.sight import Sight
from csdesk.model.status import BatchState
from csdesk.plain import plain
from csdesk.rules.masking import PART_OF, masked_cell
from csdesk.store import columns, marks
from csdesk.store.sight import sight

_b = columns.batches.c

TAKEN_IN = (BatchState.IMPORTED, BatchState.PARTLY)
"""States of a batch whose rows are in."""

_CLOSED = (*TAKEN_IN, BatchState.DUPLICATE)

HALVES = "halves"
"""The mark that tells among which files other halves were looked for last."""

_IMPORTER = "importer"
"""The mark that tells which process imports: ``host:pid``."""


def add(connection: Connection, values: Mapping[str, object]) -> int:
    """A new row; its id is one above the last.

    Args:
        connection: changing.
        values: columns of ``batches`` without ``id``; what is left out is empty or zero.
    """
    empty: dict[str, object] = {
        "profile": "", "header": "", "fields": "{}", "encoding": "", "rows": 0, "rows_done": 0,
        "orders_new": 0, "orders_changed": 0, "orders_unchanged": 0, "rows_new": 0,
        "rows_changed": 0, "rows_unchanged": 0, "lines": 0, "conflicts": 0, "rejected": 0,
        "reason": "", "facts": "{}", "day": "", "ordinal": 0, "stamp": "", "alone": 0,
        "source": "", "attempts": 0, "accepted_by": "",
    }  # fmt: skip
    last = connection.execute(select(func.coalesce(func.max(_b.id), 0))).scalar_one()
    connection.execute(insert(columns.batches), {**empty, **values, "id": last + 1})
    return int(last) + 1


def keep(connection: Connection, batch_id: int, **values: object) -> None:
    """Set columns of one row; ``facts`` is given as a dict."""
    if "facts" in values:
        values["facts"] = json.dumps(values["facts"], ensure_ascii=False, default=str)
    connection.execute(update(columns.batches).where(_b.id == batch_id).values(**values))


def row(connection: Connection, batch_id: int) -> dict[str, Any]:
    """All columns of one row."""
    found = connection.execute(select(columns.batches).where(_b.id == batch_id))
    return dict(found.mappings().one())


def rows(connection: Connection, *states: BatchState) -> list[dict[str, Any]]:
    """All columns of the rows in these states, the oldest first."""
    where = text(columns.IMPORTING) if states == (BatchState.IMPORTING,) else _b.state.in_(states)
    found = connection.execute(select(columns.batches).where(where).order_by(_b.id))
    return [dict(each) for each in found.mappings()]


def possible_halves(connection: Connection) -> list[tuple[int, str, str, int]]:
    """Files that may be halves of a download and have no other half: id, content, state, alone."""
    lonely = _b.pair.is_(None) & ((_b.alone != 0) | (_b.state == BatchState.DUPLICATE))
    found = connection.execute(
        select(_b.id, _b.sha256, _b.state, _b.alone)
        .where((_b.state == BatchState.WAITING) | (_b.state.in_(_CLOSED) & lonely))
        .order_by(_b.id)
    )
    return [(row.id, row.sha256, row.state, row.alone) for row in found]


def last_with_orders(connection: Connection) -> int:
    """The newest file that brought orders, or both halves of a download; 0 where none did."""
    some = (_b.orders_new > 0) | _b.pair.is_not(None)
    brought = select(func.max(_b.id)).where(_b.state.in_(TAKEN_IN), some)
    return int(connection.execute(brought).scalar() or 0)


def with_content(connection: Connection, sha256: str) -> list[dict[str, Any]]:
    """The rows of files with the same bytes, the oldest first."""
    found = connection.execute(select(columns.batches).where(_b.sha256 == sha256).order_by(_b.id))
    return [dict(each) for each in found.mappings()]


def left_behind(connection: Connection) -> list[dict[str, Any]]:
    """Rows whose file of the inbox has not been taken away yet."""
    found = connection.execute(select(columns.batches).where(_b.source != "").order_by(_b.id))
    return [dict(each) for each in found.mappings()]


def reject(connection: Connection, batch_id: int, found: Iterable[Reject]) -> None:
    """Keep rows that did not go in."""
    if values := [reject_values(batch_id, each) for each in found]:
        connection.execute(insert(columns.rejects), values)


def reject_values(batch_id: int, found: Reject) -> dict[str, Any]:
    """The columns of ``rejects`` for one row of a file."""
    return {
        "batch_id": batch_id,
        "row": found.row,
        "column": found.column,
        "value": found.value,
        "reason": found.reason,
        "facts": json.dumps(found.facts, ensure_ascii=False, default=str),
        "cells": json.dumps(found.cells, ensure_ascii=False),
        "market_no": found.market_no,
    }


def rejects(
    connection: Connection, batch_id: int, limit: int | None = None, *, seen: Sight | None = None
) -> tuple[Reject, ...]:
    """The rows of a file that did not go in, in the file's order.

    Args:
        connection: reading.
        batch_id: of the file.
        limit: how many at most; None for all.
        seen: how buyers are masked; None for as who looks may see them.
    """
    r = columns.rejects
    found = connection.execute(
        select(r, _b.header, _b.fields)
        .join_from(r, columns.batches, _b.id == r.c.batch_id)
        .where(r.c.batch_id == batch_id).order_by(r.c.row, r.c.id).limit(limit)
    ).mappings()  # fmt: skip
    seen = seen or sight(connection)
    return tuple(_reject(each, seen) for each in found)


def refused(connection: Connection, numbers: Sequence[str]) -> tuple[RefusedRow, ...]:
    """The rows of orders that did not go in, by marketplace number, the newest file first.

    Args:
        connection: reading.
        numbers: all forms of a number.
    """
    r = columns.rejects
    found = connection.execute(
        select(r, _b.file, _b.header, _b.fields)
        .join_from(r, columns.batches, _b.id == r.c.batch_id)
        # The partial index is used only where its condition stands in the question.
        .where(r.c.market_no.in_(numbers), text("market_no <> ''"))
        .order_by(r.c.batch_id.desc(), r.c.row, r.c.id)
    ).mappings()
    seen = sight(connection)
    return tuple(RefusedRow(each["batch_id"], each["file"], _reject(each, seen)) for each in found)


def _reject(found: RowMapping, seen: Sight) -> Reject:
    column, value, facts = found["column"], found["value"], json.loads(found["facts"])
    told = personal(found["header"], found["fields"]).get(column.strip())
    if told is not None:
        value = masked_cell(told, value, seen)
        facts = {name: masked_cell(told, each, seen) if isinstance(each, str) else each
                 for name, each in facts.items()}  # fmt: skip
    cells = tuple(json.loads(found["cells"])) if seen.clear else ()
    return Reject(found["row"], column, value, found["reason"], facts, cells, found["market_no"])


@lru_cache(maxsize=16)
def personal(header: str, fields: str) -> Mapping[str, str]:
    """Title of a column -> what it tells of a buyer, as a batch keeps both in JSON."""
    titles = [plain(each).strip() for each in json.loads(header or "[]")]
    return {
        titles[place]: name
        for name, places in json.loads(fields).items()
        if name in PART_OF
        for place in places
        if place < len(titles)
    }


def batch(connection: Connection, batch_id: int) -> Batch | None:
    """One batch, for people."""
    found = _for_people(connection, _b.id == batch_id)
    return found[0] if found else None


def both_halves(connection: Connection, batch_id: int) -> tuple[int, ...]:
    """A file and its other half, where it has one; none where there is no such import."""
    pair = connection.execute(select(_b.pair).where(_b.id == batch_id)).first()
    if pair is None:
        return ()
    return (batch_id,) if pair[0] is None else (batch_id, pair[0])


def chosen(connection: Connection, ids: Sequence[int]) -> tuple[Batch, ...]:
    """Batches by id, in the order of ``ids``."""
    found = {each.id: each for each in _for_people(connection, _b.id.in_(ids))}
    return tuple(found[each] for each in ids)


def newest(
    connection: Connection, limit: int, within: tuple[int, int] | None = None
) -> tuple[Batch, ...]:
    """The last batches, the newest first.

    Args:
        connection: reading.
        limit: how many at most.
        within: only what came in between these instants, in epoch seconds, the second not included.
    """
    came = () if within is None else (_b.received_at >= within[0], _b.received_at < within[1])
    return _for_people(connection, *came, limit=limit)


def _for_people(connection: Connection, *where: Any, limit: int | None = None) -> tuple[Batch, ...]:
    shop = columns.shops.c
    found = connection.execute(
        select(columns.batches, shop.name.label("shop"))
        .select_from(columns.batches.outerjoin(columns.shops, shop.id == _b.shop_id))
        .where(*where)
        .order_by(_b.id.desc())
        .limit(limit)
    ).mappings()
    return tuple(map(_batch, found))


def _batch(found: RowMapping) -> Batch:
    finished, accepted = found["finished_at"], found["accepted_at"]
    return Batch(
        id=found["id"],
        file=found["file"],
        profile=found["profile"],
        shop=found["shop"] or "",
        state=BatchState(found["state"]),
        rows=found["rows"],
        orders_new=found["orders_new"],
        orders_changed=found["orders_changed"],
        orders_unchanged=found["orders_unchanged"],
        rows_new=found["rows_new"],
        rows_changed=found["rows_changed"],
        rows_unchanged=found["rows_unchanged"],
        lines=found["lines"],
        conflicts=found["conflicts"],
        rejected=found["rejected"],
        reason=found["reason"],
        facts=json.loads(found["facts"]),
        day=found["day"],
        ordinal=found["ordinal"],
        pair=found["pair"],
        received_at=datetime.fromtimestamp(found["received_at"], UTC),
        finished_at=None if finished is None else datetime.fromtimestamp(finished, UTC),
        accepted_by=found["accepted_by"],
        accepted_at=None if accepted is None else datetime.fromtimestamp(accepted, UTC),
    )


def progress(connection: Connection) -> Progress | None:
    """How far the running import is; None where none runs.

    The two halves of a pair are one import, told under the name of the order report.
    """
    running = rows(connection, BatchState.IMPORTING)
    if not running:
        return None
    first = running[0]
    both = [each for each in running if each["id"] in (first["id"], first["pair"])]
    return Progress(
        file=first["file"],
        rows_done=sum(each["rows_done"] for each in both),
        rows_total=sum(each["rows"] for each in both),
        started_at=datetime.fromtimestamp(first["received_at"], UTC),
        by=importer(connection),
    )


def importer(connection: Connection) -> str:
    """``host:pid`` of the process that imports, or imported last."""
    return marks.read(connection, _IMPORTER)


def keep_importer(connection: Connection, name: str) -> None:
    """Note which process imports."""
    marks.keep(connection, _IMPORTER, name)

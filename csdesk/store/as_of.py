"""What folding back to an instant reads: where the instant stands in the log, and what came later.

Events are numbered without a gap and their times never fall, so an instant is found by halving the
numbers; an index on times would be written at every change.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, TableClause, literal_column, select, text

from csdesk.model.as_of import PastRemark, Told
from csdesk.model.status import RemarkState, Tab
from csdesk.rules.as_of import BIRTHS, RemarkThen, tells_fields
from csdesk.rules.folding import facet
from csdesk.rules.merge import field_key
from csdesk.store import columns, visible
from csdesk.store.changing import Standing
from csdesk.store.keys import ever
from csdesk.store.sqlite import fulltext
from csdesk.store.sqlite.lists import among, packed

_e, _o, _b, _r = columns.events.c, columns.orders.c, columns.batches.c, columns.remarks.c

_BOOKS = ("id", "version", "buyer", "batch_id", "parent_id", "conflicts", "remarks_internal",
          "remarks_finance", "remarks_shipping")  # fmt: skip
"""Columns of orders that are worked out from others, or are the store's own."""

_SHOWN_BY = ("batch.imported", "batch.partly")
"""Kinds of the event with which the orders of an import appear."""

OF_QUEUES = ("order_status", "ship_by", "shipped_at")
"""Fields that decide in which queues an order stands."""


def last_until(connection: Connection, micros: int) -> int:
    """The number of the last event that had happened at an instant; 0 where none had.

    Args:
        connection: reading.
        micros: epoch microseconds.
    """
    newest = connection.execute(select(_e.seq).order_by(_e.seq.desc()).limit(1)).scalar()
    low, high = 0, int(newest or 0)
    while low < high:
        middle = (low + high + 1) // 2
        if at_of(connection, middle) <= micros:
            low = middle
        else:
            high = middle - 1
    return low


def at_of(connection: Connection, seq: int) -> int:
    """When an event happened, in epoch microseconds; 0 before the first."""
    found = select(_e.at).where(_e.seq == seq)
    return int(connection.execute(found).scalar_one()) if seq else 0


def appeared(connection: Connection, batch_id: int) -> int | None:
    """The number of the event with which an import's orders appeared; None where no event tells.

    That event is written right after the batch was given the time of its end.
    """
    ended = connection.execute(select(_b.finished_at).where(_b.id == batch_id)).scalar()
    if ended is None:
        return None
    first = last_until(connection, int(ended) * 1_000_000 - 1)
    found = select(_e.seq).where(
        _e.seq > first, _e.batch_id == batch_id, _e.kind.in_(_SHOWN_BY)
    )  # fmt: skip
    return connection.execute(found.order_by(_e.seq).limit(1)).scalar()


def fields_now(now: Standing) -> dict[str, object]:
    """The fields of an order as it stands, as events name them."""
    found = {name: value for name, value in now.order.items() if name not in _BOOKS}
    for line_no, line in now.lines.items():
        found |= {
            f"line {line_no} {name}": value
            for name, value in line.items()
            if name not in ("order_id", "line_no")
        }
    return found


def remarks_now(connection: Connection, order_id: int) -> dict[int, RemarkThen]:
    """The remarks of an order as they stand, by id."""
    found = select(_r.id, _r.state, _r.in_market, _r.version).where(_r.order_id == order_id)
    return {
        row.id: RemarkThen(row.state, bool(row.in_market), row.version)
        for row in connection.execute(found)
    }


def remarks_as(connection: Connection, then: Mapping[int, RemarkThen]) -> tuple[PastRemark, ...]:
    """Remarks with the words of their version of then, oldest first."""
    v = columns.remark_versions.c
    rows = connection.execute(
        select(v.remark_id, v.version, v.text, v.author, v.shift, v.at, _r.tab)
        .join_from(columns.remark_versions, columns.remarks, _r.id == v.remark_id)
        .where(v.remark_id.in_(list(then)))
        .order_by(v.remark_id)
    )
    return tuple(
        PastRemark(
            row.remark_id, Tab(row.tab), row.text, row.author, row.shift,
            datetime.fromtimestamp(row.at, UTC), RemarkState(then[row.remark_id].state),
            then[row.remark_id].in_market, row.version,
        )
        for row in rows
        if row.version == then[row.remark_id].version
    )  # fmt: skip


def conflicts_now(connection: Connection, order_id: int) -> frozenset[str]:
    """Fields of an order that are in conflict, as events name them."""
    k = columns.conflicts.c
    found = select(k.line_no, k.field).where(k.order_id == order_id, k.settled_at.is_(None))
    return frozenset(field_key(row.line_no, row.field) for row in connection.execute(found))


# --- queues --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Later:
    """What events after an instant changed, each thing as the first of them found it."""

    seq: int
    """Of the last event of the instant."""
    orders: dict[int, dict[str, Any]] = field(default_factory=dict)
    """By key of the time: values before, ``Told.NOT_KNOWN`` where the event does not tell."""
    new_orders: set[int] = field(default_factory=set)
    """Keys of orders that were not there."""
    batches: set[int] = field(default_factory=set)
    """Imports whose orders were not there."""
    states: dict[str, dict[int, str | None]] = field(default_factory=dict)
    """Kind of thing -> id -> state before; None where it was not there."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of things that wait until somebody settles them."""

    name: str
    """As events call its id."""
    state: str
    """As events call its state."""
    made: tuple[str, ...]
    """Kinds of the events that make one."""
    table: TableClause
    open_now: str
    """The condition of the index of those that wait."""
    ended: tuple[str, ...] = ()
    """Kinds of the events that settle an open one for good, without naming its state."""


THINGS = (
    Kind("remark", "state", ("remark.add",), columns.remarks, columns.ASKED),
    Kind("request", "request_state", ("request.asked",), columns.requests, columns.REQUESTED),
    Kind("promise", "promise_state", ("promise.made",), columns.promises, "state = 'open'"),
    Kind("case", "case_state", ("case.opened",), columns.cases, columns.OPEN_CASES),
    Kind(
        "item",
        "",
        ("handover.add",),
        columns.handover_items,
        "state = 'open'",
        ("handover.done", "handover.drop"),
    ),
)


def later(connection: Connection, seq: int) -> Later:
    """What events after one changed that queues are made of.

    Args:
        connection: reading.
        seq: of the last event of the instant.
    """
    found = Later(seq)
    rows = connection.execution_options(yield_per=2_000).execute(
        select(_e.kind, _e.order_id, _e.batch_id, _e.before, _e.after)
        .where(_e.seq > seq)
        .order_by(_e.seq)
    )
    for kind, order_id, batch_id, before, after in rows:
        if kind in _SHOWN_BY:
            found.batches.add(batch_id)
        elif kind == "order.imported":
            found.new_orders.add(order_id)
        else:
            _note(found, kind, order_id, before or "", after or "")
    return found


def _note(found: Later, kind: str, order_id: int | None, before: str, after: str) -> None:
    for each in THINGS:
        if kind in each.made or kind in each.ended:
            key = int(json.loads(after or "{}").get(each.name, 0))
            state = "open" if kind in each.ended else None
            found.states.setdefault(each.name, {}).setdefault(key, state)
            return
        if each.state and f'"{each.state}"' in before and f'"{each.name}"' in after:
            told, made = json.loads(before), json.loads(after)
            if isinstance(told.get(each.state), str) and isinstance(made.get(each.name), int):
                states = found.states.setdefault(each.name, {})
                states.setdefault(made[each.name], told[each.state])
                return
    if order_id is None:
        return
    born = kind.startswith(BIRTHS) and '"parent"' in after
    if born and not before:
        found.new_orders.add(order_id)
        return
    told = json.loads(before) if any(f'"{name}"' in before for name in OF_QUEUES) else {}
    if born or (tells_fields(kind) and not before and not after):
        told = dict.fromkeys(OF_QUEUES, Told.NOT_KNOWN) | told
    kept = found.orders.setdefault(order_id, {}) if told else {}
    for name in OF_QUEUES:
        if name in told:
            kept.setdefault(name, told[name])


def with_status(connection: Connection, status: str) -> list[int]:
    """Keys of the orders that have a status now, those that an import still hides left out."""
    key = fulltext.grams.c.rowid
    asked = select(key).where(fulltext.matches(fulltext.token(facet("status", status))))
    hidden = visible.unfinished(connection)
    asked = asked.where(*visible.shown_keys(key, hidden))
    return list(connection.execute(asked).scalars())


def past_their_day(connection: Connection, at: int) -> list[int]:
    """Keys of the orders that have not left now and whose day is before an instant in seconds."""
    asked = select(_o.id).where(text(columns.UNSHIPPED), _o.ship_by < at)
    shown = visible.shown(visible.unfinished(connection))
    return list(connection.execute(asked.where(*shown)).scalars())


@dataclass(frozen=True, slots=True)
class Candidate:
    """An order that may have stood in a queue, with its values of the instant."""

    id: int
    order_no: str
    values: Mapping[str, Any]


def candidates(
    connection: Connection, since: Later, now_in: Callable[[Connection], Sequence[int]]
) -> Iterator[Candidate]:
    """Orders that stand in a queue now or were changed since, as they stood.

    Args:
        connection: reading.
        since: from ``later``.
        now_in: the keys of those in the queue now.
    """
    touched = _keys_now(connection, since.orders)
    gone = set(_keys_now(connection, {key: {} for key in since.new_orders}))
    wanted = sorted({*now_in(connection), *touched} - gone, reverse=True)
    asked = select(_o.id, _o.order_no, _o.batch_id, *(_o[name] for name in OF_QUEUES))
    rows = connection.execute(
        asked.where(among(_o.id, "keys"), *visible.shown(visible.unfinished(connection)))
        .order_by(_o.id.desc()),
        {"keys": packed(wanted)},
    )  # fmt: skip
    for row in rows.mappings():
        if row["batch_id"] not in since.batches:
            now = {name: row[name] for name in OF_QUEUES}
            yield Candidate(row["id"], row["order_no"], now | touched.get(row["id"], {}))


def _keys_now(
    connection: Connection, by_key: Mapping[int, dict[str, Any]]
) -> dict[int, dict[str, Any]]:
    """The same by the keys that the orders have now."""
    f = columns.former_keys.c
    if not by_key:
        return {}
    rows = connection.execute(
        select(f.id, f.order_id).where(among(f.id, "keys")), {"keys": packed(list(by_key))}
    )
    now = {row.id: row.order_id for row in rows}
    found: dict[int, dict[str, Any]] = {}
    for key, values in by_key.items():
        found[now.get(key, key)] = values | found.get(now.get(key, key), {})
    return found


def things(
    connection: Connection, kind: Kind, since: Later
) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Things that wait now or were moved since, with the state they had; none that came later.

    Args:
        connection: reading.
        kind: one of ``THINGS``.
        since: from ``later``.

    Yields:
        The row (``id``, ``order_no``, ``tab`` of a remark) and the state.
    """
    t = kind.table.c
    moved = since.states.get(kind.name, {})
    condition: ColumnElement[bool] = literal_column(
        f"({kind.open_now.replace('state', f'{kind.table.name}.state')})"
    )
    number = _o.order_no.label("order_no")
    told = [t.id, t.state, t.order_id, number, _o.batch_id]
    if kind.name == "remark":
        told += [t.tab, t.order_no.label("written_on")]
    elif kind.name == "item":
        told.append(t.topic.label("written_on"))
    joined = kind.table.outerjoin(columns.orders, _o.id == t.order_id)
    asked = select(*told).select_from(joined)
    hidden = set(visible.unfinished(connection))
    rows = {row["id"]: row for row in connection.execute(asked.where(condition)).mappings()}
    more = connection.execute(
        asked.where(among(t.id, "ids")), {"ids": packed(sorted(moved.keys() - rows.keys()))}
    )
    rows |= {row["id"]: row for row in more.mappings()}
    for key, row in sorted(rows.items()):
        state = moved.get(key, row["state"])
        if state is not None and key in moved and kind.name == "promise":
            state = _promised(connection, row["order_id"], key, since.seq)
        if state is not None and row["batch_id"] not in hidden:
            yield dict(row), state


def _promised(connection: Connection, order_id: int, promise_id: int, seq: int) -> str:
    """What was decided of a promise by an instant.

    Events tell as its state before what the facts had made of it, decided or not.
    """
    steps = connection.execute(
        select(_e.after)
        .where(_e.order_id.in_(ever(connection, order_id)), _e.seq <= seq)
        .where(_e.kind.startswith("promise."), _e.after.is_not(None))
        .order_by(_e.seq.desc())
    )
    for row in steps:
        told = json.loads(row.after)
        if told.get("promise") == promise_id:
            return str(told.get("promise_state", "open"))
    return "open"

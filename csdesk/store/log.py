"""Reading the log of one order, or whether a change was sent before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, or_, select

from csdesk.model.log import Event, LogPart
from csdesk.rules.numbers import forms
from csdesk.store import columns, keys

REFUSED = "refused"
"""The kind of the event that tells of a change somebody had no right to."""

_NO_FIELDS = ("remark.%", "request.%", "promise.%", "case.%", "parcel.%", "stock.%",
              "handover.%", "order.urged", "reveal.%")  # fmt: skip
"""Kinds of steps that tell something about an order and change none of its fields."""

_AT_ONCE = 500

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_e, _p = columns.events.c, columns.people.c

_STEPS = select(columns.events, _p.name).join_from(
    columns.events, columns.people, _p.login == _e.actor, isouter=True
)
"""Events with the names of those who acted: narrow it down before it is run."""


def sent_before(connection: Connection, client_id: str) -> bool:
    """Whether a change that a front end sends under this id was made already (invariant 4)."""
    return connection.execute(select(_e.seq).where(_e.client_id == client_id)).first() is not None


def sent(connection: Connection, client_id: str) -> Event:
    """The step that a front end sent under this id; there must be one."""
    return _event(connection.execute(_STEPS.where(_e.client_id == client_id)).mappings().one())


def sent_as(connection: Connection, client_id: str) -> Event | None:
    """The first step of a change that a front end sent under this id; None where it sent none."""
    row = connection.execute(_STEPS.where(_e.client_id == client_id)).mappings().first()
    return None if row is None else _event(row)


def last_of(connection: Connection, kind: str) -> Event | None:
    """The last step of a kind; None where there is none."""
    found = _STEPS.where(_e.kind == kind).order_by(_e.seq.desc()).limit(1)
    row = connection.execute(found).mappings().first()
    return None if row is None else _event(row)


def length(connection: Connection) -> int:
    """How many steps there are; they are numbered without a gap."""
    return int(connection.execute(select(func.coalesce(func.max(_e.seq), 0))).scalar_one())


def last_at(connection: Connection) -> datetime | None:
    """When the last step was; None where there is none yet."""
    at = connection.execute(select(_e.at).order_by(_e.seq.desc()).limit(1)).scalar()
    return None if at is None else _EPOCH + timedelta(microseconds=at)


def steps(
    connection: Connection,
    number: str,
    order_id: int | None,
    *,
    limit: int,
    by: Sequence[str] = (),
    kind: str = "",
    refused: bool = True,
) -> tuple[Event, ...]:
    """The last events of an order, newest last, people by name.

    Args:
        connection: reading.
        number: from ``typed_number``.
        order_id: the order with that number; None while it is not imported.
        limit: how many at most.
        by: logins of those whose steps are wanted; nobody for all.
        kind: of the steps that are wanted, or what it begins with up to a point; empty for all.
        refused: with attempts for which somebody had no right.
    """
    wanted = [_of_number(connection, number, order_id)]
    if by:
        wanted.append(_e.actor.in_(list(by)))
    if kind:
        wanted.append(or_(_e.kind == kind, _e.kind.startswith(f"{kind}.", autoescape=True)))
    if not refused:
        wanted.append(_e.kind != REFUSED)
    rows = connection.execute(_STEPS.where(*wanted).order_by(_e.seq.desc()).limit(limit)).mappings()
    return tuple(_event(row) for row in reversed(list(rows)))


def parts(connection: Connection, number: str, order_id: int | None) -> tuple[LogPart, ...]:
    """How many events of each kind everybody has in an order's log; arguments as for ``steps``."""
    of_order = _of_number(connection, number, order_id)
    counted = select(_e.actor, _e.kind, func.count().label("steps")).where(of_order)
    found = counted.group_by(_e.actor, _e.kind).subquery().c
    named = select(found.actor, _p.name, found.kind, found.steps)
    rows = connection.execute(named.outerjoin(columns.people, _p.login == found.actor))
    return tuple(LogPart(login, name or login, kind, steps) for login, name, kind, steps in rows)


def _of_number(connection: Connection, number: str, order_id: int | None) -> ColumnElement[bool]:
    """The condition that an event is one of an order's, or of its number before it was there."""
    numbers = [number]
    if order_id is not None:
        r = columns.remarks.c
        written_on = select(r.order_no).where(r.order_id == order_id).distinct()
        numbers += connection.execute(written_on).scalars()
        its = _of(connection, order_id)
    known_as = {form for each in numbers for form in forms(each)}
    before_import = and_(_e.order_id.is_(None), _e.order_no != "", _e.order_no.in_(known_as))
    return before_import if order_id is None else or_(its, before_import)


def latest(connection: Connection, order_id: int, limit: int) -> tuple[Event, ...]:
    """The last events of an order, newest first, people by name; refusals are no changes."""
    rows = connection.execute(
        _STEPS.where(_of(connection, order_id), _e.kind != REFUSED)
        .order_by(_e.seq.desc())
        .limit(limit)
    ).mappings()
    return tuple(_event(row) for row in rows)


def last_changes(connection: Connection, ids: Sequence[int]) -> dict[int, Event]:
    """The newest steps that changed orders, by order; remarks and refusals are no changes."""
    found: dict[int, Event] = {}
    for start in range(0, len(ids), _AT_ONCE):
        now = keys.ever_of(connection, ids[start : start + _AT_ONCE])
        newest = connection.execute(
            select(_e.order_id, func.max(_e.seq).label("seq"))
            .where(
                _e.order_id.in_(list(now)),
                _e.kind != REFUSED,
                *(_e.kind.not_like(each) for each in _NO_FIELDS),
            )
            .group_by(_e.order_id)
        )
        seqs: dict[int, int] = {}
        for row in newest:
            key = now[row.order_id]
            seqs[key] = max(seqs.get(key, 0), row.seq)
        steps = connection.execute(_STEPS.where(_e.seq.in_(list(seqs.values())))).mappings()
        told = {row["seq"]: _event(row) for row in steps}
        found |= {key: told[seq] for key, seq in seqs.items()}
    return found


def later(
    connection: Connection, seq: int, kinds: Sequence[str], order_id: int | None = None
) -> tuple[Event, ...]:
    """Events of some kinds after one, newest last.

    Args:
        connection: reading.
        seq: of the event after which they came.
        kinds: of those that are wanted.
        order_id: whose they are; None for those of no order.
    """
    of = _e.order_id.is_(None) if order_id is None else _of(connection, order_id)
    asked = _STEPS.where(_e.seq > seq, of, _e.kind.in_(list(kinds))).order_by(_e.seq)
    return tuple(map(_event, connection.execute(asked).mappings()))


def between(connection: Connection, first: int, last: int) -> tuple[tuple[int | None, Event], ...]:
    """Events by sequence number, both ends included, each with the key of its order."""
    now = func.coalesce(columns.former_keys.c.order_id, _e.order_id).label("key")
    steps = _STEPS.add_columns(now).join(
        columns.former_keys, columns.former_keys.c.id == _e.order_id, isouter=True
    )
    rows = connection.execute(steps.where(_e.seq.between(first, last)).order_by(_e.seq)).mappings()
    return tuple((row["key"], _event(row)) for row in rows)


def _of(connection: Connection, order_id: int) -> ColumnElement[bool]:
    """The condition that an event is one of an order's."""
    return _e.order_id.in_(keys.ever(connection, order_id))


def _event(row: RowMapping) -> Event:
    return Event(
        seq=row["seq"],
        at=_EPOCH + timedelta(microseconds=row["at"]),
        actor=row["name"] or row["actor"],
        shift=row["shift"],
        kind=row["kind"],
        order_no=row["order_no"],
        before=None if row["before"] is None else json.loads(row["before"]),
        after=None if row["after"] is None else json.loads(row["after"]),
        login=row["actor"],
    )

"""Shifts at rest: which is on, who works in it, what belongs to it (design §8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    RowMapping,
    insert,
    literal_column,
    select,
    update,
)  # fmt: skip

from csdesk.store import columns

if TYPE_CHECKING:
    from csdesk.model.shifts import Present, Shift

_s, _w, _g = columns.shifts.c, columns.shift_people.c, columns.shift_signatures.c
_d = columns.roster.c

_ON: ColumnElement[bool] = literal_column(columns.SHIFT_ON)

_STAYED = 900
"""Seconds between a shift and the one that follows it in which nobody has gone home."""

_FACTS = (
    _s.id, _s.kind, _s.day, _s.planned_start, _s.planned_end, _s.opened_at, _s.opened_by,
    _s.after_seq, _s.state, _s.cutoff_seq, _s.cutoff_at, _s.closed_login, _s.closed_by,
    _s.report_hash, _s.version,
)  # fmt: skip


def current(connection: Connection) -> Shift | None:
    """The shift that is on; None where nobody opened one since the last was closed."""
    return _one(connection, _ON)


def one(connection: Connection, shift_id: int) -> Shift | None:
    """One shift; None where there is none."""
    return _one(connection, _s.id == shift_id)


def last_closed(connection: Connection) -> Shift | None:
    """The shift that was cut off last; None where none was."""
    shift_id = last_closed_id(connection)
    return None if shift_id is None else one(connection, shift_id)


def last_closed_id(connection: Connection) -> int | None:
    """The id of the shift that was cut off last; None where none was."""
    found = select(_s.id).where(_s.cutoff_seq.is_not(None)).order_by(_s.after_seq.desc()).limit(1)
    shift_id: int | None = connection.execute(found).scalar()
    return shift_id


def kind_worked(connection: Connection, login: str) -> str:
    """Code of the kind of shift in which somebody works now; empty where they are in none."""
    found = (
        select(_w.kind)
        .join_from(columns.shift_people, columns.shifts, _s.id == _w.shift_id)
        .where(_ON, _w.login == login, _w.left_at.is_(None))
    )
    return str(connection.execute(found).scalar() or "")


def left(connection: Connection, login: str) -> datetime | None:
    """When somebody's last shift ended before the one they work in now; None where none has.

    Whoever stayed from one shift into the next has not been away between them.
    """
    worked = connection.execute(
        select(_w.came_at, _w.left_at, _s.cutoff_at, _s.cutoff_seq, _s.after_seq)
        .join_from(columns.shift_people, columns.shifts, _s.id == _w.shift_id)
        .where(_w.login == login)
        .order_by(_s.after_seq.desc())
    ).all()
    then: Row[*tuple[Any, ...]] | None = None
    for row in worked:
        cut = None if row.cutoff_at is None else row.cutoff_at / 1e6
        end = min((each for each in (row.left_at, cut) if each is not None), default=None)
        stayed = (
            then is not None and end is not None
            and then.after_seq == row.cutoff_seq and then.came_at - end < _STAYED
        )  # fmt: skip
        if end is not None and not stayed:
            return datetime.fromtimestamp(end, UTC)
        then = row
    return None


def _one(connection: Connection, which: ColumnElement[bool]) -> Shift | None:
    row = connection.execute(select(*_FACTS).where(which)).mappings().first()
    return None if row is None else _shift(connection, row)


def _shift(connection: Connection, row: RowMapping) -> Shift:
    from csdesk.model.shifts import Shift, ShiftState, Side, Signature

    people = connection.execute(
        select(columns.shift_people).where(_w.shift_id == row["id"]).order_by(_w.came_at, _w.login)
    )
    signed = connection.execute(
        select(columns.shift_signatures)
        .where(_g.shift_id == row["id"])
        .order_by(_g.at, _g.side, _g.login)
    )
    facts = dict(row)
    for name in ("planned_start", "planned_end", "opened_at"):
        facts[name] = _moment(row[name])
    cut = row["cutoff_at"]
    facts["cutoff_at"] = None if cut is None else datetime.fromtimestamp(cut / 1e6, UTC)
    facts["state"] = ShiftState(row["state"])
    return Shift(
        **facts,
        people=tuple(_present(each) for each in people.mappings()),
        signatures=tuple(
            Signature(Side(each["side"]), each["login"], each["name"], _moment(each["at"]),
                      each["hash"])
            for each in signed.mappings()
        ),
    )  # fmt: skip


def _present(row: RowMapping) -> Present:
    from csdesk.model.shifts import Present

    left = row["left_at"]
    return Present(
        row["login"], row["name"], row["kind"], _moment(row["planned_start"]),
        _moment(row["planned_end"]), _moment(row["came_at"]),
        None if left is None else _moment(left),
    )  # fmt: skip


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def newest(connection: Connection, limit: int) -> tuple[Shift, ...]:
    """The last shifts, the newest first; the one that is on among them."""
    found = select(_s.id).order_by(_s.after_seq.desc()).limit(limit)
    shifts = (one(connection, each) for each in connection.execute(found).scalars().all())
    return tuple(each for each in shifts if each is not None)


def any_yet(connection: Connection) -> bool:
    """Whether a shift was ever opened here."""
    return connection.execute(select(_s.id).limit(1)).first() is not None


def rostered(connection: Connection, login: str, days: Iterable[str]) -> dict[str, str]:
    """Code of the kind that somebody is to work in on each of some days, by ISO day."""
    found = select(_d.day, _d.kind).where(_d.day.in_(list(days)), _d.login == login)
    return {row.day: row.kind for row in connection.execute(found)}


def closed_of(connection: Connection, days: Iterable[str]) -> set[tuple[str, str]]:
    """Day and kind of the closed shifts of some days."""
    found = select(_s.day, _s.kind).where(_s.day.in_(list(days)), _s.cutoff_seq.is_not(None))
    return {(row.day, row.kind) for row in connection.execute(found)}


def open_new(connection: Connection, values: Mapping[str, object]) -> int:
    """A new shift of these values; its key."""
    made = insert(columns.shifts).returning(_s.id)
    return int(connection.execute(made, values).scalar_one())


def keep(connection: Connection, shift_id: int, **values: object) -> None:
    """New values of a shift, whose version rises."""
    changed = update(columns.shifts).where(_s.id == shift_id)
    connection.execute(changed.values(**values, version=_s.version + 1))


def come(connection: Connection, shift_id: int, who: Present) -> None:
    """Somebody works in a shift from now on; who was there before comes back."""
    times = {
        "name": who.name, "kind": who.kind,
        "planned_start": int(who.planned_start.timestamp()),
        "planned_end": int(who.planned_end.timestamp()), "left_at": None,
    }  # fmt: skip
    them = (_w.shift_id == shift_id, _w.login == who.login)
    if not connection.execute(update(columns.shift_people).where(*them).values(times)).rowcount:
        key = {"shift_id": shift_id, "login": who.login, "came_at": int(who.came_at.timestamp())}
        connection.execute(insert(columns.shift_people), key | times)


def go(connection: Connection, shift_id: int, logins: Iterable[str], at: int) -> None:
    """These people work in a shift no more, since an epoch second."""
    them = (_w.shift_id == shift_id, _w.login.in_(list(logins)), _w.left_at.is_(None))
    connection.execute(update(columns.shift_people).where(*them).values(left_at=at))


def logged_at(connection: Connection, seq: int) -> int:
    """When a step was logged, in epoch microseconds."""
    at = select(columns.events.c.at).where(columns.events.c.seq == seq)
    return int(connection.execute(at).scalar_one())

"""Shifts at rest: which is on, who works in it, what belongs to it (design §8)."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, literal_column, select

from csdesk.model.shifts import Present, Shift, ShiftState, Side, Signature
from csdesk.store import columns

_s, _w, _g = columns.shifts.c, columns.shift_people.c, columns.shift_signatures.c

_ON: ColumnElement[bool] = literal_column(columns.SHIFT_ON)

_FACTS = (
    _s.id, _s.kind, _s.day, _s.planned_start, _s.planned_end, _s.opened_at, _s.opened_by,
    _s.after_seq, _s.state, _s.cutoff_seq, _s.cutoff_at, _s.closed_by, _s.version,
)  # fmt: skip


def current(connection: Connection) -> Shift | None:
    """The shift that is on; None where nobody opened one since the last was closed."""
    return _one(connection, _ON)


def one(connection: Connection, shift_id: int) -> Shift | None:
    """One shift; None where there is none."""
    return _one(connection, _s.id == shift_id)


def last_closed(connection: Connection) -> Shift | None:
    """The shift that was cut off last; None where none was."""
    found = select(_s.id).where(_s.cutoff_seq.is_not(None)).order_by(_s.after_seq.desc()).limit(1)
    shift_id = connection.execute(found).scalar()
    return None if shift_id is None else one(connection, shift_id)


def kind_worked(connection: Connection, login: str) -> str:
    """Code of the kind of shift in which somebody works now; empty where they are in none."""
    found = (
        select(_w.kind)
        .join_from(columns.shift_people, columns.shifts, _s.id == _w.shift_id)
        .where(_ON, _w.login == login, _w.left_at.is_(None))
    )
    return str(connection.execute(found).scalar() or "")


def _one(connection: Connection, which: ColumnElement[bool]) -> Shift | None:
    row = connection.execute(select(*_FACTS).where(which)).mappings().first()
    return None if row is None else _shift(connection, row)


def _shift(connection: Connection, row: RowMapping) -> Shift:
    people = connection.execute(
        select(columns.shift_people).where(_w.shift_id == row["id"]).order_by(_w.came_at, _w.login)
    )
    signed = connection.execute(
        select(columns.shift_signatures).where(_g.shift_id == row["id"]).order_by(_g.at, _g.login)
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
    left = row["left_at"]
    return Present(
        row["login"], row["name"], row["kind"], _moment(row["planned_start"]),
        _moment(row["planned_end"]), _moment(row["came_at"]),
        None if left is None else _moment(left),
    )  # fmt: skip


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)

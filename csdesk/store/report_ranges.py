"""Which steps of the log belong to which shifts and days, and the reports that are kept."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from csdesk.model.shifts import Shift
from csdesk.store import columns, shifts

_s, _e = columns.shifts.c, columns.events.c


def of_days(connection: Connection, first: str, last: str) -> list[Shift]:
    """The shifts that begin on these days, in their order.

    Args:
        connection: reading.
        first: ISO day.
        last: ISO day, included.
    """
    ids = select(_s.id).where(_s.day.between(first, last)).order_by(_s.after_seq)
    found = (shifts.one(connection, each) for each in connection.execute(ids).scalars().all())
    return [each for each in found if each is not None]


def first_day(connection: Connection) -> str:
    """The day of the first shift; empty where there never was one."""
    return connection.execute(select(func.min(_s.day))).scalar() or ""


def untold(connection: Connection) -> int:
    """The last step before the first shift, which no shift tells; 0 where there never was one."""
    first = select(_s.after_seq).order_by(_s.after_seq).limit(1)
    return connection.execute(first).scalar() or 0


def before(connection: Connection, day: str) -> tuple[int, bool]:
    """The last step of the last shift that began before a day, and whether later ones follow.

    Returns:
        The step, 0 where there is none or where that shift is still on; whether a shift began on
        that day or after it, or is still on.
    """
    newest = select(_s.cutoff_seq, _s.state).where(_s.day < day).order_by(_s.after_seq.desc())
    row = connection.execute(newest.limit(1)).first()
    later = connection.execute(select(_s.id).where(_s.day >= day).limit(1)).first() is not None
    if row is None:
        return 0, later
    return row.cutoff_seq or 0, later or row.cutoff_seq is None


def neighbours(connection: Connection, shift_id: int) -> Sequence[int]:
    """Ids of all shifts up to this one and the one after it, in their order."""
    at = select(_s.after_seq).where(_s.id == shift_id).scalar_subquery()
    older = select(_s.id).where(_s.after_seq <= at).order_by(_s.after_seq)
    newer = select(_s.id).where(_s.after_seq > at).order_by(_s.after_seq).limit(1)
    return [*connection.execute(older).scalars(), *connection.execute(newer).scalars()]


def newest_shift(connection: Connection) -> tuple[int, str] | None:
    """Id and day of the last shift; None where there never was one."""
    row = connection.execute(select(_s.id, _s.day).order_by(_s.after_seq.desc()).limit(1)).first()
    return None if row is None else (row.id, row.day)


def last_until(connection: Connection, micros: int) -> int:
    """The last step before a moment; 0 where there is none.

    Moments never go down along the log, so this is found in twenty looks of a million steps.
    """
    low = 0
    high = int(connection.execute(select(func.coalesce(func.max(_e.seq), 0))).scalar_one())
    while low < high:
        middle = (low + high + 1) // 2
        at = connection.execute(select(_e.at).where(_e.seq == middle)).scalar_one()
        low, high = (middle, high) if at < micros else (low, middle - 1)
    return low

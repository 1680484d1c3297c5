"""What every change of a shift asks first: which one, sent before, by what clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.model.errors import NeedsYes, NotFound, Refused
from csdesk.model.settings import DeskSettings
from csdesk.model.shifts import PlannedShift, Present, Shift
from csdesk.services.acting import Act
from csdesk.store import log, people
from csdesk.store import shifts as rows
from csdesk.words import language, when

if TYPE_CHECKING:
    from sqlalchemy import Connection

_BACK = timedelta(minutes=1)
"""So far a clock may be put right without anybody being asked."""


CLOCK = "shift.clock"
"""The kind of the step by which a lead says that the clock is right and the log ahead."""


def called(settings: DeskSettings, shift: Shift) -> str:
    """What people call a shift: ``2026-11-22 早班``."""
    return f"{shift.day} {settings.shifts.called(shift.kind, language())}"


def known(connection: Connection, shift_id: int) -> Shift:
    """A shift as it stands.

    Raises:
        NotFound: there is none with that id.
    """
    found = rows.one(connection, shift_id)
    if found is None:
        raise NotFound("There is no shift {id}.", id=shift_id)
    return found


def current(connection: Connection) -> Shift:
    """The shift that is on.

    Raises:
        Refused: none is.
    """
    on = rows.current(connection)
    if on is None:
        raise Refused("No shift is on. Open one first.")
    return on


def to_close(connection: Connection, settings: DeskSettings) -> Shift:
    """The shift that is on, to be closed.

    Raises:
        Refused: none is; where one was closed, by whom and when.
    """
    if rows.current(connection) is None and (last := rows.last_closed(connection)) is not None:
        raise Refused(
            "No shift is on: {who} closed {shift} at {at}.", who=last.closed_by,
            shift=called(settings, last), at=when(last.cutoff_at, ZoneInfo(settings.zone)),
        )  # fmt: skip
    return current(connection)


def again(act: Act, kind: str, client_id: str) -> Shift | None:
    """The shift that a change was about, where it was sent before; None where it is new.

    Raises:
        Refused: another change was sent under this id.
    """
    step = log.sent_as(act.connection, client_id) if client_id else None
    if step is None:
        return None
    shift_id = (step.after or {}).get("shift")
    if step.kind != kind or not isinstance(shift_id, int):
        raise sent_for_another()
    return known(act.connection, shift_id)


def sent_for_another() -> Refused:
    """What is said where a change comes under the id of another one."""
    return Refused("Something else was sent under this id before; nothing was changed now.")


def check_clock(connection: Connection, now: datetime, zone: ZoneInfo) -> None:
    """Refuse to cut shifts by a clock that went back.

    Raises:
        Refused: the log's last step is more than a minute ahead of ``now``.
    """
    last = log.last_at(connection)
    if last is not None and now < last - _BACK and not _trusted(connection, now, last):
        raise Refused(
            "The clock of this computer says {now}, but the last step of the log was at {last}."
            " Set the clock right, then do this again; nothing was changed. Where it is right and"
            " that step is what is wrong, a lead says so: csdesk shift clock --reason TEXT.",
            now=when(now, zone), last=when(last, zone),
        )  # fmt: skip


def check_due(settings: DeskSettings, span: PlannedShift, now: datetime) -> None:
    """Ask before a shift is opened that was closed already, or whose time is long over.

    Raises:
        NeedsYes: it is one of these.
    """
    shift = f"{span.day} {span.kind.called(language())}"
    if span.closed:
        raise NeedsYes("{shift} was closed already. Open one more of it?", shift=shift)
    if now > span.end + timedelta(minutes=settings.shifts.late_minutes):
        raise NeedsYes(
            "{shift} ended at {end}. Open it all the same?",
            shift=shift, end=when(span.end, ZoneInfo(settings.zone)),
        )  # fmt: skip


def _trusted(connection: Connection, now: datetime, last: datetime) -> bool:
    """Whether a lead said that the log is ahead, and neither clock nor log jumped since."""
    said = log.last_of(connection, CLOCK)
    told = (said.after or {}).get("now") if said else None
    if said is None or not isinstance(told, int):
        return False
    since = now - datetime.fromtimestamp(told, UTC)
    return since >= -_BACK and last <= said.at + max(since, timedelta(0)) + _BACK


def stays(shift: Shift, each: Present, now: datetime) -> bool:
    """Whether somebody goes on working when a shift ends: they came for a later kind."""
    return each.kind != shift.kind and each.planned_end > now


def present_moment() -> datetime:
    """The clock, in whole seconds as they are kept."""
    return datetime.fromtimestamp(int(time.time()), UTC)


def works_on(connection: Connection, each: Present, now: datetime) -> bool:
    """Whether somebody's hours go on, and they still work at this desk."""
    here = people.person(connection, each.login) or not people.known(connection, each.login)
    return each.planned_end > now and bool(here)

"""Reports: what was done in a range of events, and what is left (F45, F49, S55)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from csdesk.model.desk import DeskSettings
from csdesk.model.reports import (
    MOST_LISTED,
    Left,
    Remaining,
    Report,
    ReportPerson,
    ReportShift,
)
from csdesk.model.shifts import Shift
from csdesk.rules.family import WAITS
from csdesk.rules.report_counting import figures, kinds
from csdesk.store import remaining, report

if TYPE_CHECKING:
    from sqlalchemy import Connection

CLOSE = "shift.close"
"""The kind of the step that is a shift's last one and carries its report's hash."""


def compose(
    connection: Connection,
    settings: DeskSettings,
    after_seq: int,
    cutoff_seq: int,
    *,
    now: datetime,
    shift: Shift | None = None,
    with_remaining: bool = True,
) -> Report:
    """The report of ``after_seq < seq <= cutoff_seq``, counted in the caller's transaction.

    Who closes a shift composes before the step that closes it is logged, as that carries the
    report's hash: of a range whose last step is not there yet, that step is the closing.

    Args:
        connection: reading, or changing.
        settings: of the desk.
        after_seq: the last step before the range; 0 for none.
        cutoff_seq: the last step of the range.
        now: the moment at which what is left is counted.
        shift: which it is about, as it is told in the report.
        with_remaining: whether what is left now is told, too; it is that of the range's end only
            where nothing came after it.
    """
    steps = report.counted(connection, after_seq, cutoff_seq)
    telling, done = report.read_steps(connection, after_seq, cutoff_seq, MOST_LISTED)
    counted = kinds(steps)
    if sum(counted.values()) < cutoff_seq - after_seq:
        counted = dict(sorted({**counted, CLOSE: counted.get(CLOSE, 0) + 1}.items()))
    moment = now.replace(microsecond=0)
    return Report(
        after_seq=after_seq,
        cutoff_seq=cutoff_seq,
        made_at=moment,
        figures=figures(steps, telling),
        kinds=counted,
        done=done,
        remaining=_remaining(connection, settings, moment) if with_remaining else None,
        shifts=() if shift is None else (_told(shift),),
    )


def _remaining(c: Connection, settings: DeskSettings, now: datetime) -> Remaining:
    """What is left, as the store stands now."""
    seconds = int(now.timestamp())
    found = {
        Left.DIFFERENCES: remaining.differences(c, MOST_LISTED),
        Left.DRAFTS: remaining.drafts(c, MOST_LISTED),
        **remaining.asks(c, MOST_LISTED),
        **remaining.promises(c, seconds, MOST_LISTED),
        **remaining.cases_and_requests(c, MOST_LISTED),
        Left.SHORTAGES: remaining.shortages(c, MOST_LISTED),
        Left.CONFLICTS: remaining.conflicts(c, MOST_LISTED),
        Left.STUCK: remaining.stuck_orders(
            c, int(seconds - settings.stuck_hours * 3600), WAITS, MOST_LISTED
        ),
    }
    return Remaining({each: found[each] for each in Left}, remaining.open_items(c))


def _told(shift: Shift) -> ReportShift:
    people = tuple(
        ReportPerson(each.name, each.kind, each.came_at, each.left_at) for each in shift.people
    )
    return ReportShift(shift.id, shift.kind, shift.day, shift.opened_at, shift.opened_by, people)

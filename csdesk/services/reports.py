"""Reports: what was done in a range of events, and what is left (F45, F49, S55)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.model.desk import Actor
from csdesk.model.errors import NotFound, NotUnderstood
from csdesk.model.reports import (
    MOST_LISTED,
    Figure,
    Left,
    Performance,
    Period,
    Remaining,
    Report,
    ReportList,
    ReportPage,
    ReportPerson,
    ReportShift,
    Trend,
    Unit,
)
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.shifts import Shift
from csdesk.rules.family import WAITS
from csdesk.rules.performance import figures_of
from csdesk.rules.report_counting import Steps, figures, joined, kinds, together
from csdesk.rules.report_form import digest, read
from csdesk.rules.report_periods import a_day, around, begun, bounds, moved, span
from csdesk.services.acting import Acting
from csdesk.services.shift_steps import known
from csdesk.store import chain, closing, log, people, performance, remaining
from csdesk.store import report as rows
from csdesk.store import report_ranges as ranges
from csdesk.store.engine import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection

TREND = 14
"""Periods of a trend."""

MOST_BEHIND = 500
"""Steps that are listed behind one figure."""


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
    steps = rows.counted(connection, after_seq, cutoff_seq)
    telling, done = rows.read_steps(connection, after_seq, cutoff_seq, MOST_LISTED)
    counted = kinds(steps)
    if sum(counted.values()) < cutoff_seq - after_seq:
        counted[closing.CLOSE] = counted.get(closing.CLOSE, 0) + 1
    moment = now.replace(microsecond=0)
    return Report(
        after_seq=after_seq,
        cutoff_seq=cutoff_seq,
        made_at=moment,
        figures=figures(steps, telling),
        kinds=dict(sorted(counted.items())),
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
        Left.SHORTAGES: remaining.shortages(
            c, now.astimezone(ZoneInfo(settings.zone)), MOST_LISTED
        ),
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


class Reports:
    """Reports of shifts, days, weeks and months."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._acting = Acting(store, actor)

    @property
    def reader(self) -> str:
        """The login of whom they are for."""
        return self._acting.known().login

    @property
    def today(self) -> date:
        """The day that it is at the desk."""
        return datetime.now(ZoneInfo(self._settings.zone)).date()

    def newest(self, unit: Unit) -> Period:
        """The period that is going on: of shifts the one that is on, or was last.

        Raises:
            NotFound: no shift was ever opened.
        """
        if unit is not Unit.SHIFT:
            return around(unit, self.today)
        with self._store.read() as c:
            found = ranges.newest_shift(c)
        if found is None:
            raise NotFound("No shift was opened yet. Ask for a day, a week or a month.")
        return Period(Unit.SHIFT, found[1], found[1], found[0])

    def shift(self, shift_id: int) -> Period:
        """The period that is one shift.

        Raises:
            NotFound: there is no such shift.
        """
        with self._store.read() as c:
            return self._of_shift(c, shift_id)

    def moved(self, period: Period, by: int) -> Period:
        """The period so many before (-1) or after (1); of shifts the first or last there is.

        Raises:
            NotUnderstood: the calendar ends there.
        """
        if period.unit is not Unit.SHIFT:
            return moved(period, by)
        with self._store.read() as c:
            ids = ranges.neighbours(c, period.shift_id)
            place = max(0, min(len(ids) - 1, ids.index(period.shift_id) + by))
            return self._of_shift(c, ids[place])

    def like(self, period: Period, word: str) -> Period:
        """A period of the same kind that somebody names.

        Args:
            period: which kind.
            word: a day in it, the number of a shift, or ``before``; of some days, the first.

        Raises:
            NotUnderstood: that is no day, one to come, or no number.
            NotFound: there is no such shift.
        """
        named = word.strip().removeprefix("#")
        if named in ("before", "之前"):
            return self.moved(period, -1)
        if period.unit is Unit.SHIFT:
            if not named.isascii() or not named.isdigit():
                raise NotUnderstood("A shift is named by its number, such as 12.")
            return self.shift(int(named))
        day = a_day(named, self.today)
        if period.unit is not Unit.SPAN:
            return begun(around(period.unit, day), self.today)
        length = date.fromisoformat(period.last) - date.fromisoformat(period.first)
        return begun(span(day, day + length), self.today)

    def page(self, period: Period) -> ReportPage:
        """The report of a period.

        Of shifts that are closed it is what was kept when they were closed; where that is not
        what was signed any more, the log is counted anew.

        Raises:
            NotFound: there is no such shift.
        """
        with self._store.read() as c:
            return self._page(c, period, with_remaining=True)

    def trend(self, period: Period, length: int = TREND) -> Trend:
        """A period and those before it, the oldest first.

        Args:
            period: the last of them.
            length: how many at most.

        Raises:
            NotFound: there is no such shift.
        """
        with self._store.read() as c:
            if period.unit is Unit.SHIFT:
                ids = list(ranges.neighbours(c, period.shift_id))
                last = ids.index(period.shift_id) + 1
                periods = [self._of_shift(c, each) for each in ids[:last][-length:]]
            else:
                periods = [moved(period, -back) for back in reversed(range(length))]
            pages = (self._page(c, each, with_remaining=False) for each in periods)
            return Trend(period.unit, tuple(pages))

    def behind(self, ranges: Sequence[tuple[int, int]], figure: Figure) -> ReportList:
        """The steps that a figure counts, the newest first (invariant 8).

        Args:
            ranges: of the report.
            figure: of the report.
        """
        with self._store.read() as c:
            found = [
                rows.behind(c, after, cutoff, figure, MOST_BEHIND)
                for after, cutoff in reversed(ranges)
            ]
        return joined(found, MOST_BEHIND)

    def performance(self, period: Period) -> Performance:
        """What the log proves about single people, beside their team's median (F51).

        Raises:
            NotAllowed: the person may not see it.
        """
        self._acting.check(Action.PERFORMANCE)
        with self._store.read() as c:
            page = self._page(c, period, with_remaining=False)
            told, answers = list[Steps](), defaultdict[str, list[float]](list)
            for after, cutoff in page.report.ranges:
                told += performance.steps_of(c, after, cutoff)
                for login, minutes in performance.answer_minutes(c, after, cutoff).items():
                    answers[login] += minutes
            return figures_of(period, people.everyone(c) + people.left(c), told, answers)

    def roles_for_names(self, *, roles_only: bool) -> dict[str, tuple[str, ...]] | None:
        """Everybody's roles by name, where a file is to name roles; None where people are named.

        Args:
            roles_only: whether roles are wished for by somebody who may see names.
        """
        if self._acting.may(Action.PERFORMANCE) and not roles_only:
            return None
        with self._store.read() as c:
            return {
                each.name: tuple(sorted(each.roles))
                for each in (*people.left(c), *people.everyone(c))
            }

    def _of_shift(self, c: Connection, shift_id: int) -> Period:
        found = known(c, shift_id)
        return Period(Unit.SHIFT, found.day, found.day, shift_id)

    def _page(self, c: Connection, period: Period, *, with_remaining: bool) -> ReportPage:
        if period.unit is Unit.SHIFT:
            found = [known(c, period.shift_id)]
        else:
            found = ranges.of_days(c, period.first, period.last)
        if not found:
            return self._without_shifts(c, period, with_remaining=with_remaining)
        now = datetime.now(UTC)
        parts, sound, end = self._before_shifts(c, period, found[0], now), True, log.length(c)
        for each in found:
            report, as_signed = self._kept(c, each, end, now, with_remaining=with_remaining)
            parts.append(report)
            sound = sound and as_signed
        first, last = found[0], found[-1]
        one = period.unit is Unit.SHIFT
        kept = closing.kept(c, first.id) if one else None
        report = parts[0] if len(parts) == 1 else together(parts, MOST_LISTED)
        return ReportPage(
            period, report, rows.at_of(c, report.after_seq), last.cutoff_at or now,
            running=last.cutoff_seq is None, by_clock=False, hash=kept.hash if kept else "",
            sound=sound, signatures=first.signatures if one else (),
            anchor=chain.at(c, report.cutoff_seq),
        )  # fmt: skip

    def _before_shifts(
        self, c: Connection, period: Period, first: Shift, now: datetime
    ) -> list[Report]:
        """What a period with the desk's first shift has before that, told by the clock."""
        if period.unit is Unit.SHIFT or first.after_seq != ranges.untold(c):
            return []
        begin, _end = bounds(period, self._settings.zone)
        after = ranges.last_until(c, _micros(begin))
        if after >= first.after_seq:
            return []
        return [compose(c, self._settings, after, first.after_seq, now=now, with_remaining=False)]

    def _kept(
        self, c: Connection, shift: Shift, end: int, now: datetime, *, with_remaining: bool
    ) -> tuple[Report, bool]:
        """The report of one shift, and whether it is what was signed."""
        if shift.cutoff_seq is None:
            told = compose(c, self._settings, shift.after_seq, end, now=now, shift=shift,
                           with_remaining=with_remaining)  # fmt: skip
            return told, True
        kept = closing.kept(c, shift.id)
        if kept is not None and digest(kept.text) == kept.hash == kept.logged_hash:
            return read(kept.text), True
        made = shift.cutoff_at or now
        told = compose(c, self._settings, shift.after_seq, shift.cutoff_seq, now=made,
                       shift=shift, with_remaining=False)  # fmt: skip
        return told, False

    def _without_shifts(self, c: Connection, period: Period, *, with_remaining: bool) -> ReportPage:
        """By the clock, where no shift tells; what falls between two shifts is the later one's."""
        begin, end = bounds(period, self._settings.zone)
        now = datetime.now(UTC)
        running = begin <= now < end
        until, later = ranges.before(c, period.first)
        first = max(until, ranges.last_until(c, _micros(begin)))
        last = max(first, ranges.last_until(c, _micros(min(end, now) if not running else end)))
        between = later and bool(ranges.first_day(c)) and ranges.first_day(c) < period.first
        if between:
            last = first = until
        elif later:
            last = max(first, min(last, ranges.untold(c)))
        moment = min(end, now)
        report = compose(c, self._settings, first, last, now=moment,
                         with_remaining=with_remaining and running)  # fmt: skip
        return ReportPage(period, report, begin, moment, running=running, by_clock=not between,
                          anchor=chain.at(c, last))  # fmt: skip


def _micros(at: datetime) -> int:
    return int(at.timestamp()) * 1_000_000

"""Days, weeks and months that reports are about, and the ones before and after them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from csdesk.model.errors import NotUnderstood
from csdesk.model.reports import Period, Unit
from csdesk.rules.due import last_day

MOST_DAYS = 3_660
"""Days that one report may be about."""


def around(unit: Unit, day: date) -> Period:
    """The day, week (from Monday) or month in which a day lies."""
    if unit is Unit.WEEK:
        monday = day - timedelta(days=day.weekday())
        return span(monday, monday + timedelta(days=6), Unit.WEEK)
    if unit is Unit.MONTH:
        first = day.replace(day=1)
        return span(first, first.replace(day=monthrange(day.year, day.month)[1]), Unit.MONTH)
    return span(day, day, Unit.DAY)


def span(first: date, last: date, unit: Unit = Unit.SPAN) -> Period:
    """Days from one to another, both included.

    Raises:
        NotUnderstood: the last is before the first, or there are too many.
    """
    if last < first:
        raise NotUnderstood(
            "The last day ({last}) is before the first ({first}).", first=first, last=last
        )
    if (last - first).days >= MOST_DAYS:
        raise NotUnderstood("A report is about {n} days at most.", n=MOST_DAYS)
    return Period(unit, first.isoformat(), last.isoformat())


def moved(period: Period, by: int) -> Period:
    """The period so many before (-1) or after (1); not for single shifts.

    Raises:
        NotUnderstood: the calendar ends there.
    """
    first, last = date.fromisoformat(period.first), date.fromisoformat(period.last)
    try:
        if period.unit is Unit.MONTH:
            months = first.year * 12 + first.month - 1 + by
            return around(Unit.MONTH, date(months // 12, months % 12 + 1, 1))
        away = by * ((last - first) + timedelta(days=1))
        return span(first + away, last + away, period.unit)
    except (ValueError, OverflowError):
        raise NotUnderstood("There is no such day in the calendar.") from None


def a_day(text: str, today: date) -> date:
    """A day as people write it: ``2026-11-22``, ``22``, ``yesterday``, ``周五``, ``-7`` days ago.

    Raises:
        NotUnderstood: that is no day.
    """
    word = text.strip()
    try:
        found = today - timedelta(days=int(word[1:])) if word[:1] == "-" else last_day(word, today)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise NotUnderstood(
            '"{text}" is no day. Examples: {allowed}.', text=text,
            allowed=["2026-11-22", "11-22", "22", "fri 周五", "yesterday 昨天", "today 今天", "-7"],
        )  # fmt: skip
    return found


def begun(period: Period, today: date) -> Period:
    """The period, where there is anything to tell of it yet.

    Raises:
        NotUnderstood: its first day is still to come.
    """
    if period.first > today.isoformat():
        raise NotUnderstood(
            "{day} is still to come: a report tells what was done. Today is {today}.",
            day=period.first, today=today.isoformat(),
        )  # fmt: skip
    return period


def bounds(period: Period, zone: str) -> tuple[datetime, datetime]:
    """When its days begin and end by the clock of a zone, where a day may have 23 or 25 hours."""
    where = ZoneInfo(zone)
    first = datetime.combine(date.fromisoformat(period.first), time(), where)
    after = date.fromisoformat(period.last) + timedelta(days=1)
    return first, datetime.combine(after, time(), where)

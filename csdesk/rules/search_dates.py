"""Days and times as people type them in a search: ``11-22``, ``昨天``, ``7d``."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

_DAYS_AGO = {
    "today": 0, "今天": 0, "今日": 0,
    "yesterday": 1, "昨天": 1, "昨日": 1,
    "前天": 2,
}  # fmt: skip
_ago = re.compile(r"([0-9]{1,4})(d|day|days|天|日|w|week|weeks|周|星期)前?").fullmatch
_day = re.compile(
    r"(?:(?P<year>[0-9]{4})[-/.年])?(?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})日?"
).fullmatch
_closed = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})").fullmatch
_clock = re.compile(r"(?P<rest>.*?)[t\s]*(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})").fullmatch

ALLOWED = (
    "2026-11-22", "11-22", "11月22日", "today 今天", "yesterday 昨天", "7d 7天", "2w 2周",
    "11-22T09:30",
)  # fmt: skip
"""For the sentence about a day that is not understood."""


def span(typed: str, now: datetime) -> tuple[int, int] | None:
    """The day, or with a time of day the minute, that was typed.

    Args:
        typed: folded text. Without a year it is the last such day that is not in the future.
        now: aware, in the desk's zone.

    Returns:
        First instant and the first one after it, in epoch seconds; None where it is no day.
    """
    clock = _clock(typed)
    try:
        day = _read_day(clock["rest"] if clock else typed, now.date(), clock is not None)
        if day is None:
            return None
        if clock:
            at = time(int(clock["hour"]), int(clock["minute"]))
            start = datetime.combine(day, at, now.tzinfo)
            return int(start.timestamp()), int((start + timedelta(minutes=1)).timestamp())
        midnights = (
            datetime.combine(each, time(), now.tzinfo) for each in (day, day + timedelta(days=1))
        )
        first, last = (int(each.timestamp()) for each in midnights)
    except (ValueError, OverflowError):
        return None
    return first, last


def window(typed: str, now: datetime) -> tuple[int, int] | None:
    """From when to when: ``13:00``, ``13:00..15:00``, ``11-20..昨天``, ``..11-20``, ``today``.

    A day alone is that day, a time of day alone all from then on.

    Args:
        typed: folded text.
        now: aware, in the desk's zone.

    Returns:
        First instant and the first one after it, in epoch seconds; None where it is no such thing.
    """
    first, between, last = (part.strip() for part in typed.partition(".."))
    begin = span(first, now) if first else (0, 0)
    end = span(last, now) if last else (0, _FOR_EVER)
    if begin is None or end is None or not (first or last):
        return None
    if not between and not _clock(first):
        end = begin
    return (begin[0], end[1]) if begin[0] < end[1] else None


_FOR_EVER = 1 << 40
"""Epoch seconds that nobody lives to see."""


def _read_day(typed: str, today: date, has_clock: bool) -> date | None:
    typed = typed.strip()
    if not typed and has_clock:
        return today
    if typed in _DAYS_AGO:
        return today - timedelta(days=_DAYS_AGO[typed])
    if ago := _ago(typed):
        return today - timedelta(days=int(ago[1]) * (7 if ago[2][0] in "w周星" else 1))
    found = _day(typed) or _closed(typed)
    if not found:
        return None
    month, day = int(found["month"]), int(found["day"])
    if found["year"]:
        return date(int(found["year"]), month, day)
    years = (today.year - back for back in range(9))
    candidates = (_date(year, month, day) for year in years)
    return next((each for each in candidates if each and each <= today), None)


def _date(year: int, month: int, day: int) -> date | None:
    """The date, or None where that year has no such day (29 February)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None

"""By when something was promised, as people type it: ``18``, ``明天``, ``周五 17:00``, ``3d``."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from csdesk.rules.folding import fold

ALLOWED = (
    "today 今天", "tomorrow 明天", "后天", "18", "18日", "11-18", "2026-11-18", "fri 周五",
    "3d 3天", "48h 48小时", "17:00", "周五 17:00",
)  # fmt: skip
"""For the sentence about a day that is not understood."""

END_OF_DAY = time(23, 59)
"""What is promised for a day is kept until its end."""

_IN_DAYS = {
    "today": 0, "tonight": 0, "今天": 0, "今日": 0, "今晚": 0, "tomorrow": 1, "明天": 1, "明日": 1,
    "后天": 2, "大后天": 3,
}  # fmt: skip
_AGO = {
    "today": 0, "今天": 0, "今日": 0, "yesterday": 1, "昨天": 1, "昨日": 1, "前天": 2, "大前天": 3,
    "tomorrow": -1, "明天": -1,
}  # fmt: skip
_WEEKDAYS = (
    ("mon", "monday", "一"), ("tue", "tuesday", "二"), ("wed", "wednesday", "三"),
    ("thu", "thursday", "四"), ("fri", "friday", "五"), ("sat", "saturday", "六"),
    ("sun", "sunday", "日"), ("sun", "sunday", "天"),
)  # fmt: skip
_hours = re.compile(r"([0-9]{1,3})\s*(?:h|hours?|小时)(?:内)?").fullmatch
_days = re.compile(r"([0-9]{1,2})\s*(?:d|days?|天)(?:内)?").fullmatch
_clock = re.compile(
    r"(?P<rest>.*?)[t\s]*(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})|点)"
).fullmatch
_day = re.compile(
    r"(?:(?:(?P<year>[0-9]{4})[-/.年])?(?P<month>[0-9]{1,2})[-/.月])?(?P<day>[0-9]{1,2})[日号]?"
).fullmatch
_weekday = re.compile(r"(?:周|星期|礼拜)(.)").fullmatch


def due(typed: str, now: datetime) -> datetime | None:
    """The moment that was promised: aware, in the zone of ``now``; None where it is none.

    Args:
        typed: as typed. A day without a month is the next such day, one without a year the nearest:
            what is past is none to come.
        now: aware, in the desk's zone.
    """
    text = fold(typed).strip().removesuffix("前").strip()
    try:
        if hours := _hours(text):
            return now + timedelta(hours=int(hours[1]))
        clock = _clock(text)
        day = _read_day(clock["rest"].strip() if clock else text, now.date())
        at = time(int(clock["hour"]), int(clock["minute"] or 0)) if clock else END_OF_DAY
        if day is None and clock and not clock["rest"].strip():
            day = now.date() + timedelta(days=at <= now.time())
        return datetime.combine(day, at, now.tzinfo) if day else None
    except (ValueError, OverflowError):
        return None


def _read_day(text: str, today: date) -> date | None:
    if text in _IN_DAYS:
        return today + timedelta(days=_IN_DAYS[text])
    if days := _days(text):
        return today + timedelta(days=int(days[1]))
    if (place := _place_in_week(text)) is not None:
        return today + timedelta(days=(place - today.weekday()) % 7)
    return _written(text, today, ahead=True)


def last_day(typed: str, today: date) -> date | None:
    """The day that a look back begins with; None where it is none.

    Args:
        typed: as typed. A day of the week, or of a month that is not named, is the last such day;
            one without a year the nearest, which may be still to come.
        today: in the desk's zone.
    """
    text = fold(typed).strip()
    try:
        if text in _AGO:
            return today - timedelta(days=_AGO[text])
        if (place := _place_in_week(text)) is not None:
            return today - timedelta(days=(today.weekday() - place) % 7)
        return _written(text, today, ahead=False)
    except (ValueError, OverflowError):
        return None


def _written(text: str, today: date, *, ahead: bool) -> date | None:
    """The day that a date means: without a month the next one, or the last; today is either."""
    found = _day(text)
    if not found:
        return None
    year, month, day = found["year"], found["month"], int(found["day"])
    if year:
        return date(int(year), int(month), day)
    if month:
        return _nearest(int(month), day, today)
    way = 1 if ahead else -1
    months = (today.year * 12 + today.month - 1 + way * n for n in range(3))
    candidates = (_date(m // 12, m % 12 + 1, day) for m in months)
    return next((each for each in candidates if each and (each - today) * way >= timedelta()), None)


def _nearest(month: int, day: int, today: date) -> date | None:
    """Of a day without a year the one nearest to today: last week's is not next year's."""
    possible = (_date(today.year + n, month, day) for n in range(-1, 9))
    return min((each for each in possible if each), key=lambda d: abs(d - today), default=None)


def _place_in_week(text: str) -> int | None:
    """0 for Monday; None where it is no day of the week."""
    chinese = _weekday(text)
    for place, names in enumerate(_WEEKDAYS):
        if text in names[:2] or (chinese and chinese[1] == names[2]):
            return min(place, 6)
    return None


def _date(year: int, month: int, day: int) -> date | None:
    """The date, or None where that month has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None

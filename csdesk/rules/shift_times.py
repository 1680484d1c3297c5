"""When shifts begin and end, through midnight and daylight saving, and which one is meant (S58)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from csdesk.model.settings import WEEK, ShiftKind
from csdesk.model.shifts import PlannedShift

SOON = timedelta(hours=1)
"""Who comes this long before a shift begins comes for that shift."""


def moment(day: date, clock: time, zone: tzinfo) -> datetime:
    """The instant, in UTC, at which a zone's clocks show a time of a day.

    A time that the clocks skip when they are put forward is the moment at which they are; of one
    that they show twice it is the first. So times of a day never come in another order, and a
    shift begins when the one before it ends.
    """
    shown = datetime.combine(day, clock)
    late = shown.replace(tzinfo=zone).astimezone(UTC)
    if late.astimezone(zone).replace(tzinfo=None) == shown:
        return late
    early = shown.replace(tzinfo=zone, fold=1).astimezone(UTC)
    before = early.astimezone(zone).utcoffset()
    low, high = int(early.timestamp()), int(late.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def planned(kind: ShiftKind, day: date, zone: tzinfo) -> PlannedShift:
    """The shift of a kind that begins on a day; one that ends no later ends on the next day."""
    ends_on = day + timedelta(days=kind.end <= kind.start)
    start, end = moment(day, kind.start, zone), moment(ends_on, kind.end, zone)
    return PlannedShift(kind, day.isoformat(), start, end)


def begins_on(kind: ShiftKind, day: date) -> bool:
    """Whether a shift of this kind begins on a day."""
    return WEEK[day.weekday()] in kind.days


def offers(kinds: Iterable[ShiftKind], now: datetime, zone: tzinfo) -> tuple[PlannedShift, ...]:
    """Of each kind the shift nearest to now, the likeliest for somebody who comes now first.

    What begins within an hour is likelier than what is on, that than what begins later, and that
    than what is over.

    Args:
        kinds: of the desk.
        now: aware.
        zone: the desk's.
    """
    today = now.astimezone(zone).date()
    days = [today + timedelta(days=n) for n in range(-7, 8)]
    nearest = []
    for kind in kinds:
        spans = [planned(kind, day, zone) for day in days if begins_on(kind, day)]
        if spans:
            nearest.append(min(spans, key=lambda span: _away(span, now)))
    return tuple(sorted(nearest, key=lambda span: _likely(span, now)))


def _away(span: PlannedShift, now: datetime) -> timedelta:
    return max(span.start - now, now - span.end, timedelta(0))


def _likely(span: PlannedShift, now: datetime) -> tuple[int, timedelta]:
    if now < span.start <= now + SOON:
        return 0, span.start - now
    if span.start <= now < span.end:
        return 1, now - span.start
    return (2, span.start - now) if now < span.start else (3, now - span.end)

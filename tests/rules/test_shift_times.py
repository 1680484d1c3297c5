"""When shifts begin and end: through midnight, daylight saving, weekends (S58)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.settings import KINDS, ShiftKind
from csdesk.rules.shift_times import SOON, begins_on, moment, offers, planned

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
         "Pacific/Apia", "America/Sao_Paulo")  # fmt: skip
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(2005, 1, 2), date(2037, 12, 30))
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))
BERLIN = ZoneInfo("Europe/Berlin")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text, zone=SHANGHAI):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@given(zones, days, clocks)
def test_a_time_of_the_day_is_what_the_clocks_show_or_the_moment_when_they_skip_it(zone, day, at):
    found = moment(day, at, zone)
    shown = found.astimezone(zone).replace(tzinfo=None)
    wanted = datetime.combine(day, at)
    assert found.tzinfo is UTC
    if shown != wanted:
        before = (found - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
        assert before < wanted < shown
    else:  # of a time that is shown twice the first
        assert found == wanted.replace(tzinfo=zone, fold=0).astimezone(UTC)


@given(zones, days, clocks, clocks)
def test_times_of_a_day_keep_their_order_whatever_the_clocks_do(zone, day, one, other):
    first, second = sorted((one, other))
    assert moment(day, first, zone) <= moment(day, second, zone)
    assert moment(day, second, zone) < moment(day + timedelta(days=2), first, zone)


@given(zones, days, clocks, clocks)
def test_a_shift_ends_when_the_next_begins_and_the_two_fill_the_day(zone, day, begin, change):
    """Early and late share a time of the day; neither an hour is lost nor one counted twice."""
    if begin == change:
        change = (datetime.combine(day, begin) + timedelta(hours=8)).time()
    early = planned(ShiftKind("early", "早班", begin, change), day, zone)
    turns = day + timedelta(days=change < begin)
    late = planned(ShiftKind("late", "晚班", change, begin), turns, zone)
    assert early.end == late.start
    assert early.start <= early.end <= late.end
    assert late.end == moment(day + timedelta(days=1), begin, zone)


def test_a_night_shift_is_an_hour_shorter_or_longer_when_the_clocks_change():
    night = ShiftKind("night", "夜班", time(22), time(6))
    plain_night = planned(night, date(2026, 3, 27), BERLIN)
    spring = planned(night, date(2026, 3, 28), BERLIN)
    autumn = planned(night, date(2026, 10, 24), BERLIN)
    assert plain_night.day == "2026-03-27"
    hours = [
        (each.end - each.start) // timedelta(hours=1) for each in (plain_night, spring, autumn)
    ]
    assert hours == [8, 7, 9]


def test_a_shift_that_begins_at_a_time_that_is_skipped_begins_when_the_clocks_are_put_forward():
    kind = ShiftKind("dawn", "凌晨", time(2, 30), time(3, 15))
    span = planned(kind, date(2026, 3, 29), BERLIN)
    assert span.start == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert span.end == datetime(2026, 3, 29, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "first", "day"),
    [
        ("2026-11-22T08:05", "early", "2026-11-22"),
        ("2026-11-22T12:00", "early", "2026-11-22"),
        ("2026-11-22T15:40", "late", "2026-11-22"),
        ("2026-11-22T23:59", "late", "2026-11-22"),
        ("2026-11-23T00:10", "late", "2026-11-22"),
        ("2026-11-23T03:00", "early", "2026-11-23"),
    ],
)
def test_who_comes_is_offered_the_shift_of_that_time(now, first, day):
    found = offers(KINDS, at(now), SHANGHAI)
    assert (found[0].kind.code, found[0].day) == (first, day)
    assert len(found) == 2


def test_a_shift_named_after_its_end_is_the_one_that_ended_and_not_tomorrow_s():
    found = {each.kind.code: each.day for each in offers(KINDS, at("2026-11-22T17:00"), SHANGHAI)}
    assert found == {"early": "2026-11-22", "late": "2026-11-22"}


def test_a_kind_begins_on_its_days_only():
    weekend = ShiftKind("amazon", "亚马逊", time(9), time(17), days=("sat", "sun"))
    assert not begins_on(weekend, date(2026, 11, 20))
    (found,) = offers([weekend], at("2026-11-20T09:00"), SHANGHAI)
    assert found.day == "2026-11-21"
    never = ShiftKind("never", "从不", time(9), time(17), days=())
    assert offers([never], at("2026-11-20T09:00"), SHANGHAI) == ()


@given(zones, st.integers(1_140_000_000, 2_080_000_000))
def test_the_first_offer_is_on_or_soon_to_begin_where_there_is_such_a_shift(zone, seconds):
    now = datetime.fromtimestamp(seconds, UTC)
    first, *rest = offers(KINDS, now, zone)
    fitting = [each for each in (first, *rest) if each.start - SOON <= now < each.end]
    assert not fitting or first in fitting
    assert len({each.kind.code for each in (first, *rest)}) == len(KINDS)

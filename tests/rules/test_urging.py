"""How often and when a buyer may be urged: not too often, not at night."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.settings import UrgingSettings
from csdesk.rules.urging import is_quiet, next_allowed

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = st.sampled_from(["Asia/Shanghai", "America/Los_Angeles", "Europe/London", "Asia/Kolkata"])
MOMENTS = st.integers(1_767_225_600, 1_798_761_600).map(lambda s: datetime.fromtimestamp(s, UTC))
CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
GUARDS = st.builds(
    UrgingSettings,
    most=st.integers(1, 4),
    hours=st.sampled_from([1.0, 24.0, 48.0]),
    quiet_from=CLOCKS,
    quiet_until=CLOCKS,
)


def at(clock):
    """A time of 22 November 2026 in Shanghai."""
    return datetime.fromisoformat(f"2026-11-22T{clock}").replace(tzinfo=SHANGHAI)


def test_three_a_day_then_a_day_after_the_first():
    guard = UrgingSettings()
    urged = [at("10:00"), at("12:00"), at("14:00")]
    assert next_allowed(at("11:00"), urged[:1], guard, SHANGHAI) == at("11:00")
    assert next_allowed(at("15:00"), urged, guard, SHANGHAI) == at("10:00") + timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "then"), [("23:30", 33), ("22:00", 33), ("08:59", 9), ("09:00", 9), ("21:59", None)]
)
def test_nobody_is_urged_at_night(now, then):
    allowed = next_allowed(at(now), [], UrgingSettings(), SHANGHAI)
    assert allowed == (at(now) if then is None else at("00:00") + timedelta(hours=then))


def test_the_night_is_the_buyers():
    guard, los_angeles = UrgingSettings(), ZoneInfo("America/Los_Angeles")
    assert not is_quiet(at("15:00"), guard, SHANGHAI)
    assert is_quiet(at("15:00"), guard, los_angeles)
    allowed = next_allowed(at("15:00"), [], guard, los_angeles)
    assert allowed.astimezone(los_angeles).time() == time(9)


@given(MOMENTS, st.lists(st.timedeltas(timedelta(hours=-60), timedelta(hours=2))), GUARDS, ZONES)
def test_the_next_time_is_allowed_and_no_earlier_one_is(now, before, guard, name):
    zone = ZoneInfo(name)
    urges = [now + each for each in before]
    window = timedelta(hours=guard.hours)

    def free(moment):
        recent = sum(moment - window < each for each in urges)
        return recent < guard.most and not is_quiet(moment, guard, zone)

    allowed = next_allowed(now, urges, guard, zone)
    assert allowed >= now
    assert free(allowed)
    steps = int((allowed - now) / timedelta(minutes=30))
    assert not any(free(now + n * timedelta(minutes=30)) for n in range(steps))

"""The rules of a swap: each of the issue by a table, and what holds of all swaps (S54, F50)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.roster import Duty
from csdesk.model.settings import ShiftKind, ShiftSettings, Strength, SwapRule, SwapRules
from csdesk.rules.roster import Grounds, clashes, on_duty, spans
from csdesk.rules.swaps import Wish, after, failures, obstacle

SHANGHAI = ZoneInfo("Asia/Shanghai")
EARLY = ShiftKind("early", "早班", time(8, 30), time(16, 30))
LATE = ShiftKind("late", "晚班", time(16, 30), time(0, 30))
NIGHT = ShiftKind("night", "夜班", time(23), time(7))
ROLES = {"li": {"agent"}, "han": {"agent"}, "zhou": {"agent", "purchasing"}, "wang": {"lead"}}
LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)
NAMES = {"li": "李雷", "han": "韩梅", "zhou": "周采", "wang": "王主管"}


def grounds(zone=SHANGHAI, kinds=(EARLY, LATE, NIGHT), **rules):
    return Grounds(ShiftSettings(kinds=kinds, rules=SwapRules(**rules)), zone, ROLES)


def duty(login, day, kind):
    return Duty(f"2026-11-{day:02d}", login, NAMES[login], kind)


def plan(**weeks):
    """Somebody's shifts by day of November: ``li={23: "early"}``."""
    return {
        (f"2026-11-{day:02d}", login): kind
        for login, days in weeks.items()
        for day, kind in days.items()
    }


def broken(told, wish, **rules):
    """Rule and login, or shift, of each failure."""
    return [(each.rule, each.hard) for each in failures(told, wish, grounds(**rules))]


def wish(asked, peer, offered=None, at=LONG_AGO):
    return Wish(asked, offered, peer, NAMES[peer], at)


# Each rule


@pytest.mark.parametrize(
    ("peers", "found"),
    [
        ({24: "early"}, [(SwapRule.REST, True)]),  # late until 00:30, then 08:30: 8 h
        ({24: "late"}, []),
        ({22: "late"}, []),
        ({25: "early"}, []),
    ],
)
def test_rest_after_a_late_shift(peers, found):
    told = plan(li={23: "late"}, han=peers)
    assert broken(told, wish(duty("li", 23, "late"), "han")) == found


@pytest.mark.parametrize(
    ("day", "free", "found"),
    [
        (24, 2, [SwapRule.REST, SwapRule.NIGHTS]),
        (25, 2, [SwapRule.NIGHTS]),
        (26, 2, []),  # the 24th and the 25th are free
        (25, 1, []),
        (24, 0, [SwapRule.REST]),
    ],
)
def test_two_days_after_nights(day, free, found):
    """The night of the 22nd ends on the 23rd; the night of the 23rd ends the run."""
    told = plan(li={day: "early"}, han={22: "night", 23: "night"})
    got = failures(told, wish(duty("li", day, "early"), "han"), grounds(free_days=free))
    assert [each.rule for each in got] == found


def test_a_night_after_a_night_is_no_fault():
    told = plan(li={24: "night"}, han={23: "night"})
    assert broken(told, wish(duty("li", 24, "night"), "han"), rest_hours=8) == []


def test_a_late_shift_that_ends_after_midnight_is_no_night():
    told = plan(li={25: "early"}, han={23: "late"})
    assert broken(told, wish(duty("li", 25, "early"), "han")) == []


@pytest.mark.parametrize(("hours", "found"), [(23, [(SwapRule.NOTICE, False)]), (24, []), (30, [])])
def test_notice(hours, found):
    first = datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)
    asked = wish(duty("li", 23, "early"), "han", at=first - timedelta(hours=hours))
    assert broken(plan(li={23: "early"}), asked) == found


def test_notice_counts_to_the_first_of_both_shifts():
    at = datetime(2026, 11, 22, 12, tzinfo=SHANGHAI)
    told = plan(li={28: "early"}, han={23: "early"})
    swap = wish(duty("li", 28, "early"), "han", duty("han", 23, "early"), at)
    assert broken(told, swap) == [(SwapRule.NOTICE, False)]


def test_head_count_when_whoever_works_there_already_covers():
    two = ShiftKind("early", "早班", time(8, 30), time(16, 30), heads=2)
    told = plan(li={23: "early"}, han={23: "early"})
    asked = wish(duty("li", 23, "early"), "han")
    one = failures(told, asked, grounds(kinds=(two,)))
    assert [(each.rule, each.facts["there"], each.facts["needed"]) for each in one] == [
        (SwapRule.HEADS, 1, 2)
    ]
    assert failures(told | plan(wang={23: "early"}), asked, grounds(kinds=(two,))) == ()


def test_a_shift_that_was_short_before_is_no_fault_of_the_swap():
    five = ShiftKind("early", "早班", time(8, 30), time(16, 30), heads=5)
    told = plan(li={23: "early"})
    assert failures(told, wish(duty("li", 23, "early"), "han"), grounds(kinds=(five,))) == ()


@pytest.mark.parametrize(
    ("skills", "peer", "roles"),
    [
        ((), "han", ["purchasing"]),
        (("agent",), "han", []),
        (("agent",), "wang", ["agent"]),
        (("purchasing", "agent"), "wang", ["agent", "purchasing"]),
    ],
)
def test_skills_that_a_shift_would_lose(skills, peer, roles):
    kind = ShiftKind("early", "早班", time(8, 30), time(16, 30), skills=skills)
    asked = wish(duty("zhou", 23, "early"), peer)
    told = failures(plan(zhou={23: "early"}), asked, grounds(kinds=(kind,)))
    assert [each.facts["role"] for each in told if each.rule is SwapRule.SKILLS] == roles


@pytest.mark.parametrize("strength", Strength)
def test_each_rule_is_hard_soft_or_off(strength):
    told = plan(li={23: "late"}, han={24: "early"})
    strengths = dict.fromkeys(SwapRule, strength)
    got = failures(told, wish(duty("li", 23, "late"), "han"), grounds(strengths=strengths))
    expected = {Strength.HARD: [True], Strength.SOFT: [False], Strength.OFF: []}[strength]
    assert [each.hard for each in got] == expected


def test_what_was_broken_before_is_not_listed():
    told = plan(li={20: "early"}, han={25: "late", 26: "early"})
    assert broken(told, wish(duty("li", 20, "early"), "han")) == []


def test_the_hour_that_the_clocks_skip_is_no_rest():
    """In New York clocks go forward on 2027-03-14: late to early is an hour shorter."""
    kinds = (
        ShiftKind("late", "晚班", time(14), time(22)),
        ShiftKind("early", "早班", time(9), time(17)),
    )
    told = {("2027-03-13", "li"): "late", ("2027-03-14", "han"): "early"}
    asked = Wish(Duty("2027-03-13", "li", "李雷", "late"), None, "han", "韩梅", LONG_AGO)
    here = grounds(ZoneInfo("America/New_York"), kinds)
    (failure,) = failures(told, asked, here)
    assert (failure.rule, failure.facts["hours"]) == (SwapRule.REST, "10")
    assert failures(told, asked, grounds(SHANGHAI, kinds)) == ()


# What cannot be done at all

EARLY_TO_HAN = wish(duty("li", 23, "early"), "han")


@pytest.mark.parametrize(
    ("told", "asked", "word"),
    [
        (plan(li={23: "late"}), EARLY_TO_HAN, "changed"),
        (plan(), EARLY_TO_HAN, "changed"),
        (plan(li={23: "early"}, han={23: "late"}), EARLY_TO_HAN, "already"),
        (plan(li={23: "night"}, han={24: "dawn"}), wish(duty("li", 23, "night"), "han"), "over"),
        (plan(li={1: "early"}), wish(duty("li", 1, "early"), "han"), "begun"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(told, asked, word):
    dawn = ShiftKind("dawn", "凌晨", time(5), time(9))
    here = grounds(kinds=(EARLY, LATE, NIGHT, dawn))
    found = obstacle(told, asked, here, datetime(2026, 11, 2, tzinfo=UTC))
    assert found is not None
    assert word in found[0].format(**found[1])


def test_two_of_the_same_day_may_change_places():
    told = plan(li={23: "early"}, han={23: "late"})
    swap = wish(duty("li", 23, "early"), "han", duty("han", 23, "late"))
    assert obstacle(told, swap, grounds(), LONG_AGO) is None
    assert after(told, swap) == plan(li={23: "late"}, han={23: "early"})


# All swaps

DAYS = st.integers(10, 20)
WEEKS = st.dictionaries(
    st.sampled_from(sorted(NAMES)),
    st.dictionaries(DAYS, st.sampled_from(["early", "late", "night"]), max_size=8),
)


@st.composite
def swaps(draw):
    told = plan(**draw(WEEKS))
    mine = draw(DAYS)
    told[f"2026-11-{mine:02d}", "li"] = draw(st.sampled_from(["early", "late", "night"]))
    theirs = [int(day[-2:]) for day, login in told if login == "han"]
    offered = draw(st.none() | st.sampled_from(theirs)) if theirs else None

    def there(login, day):
        return duty(login, day, told[f"2026-11-{day:02d}", login])

    return told, wish(there("li", mine), "han", there("han", offered) if offered else None)


@given(swaps())
def test_a_swap_moves_shifts_and_makes_none(case):
    """Whatever can be done: nobody else is touched, no shift has more people, none works twice."""
    told, asked = case
    if obstacle(told, asked, grounds(), LONG_AGO):
        return
    new = after(told, asked)
    others = {login for _day, login in told} - {"li", "han"}
    for login in others:
        assert spans(new, login, grounds()) == spans(told, login, grounds())
    was, now = (Counter((day, kind) for (day, _who), kind in each.items()) for each in (told, new))
    assert now <= was
    gained = [(each.day, login) for login, _name, each in asked.gains]
    assert not list(clashes(new, gained, grounds()))


@given(swaps())
def test_what_is_listed_is_true_of_the_new_roster(case):
    told, asked = case
    here = grounds()
    if obstacle(told, asked, here, LONG_AGO):
        return
    new = after(told, asked)
    for each in failures(told, asked, here):
        if each.rule is SwapRule.HEADS:
            day, kind = str(each.facts["day"]), str(each.facts["kind"])
            there = len(on_duty(new, day, kind))
            assert there == each.facts["there"]
            assert there < int(str(each.facts["needed"]))
        elif each.rule is SwapRule.NIGHTS:
            days = date.fromisoformat(str(each.facts["day"])) - date.fromisoformat(
                str(each.facts["day_before"])
            )
            assert days.days - 1 < 2


@given(swaps())
def test_swapping_back_gives_the_same_roster(case):
    told, asked = case
    if asked.offered is None or obstacle(told, asked, grounds(), LONG_AGO):
        return
    new = after(told, asked)
    if len(new) < len(told):  # somebody covers a shift that they work in themselves
        return
    back = Wish(
        duty("li", int(asked.offered.day[-2:]), asked.offered.kind),
        duty("han", int(asked.asked.day[-2:]), asked.asked.kind), "han", "韩梅", LONG_AGO,
    )  # fmt: skip
    assert after(new, back) == told


@given(swaps())
def test_rules_that_are_off_are_never_listed(case):
    told, asked = case
    off = grounds(strengths=dict.fromkeys(SwapRule, Strength.OFF))
    if obstacle(told, asked, off, LONG_AGO) is None:
        assert failures(told, asked, off) == ()

"""The roster and swaps of shifts: whatever people do, each works once a day and nothing is lost."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from csdesk.model.errors import Conflict, DeskError, NotAllowed, NotFound, NotUnderstood, Refused
from csdesk.model.roster import SwapState
from csdesk.model.settings import DeskSettings, ShiftKind, ShiftSettings, SwapRule
from csdesk.rules.shift_times import planned
from csdesk.services.asks import Inboxes
from csdesk.services.notices import Notices
from csdesk.services.people import People
from csdesk.services.purchasing import Purchasing
from csdesk.services.roster import Roster
from csdesk.services.swaps import Swaps
from csdesk.store import columns
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person

BOSS = person("boss", "老板", roles=())
LEAD = person("wang", "王主管", roles=("lead",), shift="")
LEAD2 = person("sun", "孙主管", roles=("lead",), shift="")
LI = person()
HAN = person("han", "韩梅")
BUYER = person("zhou", "周采", roles=("purchasing",), shift="")
BUYER2 = person("qian", "钱采", roles=("purchasing",), shift="")

KINDS = (
    ShiftKind("early", "早班", time(8, 30), time(16, 30), "early shift", heads=2),
    ShiftKind("late", "晚班", time(16, 30), time(0, 30), "late shift"),
    ShiftKind("night", "夜班", time(23), time(9), "night shift"),
)
TODAY = datetime.now(UTC).astimezone().date()
SHANGHAI = ZoneInfo("Asia/Shanghai")
NEXT = TODAY + timedelta(days=14 - TODAY.weekday())
"""The Monday of the week after next, so that nothing begins soon."""


def day(n):
    """A day of that week; 0 is its Monday."""
    return NEXT + timedelta(days=n)


@pytest.fixture
def team(desk):
    desk.settings = DeskSettings(shifts=ShiftSettings(kinds=KINDS))
    boss = desk.service(People, BOSS)
    boss.ensure()
    for each in (LEAD, LEAD2, LI, HAN, BUYER, BUYER2):
        boss.add(each.login, each.name, each.roles)
    return desk


def put(team, **weeks):
    """Somebody's shifts by day of that week."""
    for login, days in weeks.items():
        for n, kind in days.items():
            team.service(Roster, LEAD).set(login, day(n), kind)


def roster(team):
    with team.store.read() as c:
        rows = c.execute(select(columns.roster)).all()
    return {
        (row.login, (date.fromisoformat(row.day) - NEXT).days): row.kind for row in rows
    }  # fmt: skip


def told(team, who):
    notices = team.service(Notices, who).unread()
    return [each.text.format(**each.facts) for each in notices]


def kinds_of_events(team):
    return [each["kind"] for each in team.events()]


# Setting


def test_a_day_is_set_changed_and_freed(team):
    put(team, li={0: "早班"})
    put(team, li={0: "late shift"})
    assert roster(team) == {("li", 0): "late"}
    assert team.service(Roster, LEAD).set("李雷", day(0), "休").kind == ""
    assert roster(team) == {}
    assert kinds_of_events(team).count("roster.set") == 3
    assert "changed the roster" in told(team, LI)[0]


def test_sending_twice_or_the_same_changes_nothing(team):
    for _ in range(2):
        team.service(Roster, LEAD).set("li", day(0), "early", client_id="c" * 32)
    team.service(Roster, LEAD).set("li", day(0), "early")
    assert kinds_of_events(team).count("roster.set") == 1


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("nobody", day(0), "early"), NotFound),
        (("li", day(0), "noon"), NotUnderstood),
        (("li", day(1), "early"), Refused),  # the night of the day before ends at nine
    ],
)
def test_what_cannot_be_set_is_refused(team, arguments, error):
    put(team, li={0: "night"})
    with pytest.raises(error):
        team.service(Roster, LEAD).set(*arguments)
    assert roster(team) == {("li", 0): "night"}


def test_only_leads_set_the_roster(team):
    with pytest.raises(NotAllowed):
        team.service(Roster, LI).set("li", day(0), "early")


# Looking


def test_a_week_says_where_people_are_missing_and_who_buys(team):
    put(team, li={0: "early"}, zhou={0: "early"}, han={0: "late"})
    week = team.service(Roster, LI).week(day(3))
    assert week.days[0] == NEXT.isoformat()
    rows = {row.login: row.kinds for row in week.rows}
    assert rows["li"] == ("early", *[""] * 6)
    assert week.purchasers == (("周采",), *[()] * 6)
    monday = [(each.kind, each.there, each.needed) for each in week.short if each.day == str(NEXT)]
    assert monday == [("night", 0, 1)]
    assert team.service(Roster, LI).week(day(20)).short == ()


def test_an_accountant_in_the_roster_is_none_of_the_people_that_a_shift_needs(team):
    team.service(People, BOSS).add("wangkj", "王会计", ("finance",))
    put(team, li={0: "early"}, wangkj={0: "early"}, han={0: "late"})
    short = team.service(Roster, LI).week(day(0)).short
    assert ("early", 1, 2) in [(each.kind, each.there, each.needed) for each in short]
    packing = ShiftKind("pack", "打包班", time(8), time(16), skills=("shipping",))
    assert packing.counts({"shipping"})
    assert not packing.counts({"finance"})


def test_purchasers_on_duty_are_those_of_the_roster_and_all_where_there_is_none(team):
    sheet = team.service(Purchasing).sheet()
    assert (set(sheet.on_duty), sheet.by_roster) == ({"周采", "钱采"}, False)
    today = team.service(Roster, LEAD).today()
    team.service(Roster, LEAD).set("li", today, "early")
    assert team.service(Purchasing).sheet().by_roster is False
    team.service(Roster, LEAD).set("qian", today, "early")
    sheet = team.service(Purchasing).sheet()
    assert (sheet.on_duty, sheet.by_roster) == (("钱采",), True)


# Files


def grid(*rows):
    return [["姓名", *(day(n).isoformat() for n in range(7))], *rows]


def test_a_file_sets_and_frees_and_says_what_it_left_out(team):
    put(team, li={0: "late", 1: "late"}, han={2: "early"})
    table = grid(
        ["李雷", "早班", "", "晚班", "x", "", "", ""],
        ["nobody", "早班", "", "", "", "", "", ""],
    )
    taken = team.service(Roster, LEAD).take(table)
    assert (taken.people, taken.set, taken.freed, len(taken.rejects)) == (1, 2, 1, 2)
    assert roster(team) == {("li", 0): "early", ("li", 2): "late", ("han", 2): "early"}
    again = team.service(Roster, LEAD).take(table)
    assert (again.set, again.freed, again.unchanged) == (0, 0, 6)


def test_shifts_of_a_file_that_overlap_are_both_left_out(team):
    put(team, li={0: "late", 1: "late"})
    table = grid(["李雷", "夜班", "早班", "晚班", "", "", "", ""])
    taken = team.service(Roster, LEAD).take(table)
    assert sorted(each.value for each in taken.rejects) == ["early", "night"]
    assert roster(team) == {("li", 0): "late", ("li", 1): "late", ("li", 2): "late"}


def test_a_file_may_not_overlap_what_stands_either(team):
    put(team, li={-1: "night"})
    taken = team.service(Roster, LEAD).take(grid(["李雷", "早班", *[""] * 6]))
    assert [each.value for each in taken.rejects] == ["early"]
    assert roster(team) == {("li", -1): "night"}


def test_people_are_told_once_how_much_of_theirs_changed(team):
    team.service(Roster, LEAD).take(grid(["李雷", *["early"] * 5, "", ""]))
    (line,) = told(team, LI)
    assert line.endswith(f": 5 of your days from {day(0)} to {day(4)}.")
    assert told(team, HAN) == []


# Swaps


@pytest.fixture
def asked(team):
    """李雷 asks 韩梅 to take the early shift of Monday for her late one of Tuesday."""
    put(team, li={0: "early"}, han={1: "late"})
    return team.service(Swaps, LI).ask(day(0), "han", day(1), "dentist")


def move(team, who, swap, to, words="", **more):
    return team.service(Swaps, who).move(swap.id, to, words, **more)


def test_a_swap_goes_from_wish_to_roster_and_everybody_is_told(team, asked):
    assert told(team, HAN)[-1].startswith("李雷 asks you to take early")
    assert team.service(Inboxes, HAN).unread().swaps == 1
    assert team.service(Inboxes, LEAD).unread().swaps == 0
    accepted = move(team, HAN, asked, SwapState.ACCEPTED)
    assert team.service(Inboxes, LEAD).unread().swaps == 1
    assert told(team, LEAD) == told(team, LEAD2)
    assert "if a lead agrees" in told(team, LEAD)[-1]
    done = move(team, LEAD, accepted, SwapState.APPROVED, seen=accepted.version)
    assert roster(team) == {("han", 0): "early", ("li", 1): "late"}
    assert (done.state, done.decided_by) == (SwapState.APPROVED, "王主管")
    for who in (LI, HAN):
        assert told(team, who)[-1].startswith("王主管 agreed: 韩梅 works in early")
    assert team.service(Inboxes, LEAD).unread().swaps == 0
    steps = [each for each in team.events() if each["kind"].startswith("swap.")]
    assert [each["kind"] for each in steps] == ["swap.asked", "swap.accepted", "swap.approved"]
    assert all(str(day(0)) in each["after"] for each in steps)  # what reports name it by


def test_a_shift_may_be_given_for_nothing(team):
    put(team, li={0: "early"})
    swap = team.service(Swaps, LI).ask(day(0), "韩梅")
    move(team, HAN, swap, SwapState.ACCEPTED)
    move(team, LEAD, swap, SwapState.APPROVED)
    assert roster(team) == {("han", 0): "early"}


@pytest.mark.parametrize(
    ("who", "to", "error"),
    [
        (LI, SwapState.ACCEPTED, NotAllowed),
        (LEAD, SwapState.ACCEPTED, NotAllowed),
        (HAN, SwapState.WITHDRAWN, NotAllowed),
        (HAN, SwapState.APPROVED, NotAllowed),
        (LEAD, SwapState.APPROVED, Refused),  # the colleague has not agreed
    ],
)
def test_each_says_what_is_theirs_to_say(team, asked, who, to, error):
    before = roster(team)
    with pytest.raises(error):
        move(team, who, asked, to)
    assert (team.service(Swaps, LI).one(asked.id).state, roster(team)) == (SwapState.ASKED, before)


@pytest.mark.parametrize("to", [SwapState.DECLINED, SwapState.WITHDRAWN, SwapState.REFUSED])
def test_what_is_not_agreed_leaves_the_roster(team, asked, to):
    before = roster(team)
    who = {SwapState.DECLINED: HAN, SwapState.WITHDRAWN: LI, SwapState.REFUSED: LEAD}[to]
    assert move(team, who, asked, to).state is to
    assert roster(team) == before
    with pytest.raises(Refused):
        move(team, HAN, asked, SwapState.ACCEPTED)
    other = LI if who is HAN else HAN
    assert any(who.name in line for line in told(team, other))


def test_a_hard_rule_is_passed_over_with_a_reason_only(team):
    put(team, li={0: "late"}, han={1: "early"})
    swap = team.service(Swaps, LI).ask(day(0), "han")
    assert [(each.rule, each.hard) for each in swap.failures] == [(SwapRule.REST, True)]
    move(team, HAN, swap, SwapState.ACCEPTED)
    with pytest.raises(Refused, match="Say why"):
        move(team, LEAD, swap, SwapState.APPROVED)
    assert ("li", 0) in roster(team)
    done = move(team, LEAD, swap, SwapState.APPROVED, "nobody else is there")
    assert (done.decision, [each.rule for each in done.failures]) == (
        "nobody else is there", [SwapRule.REST]
    )  # fmt: skip
    assert roster(team) == {("han", 0): "late", ("han", 1): "early"}


def test_what_was_broken_stays_as_it_was_decided(team):
    put(team, li={0: "late"}, han={1: "early"})
    swap = team.service(Swaps, LI).ask(day(0), "han")
    move(team, HAN, swap, SwapState.ACCEPTED)
    move(team, LEAD, swap, SwapState.APPROVED, "nobody else is there")
    put(team, han={1: "off"})
    assert [each.rule for each in team.service(Swaps, LI).one(swap.id).failures] == ["rest"]


def test_a_roster_that_changed_meanwhile_stops_a_swap(team, asked):
    move(team, HAN, asked, SwapState.ACCEPTED)
    put(team, li={0: "late"})
    before = roster(team)
    assert team.service(Swaps, LEAD).one(asked.id).obstacle is not None
    with pytest.raises(Refused, match="The roster was changed"):
        move(team, LEAD, asked, SwapState.APPROVED, "all the same")
    assert roster(team) == before


def test_a_swap_with_somebody_who_has_left_is_not_agreed(team, asked):
    move(team, HAN, asked, SwapState.ACCEPTED)
    team.service(People, BOSS).off("han")
    with pytest.raises(Refused, match="no longer works here"):
        move(team, LEAD, asked, SwapState.APPROVED)


def test_a_lead_does_not_decide_about_their_own_shifts_where_there_is_another(team):
    put(team, wang={0: "early"})
    swap = team.service(Swaps, LEAD).ask(day(0), "han")
    move(team, HAN, swap, SwapState.ACCEPTED)
    with pytest.raises(Refused, match="Another lead"):
        move(team, LEAD, swap, SwapState.APPROVED)
    move(team, LEAD2, swap, SwapState.APPROVED)
    assert roster(team) == {("han", 0): "early"}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((day(3), "han"), Refused),
        ((day(0), "li"), Refused),
        ((day(0), "han", day(4)), Refused),
        ((day(0), "nobody"), NotFound),
        ((day(0), "zhou"), Refused),  # works late that day
        ((TODAY - timedelta(days=3), "han"), Refused),
    ],
)
def test_what_cannot_be_asked_is_refused(team, arguments, error):
    put(team, li={0: "early"}, zhou={0: "late"})
    team.service(Roster, LEAD).set("li", TODAY - timedelta(days=3), "early")
    with pytest.raises(error):
        team.service(Swaps, LI).ask(*arguments)
    assert team.service(Swaps, LI).waiting() == ()


def test_a_shift_is_asked_for_once(team, asked):
    with pytest.raises(Refused, match="waits already"):
        team.service(Swaps, LI).ask(day(0), "zhou")
    move(team, LI, asked, SwapState.WITHDRAWN)
    assert team.service(Swaps, LI).ask(day(0), "zhou").id != asked.id


def test_asking_and_answering_twice_is_harmless(team):
    put(team, li={0: "early"})
    first = team.service(Swaps, LI).ask(day(0), "han", client_id="d" * 32)
    assert team.service(Swaps, LI).ask(day(0), "han", client_id="d" * 32) == first
    for _ in range(2):
        move(team, HAN, first, SwapState.ACCEPTED, client_id="e" * 32)
    assert kinds_of_events(team).count("swap.accepted") == 1


def test_two_leads_who_decide_at_once_do_not_decide_twice(team, asked):
    """One of them is told who was faster; the roster is that of one decision."""
    accepted = move(team, HAN, asked, SwapState.ACCEPTED)
    start, outcomes = threading.Barrier(2), []

    def decide(who, to):
        service = team.service(Swaps, who)
        start.wait()
        try:
            outcomes.append(service.move(asked.id, to, seen=accepted.version).state)
        except Conflict as error:
            outcomes.append(error)

    threads = [
        threading.Thread(target=decide, args=each)
        for each in ((LEAD, SwapState.APPROVED), (LEAD2, SwapState.REFUSED))
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    (state,) = (each for each in outcomes if isinstance(each, SwapState))
    (late,) = (each for each in outcomes if isinstance(each, Conflict))
    assert "was faster" in str(late)
    changed = state is SwapState.APPROVED
    assert (("han", 0) in roster(team)) == changed
    decisions = [k for k in kinds_of_events(team) if k in ("swap.approved", "swap.refused")]
    assert len(decisions) == 1


def test_two_leads_who_both_agree_change_the_roster_once(team, asked):
    accepted = move(team, HAN, asked, SwapState.ACCEPTED)
    move(team, LEAD, asked, SwapState.APPROVED, seen=accepted.version)
    with pytest.raises(Conflict, match="王主管 was faster"):
        move(team, LEAD2, asked, SwapState.APPROVED, seen=accepted.version)
    with pytest.raises(Refused):
        move(team, LEAD2, asked, SwapState.APPROVED)
    assert roster(team) == {("han", 0): "early", ("li", 1): "late"}


def test_hostile_reasons_are_kept_harmless_or_refused(team):
    put(team, li={0: "early"})
    for text in PAYLOADS:
        try:
            swap = team.service(Swaps, LI).ask(day(0), "han", reason=text)
        except DeskError:
            assert len(text) > 100
            continue
        assert forbidden(swap.reason) == []
        move(team, LI, swap, SwapState.WITHDRAWN)


# Whatever people do

WHO = {each.login: each for each in (LI, HAN, BUYER)}
NTH = st.integers(0, 20)
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("set"), st.sampled_from(sorted(WHO)), st.integers(0, 4),
            st.sampled_from(["early", "late", "night", ""]),
        ),
        st.tuples(st.just("ask"), NTH, NTH, st.sampled_from(sorted(WHO)), st.booleans()),
        st.tuples(
            st.just("move"), NTH, st.sampled_from(SwapState),
            st.sampled_from([*WHO.values(), LEAD]),
        ),
        st.tuples(st.just("agree"), NTH),
    ),
    min_size=15, max_size=40,
)  # fmt: skip


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_nobody_is_ever_to_work_twice_at_a_time_and_swaps_make_no_shifts(team, steps):
    """Setting, asking, answering, deciding in any order, by whomever."""
    for step in steps:
        before = roster(team)
        try:
            swaps_change = _do(team, *step)
        except DeskError:
            assert roster(team) == before
            continue
        now = roster(team)
        worked = [
            (login, planned(next(k for k in KINDS if k.code == kind), day(n), SHANGHAI))
            for (login, n), kind in now.items()
        ]
        worked.sort(key=lambda each: (each[0], each[1].start))
        for (one, early), (other, late) in pairwise(worked):
            assert one != other or early.end <= late.start
        if swaps_change:
            was, new = (
                Counter((n, kind) for (_who, n), kind in each.items()) for each in (before, now)
            )
            assert new <= was


def _do(team, what, *more):
    """One step; whether it may change the roster as a swap does only."""
    if what == "set":
        login, n, kind = more
        team.service(Roster, LEAD).set(login, day(n), kind)
        return False
    if what == "ask":
        mine, theirs, peer, gives = more
        duties = sorted(roster(team)) or [("li", 0)]
        login, n = duties[mine % len(duties)]
        others = [each for each in duties if each[0] != login] or [("han", 0)]
        other, back = others[theirs % len(others)]
        swaps = team.service(Swaps, WHO[login])
        swaps.ask(day(n), other if gives else peer, day(back) if gives else None)
        return True
    waiting = team.service(Swaps, LEAD).waiting()
    if not waiting:
        return True
    swap = waiting[more[0] % len(waiting)]
    if what == "agree":
        move(team, WHO[swap.peer_login], swap, SwapState.ACCEPTED)
        move(team, LEAD, swap, SwapState.APPROVED, "all the same")
    else:
        _nth, to, who = more
        move(team, who, swap, to, "all the same")
    return True


def test_a_day_without_a_year_is_the_nearest_one(team):
    roster = team.service(Roster)
    for back in (2, 0, -2):
        meant = roster.today() - timedelta(days=back)
        for typed in (f"{meant:%m-%d}", f"{meant.month}月{meant.day}日", meant.isoformat()):
            assert roster.day(typed) == meant
    assert roster.day("明天") == roster.today() + timedelta(days=1)
    with pytest.raises(NotUnderstood):
        roster.day("02-31")


def test_only_people_whom_the_shift_counts_are_asked_to_take_it(team):
    """Accountants stand in the roster, too: they swap with whomever they like, agents do not."""
    money = person("liu", "刘会计", roles=("finance",), shift="")
    team.service(People, BOSS).add(money.login, money.name, money.roles)
    put(team, liu={0: "early", 1: "late"}, han={2: "early"})
    mine, theirs = (team.service(Swaps, who).colleagues("early") for who in (LI, money))
    assert {each.login for each in mine} == {"boss", "wang", "sun", "han", "zhou", "qian"}
    assert "han" in {each.login for each in theirs}
    assert [duty.day for duty in team.service(Swaps, LI).given_by(money)] == [
        str(day(0)), str(day(1)),
    ]  # fmt: skip
    assert team.service(Swaps, money).given_by(HAN) == (), "an agent would be missing in it"

"""One chain of shifts: coming, joining, going, taking over (W1, F45, S58)."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from csdesk.model.errors import NeedsYes, NotAllowed, NotFound, NotUnderstood, Refused
from csdesk.model.settings import KINDS, ShiftSettings
from csdesk.services.closing import ShiftReports
from csdesk.services.notices import Notices
from csdesk.services.people import People
from csdesk.services.presence import Presence
from csdesk.services.remarks import Remarks
from csdesk.services.shifts import Shifts
from csdesk.store import columns
from tests.services.desks import person

NOON = int(datetime(2026, 11, 22, 4, tzinfo=UTC).timestamp())
"""12:00 in Shanghai."""
HOUR = 3_600

LI, WANG = person("li", "李雷"), person("wang", "王芳")
CHEN = person("chen", "陈静", ("lead",))
EYE = person("eye", "来宾", ("viewer",))


@pytest.fixture
def clock(monkeypatch):
    """Sets the time of day, in seconds after noon."""

    def to(seconds):
        at = NOON + seconds
        monkeypatch.setattr(time, "time", lambda: at)
        monkeypatch.setattr(time, "time_ns", lambda: at * 10**9)

    to(0)
    return to


@pytest.fixture
def staff(desk, clock):
    """The desk with its people."""
    owner = person("chef", "老板", ("lead", "admin"))
    people = desk.service(People, owner)
    people.ensure()
    for each in (LI, WANG, CHEN, EYE):
        people.add(each.login, each.name, each.roles)
    return desk


def shifts_of(desk, who):
    return desk.service(Shifts, who)


def test_a_shift_that_is_over_or_closed_is_opened_after_a_question_or_for_a_named_day(staff, clock):
    clock(7 * HOUR)
    li = shifts_of(staff, LI)
    with pytest.raises(NeedsYes, match="2026-11-22 early shift ended at 2026-11-22 16:30"):
        li.open("early")
    first = li.open("early", yes=True)
    staff.service(ShiftReports, LI).close()
    clock(7 * HOUR + 60)
    with pytest.raises(NeedsYes, match="early shift was closed already"):
        li.open("early")
    assert li.open("early", day="2026-11-22").id == first.id + 1


def test_who_comes_within_an_hour_of_the_end_of_a_shift_opens_it_without_a_question(staff, clock):
    clock(5 * HOUR)
    assert shifts_of(staff, LI).open("early").kind == "early"


def test_the_clock_says_which_shift_is_opened_and_the_log_tells_of_it(staff):
    before = len(staff.events())
    opened = shifts_of(staff, LI).open()
    assert (opened.kind, opened.day, opened.opened_by) == ("early", "2026-11-22", "李雷")
    assert opened.planned_start == datetime(2026, 11, 22, 0, 30, tzinfo=UTC)
    assert opened.opened_at.timestamp() == NOON
    assert opened.after_seq == before > 0
    assert [(each.name, each.kind) for each in opened.here] == [("李雷", "early")]
    event = staff.events()[-1]
    assert (event["kind"], event["actor"], event["shift"]) == ("shift.open", "li", "early")


def test_what_is_done_in_a_shift_is_logged_in_its_name(staff):
    staff.order("TB261122-0001")
    shifts_of(staff, LI).open()
    staff.service(Remarks, person("li", "李雷", shift="")).add("TB261122-0001", "internal", "好")
    staff.service(Remarks, person("wang", "王芳", shift="")).add("TB261122-0001", "internal", "好")
    told = {each["actor"]: each["shift"] for each in staff.events() if "remark" in each["kind"]}
    assert told == {"li": "early", "wang": ""}


def test_the_roster_says_which_shift_somebody_came_for(staff):
    with staff.store.change() as c:
        c.execute(insert(columns.roster), {"day": "2026-11-22", "login": "wang", "kind": "late"})
    arrival = shifts_of(staff, WANG).arrival()
    assert arrival.on_roster
    assert arrival.asks
    assert [each.kind.code for each in arrival.offers] == ["late", "early"]
    assert shifts_of(staff, WANG).open().kind == "late"


def test_a_kind_is_meant_by_its_code_or_either_name(staff):
    wang = shifts_of(staff, WANG)
    with pytest.raises(NotUnderstood, match="early, late"):
        wang.open("nacht")
    assert wang.open("晚班").kind == "late"
    assert shifts_of(staff, LI).join("Early shift").present("li").kind == "early"


def test_only_one_shift_is_on_and_who_comes_joins_it(staff, clock):
    shifts_of(staff, LI).open()
    clock(4 * HOUR)
    with pytest.raises(Refused, match=r"on: 李雷 opened it at 2026-11-22 12:00\. Join it"):
        shifts_of(staff, WANG).open("late")
    joined = shifts_of(staff, WANG).join()
    assert [(each.name, each.kind) for each in joined.here] == [("李雷", "early"), ("王芳", "late")]
    with pytest.raises(Refused, match="since 2026-11-22 16:00"):
        shifts_of(staff, WANG).join()
    assert staff.events()[-1]["shift"] == "late"


def test_somebody_goes_home_while_others_stay_but_the_last_closes_the_shift(staff):
    li, wang = shifts_of(staff, LI), shifts_of(staff, WANG)
    with pytest.raises(Refused, match="No shift is on"):
        li.leave()
    li.open()
    with pytest.raises(Refused, match="not in"):
        wang.leave()
    with pytest.raises(Refused, match="the last in"):
        li.leave()
    wang.join()
    left = li.leave()
    assert [each.name for each in left.here] == ["王芳"]
    assert [each.name for each in li.join().here] == ["李雷", "王芳"]


def test_a_lead_takes_over_a_shift_whose_people_have_gone(staff, clock):
    shifts_of(staff, LI).open("early")
    shifts_of(staff, WANG).join("late")
    clock(7 * HOUR)
    chen = shifts_of(staff, CHEN)
    with pytest.raises(NotAllowed, match="may not"):
        shifts_of(staff, WANG).take_over("李雷走了")
    with pytest.raises(Refused, match="Say why"):
        chen.take_over("  ")
    taken = chen.take_over("李雷没有交班就走了", client_id="t1")
    assert {each.name for each in taken.here} == {"王芳", "陈静"}
    event = staff.events()[-1]
    assert (event["kind"], event["actor"], event["shift"]) == ("shift.take_over", "chen", "early")
    assert "没有交班" in event["after"]
    assert chen.take_over("李雷没有交班就走了", client_id="t1") == taken
    assert staff.events()[-1] == event


def test_who_is_put_out_of_a_shift_is_told_and_asked_about_where_they_are_connected(
    staff, tmp_path
):
    shifts_of(staff, LI).open("early")
    shifts_of(staff, WANG).join("early")
    here = Presence(tmp_path, LI)
    here.at("")
    chen = Shifts(staff.store, staff.settings, CHEN, Presence(tmp_path, CHEN))
    assert chen.arrival().connected == {"li"}
    with pytest.raises(NeedsYes, match="李雷 work in"):
        chen.take_over("急事")
    assert {each.login for each in chen.one(1).here} == {"li", "wang"}
    assert [each.login for each in chen.take_over("急事", yes=True).here] == ["chen"]
    here.close()
    for who in (LI, WANG):
        (told,) = staff.service(Notices, who).unread()
        assert told.facts == {"who": "陈静", "day": "2026-11-22", "kind": "early", "reason": "急事"}


def test_sent_twice_it_is_done_once(staff):
    li, wang = shifts_of(staff, LI), shifts_of(staff, WANG)
    first = li.open(client_id="a")
    assert li.open(client_id="a") == first
    joined = wang.join(client_id="b")
    assert wang.join(client_id="b") == joined
    gone = wang.leave(client_id="c")
    assert wang.leave(client_id="c") == gone
    kinds = [each["kind"] for each in staff.events() if each["kind"].startswith("shift.")]
    assert kinds == ["shift.open", "shift.join", "shift.leave"]


@pytest.mark.parametrize("step", ["open", "join", "leave", "take_over"])
def test_a_clock_that_went_back_is_told_and_nothing_is_changed(staff, clock, step):
    if step != "open":
        shifts_of(staff, LI).open()
    if step == "leave":
        shifts_of(staff, WANG).join()
    before = staff.events()
    clock(-2 * HOUR)
    who = CHEN if step == "take_over" else WANG
    words = {"take_over": ["x"]}.get(step, [])
    with pytest.raises(Refused, match=r"says 2026-11-22 10:00, .* 2026-11-22 12:00"):
        getattr(shifts_of(staff, who), step)(*words)
    assert staff.events() == before


def test_a_shift_that_was_closed_is_offered_last_and_marked(staff, clock):
    li, wang = shifts_of(staff, LI), shifts_of(staff, WANG)
    assert [(e.kind.code, e.closed) for e in wang.arrival().offers] == [
        ("early", False), ("late", False),
    ]  # fmt: skip
    li.open()
    clock(HOUR)
    staff.service(ShiftReports, LI).close()
    assert [(e.kind.code, e.closed) for e in wang.arrival().offers] == [
        ("late", False), ("early", True),
    ]  # fmt: skip
    assert wang.open().kind == "late"


def test_who_only_looks_works_in_no_shift(staff):
    shifts_of(staff, LI).open()
    assert not shifts_of(staff, EYE).arrival().asks
    with pytest.raises(NotAllowed, match="may not"):
        shifts_of(staff, EYE).join()


def test_a_desk_that_never_opened_a_shift_is_not_asked_about_shifts(staff):
    arrival = shifts_of(staff, LI).arrival()
    assert not arrival.asks
    assert (arrival.on, arrival.mine, arrival.waiting.items) == (None, None, 0)
    shifts_of(staff, LI).open()
    assert shifts_of(staff, WANG).arrival().asks
    assert shifts_of(staff, LI).arrival().mine.name == "李雷"
    with pytest.raises(NotFound):
        shifts_of(staff, LI).one(7)


@pytest.mark.parametrize(
    ("day", "kind", "start"),
    [("2026-11-21", "late", "2026-11-21 08:30"), ("2026-11-23", "early", "2026-11-23 00:30")],
)
def test_yesterday_s_shift_is_opened_by_its_day(staff, day, kind, start):
    opened = shifts_of(staff, LI).open(kind, day=day)
    assert (opened.day, f"{opened.planned_start:%Y-%m-%d %H:%M}") == (day, start)


@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-31", "heute"])
def test_a_day_that_is_far_or_none_is_refused(staff, day):
    with pytest.raises(Refused, match=r"today is 2026-11-22\. Choose yesterday, today or tomorrow"):
        shifts_of(staff, LI).open("early", day=day)


def test_the_id_of_another_change_is_no_change_and_is_told(staff):
    shifts_of(staff, LI).open(client_id="a")
    events = staff.events()
    with pytest.raises(Refused, match="Something else was sent under this id"):
        shifts_of(staff, WANG).join(client_id="a")
    boss = staff.service(People, person("chef", "老板", ("lead", "admin")))
    boss.add("neu", "新人", ["agent"], client_id="p")
    with pytest.raises(Refused, match="Something else was sent under this id"):
        shifts_of(staff, WANG).join(client_id="p")
    assert len(staff.events()) == len(events) + 1


def test_only_who_still_works_moves_on_into_the_next_shift(staff, clock):
    shifts_of(staff, LI).open("early")
    shifts_of(staff, WANG).join("late")
    shifts_of(staff, CHEN).join("late")
    staff.service(ShiftReports, LI).close()
    boss = staff.service(People, person("chef", "老板", ("lead", "admin")))
    boss.off("chen")
    clock(5 * HOUR)
    opened = shifts_of(staff, LI).open("late")
    assert {each.login for each in opened.here} == {"wang", "li"}
    staff.service(ShiftReports, LI).close()  # nobody comes until the morning
    clock(20 * HOUR)
    assert [each.login for each in shifts_of(staff, LI).open().here] == ["li"]


def test_whose_hours_were_over_when_the_next_shift_came_left_at_their_end(staff, clock):
    shifts_of(staff, LI).open("early")
    shifts_of(staff, WANG).join("late")
    first = staff.service(ShiftReports, LI).close()
    clock(20 * HOUR)
    opened = shifts_of(staff, LI).open()
    assert [each.login for each in opened.here] == ["li"]
    wang = next(e for e in shifts_of(staff, LI).one(first.id).people if e.login == "wang")
    assert wang.left_at == wang.planned_end


def test_who_is_let_in_no_more_leaves_the_shift(staff):
    shifts_of(staff, LI).open()
    shifts_of(staff, WANG).join()
    staff.service(People, person("chef", "老板", ("lead", "admin"))).off("wang")
    on = shifts_of(staff, LI).now()
    assert [each.login for each in on.here] == ["li"]


def test_a_kind_is_opened_only_for_a_day_on_which_it_begins(staff):
    weekdays = replace(KINDS[0], days=("mon", "tue", "wed", "thu", "fri"))  # the 22nd is a Sunday
    staff.settings = replace(staff.settings, shifts=ShiftSettings((weekdays, KINDS[1])))
    with pytest.raises(Refused, match=r"begins on 2026-11-22: it begins on mon, tue, wed"):
        shifts_of(staff, LI).open("early", day="2026-11-22")
    assert shifts_of(staff, LI).open("early", day="2026-11-23").day == "2026-11-23"


def test_a_step_from_years_ahead_stops_nobody_once_a_lead_says_that_the_clock_is_right(
    staff, clock
):
    clock(700 * 24 * HOUR)
    staff.service(People, person("chef", "老板", ("lead", "admin"))).add("neu", "新", ["agent"])
    clock(0)
    with pytest.raises(Refused, match="a lead says so"):
        shifts_of(staff, LI).open()
    with pytest.raises(NotAllowed):
        shifts_of(staff, LI).trust_clock("x")
    shifts_of(staff, CHEN).trust_clock("电脑日期错了")
    shifts_of(staff, LI).open()
    clock(4 * HOUR)
    shifts_of(staff, WANG).join("late")
    assert staff.service(ShiftReports, LI).close().closed_by == "李雷"
    clock(-HOUR)
    with pytest.raises(Refused, match="Set the clock right"):
        shifts_of(staff, WANG).open("late")

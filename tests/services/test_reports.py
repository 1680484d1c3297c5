"""Reports of shifts, days, weeks and months, and as files (F45, F49, F51, S52, S55)."""

from __future__ import annotations

import csv
import json
import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import insert, update

from csdesk.model.errors import NotAllowed, NotFound, NotUnderstood
from csdesk.model.reports import Figure, Measure, Period, ReportForm, Unit
from csdesk.model.status import RemarkState, Tab
from csdesk.rules.report_counting import together
from csdesk.rules.report_form import canonical, digest, read
from csdesk.services.asks import Inboxes
from csdesk.services.gate import Gate
from csdesk.services.people import People
from csdesk.services.remarks import Remarks
from csdesk.services.report_files import ReportFiles
from csdesk.services.reports import Reports, compose
from csdesk.store import columns, log, shifts
from csdesk.store.events import NewEvent, append_all
from csdesk.words import use_language
from tests.hostile import PAYLOADS
from tests.services.desks import bare_desk, person

LEAD = person("wang", "王主管", roles=("lead", "agent"))
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
DAY = TODAY.isoformat()


def on(back):
    """The day so many days ago."""
    return (TODAY - timedelta(days=back)).isoformat()


def open_shift(desk, day=DAY, kind="early"):
    """A shift that begins where the one before ended."""
    with desk.store.change() as c:
        last = shifts.last_closed(c)
        values = {
            "kind": kind, "day": day, "planned_start": 1, "planned_end": 2, "opened_at": 1,
            "opened_login": "li", "opened_by": "李雷",
            "after_seq": last.cutoff_seq if last else log.length(c), "state": "open",
            "closed_login": "", "closed_by": "", "report_hash": "", "version": 1,
            "client_id": f"shift {time.time_ns()}",
        }  # fmt: skip
        made = insert(columns.shifts).values(values).returning(columns.shifts.c.id)
        return c.execute(made).scalar_one()


def close_shift(desk):
    """Close the shift that is on, as the desk does it."""
    with desk.store.change() as c:
        shift = shifts.current(c)
        assert shift is not None
        cutoff = log.length(c) + 1
        told = compose(c, desk.settings, shift.after_seq, cutoff, now=datetime.now(UTC),
                       shift=shift)  # fmt: skip
        kept = canonical(told)
        after = {"shift": shift.id, "hash": digest(kept)}
        append_all(c, [NewEvent("shift.close", "li", after=after, personal=False)])
        c.execute(
            update(columns.shifts).where(columns.shifts.c.id == shift.id).values(
                state="closed", cutoff_seq=cutoff, cutoff_at=time.time_ns() // 1000, report=kept,
                report_hash=digest(kept),
            )
        )  # fmt: skip
        return kept


def steps(desk, n, kind="remark.add", **after):
    with desk.store.change() as c:
        append_all(c, [NewEvent(kind, "li", after=after or {"tab": "internal"}) for _ in range(n)])


@pytest.fixture
def team(desk):
    desk.service(People, LEAD).ensure()
    desk.service(People, LEAD).add("li", "李雷", ["agent"])
    desk.service(People, LEAD).add("cai", "财务", ["finance"])
    return desk


def figure(page, name=Figure.INTERNAL):
    return page.report.figures[name]


def test_a_day_adds_up_its_shifts_and_the_night_is_the_next_one_s(team):
    reports, before = team.service(Reports), len(team.events())
    first = open_shift(team, on(1))
    steps(team, 3)
    close_shift(team)
    steps(team, 2)  # after closing: belongs to the next
    second = open_shift(team, DAY)
    steps(team, 4)
    close_shift(team)
    third = open_shift(team, DAY, "late")
    steps(team, 5)
    pages = [reports.page(reports.shift(each)) for each in (first, second, third)]
    assert [figure(each) for each in pages] == [3, 6, 5]
    assert [each.running for each in pages] == [False, False, True]
    today = reports.page(Period(Unit.DAY, DAY, DAY))
    assert figure(today) == 11
    assert today.running
    assert not today.by_clock
    assert today.report == together([each.report for each in pages[1:]], 50)
    assert sum(each.report.events for each in pages) == len(team.events()) - before
    week = reports.page(Period(Unit.SPAN, on(6), DAY))
    assert figure(week) == 14
    assert week.report.figures == {
        each: sum(page.report.figures[each] for page in pages) for each in Figure
    }


def test_a_desk_without_shifts_is_told_by_the_clock(team):
    steps(team, 2)
    page = team.service(Reports).page(Period(Unit.DAY, DAY, DAY))
    assert (figure(page), page.by_clock, page.running) == (2, True, True)
    assert page.report.remaining is not None
    before = team.service(Reports).page(Period(Unit.DAY, on(1), on(1)))
    assert (figure(before), before.running, before.report.events) == (0, False, 0)
    assert before.report.remaining is None
    with pytest.raises(NotFound):
        team.service(Reports).newest(Unit.SHIFT)
    with pytest.raises(NotFound):
        team.service(Reports).shift(9)


def test_what_was_done_before_the_first_shift_is_told_by_the_clock_and_once(team):
    reports, before = team.service(Reports), len(team.events())
    steps(team, 3)
    first = reports.shift(open_shift(team, DAY))
    steps(team, 2)
    assert figure(reports.page(first)) == 2
    assert reports.page(first).report.after_seq == before + 3
    today = reports.page(Period(Unit.DAY, DAY, DAY))
    assert (figure(today), today.report.events) == (5, len(team.events()))
    assert figure(reports.page(Period(Unit.SPAN, on(6), DAY))) == 5
    assert reports.page(Period(Unit.DAY, on(1), on(1))).report.events == 0


def test_a_first_shift_of_tomorrow_has_nothing_that_today_has_too(team):
    steps(team, 3)
    team_events = len(team.events())
    open_shift(team, on(-1))
    steps(team, 2)
    reports = team.service(Reports)
    today = reports.page(Period(Unit.DAY, DAY, DAY))
    tomorrow = reports.page(Period(Unit.DAY, on(-1), on(-1)))
    assert (figure(today), today.report.events, today.by_clock) == (3, team_events, True)
    assert figure(tomorrow) == 2


def test_a_day_between_shifts_has_nothing_and_none_after_the_last_is_lost(team):
    open_shift(team, on(3))
    steps(team, 1)
    close_shift(team)
    steps(team, 2)
    reports = team.service(Reports)
    assert figure(reports.page(Period(Unit.DAY, DAY, DAY))) == 2  # no shift since: by the clock
    open_shift(team, DAY)
    assert figure(reports.page(Period(Unit.DAY, on(2), on(1)))) == 0
    assert figure(reports.page(Period(Unit.DAY, DAY, DAY))) == 2
    assert figure(reports.page(Period(Unit.SPAN, on(3), DAY))) == 3


def test_a_kept_report_is_shown_as_it_was_signed_whatever_changes_later(team):
    shift = team.service(Reports).shift(open_shift(team))
    team.order("TB261122-0001", "240123456789012341")
    asked = team.service(Remarks).add("TB261122-0001", Tab.FINANCE, "请退款")
    kept = close_shift(team)
    finance = team.service(Inboxes, person("cai", "财务", ("finance",)))
    finance.move(asked.id, RemarkState.DONE, "已退 99 元")
    page = team.service(Reports).page(shift)
    assert canonical(page.report) == kept
    assert page.sound
    with team.store.change() as c:
        changed = kept.replace('"finance":1', '"finance":0')
        c.execute(update(columns.shifts).values(report=changed, report_hash=digest(changed)))
    page = team.service(Reports).page(shift)
    assert not page.sound
    assert page.report.figures[Figure.FINANCE] == 1  # the log tells


def test_trends_and_moving_along_periods(team):
    reports = team.service(Reports)
    ids = []
    for nth in range(3):
        ids.append(open_shift(team, on(2 - nth)))
        steps(team, nth + 1)
        if nth < 2:
            close_shift(team)
    newest = reports.newest(Unit.SHIFT)
    assert newest.shift_id == ids[-1]
    assert reports.trend(newest).values(Figure.INTERNAL) == (1, 2, 3)
    assert reports.trend(reports.shift(ids[1]), 1).values(Figure.INTERNAL) == (2,)
    assert reports.moved(newest, -1).shift_id == ids[1]
    assert reports.moved(newest, 1) == newest
    assert reports.moved(reports.shift(ids[0]), -1).shift_id == ids[0]
    days = reports.trend(reports.newest(Unit.DAY), 4)
    assert days.values(Figure.INTERNAL) == (0, 1, 2, 3)
    assert sum(reports.trend(reports.newest(Unit.MONTH), 2).values(Figure.INTERNAL)) == 6


def test_a_period_is_named_as_people_do(team):
    reports = team.service(Reports)
    first = open_shift(team, on(1))
    close_shift(team)
    second = reports.shift(open_shift(team))
    assert reports.like(second, f"#{first}").shift_id == first
    assert reports.like(second, "before").shift_id == first
    day = reports.newest(Unit.DAY)
    assert reports.like(day, "昨天").first == on(1)
    assert reports.like(Period(Unit.SPAN, on(3), on(1)), on(9)) == Period(Unit.SPAN, on(9), on(7))
    for period, wrong in ((second, "yesterday"), (second, "١"), (day, "")):
        with pytest.raises(NotUnderstood):
            reports.like(period, wrong)
    with pytest.raises(NotFound):
        reports.like(second, "99")


def test_people_are_shown_beside_the_median_and_only_to_leads(team):
    team.order("TB261122-0001", "240123456789012341")
    team.order("TB261122-0002", "240123456789012342")
    gate, remarks = team.service(Gate), team.service(Remarks)
    gate.approve("TB261122-0001")
    gate.hold("TB261122-0002", "缺货")
    asked = remarks.add("TB261122-0001", Tab.FINANCE, "请退款")
    finance = person("cai", "财务", ("finance",))
    with team.store.change() as c:
        c.execute(update(columns.remarks).values(at=int(time.time()) - 3600))
    team.service(Inboxes, finance).move(asked.id, RemarkState.DONE, "已退 99 元")
    period = Period(Unit.DAY, DAY, DAY)
    with pytest.raises(NotAllowed):
        team.service(Reports).performance(period)
    told = team.service(Reports, LEAD).performance(period)
    by_name = {each.name: each.measures for each in told.people}
    assert by_name["李雷"][Measure.REVIEWED] == 2
    assert by_name["李雷"][Measure.ANSWERED] is None
    assert by_name["财务"][Measure.ANSWERED] == 1
    assert by_name["财务"][Measure.ANSWER_MINUTES] == 60
    assert by_name["财务"][Measure.REVIEWED] is None
    assert told.median[Measure.ANSWER_MINUTES] == 60
    assert "王主管" not in by_name  # nothing to tell of


@pytest.mark.parametrize("form", ReportForm)
def test_a_file_is_the_same_to_the_byte_each_time(team, tmp_path, form):
    open_shift(team)
    steps(team, 3)
    close_shift(team)
    reports = team.service(Reports, LEAD)
    files = ReportFiles(tmp_path, team.settings, reports)
    page = reports.page(Period(Unit.DAY, DAY, DAY))
    first = files.write(page, form).read_bytes()
    time.sleep(1.1 if form is ReportForm.XLSX else 0)  # the ZIP form tells seconds
    second = files.write(reports.page(page.period), form, path=tmp_path / "again")
    assert first == second.read_bytes()
    assert second.stat().st_mode & 0o077 == 0
    if form is ReportForm.TEXT:
        name = f"报告-day-{DAY}"
        assert first.decode("utf-8-sig").splitlines()[-1].split() == [name, LEAD.login]


def test_cells_are_no_formulas_and_numbers_are_numbers(team, tmp_path):
    use_language("en")
    evil = '=HYPERLINK("http://x.example")'
    with team.store.change() as c:
        append_all(c, [NewEvent("batch.downloaded", "li", after={"file": each, "orders": 3})
                       for each in (evil, "+1+1", "@sum", *PAYLOADS[:30])])  # fmt: skip
    reports = team.service(Reports, LEAD)
    files = ReportFiles(tmp_path, team.settings, reports)
    page = reports.page(Period(Unit.DAY, DAY, DAY))
    book = load_workbook(files.write(page, ReportForm.XLSX))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    texts = [cell.value for cell in cells if cell.data_type == "s" and cell.value]
    assert not [each for each in texts if re.match(r"\s*[=+@-]", each) and each != "-"]
    assert [row[2].value for row in book["Figures"] if row[1].value == "orders in them"] == [99]
    with files.write(page, ReportForm.CSV).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert not [each for row in rows for each in row if re.match(r"[=+@]", each)]
    assert f"'{evil}" in [row[1] for row in rows]


def test_a_file_names_people_only_where_the_person_may_see_their_figures(team, tmp_path):
    use_language("zh")
    team.order("TB261122-0001", "240123456789012341")
    team.service(Remarks).add("TB261122-0001", Tab.FINANCE, "请退款")
    period = Period(Unit.DAY, DAY, DAY)
    told = {}
    for who in (LEAD, person()):
        reports = team.service(Reports, who)
        files = ReportFiles(tmp_path, team.settings, reports)
        path = files.write(reports.page(period), ReportForm.HTML)
        told[who.login] = path.read_text(encoding="utf-8")
    assert "李雷" in told["wang"]
    assert "李雷" not in told["li"]
    assert "客服 1" in told["li"]
    reports = team.service(Reports, LEAD)
    path = ReportFiles(tmp_path, team.settings, reports).write(
        reports.page(period), ReportForm.TEXT, with_people=True, roles_only=True
    )
    assert "李雷" not in path.read_text(encoding="utf-8")
    reports = team.service(Reports)
    page, files = reports.page(period), ReportFiles(tmp_path, team.settings, reports)
    with pytest.raises(NotAllowed):
        files.write(page, ReportForm.TEXT, with_people=True)


_work = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from(["remark.add", "order.hold", "undo"]),
              st.booleans(), st.integers(0, 2)),
    max_size=8,
)  # fmt: skip


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    return tmp_path_factory.mktemp("desks")


@settings(max_examples=15)
@given(work=_work)
def test_shifts_add_up_to_days_and_days_to_everything(many, work):
    folder = many / str(time.time_ns())
    folder.mkdir()
    desk = bare_desk(folder)
    day, last = 5, None
    for count, kind, closes, later in work:
        day = max(0, day - later)
        with desk.store.read() as c:
            is_on = shifts.current(c)
        last = last if is_on else open_shift(desk, on(day))
        steps(desk, count, kind)
        if closes:
            close_shift(desk)
    reports = desk.service(Reports)
    with desk.store.read() as c:
        ended = shifts.last_closed(c)
        covered = log.length(c) if shifts.current(c) else (ended.cutoff_seq if ended else 0)
    days = [reports.page(Period(Unit.DAY, on(back), on(back))) for back in range(6, -1, -1)]
    in_shifts = [each for each in days if each.report.shifts]
    everything = reports.page(Period(Unit.SPAN, on(6), DAY))
    assert sum(each.report.events for each in in_shifts) == covered
    if in_shifts:
        added = together([each.report for each in in_shifts], 50)
        assert everything.report == replace(added, made_at=everything.report.made_at)
        ids = [shift.id for each in in_shifts for shift in each.report.shifts]
        alone = [reports.page(reports.shift(each)).report for each in ids]
        assert json.loads(canonical(together(alone, 50)))["figures"] == {
            str(name): count for name, count in everything.report.figures.items()
        }
    desk.store.close()


def test_a_day_whose_shifts_have_another_day_s_between_them_counts_only_its_own(team):
    for day, n in ((DAY, 2), (on(1), 30), (DAY, 4), (DAY, 8)):
        open_shift(team, day)
        steps(team, n)
        last = close_shift(team)
    reports, period = team.service(Reports, LEAD), Period(Unit.DAY, DAY, DAY)
    told = reports.page(period).report
    assert told.figures[Figure.INTERNAL] == 2 + 4 + 8
    assert sum(told.kinds.values()) == told.events
    assert told.events + reports.page(Period(Unit.DAY, on(1), on(1))).report.events == len(
        team.events()
    )
    behind = reports.behind(told.ranges, Figure.INTERNAL)
    assert behind.count == len(behind.rows) == 2 + 4 + 8
    assert [each.at for each in behind.rows] == sorted((e.at for e in behind.rows), reverse=True)
    (li,) = (each for each in reports.performance(period).people if each.name == "李雷")
    assert li.measures[Measure.REMARKS] == 2 + 4 + 8
    assert read(canonical(told)) == told
    assert "parts" not in json.loads(last)

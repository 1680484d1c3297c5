"""Reports at the keys: numbers that open, trends, people, files; drawn at both sizes (S52, S55)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from csdesk.model.reports import (
    Done,
    Figure,
    Left,
    Period,
    Remaining,
    Report,
    ReportItem,
    ReportList,
    ReportPerson,
    ReportRow,
    ReportShift,
    Unit,
)
from csdesk.model.status import Tab
from csdesk.rules.report_form import canonical, digest
from csdesk.services.gate import Gate
from csdesk.services.people import People
from csdesk.services.remarks import Remarks
from csdesk.store import columns
from csdesk.store.events import NewEvent, append_all
from csdesk.ui.screens.choosing import Choosing
from csdesk.ui.screens.order_value import ValuePrompt
from csdesk.ui.screens.report_lists import CountedScreen, ItemsScreen, PeopleScreen, TrendScreen
from csdesk.ui.screens.reports import ReportsScreen
from tests import golden
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person
from tests.ui.conftest import press, screen_text, session, until
from tests.ui.typist import Typist

LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
CUT = datetime(2026, 2, 2, 8, 30, tzinfo=UTC)
LEAD = person("wang", "王主管", roles=("lead", "agent"))


def kept(desk, nth, day, texts=("TB260202-0001",), names=("李雷",)):
    """A shift that is closed, with the report that was kept of it: moments and figures are told."""
    name = names[0]
    rows = tuple(ReportRow(each, names[n % len(names)], CUT - timedelta(hours=5), CUT,
                           {"pieces": 3}, "ship", each.startswith("TB"))
                 for n, each in enumerate(texts))  # fmt: skip
    some, none = ReportList.of(len(rows) + 2, rows), ReportList(0)
    left = {each: some if each in (Left.FINANCE, Left.OVERDUE) else none for each in Left}
    items = tuple(ReportItem(n, "critical", each if each.startswith("TB") else "", each, each,
                             each, each, CUT, each, each, 2)
                  for n, each in enumerate(texts))  # fmt: skip
    figures = {each: nth * 7 % (place + 2) for place, each in enumerate(Figure)}
    people = tuple(ReportPerson(each, "early", CUT, None) for each in names)
    shift = ReportShift(nth, "early", day, CUT, name, people)
    with desk.store.change() as c:
        report = Report(
            nth - 1, nth, CUT, figures, {"shift.close": 1}, dict.fromkeys(Done, none),
            Remaining(left, items), (shift,),
        )  # fmt: skip
        text = canonical(report)
        append_all(c, [NewEvent("shift.close", "li", after={"shift": nth, "hash": digest(text)})])
        c.execute(insert(columns.shifts), {
            "id": nth, "kind": "early", "day": day, "planned_start": 1, "planned_end": 2,
            "opened_at": 1, "opened_login": "li", "opened_by": name, "after_seq": nth - 1,
            "state": "closed", "cutoff_seq": nth, "cutoff_at": int(CUT.timestamp()) * 1_000_000,
            "closed_login": "li", "closed_by": name, "report": text, "report_hash": digest(text),
            "version": 1, "client_id": f"shift {nth}",
        })  # fmt: skip


@pytest.fixture
def shifts(twenty):
    for nth in range(1, 6):
        kept(twenty, nth, f"2026-01-{28 + nth:02}" if nth < 4 else f"2026-02-0{nth - 3}")
    return twenty


FIRST = Period(Unit.SHIFT, "2026-01-29", "2026-01-29", 1)


async def at_report(pilot, period=None):
    typist = Typist(pilot)
    if period is None:
        await typist.press("g j")
    else:
        pilot.app.push_screen(ReportsScreen(period))
    await typist.on(ReportsScreen)
    return typist


# What it looks like. The first shift begins with the desk, so that no moment of today stands there.


@LANGUAGES
@SIZES
async def test_the_report(shifts, folder, lang, size):
    async with session(folder, lang=lang, size=size) as pilot:
        await at_report(pilot, FIRST)
        look = f"{lang}-{size[0]}x{size[1]}"
        golden.check(f"report-{look}", screen_text(pilot.app))
        await press(pilot, "end")
        golden.check(f"report-end-{look}", screen_text(pilot.app))


@LANGUAGES
@SIZES
async def test_what_is_behind_a_number(shifts, folder, lang, size):
    async with session(folder, lang=lang, size=size) as pilot:
        typist = await at_report(pilot, FIRST)
        look = f"{lang}-{size[0]}x{size[1]}"
        await typist.press("enter")
        await typist.on(ItemsScreen)
        golden.check(f"report-items-{look}", screen_text(pilot.app))
        await press(pilot, "escape")
        pilot.app.screen.entries.go("left overdue")
        await typist.press("enter")
        await typist.on(CountedScreen)
        golden.check(f"report-list-{look}", screen_text(pilot.app))


@LANGUAGES
@SIZES
async def test_a_trend_as_bars(shifts, folder, lang, size):
    async with session(folder, lang=lang, size=size) as pilot:
        typist = await at_report(pilot)
        pilot.app.screen.entries.go("figure approved")
        await typist.press("t")
        await typist.on(TrendScreen)
        golden.check(f"report-trend-{lang}-{size[0]}x{size[1]}", screen_text(pilot.app))


# At the keys


async def test_a_number_opens_its_rows_and_a_row_its_order(twenty, folder, opened):
    twenty.service(Gate).hold("TB240202-0004", "缺货")
    twenty.service(Remarks).add("TB240202-0001", Tab.FINANCE, "请退款")
    async with session(folder) as pilot:
        typist = await at_report(pilot)
        await typist.sees("by the clock", "still running")
        pilot.app.screen.entries.go("figure held")
        await typist.press("enter")
        await typist.on(CountedScreen)
        await typist.sees("orders held: 1", "TB240202-0004")
        await typist.press("enter")
        await press(pilot, "escape")
        pilot.app.screen.entries.go("left finance")
        await typist.press("enter")
        await typist.on(CountedScreen)
        await typist.press("enter")
        await until(pilot, lambda: opened == ["TB240202-0004", "TB240202-0001"])


async def test_figures_grow_while_the_report_is_open(twenty, folder):
    async with session(folder) as pilot:
        typist = await at_report(pilot)
        pilot.app.screen.entries.go("figure internal")
        twenty.service(Remarks).add("TB240202-0001", Tab.INTERNAL, "一")
        await until(
            pilot, lambda: pilot.app.screen.answer.page.report.figures[Figure.INTERNAL] == 1
        )
        assert pilot.app.screen.key == "figure internal"
        del typist


async def test_one_goes_from_period_to_period_and_compares(shifts, folder):
    async with session(folder) as pilot:
        typist = await at_report(pilot)
        await typist.sees("2026-02-02", "#5")
        await typist.press("left")
        await typist.sees("#4")
        await typist.press("right", "right")
        await typist.sees("no shift after this one", "#5")
        await typist.press("c")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choosing))
        await typist.press("1", "enter")
        await typist.on(ReportsScreen)
        await typist.sees("+/-", "#4")
        await typist.press("v")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choosing))
        await typist.press("3", "enter")
        await typist.on(ReportsScreen)
        await typist.sees("Report of the week")
        assert "+/-" not in screen_text(pilot.app)


async def test_a_shift_is_gone_to_by_its_number_and_compared_with_another(shifts, folder):
    async with session(folder) as pilot:
        typist = await at_report(pilot)
        await typist.press("d")
        await until(pilot, lambda: isinstance(pilot.app.screen, ValuePrompt))
        await typist.type("2")
        await typist.press("enter")
        await typist.on(ReportsScreen)
        await typist.sees("#2")
        await typist.press("c")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choosing))
        await typist.press("4", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ValuePrompt))
        await typist.type("#4")
        await typist.press("enter")
        await typist.on(ReportsScreen)
        await typist.sees("+/-", "#4", "#2")
        await typist.press("c")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choosing))
        await typist.press("5", "enter")
        await until(pilot, lambda: "+/-" not in screen_text(pilot.app))
        await typist.on(ReportsScreen)
        await typist.press("d")
        await until(pilot, lambda: isinstance(pilot.app.screen, ValuePrompt))
        await typist.type("99")
        await typist.press("enter")
        await typist.sees("There is no shift 99")


async def test_a_bar_of_a_trend_opens_its_report(shifts, folder):
    async with session(folder) as pilot:
        typist = await at_report(pilot)
        pilot.app.screen.entries.go("figure approved")
        await typist.press("t")
        await typist.on(TrendScreen)
        await press(pilot, "j")
        await typist.press("enter")
        await typist.on(ReportsScreen)
        await typist.sees("Report of the shift 2026-02-01")


async def test_people_are_for_leads_and_stand_beside_the_median(twenty, folder):
    twenty.service(People, LEAD).ensure()
    twenty.service(People, LEAD).add("li", "李雷", ["agent"])
    twenty.service(Remarks).add("TB240202-0001", Tab.INTERNAL, "一")
    async with session(folder, actor=LEAD) as pilot:
        typist = await at_report(pilot)
        await typist.press("p")
        await typist.on(PeopleScreen)
        await typist.sees("李雷", "remarks written 1 (1)", "median")
    async with session(folder) as pilot:
        typist = await at_report(pilot)
        await typist.press("p")
        await typist.sees("may not see the figures of single people")


@pytest.mark.parametrize(
    ("place", "ending"), list(enumerate(["txt", "md", "csv", "xlsx", "html"], 1))
)
async def test_a_report_is_written_into_exports(shifts, folder, place, ending):
    async with session(folder) as pilot:
        typist = await at_report(pilot, FIRST)
        await typist.press("P")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choosing))
        await typist.press(str(place), "enter")
        await typist.sees("Written")
    (written,) = (folder / "exports").iterdir()
    assert written.name == f"报告-shift-1-2026-01-29.{ending}"
    assert written.stat().st_size > 1_000


@SIZES
async def test_hostile_text_is_shown_and_not_obeyed(orders, folder, size):
    storable = [text for text in PAYLOADS if text == text.encode(errors="replace").decode()]
    texts = [text for text in storable if len(text) < 300]
    kept(orders, 1, "2026-01-29", texts, texts[:9])
    async with session(folder, size=size) as pilot:
        typist = await at_report(pilot)
        await looked_through(pilot)
        for key, screen in (("items", ItemsScreen), ("left overdue", CountedScreen)):
            pilot.app.screen.entries.go(key)
            await press(pilot, "enter")
            await typist.on(screen)
            await looked_through(pilot)
            await press(pilot, "enter", "escape")
            await typist.on(ReportsScreen)


async def looked_through(pilot):
    """Page down to the end; nothing that a terminal obeys is on any page."""
    seen = ""
    while seen != (now := screen_text(pilot.app)):
        assert not forbidden(now.replace("\n", ""))
        seen = now
        await press(pilot, "pagedown")

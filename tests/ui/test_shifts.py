"""Coming to work and leaving the desk at the keys: W1, W16 with their budgets."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from csdesk.model.status import Tab
from csdesk.services.closing import ShiftReports
from csdesk.services.drafts import Drafts
from csdesk.services.notices import Notices
from csdesk.services.people import People
from csdesk.services.presence import Presence
from csdesk.services.receiving import Receiving
from csdesk.services.remarks import Remarks
from csdesk.services.shifts import Shifts
from csdesk.store import columns
from csdesk.ui.notices import notice
from csdesk.ui.screens.arrival import ArrivalScreen
from csdesk.ui.screens.lock import LockScreen
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.screens.search import SearchScreen
from tests import golden
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person
from tests.ui.conftest import press, screen_text, session, until
from tests.ui.order_sample import HAN, NUMBER, whole_order
from tests.ui.typist import Typist

LI, WANG = person("li", "李雷"), person("wang", "王芳")
LEAD = person("chen", "陈静", ("lead",))
EYE = person("eye", "来宾", ("viewer",))
LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
MORNING = int(datetime(2026, 11, 22, 0, 12, tzinfo=UTC).timestamp())
"""08:12 in Shanghai."""
HOUR = 3_600


@pytest.fixture
def clock(monkeypatch):
    """Sets the time of day, in seconds after ten past eight."""

    def to(seconds):
        at = MORNING + seconds
        monkeypatch.setattr(time, "time", lambda: at)
        monkeypatch.setattr(time, "time_ns", lambda: at * 10**9)

    to(-16 * HOUR)
    return to


@pytest.fixture
def handed(orders, clock):
    """The late shift of 王芳 is closed, and two items wait, one of them critical."""
    owner = person("boss", "老板", roles=())
    orders.service(People, owner).ensure()
    for each in (LI, WANG, LEAD, EYE, HAN):
        orders.service(People, owner).add(each.login, each.name, each.roles)
    whole_order(orders)
    orders.service(Shifts, WANG).open("late")
    with orders.store.change() as c:
        for n, urgency in enumerate(("critical", "routine"), 1):
            c.execute(
                insert(columns.handover_items),
                {
                    "id": n, "order_no": "", "topic": "系统", "urgency": urgency,
                    "summary": "客户改地址", "action": "打电话", "owner": "next_shift",
                    "due": MORNING + HOUR, "what_if": "", "origin": "person", "login": "wang",
                    "author": "王芳", "shift": "late", "at": MORNING - 9 * HOUR, "state": "open",
                    "settled_by": "", "version": 1, "client_id": f"i{n}",
                },
            )  # fmt: skip
    clock(-8 * HOUR)
    orders.service(ShiftReports, WANG).close()
    clock(0)
    return orders


# W1


@LANGUAGES
async def test_w1_who_comes_sees_what_waits_and_opens_the_shift_in_one_key(handed, folder, lang):
    async with session(folder, lang=lang, actor=LI) as pilot:
        typist = Typist(pilot)
        await typist.on(ArrivalScreen)
        shown = screen_text(pilot.app)
        for word in ("李雷", "2026-11-22 08:30 - 16:30", "Asia/Shanghai"):
            assert word in shown
        assert ("2 hand-over items wait (1 critical)" if lang == "en" else "2 条交接事项") in shown
        await typist.press("enter")
        await typist.on(SearchScreen)
        await typist.sees("李雷  early shift" if lang == "en" else "李雷  早班")
        assert typist.keys <= 3
    on = handed.service(Shifts, LI).now()
    assert [(each.login, each.kind) for each in on.here] == [("li", "early")]
    assert on.opened_at.timestamp() == MORNING


async def test_who_comes_later_joins_and_may_choose_the_shift(handed, folder, clock):
    handed.service(Shifts, LI).open()
    clock(HOUR)
    async with session(folder, actor=WANG) as pilot:
        typist = Typist(pilot)
        await typist.on(ArrivalScreen)
        await typist.sees("2026-11-22 early shift is on since 2026-11-22 08:12; 李雷 opened it.")
        await typist.press("j", "enter")
        await typist.on(SearchScreen)
        await typist.sees("王芳  late shift")
    assert handed.service(Shifts, WANG).now().present("wang").kind == "late"


async def test_a_shift_that_was_closed_and_one_that_is_over_are_marked(handed, folder, clock):
    handed.service(Shifts, LI).open()
    clock(9 * HOUR)
    handed.service(Receiving, LI).acknowledge(1, "先打电话问客户")
    handed.service(Receiving, LI).acknowledge(2)
    handed.service(ShiftReports, LI).close()
    async with session(folder, actor=WANG) as pilot:
        typist = Typist(pilot)
        await typist.on(ArrivalScreen)
        assert pilot.app.screen.key == "offer late"
        await typist.sees("closed already")
    clock(18 * HOUR)
    async with session(folder, actor=LEAD) as pilot:
        typist = Typist(pilot)
        await typist.on(ArrivalScreen)
        await typist.sees("its time is over")
        await typist.press("j", "enter")
        await typist.sees("late shift ended at 2026-11-23 00:30. Open it all the")
        assert handed.service(Shifts, LEAD).now() is None
        await typist.press("enter")
        await typist.on(SearchScreen)
    assert handed.service(Shifts, LEAD).now().kind == "late"


async def test_who_is_in_a_shift_is_not_asked_and_sees_who_is_there(handed, folder, clock):
    handed.service(Shifts, LI).open()
    handed.service(Shifts, WANG).join()
    async with session(folder, actor=LI) as pilot:
        typist = Typist(pilot)
        await typist.sees("李雷  early shift")
        assert isinstance(pilot.app.screen, SearchScreen)
        await typist.press("g u")
        await typist.on(ArrivalScreen)
        await typist.sees("王芳", "came 2026-11-22 08:12")
        await typist.press("L", "y")
        await typist.on(SearchScreen)
        await typist.sees("You have left 2026-11-22 early shift")
    assert [each.login for each in handed.service(Shifts, LI).now().here] == ["wang"]


async def test_the_last_one_cannot_just_go_home(handed, folder):
    handed.service(Shifts, LI).open()
    async with session(folder, actor=LI) as pilot:
        typist = Typist(pilot)
        await typist.press("g u")
        await typist.on(ArrivalScreen)
        await typist.press("L", "y")
        await typist.sees("You are the last")


async def test_a_lead_takes_over_a_shift_that_should_have_ended(handed, folder, clock):
    handed.service(Shifts, LI).open()
    clock(11 * HOUR)
    async with session(folder, actor=LEAD) as pilot:
        typist = Typist(pilot)
        await typist.on(ArrivalScreen)
        await typist.sees("It should have ended at 2026-11-22 16:30", "T take over")
        await typist.press("T")
        await typist.type("李雷走了")
        await typist.press("enter")
        await typist.sees("is yours")
    assert [each.login for each in handed.service(Shifts, LEAD).now().here] == ["chen"]


async def test_a_lead_is_asked_before_somebody_who_works_is_put_out_and_they_are_told(
    handed, folder, clock
):
    handed.service(Shifts, LI).open()
    here = Presence(folder, LI)
    here.at("")
    async with session(folder, actor=LEAD) as pilot:
        typist = Typist(pilot)
        await typist.on(ArrivalScreen)
        await typist.sees("In it: 李雷 (connected)")
        await typist.press("T")
        await typist.sees("from 李雷 (connected): why?")
        await typist.type("x")
        await typist.press("enter")
        await typist.sees("李雷 work in 2026-11-22 early shift and are connected now")
        assert handed.service(Shifts, LI).now().present("li")
        await typist.press("y")
        await typist.sees("is yours")
    here.close()
    assert handed.service(Notices, LI).unread()


async def test_who_may_work_in_no_shift_and_a_desk_without_shifts_are_not_asked(
    handed, folder, orders
):
    async with session(folder, actor=EYE) as pilot:
        await until(pilot, lambda: pilot.app.unread is not None)
        assert isinstance(pilot.app.screen, SearchScreen)
        await press(pilot, "g", "u")
        await until(pilot, lambda: isinstance(pilot.app.screen, ArrivalScreen))
        await until(pilot, lambda: pilot.app.screen.answered)
        await press(pilot, "enter")
        await until(pilot, lambda: "Who may: " in screen_text(pilot.app))


async def test_a_desk_that_works_without_shifts_opens_as_before(orders, folder):
    async with session(folder, actor=LI) as pilot:
        await until(pilot, lambda: pilot.app.unread is not None)
        assert isinstance(pilot.app.screen, SearchScreen)


async def test_who_is_typing_already_is_told_and_not_interrupted(handed, folder, monkeypatch):
    async with session(folder, actor=LI) as pilot:
        typist = Typist(pilot)
        await typist.on(ArrivalScreen)
        await typist.press("escape")
        await typist.on(SearchScreen)
        await typist.press("/")
        await typist.type("abc")
        pilot.app.arrive()
        await typist.sees("You are in no shift. g u opens or joins one.")
        assert isinstance(pilot.app.screen, SearchScreen)


@LANGUAGES
async def test_what_was_done_in_a_shift_names_it_as_people_do(handed, folder, lang):
    handed.service(Shifts, LI).open()
    handed.service(Remarks, LI).add(NUMBER, Tab.INTERNAL, "客户来电")
    name = "early shift" if lang == "en" else "早班"
    async with session(folder, lang=lang, actor=LI) as pilot:
        pilot.app.open_order(NUMBER)
        typist = Typist(pilot)
        await typist.on(OrderScreen)
        await typist.press("1")
        await typist.sees("客户来电", f"李雷 {name}")
        await typist.press("L")
        await typist.sees(f"李雷 {name}")


# W16


@LANGUAGES
async def test_w16_one_key_hides_everything_and_one_brings_it_back(handed, folder, lang):
    handed.service(Shifts, LI).open()
    async with session(folder, lang=lang, actor=LI) as pilot:
        pilot.app.open_order(NUMBER)
        typist = Typist(pilot)
        await typist.on(OrderScreen)
        await typist.press("n")
        await typist.type("还没写完")
        await typist.press("escape")
        await typist.on(OrderScreen)
        before = screen_text(pilot.app)
        typist.keys = 0
        await typist.press("z")
        await until(pilot, lambda: isinstance(pilot.app.screen, LockScreen))
        assert typist.keys == 1
        shown = [line for line in screen_text(pilot.app).splitlines() if line.strip()]
        assert len(shown) <= 2
        assert "李雷" in shown[0]
        await press(pilot, "g", "o", ":", "/", "Q", "escape", "u", "n", "x")
        assert isinstance(pilot.app.screen, LockScreen)
        await typist.press("z")
        await typist.on(OrderScreen)
        assert NUMBER in screen_text(pilot.app)
        assert len(before.splitlines()) == len(screen_text(pilot.app).splitlines())
    kept = handed.service(Drafts, LI)
    assert [each.text for each in kept.kept_for(NUMBER)] == ["还没写完"]


async def test_news_do_not_show_on_a_locked_screen(handed, folder):
    handed.service(Shifts, LI).open()
    async with session(folder, actor=LI) as pilot:
        await press(pilot, "z")
        await until(pilot, lambda: isinstance(pilot.app.screen, LockScreen))
        notice(pilot.app, "马小云 13800001111", news=True)
        pilot.app.changes += 1
        await pilot.app.store_moved(desk=True, imports=True)
        await pilot.pause()
        assert "马小云" not in screen_text(pilot.app)


# Goldens, hostile names


@LANGUAGES
@SIZES
async def test_golden_arrival(handed, folder, lang, size):
    async with session(folder, lang=lang, size=size, actor=LI) as pilot:
        typist = Typist(pilot)
        await typist.on(ArrivalScreen)
        golden.check(f"arrival-{lang}-{size[0]}x{size[1]}", screen_text(pilot.app))


@LANGUAGES
async def test_golden_lock(handed, folder, lang):
    async with session(folder, lang=lang, actor=LI) as pilot:
        await Typist(pilot).on(ArrivalScreen)
        await press(pilot, "z")
        await until(pilot, lambda: isinstance(pilot.app.screen, LockScreen))
        pilot.app.screen._since = datetime(2026, 11, 22, 4, 3, tzinfo=UTC)
        pilot.app.screen._tell()
        await pilot.pause()
        golden.check(f"lock-{lang}", screen_text(pilot.app))


async def test_hostile_names_are_shown_and_not_obeyed(handed, folder):
    on = handed.service(Shifts, LI).open()
    texts = [each.encode(errors="replace").decode()[:2_000] for each in PAYLOADS]
    with handed.store.change() as c:
        c.execute(columns.shifts.update().values(kind="weird[/]", opened_by="\n".join(texts)))
        for n, text in enumerate(texts):
            c.execute(
                insert(columns.shift_people),
                {"shift_id": on.id, "login": f"p{n}", "name": text, "kind": text,
                 "planned_start": 1, "planned_end": 2, "came_at": 1, "left_at": None},
            )  # fmt: skip
    async with session(folder, actor=LI) as pilot:
        typist = Typist(pilot)
        await typist.press("g u")
        await typist.on(ArrivalScreen)
        for _ in range(40):
            assert not forbidden(screen_text(pilot.app).replace("\n", ""))
            await press(pilot, "pagedown")

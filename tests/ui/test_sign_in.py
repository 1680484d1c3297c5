"""Sitting down at a shared terminal and leaving it for a moment: W1, W16 with their budgets."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from textual.widgets import OptionList

from csdesk.model.sessions import Door, Visit
from csdesk.model.settings import DeskSettings, PeopleSettings
from csdesk.model.trouble import Effect, Kind, Trouble
from csdesk.services.counter import Counter
from csdesk.services.desk import Desk
from csdesk.services.drafts import Drafts
from csdesk.services.people import People
from csdesk.services.shifts import Shifts
from csdesk.services.sign_in import SignIn
from csdesk.store import columns, credentials
from csdesk.ui import sitting
from csdesk.ui.app import CsdeskApp
from csdesk.ui.screens.arrival import ArrivalScreen
from csdesk.ui.screens.choosing import Choosing
from csdesk.ui.screens.lock import LockScreen
from csdesk.ui.screens.lost import LostScreen
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.screens.order_value import ValuePrompt
from csdesk.ui.screens.palette import PaletteScreen
from csdesk.ui.screens.search import SearchScreen
from csdesk.ui.screens.sign_in import SignInScreen, Stage
from csdesk.words import use_language
from tests import golden
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person
from tests.ui.conftest import press, screen_text, session, until
from tests.ui.order_sample import HAN, NUMBER, whole_order
from tests.ui.typist import Typist

BOSS = person("boss", "老板", ("admin", "lead", "agent"))
LI, WANG, CHEN = person("li", "李雷"), person("wang", "王芳"), person("chen", "陈静", ("lead",))
DOOR = person("@counter1", "counter1", ())
PIN, WANGS = "482913", "593024"
SINCE = datetime(2026, 11, 22, 4, 3, tzinfo=UTC)
LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])


@pytest.fixture(scope="module")
def secrets(tmp_path_factory):
    """What is kept of the two PINs: made once, as each takes a tenth of a second."""
    from csdesk.services.secrets import Secrets

    made = Secrets(tmp_path_factory.mktemp("secrets"))
    return made.made(PIN), made.made(WANGS)


@pytest.fixture
def staffed(orders, secrets):
    """李雷 and 王芳 have PINs, 陈静 has none; an order with everything."""
    orders.service(People, BOSS).ensure()
    for each in (LI, WANG, CHEN, HAN):
        orders.service(People, BOSS).add(each.login, each.name, each.roles)
    with orders.store.change() as c:
        for each, secret in zip((LI, WANG), secrets, strict=True):
            credentials.put(c, each.login, secret, by="boss", at=1, must_change=False)
    whole_order(orders)
    return orders


@asynccontextmanager
async def counter(folder, *, size=(80, 24), lang="en", at=None):
    """A session at a counter; ``at`` is one that somebody sits at already."""
    use_language(lang)
    settings = DeskSettings(zone="Asia/Shanghai")
    shared = at or Counter(folder, settings, DOOR)

    def open_desk():
        assert shared.sitting
        return Desk(folder, settings, shared.sitting)

    app = CsdeskApp(open_desk, settings, title="demo", counter=shared)
    async with app.run_test(size=size, notifications=True) as pilot:
        if at is None:
            await Typist(pilot).on(SignInScreen)
        else:
            home = app.screen_stack[0]
            assert isinstance(home, SearchScreen)
            await until(pilot, lambda: app.is_open and home.answered)
        yield pilot


def idle(app, seconds):
    """As if nobody had pressed a key for so long."""
    app._touched = sitting.now() - seconds
    app.look_idle()


# W1, W16


async def test_w1_name_pin_and_the_shift_take_three_keys(staffed, folder):
    staffed.service(Shifts, LI).open()
    async with counter(folder) as pilot:
        typist = Typist(pilot)
        await typist.sees("李雷", "王芳", "陈静", "no PIN yet")
        assert NUMBER not in screen_text(pilot.app)
        await typist.type("芳")
        await typist.press("enter")
        await typist.type(WANGS)
        assert WANGS not in screen_text(pilot.app)
        await typist.press("enter")
        await typist.on(ArrivalScreen)
        await typist.sees("王芳", "Asia/Shanghai", "early shift", "hand-over")
        await typist.press("enter")
        await typist.on(SearchScreen)
        assert typist.keys == 3
        await typist.sees("王芳", NUMBER)
    on = staffed.service(Shifts, WANG).arrival().on
    assert [each.login for each in on.people] == ["li", "wang"]


@LANGUAGES
async def test_w16_another_persons_pin_opens_her_own_session_and_the_draft_stays(
    staffed, folder, lang
):
    for each in (LI, WANG):
        (staffed.service(Shifts, each).open if each is LI else staffed.service(Shifts, each).join)()
    shared = Counter(folder, DeskSettings(), DOOR)
    shared.sitting = LI
    async with counter(folder, at=shared, lang=lang) as pilot:
        app, typist = pilot.app, Typist(pilot)
        app.open_order(NUMBER)
        await typist.on(OrderScreen)
        await typist.press("n")
        await typist.type("还没写完")
        await typist.press("escape")
        await typist.on(OrderScreen)
        typist.keys = 0
        await typist.press("z")
        await typist.on(SignInScreen)
        assert typist.keys == 1
        assert "李雷" in screen_text(app)
        assert NUMBER not in screen_text(app)
        await press(pilot, "escape")
        await typist.type("wang")
        await typist.press("enter")
        await typist.type(WANGS)
        await typist.press("enter")
        await until(pilot, lambda: app.leaving)
        assert (app.next_please, shared.sitting.login) == (True, "wang")
    async with counter(folder, at=shared, lang=lang) as pilot:
        await Typist(pilot).sees("王芳")
        assert "李雷" not in screen_text(pilot.app)
    assert [each.text for each in staffed.service(Drafts, LI).kept_for(NUMBER)] == ["还没写完"]


async def test_who_comes_back_finds_everything_as_it_was_and_only_with_the_pin(staffed, folder):
    staffed.service(Shifts, LI).open()
    async with session(folder, actor=LI) as pilot:
        typist = Typist(pilot)
        pilot.app.open_order(NUMBER)
        await typist.on(OrderScreen)
        before = screen_text(pilot.app)
        await typist.press("z")
        await typist.on(SignInScreen)
        for keys in (["escape"], ["enter"], [WANGS, "enter"], ["z", "enter"], ["Q", "g o", ":"]):
            await press(pilot, *keys)
            assert isinstance(pilot.app.screen, SignInScreen)
            assert NUMBER not in screen_text(pilot.app)
        await typist.sees("That is not the PIN of 李雷")
        assert "王芳" not in screen_text(pilot.app), "nobody else sits down at her own session"
        await press(pilot, *["backspace"] * 6, PIN, "enter")
        await typist.on(OrderScreen)
        await until(pilot, lambda: screen_text(pilot.app).splitlines()[2:-1]
                    == before.splitlines()[2:-1])  # fmt: skip
        assert not pilot.app.locked


async def test_who_quits_at_a_counter_leaves_it_to_the_next_and_esc_ends_it(staffed, folder):
    staffed.service(Shifts, LI).open()
    shared = Counter(folder, DeskSettings(), DOOR)
    shared.sitting = LI
    async with counter(folder, at=shared) as pilot:
        await press(pilot, "Q")
        await until(pilot, lambda: pilot.app.leaving)
        assert (pilot.app.next_please, shared.sitting) == (True, None)
    async with counter(folder) as pilot:
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.leaving)
        assert not pilot.app.next_please


# PINs


async def test_a_pin_that_a_lead_gave_is_changed_before_anything_is_shown(staffed, folder):
    staffed.service(SignIn, BOSS).give("chen", "720418")
    async with counter(folder) as pilot:
        typist = Typist(pilot)
        await press(pilot, "chen", "enter", "720418", "enter")
        await typist.sees("Your own, 陈静")
        await press(pilot, "123456", "enter", "123456", "enter")
        await typist.sees("the first that somebody would try")
        await press(pilot, "904127", "enter", "904128", "enter")
        await typist.sees("not the same")
        await press(pilot, "904127", "enter", "904127", "enter")
        await typist.on(SearchScreen)
        await typist.sees("陈静")
    assert staffed.service(SignIn, DOOR).sign_in("chen", "904127").must_change is False


async def test_a_person_chooses_a_pin_by_the_list_of_commands_and_z_asks_for_it(staffed, folder):
    staffed.service(Shifts, CHEN).open()
    async with session(folder, actor=CHEN) as pilot:
        app, typist = pilot.app, Typist(pilot)
        await press(pilot, "z")
        await until(pilot, lambda: isinstance(app.screen, LockScreen) and app.screen._free)
        await press(pilot, "enter", ":")
        await typist.on(PaletteScreen)
        await press(pilot, "my PIN", "enter")
        for _ in range(2):
            await typist.on(ValuePrompt)
            await press(pilot, "618275")
            assert "618275" not in screen_text(app)
            await press(pilot, "enter")
        await typist.sees("Your PIN is set")
        await press(pilot, "z")
        await typist.on(SignInScreen)
        await press(pilot, "618275", "enter")
        await until(pilot, lambda: not app.locked)


async def test_a_lead_unlocks_whoever_was_wrong_too_often(staffed, folder):
    staffed.service(Shifts, CHEN).open()
    with staffed.store.change() as c:
        credentials.count_wrong(c, "li", 10, int(time.time()))
    async with counter(folder) as pilot:
        await Typist(pilot).sees("locked: a lead unlocks")
        await press(pilot, "李", "enter", PIN, "enter")
        await Typist(pilot).sees("Wrong 10 times: 李雷 is locked")
    async with session(folder, actor=CHEN) as pilot:
        await press(pilot, ":")
        await Typist(pilot).on(PaletteScreen)
        await press(pilot, "unlock a", "enter")
        await Typist(pilot).on(Choosing)
        await press(pilot, "enter")
        await Typist(pilot).sees("李雷 may sign in again")
    assert staffed.service(SignIn, DOOR).sign_in("li", PIN)


# Nobody there


async def test_five_minutes_without_a_key_hide_the_screen_and_half_an_hour_ends_it(staffed, folder):
    staffed.service(Shifts, LI).open()
    async with session(folder, actor=LI) as pilot:
        app = pilot.app
        idle(app, 299)
        assert not app.locked
        idle(app, 301)
        await Typist(pilot).on(SignInScreen)
        app._hidden_since = sitting.now() - 1_799
        idle(app, 1_799)
        await press(pilot, "4")  # somebody is there after all
        app._hidden_since = sitting.now() - 1_801
        app.look_idle()
        assert not app.leaving
        idle(app, 1_801)
        await until(pilot, lambda: app.leaving)
        assert not app.next_please


async def test_where_enter_alone_comes_back_the_session_does_not_end(staffed, folder):
    staffed.service(Shifts, CHEN).open()
    async with session(folder, actor=CHEN) as pilot:
        idle(pilot.app, 301)
        await until(pilot, lambda: isinstance(pilot.app.screen, LockScreen))
        pilot.app._hidden_since = sitting.now() - 10**6
        idle(pilot.app, 10**6)
        assert not pilot.app.leaving
        await until(pilot, lambda: pilot.app.screen._free)
        await press(pilot, "enter")
        assert not pilot.app.locked
        pilot.app.desk.visit = Visit("chen", Door.SSH)
        idle(pilot.app, 301)
        pilot.app._hidden_since = sitting.now() - 1_801
        idle(pilot.app, 1_801)
        assert pilot.app.leaving


async def test_the_times_are_those_of_desk_toml_and_nought_is_never(staffed, folder):
    settings = DeskSettings(people=PeopleSettings(lock_minutes=0))
    staffed.service(Shifts, LI).open()
    async with session(folder, actor=LI, settings=settings) as pilot:
        idle(pilot.app, 10**6)
        assert not pilot.app.locked


async def test_nothing_that_was_under_way_comes_over_a_hidden_screen(staffed, folder):
    staffed.service(Shifts, LI).open()
    async with session(folder, actor=LI) as pilot:
        app = pilot.app
        ended = asyncio.Event()

        async def slow():
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

        app.screen.at_work.add(app.run_worker(slow()))
        await pilot.pause()
        idle(app, 301)
        assert not app.locked, "what is being done is done first"
        app.action_lock()
        await Typist(pilot).on(SignInScreen)
        await asyncio.wait_for(ended.wait(), 10)
        app.arrive()
        for way in (app.action_shift, app.action_imports, app.action_orders):
            with pytest.raises(Exception, match="hidden"):
                await way()
        assert isinstance(app.screen, SignInScreen)
        assert NUMBER not in screen_text(app)
        app.push_screen(LostScreen(Trouble(Kind.REPLACED, Effect.ENDS, "Gone.", {})))
        await until(pilot, lambda: isinstance(app.screen, LostScreen))


# Trouble, hostile names, goldens


async def test_a_store_in_trouble_lets_nobody_in_unseen(staffed, folder):
    staffed.service(Shifts, LI).open()
    async with session(folder, actor=LI) as pilot:
        app = pilot.app
        app.desk.store.close()
        (folder / "desk.db").rename(folder / "away.db")
        app.action_lock()
        await until(pilot, lambda: isinstance(app.screen, LostScreen))
        await press(pilot, "enter", "z")
        assert app.locked
        assert NUMBER not in screen_text(app)


async def test_hostile_names_are_shown_and_not_obeyed(staffed, folder):
    texts = [each.encode(errors="replace").decode()[:2_000] for each in PAYLOADS]
    for n, _ in enumerate(texts):
        staffed.service(People, BOSS).add(f"p{n}", "x", ["agent"])
    with staffed.store.change() as c:
        for n, text in enumerate(texts):
            c.execute(update(columns.people).where(columns.people.c.login == f"p{n}")
                      .values(name=text, code=text))  # fmt: skip
    async with counter(folder) as pilot:
        screen = pilot.app.screen
        people = screen.query_one(OptionList)
        for place in range(0, people.option_count, 5):
            people.highlighted = place
            await pilot.pause()
            assert not forbidden(screen_text(pilot.app).replace("\n", ""))
        for one in screen._candidates:
            screen._to(Stage.PIN, one)
            await pilot.pause()
            assert not forbidden(screen_text(pilot.app).replace("\n", ""))


@LANGUAGES
@SIZES
async def test_golden_sign_in(staffed, folder, lang, size):
    with staffed.store.change() as c:
        credentials.count_wrong(c, "wang", 10, 1)
    async with counter(folder, lang=lang, size=size) as pilot:
        golden.check(f"sign-in-{lang}-{size[0]}x{size[1]}", screen_text(pilot.app))


@LANGUAGES
async def test_golden_locked_with_a_pin(staffed, folder, lang):
    shared = Counter(folder, DeskSettings(), DOOR)
    shared.sitting = LI
    async with counter(folder, at=shared, lang=lang) as pilot:
        app = pilot.app
        app.push_screen(app._sign_in_screen(shared, SINCE, LI))
        await Typist(pilot).on(SignInScreen)
        await press(pilot, "12", "enter")
        await until(pilot, lambda: "雷" in app.screen._told)
        golden.check(f"lock-pin-{lang}", screen_text(app))

"""The lead board at the keys: W27 with its budget, its lists, its looks, hostile words."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import insert, update

from csdesk.model.board import Glance
from csdesk.model.requests import RequestKind
from csdesk.model.status import Tab
from csdesk.services.gate import Gate
from csdesk.services.people import People
from csdesk.services.remarks import Remarks
from csdesk.services.requests import Requests
from csdesk.store import columns, handover
from csdesk.ui.screens.board import BoardScreen
from csdesk.ui.screens.board_items import CarriedScreen
from csdesk.ui.screens.found import FoundScreen
from csdesk.ui.screens.handover import HandoverScreen
from csdesk.ui.screens.inbox import InboxScreen
from csdesk.ui.screens.lead import LeadScreen
from csdesk.ui.screens.ledger import LedgerScreen
from csdesk.ui.screens.my_queue import QueueScreen
from csdesk.ui.screens.promises import PromisesScreen
from csdesk.ui.screens.shortages import ShortagesScreen
from csdesk.ui.screens.stuck import StuckScreen
from tests import golden
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person
from tests.services.test_as_of import shift
from tests.services.test_board import item
from tests.ui.conftest import press, screen_text, session, until
from tests.ui.order_sample import HAN, NUMBER, whole_order
from tests.ui.typist import Typist

NOW = int(time.time())
AGENT, LEAD = person(), person("wang", "王主管", roles=("lead",))
LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])

LISTS = {
    "1": HandoverScreen, "2": LedgerScreen, "3": FoundScreen, "4": FoundScreen,
    "5": ShortagesScreen, "6": StuckScreen, "7": InboxScreen, "8": InboxScreen,
    "9": LeadScreen, "0": FoundScreen,
}  # fmt: skip


@pytest.fixture
def morning(orders):
    """A desk as a lead finds it: something behind every number but conflicts."""
    boss = person("boss", "老板", roles=())
    orders.service(People, boss).ensure()
    for each in (AGENT, HAN, LEAD):
        orders.service(People, boss).add(each.login, each.name, each.roles)
    key = whole_order(orders)
    for nth, after in enumerate((-90_000, -7_200, 3_600)):
        orders.order(f"TB261121-000{nth}", f"24999999999999999{nth}", ship_by=NOW + after)
    orders.service(Gate, AGENT).approve("TB261121-0000")
    orders.service(Requests, AGENT).ask(NUMBER, RequestKind.PRIORITY, "老客户，急用")
    orders.service(Remarks, AGENT).add(NUMBER, Tab.SHIPPING, "改圆通")
    with orders.store.change() as c:
        shift(c, 1, NOW - 60_000, 0, 3, ["han"])
        item(c, 1, "critical")
        item(c, 2)
        handover.hand_on(c, 1)
        c.execute(update(columns.shifts).values(closed_by="韩梅"))
        shift(c, 2, NOW - 3_000, 3, None, ["li"])
        c.execute(update(columns.orders).where(columns.orders.c.id == key).values(conflicts=0))
    return orders


@LANGUAGES
async def test_w27_the_morning_glance_takes_two_keys(morning, folder, lang):
    async with session(folder, lang=lang, actor=LEAD) as pilot:
        typist = Typist(pilot)
        await until(pilot, lambda: pilot.app.is_open)
        typist.keys = 0
        await typist.press("g l")
        await typist.on(BoardScreen)
        await until(pilot, lambda: pilot.app.screen.answered)
        shown = screen_text(pilot.app)
    assert typist.keys <= 2
    for word in ("1 critical", "oldest") if lang == "en" else ("1 项紧急必读", "最久"):
        assert word in shown
    lines = {line.strip("> ")[:3]: line for line in shown.splitlines() if "[" in line[:6]}
    assert set(lines) >= {f"[{key}]" for key in "1234567890"}
    assert " 2 " in lines["[1]"]
    assert " 2 " in lines["[3]"]
    assert " OK" not in shown


@pytest.mark.parametrize("key", LISTS)
async def test_each_number_opens_its_list_and_esc_comes_back(morning, folder, key):
    async with session(folder, actor=LEAD) as pilot:
        typist = Typist(pilot)
        await typist.press("g l")
        await typist.on(BoardScreen)
        await until(pilot, lambda: pilot.app.screen.answered)
        await typist.press(key)
        await typist.on(LISTS[key])
        await press(pilot, "escape")
        await typist.on(BoardScreen)


async def test_a_number_without_a_digit_is_opened_by_enter(morning, folder):
    screens = {
        Glance.QUERIES: QueueScreen, Glance.OVERDUE: PromisesScreen, Glance.CARRIED: CarriedScreen,
    }  # fmt: skip
    async with session(folder, actor=LEAD) as pilot:
        typist = Typist(pilot)
        await typist.press("g l")
        await typist.on(BoardScreen)
        await until(pilot, lambda: pilot.app.screen.answered)
        board = pilot.app.screen
        for figure, screen in screens.items():
            board.entries.go(figure.value)
            await press(pilot, "enter")
            await typist.on(screen)
            await press(pilot, "escape")
            await typist.on(BoardScreen)


async def test_the_list_of_the_late_has_as_many_as_the_number_says(morning, folder):
    async with session(folder, actor=LEAD) as pilot:
        typist = Typist(pilot)
        await typist.press("g l")
        await typist.on(BoardScreen)
        await until(pilot, lambda: pilot.app.screen.answered)
        await typist.press("3")
        await typist.sees("TB261121-0001")
        await typist.sees("TB261121-0000")


async def test_hostile_names_and_items_are_shown_and_not_obeyed(morning, folder):
    readable = [each for each in PAYLOADS[::9] if "\x00" not in each]
    for nth, payload in enumerate(readable, 10):
        text = payload.encode(errors="replace").decode()
        with morning.store.change() as c:
            item(c, nth)
            h, w = columns.handover_items, columns.shift_people
            c.execute(update(h).where(h.c.id == nth).values(
                topic=text, summary=text, action=text, owner=text, author=text))  # fmt: skip
            c.execute(insert(columns.handover_receipts), [
                {"shift_id": 1, "item_id": nth, "nth": n, "received_login": "",
                 "received_by": "", "received_at": None, "read_back": ""} for n in (1,)
            ])  # fmt: skip
            c.execute(update(w).values(name=text))
        async with session(folder, actor=LEAD) as pilot:
            typist = Typist(pilot)
            await typist.press("g l")
            await typist.on(BoardScreen)
            await until(pilot, lambda: pilot.app.screen.answered)
            assert forbidden(screen_text(pilot.app), lines=True) == []
            await typist.press("1")
            await typist.on(HandoverScreen)
            await until(pilot, lambda: pilot.app.screen.answered)
            assert forbidden(screen_text(pilot.app), lines=True) == []


@SIZES
@LANGUAGES
async def test_how_it_looks(morning, folder, monkeypatch, lang, size):
    monkeypatch.setattr("csdesk.ui.screens.board.age", lambda *_: "5 d")
    monkeypatch.setattr("csdesk.ui.screens.board.when", lambda *_: "2026-11-22 08:31")
    async with session(folder, lang=lang, size=size, actor=LEAD) as pilot:
        typist = Typist(pilot)
        await press(pilot, "g", "l")
        await typist.on(BoardScreen)
        await until(pilot, lambda: pilot.app.screen.answered)
        golden.check(f"board-{lang}-{size[0]}x{size[1]}", screen_text(pilot.app))

"""The out-of-stock sheet at the keys: W10 and W34 with their budgets."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from csdesk.model.promises import PromiseKind
from csdesk.model.status import ItemStatus, Verdict
from csdesk.services.promises import Promises
from csdesk.services.purchasing import Purchasing
from csdesk.store import columns
from csdesk.ui.screens.affected import AffectedScreen, ToTellScreen
from csdesk.ui.screens.can_ship import CanShipScreen
from csdesk.ui.screens.choosing import Choosing
from csdesk.ui.screens.item import ItemScreen
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.screens.order_value import ValuePrompt
from csdesk.ui.screens.promises import PromisesScreen
from csdesk.ui.screens.question import Question
from csdesk.ui.screens.shortages import ShortagesScreen
from csdesk.ui.screens.stock_alarms import SlipsScreen
from tests import golden
from tests.hostile import PAYLOADS, forbidden
from tests.ui.conftest import press, screen_text, session, until
from tests.ui.order_sample import PLACED
from tests.ui.stocked import (
    AGENT,
    BUYER,
    DRESS,
    SHORT,
    call_about,
    calls_about,
    can_ship,
    item,
    stocked_desk,
    wanted,
)
from tests.ui.test_typeahead import at_once
from tests.ui.typist import Typist

LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
EMPTY = f"{DRESS}-00-XS"
"""None on hand."""


@pytest.fixture
def stocked(tmp_path):
    desk = stocked_desk(tmp_path)
    wanted(desk, 8, EMPTY, name="钱二", attributes="颜色:红;尺码:XS")
    yield desk
    desk.store.close()


@pytest.fixture
def folder(stocked, tmp_path):
    """The desk folder."""
    del stocked
    return tmp_path


async def at_sheet(pilot):
    typist = Typist(pilot)
    await typist.press("g p")
    await typist.on(ShortagesScreen)
    return typist


# W10


@LANGUAGES
async def test_w10_a_supplier_is_called_in_four_keys(stocked, folder, lang):
    """Shown: purchaser on duty and telephone, item by colour and size, pieces, orders."""
    async with session(folder, lang=lang, actor=AGENT) as pilot:
        typist = await at_sheet(pilot)
        await typist.sees("周采", "0571-88001122", "陈厂长", SHORT, "藏青 M", "020-81234567", EMPTY)
        typist.keys = 0  # the sheet is open; the rest is for each supplier
        await typist.press("enter")
        await typist.on(ShortagesScreen)
        await typist.press("c")
        await typist.on(ValuePrompt)
        await typist.type("2099-11-28 50件 下周发车")
        await typist.press("enter")
        await typist.on(ShortagesScreen)
        await typist.sees("2099-11-28")
        await typist.press("escape")
        await typist.on(ShortagesScreen)
    assert typist.keys <= 4
    (call,) = calls_about(stocked, SHORT) + calls_about(stocked, EMPTY)
    assert (call.author, call.answer, call.quantity) == ("李雷", "下周发车", 50)
    assert call.expected.isoformat() == "2099-11-28"
    number = "TB240202-0002" if call.sku == SHORT else "TB240202-0008"
    told = can_ship(stocked, number)
    assert (told.verdict, told.expected) == (Verdict.EXPECTED, call.expected)


async def test_w10_from_home_without_opening_the_supplier_in_four_keys(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_sheet(pilot)
        await typist.press("c")
        await typist.on(ValuePrompt)
        await typist.type("2099-11-28")
        await typist.press("enter")
        await typist.on(ShortagesScreen)
        await typist.sees("Noted for 1 item", "expected 2099-11-28")
    assert typist.keys <= 4


async def test_whoever_waits_is_told_the_new_day(stocked, folder, clipboard):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_sheet(pilot)
        pilot.app.screen.entries.go(f"item {SHORT.lower()}")
        await typist.press("c")
        await typist.on(ValuePrompt)
        await typist.type("2099-11-28")
        await typist.press("enter")
        await typist.sees("Noted for 1 item", "tell: t")
        await typist.press("t")
        await typist.on(AffectedScreen)
        await typist.sees("李*", "138****0002", "2099-11-28")
        await typist.press("y")
        await until(pilot, lambda: clipboard)
        assert "138****0002" in clipboard[0], "what is shown is what is copied"


async def test_who_is_to_be_told_is_found_later_and_leaves_the_list_when_told(stocked, folder):
    """From the sheet and from the item, by somebody else than the one who called."""
    call_about(stocked, SHORT, "2099-11-28")
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_sheet(pilot)
        await typist.sees("customers to tell 4")
        await typist.press("t")
        await typist.on(ToTellScreen)
        await typist.sees("李*", SHORT, "(1122)")
        pilot.app.screen.entries.go("order TB240202-0002 1")
        await typist.press("t")
        await typist.sees("TB240202-0002 has been told")
        await until(pilot, lambda: "李*" not in screen_text(pilot.app))
        await typist.press("u")
        await typist.sees("李*", "Taken back: customer told")
        await typist.press("escape")
        await typist.on(ShortagesScreen)
        pilot.app.push_screen(ItemScreen(SHORT))
        await typist.on(ItemScreen)
        await typist.press("t")
        await typist.on(ToTellScreen)
        await typist.sees("李*", "王*")


async def test_quick_keys_tell_one_customer_after_the_other(stocked, folder):
    call_about(stocked, SHORT, "2099-11-28")
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_sheet(pilot)
        await typist.sees("customers to tell 4")
        await typist.press("t")
        await typist.on(ToTellScreen)
        await typist.sees("李*")
        at_once(pilot, *"tttt")
        await until(pilot, lambda: stocked.service(Purchasing, AGENT).to_tell() == ())


async def test_a_call_is_taken_back_by_one_key(stocked, folder):
    async with session(folder, actor=BUYER) as pilot:
        typist = await at_sheet(pilot)
        pilot.app.screen.entries.go(f"item {SHORT.lower()}")
        await typist.press("c")
        await typist.on(ValuePrompt)
        await typist.type("2099-11-28")
        await typist.press("enter")
        await typist.sees("Noted for 1 item", "2099-11-28 周采")
        await typist.press("u")
        await typist.sees("Taken back: call to a supplier", SHORT, "not called")


async def test_an_answer_that_has_no_day_is_asked_again(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_sheet(pilot)
        await typist.press("c")
        await typist.on(ValuePrompt)
        await typist.type("nobody answers")
        await typist.press("enter")
        await typist.sees("no day to come")
        assert isinstance(pilot.app.screen, ValuePrompt)
        await press(pilot, "home")
        await typist.type("? ")
        await typist.press("enter")
        await typist.on(ShortagesScreen)
        await typist.sees("no day told")


# W34


async def test_w34_purchasing_notes_a_day_in_four_keys(stocked, folder):
    async with session(folder, actor=BUYER) as pilot:
        typist = await at_sheet(pilot)
        await typist.press("e")
        await typist.on(ValuePrompt)
        await typist.type("2099-12-01")
        await typist.press("enter")
        await typist.on(ShortagesScreen)
        await typist.sees("2099-12-01")
    assert typist.keys <= 4


async def test_w34_a_day_is_noted_on_the_card_of_the_item_too(stocked, folder):
    async with session(folder, actor=BUYER) as pilot:
        typist = await at_sheet(pilot)
        pilot.app.screen.entries.go(f"item {SHORT.lower()}")
        await typist.press("enter")
        await typist.on(ItemScreen)
        await typist.press("e")
        await typist.on(ValuePrompt)
        await typist.sees("on which day do the goods come?")
        await typist.type("2099-12-01")
        await typist.press("enter")
        await typist.on(ItemScreen)
        await typist.sees("2099-12-01")


@LANGUAGES
async def test_w34_an_item_is_discontinued_in_three_keys(stocked, folder, lang):
    async with session(folder, lang=lang, actor=BUYER, size=(100, 30)) as pilot:
        typist = await at_sheet(pilot)
        pilot.app.screen.entries.go(f"item {SHORT.lower()}")
        typist.keys = 0
        await typist.press("X")
        await typist.on(Question)
        await typist.sees("TB240202-0002", "***")
        await typist.press("enter")
        await typist.on(AffectedScreen)
        await typist.sees("TB240202-0002", "TB240202-0003", "***")
        assert typist.keys <= 3
        await typist.press("enter")
        await typist.on(OrderScreen)
    assert item(stocked, SHORT).status is ItemStatus.DISCONTINUED


async def test_a_purchaser_sees_what_an_item_costs(stocked, folder):
    async with session(folder, actor=BUYER) as pilot:
        typist = await at_sheet(pilot)
        pilot.app.screen.entries.go(f"item {SHORT.lower()}")
        await typist.press("enter")
        await typist.on(ItemScreen)
        await typist.sees("¥31.00")


# Printing, and promises that slip


@pytest.mark.parametrize(("digit", "ending"), [("1", "txt"), ("2", "csv"), ("3", "xlsx")])
async def test_the_sheet_is_printed(stocked, folder, digit, ending):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_sheet(pilot)
        await typist.press("P")
        await typist.on(Choosing)
        await typist.press(digit, "enter")
        await typist.sees("Written:")
    (path,) = (folder / "exports").glob(f"*.{ending}")
    assert path.stat().st_size > 100


async def test_a_promise_that_slips_is_listed_before_the_customer_asks(stocked, folder):
    stocked.service(Promises).make("TB240202-0003", PromiseKind.SHIP, "3d", "周末前发出")
    call_about(stocked, SHORT, "2099-11-28")
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_sheet(pilot)
        await typist.press("s")
        await typist.on(SlipsScreen)
        await typist.sees("TB240202-0003", "王*", "2099-11-28", "周末前发出")
        await typist.sees(f"{SHORT} (1122)", "2 of 2 lacking", "西装裤")
        await typist.press("i")
        await typist.on(ItemScreen)
        await typist.press("escape", "enter")
        await typist.on(OrderScreen)
        await typist.press("w")
        await typist.on(CanShipScreen)


async def test_the_same_slip_stands_in_the_list_of_promises(stocked, folder):
    stocked.service(Promises).make("TB240202-0003", PromiseKind.SHIP, "3d", "周末前发出")
    stocked.service(Promises).make("TB240202-0005", PromiseKind.SHIP, "3d")
    call_about(stocked, SHORT, "2099-11-28")
    async with session(folder, actor=AGENT) as pilot:
        typist = Typist(pilot)
        await typist.press("g k")
        await typist.on(PromisesScreen)
        await typist.sees("late by stock 1", "2099-11-28", f"{SHORT} (1122)")
        assert screen_text(pilot.app).count("lacking") == 1


async def test_colleagues_calls_come_by_themselves(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_sheet(pilot)
        await typist.sees("not called")
        call_about(stocked, SHORT, "2099-11-28", actor=BUYER)
        await typist.sees("2099-11-28")


# How it looks


@SIZES
@LANGUAGES
async def test_how_the_sheet_looks(stocked, folder, monkeypatch, lang, size):
    monkeypatch.setattr("csdesk.ui.screens.shortage_rows.lasting", lambda *_: "5 d")
    call_about(stocked, SHORT, "2099-11-28 50件 下周发车")
    with stocked.store.change() as c:
        c.execute(update(columns.stock_calls).values(at=PLACED + 9_000))
    async with session(folder, lang=lang, size=size, actor=AGENT) as pilot:
        typist = await at_sheet(pilot)
        now = re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d")
        look = f"{lang}-{size[0]}x{size[1]}"

        def shown():
            return now.sub("2024-02-02 12:05", screen_text(pilot.app))

        golden.check(f"shortages-{look}", shown())
        await typist.press("enter")
        await typist.on(ShortagesScreen)
        await until(pilot, lambda: len(pilot.app.screen_stack) == 3)
        golden.check(f"supplier-{look}", shown())


async def test_hostile_text_is_shown_and_not_obeyed(stocked, folder):
    texts = [text for text in PAYLOADS if len(text) < 300]
    for text in texts[::6]:
        call_about(stocked, SHORT, f"? {text}")
        async with session(folder, actor=AGENT) as pilot:
            typist = await at_sheet(pilot)
            assert forbidden(screen_text(pilot.app)) == []
            pilot.app.screen.entries.go(f"item {SHORT.lower()}")
            await typist.press("enter")
            await typist.on(ItemScreen)
            assert forbidden(screen_text(pilot.app)) == []


@LANGUAGES
async def test_pieces_are_told_of_one_item_and_not_of_all_of_a_supplier(stocked, folder, lang):
    """Noted for each of the supplier's items they would be promised several times."""
    wanted(stocked, 9, f"{DRESS}-01-XS", quantity=90, name="吴九")
    async with session(folder, lang=lang, actor=AGENT) as pilot:
        typist = await at_sheet(pilot)
        pilot.app.screen.entries.go("supplier 广州嘉禾服饰")
        await typist.press("c")
        await typist.on(ValuePrompt)
        await typist.type("12-05 40件")
        await typist.press("enter")
        await typist.sees({"en": "pieces of which of the", "zh": "件是"}[lang])
        assert not calls_about(stocked, EMPTY)


@LANGUAGES
async def test_a_supplier_is_not_discontinued_and_that_is_said(stocked, folder, lang):
    async with session(folder, lang=lang, actor=BUYER) as pilot:
        typist = await at_sheet(pilot)
        pilot.app.screen.entries.go("supplier 广州嘉禾服饰")
        await typist.press("X")
        await typist.sees({"en": "This is a supplier", "zh": "这一行是供应商"}[lang])
        assert isinstance(pilot.app.screen, ShortagesScreen)

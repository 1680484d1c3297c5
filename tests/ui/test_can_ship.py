"""Why has it not shipped? W11 and W14 at the keys, with their budgets."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, update

from csdesk.model.status import Tab
from csdesk.services.orders import Orders
from csdesk.services.remarks import Remarks
from csdesk.store import columns
from csdesk.ui.screens.can_ship import CanShipScreen
from csdesk.ui.screens.choosing import Choosing
from csdesk.ui.screens.claims import ClaimsScreen
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.screens.order_value import ValuePrompt
from csdesk.ui.screens.pieces import PiecesDialog
from csdesk.ui.screens.question import Question
from tests import golden
from tests.hostile import PAYLOADS, forbidden
from tests.ui.conftest import press, screen_lines, screen_text, session, until
from tests.ui.order_sample import PLACED
from tests.ui.stocked import (
    AGENT,
    COUNTED_AT,
    LEAD,
    SHORT,
    THERE,
    call_about,
    stocked_desk,
    table,
    take,
    wanted,
)
from tests.ui.typist import Typist

LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])


@pytest.fixture
def stocked(tmp_path):
    desk = stocked_desk(tmp_path)
    yield desk
    desk.store.close()


@pytest.fixture
def folder(stocked, tmp_path):
    """The desk folder."""
    del stocked
    return tmp_path


async def at_verdict(pilot, number):
    pilot.app.push_screen(CanShipScreen(number))
    typist = Typist(pilot)
    await typist.on(CanShipScreen)
    return typist


# W11


@LANGUAGES
@pytest.mark.parametrize("asked", ["TB240202-0003", "王五"])
async def test_w11_the_buyer_asks_why_in_four_keys(stocked, folder, clipboard, lang, asked):
    call_about(stocked, SHORT, "2099-11-28 说下周发车")
    stocked.service(Remarks).add("TB240202-0003", Tab.SHIPPING, "客户催了两次")
    async with session(folder, lang=lang, actor=AGENT) as pilot:
        typist = Typist(pilot)
        await typist.press("/")
        await typist.type(asked)
        await typist.press("enter")
        await typist.on(OrderScreen)
        await typist.press("w")
        await typist.on(CanShipScreen)
        words = {
            "en": ("expected 2099-11-28", "the supplier told the day", "place in the queue 3"),
            "zh": ("待到货 2099-11-28", "供应商说了日期", "排队第 3"),
        }[lang]
        await typist.sees(*words, "说下周发车", "客户催了两次", SHORT)
        await typist.press("y")
        await until(pilot, lambda: clipboard)
    assert typist.keys <= 4
    assert "2099年11月28日" in clipboard[0]
    for secret in ("说下周发车", "客户催了两次", "杭州一厂", "陈厂长", "王五", SHORT):
        assert secret not in clipboard[0]


async def test_goods_that_are_there_are_told_so(stocked, folder, clipboard):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_verdict(pilot, "TB240202-0005")
        await typist.sees("[Y] can ship", "in stock", "2 of 2 there")
        await typist.press("Y")
        await until(pilot, lambda: clipboard)
    assert "The goods are in stock." in clipboard[0]


async def test_what_nobody_knows_is_told_as_not_known(stocked, folder, clipboard):
    wanted(stocked, 7, "NEVER-SEEN-1")
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_verdict(pilot, "TB240202-0007")
        await typist.sees("[U] unknown", "in no stock file")
        await typist.press("Y")
        await until(pilot, lambda: clipboard)
    assert "is not known yet" in clipboard[0]
    assert "in stock." not in clipboard[0]


async def test_a_supplier_whom_nobody_called_is_the_reason(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_verdict(pilot, "TB240202-0003")
        await typist.sees("[N] cannot ship", "nobody has called")
        await typist.press("enter")
        await typist.on(ClaimsScreen)
        await typist.press("escape")
        call_about(stocked, SHORT, "2099-11-28")
        await typist.sees("expected 2099-11-28")


async def test_a_lead_puts_it_first_from_its_verdict(stocked, folder):
    async with session(folder, actor=LEAD) as pilot:
        typist = await at_verdict(pilot, "TB240202-0003")
        await typist.press("P")
        await typist.on(Question)
        await typist.sees("TB240202-0001")
        await typist.press("y")
        await typist.type("加急")
        await typist.press("enter")
        await typist.sees("place in the queue 1", "put first by a lead")


async def test_w_is_offered_only_for_an_order(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        pilot.app.open_order("299999999999999999")
        typist = Typist(pilot)
        await typist.on(OrderScreen)
        await typist.press("w")
        assert isinstance(pilot.app.screen, OrderScreen)


# W14


@LANGUAGES
async def test_w14_an_exchange_shows_what_is_there_in_six_keys(stocked, folder, lang):
    async with session(folder, lang=lang, actor=AGENT) as pilot:
        pilot.app.open_order("TB240202-0003")
        typist = Typist(pilot)
        await typist.on(OrderScreen)
        await typist.press("e")
        await typist.on(ValuePrompt)
        await typist.type("1122")
        await typist.press("enter")
        await typist.on(Choosing)
        available = {"en": "available", "zh": "可用"}[lang]
        first, second = (line for line in screen_text(pilot.app).splitlines() if available in line)
        assert THERE in first
        assert f"{available} 7" in first
        assert f"{available} -5" in second
        await typist.press("enter")
        await typist.on(ValuePrompt)
        await typist.sees(f"{available} 7")
        await typist.press("enter")
        await typist.on(Question)
        await typist.press("enter")
        await typist.on(OrderScreen)
        await until(pilot, lambda: THERE in screen_text(pilot.app))
    assert typist.keys <= 6
    detail = stocked.service(Orders).order("TB240202-0003")
    assert [line.sku for line in detail.lines] == [THERE]
    assert any(THERE in remark.text for remark in detail.remarks)


async def test_items_without_a_colour_are_told_apart_by_their_title(stocked, folder):
    """On a wide screen there is room for all there is to know of each."""
    head = ("sku", "product", "title", "color", "size", "on_hand", "counted_at")
    rows = [
        ("WXZ0KU7788-A", "WXZ0KU7788", "羊毛手套 加厚触屏", "", "", 3, COUNTED_AT),
        ("WXZ0KU7788-B", "WXZ0KU7788", "羊毛手套 儿童", "", "", 0, COUNTED_AT),
        ("WXZ0KU7788-C", "WXZ0KU7788", "羊毛帽子", "酒红 麻花", "均码", 5, COUNTED_AT),
    ]
    take(stocked, folder, table(folder / "files", "more.csv", head, rows))
    for width in (80, 140):
        async with session(folder, actor=AGENT, size=(width, 24)) as pilot:
            pilot.app.open_order("TB240202-0003")
            typist = Typist(pilot)
            await typist.on(OrderScreen)
            await typist.press("e")
            await typist.on(ValuePrompt)
            await typist.type("7788")
            await typist.press("enter")
            await typist.on(Choosing)
            lines = [line for line in screen_lines(pilot.app) if "WXZ0KU7788-" in line]
            told = {line.split("WXZ0KU7788-")[1][0]: line for line in lines}
            assert "羊毛手套" in told["A"]
            assert "儿童" in told["B"]
            assert "available 0 [O] out of stock" in told["B"]
            assert "酒红 麻花" in told["C"]
            if width == 140:
                assert "加厚触屏" in told["A"]
                assert "羊毛帽子" in told["C"]


# W23


@LANGUAGES
async def test_w23_the_split_list_tells_what_can_ship_and_the_preview_when_the_rest(
    stocked, folder, lang
):
    number = wanted(stocked, 7, THERE, quantity=1)
    key = stocked.service(Orders).order(number).row.id
    with stocked.store.change() as c:
        line = {
            "order_id": key, "line_no": 2, "sku": SHORT, "title": "西装裤 直筒",
            "attributes": "颜色:藏青;尺码:M", "quantity": 1, "unit_price": 9_900,
            "line_status": "", "refund_status": "", "market_line_no": "",
        }  # fmt: skip
        c.execute(insert(columns.lines), line)
    there, lacking, nobody = {
        "en": ("[Y] can ship", "[N] cannot ship", "no day told"),
        "zh": ("[Y] 可发货", "[N] 不能发", "未说日期"),
    }[lang]
    async with session(folder, lang=lang, actor=AGENT) as pilot:
        pilot.app.open_order(number)
        typist = Typist(pilot)
        await typist.on(OrderScreen)
        await typist.press("x")
        await typist.on(PiecesDialog)
        await typist.sees(lacking)
        first, second = (row for row in screen_text(pilot.app).splitlines() if "[ ]" in row)
        assert there in first
        assert lacking in second
        assert pilot.app.screen.chosen == {}, "the person ticks"
        await typist.press("down")
        await typist.press("space")
        await typist.press("enter")
        await typist.sees(nobody)
        ships, waits = (r for r in screen_text(pilot.app).splitlines() if r.startswith(" OSP"))
        assert there in ships
        assert nobody in waits
        await typist.press("escape")
        call_about(stocked, SHORT, "2099-11-28 50件")
        await typist.press("enter")
        await typist.sees("2099-11-28")
        (waits,) = (r for r in screen_text(pilot.app).splitlines() if r.startswith(" OSP2"))
        assert "[E]" in waits
        assert "2099-11-28" in waits


# How it looks


@SIZES
@LANGUAGES
async def test_how_the_verdict_looks(stocked, folder, monkeypatch, lang, size):
    monkeypatch.setattr("csdesk.ui.screens.can_ship.age", lambda *_: "5 d")
    call_about(stocked, SHORT, "2099-11-28 50件 说下周发车")
    stocked.service(Remarks).add("TB240202-0003", Tab.SHIPPING, "客户催了两次，说周末要穿")
    with stocked.store.change() as c:
        for table in (columns.remarks, columns.stock_calls):
            c.execute(update(table).values(at=PLACED + 9_000))
    async with session(folder, lang=lang, size=size, actor=AGENT) as pilot:
        await at_verdict(pilot, "TB240202-0003")
        golden.check(f"can-ship-{lang}-{size[0]}x{size[1]}", screen_text(pilot.app))


async def test_hostile_text_is_shown_and_not_obeyed(stocked, folder):
    numbers = [
        wanted(
            stocked, n, text or "x", attributes=text, name=text, title=text,
        )
        for n, text in enumerate((t for t in PAYLOADS if len(t) < 300 and _writable(t)), 100)
    ]  # fmt: skip
    async with session(folder, actor=AGENT) as pilot:
        for number in numbers[::5]:
            await at_verdict(pilot, number)
            assert forbidden(screen_text(pilot.app)) == []
            await press(pilot, "escape")


def _writable(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

"""The stock at the keys: finding, colours by sizes, one item, its queue, what does not fit."""

from __future__ import annotations

import pytest

from csdesk.services.gate import Gate
from csdesk.ui.screens.affected import AffectedScreen
from csdesk.ui.screens.can_ship import CanShipScreen
from csdesk.ui.screens.claims import ClaimsScreen
from csdesk.ui.screens.item import ItemScreen
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.screens.order_value import ValuePrompt
from csdesk.ui.screens.product import ProductScreen
from csdesk.ui.screens.question import Question
from csdesk.ui.screens.stock import StockScreen
from csdesk.ui.screens.stock_alarms import AlarmsScreen
from csdesk.ui.widgets.matrix import Matrix
from tests import golden
from tests.hostile import PAYLOADS, forbidden
from tests.ui.conftest import press, screen_lines, screen_text, session, until
from tests.ui.stocked import (
    AGENT,
    BUYER,
    COLORS,
    COUNTED_AT,
    DRESS,
    LEAD,
    SCARF,
    SHORT,
    SIZES,
    THERE,
    TROUSERS,
    others,
    stocked_desk,
    table,
    take,
    wanted,
)
from tests.ui.typist import Typist

LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])
SIZES_OF_SCREENS = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])


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


async def at_stock(pilot, query=""):
    typist = Typist(pilot)
    await typist.press("g s")
    await typist.on(StockScreen)
    await typist.type(query)
    await typist.on(StockScreen)
    return typist


# Finding


@LANGUAGES
async def test_is_there_one_in_red_size_l_is_answered_in_four_keys(stocked, folder, lang):
    """What the issue is for: the number stands on the screen, with its formula."""
    async with session(folder, lang=lang, actor=AGENT) as pilot:
        typist = await at_stock(pilot, DRESS)
        await typist.press("enter")
        await typist.on(ProductScreen)
        assert typist.keys <= 4
        red = next(line for line in screen_lines(pilot.app) if line.startswith("红"))
        cells = red.replace(">", " ").split()[1:]
        on_hand = SIZES.index("L") * 5 % 23 - SIZES.index("L") % 2
        assert cells[SIZES.index("L")] == f"{on_hand - 2}N"
        await press(pilot, "right", "right", "right")
        name = {"en": "available", "zh": "可用"}[lang]
        await typist.sees(f"{name} {on_hand - 2} =")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("1122", TROUSERS), (TROUSERS.lower(), TROUSERS), ("西装裤", TROUSERS), ("羊毛", SCARF),
        ("杭州一厂", SCARF), (f"{DRESS}-00-L", DRESS),
    ],
)  # fmt: skip
async def test_products_are_found_by_whatever_is_known_of_them(stocked, folder, query, found):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_stock(pilot, query)
        await typist.sees(found)


async def test_a_short_code_of_several_products_is_chosen_from(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_stock(pilot, "1098")
        await typist.sees("1098 stands for 2 products", DRESS, SCARF)
        await typist.press("enter")
        assert isinstance(pilot.app.screen, StockScreen)
        await typist.press("j", "enter")
        await typist.on(ProductScreen)
        await typist.sees("羊毛围巾" if SCARF > DRESS else "连衣裙")


async def test_an_unknown_code_offers_the_nearest(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_stock(pilot, "WXZ0KU1123")
        await typist.sees("Nothing is called WXZ0KU1123", TROUSERS)
        await typist.press("down", "enter")
        await typist.on(ProductScreen)
        await typist.sees("西装裤")


async def test_a_query_that_is_not_understood_is_told_and_the_list_stays(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_stock(pilot, "1122")
        await typist.sees(TROUSERS)
        await typist.type(" status:sideways")
        await typist.sees("sideways")
        assert TROUSERS in screen_text(pilot.app)
        await typist.press("enter")
        assert isinstance(pilot.app.screen, StockScreen)


async def test_items_are_listed_where_they_are_asked_for(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_stock(pilot, "1122")
        await typist.press("down", "v")
        await typist.sees(SHORT, THERE)
        await typist.press("j", "enter")
        await typist.on(ItemScreen)


async def test_fields_narrow_the_stock(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_stock(pilot, "is:negative")
        await typist.press("f4")
        await typist.sees(SHORT)
        assert THERE not in screen_text(pilot.app)


async def test_slash_goes_to_the_stocks_own_box(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_stock(pilot, "1122")
        await typist.press("down", "/")
        await typist.type("1098")
        await typist.sees("stands for 2 products")


# Colours by sizes


async def test_the_matrix_shows_another_number_on_one_key(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        pilot.app.push_screen(ProductScreen(TROUSERS))
        typist = Typist(pilot)
        await typist.on(ProductScreen)
        seen = []
        for _ in range(5):
            await pilot.pause()
            line = next(line for line in screen_lines(pilot.app) if line.startswith("藏青"))
            seen.append(tuple(line.replace(">", " ").split()[1:]))
            await typist.press("v")
        assert seen[:4] == [("7N", "-5O"), ("9N", "1O"), ("2N", "8O"), ("0N", "7O")]
        assert seen[4] == seen[0]


async def test_an_item_of_the_matrix_is_opened_and_so_are_its_orders(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        pilot.app.push_screen(ProductScreen(TROUSERS))
        typist = Typist(pilot)
        await typist.on(ProductScreen)
        await typist.press("right", "enter")
        await typist.on(ItemScreen)
        await typist.sees(SHORT, "陈厂长")
        await typist.press("escape", "o")
        await typist.on(ClaimsScreen)
        await typist.sees("张*", "李*", "王*", "赵*")


async def test_the_matrix_follows_what_changes(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        pilot.app.push_screen(ProductScreen(TROUSERS))
        typist = Typist(pilot)
        await typist.on(ProductScreen)
        await typist.press("right")
        stocked.service(Gate).approve("TB240202-0004")
        await typist.sees("-7O")
        assert pilot.app.screen.query_one(Matrix).item.sku == SHORT


# One item


async def test_every_number_of_an_item_opens_what_it_counts(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        pilot.app.push_screen(ItemScreen(SHORT))
        typist = Typist(pilot)
        await typist.on(ItemScreen)
        await typist.sees("available -5 = on hand 1", "short 7 = demand 8 - to give out 1")
        screen = pilot.app.screen
        for number, named in {
            "available": "王*",
            "allocated": "王*",
            "awaiting": "赵*",
            "demand": "赵*",
        }.items():
            screen.entries.go(f"number {number}")
            await typist.press("enter")
            await typist.on(ClaimsScreen)
            await typist.sees(named)
            assert ("赵*" in screen_text(pilot.app)) == (number in ("awaiting", "demand"))
            await typist.press("escape")
            await typist.on(ItemScreen)
        screen.entries.go("number on_hand")
        await typist.press("enter")
        assert screen.key == "level 0"


async def test_the_purchase_price_is_for_those_who_may_see_it(stocked, folder):
    for actor, shown in ((AGENT, False), (LEAD, True), (BUYER, True)):
        async with session(folder, actor=actor) as pilot:
            pilot.app.push_screen(ItemScreen(SHORT))
            typist = Typist(pilot)
            await typist.on(ItemScreen)
            assert ("¥31.00" in screen_text(pilot.app)) == shown
            assert "¥99.00" in screen_text(pilot.app)


async def test_a_card_tells_supplier_movements_and_customers(stocked, folder, clipboard):
    async with session(folder, actor=AGENT, size=(100, 40)) as pilot:
        pilot.app.push_screen(ItemScreen(SHORT))
        typist = Typist(pilot)
        await typist.on(ItemScreen)
        await typist.sees("0571-88001122", "陈厂长", "周采", "+40", "PO-88", "主仓")
        await typist.press("a")
        await typist.on(AffectedScreen)
        await typist.sees("138****0002", "buy***@example.com")
        await typist.press("y")
        await until(pilot, lambda: clipboard)
        assert "TB240202-0002  李*  138****0002" in clipboard[0]
        await typist.press("enter")
        await typist.on(OrderScreen)


async def test_whoever_has_it_is_opened_from_the_queue(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        pilot.app.push_screen(ClaimsScreen(SHORT))
        typist = Typist(pilot)
        await typist.on(ClaimsScreen)
        first = next(line for line in screen_lines(pilot.app) if "张*" in line)
        assert first.split()[:3] == [">", "1", "TB240202-0001"]
        assert "1/2" in first
        await typist.press("enter")
        await typist.on(OrderScreen)


async def test_a_long_queue_is_shown_in_parts(stocked, folder):
    """With every place as in the whole of it; the cursor goes over the seams."""
    numbers = [wanted(stocked, n, THERE, name="排队") for n in range(10, 214)]
    async with session(folder, actor=AGENT) as pilot:
        pilot.app.push_screen(ClaimsScreen(THERE))
        typist = Typist(pilot)
        await typist.on(ClaimsScreen)
        await typist.sees("1 to 200 of 205 lines", "demand 410")
        await typist.press("end")
        await typist.sees("201 to 205 of", f"205 {numbers[-1]}")
        assert pilot.app.screen.order_now == numbers[-1]
        await typist.press("pageup", "k")
        await typist.sees("1 to 200 of", "200 ")
        assert pilot.app.screen.order_now == numbers[198]
        await typist.press("j")
        await typist.sees("201 to 205 of")
        await until(pilot, lambda: pilot.app.screen.order_now == numbers[199])
        await typist.press("home")
        await typist.sees("1 to 200 of", "1 TB240202-0005")
        pilot.app.push_screen(CanShipScreen(numbers[201]))
        await typist.on(CanShipScreen)
        await typist.press("enter")
        await typist.sees("201 to 205 of")
        await until(pilot, lambda: pilot.app.screen.order_now == numbers[201])


async def test_esc_from_the_matrix_comes_back_to_the_row_and_letters_are_keys(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_stock(pilot, DRESS)
        await typist.press("enter")
        await typist.on(ProductScreen)
        await typist.press("escape", "v")
        await typist.on(StockScreen)
        await typist.sees(f"{DRESS}-00-S")
        assert pilot.app.screen.box.value == DRESS
        await typist.press("v", "escape")
        await typist.sees("98 items")
        await typist.press("j", "enter")
        await typist.on(ProductScreen)
        was = pilot.app.screen_stack[-2].key
        await typist.press("escape", "k", "j")
        await typist.on(StockScreen)
        assert (pilot.app.screen.box.value, pilot.app.screen.key) == ("", was)


async def test_colours_and_sizes_of_one_number_are_told_apart(stocked, folder):
    """Small shops give a product one number; colour and size tell its items apart."""
    rows = [
        ("T-9", color, size, count, "2024-02-02 09:00")
        for color, size, count in (("红", "M", 5), ("红", "L", 0), ("黑", "M", 7))
    ]
    header = ("sku", "color", "size", "on_hand", "counted_at")
    old = [(row[0], row[3], row[4], row[5], COUNTED_AT) for row in others()]
    take(stocked, folder, table(folder / "files", "t.csv", header, [*rows, *old]))
    wanted(stocked, 9, "T-9", attributes="颜色:红;尺码:L", name="吴九")
    async with session(folder, actor=AGENT) as pilot:
        pilot.app.push_screen(ProductScreen("T-9"))
        typist = Typist(pilot)
        await typist.on(ProductScreen)
        await typist.sees("红", "5N", "-2O")
        await typist.press("home")
        screen = pilot.app.screen
        while screen.query_one(Matrix).pair != ("红", "L"):
            await typist.press("right")
        await typist.press("enter")
        await typist.on(ItemScreen)
        await typist.sees("T-9 红 L", "吴*")
        await typist.press("c")
        await typist.on(ValuePrompt)
        await typist.type("2099-11-28")
        await typist.press("enter")
        await typist.on(ItemScreen)
        await typist.sees("[E] 2099-11-28")
        pilot.app.push_screen(CanShipScreen("TB240202-0009"))
        await typist.on(CanShipScreen)
        await typist.press("enter")
        await typist.on(ClaimsScreen)
        await typist.sees("T-9 红 L", "吴*")


# Who comes first


async def test_a_lead_puts_an_order_first_and_sees_who_waits_longer(stocked, folder):
    async with session(folder, actor=LEAD, size=(100, 30)) as pilot:
        pilot.app.push_screen(ClaimsScreen(SHORT))
        typist = Typist(pilot)
        await typist.on(ClaimsScreen)
        await typist.press("j", "j", "P")
        await typist.on(Question)
        await typist.sees("1 order waits longer", "TB240202-0001", "loses 1 piece")
        await typist.press("y")
        await typist.type("老客户急用")
        await typist.press("enter")
        await typist.sees("comes first", "!TB240202-0003")
        line = next(line for line in screen_lines(pilot.app) if "!TB240202-0003" in line)
        assert "1 !TB240202-0003" in line
        await typist.press("P")
        await typist.on(Question)
        await typist.press("y")
        await typist.sees("waits for its turn again", "3 TB240202-0003")


async def test_an_agent_puts_nobody_first(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        pilot.app.push_screen(ClaimsScreen(SHORT))
        typist = Typist(pilot)
        await typist.on(ClaimsScreen)
        await typist.press("P")
        await typist.sees("lead")
        assert isinstance(pilot.app.screen, ClaimsScreen)


# What does not fit


async def test_alarms_open_their_item(stocked, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_stock(pilot)
        await typist.press("down", "a")
        await typist.on(AlarmsScreen)
        await typist.sees("promised too much", SHORT)
        await typist.press("enter")
        await typist.on(ItemScreen)


# How they look


@SIZES_OF_SCREENS
@LANGUAGES
async def test_how_the_stock_looks(stocked, folder, lang, size):
    look = f"{lang}-{size[0]}x{size[1]}"
    async with session(folder, lang=lang, size=size, actor=AGENT) as pilot:
        typist = await at_stock(pilot, "1122")
        golden.check(f"stock-{look}", screen_text(pilot.app))
        pilot.app.push_screen(ProductScreen(DRESS))
        await typist.on(ProductScreen)
        await typist.sees("= ")
        text = screen_text(pilot.app)
        assert all(color in text for color in COLORS)
        golden.check(f"matrix-{look}", text)
        pilot.app.push_screen(ItemScreen(SHORT))
        await typist.on(ItemScreen)
        golden.check(f"item-{look}", screen_text(pilot.app))
        pilot.app.push_screen(ClaimsScreen(SHORT))
        await typist.on(ClaimsScreen)
        golden.check(f"claims-{look}", screen_text(pilot.app))


async def test_hostile_text_is_shown_and_not_obeyed(stocked, folder):
    """The worst that a stock file can hold, in every text of it."""
    texts = [text for text in PAYLOADS if len(text) < 300 and _can_be_written(text)]
    rows = [
        (f"HX{n}ZZ{n + 5000}", "", text, text, text, 1, 0, text, text, "1.00", "1.00", "CNY",
         "2024-02-02 09:00")
        for n, text in enumerate(texts)
    ]  # fmt: skip
    header = (
        "sku", "product", "title", "color", "size", "on_hand", "defective", "supplier", "status",
        "price", "cost", "currency", "counted_at",
    )  # fmt: skip
    take(stocked, folder, table(folder / "files", "h.csv", header, [*rows, *others()]))
    async with session(folder, actor=LEAD, size=(100, 30)) as pilot:
        typist = await at_stock(pilot, "HX")
        await typist.press("down", "v")
        for _ in range(5):
            assert forbidden(screen_text(pilot.app)) == []
            await typist.press("pagedown")
        for n in range(0, len(texts), 7):
            pilot.app.push_screen(ItemScreen(f"HX{n}ZZ{n + 5000}"))
            await typist.on(ItemScreen)
            assert forbidden(screen_text(pilot.app)) == []
            pilot.app.push_screen(ProductScreen(f"HX{n}ZZ{n + 5000}"))
            await typist.on(ProductScreen)
            assert forbidden(screen_text(pilot.app)) == []


def _can_be_written(text):
    """A file with a NUL byte is refused whole."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text

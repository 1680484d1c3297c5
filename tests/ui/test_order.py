"""The order screen: what an agent must see while a buyer waits, and where the keys lead."""

from __future__ import annotations

import gc

import pytest
from rich.color import Color as RichColor
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style
from sqlalchemy import update
from textual._styles_cache import StylesCache
from textual.color import Color

from csdesk.model.settings import DeskSettings
from csdesk.model.status import RemarkState, Tab
from csdesk.plain import cell_width, plain
from csdesk.services.drafts import Drafts
from csdesk.services.log import Log
from csdesk.services.people import People
from csdesk.services.remarks import Remarks
from csdesk.store import columns
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.themes import DARK, rgb
from csdesk.ui.widgets.entries import Entries
from csdesk.ui.wire import Wire
from csdesk.words import _, use_language
from tests.golden import check
from tests.hostile import PAYLOADS, forbidden
from tests.ui.conftest import UNMASKED, press, screen_lines, screen_text, session, until
from tests.ui.order_sample import FACTS, HAN, MARKET, NUMBER, PLACED, conflict, whole_order

SIZES = [(80, 24), (140, 40)]

FLAGS = DeskSettings(zone="Asia/Shanghai", flag_words={"red": "加急"})


async def opened(pilot):
    """Open the first order of the list."""
    await press(pilot, "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
    await until(pilot, lambda: pilot.app.screen.answered)
    return pilot.app.screen


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", SIZES, ids=["80x24", "140x40"])
async def test_the_screen_looks_as_it_is_kept(orders, folder, size, lang):
    whole_order(orders)
    async with session(folder, size=size, lang=lang, settings=FLAGS) as pilot:
        await opened(pilot)
        check(f"order-{lang}-{size[0]}x{size[1]}", screen_text(pilot.app))
        await press(pilot, "3", "L")
        await until(pilot, lambda: "#5" in screen_text(pilot.app))
        check(f"order-log-{lang}-{size[0]}x{size[1]}", screen_text(pilot.app))


async def test_at_80_columns_the_important_things_need_no_scrolling(orders, folder):
    whole_order(orders, order_status="held", hold_reason="地址不全，等客户回复")
    async with session(folder) as pilot:
        await opened(pilot)
        text = screen_text(pilot.app)
    for wanted in (
        NUMBER, MARKET, "2024-02-02 12:05", "¥1,234.00", "[H] held", "[p] paid",
        "地址不全，等客户回复", "买家已付款", "张*丰", "138****8000", "西湖区 ***", "请发圆通",
        "WLY0QU1098", "红 M", "x2", "¥99.00", "WXZ0KU1122", "客户要求改圆通",
        "客户电话里说可以周六送", "李雷 早班",
    ):  # fmt: skip
        assert wanted in text
    assert len(text.splitlines()) == 24


async def test_two_counters_tell_the_customers_history_and_open_what_they_count(orders, folder):
    whole_order(orders)
    for n in range(3):
        orders.order(
            f"TB240201-000{n}", f"24000000000000000{n}", payment_status=("unpaid", "paid")[n == 0],
            account=FACTS["account"], buyer=FACTS["buyer"], placed_at=PLACED - n,
        )  # fmt: skip
    orders.order("TB240201-0009", "240000000000000009", buyer="somebody", placed_at=PLACED - 9)
    async with session(folder) as pilot:
        pilot.app.open_order(MARKET)
        for key, shown in (("c", 4), ("C", 2)):
            await until(pilot, lambda k=key, n=shown: f"{k} {n}" in screen_text(pilot.app))
            await press(pilot, key)
            found = pilot.app.screen
            await until(pilot, lambda n=shown, f=found: len(f.table.window.rows) == n)
            await press(pilot, "escape")


async def test_esc_comes_back_from_the_customers_list_to_the_order_as_it_was(orders, folder):
    orders.order(
        "TB240202-0001", "240000000000000001", account=FACTS["account"], buyer=FACTS["buyer"],
        placed_at=PLACED - 9,
    )  # fmt: skip
    whole_order(orders)
    async with session(folder) as pilot:
        order = await opened(pilot)
        await press(pilot, "3", "j")
        await until(pilot, lambda: "[3 shipping 2]" in screen_text(pilot.app))
        before = screen_lines(pilot.app)
        await press(pilot, "c")
        await until(pilot, lambda: "2 orders" in screen_text(pilot.app))
        await press(pilot, "j", "enter")
        await until(pilot, lambda: "TB240202-0001" in screen_lines(pilot.app)[1])
        await press(pilot, "[")
        await until(pilot, lambda: NUMBER in screen_lines(pilot.app)[1])  # in the list below it
        await press(pilot, "escape")
        await until(pilot, lambda: "2 orders" in screen_text(pilot.app))
        await press(pilot, "escape")
        assert pilot.app.screen is order
        assert screen_lines(pilot.app) == before


async def test_a_customer_without_an_account_has_no_list_and_the_counters_say_so(orders, folder):
    orders.order(placed_at=PLACED)
    async with session(folder) as pilot:
        await opened(pilot)
        assert "c -" in screen_text(pilot.app)
        await press(pilot, "c")
        assert isinstance(pilot.app.screen, OrderScreen)


async def test_w12_a_remark_for_shipping_takes_three_keys(orders, folder):
    """W12: ``3`` ``n`` text ``Enter``."""
    whole_order(orders)
    async with session(folder) as pilot:
        await opened(pilot)
        await press(pilot, "3", "n", "YTO please", "enter")
        await until(pilot, lambda: "[3 shipping 3]" in screen_text(pilot.app))
        lines = screen_lines(pilot.app)
        head = next(n for n, line in enumerate(lines) if line.startswith(">"))
        assert "李雷 早班" in lines[head]
        assert "[A] asked" in lines[head]
        assert "YTO please" in lines[head + 1]
    saved = orders.service(Remarks).of(NUMBER)[-1]
    assert (saved.text, saved.tab, saved.state) == ("YTO please", Tab.SHIPPING, RemarkState.ASKED)
    assert orders.service(Log).events(NUMBER)[-1].kind == "remark.add"


async def test_somebody_elses_remark_appears_by_itself_and_nothing_moves(orders, folder):
    whole_order(orders)
    others = orders.service(Remarks, HAN)
    for n in range(12):
        others.add(NUMBER, Tab.INTERNAL, f"第 {n} 条\n第二行")
    async with session(folder) as pilot:
        await opened(pilot)
        await press(pilot, "j", "j", "j")
        remarks = pilot.app.screen.query_one("#remarks", Entries)
        before, current = remarks.beyond[0], remarks.current.key
        others.add(NUMBER, Tab.INTERNAL, "新的一条")
        await until(pilot, lambda: "[1 internal 14]" in screen_text(pilot.app))
        assert remarks.current.key == current
        assert remarks.beyond[0] == before + 2  # the two lines of the new remark are above


async def test_the_log_is_shown_searched_and_hidden(orders, folder):
    whole_order(orders)
    async with session(folder) as pilot:
        await opened(pilot)
        await press(pilot, "L")
        await until(pilot, lambda: "退差价 10 元 -> 退差价 12 元" in screen_text(pilot.app))
        await press(pilot, "F", *"corrected")
        await until(pilot, lambda: "remark written" not in screen_text(pilot.app))
        assert "remark corrected" in screen_text(pilot.app)
        await press(pilot, "escape")
        await until(pilot, lambda: "remark written" in screen_text(pilot.app))
        await press(pilot, "L")
        await until(pilot, lambda: "remark written" not in screen_text(pilot.app))
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, OrderScreen)


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_log_of_one_person_and_of_one_kind(orders, folder, lang):
    use_language(lang)
    whole_order(orders)
    people = orders.service(People)
    people.ensure()
    people.add("han", "韩梅梅", ["agent"])
    corrected, written, everybody = _("remark corrected"), _("remark written"), _("everybody")
    async with session(folder, lang=lang) as pilot:
        await opened(pilot)
        await press(pilot, "L")
        await until(pilot, lambda: corrected in screen_text(pilot.app))
        await press(pilot, "P")
        await until(pilot, lambda: everybody in screen_text(pilot.app))
        await press(pilot, *"韩", "enter")
        await until(pilot, lambda: written not in screen_text(pilot.app))
        assert corrected in screen_text(pilot.app)
        assert f"{_('log')}: 韩梅梅" in screen_text(pilot.app)
        await press(pilot, "K")
        await until(pilot, lambda: _("all kinds") in screen_text(pilot.app))
        assert written not in screen_text(pilot.app)
        await press(pilot, "2", "enter")
        await until(pilot, lambda: f"韩梅梅, {corrected}" in screen_text(pilot.app))
        await press(pilot, "L", "L")
        await until(pilot, lambda: written in screen_text(pilot.app))


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_step_of_the_log_is_opened_with_before_and_after(orders, folder, lang):
    use_language(lang)
    whole_order(orders)
    whole = "第一行\n" + "很长的话，" * 60 + "最后"
    (first, *_rest) = orders.service(Remarks).of(NUMBER)
    orders.service(Remarks).revise(first.id, whole, seen_version=first.version)
    before, after = _("old value"), _("new value")
    async with session(folder, lang=lang, size=(100, 40)) as pilot:
        await opened(pilot)
        await press(pilot, "L")
        await until(pilot, lambda: _("remark corrected") in screen_text(pilot.app))
        assert "最后" not in screen_text(pilot.app)
        await press(pilot, "enter")
        await until(pilot, lambda: f"{after} " in screen_text(pilot.app))
        lines = [line.strip(" |>") for line in screen_lines(pilot.app)]
        (old,) = [line for line in lines if line.startswith(f"{before} {first.text[:5]}")]
        (new,) = [line for line in lines if line.startswith(f"{after} 第一行")]
        assert lines.index(old) < lines.index(new)
        assert any("最后" in line for line in lines)
        await press(pilot, "enter")
        await until(pilot, lambda: "最后" not in screen_text(pilot.app))


async def test_next_and_previous_walk_the_list_and_esc_comes_back_to_it(orders, folder):
    for n in range(1, 6):
        orders.order(f"TB240202-000{n}", f"24000000000000000{n}", placed_at=PLACED + n)
    async with session(folder) as pilot:
        await opened(pilot)
        assert "TB240202-0005" in screen_lines(pilot.app)[1]
        for key, number in (("]", 4), ("]", 3), ("[", 4), ("right", 3), ("left", 4)):
            await press(pilot, key)
            await until(pilot, lambda n=number: f"TB240202-000{n}" in screen_lines(pilot.app)[1])
        await press(pilot, "escape")
        assert pilot.app.screen.table.row.order_no == "TB240202-0004"


async def test_copy_sends_the_facts_and_shows_them(orders, folder, clipboard):
    whole_order(orders)
    async with session(folder) as pilot:
        await opened(pilot)
        await press(pilot, "y")
        await until(pilot, lambda: "Sent to the terminal" in screen_text(pilot.app))
    first, *facts = clipboard[0].splitlines()
    assert MARKET in first
    assert facts == [
        "付款：2024年2月2日 12:15。",
        "订单正在核对，还没有发货。",
        "什么时候发货现在还不能确定。",
    ]


async def test_versions_of_a_remark_are_shown_and_hidden(orders, folder):
    whole_order(orders)
    async with session(folder) as pilot:
        await opened(pilot)
        await press(pilot, "2", "V")
        await until(pilot, lambda: "退差价 10 元" in screen_text(pilot.app))
        await press(pilot, "V")
        await until(pilot, lambda: "退差价 10 元" not in screen_text(pilot.app))


async def test_a_draft_is_told_and_its_tab_comes_first(orders, folder):
    whole_order(orders)
    orders.service(Drafts).keep(MARKET, Tab.FINANCE, "退")
    async with session(folder) as pilot:
        await opened(pilot)
        await until(pilot, lambda: "[2 finance 1*]" in screen_text(pilot.app))
        await until(pilot, lambda: "A draft waits in finance" in screen_text(pilot.app))


async def test_conflicts_come_first_with_base_ours_and_theirs(orders, folder):
    key = whole_order(orders)
    conflict(orders, key)
    conflict(orders, key, "total", base="120000", ours="123400", theirs="119000")
    async with session(folder, settings=UNMASKED) as pilot:
        await opened(pilot)
        text = screen_text(pilot.app)
        for wanted in (
            "[4 conflicts 2]", "as last imported 文三路", "o ours", "文三路 1 号", "t theirs",
            "文三路 2 号", "changed by 李雷 2024-02-02 12:05", "import #1",
        ):  # fmt: skip
            assert wanted in text
        await press(pilot, "j")
        assert "¥1,190.00" in screen_text(pilot.app)
        await press(pilot, "1")
        assert "[1 internal 1]" in screen_text(pilot.app)
        await press(pilot, "4")
        assert "[4 conflicts 2]" in screen_text(pilot.app)


async def test_a_number_that_is_not_imported_is_a_sentence_with_its_waiting_remarks(
    orders, folder, clipboard
):
    orders.service(Remarks).add("2499999999999999999", Tab.SHIPPING, "改圆通")
    async with session(folder) as pilot:
        pilot.app.open_order("2499999999999999999")
        await until(pilot, lambda: "not imported yet" in screen_text(pilot.app))
        assert "1) 2499999999999999999 改圆通" in screen_text(pilot.app)
        await press(pilot, "y")
        orders.order("TB240202-0001", "2499999999999999999", placed_at=PLACED)
        orders.service(Remarks).add("TB240202-0001", Tab.SHIPPING, "到了")
        await until(pilot, lambda: "TB240202-0001" in screen_lines(pilot.app)[1])
    assert clipboard == ["1) 2499999999999999999 改圆通"]


@pytest.mark.parametrize("number", ["[@click=app.quit]x", "---", "\x1b[31m"])
async def test_what_is_no_number_is_a_sentence_and_nothing_can_be_written_on_it(
    orders, folder, number
):
    async with session(folder) as pilot:
        pilot.app.open_order(number)
        await until(pilot, lambda: "is not an order number" in screen_text(pilot.app))
        await press(pilot, "n")
        assert isinstance(pilot.app.screen, OrderScreen)


TEXTS = (
    "name", "account", "nick", "phone", "province", "city", "district", "address", "zip", "email",
    "market_status", "method", "carrier", "tracking_no", "buyer_message", "hold_reason", "country",
    "market_remark", "currency", "closed_reason", "place",
)  # fmt: skip
LINE_TEXTS = ("sku", "title", "attributes", "line_status", "refund_status")

HOSTILE = [text.encode("utf-8", "replace").decode() for text in PAYLOADS if plain(text).strip()]


def hostile_order(orders, n, field_texts):
    """An order with hostile text in every field, in its line and in a remark."""
    number = f"TB240202-{n:04d}"
    texts = dict(zip(TEXTS, field_texts, strict=False))
    key = orders.order(number, f"24000000000000{n:05d}", placed_at=PLACED + n, **texts)
    with orders.store.change() as c:
        line = dict(zip(LINE_TEXTS, reversed(field_texts), strict=False))
        c.execute(update(columns.lines).where(columns.lines.c.order_id == key).values(**line))
    orders.service(Remarks).add(number, Tab.INTERNAL, field_texts[0][:4000])


async def walk_hostile(pilot, count, size):
    """Look at each of them."""
    await opened(pilot)
    for n in reversed(range(count)):
        await until(pilot, lambda n=n: f"TB240202-{n:04d}" in screen_lines(pilot.app)[1])
        lines = screen_lines(pilot.app)
        assert [forbidden(line) for line in lines if forbidden(line)] == []
        assert all(cell_width(line) <= size[0] for line in lines)
        assert len(lines) == size[1]
        pilot.app.screen.action_next()


async def test_each_hostile_text_in_all_fields_is_shown_and_not_obeyed(orders, folder):
    for n, text in enumerate(HOSTILE):
        hostile_order(orders, n, [text] * len(TEXTS))
    async with session(folder) as pilot:
        await walk_hostile(pilot, len(HOSTILE), (80, 24))


async def test_different_hostile_texts_side_by_side_harm_nothing(orders, folder):
    starts = range(0, len(HOSTILE), 7)
    for n, start in enumerate(starts):
        hostile_order(orders, n, (HOSTILE[start:] + HOSTILE)[: len(TEXTS)])
    async with session(folder, size=(140, 40), lang="zh") as pilot:
        await walk_hostile(pilot, len(starts), (140, 40))


def test_states_under_a_dialog_keep_their_colours_where_there_are_16():
    """What stands under a dialog passes the last gate twice."""
    wire = Wire(DARK, 16)
    segments = [Segment("held", Style(color=RichColor.from_triplet(ColorTriplet(*rgb(DARK.bad)))))]
    once = wire.apply(segments, Color(0, 0, 0))
    assert "red" in str(once[0].style)
    assert wire.apply(once, Color(0, 0, 0)) == once


async def test_another_width_keeps_tab_and_focus(orders, folder):
    whole_order(orders)
    async with session(folder) as pilot:
        await opened(pilot)
        await press(pilot, "3")
        await pilot.resize_terminal(140, 40)
        await until(pilot, lambda: "[3 shipping 2]" in screen_lines(pilot.app)[3])
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "[3 shipping 2]" not in screen_lines(pilot.app)[3])
        assert pilot.app.focused.id == "remarks"


@pytest.mark.parametrize("size", [*SIZES, (100, 30)], ids=["80x24", "140x40", "100x30"])
async def test_attributes_stand_once_and_whole_however_narrow(orders, folder, size):
    whole_order(orders)
    long = "颜色分类:雾霾蓝加绒款;尺码:XXL(建议130-145斤);套餐:官方标配加送运费险"
    with orders.store.change() as c:
        line = columns.lines.c
        c.execute(update(columns.lines).where(line.line_no == 2).values(attributes=long))
    async with session(folder, size=size) as pilot:
        if size[0] >= 140:
            await until(pilot, lambda: "颜色分类" in screen_text(pilot.app))
            text = screen_text(pilot.app).replace("\n", "").replace(" ", "")
            assert text.count("颜色分类") == 1
        await opened(pilot)
        text = screen_text(pilot.app)
        assert text.count("颜色分类") == 1
        assert "运费险" in text
        assert text.count("红 M") == 1


async def test_a_line_says_its_state_only_where_it_is_not_the_orders_own(orders, folder):
    """After an exchange the lines of the market's file all say what the head says already."""
    key = whole_order(orders)
    own = orders.row(key)["market_status"]
    with orders.store.change() as c:
        line = columns.lines.c
        c.execute(update(columns.lines).where(line.line_no < 3).values(line_status=own))
        c.execute(update(columns.lines).where(line.line_no == 3).values(line_status="已退货"))
    async with session(folder, size=(80, 24)) as pilot:
        await opened(pilot)
        shown = screen_text(pilot.app)
        assert shown.count(own) == 1
        assert "已退货" in shown


async def test_an_order_that_was_left_keeps_no_memory(orders, folder):
    whole_order(orders)
    async with session(folder) as pilot:
        for _ in range(2):
            await opened(pilot)
            await press(pilot, "escape")
            await until(pilot, lambda: not isinstance(pilot.app.screen, OrderScreen))
        gc.collect()
        assert not [each for each in gc.get_objects() if isinstance(each, OrderScreen)]
        drawn = {id(each._styles_cache) for each in pilot.app.screen.walk_children()}
        kept = [each for each in gc.get_objects() if isinstance(each, StylesCache)]
        beyond = [each for each in kept if id(each) not in drawn]
        assert len(beyond) < 5, "the drawn lines of widgets that are gone"

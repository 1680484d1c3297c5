"""Correcting an item at the keys: number, colour and size, pieces (S18)."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from csdesk.model.status import Tab
from csdesk.services.editing import Editing
from csdesk.services.orders import Orders
from csdesk.services.remarks import Remarks
from csdesk.store import columns
from csdesk.ui.screens.choosing import Choosing
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.screens.order_line import LineDialog
from csdesk.ui.widgets.line_input import LineInput
from tests.golden import check
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person
from tests.services.test_stock import DRESS, HEAD, take
from tests.ui.conftest import press, screen_text, session, until
from tests.ui.order_sample import HAN, NUMBER, set_clock, whole_order

LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 40)])


@pytest.fixture
def one_line(orders):
    """An order of two pieces, and another item that another order knows."""
    orders.order(NUMBER, "1" * 18)
    trousers = {"sku": "WXZ0KU1122", "title": "西装裤", "attributes": "蓝 L"}
    orders.order("TB240202-0002", "2" * 18, trousers)
    return orders


def line(orders, n=0, number=NUMBER):
    return orders.service(Orders).order(number).lines[n]


def shows(pilot, *words):
    return lambda: all(word in screen_text(pilot.app) for word in words)


def typing_in(pilot, box):
    return lambda: pilot.app.screen.focused is not None and pilot.app.screen.focused.id == box


async def opened(pilot, number=NUMBER):
    pilot.app.open_order(number)
    await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
    await until(pilot, lambda: pilot.app.screen.answered)


async def correcting(pilot, *keys):
    """The dialog for an item of the order that is open."""
    await press(pilot, "E", "6", "enter", *keys)
    await until(pilot, lambda: isinstance(pilot.app.screen, LineDialog))


async def write(pilot, box, text):
    """Replace what stands in a box."""
    await until(pilot, typing_in(pilot, box))
    await press(pilot, "ctrl+u", *text)


@LANGUAGES
async def test_a_short_code_colour_and_pieces_in_one_dialog_and_u_takes_them_back(
    one_line, folder, lang
):
    before = line(one_line)
    async with session(folder, lang=lang) as pilot:
        await opened(pilot)
        await correcting(pilot)
        await write(pilot, "line-code", "1122")
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "WXZ0KU1122", "蓝 L", "西装裤"))
        await write(pilot, "line-attributes", "黑 M")
        await press(pilot, "enter")
        await until(pilot, typing_in(pilot, "line-pieces"))
        await press(pilot, "3")
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "pays ¥99.00 more" if lang == "en" else "客户补 ¥99.00"))
        await press(pilot, "enter")
        await until(pilot, lambda: line(one_line).sku == "WXZ0KU1122")
        now = line(one_line)
        assert (now.title, now.attributes, now.quantity) == ("西装裤", "黑 M", 3)
        assert now.unit_price == before.unit_price
        await until(pilot, shows(pilot, "黑 M", "x3"))
        await press(pilot, "L")
        await until(pilot, shows(pilot, "item corrected" if lang == "en" else "产品已更正"))
        await press(pilot, "u")
        await until(pilot, lambda: line(one_line) == before)


async def test_enter_alone_changes_nothing_and_logs_nothing(one_line, folder):
    async with session(folder) as pilot:
        await opened(pilot)
        steps = len(one_line.events())
        await correcting(pilot)
        await press(pilot, "enter", "enter", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
        await correcting(pilot)
        await press(pilot, *"77", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
    assert len(one_line.events()) == steps


async def test_of_several_items_one_is_chosen_and_the_stock_knows_numbers_too(
    orders, folder, tmp_path
):
    whole_order(orders)
    take(orders, tmp_path, "stock.csv", f"{HEAD}\n{DRESS}")
    async with session(folder) as pilot:
        await opened(pilot)
        await correcting(pilot, "2", "enter")
        await write(pilot, "line-code", "WLY0QU1098-BK-L")
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "复古连衣裙"))
        await press(pilot, "enter", "enter")
        await until(pilot, lambda: line(orders, 1).attributes == "黑色 L")
        assert line(orders, 1).sku == "WLY0QU1098-BK-L"


async def test_what_several_items_have_is_chosen_from_a_list(one_line, folder):
    one_line.order("TB240202-0003", "3" * 18, {"sku": "WAA0AA1122", "attributes": "绿 S"})
    async with session(folder) as pilot:
        await opened(pilot)
        await correcting(pilot)
        await write(pilot, "line-code", "1122")
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choosing))
        await press(pilot, *"WAA", "enter")
        await until(pilot, typing_in(pilot, "line-attributes"))
        await press(pilot, "enter", "enter")
        await until(pilot, lambda: line(one_line).sku == "WAA0AA1122")
    assert line(one_line).attributes == "绿 S"


@pytest.mark.parametrize(
    ("box", "typed", "told"),
    [
        ("line-code", "1123", ('No item has the number "1123"', "WXZ0KU1122")),
        ("line-attributes", "红" * 201, ("longer than 200",)),
        ("line-pieces", "0", ("not a number of 1 or more",)),
        ("line-pieces", "12345", ("1 to 9999",)),
    ],
)
async def test_what_is_refused_is_told_and_can_be_typed_anew(one_line, folder, box, typed, told):
    async with session(folder) as pilot:
        await opened(pilot)
        await correcting(pilot)
        for each in ("line-code", "line-attributes", "line-pieces"):
            await until(pilot, typing_in(pilot, each))
            if each == box:
                pilot.app.screen.query_one(f"#{box}", LineInput).value = typed
            if box == "line-code" or each == "line-pieces":
                break
            await press(pilot, "enter")
        await press(pilot, "enter")
        await until(pilot, shows(pilot, *told))
        assert isinstance(pilot.app.screen, LineDialog)
        assert pilot.app.screen.query_one(f"#{box}", LineInput).value == typed
    assert line(one_line).quantity == 2


@LANGUAGES
async def test_what_somebody_changed_meanwhile_is_shown_and_the_own_text_stays(
    one_line, folder, lang
):
    async with session(folder, lang=lang) as pilot:
        await opened(pilot)
        await correcting(pilot)
        await press(pilot, "enter")
        await write(pilot, "line-attributes", "白 S")
        one_line.service(Editing, HAN).set_line(NUMBER, 1, quantity=5)
        await press(pilot, "enter")
        await until(pilot, typing_in(pilot, "line-pieces"))
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "han: ", "2 -> 5", "白 S"))
        assert (line(one_line).attributes, line(one_line).quantity) == ("红 M", 5)
        await press(pilot, "enter")
        await until(pilot, lambda: line(one_line).attributes == "白 S")
        assert line(one_line).quantity == 5  # theirs: nobody typed another


@pytest.mark.parametrize(
    ("status", "told"), [("shipped", "has been shipped"), ("split", "change its parts"),
                         ("closed", "not changed any more")],
)  # fmt: skip
async def test_an_order_that_has_left_or_ended_is_refused_before_anything_is_asked(
    orders, folder, status, told
):
    whole_order(orders, order_status=status)
    async with session(folder) as pilot:
        await opened(pilot)
        await press(pilot, "E", "6", "enter")
        await until(pilot, shows(pilot, told))
        assert isinstance(pilot.app.screen, OrderScreen)


async def test_who_may_not_correct_is_told_before_the_menu(one_line, folder):
    async with session(folder, actor=person("kai", "凯", roles=("viewer",))) as pilot:
        await opened(pilot)
        await press(pilot, "E")
        await until(pilot, shows(pilot, "Who may: agent, lead"))
        assert isinstance(pilot.app.screen, OrderScreen)


@LANGUAGES
async def test_after_approval_shipping_reads_it_in_a_remark(orders, folder, lang):
    orders.order(NUMBER, "1" * 18, order_status="approved")
    async with session(folder, lang=lang) as pilot:
        await opened(pilot)
        await correcting(pilot)
        await press(pilot, "enter")
        await write(pilot, "line-attributes", "白 S")
        await press(pilot, "enter", "enter")
        await until(pilot, lambda: line(orders).attributes == "白 S")
    ((tab, text),) = [(each.tab, each.text) for each in orders.service(Remarks).of(NUMBER)]
    assert tab is Tab.SHIPPING
    assert ("WLY0QU1098 白 S x2" in text, "审核通过后" in text) == (True, lang == "zh")


@LANGUAGES
async def test_hostile_items_are_shown_and_typed_harmlessly(one_line, folder, lang):
    lines = columns.lines
    for payload in PAYLOADS[::8]:
        with one_line.store.change() as c:
            c.execute(update(lines).values(title=f"T{payload}", attributes=f"A{payload}"))
        async with session(folder, lang=lang) as pilot:
            await opened(pilot)
            await correcting(pilot)
            assert forbidden(screen_text(pilot.app), lines=True) == []
            pilot.app.screen.query_one("#line-code", LineInput).value = f"N{payload}"
            await press(pilot, "enter")
            await until(pilot, lambda: pilot.app.notices.now is not None)
            assert forbidden(screen_text(pilot.app), lines=True) == []
            assert isinstance(pilot.app.screen, LineDialog)


@LANGUAGES
@SIZES
async def test_the_dialog_looks_as_kept(orders, folder, lang, size):
    whole_order(orders)
    set_clock(orders)
    name = f"{lang}-{size[0]}x{size[1]}"
    async with session(folder, lang=lang, size=size) as pilot:
        await opened(pilot)
        await correcting(pilot, "2", "enter")
        await press(pilot, "enter")
        orders.service(Editing, HAN).set_line(NUMBER, 2, quantity=5)
        await write(pilot, "line-attributes", "颜色:白色;尺码:S")
        await press(pilot, "enter", "enter")
        await until(pilot, shows(pilot, "1 -> 5"))
        check(f"line-{name}", "\n".join(screen_text(pilot.app).splitlines()[:-1]))

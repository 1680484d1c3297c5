"""Splitting, sending again, giving at the order's screen: the keys of W21 to W24."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, update

from csdesk.model.owed import OwedReason
from csdesk.model.roles import Action
from csdesk.services.accounts import Accounts
from csdesk.services.acting import Acting
from csdesk.services.family import Family
from csdesk.services.orders import Orders
from csdesk.store import columns, owed
from csdesk.store.changing import Rewrite
from csdesk.ui.screens.choosing import Choosing
from csdesk.ui.screens.gift import GiftDialog
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.screens.pieces import PiecesDialog, ReasonedDialog
from csdesk.ui.screens.question import Question
from tests.cli.conftest import readable
from tests.golden import check
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person
from tests.ui.conftest import press, screen_lines, screen_text, session, until
from tests.ui.order_sample import NUMBER, set_clock, whole_order

FIRST, SECOND = f"OSP1-{NUMBER}", f"OSP2-{NUMBER}"
LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])


async def open_order(pilot, number=NUMBER):
    pilot.app.open_order(number)
    await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
    await until(pilot, lambda: pilot.app.screen.answered)


class Counted:
    """Presses keys and counts them; what is typed as an answer is not counted (journey 5.0)."""

    def __init__(self, pilot):
        self.pilot = pilot
        self.keys = 0

    async def key(self, key, arrived=None):
        self.keys += 1
        await press(self.pilot, key)
        await until(self.pilot, arrived or (lambda: True))

    async def typed(self, text):
        await self.pilot.press(*text)
        await self.pilot.pause()


def on_top(pilot, kind):
    return lambda: isinstance(pilot.app.screen, kind)


def order(orders, number=NUMBER):
    return orders.service(Orders).order(number)


def made(orders, *numbers):
    there = {*order(orders).family}
    return lambda: {*order(orders).family} > there or set(numbers) <= {*order(orders).family}


@LANGUAGES
async def test_w23_one_of_three_cannot_ship(orders, folder, lang):
    whole_order(orders)
    async with session(folder, lang=lang) as pilot:
        await open_order(pilot)
        hand = Counted(pilot)
        await hand.key("x", on_top(pilot, PiecesDialog))
        await hand.key("space")
        await hand.key("enter", lambda: SECOND in screen_text(pilot.app))
        shown = screen_text(pilot.app)
        assert FIRST in shown
        assert order(orders).family == (), "it is only shown yet"
        await hand.key("enter", made(orders, FIRST, SECOND))
        assert hand.keys == 4
        await until(pilot, on_top(pilot, OrderScreen))
        await until(pilot, lambda: FIRST in "\n".join(screen_lines(pilot.app)[:4]))
    assert order(orders).row.order_status == "split"
    assert [line.line_no for line in order(orders, SECOND).lines] == [1]
    assert [line.line_no for line in order(orders, FIRST).lines] == [2, 3]


@LANGUAGES
async def test_w24_some_pieces_of_a_line_cannot_ship(orders, folder, lang):
    orders.order(NUMBER)
    async with session(folder, lang=lang) as pilot:
        await open_order(pilot)
        hand = Counted(pilot)
        await hand.key("x", on_top(pilot, PiecesDialog))
        await hand.typed("1")
        await hand.key("enter", lambda: SECOND in screen_text(pilot.app))
        await hand.key("enter", made(orders, FIRST, SECOND))
        assert hand.keys == 3
    for number in (FIRST, SECOND):
        assert [line.quantity for line in order(orders, number).lines] == [1]


@LANGUAGES
async def test_w22_a_line_is_sent_again(orders, folder, lang):
    whole_order(orders, order_status="shipped")
    async with session(folder, lang=lang) as pilot:
        await open_order(pilot)
        hand = Counted(pilot)
        await hand.key("R", on_top(pilot, PiecesDialog))
        await hand.key("space")
        await hand.key("2")
        await hand.key("enter", made(orders, f"RE{NUMBER}"))
        assert hand.keys <= 4
        await until(pilot, on_top(pilot, OrderScreen))
        await hand.key("R", on_top(pilot, PiecesDialog))
        await hand.key("space")
        await hand.key("1")
        await hand.key("enter", on_top(pilot, Question))
        assert f"RE{NUMBER}" in screen_text(pilot.app)
        await hand.key("enter", made(orders, f"RE2{NUMBER}"))
    again = order(orders, f"RE{NUMBER}")
    assert again.row.order_status == "awaiting_review"
    assert [line.line_no for line in again.lines] == [1]


@LANGUAGES
async def test_w21_a_rebate_takes_what_is_owed(orders, folder, lang):
    key = orders.order(NUMBER, buyer="ma@example.com")
    owe(orders, key, 20_000)
    async with session(folder, lang=lang) as pilot:
        await open_order(pilot)
        hand = Counted(pilot)
        await hand.key("G", on_top(pilot, GiftDialog))
        text = screen_text(pilot.app)
        assert "200.00" in text
        assert ("礼品" in text and "返点" in text) if lang == "zh" else "rebate" in text
        await hand.key("2")
        await hand.typed("1098")
        await hand.key("enter", lambda: "WLY0QU1098" in screen_text(pilot.app))
        await hand.typed("2")
        await hand.key("enter", made(orders, f"G-{NUMBER}"))
        assert hand.keys <= 4
    assert orders.service(Accounts).of(NUMBER).owed == 200


@LANGUAGES
@pytest.mark.parametrize("code", ["1122", "WXZ0KU1122-NV-M"])
async def test_w21_a_number_of_several_goods_is_picked_from_a_list(orders, folder, lang, code):
    """Short code or full: what an order without colour and size told is no choice of its own."""
    for n, attributes in enumerate(("藏青色 M", "", "藏青色 L")):
        line = {"sku": "WXZ0KU1122-NV-M", "attributes": attributes}
        orders.order(f"TB240202-009{n}", f"24012345678901234{n}0", line)
    for n in range(12 if code == "1122" else 0):
        line = {"sku": f"WXZ{n}KU1122-RD-S", "attributes": f"红 {n}"}
        orders.order(f"TB240203-01{n:02}", f"24012345678901235{n:02}", line)
    orders.order(NUMBER)
    async with session(folder, lang=lang, size=(80, 24)) as pilot:
        await open_order(pilot)
        hand = Counted(pilot)
        await hand.key("G", on_top(pilot, GiftDialog))
        await hand.key("1")
        await hand.typed(code)
        await hand.key("enter", on_top(pilot, Choosing))
        shown = screen_text(pilot.app)
        assert "1 WX" in shown
        for _ in range(12 if code == "1122" else 0):
            await press(pilot, "down")
        await hand.typed("" if code == "1122" else "1")
        assert "藏青色 L" in screen_text(pilot.app)
        await hand.key("enter", lambda: pilot.app.screen.focused is not None
                       and pilot.app.screen.focused.id == "gift-pieces")  # fmt: skip
        assert "Enter" in screen_lines(pilot.app)[-1], "the key line names the key that works"
        await hand.typed("1")
        await hand.key("enter", made(orders, f"G-{NUMBER}"))
    line = order(orders, f"G-{NUMBER}").lines[0]
    assert (line.sku, line.attributes) == ("WXZ0KU1122-NV-M", "藏青色 L")


async def test_x_on_an_order_that_cannot_be_split_says_so_at_once(orders, folder):
    whole_order(orders)
    with orders.store.change() as c:
        c.execute(update(columns.orders).values(conflicts=1))
    async with session(folder) as pilot:
        await open_order(pilot)
        await press(pilot, "x")
        await until(pilot, lambda: "Settle the conflicts of" in screen_text(pilot.app))
        assert isinstance(pilot.app.screen, OrderScreen)


async def test_no_number_of_pieces_is_asked_for_and_not_called_wrong(orders, folder):
    orders.order(NUMBER)
    async with session(folder) as pilot:
        await open_order(pilot)
        await press(pilot, "G", "1", *"1098", "enter")
        await until(pilot, lambda: "WLY0QU1098" in screen_text(pilot.app))
        await press(pilot, "enter")
        await until(pilot, lambda: "How many pieces?" in screen_text(pilot.app))


async def test_going_back_from_the_list_lets_the_number_be_typed_anew(orders, folder):
    for n in range(2):
        line = {"sku": "WXZ0KU1122", "attributes": f"红 {n}"}
        orders.order(f"TB240202-009{n}", f"24012345678901234{n}0", line)
    orders.order(NUMBER)
    async with session(folder) as pilot:
        await open_order(pilot)
        await press(pilot, "G")
        await until(pilot, on_top(pilot, GiftDialog))
        await press(pilot, "1", "1122", "enter")
        await until(pilot, on_top(pilot, Choosing))
        await press(pilot, "escape")
        await until(pilot, on_top(pilot, GiftDialog))
        await press(pilot, *["backspace"] * 4, *"1098", "enter")
        await until(pilot, lambda: "WLY0QU1098" in screen_text(pilot.app))


def owe(desk, key, amount):
    with Acting(desk.store, person()).change(Action.EDIT, undoable=False) as act:
        act.write("order.exchange", [Rewrite(act.order(NUMBER))])
        owed.enter(act.connection, key, amount, "CNY", OwedReason.EXCHANGE, act.seqs[-1])


async def test_more_than_is_owed_is_refused_and_can_be_typed_anew(orders, folder):
    key = orders.order(NUMBER, buyer="ma@example.com")
    owe(orders, key, 9_900)
    async with session(folder) as pilot:
        await open_order(pilot)
        await press(pilot, "G")
        await until(pilot, on_top(pilot, GiftDialog))
        await press(pilot, "2", "9999", "enter")
        await until(pilot, lambda: "No item has the number" in screen_text(pilot.app))
        await press(pilot, *["backspace"] * 4, "1098", "enter")
        await until(pilot, lambda: "WLY0QU1098" in screen_text(pilot.app))
        await press(pilot, "2", "enter")
        await until(pilot, lambda: "is owed to this customer" in screen_text(pilot.app))
        await press(pilot, "backspace", "1", "enter")
        await until(pilot, on_top(pilot, OrderScreen))
    assert order(orders, f"G-{NUMBER}").lines[0].quantity == 1


async def test_more_than_there_is_is_refused_and_nothing_is_done(orders, folder):
    orders.order(NUMBER)
    async with session(folder) as pilot:
        await open_order(pilot)
        await press(pilot, "x")
        await until(pilot, on_top(pilot, PiecesDialog))
        await press(pilot, "5", "enter")
        await until(pilot, lambda: "2 pieces, not 5" in screen_text(pilot.app))
        await press(pilot, "left", "left", "left", "left", "enter")
        await until(pilot, lambda: SECOND in screen_text(pilot.app))
        await press(pilot, "escape")
        await until(pilot, lambda: SECOND not in screen_text(pilot.app))
        await press(pilot, "escape")
        await until(pilot, on_top(pilot, OrderScreen))
    assert order(orders).family == ()


async def test_backspace_takes_back_the_last_digit_that_was_typed(orders, folder):
    orders.order(NUMBER)
    async with session(folder) as pilot:
        await open_order(pilot)
        await press(pilot, "x")
        await until(pilot, on_top(pilot, PiecesDialog))
        dialog = pilot.app.screen
        await press(pilot, "1", "2", "backspace")
        await until(pilot, lambda: dialog.chosen == {1: 1})
        await press(pilot, "5")
        await until(pilot, lambda: dialog.chosen == {1: 15})
        await press(pilot, "backspace", "backspace", "backspace")
        await until(pilot, lambda: dialog.chosen == {})
        await press(pilot, "escape")
        await until(pilot, on_top(pilot, OrderScreen))
        await press(pilot, "R")
        await until(pilot, on_top(pilot, ReasonedDialog))
        dialog = pilot.app.screen
        await press(pilot, "space", "3", "backspace")
        await until(pilot, lambda: dialog.reason is None and dialog.chosen == {1: 2})
        await press(pilot, "2")
        await until(pilot, lambda: dialog.reason == 2)


async def test_x_on_a_split_order_puts_it_together_and_u_takes_a_split_back(orders, folder):
    orders.order(NUMBER)
    async with session(folder) as pilot:
        await open_order(pilot)
        for back in (("x", "enter"), ("u",)):
            await press(pilot, "x")
            await until(pilot, on_top(pilot, PiecesDialog))
            await press(pilot, "1", "enter")
            await until(pilot, lambda: SECOND in screen_text(pilot.app))
            await press(pilot, "enter")
            await until(pilot, lambda: order(orders).row.order_status == "split")
            await until(pilot, lambda: pilot.app.screen.detail.row.order_status == "split")
            await press(pilot, back[0])
            if back[1:]:
                await until(pilot, on_top(pilot, Question))
                await press(pilot, *back[1:])
            await until(pilot, lambda: order(orders).row.order_status == "awaiting_review")
            whole = lambda: pilot.app.screen.detail.row.order_status == "awaiting_review"  # noqa: E731  # read once
            await until(pilot, whole)
            top = "\n".join(screen_lines(pilot.app)[:4])
            assert f"{FIRST} taken back" in top
            assert f"{SECOND} taken back" in top


async def test_the_family_stands_on_top_with_its_states_and_5_opens_one(orders, folder):
    orders.order(NUMBER)
    orders.service(Family).split(NUMBER, {1: 1})
    orders.service(Family).reship(FIRST, "lost")
    async with session(folder) as pilot:
        await open_order(pilot, SECOND)
        top = "\n".join(screen_lines(pilot.app)[:6])
        assert f"< {NUMBER} [D] split" in top
        assert f"{FIRST} [R] awaiting review" in top
        assert f"RE{FIRST} [R] awaiting review" in top
        await press(pilot, "5", "2", "enter")
        await until(pilot, lambda: pilot.app.screen.detail is not None
                    and pilot.app.screen.detail.row.order_no == FIRST)  # fmt: skip
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen.detail.row.order_no == SECOND)


@LANGUAGES
async def test_what_is_stuck_is_listed_and_opened(orders, folder, lang):
    from csdesk.model.settings import DeskSettings

    orders.order(NUMBER)
    orders.service(Family).split(NUMBER, {1: 1})
    settings = DeskSettings(zone="Asia/Shanghai", stuck_hours=0)
    async with session(folder, lang=lang, settings=settings) as pilot:
        await press(pilot, "escape", "g", "x")
        await until(pilot, lambda: SECOND in screen_text(pilot.app))
        assert ("等货" if lang == "zh" else "waits for goods") in screen_text(pilot.app)
        await press(pilot, "enter")
        await until(pilot, on_top(pilot, OrderScreen))


async def test_who_may_not_change_orders_is_told_who_may(orders, folder):
    orders.order(NUMBER)
    async with session(folder, actor=person("eye", "Eye", roles=("viewer",))) as pilot:
        await open_order(pilot)
        await press(pilot, "x")
        await until(pilot, lambda: "Who may" in screen_text(pilot.app))
        assert on_top(pilot, OrderScreen)()
    assert order(orders).family == ()


async def test_hostile_lines_are_drawn_and_not_obeyed(orders, folder):
    key = orders.order(NUMBER)
    payloads = [payload for payload in PAYLOADS if readable(payload)]
    with orders.store.change() as c:
        for line_no, payload in enumerate(payloads, 2):
            line = {
                "order_id": key, "line_no": line_no, "sku": payload[:60], "title": payload,
                "attributes": payload, "quantity": 1, "unit_price": 1, "line_status": "",
                "refund_status": "", "market_line_no": "",
            }  # fmt: skip
            c.execute(insert(columns.lines), line)
    async with session(folder, size=(100, 60)) as pilot:
        await open_order(pilot)
        for dialog in ("x", "R"):
            await press(pilot, dialog)
            await until(pilot, on_top(pilot, PiecesDialog))
            for _ in range(len(payloads) // 15 + 1):  # a page has at least 15
                await press(pilot, "space", "pagedown")
                assert forbidden(screen_text(pilot.app), lines=True) == []
            if dialog == "x":
                await press(pilot, "enter")
                await until(pilot, lambda: SECOND in screen_text(pilot.app))
                assert forbidden(screen_text(pilot.app), lines=True) == []
                await press(pilot, "escape")
            await press(pilot, "escape")
            await until(pilot, on_top(pilot, OrderScreen))


SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])


@LANGUAGES
@SIZES
async def test_the_screens_of_a_family_look_as_kept(orders, folder, lang, size):
    key = whole_order(orders)
    owe(orders, key, 20_000)
    set_clock(orders)
    name = f"{lang}-{size[0]}x{size[1]}"
    async with session(folder, lang=lang, size=size) as pilot:
        await open_order(pilot)
        await press(pilot, "x")
        await until(pilot, on_top(pilot, PiecesDialog))
        await press(pilot, "space", "enter")
        await until(pilot, lambda: SECOND in screen_text(pilot.app))
        await until(pilot, lambda: screen_text(pilot.app).count("[U]") == 3)
        check(f"split-{name}", screen_text(pilot.app))
        await press(pilot, "escape", "escape", "R")
        await until(pilot, on_top(pilot, PiecesDialog))
        await press(pilot, "space", "2")
        check(f"reship-{name}", screen_text(pilot.app))
        await press(pilot, "escape", "G")
        await until(pilot, on_top(pilot, GiftDialog))
        await press(pilot, "2", "1098", "enter")
        await until(pilot, lambda: pilot.app.screen.focused.id == "gift-pieces")
        check(f"gift-{name}", screen_text(pilot.app))
        await press(pilot, "escape")
    orders.service(Family).split(NUMBER, {1: 1})
    orders.service(Family).reship(FIRST, "lost", {2: 1})
    set_clock(orders)
    async with session(folder, lang=lang, size=size) as pilot:
        await open_order(pilot)
        check(f"family-{name}", "\n".join(screen_lines(pilot.app)[:-1]))  # without the key line


@LANGUAGES
async def test_the_top_of_the_order_shows_what_exchanges_left_open(orders, folder, lang):
    key = orders.order(NUMBER, buyer="ma@example.com")
    other = orders.order("TB240202-0042", "2" * 18, buyer="ma@example.com")
    owe(orders, key, -2_710)
    owe(orders, other, 900)
    async with session(folder, lang=lang, size=(80, 24)) as pilot:
        await open_order(pilot)
        top = " ".join(screen_lines(pilot.app)[:5])
        collect, owed = {"en": ("to collect", "we owe"), "zh": ("待补", "欠客户")}[lang]
        assert f"{collect} ¥27.10" in top
        assert f"{owed} ¥9.00" in top
        await open_order(pilot, "TB240202-0042")
        await until(pilot, lambda: collect not in " ".join(screen_lines(pilot.app)[:5]))
        assert f"{owed} ¥9.00" in " ".join(screen_lines(pilot.app)[:5])

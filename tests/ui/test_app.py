"""The session: what a buyer wrote does nothing, errors are sentences, drafts outlive the end."""

from __future__ import annotations

import asyncio

import pytest
from textual.app import ScreenStackError
from textual.widgets import Static

from csdesk.faults import faults_file
from csdesk.model.errors import Refused, StoreUnusable
from csdesk.model.settings import DeskSettings
from csdesk.model.status import Tab
from csdesk.services.remarks import Remarks
from csdesk.ui.app import CsdeskApp
from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.jobs import job
from csdesk.ui.widgets.preview import Preview
from tests.hostile import PAYLOADS, forbidden
from tests.ui.conftest import press, screen_lines, screen_text, session, until

FIELDS = (
    "name", "account", "nick", "phone", "email", "province", "city", "district", "address", "zip",
    "carrier", "tracking_no", "method", "place", "buyer_message", "market_remark", "title",
    "market_status", "closed_reason", "hold_reason",
)  # fmt: skip


def harmless(text):
    """Text as a store can hold it."""
    return text.encode("utf-8", "replace").decode()


def clean(pilot):
    """The lines of the screen, after a look that none holds what must not reach a terminal."""
    lines = screen_lines(pilot.app)
    assert [f for line in lines for f in forbidden(line, lines=False)] == []
    return lines


async def test_hostile_orders_on_every_screen_of_the_search(orders, folder):
    for n, text in enumerate(PAYLOADS):
        orders.order(
            order_no=f"TB240202-{n:04d}", market_no=f"28{n:016d}", shop=harmless(text)[:99] or "x",
            **dict.fromkeys(FIELDS, harmless(text)),
        )  # fmt: skip
    async with session(folder, size=(140, 40)) as pilot:
        await until(pilot, lambda: pilot.app.screen.query(Preview))
        preview = pilot.app.screen.query_one(Preview)
        numbers = set()
        for keys in ("pagedown", "pagedown", "end", "F", "escape", ":", "escape", "home"):
            await press(pilot, keys)
            places = [line.find("TB240202-") for line in clean(pilot)[4:-1]]
            assert set(places) <= {16, -1}
            numbers |= {row.order_no for row in pilot.app.screen_stack[0].table.window.rows}
        assert len(numbers) == len(PAYLOADS)
        await until(pilot, lambda: max(numbers) in screen_lines(pilot.app)[3])
        for number in sorted(numbers):
            preview.show(pilot.app.desk.orders.order(number))
            await pilot.pause()
            assert any(number in line for line in clean(pilot))


async def test_markup_that_slips_through_can_do_nothing(twenty, folder):
    """Even a widget that parses markup from an order by mistake cannot be clicked into action."""
    async with session(folder) as pilot:
        trap = Static("[@click=app.quit]quit[/] [@click=screen.waiting]x[/] [link='http://x']y[/]")
        trap.styles.dock = "bottom"
        await pilot.app.screen.mount(trap)
        await pilot.pause()
        for x in range(10):
            await pilot.click(trap, offset=(x, 0))
        assert pilot.app.is_running
        assert pilot.app.screen is pilot.app.screen_stack[0]


@pytest.mark.parametrize(
    "action",
    ["app.exit", "app.bell", "app.screenshot", "app.suspend_process", "app.open_url('x')",
     "app.toggle_dark", "app.notify('x')", "app.push_screen('x')", "app.command_palette",
     "app.simulate_key('Q')", "app.add_class('x','y')", "app.show_help_panel"],
)  # fmt: skip
async def test_only_commands_of_the_table_are_actions_of_the_app(twenty, folder, action):
    async with session(folder) as pilot:
        assert await pilot.app.run_action(action) is False


async def test_a_desk_that_cannot_be_opened_says_why_and_ends():
    def refuse():
        raise StoreUnusable("There is no store at {path}.", path="/x")

    app = CsdeskApp(refuse, DeskSettings())
    async with app.run_test() as pilot:
        while app.is_running:
            await pilot.pause()
            await asyncio.sleep(0)
    assert app.return_code == 6


async def test_a_refusal_is_a_sentence_and_the_session_goes_on(twenty, folder):
    async with session(folder) as pilot:
        screen = Trying("refuse")
        await pilot.app.push_screen(screen)
        screen.try_it()
        await until(pilot, lambda: "The order 7 is split." in screen_text(pilot.app))
        assert pilot.app.is_running


async def test_a_defect_of_a_service_is_a_sentence_without_the_customers_words(twenty, folder):
    async with session(folder) as pilot:
        screen = Trying("break")
        await pilot.app.push_screen(screen)
        screen.try_it()
        await until(pilot, lambda: "That did not work (ValueError" in screen_text(pilot.app))
        assert "13800001111" not in screen_text(pilot.app)
        assert "13800001111" not in faults_file().read_text()
        assert "test_app.py" in faults_file().read_text()


class Trying(DeskScreen[None]):
    """Asks something that goes wrong."""

    def __init__(self, how):
        super().__init__()
        self.how = how

    @job("try")
    async def try_it(self):
        if self.how == "left":
            raise ScreenStackError("No screens on stack")
        if self.how == "look":
            self.query_one("#what-was-here")
            return
        await self.desk_app.ask(self._go_wrong, "13800001111")

    def _go_wrong(self, phone):
        if self.how == "refuse":
            raise Refused("The order {number} is split.", number=7)
        raise ValueError(phone)


async def test_an_answer_that_comes_when_the_desk_was_left_is_no_defect(
    twenty, folder, monkeypatch
):
    async with session(folder) as pilot:
        screen = Trying("left")
        await pilot.app.push_screen(screen)
        with monkeypatch.context() as leaving:
            leaving.setattr(type(pilot.app), "screen_stack", property(lambda app: []))
            await screen.try_it().wait()


async def test_an_answer_that_comes_while_its_screen_is_taken_down_is_no_defect(twenty, folder):
    """Parts of a screen go before it does."""
    async with session(folder) as pilot:
        screen = Trying("look")
        await pilot.app.push_screen(screen)
        screen._pruning = True
        await screen.try_it().wait()
        screen._pruning = False
    assert pilot.app.return_code in (None, 0)


async def test_an_older_answer_never_comes_after_a_newer_one(twenty, folder):
    async with session(folder) as pilot:
        box = pilot.app.screen.box
        for text in ("娜", "娜娜", "娜娜 0", "0007", "0005"):
            box.value = text
        await until(pilot, lambda: pilot.app.screen.answered)
        assert [row.order_no for row in pilot.app.screen.table.window.rows] == ["TB240202-0005"]


async def test_the_pulse_of_other_peoples_work_survives_a_broken_moment(twenty, folder):
    async with session(folder) as pilot:
        imports = pilot.app.desk.imports
        asked = []

        def broken():
            asked.append(1)
            if len(asked) < 3:
                raise OSError("disk")

        imports.progress = broken
        twenty.batch()
        twenty.service(Remarks).add("TB240202-0020", Tab.SHIPPING, "改发顺丰")
        await until(pilot, lambda: len(asked) >= 3)
        await until(pilot, lambda: pilot.app.screen.table.row.remarks.shipping == 1)
        twenty.service(Remarks).add("TB240202-0020", Tab.FINANCE, "退差价")
        await until(pilot, lambda: pilot.app.screen.table.row.remarks.finance == 1)


async def test_everything_is_drawn_in_the_language_that_is_chosen(twenty, folder):
    async with session(folder) as pilot:
        before = screen_text(pilot.app)
        await press(pilot, ":", *"chinese", "enter")
        await until(pilot, lambda: "个订单" in screen_text(pilot.app))
        chinese = screen_text(pilot.app)
        assert "审核通过" in chinese
        assert "下单" in chinese
        await press(pilot, ":", *"英文", "enter")
        await until(pilot, lambda: "20 orders" in screen_text(pilot.app))
        assert screen_text(pilot.app) == before


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
async def test_a_theme_can_be_chosen_and_changes_no_letter(twenty, folder, theme):
    async with session(folder) as pilot:
        before = screen_text(pilot.app)
        await pilot.app.run_action(theme)
        await pilot.pause()
        assert pilot.app.theme == theme
        assert screen_text(pilot.app) == before

"""Masked fields on the order's screen: seen for a while with a reason, then masked again (F71)."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from csdesk.model.settings import DeskSettings, PrivacySettings
from csdesk.ui.screens.order import OrderScreen
from tests import golden
from tests.services.desks import person
from tests.ui.conftest import press, screen_text, session, until

NUMBER = "TB261122-0001"
PHONE, ADDRESS = "13812345678", "文三路 1288 号 3 幢"
SETTINGS = DeskSettings(zone="Asia/Shanghai")
LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
BRIEF = replace(SETTINGS, privacy=PrivacySettings(reveal_seconds=1))


@pytest.fixture
def order(orders):
    return orders.order(
        name="陈小平", phone=PHONE, account="chen_xp@example.com", buyer="chen_xp@example.com",
        province="浙江省", city="杭州市", district="西湖区", address=ADDRESS,
    )  # fmt: skip


async def opened(pilot):
    pilot.app.open_order(NUMBER)
    await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen)
                and pilot.app.screen.answered)  # fmt: skip


def kinds(orders):
    return [each["kind"] for each in orders.events()]


async def test_a_field_is_seen_with_five_keys_and_copied_with_one_more(
    orders, order, folder, clipboard
):
    async with session(folder, settings=SETTINGS) as pilot:
        await opened(pilot)
        shown = screen_text(pilot.app)
        assert "138****5678" in shown
        assert PHONE not in shown
        assert ADDRESS not in shown
        await press(pilot, "v", "2", "enter", "1", "enter")
        await until(pilot, lambda: PHONE in screen_text(pilot.app))
        assert ADDRESS not in screen_text(pilot.app)
        assert kinds(orders) == ["reveal.phone"]
        await press(pilot, "v")
        await until(pilot, lambda: clipboard == [PHONE])
        assert kinds(orders)[-1] == "reveal.copied"


async def test_after_its_time_it_is_masked_again_and_an_address_is_one_field(orders, order, folder):
    async with session(folder, settings=BRIEF, size=(120, 40)) as pilot:
        await opened(pilot)
        await press(pilot, "v", "3", "enter", "6", *"打包", "enter")
        await until(pilot, lambda: "reveal.address" in kinds(orders))
        await until(pilot, lambda: ADDRESS not in screen_text(pilot.app))
        assert PHONE not in screen_text(pilot.app)


async def test_another_order_and_the_lock_show_nothing_of_it(orders, order, folder):
    orders.order("TB261122-0002", "2234567890123456789", name="另一位", phone="13700001111")
    async with session(folder, settings=SETTINGS) as pilot:
        await press(pilot, "down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen)
                    and pilot.app.screen.answered)  # fmt: skip
        await press(pilot, "v", "2", "enter", "1", "enter")
        await until(pilot, lambda: PHONE in screen_text(pilot.app))
        await press(pilot, "z")
        await until(pilot, lambda: PHONE not in screen_text(pilot.app))
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
        await press(pilot, "[")
        await until(pilot, lambda: "TB261122-0002" in screen_text(pilot.app)
                    and pilot.app.screen.answered)  # fmt: skip
        await press(pilot, "]")
        await until(pilot, lambda: NUMBER in screen_text(pilot.app) and pilot.app.screen.answered)
        assert PHONE not in screen_text(pilot.app)


async def test_who_may_not_is_told_so_and_a_correction_begins_with_nothing(orders, order, folder):
    async with session(folder, settings=SETTINGS, actor=person(roles=("agent",))) as pilot:
        await opened(pilot)
        await press(pilot, "E", "2", "enter")
        await until(pilot, lambda: "(138****5678)" in screen_text(pilot.app))
        await press(pilot, *"13987654321", "enter")
        await until(pilot, lambda: "139****4321" in screen_text(pilot.app))
    assert orders.row(order)["phone"] == "13987654321"


@LANGUAGES
@SIZES
async def test_golden_reveal(orders, order, folder, lang, size):
    look = f"{lang}-{size[0]}x{size[1]}"
    async with session(folder, settings=SETTINGS, lang=lang, size=size) as pilot:
        await opened(pilot)
        await press(pilot, "v")
        golden.check(f"reveal-field-{look}", screen_text(pilot.app))
        await press(pilot, "1", "enter")
        golden.check(f"reveal-why-{look}", screen_text(pilot.app))
        await press(pilot, "1", "enter")
        await until(pilot, lambda: "陈小平" in screen_text(pilot.app))
        golden.check(f"reveal-{look}", screen_text(pilot.app))


def test_no_kept_picture_of_a_screen_shows_a_buyer_whole():
    for picture in Path(golden.__file__).parent.glob("*.txt"):
        text = picture.read_text(encoding="utf-8")
        assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", text), picture.name
        assert not re.search(r"[\w.]@[\w]+\.", text), picture.name

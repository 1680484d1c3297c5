"""A numbered choice takes what is meant, and nothing where nothing is."""

from __future__ import annotations

import pytest
from textual import events

from csdesk.ui.screens.choosing import Choosing
from csdesk.ui.screens.palette import PaletteScreen
from csdesk.words import use_language
from tests.ui.conftest import press, screen_text, session, until

REASONS = ["地址不全", "客户要求先别发", "等客户回复"]


async def choose(pilot, *keys):
    answers: list[int | None] = []
    pilot.app.push_screen(Choosing("why?", REASONS), answers.append)
    await until(pilot, lambda: isinstance(pilot.app.screen, Choosing))
    await press(pilot, *keys)
    return answers


@pytest.mark.parametrize(
    ("keys", "place"), [(("2", "enter"), 1), (("down", "enter"), 1), (("enter",), 0)]
)
async def test_a_number_or_the_cursor_chooses(orders, folder, keys, place):
    async with session(folder) as pilot:
        answers = await choose(pilot, *keys)
        await until(pilot, lambda: answers == [place])


async def test_who_types_the_reason_gets_that_one_or_none(orders, folder):
    async with session(folder) as pilot:
        answers = await choose(pilot)
        pilot.app.post_message(events.Paste("等客户"))
        await press(pilot, "enter")
        await until(pilot, lambda: answers == [2])
        answers = await choose(pilot, *"xyz", "enter")
        assert answers == []
        assert isinstance(pilot.app.screen, Choosing), "nothing fits: the question stays"
        await press(pilot, "1", "enter")
        await until(pilot, lambda: answers == [0])


@pytest.mark.parametrize(("lang", "typed"), [("en", "中文"), ("zh", "chinese"), ("en", "审核")])
async def test_a_command_is_found_by_its_name_in_either_language(orders, folder, lang, typed):
    async with session(folder, lang=lang) as pilot:
        await press(pilot, ":")
        await until(pilot, lambda: isinstance(pilot.app.screen, PaletteScreen))
        pilot.app.post_message(events.Paste(typed))
        await until(pilot, lambda: pilot.app.screen.query_one("Input").value == typed)
        assert "No command" not in screen_text(pilot.app)
        assert "没有命令" not in screen_text(pilot.app)
    use_language("en")

"""What a person is told stands in the place of the key line and covers nothing else."""

from __future__ import annotations

import pytest

from csdesk.model.errors import Refused
from csdesk.ui import notices
from csdesk.ui.notices import notice, refusal
from tests.hostile import PAYLOADS, forbidden
from tests.ui.conftest import press, screen_lines, screen_text, session, until

KEYS = "Q quit"


@pytest.fixture
def seen_at_once(monkeypatch):
    """A notice counts as seen at once, so that a key need not wait."""
    monkeypatch.setattr(notices, "LEAST", 0.0)
    monkeypatch.setattr(notices, "LEAST_NEWS", 0.0)


@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
async def test_a_notice_hides_no_line_of_an_order(twenty, folder, clipboard, size):
    async with session(folder, size=size) as pilot:
        await press(pilot, "enter")
        await until(pilot, lambda: "Items" in screen_text(pilot.app))
        before = screen_lines(pilot.app)
        await press(pilot, "y")
        after = screen_lines(pilot.app)
        assert after[:-1] == before[:-1]
        assert after[-1].startswith(" Sent to the terminal's clipboard, ")
        assert clipboard


async def test_the_next_key_brings_the_keys_back(twenty, folder, seen_at_once):
    async with session(folder) as pilot:
        notice(pilot.app, "All is well.")
        await pilot.pause()
        assert screen_lines(pilot.app)[-1] == " All is well."
        await press(pilot, "j")
        assert KEYS in screen_lines(pilot.app)[-1]


async def test_time_brings_the_keys_back(twenty, folder, monkeypatch):
    monkeypatch.setattr(notices, "SECONDS", 0.05)
    async with session(folder) as pilot:
        refusal(pilot.app, Refused("Nothing was done."))
        await pilot.pause()
        assert screen_lines(pilot.app)[-1] == " ! Nothing was done."
        await until(pilot, lambda: KEYS in screen_lines(pilot.app)[-1])


async def test_who_types_on_sees_it_all_the_same(twenty, folder, monkeypatch):
    monkeypatch.setattr(notices, "LEAST_NEWS", 60.0)
    async with session(folder) as pilot:
        notice(pilot.app, "All is well.", news=True)
        await press(pilot, "/", "马小")
        assert screen_lines(pilot.app)[-1] == " All is well."


async def test_two_keys_show_what_may_follow_while_a_notice_stands(twenty, folder):
    async with session(folder) as pilot:
        notice(pilot.app, "2 files were taken in.", news=True)
        await press(pilot, "g")
        assert screen_lines(pilot.app)[-1].startswith(" g ...")


async def test_news_wait_for_the_answer_to_a_key_and_none_is_lost(twenty, folder, seen_at_once):
    async with session(folder) as pilot:
        notice(pilot.app, "Saved.")
        notice(pilot.app, "One came.", news=True)
        notice(pilot.app, "Another came.", news=True)
        told = []
        for _ in range(3):
            await pilot.pause()
            told.append(screen_lines(pilot.app)[-1].strip())
            await press(pilot, "j")
        assert told == ["Saved.", "One came.", "Another came."]
        assert KEYS in screen_lines(pilot.app)[-1]


async def test_the_answer_to_a_key_comes_before_news_that_nobody_saw(twenty, folder, monkeypatch):
    monkeypatch.setattr(notices, "LEAST_NEWS", 60.0)
    async with session(folder) as pilot:
        notice(pilot.app, "One came.", news=True)
        notice(pilot.app, "Saved.")
        await pilot.pause()
        assert screen_lines(pilot.app)[-1] == " Saved."
        pilot.app.notices._next()
        await pilot.pause()
        assert screen_lines(pilot.app)[-1] == " One came."


async def test_a_long_sentence_is_shown_whole_and_moves_the_list_up(twenty, folder):
    async with session(folder) as pilot:
        sentence = "word " * 20 + "end."
        notice(pilot.app, sentence, warning=True)
        await pilot.pause()
        lines = screen_lines(pilot.app)
        assert " ".join(lines[-2:]).split() == ["!", *sentence.split()]
        assert "TB240202-0020" in "\n".join(lines[:6])
        await pilot.resize_terminal(100, 24)
        assert " ".join(screen_lines(pilot.app)[-2:]).split()[-1] == "end."


async def test_hostile_text_in_a_notice_is_shown_and_not_obeyed(twenty, folder):
    async with session(folder) as pilot:
        for payload in PAYLOADS:
            notice(pilot.app, payload)
            await pilot.pause()
            assert [line for line in screen_lines(pilot.app) if forbidden(line)] == []

"""Who is signed in elsewhere sees it and ends it; the other screen leaves with its drafts kept."""

from __future__ import annotations

import pytest
from textual import events

from csdesk.model.sessions import Door, Visit
from csdesk.model.settings import DeskSettings
from csdesk.services.desk import Desk
from csdesk.ui.screens.choosing import Choosing
from csdesk.ui.screens.palette import PaletteScreen
from csdesk.ui.screens.question import Question
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person
from tests.ui.conftest import press, screen_text, session, until


@pytest.fixture
def come(folder):
    """Open the desk in a session, as a door does: a function of address and door."""
    opened = []

    def enter(address="10.0.0.1"):
        desk = Desk(folder, DeskSettings(), person())
        opened.append(desk)
        desk.enter(Visit("li", Door.SSH, "SHA256:x", address, "/dev/pts/3"), stays=True)
        desk.stay()
        return desk

    yield enter
    for each in opened:
        each.close()


async def my_sessions(pilot):
    await press(pilot, ":")
    await until(pilot, lambda: isinstance(pilot.app.screen, PaletteScreen))
    pilot.app.post_message(events.Paste("my sessions"))
    await press(pilot, "enter")


async def test_another_session_is_shown_and_ended_after_a_question(orders, folder, come):
    other = come()
    async with session(folder) as pilot:
        await my_sessions(pilot)
        await until(pilot, lambda: isinstance(pilot.app.screen, Choosing))
        assert "SSH key  10.0.0.1" in screen_text(pilot.app)
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Question))
        await press(pilot, "y")
        await until(pilot, lambda: "ends within seconds" in screen_text(pilot.app))
        over = other.sessions.ended()
        assert over is not None
        assert over.ended_by == "li"


async def test_who_is_signed_in_nowhere_else_is_told_so(orders, folder):
    async with session(folder) as pilot:
        await my_sessions(pilot)
        await until(pilot, lambda: "nowhere else" in screen_text(pilot.app))


async def test_no_address_gets_at_the_terminal(orders, folder, come):
    for payload in PAYLOADS[:9]:
        come(payload.encode("utf-8", "replace").decode())
    async with session(folder) as pilot:
        await my_sessions(pilot)
        await until(pilot, lambda: isinstance(pilot.app.screen, Choosing))
        assert forbidden(screen_text(pilot.app), lines=True) == []

"""Screens on a real desk: a store in a temporary folder, the real services, a pilot at the keys."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from time import monotonic

import pytest

from csdesk.model.settings import DeskSettings, PrivacySettings
from csdesk.ui.app import CsdeskApp
from csdesk.ui.screens.search import SearchScreen
from csdesk.words import use_language
from tests.services.desks import bare_desk, person
from tests.ui import resting
from tests.ui.sample import TWENTY

UNMASKED = DeskSettings(zone="Asia/Shanghai", privacy=PrivacySettings(mask=False))
"""The desk of somebody who works alone: buyers are shown as they are."""

SECONDS = 10.0
"""How long a test waits for what must come; far more than it takes."""


@pytest.fixture(autouse=True, scope="session")
def _rest():
    with pytest.MonkeyPatch.context() as patch:
        resting.install(patch)
        yield


@pytest.fixture(autouse=True)
def _brisk(monkeypatch):
    """Sessions look at what others did ten times as often as at the desk."""
    monkeypatch.setattr("csdesk.ui.app.PULSE_SECONDS", 0.1)
    monkeypatch.setattr("csdesk.ui.app.BUSY", 2)


@pytest.fixture
def orders(tmp_path):
    """A store to put orders into before the session opens; ``orders.order(...)`` makes one."""
    made = bare_desk(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def twenty(orders):
    """Twenty orders, the newest TB240202-0020."""
    for values in TWENTY:
        orders.order(**values)
    return orders


@pytest.fixture
def folder(orders, tmp_path):
    """The desk folder of ``orders``."""
    del orders
    return tmp_path


@pytest.fixture
def clipboard(monkeypatch):
    """What was sent to the terminal's clipboard, of a terminal that has one."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("TERM_PROGRAM", raising=False)
    sent = []
    monkeypatch.setattr(CsdeskApp, "copy_to_clipboard", lambda _, text: sent.append(text))
    return sent


@pytest.fixture
def opened(monkeypatch):
    """Numbers of the orders that were to be opened; the order screen has tests of its own."""
    numbers = []
    monkeypatch.setattr(CsdeskApp, "open_order", lambda _, number: numbers.append(number))
    return numbers


@pytest.fixture
def remark_written(monkeypatch):
    """Number and tab of the remarks that were to be written."""
    asked = []
    monkeypatch.setattr(
        CsdeskApp, "write_remark", lambda _, number, tab, *more: asked.append((number, tab))
    )
    return asked


@asynccontextmanager
async def session(folder, *, size=(80, 24), lang="en", settings=None, actor=None):
    """A session of one person at the desk in ``folder``, opened and with its first page shown."""
    use_language(lang)
    settings = settings or DeskSettings(zone="Asia/Shanghai")
    from csdesk.services.desk import Desk

    app = CsdeskApp(lambda: Desk(folder, settings, actor or person()), settings, title="demo")
    async with app.run_test(size=size, notifications=True) as pilot:
        home = app.screen_stack[0]
        assert isinstance(home, SearchScreen)
        await until(pilot, lambda: app.is_open and home.answered)
        yield pilot


async def until(pilot, condition):
    """Wait until something is so; the keys and answers meanwhile take their course."""
    end = monotonic() + SECONDS
    while not condition():
        assert monotonic() < end, f"never came; on the screen:\n{screen_text(pilot.app)}"
        await pilot.pause()
        await asyncio.sleep(0)
    await pilot.pause()


async def press(pilot, *keys):
    """Press keys one after the other, as ``/``, ``g``, ``Enter``; text is typed sign by sign."""
    for key in keys:
        await pilot.press(*([key] if key in NAMES else list(key)))


NAMES = {
    "enter", "escape", "space", "tab", "up", "down", "left", "right", "home", "end", "pageup",
    "pagedown", "backspace", *(f"f{n}" for n in range(1, 13)),
    *(f"ctrl+{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"), "shift+tab",
}  # fmt: skip


def screen_lines(app):
    """The screen as it is drawn, one string per line."""
    strips = app.screen._compositor.render_strips()
    return [strip.text.rstrip() for strip in strips]


def screen_text(app):
    """The screen as one string."""
    return "\n".join(screen_lines(app))

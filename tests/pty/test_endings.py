"""However a session ends, what was typed is kept, the process goes, and the terminal is clean."""

from __future__ import annotations

import os
import signal
import sys
from time import monotonic

import pytest

from csdesk.services.drafts import Drafts
from csdesk.ui.ending import LAST_SECONDS
from tests.pty.terminal import Terminal
from tests.pty.test_session import assert_clean
from tests.services.desks import bare_desk

pytestmark = pytest.mark.pty


@pytest.fixture
def desk(tmp_path):
    made = bare_desk(tmp_path)
    made.order()
    yield made
    made.store.close()


def writing(folder, *, deaf=False):
    """A session in which somebody has typed a word a moment ago."""
    command = [sys.executable, "-m", "tests.pty.session", str(folder)]
    if deaf:  # as under nohup, or behind a multiplexer that shields its children
        command = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", *command]
    terminal = Terminal(command, size=(100, 30), controlling=not deaf)
    terminal.wait_text("1 order")
    terminal.send("enter")
    terminal.wait_text("No remark")
    terminal.send("n")
    terminal.wait_text("New remark")
    terminal.send("unfinished")
    terminal.wait_text("unfinished")
    return terminal


def kept(desk):
    return [each.text for each in desk.service(Drafts).kept()]


def test_a_line_that_drops_is_noticed_at_once_though_its_signal_is_ignored(desk, tmp_path):
    with writing(tmp_path, deaf=True) as terminal:
        began = monotonic()
        terminal.hang_up()
        assert monotonic() - began < 5
    assert kept(desk) == ["unfinished"]


def test_a_store_that_is_cut_while_it_is_read_is_told_as_a_sentence(desk, tmp_path):
    """SQLite notices it, or the kernel ends whoever reads what is not there."""
    with writing(tmp_path) as terminal:
        terminal.wait(lambda: kept(desk) == ["unfinished"])
        desk.store.close()
        os.truncate(tmp_path / "desk.db", 8192)
        terminal.send("escape", "escape", "/", "TB", "enter", "F")
        terminal.wait(
            lambda: terminal.process.poll() is not None or "The store is damaged" in terminal.text
        )
        if terminal.process.poll() is not None:
            assert terminal.process.wait() == 6
            told = terminal.bytes.decode(errors="replace").replace("\r\n", " ")
            assert "The disk does not give" in told
            assert_clean(terminal)
        assert "Traceback" not in terminal.bytes.decode(errors="replace")


@pytest.mark.slow
def test_a_frozen_terminal_holds_nobody_for_ever(desk, tmp_path):
    with writing(tmp_path) as terminal:
        for _ in range(400):  # nobody reads what is drawn for these, until the line is full
            terminal.send("word ", "enter")
        began = monotonic()
        terminal.process.send_signal(signal.SIGTERM)
        terminal.process.wait(LAST_SECONDS + 5)
        assert monotonic() - began < LAST_SECONDS + 3

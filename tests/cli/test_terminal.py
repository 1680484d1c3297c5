"""In a real terminal: tables without a buyer's codes, refusals instead of garbage, clean ends."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from dataclasses import dataclass, field
from functools import partial

import pyte
import pytest

from csdesk.intake.starting import importer_runs
from tests.intake.test_importer import until

pytestmark = pytest.mark.pty


@dataclass
class Session:
    """csdesk on a pseudo-terminal of 100 by 30."""

    process: subprocess.Popen[bytes]
    ours: int
    written: bytearray = field(default_factory=bytearray)
    screen: pyte.Screen = field(default_factory=lambda: pyte.Screen(100, 30))

    def __post_init__(self):
        self.stream = pyte.ByteStream(self.screen)

    def read(self, seconds):
        """Take what comes within so many seconds; false at the end."""
        if not select.select([self.ours], [], [], seconds)[0]:
            return True
        try:
            chunk = os.read(self.ours, 65_536)
        except OSError:  # how Linux says that the other end is closed
            return False
        self.written += chunk
        self.stream.feed(chunk)
        return bool(chunk)

    def until(self, shown, seconds=60):
        """Read until the screen shows a text."""
        last = time.monotonic() + seconds
        while not re.search(shown, "\n".join(self.screen.display)):
            assert self.read(0.1), "\n".join(self.screen.display)
            assert time.monotonic() < last, "\n".join(self.screen.display)

    def press(self, keys):
        """Type."""
        os.write(self.ours, keys)

    def end(self):
        """Read to the end; the exit status."""
        while self.read(30):
            pass
        return self.process.wait(timeout=30)


@pytest.fixture
def terminal(monkeypatch):
    """Start csdesk on a pseudo-terminal."""
    sessions = []

    def start(*arguments, **environment):
        ours, theirs = pty.openpty()
        os.set_blocking(ours, True)
        process = subprocess.Popen(
            [sys.executable, "-m", "csdesk", *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env=os.environ | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "COLUMNS": "100",
                              "LINES": "30"} | environment,
        )  # fmt: skip
        os.close(theirs)
        sessions.append(Session(process, ours))
        return sessions[-1]

    yield start
    for session in sessions:
        if session.process.poll() is None:
            session.process.kill()
            session.process.wait()
        os.close(session.ours)


@pytest.mark.parametrize("command", [["search", "--limit", "500"], ["doctor"]])
def test_what_a_terminal_gets_is_text_and_line_ends(terminal, taken_in, command):
    session = terminal("--desk", str(taken_in), *command)
    assert session.end() == 0
    text = session.written.decode()
    assert set(re.findall(r"[\x00-\x1f\x7f-\x9f]", text)) <= {"\r", "\n"}


def test_a_hostile_order_leaves_the_terminal_as_it_was(terminal, taken_in, csdesk):
    orders = csdesk("search", "OWNED", "--json", desk=taken_in).answer["orders"]
    assert orders
    for order in orders[:3]:
        session = terminal("--desk", str(taken_in), "order", order["order_no"])
        assert session.end() == 0
        assert b"\x1b" not in session.written
        assert order["order_no"] in "\n".join(session.screen.display)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"TERM": "dumb"}, "dumb"),
        ({"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "UTF-8"),
    ],
)
def test_a_terminal_that_cannot_show_screens_gets_a_sentence(terminal, taken_in, environment, said):
    session = terminal("--desk", str(taken_in), **environment)
    assert session.end() == 2
    assert said in session.written.decode()
    assert b"\x1b" not in session.written


@pytest.mark.slow
@pytest.mark.parametrize("way", ["key", "SIGTERM"])
def test_a_temporary_desk_is_gone_when_its_reader_leaves(terminal, tmp_path, way):
    session = terminal("demo", TMPDIR=str(tmp_path))
    session.until(r"TB\d{6}-\d{4}")
    (place,) = tmp_path.glob("csdesk-*")
    folder = place / "demo"
    until(lambda: importer_runs(folder))
    if way == "key":
        session.press(b"\x1b[21~")  # F10
        assert session.end() == 0
    else:
        session.process.send_signal(signal.SIGTERM)
        assert session.end() == 128 + signal.SIGTERM
    assert list(tmp_path.glob("csdesk-*")) == []
    assert b"\x1b[?1049l" in session.written, "the terminal has its own screen back"


def test_ctrl_c_ends_a_command_without_a_traceback(taken_in):
    process = subprocess.Popen(
        [sys.executable, "-m", "csdesk", "--desk", str(taken_in), "search", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Whoever runs the tests in the background has the signal ignored.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  # no threads here
    )
    assert process.stdin
    process.stdin.write(b"x")
    process.stdin.flush()
    left, last = b"1", time.monotonic() + 30
    while any(left) and time.monotonic() < last:  # until csdesk has read it and waits for more
        left = fcntl.ioctl(process.stdin.fileno(), termios.FIONREAD, b"    ")
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, b"", b"")

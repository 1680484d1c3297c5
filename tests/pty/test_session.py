"""In a real terminal: nothing that a buyer wrote is obeyed, and every end is a clean one."""

from __future__ import annotations

import os
import re
import signal
import sys
from unicodedata import normalize

import pytest

from csdesk.intake.starting import importer_runs
from csdesk.services.people import People
from csdesk.services.sign_in import SignIn
from tests.hostile import PAYLOADS
from tests.intake.desks import make_desk, sample, write_pair
from tests.intake.test_importer import importer_pid, until
from tests.pty.terminal import Terminal, controls
from tests.services.desks import bare_desk, person

pytestmark = pytest.mark.pty

OURS = re.compile(
    r"\x1b\[[0-9;]*m"  # colours
    r"|\x1b\[[0-9;]*H"  # where to write
    r"|\x1b\[\?(1049|1000|1002|1003|1004|1006|1015|2004|2026|2048|25|7)[hl]"  # modes of a screen
    r"|\x1b\[\?(2026|2048)\$p"  # questions to the terminal
    r"|\x1b\[(>\d+|<)u"  # kitty's keys on and off
    r"|[\r\n]"
)
"""All that the program may say to a terminal besides text."""

FIELDS = (
    "name", "account", "nick", "phone", "email", "province", "city", "district", "address", "zip",
    "carrier", "tracking_no", "method", "place", "buyer_message", "market_remark", "title",
    "market_status", "closed_reason", "hold_reason",
)  # fmt: skip


def session(folder, *more, **env):
    command = [sys.executable, "-m", "tests.pty.session", str(folder), *more]
    return Terminal(command, env={k.upper(): v for k, v in env.items()}, size=(120, 40))


@pytest.fixture
def desk(tmp_path):
    made = bare_desk(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def hostile(desk):
    """An order for every payload, in every field; the shop has one as its name too."""
    for n, payload in enumerate(PAYLOADS, 1):
        text = payload.encode("utf-8", "replace").decode()
        desk.order(
            order_no=f"TB240202-{n:04d}", market_no=f"28{n:016d}", placed_at=1_706_846_700,
            **dict.fromkeys(FIELDS, text),
        )  # fmt: skip
    return desk


def test_no_sequence_of_a_buyer_reaches_the_terminal(hostile, tmp_path):
    with session(tmp_path) as terminal:
        terminal.wait_text(f"{len(PAYLOADS)} orders")
        for key in ("pagedown", "pagedown", "end", "home"):
            terminal.send(key)
            terminal.settle()
        terminal.send("/", "娜", "escape", "?")
        terminal.settle()
        terminal.send("escape")
        terminal.settle(0.3)
        terminal.send("Q")
        assert terminal.end() == 0
        strange = {each for each in controls(bytes(terminal.bytes)) if not OURS.fullmatch(each)}
        assert strange == set()


def test_at_a_counter_one_follows_another_in_the_same_terminal(desk, tmp_path):
    for login, name in (("li", "李雷"), ("wang", "王芳")):
        desk.service(People, person(login, name)).ensure()
        desk.service(SignIn, person(login, name)).choose(login, "", "482913")
    desk.order(name="马小云")
    command = [sys.executable, "-m", "tests.pty.counter", str(tmp_path)]
    with Terminal(command, size=(100, 30)) as terminal:
        for login, name in (("li", "李雷"), ("wang", "王芳"), ("li", "李雷")):
            terminal.wait_text("Who are you?")
            terminal.send(login, "enter")
            terminal.wait_text(f"PIN or password of {name}")
            terminal.send("482913", "enter")
            terminal.wait_text("1 order")
            terminal.settle(0.7)  # longer than an end may take that nobody takes back
            assert name in terminal.text
            terminal.send("Q")
        terminal.wait_text("Who are you?")
        assert "马小云" not in terminal.text
        assert b"482913" not in bytes(terminal.bytes)
        terminal.send("escape")
        assert terminal.end() == 0


def test_a_session_brings_another_importer_when_its_own_was_killed(tmp_path):
    """What is dropped into the inbox afterwards is in the list, without anybody doing a thing."""
    folder = tmp_path / "desk"
    desk = make_desk(folder)
    (folder / "desk.toml").write_text("[inbox]\nquiet_seconds = 0.1\n")
    command = [sys.executable, "-m", "csdesk", "--desk", str(folder), "--lang", "en"]
    with Terminal(command, size=(100, 30)) as terminal:
        terminal.wait_text("no orders yet")
        until(lambda: importer_runs(folder))
        os.kill(importer_pid(desk), signal.SIGKILL)
        write_pair(folder / "inbox", sample(12))
        terminal.wait_text("12 orders", 30)
        terminal.send("Q")
        assert terminal.end() == 0
    until(lambda: not importer_runs(folder))
    desk.close()


def test_columns_hold_beside_hostile_neighbours(hostile, tmp_path):
    with session(tmp_path) as terminal:
        terminal.wait_text(f"{len(PAYLOADS)} orders")
        for _ in range(4):
            terminal.settle()
            lines = [cells(terminal, y) for y in range(40)]
            heading = next(line for line in map("".join, lines) if "Status" in line)
            at = heading.index("Status")
            rows = [line for line in lines if "TB240202-" in "".join(line)]
            assert len(rows) > 20
            torn = ["".join(line) for line in rows if "".join(line[at:][:18]) != STATUS]
            # pyte stops drawing at some marks: to it alone the row of the tower looks torn.
            assert [line for line in torn if "Z" not in normalize("NFD", line)] == []
            terminal.send("pagedown")


STATUS = "R awaiting review "


def cells(terminal, y):
    """The signs of a line, cell by cell; the second cell of a wide sign is a blank."""
    line = terminal.screen.buffer[y]
    return [line[x].data or " " for x in range(terminal.screen.columns)]


def test_keys_that_a_buyer_would_press_do_nothing(hostile, tmp_path):
    """A click on ``[@click=app.quit]`` is a click on a line of a list."""
    with session(tmp_path) as terminal:
        terminal.wait_text(f"{len(PAYLOADS)} orders")
        for y in range(4, 40):
            for x in (30, 45, 110):
                terminal.send(f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m")
        terminal.settle()
        assert terminal.process.poll() is None
        assert "orders" in terminal.text


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["TERM", "HUP"]
)
def test_a_signal_leaves_a_clean_terminal(desk, tmp_path, number, status):
    desk.order()
    with session(tmp_path) as terminal:
        terminal.wait_text("1 order")
        assert terminal.end(number) == status
        assert_clean(terminal)


def test_quitting_leaves_a_clean_terminal(desk, tmp_path):
    desk.order()
    with session(tmp_path) as terminal:
        terminal.wait_text("1 order")
        terminal.send("Q")
        assert terminal.end() == 0
        assert_clean(terminal)


def assert_clean(terminal):
    """No alternate screen, no mouse, a cursor, and the line discipline of before."""
    last = {}
    for each in controls(bytes(terminal.bytes)):
        if mode := re.fullmatch(r"\x1b\[\?(\d+)([hl])", each):
            last[mode[1]] = mode[2]
    off = ("1049", "1000", "1003", "1004", "1006", "1015", "2004")
    assert {mode: last.get(mode, "l") for mode in off} == dict.fromkeys(off, "l")
    assert last["25"] == "h"
    assert last["7"] == "h"
    assert terminal.modes == [flag for flag in terminal.before[:4] if isinstance(flag, int)]


ENDED = (129, 120)
"""As told the signal; 120 is Python's own where its last words could not be written."""


def test_a_dropped_line_ends_the_session(desk, tmp_path):
    desk.order()
    with session(tmp_path) as terminal:
        terminal.wait_text("1 order")
        assert terminal.hang_up() in ENDED


def test_a_line_that_drops_without_a_signal_ends_the_session_too(desk, tmp_path):
    """As where a multiplexer dies and its shell does not lead the session."""
    desk.order()
    command = [sys.executable, "-m", "tests.pty.session", str(tmp_path)]
    with Terminal(command, controlling=False) as terminal:
        terminal.wait_text("1 order")
        assert terminal.hang_up() in ENDED


def test_a_desk_that_cannot_be_opened_says_why_on_the_ordinary_screen(tmp_path):
    with session(tmp_path / "nowhere") as terminal:
        assert terminal.end() == 6
        assert "There is no store at" in terminal.bytes.decode().replace("\r\n", " ")
        assert_clean(terminal)


def test_nothing_is_written_while_nothing_happens(desk, tmp_path):
    desk.order()
    with session(tmp_path) as terminal:
        terminal.wait_text("1 order")
        terminal.settle(1.5)
        before = len(terminal.bytes)
        terminal.settle(2.5)
        assert len(terminal.bytes) == before


@pytest.mark.parametrize(
    ("env", "shape"),
    [
        ({"no_color": "1"}, r"\x1b\[[01479;]*m"),
        ({"term": "linux", "colorterm": ""}, r"\x1b\[([01479]|3[0-7]|4[0-7]|9[0-7]|;)*m"),
        ({"colorterm": ""}, r"\x1b\[([01479]|38;5;\d+|48;5;\d+|;)*m"),
        ({}, r"\x1b\[([01479]|38;5;\d+|48;5;\d+|;)*m"),
    ],
    ids=["none", "16", "256", "truecolour"],
)
def test_colours_are_those_that_the_terminal_has(desk, tmp_path, env, shape):
    desk.order(flag="red", blacklisted=1, conflicts=1)
    with session(tmp_path, **env) as terminal:
        terminal.wait_text("1 order")
        terminal.settle()
        styles = {each for each in controls(bytes(terminal.bytes)) if each.endswith("m")}
        assert {each for each in styles if not re.fullmatch(shape, each)} == set()
        row = next(y for y in range(40) if "TB" in terminal.lines[y])
        cursor = terminal.screen.buffer[row][20]
        assert cursor.reverse or cursor.bg != terminal.screen.buffer[row + 1][20].bg


def test_the_terminal_is_told_the_text_for_its_clipboard_and_nothing_else(desk, tmp_path):
    desk.order()
    with session(tmp_path) as terminal:
        terminal.wait_text("1 order")
        terminal.settle()
        terminal.send("y")
        terminal.wait_text("Sent to the terminal")
        told = [each for each in controls(bytes(terminal.bytes)) if each.startswith("\x1b]")]
        assert told == ["\x1b]52;c;VEIyNjExMjItMDAwMQ==\x07"]


def test_escapes_in_a_paste_press_no_keys(desk, tmp_path):
    """What a buyer wrote is pasted into the search box; its escapes must not quit the desk."""
    desk.order(name="马小云")
    with session(tmp_path) as terminal:
        terminal.wait_text("1 order")
        terminal.send("\x1b[200~", "马小\x1b[31mQ\x1bQ\x1b[21~ ", "\x1b[201~")
        terminal.wait_text("马小[31mQQ[21~")
        terminal.send("escape")
        terminal.settle()
        terminal.send("Q")
        assert terminal.end() == 0

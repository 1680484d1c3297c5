"""The program in a real terminal, from the first line to the exit."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from tests.house.rooms import HOUSE

pytestmark = pytest.mark.pty


def in_a_terminal(*arguments, **environment):
    """Run csdesk on a pseudo-terminal; what it wrote, and its exit status."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "csdesk", *arguments],
        cwd=HOUSE,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"} | environment,
    )
    os.close(theirs)
    written = b""
    try:
        while chunk := os.read(ours, 65_536):
            written += chunk
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(ours)
    return written.decode(), process.wait(timeout=60)


def test_a_desk_that_is_not_there_is_refused_in_a_sentence(tmp_path):
    written, status = in_a_terminal("--desk", str(tmp_path / "nowhere"))
    first, *rest = written.splitlines()
    assert first.startswith("csdesk ")
    assert "nowhere" in " ".join(rest)
    assert "Traceback" not in written
    assert "\x1b[?1049h" not in written, "no screen is opened for a refusal"
    assert status in (2, 3, 6)


def test_the_reader_of_a_pipe_may_leave_early():
    process = subprocess.Popen(
        [sys.executable, "-m", "csdesk", "--help"],
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    process.stdout.close()
    process.stdout = None
    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == 0


def test_closed_streams_are_no_reason_to_fail():
    asked = f'{sys.executable} -m csdesk --help <&- >&- 2>"$0"; echo $?'
    done = subprocess.run(
        ["sh", "-c", asked, os.devnull], cwd=HOUSE, capture_output=True, check=True
    )
    assert done.stdout == b"0\n"


@pytest.mark.parametrize("locale", ["C", "POSIX", "zh_CN.GBK"])
def test_a_pipe_gets_utf8_whatever_the_locale(locale):
    environment = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": locale}
    done = subprocess.run(
        [sys.executable, "-m", "csdesk", "--lang", "zh", "--help"],
        cwd=HOUSE,
        env=os.environ | environment,
        capture_output=True,
        check=True,
    )
    assert "csdesk" in done.stdout.decode()
    assert done.stderr == b""

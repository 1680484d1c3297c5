"""``csdesk people pin`` and ``unlock``: never an argument, never shown."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys

import pytest

PIN, OTHER = "482913", "593024"


@pytest.fixture
def staffed(csdesk, new_desk):
    """A desk whose owner lets 李雷 work."""
    assert csdesk("people", "add", "li", "李雷", desk=new_desk).status == 0
    return new_desk


def pins(desk, *words, stdin=""):
    """``csdesk people`` with something on standard input."""
    command = [sys.executable, "-m", "csdesk", "--desk", str(desk), "--lang", "en", "people"]
    return subprocess.run(
        [*command, *words], input=stdin, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_pin_is_given_taken_away_and_unlocked_and_never_printed(staffed):
    given = pins(staffed, "pin", "li", "--json", stdin=f"{PIN}\n")
    assert (given.returncode, json.loads(given.stdout)["login"]) == (0, "li")
    assert PIN not in given.stdout + given.stderr
    assert "not locked" in pins(staffed, "unlock", "li").stderr
    assert pins(staffed, "pin", "li", "--remove").returncode == 0
    assert "no PIN yet" in pins(staffed, "unlock", "li").stderr


def test_what_is_no_pin_changes_nothing(staffed):
    for words, typed, status in (
        (["pin", "li"], "", 2), (["pin", "li"], "123456\n", 2), (["pin", "nobody"], PIN, 3),
        (["pin", "li", PIN, "more"], "", 2),
    ):  # fmt: skip
        told = pins(staffed, *words, stdin=typed)
        assert told.returncode == status
        assert told.stderr.strip().count("\n") == 0


def test_at_a_terminal_ones_own_is_asked_without_being_shown(staffed):
    me = json.loads(pins(staffed, "list", "--json").stdout)["people"][0]["login"]
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "csdesk", "--desk", str(staffed), "people", "pin", me]
    process = subprocess.Popen(
        command, stdin=follower, stdout=follower, stderr=follower, start_new_session=True
    )
    os.close(follower)
    shown = b""
    for prompt in (b"New PIN or password of", b"The same again"):
        while prompt not in shown:
            shown += os.read(leader, 1024)
        os.write(leader, f"{OTHER}\n".encode())
    assert process.wait(60) == 0
    shown += os.read(leader, 4096)
    os.close(leader)
    assert OTHER.encode() not in shown

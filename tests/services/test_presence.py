"""Two people at one order see each other, and a killed session is gone at once (F68)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from csdesk.model.presence import Doing, Present
from csdesk.services.presence import FOLDER, Presence
from tests.hostile import CASES, forbidden
from tests.services.desks import person

SESSION = """
import sys
from pathlib import Path
from csdesk.model.desk import Actor
from csdesk.services.presence import Presence
here = Presence(Path(sys.argv[1]), Actor("han", "韩梅梅", "HAN", frozenset()))
here.at("TB261122-0001")
print("there", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def mine(tmp_path):
    """A session of one's own."""
    made = Presence(tmp_path, person())
    yield made
    made.close()


@pytest.fixture
def colleague(tmp_path):
    """A session in a process of its own that has an order open."""
    process = subprocess.Popen(
        [sys.executable, "-c", SESSION, str(tmp_path)], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "there\n"
    yield process
    process.kill()
    process.communicate()


def test_who_else_has_the_order_open_is_seen_with_name_and_what_they_do(mine, tmp_path):
    other = Presence(tmp_path, person("han", "韩梅梅"))
    assert mine.others() == ()
    other.at("TB261122-0001")
    assert mine.others() == (Present("han", "韩梅梅", "TB261122-0001", Doing.VIEWING),)
    other.at("TB261122-0001", Doing.EDITING)
    assert mine.others()[0].doing is Doing.EDITING
    other.at("")
    assert mine.others() == ()
    other.close()


def test_what_somebody_does_after_a_long_while_is_seen_at_once(mine, tmp_path):
    other = Presence(tmp_path, person("han", "韩梅梅"))
    other.at("TB261122-0001")
    (file,) = (tmp_path / FOLDER).iterdir()
    os.utime(file, (1_000, 1_000))
    assert mine.others() == mine.others() != ()
    other.at("TB261122-0001", Doing.EDITING)
    assert mine.others()[0].doing is Doing.EDITING
    other.close()
    assert mine.others() == ()


def test_nobody_is_told_of_themselves(mine):
    mine.at("TB261122-0001")
    assert mine.others() == ()


def test_two_sessions_of_one_person_are_two(mine, tmp_path):
    again = Presence(tmp_path, person())
    again.at("TB261122-0001")
    assert [each.name for each in mine.others()] == ["李雷"]
    again.close()


def test_a_killed_session_is_gone_and_leaves_nothing(mine, colleague, tmp_path):
    assert [each.name for each in mine.others()] == ["韩梅梅"]
    os.kill(colleague.pid, signal.SIGKILL)
    colleague.wait()
    assert mine.others() == ()
    assert list((tmp_path / FOLDER).iterdir()) == []


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_name_is_harmless(mine, tmp_path, name):
    other = Presence(tmp_path, person("han", name))
    other.at("TB261122-0001")
    assert [each for each in mine.others() if forbidden(each.name, lines=False)] == []
    other.close()


def test_what_is_no_session_file_does_no_harm(mine, tmp_path):
    mine.at("TB261122-0001")
    (tmp_path / FOLDER / "1-x").write_bytes(b"\xff{")
    (tmp_path / FOLDER / "2-x").symlink_to("/etc/hostname")
    assert mine.others() == ()

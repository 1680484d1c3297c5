"""A counter's key: behind it people sign in by name and PIN, and the log keeps both."""

from __future__ import annotations

import sqlite3

import pytest

from csdesk.cli import run
from csdesk.services.sign_in import SignIn
from csdesk.settings import read_settings
from csdesk.store.engine import Store
from tests.door.outside import command
from tests.pty.terminal import Terminal
from tests.rules.test_ssh_keys import ED25519
from tests.services.desks import person

PIN = "482913"


@pytest.fixture
def desk(tmp_path):
    """A desk with a counter's key and one person who has a PIN."""
    folder = tmp_path / "desk"
    assert run(["init", str(folder)]) == 0
    words = ["--desk", str(folder)]
    file = tmp_path / "one.pub"
    file.write_text(ED25519)
    assert run([*words, "people", "add", "li", "李雷"]) == 0
    assert run([*words, "people", "key", "@one", str(file)]) == 0
    store = Store(folder / "desk.db")
    SignIn(store, read_settings(folder), person("li", "李雷")).choose("li", "", PIN)
    store.close()
    return folder


@pytest.mark.pty
def test_behind_a_counters_key_people_sign_in_and_the_log_keeps_key_and_person(desk):
    from csdesk.rules.ssh_keys import key_in

    key = key_in(ED25519, "@one").fingerprint
    with Terminal(
        command("--desk", desk, "--as", "@one", "--key", key), size=(100, 30),
        env={"LC_ALL": "", "LANG": "C.UTF-8"},
    ) as terminal:  # fmt: skip
        terminal.wait_text("Who are you?")
        terminal.send("li", "enter")
        terminal.wait_text("PIN or password of 李雷")
        terminal.send("111222", "enter")
        terminal.wait_text("That is not the PIN")
        terminal.send(PIN, "enter")
        terminal.wait_text("no orders")
        terminal.send("Q")
        terminal.wait_text("Who are you?")
        terminal.send("escape")
        assert terminal.end() == 0
    with sqlite3.connect(desk / "desk.db") as c:
        told = c.execute(
            "SELECT e.kind, e.actor, s.login, s.door, s.credential FROM events e"
            " JOIN sessions s ON s.id = e.session WHERE e.kind LIKE 'person.%_pin'"
            " OR e.kind IN ('person.signed_in', 'session.begin') ORDER BY e.seq"
        ).fetchall()
    c.close()
    assert told[:2] == [
        ("person.wrong_pin", "@one", "@one", "ssh", key),
        ("person.signed_in", "li", "@one", "ssh", key),
    ]
    assert told[2:] == [("session.begin", "li", "li", "counter", key)]

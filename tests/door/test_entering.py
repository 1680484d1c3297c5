"""From the line of a key to a screen or an answer, as sshd and sudo start it."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import pwd
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from csdesk.cli import run
from csdesk.door import keys as keys_for_sshd
from csdesk.services.keys import Keys
from csdesk.settings import read_settings
from csdesk.store.engine import Store
from tests.door.outside import ROOT, come, command
from tests.pty.terminal import Terminal
from tests.rules.test_ssh_keys import ED25519, RSA_3072
from tests.services.desks import BareDesk, person

WAY = "/usr/lib/csdesk/door"


def fingerprint(line):
    """As ssh-keygen tells it."""
    from csdesk.rules.ssh_keys import key_in

    return key_in(line, "li").fingerprint


KEY = fingerprint(ED25519)
BY_KEY = ("--as", "li", "--key", KEY)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A desk where li comes in with a key, and the account that runs the tests by sudo."""
    folder = tmp_path_factory.mktemp("box") / "desk"
    assert run(["init", str(folder)]) == 0
    desk = ["--desk", str(folder)]
    assert run([*desk, "people", "add", "li", "李雷", "--role", "agent"]) == 0
    file = folder.parent / "li.pub"
    file.write_text(ED25519)
    assert run([*desk, "people", "key", "li", str(file)]) == 0
    return folder


def asked(folder, question):
    """What the store answers, read by nobody but SQLite."""
    with sqlite3.connect(folder / "desk.db") as c:
        found = c.execute(question).fetchall()
    c.close()
    return found


def test_a_command_is_done_in_the_name_of_the_key_and_its_session_tells_how(made):
    told = come(made, *BY_KEY, asks="remark TB1234567890 --tab 1 'to be sent by air'",
                SSH_CONNECTION="10.9.8.7 1 10.0.0.1 22", USER="root")  # fmt: skip
    assert (told.returncode, told.stderr) == (0, "")
    (row,) = asked(made, "SELECT actor, session FROM events WHERE kind = 'remark.add'")
    assert row[0] == "li"
    told = "SELECT login, door, credential, address FROM sessions WHERE id = "
    (session,) = asked(made, f"{told}'{row[1]}'")
    assert session == ("li", "ssh", KEY, "10.9.8.7")


@pytest.fixture
def with_orders(made, tmp_path):
    """A copy of the desk with two orders of one buyer."""
    folder = shutil.copytree(made, tmp_path / "desk")
    store = Store(folder / "desk.db")
    desk = BareDesk(store)
    for n in range(2):
        desk.order(f"TB261122-000{n}", f"{n}234567890123456789", name="陈小平",
                   phone="13812341234", title="=1+1")  # fmt: skip
    store.close()
    return folder


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_comes_out_of_the_door_as_the_bytes_that_were_logged(with_orders, form):
    asks = f"export sort:name --reason 'stock count' --form {form}"
    told = come(with_orders, *BY_KEY, asks=asks, binary=True)
    assert told.returncode == 0, told.stderr
    written = asked(
        with_orders,
        "SELECT actor, after FROM events WHERE kind = 'export.written' ORDER BY seq DESC LIMIT 1",
    )[0]
    noted = json.loads(written[1])
    assert (written[0], noted["reason"], noted["orders"]) == ("li", "stock count", 2)
    assert hashlib.sha256(told.stdout).hexdigest() == noted["sha256"]
    assert noted["sha256"].encode() in told.stderr
    assert [each.name for each in (with_orders / "exports").iterdir()] == [noted["file"]]
    if form == "csv":
        _head, *orders, mark = csv.reader(told.stdout.decode("utf-8-sig").splitlines())
        assert "李雷 (li)" in mark[0]
        assert {each[5] for each in orders} == {"陈*平"}
        assert {each[-1] for each in orders} == {"'=1+1"}


@pytest.mark.parametrize(
    ("asks", "status"),
    [
        ("export sort:name", 1), ("export sort:placed --reason ''", 1),
        ("export sort:name --reason x --json", 2), ("export nothing --reason x", 1),
        ("export x --reason x --desk /tmp", 2),
    ],
)  # fmt: skip
def test_an_export_that_is_refused_prints_nothing_of_it(with_orders, asks, status):
    told = come(with_orders, *BY_KEY, asks=asks)
    assert (told.returncode, told.stdout) == (status, "")
    assert told.stderr.strip()


def test_what_may_not_be_asked_for_is_told_logged_and_opens_nothing(made):
    told = come(made, *BY_KEY, asks="sh -c 'id 13800001111'", LANG="zh_CN.UTF-8")
    assert told.returncode == 2
    assert told.stdout == ""
    assert "Traceback" not in told.stderr
    assert any(sign >= "\u4e00" for sign in told.stderr)
    (event,) = asked(made, "SELECT actor, after FROM events WHERE kind = 'door.refused'")
    assert event[0] == "li"
    assert "1380000" not in str(asked(made, "SELECT * FROM events"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("--as", "li", "--key", fingerprint(RSA_3072)),
        ("--as", "root", "--key", KEY),
        ("--as", "nobody", "--key", KEY),
        ("--as", "@counter1", "--key", KEY),
    ],
)
def test_a_key_opens_for_nobody_but_whom_the_desk_knows_with_it(made, arguments):
    told = come(made, *arguments, asks="search --json TB12")
    assert (told.returncode, told.stdout) == (4, "")
    assert told.stderr.count("\n") == 1


def test_sudo_tells_the_account_and_the_desk_must_know_it(made):
    told = come(made, asks="people sessions --json", SUDO_UID=str(os.getuid()), SUDO_USER="li")
    assert told.returncode == 0
    stranger = next(each.pw_uid for each in pwd.getpwall() if each.pw_name == "nobody")
    told = come(made, asks="people sessions", SUDO_UID=str(stranger))
    assert told.returncode == 4
    assert "nobody" in told.stderr


@pytest.mark.parametrize("environ", [{}, {"CSDESK_DESK": "/"}, {"SUDO_UID": "999999"}])
def test_who_is_told_by_nobody_does_not_come_in(made, environ):
    told = come(made, asks="search x", **environ)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.count("\n") == 1


def test_the_door_runs_as_the_owner_of_the_desk_only(made, tmp_path):
    told = come(tmp_path / "none", *BY_KEY, asks="search x")
    assert told.returncode == 2
    assert "belongs to another account" in told.stderr


def test_without_a_terminal_the_screens_do_not_open(made):
    told = come(made, *BY_KEY)
    assert (told.returncode, told.stdout) == (2, "")
    assert "terminal" in told.stderr


def test_code_of_the_folder_or_the_environment_is_never_loaded(made, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("print('owned')")
    (tmp_path / "textual.py").write_text("print('owned')")
    told = subprocess.run(
        [sys.executable, "-m", "csdesk.door", "--desk", made, *BY_KEY], cwd=ROOT, text=True,
        env={"PATH": "/usr/bin:/bin"}, capture_output=True, check=False,
    )  # fmt: skip
    assert (told.returncode, told.stdout) == (2, "")
    assert "-I" in told.stderr
    told = come(made, *BY_KEY, asks="search --json", PYTHONPATH=str(tmp_path))
    assert "owned" not in told.stdout + told.stderr


@pytest.fixture
def shown(made):
    """The door in a terminal: a function of the environment."""
    open_ones = []

    def show(**environ):
        terminal = Terminal(
            command("--desk", made, *BY_KEY), size=(100, 30),
            env={"LC_ALL": "", "LANG": "C.UTF-8", "COLUMNS": "40", "LINES": "10", **environ},
        )  # fmt: skip
        open_ones.append(terminal)
        return terminal

    yield show
    for each in open_ones:
        each.close()


@pytest.mark.pty
@pytest.mark.parametrize(
    ("environ", "word"), [({"TERM": "dumb"}, "dumb"), ({"LANG": "zh_CN.GBK"}, "GBK")]
)
def test_a_terminal_that_cannot_show_the_desk_is_told_so(shown, environ, word):
    terminal = shown(**environ)
    assert terminal.end() == 2
    assert word in terminal.text


@pytest.mark.pty
def test_a_session_behind_the_door_is_listed_locked_in_and_ended_when_the_key_goes(made, shown):
    typed = made.parent / "keys-typed"
    terminal = shown(TEXTUAL_LOG=str(typed))
    terminal.wait_text("no orders")
    assert terminal.screen.columns == 100  # not the 40 of the environment
    status = Path(f"/proc/{terminal.process.pid}/status").read_text()
    told = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert (told["NoNewPrivs"], told["Seccomp"]) == ("1", "2")
    assert not typed.exists()
    store = Store(made / "desk.db")
    lead = Keys(store, read_settings(made), person(pwd.getpwuid(os.getuid()).pw_name))
    (gone,) = lead.revoke("li")
    assert terminal.end() == 4
    assert "draft" in terminal.text
    assert gone.revoked_at is not None
    assert keys_for_sshd.line_of(made, WAY, KEY) == ""
    lead.add("li", ED25519)
    store.close()


def test_sshd_is_told_a_line_that_allows_a_terminal_and_the_door(made):
    line = keys_for_sshd.line_of(made, WAY, KEY)
    kind, blob = ED25519.split()[:2]
    assert line == f'restrict,pty,command="exec {WAY} --as li --key {KEY}" {kind} {blob}'
    for other in (fingerprint(RSA_3072), "", "SHA256:", "' OR 1=1 --"):
        assert keys_for_sshd.line_of(made, WAY, other) == ""


def test_sshd_is_told_nothing_where_something_is_wrong(made, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tried = [
        ["--desk", str(tmp_path), "--door", WAY, KEY],
        ["--desk", str(made), "--door", '/x" no', KEY],
        ["--desk", str(made), KEY],
        [],
    ]
    assert [keys_for_sshd.main(each) for each in tried] == [1, 1, 2, 2]
    assert capsys.readouterr().out == ""

"""Who comes is what root wrote or sudo tells; what is asked for is a command of the list, or none.

Goal G5: of the commands, logins and environments here every single one is refused.
"""

from __future__ import annotations

import syslog
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.cli.parsing import _MODULES, Parser
from csdesk.cli.parsing import COMMANDS as ALL_COMMANDS
from csdesk.door import journal
from csdesk.door.asking import COMMANDS, Turned, asked, words_of
from csdesk.model.errors import NotUnderstood
from csdesk.model.sessions import Door, Visit
from tests.door.outside import KEY

BY_KEY = ("--desk", "/srv/desk", "--as", "li", "--key", KEY)
LOGINS = {0: "root", 1001: "li"}.get

REFUSED = [
    "", " ", "sh", "sh -c id", "/bin/sh", "bash -i", "csdesk", "csdesk search x", "python -c 1",
    "scp -t /tmp", "scp -f desk.db", "internal-sftp", "/usr/lib/openssh/sftp-server",
    "rsync --server .", "git-upload-pack 'x'", "tmux new -A", "whoami", "whoami\nid", "id",
    "search x\nid", "search x\0", "search \x1b]52;c;eA==\x07", "search 'x", "search x \\",
    "search\u202e x", "-c id", "--help", "--version", "--as wang search x", "--desk /tmp search x",
    "search x --as wang", "search --as=wang x", "search x --desk=/tmp/other", "order 1 --no-mouse",
    "init /tmp/x", "demo", "import /etc/passwd", "sync", "doctor", "audit", "setup box --apply",
    "backup", "restore x", "purge", "drop x", "report --html /tmp/x", "report --csv=/tmp/x",
    "report --md x", "shortages --xlsx x",
    "amazon evidence 1 --file /etc/shadow", "amazon notice --text-file ../x",
    "roster import /etc/passwd", "SEARCH x", "search;id", "$(id)", "`id`", "x" * 5_000,
    "search " + "x" * 4_000, "--lang", "--lang zh", "--lang=zh sh", "--theme dark --desk / order 1",
]  # fmt: skip


@pytest.mark.parametrize("command", REFUSED)
def test_a_command_that_is_not_of_the_list_is_refused_and_opens_nothing(command):
    come = asked(BY_KEY, {"SSH_ORIGINAL_COMMAND": command}, LOGINS)
    assert come.refused is not None
    assert come.words == ()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("search 张三", ("search", "张三")),
        ("search 'x; id' $(id) `id` && id", ("search", "x; id", "$(id)", "`id`", "&&", "id")),
        ("report --day today --json", ("report", "--day", "today", "--json")),
        ("--lang zh order 1", ("--lang", "zh", "order", "1")),
        ("--lang=zh search x", ("--lang=zh", "search", "x")),
        ("search -- --as", ("search", "--", "--as")),
        ("remark TB1 --tab 1 '--desk is no option here'",
         ("remark", "TB1", "--tab", "1", "--desk is no option here")),
    ],
)  # fmt: skip
def test_a_command_of_the_list_comes_through_as_words_that_no_shell_sees(command, words):
    assert words_of(command) == words


@pytest.mark.parametrize(
    ("command", "noted"),
    [
        (None, "the screens"), ("search 张三", "search"), ("--lang en search 张三", "search"),
        ("--theme dark --lang=zh order 1", "order"), ("remark 1 search --tab 1", "remark"),
        ("--lang zh", ""),
    ],
)  # fmt: skip
def test_the_journal_names_the_command_and_nothing_else_of_it(monkeypatch, command, noted):
    said = []
    monkeypatch.setattr(syslog, "syslog", lambda _level, line: said.append(line))
    environ = {} if command is None else {"SSH_ORIGINAL_COMMAND": command}
    journal.told(asked(BY_KEY, environ, LOGINS))
    who = f"li by ssh {KEY} from here"
    assert said == [f"{who} asks for {noted}" if noted else f"refused a command of {who}"]


@given(st.text())
def test_whatever_is_asked_for_the_first_word_is_on_the_list_or_it_is_refused(command):
    try:
        words = words_of(command)
    except NotUnderstood:
        return
    assert words[0] in COMMANDS or words[0].startswith(("--lang", "--theme"))


def test_every_option_that_names_a_file_is_refused_from_outside():
    """Also one that somebody adds tomorrow."""
    assert set(ALL_COMMANDS) >= COMMANDS - {"reveal"}
    open_ones = []
    for name in COMMANDS & set(ALL_COMMANDS):
        module = import_module(f"csdesk.cli.{_MODULES.get(name, name)}")
        parser = Parser(name, "")
        module.arguments(parser)
        for action in parser._actions:
            named = str(action.metavar or "")
            if action.option_strings and ({"FILE", "DIR", "PATH"} & set(named.split("|"))):
                for option in action.option_strings:
                    come = asked(BY_KEY, {"SSH_ORIGINAL_COMMAND": f"{name} {option} x"}, LOGINS)
                    open_ones += [] if come.refused else [f"{name} {option}"]
    assert open_ones == []


TURNED = [
    ("--as", "wang"),
    ("--key", KEY),
    ("--as", "wang", "--key", "SHA256:short"),
    ("--as", "wang", "--key", "MD5:aa:bb"),
    ("--as", "-x", "--key", KEY),
    ("--as", "li;id", "--key", KEY),
    ("--as", "", "--key", ""),
    ("--as", "李", "--key", KEY),
    ("--as", "li", "--as", "wang", "--key", KEY),
    ("--as", "li", "--key", KEY, "search"),
    ("--as", "li", "--key", KEY, "--lang", "zh"),
    ("--as=li", f"--key={KEY}"),
    ("--desk", "/tmp/other", "--as", "li", "--key", KEY),
    (),
]


@pytest.mark.parametrize("arguments", TURNED)
def test_who_is_told_by_half_or_by_themselves_does_not_come_in(arguments):
    with pytest.raises(Turned):
        asked(("--desk", "/srv/desk", *arguments), {"USER": "wang", "LOGNAME": "wang"}, LOGINS)


@pytest.mark.parametrize("number", ["", "-1", "1002", "1001x", " 1001", "01001 ", "9" * 11, "li"])
def test_an_account_that_sudo_does_not_tell_does_not_come_in(number):
    with pytest.raises(Turned):
        asked(("--desk", "/srv/desk"), {"SUDO_UID": number, "SUDO_USER": "li"}, LOGINS)


def test_the_desk_itself_is_named_by_root_only():
    for argv in ((), ("--desk", "desk"), ("--desk",)):
        with pytest.raises(Turned):
            asked(argv, {"SUDO_UID": "1001", "CSDESK_DESK": "/srv/desk"}, LOGINS)


def test_who_comes_with_a_key_is_whom_root_wrote_and_the_environment_says_nothing():
    environ = {"USER": "wang", "SSH_CONNECTION": "10.1.2.3 5 10.0.0.1 22", "CSDESK_AS": "wang"}
    come = asked(BY_KEY, environ, LOGINS)
    assert come.visit == Visit("li", Door.SSH, KEY, "10.1.2.3")
    assert come.words is None
    with pytest.raises(Turned):
        asked(BY_KEY, {"SUDO_UID": "1001"}, LOGINS)


def test_who_comes_through_sudo_is_whom_sudo_tells():
    come = asked(("--desk", "/srv/desk"), {"SUDO_UID": "1001", "SUDO_USER": "wang"}, LOGINS)
    assert come.visit == Visit("li", Door.SUDO, "uid 1001")


@pytest.mark.parametrize("told", ["", "x; id", "\x1b[2J 1 2 3", "a" * 60 + " 1", "10.0.0.1\n x"])
def test_an_address_that_is_none_is_left_out(told):
    assert asked(BY_KEY, {"SSH_CONNECTION": told}, LOGINS).visit.address in ("", "10.0.0.1")

"""Nothing that a person's side sets reaches the desk but how the terminal is called and speaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from csdesk.door.surroundings import charset, kept

HOSTILE = {
    "TEXTUAL": "devtools,debug", "TEXTUAL_DRIVER": "evil:Driver", "TEXTUAL_LOG": "/tmp/all-keys",
    "TEXTUAL_SCREENSHOT": "1", "TEXTUAL_SCREENSHOT_LOCATION": "/tmp", "TEXTUAL_PRESS": "Q",
    "TEXTUAL_DEVTOOLS_HOST": "127.0.0.1", "TEXTUAL_ALLOW_SIGNALS": "1", "PYTHONPATH": "/tmp",
    "PYTHONSTARTUP": "/tmp/x.py", "PYTHONINSPECT": "1", "PYTHONHOME": "/tmp", "LD_PRELOAD": "/x.so",
    "LD_LIBRARY_PATH": "/tmp", "COLUMNS": "40", "LINES": "5", "CSDESK_DESK": "/tmp/other",
    "XDG_STATE_HOME": "/tmp", "XDG_DATA_HOME": "/tmp", "HOME": "/tmp", "TMPDIR": "/tmp",
    "SQLITE_TMPDIR": "/tmp", "USER": "wang", "SUDO_USER": "wang", "LANGUAGE": "../../x",
    "TERMINFO": "/tmp", "IFS": "x", "BASH_ENV": "/tmp/x", "GCONV_PATH": "/tmp", "NO_COLOR": "1",
}  # fmt: skip
"""What each would do stands in Textual's, Python's and the loader's manuals."""

CROOKED = {
    "TERM": "x\x1b]0;", "LANG": "../../evil", "LC_ALL": "zh_CN.UTF-8\n", "TZ": ":/etc/shadow",
    "SSH_TTY": "/dev/sda", "SSH_CONNECTION": "$(id)", "LC_CTYPE": "x" * 80, "LC_MESSAGES": "a/b",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_what_would_lead_the_desk_astray_does_not_reach_it(name):
    found = kept({name: HOSTILE[name]}, Path("/srv/desk"))
    assert HOSTILE[name] not in found.values()


@pytest.mark.parametrize("name", sorted(CROOKED))
def test_what_is_kept_is_what_it_should_be(name):
    assert name not in kept({name: CROOKED[name]}, Path("/srv/desk"))


def test_the_terminal_and_the_language_stay():
    given = {"TERM": "tmux-256color", "LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "Asia/Aden"}
    found = kept(given, Path("/srv/desk"))
    assert given.items() <= found.items()
    assert found["EDITOR"] == found["PAGER"] == found["BROWSER"] == "/bin/false"


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({}, ""), ({"LANG": ""}, ""), ({"LANG": "C"}, ""), ({"LANG": "POSIX"}, ""),
        ({"LANG": "zh_CN.UTF-8"}, ""), ({"LANG": "zh_CN.utf8@pinyin"}, ""),
        ({"LANG": "zh_CN.GBK"}, "GBK"), ({"LC_ALL": "zh_CN.GB18030", "LANG": "C.UTF-8"}, "GB18030"),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.GBK"}, ""), ({"LC_CTYPE": "ja_JP.eucJP"}, "eucJP"),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "zh_CN.GBK"}, "GBK"),
    ],
)  # fmt: skip
def test_a_terminal_that_speaks_something_else_is_known_by_its_locale(environ, told):
    assert charset(environ) == told

"""What a process at the door keeps of where it was started: almost nothing."""

from __future__ import annotations

import os
import re
import resource
import signal
from collections.abc import Mapping
from pathlib import Path

_LOCALE = re.compile(r"[A-Za-z]{1,8}(_[A-Za-z]{2,8})?(\.[A-Za-z0-9-]{1,16})?(@[a-z]{1,12})?")
_KEPT = {
    "TERM": re.compile(r"[A-Za-z0-9][A-Za-z0-9+._-]{0,40}"),
    "LANG": _LOCALE, "LC_ALL": _LOCALE, "LC_CTYPE": _LOCALE, "LC_MESSAGES": _LOCALE,
    "TZ": re.compile(r"[A-Za-z]{1,20}(/[A-Za-z_+-]{1,24}){0,2}"),
    "SSH_CONNECTION": re.compile(r"[0-9A-Fa-f.:%A-Za-z ]{1,160}"),
    "SSH_TTY": re.compile(r"/dev/(pts/[0-9]{1,6}|tty[A-Za-z0-9]{1,8})"),
}  # fmt: skip
"""Variables that are kept, and what may stand in them, all of it."""

_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")
"""What Python itself says in ``LC_CTYPE`` where the box lacks the locale of ``LANG`` (PEP 538)."""

_NOTHING = "/bin/false"
"""What whoever looks for an editor, a pager or a browser finds."""

_SPOOL = "exports"
"""Below the desk: where workbooks lie while they are written; a session may not write to /tmp."""


def kept(environ: Mapping[str, str], home: Path) -> dict[str, str]:
    """The environment of a session.

    ``LC_ALL`` and the others never name an encoding but UTF-8: what they say of the language stays.

    Args:
        environ: as it was handed on.
        home: of the desk: where faults are noted, and what libraries take for a home.
    """
    found = {
        name: value
        for name, form in _KEPT.items()
        if (value := environ.get(name, "")) and form.fullmatch(value)
    }
    return found | {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "XDG_STATE_HOME": str(state_of(home)),
        "TMPDIR": str(home / _SPOOL),
        "EDITOR": _NOTHING, "VISUAL": _NOTHING, "PAGER": _NOTHING, "BROWSER": _NOTHING,
    }  # fmt: skip


def state_of(desk: Path) -> Path:
    """Where faults are noted: beside the desk where the set-up made a place, else inside."""
    beside = desk.parent / "state"
    return beside if beside.is_dir() and os.access(beside, os.W_OK) else desk / "state"


def charset(environ: Mapping[str, str]) -> str:
    """The encoding that the terminal is said to have, where it is not UTF-8; empty where it is.

    No word about it is no word against it: that is what most terminals speak.
    """
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        value = environ.get(name, "")
        if value and not (name == "LC_CTYPE" and value in _COERCED):
            named = value.partition(".")[2].partition("@")[0]
            same = named.lower().replace("-", "").replace("_", "") in ("", "utf8")
            return "" if same else named
    return ""


def settle(environ: Mapping[str, str], home: Path) -> None:
    """Leave where this process was started, and everything it was given but what is kept."""
    os.chdir("/")
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for number in (signal.SIGTSTP, signal.SIGQUIT, signal.SIGTTIN, signal.SIGTTOU):
        signal.signal(number, signal.SIG_IGN)
    new = kept(environ, home)
    os.environ.clear()
    os.environ.update(new)

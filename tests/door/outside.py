"""Coming to a door as sshd and sudo let people come: a process with ``-I`` and bare arguments."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEY = "SHA256:" + "a" * 43

_START = (
    "import sys, runpy; sys.path.insert(0, {root!r});"
    " sys.argv[0] = 'door'; runpy.run_module({module!r}, run_name='__main__')"
)


def command(*arguments, module="csdesk.door"):
    """What sshd starts; the source that is tested stands in for the installed one."""
    start = _START.format(root=str(ROOT), module=module)
    return [sys.executable, "-I", "-c", start, *map(str, arguments)]


def come(desk, *arguments, asks=None, module="csdesk.door", binary=False, **environ):
    """What somebody is told who comes to the door; without a terminal."""
    given = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **environ}
    if asks is not None:
        given["SSH_ORIGINAL_COMMAND"] = asks
    return subprocess.run(
        command("--desk", desk, *arguments, module=module), env=given, capture_output=True,
        text=not binary, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip

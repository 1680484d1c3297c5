"""The door of a shared desk: ``python -m tests.battery.door`` (seconds).

Prints the figures of G5 that need no sshd: commands, ways to say who one is, the environment, and
what a process behind the door can do. ``tests/box/test_ssh.py`` tries the rest against a real sshd.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from csdesk.door.asking import Turned, asked
from csdesk.door.surroundings import kept
from tests.door import test_asking, test_locks, test_surroundings

OUT_OF_REACH = (*test_locks.NO_START, *test_locks.NO_WRITE, "take", "bring", "link", "database",
                "connect", "kill", "thread", "fork", "system", "execveat", "ptrace")  # fmt: skip
REFUSALS = ("PermissionError", "'PermissionError'", "OSError", "OperationalError", "7", "127",
            "(-1, 1)")  # fmt: skip


def main() -> int:
    """Print the figures; 1 where something got through."""
    commands = [
        asked(test_asking.BY_KEY, {"SSH_ORIGINAL_COMMAND": each}, test_asking.LOGINS).refused
        is not None
        for each in test_asking.REFUSED
    ]
    ways = [_turned(each) for each in test_asking.TURNED]
    desk = Path("/srv/desk")
    hostile, crooked = test_surroundings.HOSTILE, test_surroundings.CROOKED
    variables = [value not in kept({name: value}, desk).values() for name, value in hostile.items()]
    variables += [name not in kept({name: value}, desk) for name, value in crooked.items()]
    with tempfile.TemporaryDirectory() as place:
        told = test_locks.tried_from_inside(Path(place))
    inside = [told[each] in REFUSALS for each in OUT_OF_REACH]
    for what, found in (
        ("commands refused", commands), ("ways to say who one is refused", ways),
        ("variables kept out", variables), ("trials from inside refused", inside),
    ):  # fmt: skip
        print(f"G5   {what}: {sum(found)} of {len(found)}", flush=True)
    for lack in told["lacks"]:
        print(f"G5   {lack}")
    return 0 if all((*commands, *ways, *variables, *inside)) else 1


def _turned(arguments: tuple[str, ...]) -> bool:
    try:
        asked(("--desk", "/srv/desk", *arguments), {"USER": "wang"}, test_asking.LOGINS)
    except Turned:
        return True
    return False


if __name__ == "__main__":
    sys.exit(main())

"""``python -I -m csdesk.door.keys --desk DIR --door PROGRAM FINGERPRINT``: what sshd is told.

sshd asks with its ``AuthorizedKeysCommand`` for every key that is offered. The answer is the key's
line where the desk knows it, and nothing otherwise; the line allows a terminal and the door.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

STORE_NAME = "desk.db"
"""As csdesk.services.desk has it, which is not loaded for one question."""

_PLAIN = re.compile(r"/[A-Za-z0-9/._+-]{1,200}")


def line_of(desk: Path, door: str, fingerprint: str) -> str:
    """The line of ``authorized_keys`` for a key; empty where nobody comes in with it.

    Args:
        desk: the desk's folder.
        door: the program that sshd is to run, an absolute path of plain signs.
        fingerprint: ``SHA256:...``.

    Raises:
        ValueError: the program's path would not stay one word.
        StoreUnusable: the store cannot be read.
    """
    if not _PLAIN.fullmatch(door):
        raise ValueError(door)
    from csdesk.store.sqlite.open_keys import open_key

    key = open_key(desk / STORE_NAME, fingerprint)
    if key is None:
        return ""
    command = f"exec {door} --as {key.login} --key {key.fingerprint}"
    return f'restrict,pty,command="{command}" {key.line}'


def main(argv: Sequence[str]) -> int:
    """Print the line; whatever is wrong prints nothing, so that sshd lets nobody in."""
    os.chdir("/")
    os.umask(0o077)
    if len(argv) != 5 or argv[0] != "--desk" or argv[2] != "--door":
        return 2
    from csdesk.model.errors import DeskError

    try:
        line = line_of(Path(argv[1]), argv[3], argv[4])
    except (DeskError, OSError, ValueError) as fault:
        import syslog

        syslog.openlog("csdesk-keys", syslog.LOG_PID, syslog.LOG_AUTH)
        syslog.syslog(syslog.LOG_ERR, f"no keys can be told: {type(fault).__name__}")
        return 1
    if line:
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Whether the importer lives and works: the time on a file that it touches as long as it does.

The lock alone does not tell: the kernel leaves it to a process that was stopped or hangs. No row of
the store is used, since every commit wakes every session.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

IMPORTER_LOCK = "importer.lock"
"""Held by the process that watches the inbox, as long as it lives; its time is the heartbeat."""

SILENT = 10.0
"""Seconds without a heartbeat after which people are told."""


def beat(folder: Path) -> None:
    """The importer of a desk lives and works."""
    now = time.monotonic()  # since the start of the computer: nobody sets that clock
    with suppress(OSError):  # a disk that is read-only now: it has nothing to do
        os.utime(folder / IMPORTER_LOCK, (now, now))


def silent_for(folder: Path) -> float:
    """Seconds since the importer's last heartbeat; 0 where none ran since the computer started.

    It says nothing where nobody holds the lock.
    """
    try:
        last = (folder / IMPORTER_LOCK).stat().st_mtime
    except OSError:
        return 0.0
    return max(0.0, time.monotonic() - last)


def beats(folder: Path) -> bool:
    """Whether an importer gave a sign of life within the last seconds, whoever holds the lock."""
    try:
        last = (folder / IMPORTER_LOCK).stat().st_mtime
    except OSError:
        return False
    return 0.0 <= time.monotonic() - last < SILENT


def importer_pid(folder: Path) -> int:
    """The process that holds the importer's lock; 0 where none does, or the kernel does not tell.

    It does not on file systems that show another device than locks are kept under: btrfs, overlays.

    The lock itself is left alone: whoever tries it keeps an importer from taking it meanwhile.
    """
    try:
        there = (folder / IMPORTER_LOCK).stat()
        locks = Path("/proc/locks").read_text("ascii")
    except OSError:
        return 0
    place = f"{os.major(there.st_dev):02x}:{os.minor(there.st_dev):02x}:{there.st_ino}"
    for line in locks.splitlines():
        if place not in line:  # sixty sessions ask, and have hundreds of locks
            continue
        # 7: FLOCK  ADVISORY  WRITE 4711 fe:00:131 0 EOF; who waits for it has "->" behind the 7:
        fields = line.split()
        if fields[1] == "FLOCK" and fields[3] == "WRITE" and fields[5] == place:
            return int(fields[4])
    return 0

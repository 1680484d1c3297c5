"""Who writes next: whoever has much to write lets everybody go first who waits.

SQLite keeps no queue of writers. Somebody who waits holds a shared lock on a file beside the store,
which the kernel gives back when they die; an import looks at it before each of its transactions.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LONGEST, _LOOK_AGAIN = 0.5, 0.002
"""Seconds that an import stands back at most, and between two looks."""


@contextmanager
def waiting(store: Path) -> Iterator[None]:
    """Somebody waits inside until they may write to the store."""
    file = _open(store)
    try:
        if file is not None:
            fcntl.flock(file, fcntl.LOCK_SH)
        yield
    finally:
        if file is not None:
            os.close(file)


def stand_back(store: Path) -> None:
    """Return as soon as nobody waits to write to the store, or after a while."""
    file = _open(store)
    if file is None:
        return
    try:
        latest = time.monotonic() + _LONGEST
        while time.monotonic() < latest:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(_LOOK_AGAIN)
            else:
                return
    finally:
        os.close(file)


def _open(store: Path) -> int | None:
    """The file beside the store; None where the disk has no room for it: then nobody queues."""
    path = store.with_name(f"{store.name}-turn")
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError:
        return None

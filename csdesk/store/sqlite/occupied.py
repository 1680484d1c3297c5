"""Who has a store open, and who must have it alone: locks that the kernel gives back.

Everybody who opens a store holds a shared lock on a file beside it. Whoever puts another file in
its place holds it alone, so that nobody writes into a file that is no longer there.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOOK_AGAIN = 0.02


def open_lock(store: Path) -> Path:
    """The lock file beside a store."""
    return store.with_name(f"{store.name}-open")


def take(path: Path, *, shared: bool, patience: float) -> int | None:
    """Lock a file, which is made where it is missing.

    Args:
        path: the lock file.
        shared: several may hold it together.
        patience: seconds to wait for others.

    Returns:
        The open file: closing it gives the lock back. None where the disk takes no such file.

    Raises:
        BlockingIOError: others hold it.
    """
    how = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
    latest = time.monotonic() + patience
    while True:
        file = _opened(path)
        if file is None:
            return None
        try:
            fcntl.flock(file, how)
            if _is_still(path, file):
                return file
        except BlockingIOError:
            if time.monotonic() >= latest:
                os.close(file)
                raise
        os.close(file)
        time.sleep(_LOOK_AGAIN)


@contextmanager
def alone(path: Path, *, patience: float = 0.0) -> Iterator[None]:
    """Hold a lock file alone, as long as the block runs.

    Raises:
        BlockingIOError: others hold it.
    """
    file = take(path, shared=False, patience=patience)
    try:
        yield
    finally:
        if file is not None:
            os.close(file)


def _opened(path: Path) -> int | None:
    for how in (os.O_RDWR | os.O_CREAT, os.O_RDONLY):
        try:
            return os.open(path, how | os.O_NOFOLLOW, 0o600)
        except OSError:
            continue
    return None


def _is_still(path: Path, file: int) -> bool:
    """Whether the file that is locked is the one that others find."""
    ours = os.fstat(file)
    try:
        there = path.lstat()
    except FileNotFoundError:
        return False
    return (ours.st_dev, ours.st_ino) == (there.st_dev, there.st_ino)

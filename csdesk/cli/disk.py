"""A reserve of disk beside the store, to be given back when the disk is full."""

from __future__ import annotations

import os
from pathlib import Path

from csdesk.model.errors import Refused

RESERVE = "reserve"
"""A file of the desk's folder that holds nothing but room."""

SIZE = 64_000_000
"""Bytes of it: a day of remarks."""

_TIMES_AS_MUCH = 10
"""The reserve is laid aside only where so many times as much is free."""


def lay_reserve(folder: Path) -> bool:
    """Take the room; whether it is there now. A disk that has little left keeps it.

    Args:
        folder: the desk.

    Raises:
        OSError: the disk does not give it.
    """
    path = folder / RESERVE
    if reserved(folder):
        return True
    state = os.statvfs(folder)
    if state.f_bavail * state.f_frsize < _TIMES_AS_MUCH * SIZE:
        return False
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        os.posix_fallocate(file, 0, SIZE)
    except OSError:
        path.unlink()
        raise
    finally:
        os.close(file)
    return True


def reserved(folder: Path) -> int:
    """Bytes that lie aside."""
    try:
        return (folder / RESERVE).lstat().st_blocks * 512
    except OSError:
        return 0


def free_reserve(folder: Path) -> int:
    """Give the room back; how many bytes that were.

    Raises:
        Refused: there is no reserve any more.
    """
    given = reserved(folder)
    if not given:
        raise Refused(
            "{folder} has no reserve any more: free space on its disk another way.", folder=folder
        )
    (folder / RESERVE).unlink()
    return given

"""Who imports, and whose session is open: locks that the kernel gives back when their holder dies.

The lock files lie in the desk's folder, which must be on a local disk (``csdesk doctor``).
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

IMPORT_LOCK = "import.lock"
"""Held by the one process that imports."""

SESSIONS_LOCK = "sessions.lock"
"""Shared by every open session; the importer that a session started ends when nobody holds it."""


NOTHING_WRITTEN = (errno.EROFS, errno.EACCES, errno.ENOSPC, errno.EDQUOT)
"""Where nothing can be written: a lock file that is there can be locked all the same."""


class Lock:
    """One lock file. Python opens files close-on-exec, so no child keeps the lock by accident."""

    def __init__(self, path: Path) -> None:
        """Name the lock; it is not taken yet.

        Args:
            path: the lock file; made where it is missing.
        """
        self._path = path
        self._file: int | None = None

    def take(self, *, shared: bool = False, wait: bool = True) -> bool:
        """Take the lock.

        A lock file that was deleted meanwhile would let two processes hold "the" lock, so what
        was locked is compared with what the path names now.

        Args:
            shared: several may hold it together.
            wait: until it is free; otherwise answer at once.

        Returns:
            Whether it is ours now.
        """
        how = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
        while True:
            file = self._open()
            try:
                fcntl.flock(file, how)
            except BlockingIOError:
                os.close(file)
                return False
            except BaseException:
                os.close(file)
                raise
            self._file = file
            if self.held():
                return True
            self.give_back()

    def _open(self) -> int:
        try:
            return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except OSError as fault:
            if fault.errno not in NOTHING_WRITTEN:
                raise
            return os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW)

    def held(self) -> bool:
        """Whether we hold the lock that others see: false once the file was replaced."""
        if self._file is None:
            return False
        ours = os.fstat(self._file)
        try:
            there = self._path.lstat()
        except FileNotFoundError:
            return False
        return (ours.st_dev, ours.st_ino) == (there.st_dev, there.st_ino)

    def give_back(self) -> None:
        """Let others have it; harmless where it is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


@contextmanager
def session_presence(folder: Path) -> Iterator[None]:
    """Tell importers that a session is open, as long as the block runs.

    Args:
        folder: the desk.
    """
    lock = Lock(folder / SESSIONS_LOCK)
    with suppress(OSError):  # nothing can be written there: no importer will work either
        lock.take(shared=True)
    try:
        yield
    finally:
        lock.give_back()


def is_held(path: Path) -> bool:
    """Whether anybody holds a lock, shared or not.

    Args:
        path: the lock file; made where it is missing.
    """
    lock = Lock(path)
    if lock.take(wait=False):
        lock.give_back()
        return False
    return True

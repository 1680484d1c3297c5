"""Which files of the inbox are finished and may be taken in.

A scan may run as often as anybody likes: it looks at everything that lies there, and its answer
depends on nothing but that and how long each file has not changed. Signals of the file system
only make it run sooner (``intake.watching``).
"""

from __future__ import annotations

import fcntl
import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from csdesk.rules.filenames import put_aside
from csdesk.words import N_

MB = 1_000_000

DEPTH = 4
"""Day folders may lie in month and year folders, no deeper."""

LINK = N_("It is a link, not a file; copy the file itself into the inbox.")
SPECIAL = N_("It is no ordinary file (a pipe, device or socket); remove it.")
SHARED = N_("The file has a second name elsewhere (a hard link); copy it into the inbox instead.")
UNREADABLE = N_("The file cannot be read ({cause}); give the desk's user the right to read it.")

TOO_LARGE = N_(
    "The file has {size:,} MB, more than the limit of {limit:,} MB; nothing was copied. Export less"
    " at once, or raise size_limit_mb in desk.toml."
)

_Key = tuple[int, int, int, int]
"""Inode, size and both times of a file: another key means that it has changed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the inbox that is never taken in."""

    path: Path
    reason: str
    """English message template."""
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class Scan:
    """What one look at the inbox saw."""

    ready: tuple[Path, ...]
    """Finished files, by path."""
    growing: tuple[Path, ...]
    """Files that have changed a moment ago, or that somebody still writes."""
    problems: tuple[Problem, ...]


class Inbox:
    """Remembers between scans since when each file has been as it is."""

    def __init__(
        self,
        folder: Path,
        *,
        quiet_seconds: float = 2.0,
        largest: int = 0,
        clock: Callable[[], float] | None = None,
    ) -> None:
        """Look at a folder.

        Args:
            folder: the inbox; it may be missing for a while.
            quiet_seconds: how long a file must not have changed.
            largest: bytes; a larger file is not even copied. 0 for no limit.
            clock: monotonic seconds; a changed clock of the computer changes nothing.
        """
        self._folder = folder
        self._quiet = quiet_seconds
        self._largest = largest
        self._clock = clock or time.monotonic
        self._since: dict[Path, tuple[_Key, float]] = {}

    def scan(self) -> Scan:
        """Look once at everything that lies there."""
        now = self._clock()
        seen: dict[Path, tuple[_Key, float]] = {}
        ready: list[Path] = []
        growing: list[Path] = []
        problems: list[Problem] = []
        for path, status in sorted(_entries(self._folder, DEPTH)):
            fault = _fault(status)
            if fault:
                problems.append(Problem(path, fault, {}))
                continue
            key = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
            old_key, since = self._since.get(path, (None, now))
            seen[path] = (key, since if old_key == key else now)
            if now - seen[path][1] < self._quiet:
                growing.append(path)
                continue
            if self._largest and status.st_size > self._largest:
                sizes = {"size": status.st_size // MB, "limit": self._largest // MB}
                problems.append(Problem(path, TOO_LARGE, dict(sizes)))
                continue
            try:
                (growing if _being_written(path) else ready).append(path)
            except FileNotFoundError:
                del seen[path]
            except OSError as error:
                problems.append(Problem(path, UNREADABLE, {"cause": error.strerror}))
        self._since = seen
        return Scan(tuple(ready), tuple(growing), tuple(problems))


def _entries(folder: Path, depth: int) -> Iterator[tuple[Path, os.stat_result]]:
    """Everything below a folder that is not a folder and not named as unfinished."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if put_aside(entry.name):
            continue
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        if not stat.S_ISDIR(status.st_mode):
            yield Path(entry.path), status
        elif depth > 1:
            yield from _entries(Path(entry.path), depth - 1)


def _fault(status: os.stat_result) -> str:
    """Why this is never read, empty for an ordinary file."""
    if stat.S_ISLNK(status.st_mode):
        return LINK
    if not stat.S_ISREG(status.st_mode):
        return SPECIAL
    return SHARED if status.st_nlink > 1 else ""


def _being_written(path: Path) -> bool:
    """Whether some process has the file open for writing.

    The kernel tells by refusing a read lease. It gives leases to a file's owner only; on other
    people's files, and where there are no leases, the quiet time alone decides.

    Raises:
        OSError: the file is gone or cannot be read.
    """
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(file)
    return False

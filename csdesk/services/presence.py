"""Who has which order open: never a lock on it, and gone when the session's process is gone (F68).

Each session holds one small file in the desk's folder under a lock of the kernel. Others read the
file and try the lock: whoever can take it has found what a dead session left, and clears it away.
So nothing is written to the store, and nobody has to tell that they left.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, time
from uuid import uuid4

from csdesk.model.desk import Actor
from csdesk.model.presence import Doing, Present
from csdesk.plain import plain

FOLDER = "presence"
_SIZE = 2_048
"""Bytes of each file, written in one go, so that nobody reads half of it."""


_FRESH = 2.0
"""Seconds in which a file that was written may be written again without a later time."""
_BELIEVED = 5.0
"""Seconds until it is tried again whether a session is there that told something."""


class Presence:
    """One session among those that are open at a desk. Use it from one thread at a time."""

    def __init__(self, desk: Path, actor: Actor) -> None:
        """Join; nothing is shown of the session before ``at``.

        Args:
            desk: the desk's folder.
            actor: who works in the session.
        """
        self._folder = desk / FOLDER
        self._actor = actor
        self._path: Path | None = None
        self._file = -1
        self._seen: dict[str, _Seen] = {}
        """What the files of others told at the last look, by path."""

    def begin(self, actor: Actor) -> None:
        """Hold the session's lock from now on: whoever asks for it is told that it is on."""
        self._actor = actor
        self.at("")

    def at(self, order_no: str, doing: Doing = Doing.VIEWING) -> None:
        """Tell others which order is open here; an empty number tells that none is.

        On a disk that takes nothing they are not told.
        """
        with suppress(OSError):
            self._tell(order_no, doing)

    def _tell(self, order_no: str, doing: Doing) -> None:
        if self._path is None:
            self._open()
        told = {"login": self._actor.login, "name": self._actor.name[:80], "order_no": order_no}
        line = json.dumps({**told, "doing": doing.value}, ensure_ascii=True).encode()
        os.pwrite(self._file, line.ljust(_SIZE), 0)

    def _open(self) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        name = self._actor.session or f"{os.getpid()}-{uuid4().hex[:8]}"
        # Locked before it has a name that others look at: an unlocked one would be cleared away.
        hidden = self._folder / f".{name}"
        self._file = os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._path = hidden.rename(self._folder / name)

    def everybody(self) -> tuple[Present, ...]:
        """Every session that is open at this desk, by name, whether or not it has an order open."""
        found = []
        with suppress(FileNotFoundError):
            for entry in os.scandir(self._folder):
                if not entry.name.startswith(".") and (present := _read(Path(entry.path))):
                    found.append(present)
        return tuple(sorted(found, key=lambda each: (each.name, each.login)))

    def others(self) -> tuple[Present, ...]:
        """Everybody else who has an order open, by name.

        Sixty sessions ask this every second. What has not changed for a while is read again only
        now and then: a session that was killed is seen for some seconds more.
        """
        before, self._seen = self._seen, {}
        with suppress(FileNotFoundError):
            for entry in os.scandir(self._folder):
                if not entry.name.startswith(".") and entry.path != str(self._path):
                    self._seen[entry.path] = _looked_at(entry, before.get(entry.path))
        found = [seen.present for seen in self._seen.values() if seen.present]
        return tuple(
            sorted((each for each in found if each.order_no), key=lambda p: (p.name, p.order_no))
        )

    def close(self) -> None:
        """Leave."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._path = None


def is_open(desk: Path, session: str) -> bool:
    """Whether the process of a session is there.

    Args:
        desk: the desk's folder.
        session: its id.
    """
    try:
        file = os.open(desk / FOLDER / session, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a file told."""

    changed: int
    """When it was written, in nanoseconds of the epoch."""
    read_at: float
    """Monotonic seconds."""
    present: Present | None


def _looked_at(entry: os.DirEntry[str], before: _Seen | None) -> _Seen:
    """What a file tells now, from what it told before where that cannot have changed."""
    try:
        changed = entry.stat(follow_symlinks=False).st_mtime_ns
    except OSError:
        changed = 0
    now = monotonic()
    if (
        before is not None
        and before.changed == changed
        and time() - changed / 1e9 > _FRESH
        and now - before.read_at < _BELIEVED
    ):
        return before
    return _Seen(changed, now, _read(Path(entry.path)))


def _read(path: Path) -> Present | None:
    """Who holds a file; None where nobody does, and then it is cleared away."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:  # its session has just ended, or it is none of ours
        return None
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _told(os.pread(file, _SIZE, 0))
        path.unlink(missing_ok=True)
        return None
    finally:
        os.close(file)


def _told(content: bytes) -> Present | None:
    try:
        told = json.loads(content)
        return Present(
            plain(str(told["login"])),
            plain(str(told["name"])),
            plain(str(told["order_no"])),
            Doing(told["doing"]),
        )
    except (ValueError, LookupError, TypeError):  # not written yet
        return None

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
from pathlib import Path
from uuid import uuid4

from csdesk.model.desk import Actor
from csdesk.model.presence import Doing, Present
from csdesk.plain import plain

FOLDER = "presence"
_SIZE = 2_048
"""Bytes of each file, written in one go, so that nobody reads half of it."""


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
        """Everybody else who has an order open, by name."""
        found = []
        with suppress(FileNotFoundError):
            for entry in os.scandir(self._folder):
                path = Path(entry.path)
                if entry.name.startswith(".") or path == self._path:
                    continue
                if (present := _read(path)) and present.order_no:
                    found.append(present)
        return tuple(sorted(found, key=lambda each: (each.name, each.order_no)))

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

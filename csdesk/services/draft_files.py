"""Typed text beside the store, for as long as the store does not take it.

Each session holds one file whose room on the disk is taken while there is some, so that text can
be put there when the disk is full. Where the desk's folder cannot be written at all, it lies in
memory.
What a session leaves behind is found by the next one of the same person.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

FOLDER = "drafts"
"""Inside a desk's folder."""

MEMORY = Path("/dev/shm")
"""Where there is one: a folder that lies on no disk."""

ROOM = 65_536
"""Bytes of each file from its beginning; longer texts take more, if there is more."""

Entry = dict[str, Any]
"""One text and where it will go: ``kind``, ``place``, ``text`` and ``at``, all of JSON."""


class DraftFile:
    """The file of one session. Use it from one thread at a time."""

    def __init__(self, desk: Path, login: str) -> None:
        """Nothing is made yet.

        Args:
            desk: the desk's folder.
            login: of the person whose texts these are.
        """
        self._desk = desk
        self._login = login
        self._path: Path | None = None
        self._file = -1
        self._empty = True

    def open(self) -> bool:
        """Take the room; whether there is any. Calling it again changes nothing."""
        for folder in _folders(self._desk) if self._path is None else ():
            with suppress(OSError):
                self._make(folder)
                break
        return self._path is not None

    def _make(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{os.getpid()}-{uuid4().hex[:8]}"
        # Locked before it has a name that others look at: an unlocked one is a dead session's.
        hidden = path.with_name(f".{path.name}")
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        file = os.open(hidden, flags, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            _write(file, b"")
            hidden.rename(path)
        except OSError:
            hidden.unlink(missing_ok=True)
            os.close(file)
            raise
        self._path, self._file, self._empty = path, file, True

    def keep(self, entries: Sequence[Entry]) -> bool:
        """These are the texts that the store does not have; whether they are safe now.

        Args:
            entries: all of them, in place of those before.
        """
        if not entries and (self._empty or self._path is None):
            return True
        if not self.open():
            return False
        told = {"login": self._login, "texts": list(entries)} if entries else {}
        try:
            _write(self._file, json.dumps(told).encode() if told else b"")
        except OSError:
            return False
        self._empty = not entries
        return True

    def close(self) -> None:
        """Leave; a file that holds texts stays for the next session."""
        if self._path is not None:
            if self._empty:
                with suppress(OSError):
                    self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._path = None

    def left_behind(self) -> Iterator[tuple[Path, list[Entry]]]:
        """What sessions of this person left that are gone; each file stays until ``forget``."""
        for folder in _folders(self._desk):
            with suppress(OSError):
                for path in sorted(folder.iterdir()):
                    if path.name.startswith(".") or (told := _read(path)) is None:
                        continue
                    if not told:
                        self.forget(path)
                    elif told["login"] == self._login:
                        yield path, [each for each in told["texts"] if isinstance(each, dict)]

    @staticmethod
    def forget(path: Path) -> None:
        """The texts of a file that was left behind are in the store."""
        with suppress(OSError):
            path.unlink(missing_ok=True)


def left_over(path: Path) -> bool:
    """Whether a file is one that a dead session left; an open one's own is not."""
    return _read(path) is not None


def _folders(desk: Path) -> Iterator[Path]:
    """Where such files may lie: with the desk, else in memory."""
    yield desk / FOLDER
    if not os.access(MEMORY, os.W_OK):
        return
    mine = MEMORY / f"csdesk-{os.geteuid()}"
    with suppress(OSError):
        mine.mkdir(mode=0o700, exist_ok=True)
        state = mine.lstat()
        # Somebody else may have made a folder, or a link, of that name.
        if state.st_uid == os.geteuid() and not mine.is_symlink() and not state.st_mode & 0o077:
            yield mine / hashlib.sha256(os.fsencode(desk.absolute())).hexdigest()[:16]


def _write(file: int, content: bytes) -> None:
    """Put content in place of what was there, in one go."""
    os.pwrite(file, content.ljust(max(ROOM, os.fstat(file).st_size)), 0)


def _read(path: Path) -> dict[str, Any] | None:
    """What a dead session left; empty where nothing is in it, None where it is not to be read."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        content = b""
        while block := os.read(file, 1 << 20):
            content += block
        told = json.loads(content.strip() or b"{}")
        sound = not told or (isinstance(told["login"], str) and isinstance(told["texts"], list))
    except (
        OSError,
        ValueError,
        LookupError,
        TypeError,
    ):  # somebody holds it, or it is none of ours
        return None
    else:
        return told if sound else None
    finally:
        os.close(file)

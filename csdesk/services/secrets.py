"""Making and checking what is kept of PINs and passwords: slow, and never many at once.

Each takes 19 MiB and a tenth of a second (Argon2id, 2 passes, 1 lane, the least that OWASP
recommends): guessing is dear for whoever stole the store. Thirty people at a change of shifts must
not take the box's memory, so at most two are made at a time; the others wait on locks of the
kernel, which a killed session gives back.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.rules.secrets import normal

if TYPE_CHECKING:
    from argon2 import PasswordHasher

AT_ONCE = 2
"""Secrets of a desk that are made or checked at the same time."""

PASSES, KIBIBYTES, LANES = 2, 19 * 1024, 1
"""Of Argon2id."""

FOLDER = "signing-in"


class Secrets:
    """What a desk's secrets are kept as."""

    def __init__(self, desk: Path) -> None:
        """Of the desk in a folder."""
        self._folder = desk / FOLDER

    def made(self, secret: str) -> str:
        """What is kept of a secret; never the same twice."""
        with self.turn():
            return _hasher().hash(normal(secret))

    def fits(self, kept: str, secret: str) -> bool:
        """Whether a secret is the one of which something is kept."""
        from argon2.exceptions import InvalidHashError, VerificationError

        with self.turn():
            try:
                return _hasher().verify(kept, normal(secret))
            except (VerificationError, InvalidHashError):
                return False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until fewer than ``AT_ONCE`` others are at it."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        files = [self._open(place) for place in range(AT_ONCE)]
        try:
            if not any(map(_taken, files)):
                # Whoever has to wait does so for one of them, by chance: they all take as long.
                fcntl.flock(files[os.urandom(1)[0] % AT_ONCE], fcntl.LOCK_EX)
            yield
        finally:
            for file in files:
                os.close(file)

    def _open(self, place: int) -> int:
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.open(self._folder / str(place), flags, 0o600)


def _taken(file: int) -> bool:
    """Take the lock of a file that is open, if nobody has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=KIBIBYTES, parallelism=LANES)

"""Taking a copy of a file before anything is read of it.

What is imported is the copy in ``staging/``, named by its content: whoever writes, renames or
deletes the original meanwhile changes nothing. A copy is whole or not there.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import signal
import stat
from dataclasses import dataclass
from pathlib import Path

from csdesk.model.errors import NotFound, Refused
from csdesk.plain import plain
from csdesk.rules.filenames import lock_file, unfinished_download

STAGING = "staging"
_UNFINISHED = ".tmp"
_BLOCK = 1 << 20


class StillChanging(Exception):
    """Somebody writes the file; it is looked at again later."""


@dataclass(frozen=True, slots=True)
class Source:
    """Which file of the inbox was copied, so that just that one is taken away afterwards."""

    path: Path
    inode: int
    size: int
    mtime_ns: int
    linger: bool = False
    """Nobody could tell whether it is still being written: it is left there for a while."""

    def text(self) -> str:
        """As the ledger keeps it; names need not be text."""
        raw = os.fsencode(self.path).hex()
        return json.dumps([raw, self.inode, self.size, self.mtime_ns, self.linger])

    def there(self) -> bool:
        """Whether the file still lies there, unchanged."""
        try:
            status = self.path.lstat()
        except OSError:
            return False
        return (status.st_ino, status.st_size, status.st_mtime_ns) == (
            self.inode,
            self.size,
            self.mtime_ns,
        )

    def remove(self) -> None:
        """Take it away if it is still the file that was copied."""
        if self.there():
            self.path.unlink(missing_ok=True)


def source(text: str) -> Source:
    """A source as the ledger keeps it."""
    raw, *rest = json.loads(text)
    return Source(Path(os.fsdecode(bytes.fromhex(raw))), *rest)


@dataclass(frozen=True, slots=True)
class Staged:
    """A copy, and what it is a copy of."""

    path: Path
    sha256: str
    size: int
    source: Source


def stage(folder: Path, path: Path, *, inbox: bool) -> Staged:
    """Copy a file into the desk's staging folder.

    Args:
        folder: the desk.
        path: the file.
        inbox: it lies in the inbox: no link is followed, and it must not be open for writing.

    Raises:
        StillChanging: it changed while it was copied, or somebody has it open for writing.
        NotFound: there is no such file.
        Refused: it is no ordinary file.
        OSError: it cannot be read, or the disk is full.
    """
    staging = folder / STAGING
    staging.mkdir(mode=0o700, exist_ok=True)
    unfinished = staging / (secrets.token_hex(8) + _UNFINISHED)
    file = _open(path, inbox=inbox)
    try:
        linger = inbox and not _known_quiet(file)
        before = os.fstat(file)
        sha256 = _copy(file, unfinished)
        now = _key(path.lstat()) if inbox else _key(before)
        if not _key(before) == _key(os.fstat(file)) == now:
            raise StillChanging
        unfinished.replace(staging / sha256)
    except FileNotFoundError as gone:
        raise StillChanging from gone
    finally:
        os.close(file)
        unfinished.unlink(missing_ok=True)
    sync_folder(staging)
    original = Source(path.absolute(), before.st_ino, before.st_size, before.st_mtime_ns, linger)
    return Staged(staging / sha256, sha256, before.st_size, original)


def _open(path: Path, *, inbox: bool) -> int:
    """The file for reading; a pipe is not waited for."""
    flags = os.O_RDONLY | os.O_NONBLOCK | (os.O_NOFOLLOW if inbox else 0)
    try:
        file = os.open(path, flags)
    except FileNotFoundError as error:
        if inbox:
            raise StillChanging from error
        raise NotFound("There is no file {file}.", file=str(path)) from error
    try:
        _check_kind(path, os.fstat(file))
    except Refused:
        os.close(file)
        raise
    return file


def check_named(path: Path) -> None:
    """Look at a file that a person names, before anything is done.

    Raises:
        NotFound: there is no such file.
        Refused: it is no ordinary file, or its name says that it is not the file itself.
    """
    try:
        status = path.stat()
    except OSError as fault:
        raise NotFound("There is no file {file}.", file=str(path)) from fault
    _check_kind(path, status)
    if unfinished_download(path.name):
        raise Refused(
            "{file} is still being downloaded or copied; wait until it has its final name.",
            file=str(path),
        )
    if lock_file(path.name):
        raise Refused(
            "{file} is the mark of a program that has a file open, not the file; close the program"
            " and name the file itself.",
            file=str(path),
        )


def _check_kind(path: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise Refused("{file} is a folder; name the files in it.", file=str(path))
    if not stat.S_ISREG(status.st_mode):
        raise Refused("{file} is no ordinary file; nothing was read.", file=str(path))


def _known_quiet(file: int) -> bool:
    """Whether the kernel says that nobody has the file open for writing.

    It says so by granting a read lease, to a file's owner only, and not on every file system.

    Raises:
        StillChanging: somebody has.
    """
    try:
        # Whoever opens it in this very moment makes the kernel send the holder a signal: one
        # that means nothing, not the usual one, which would end the process.
        fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError as error:
        raise StillChanging from error
    except OSError:
        return False
    return True


def _copy(file: int, target: Path) -> str:
    """Copy to a new file, safe on the disk; the SHA-256 of what was copied."""
    content = hashlib.sha256()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(target, flags, 0o600), "wb") as copy:
        while block := os.read(file, _BLOCK):
            content.update(block)
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    return content.hexdigest()


def _key(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns


def sync_folder(folder: Path) -> None:
    """Make the names in a folder safe on the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def staged_files(folder: Path) -> list[Path]:
    """The copies that lie there, without what a killed process left half done."""
    found = []
    for path in sorted((folder / STAGING).glob("*")):
        if path.name.endswith(_UNFINISHED):
            path.unlink(missing_ok=True)
        else:
            found.append(path)
    return found


def shown_name(path: Path) -> str:
    """The file's name for people, whatever bytes it is made of."""
    raw = os.fsencode(path.name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return plain(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return plain(raw.decode("utf-8", "replace"))

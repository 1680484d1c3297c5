"""Putting a file into an inbox whole: never seen half, never over another one.

As mail is delivered into a maildir: written under a name that nobody reads, safe on the disk, then
given its own. Whoever reads the inbox sees all of it or nothing.
"""

from __future__ import annotations

import ctypes
import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from csdesk.intake.staging import check_named, sync_folder
from csdesk.model.errors import Refused

_AT_FDCWD, _NOREPLACE = -100, 1
_LONGEST = 255
"""Bytes of a name."""


def drop(inbox: Path, path: Path) -> Path:
    """Put a copy of a file into an inbox; the file itself stays where it is.

    Args:
        inbox: the folder; it may belong to somebody else who lets others write there.
        path: the file.

    Returns:
        Where the copy lies: under the same name, or one with a number where that is taken.

    Raises:
        NotFound: there is no such file.
        Refused: it is no ordinary file, or the inbox does not take it.
    """
    check_named(path)
    unfinished = inbox / f".{secrets.token_hex(8)}"
    try:
        _copy(path, unfinished, inbox.stat())
        for name in _names(path.name):
            if _renamed(unfinished, inbox / name):
                sync_folder(inbox)
                return inbox / name
    except OSError as fault:
        raise Refused(
            "{file} cannot be put into {folder} ({cause}); nothing lies there.",
            file=str(path), folder=inbox, cause=fault.strerror or fault,
        ) from fault  # fmt: skip
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    raise AssertionError("there is always one more name")


def _copy(path: Path, unfinished: Path, inbox: os.stat_result) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with path.open("rb") as there, os.fdopen(os.open(unfinished, flags, 0o600), "wb") as copy:
        shutil.copyfileobj(there, copy, 1 << 20)
        copy.flush()
        if inbox.st_uid != os.geteuid():  # the desk's user must be able to read it, nobody else
            os.fchown(copy.fileno(), -1, inbox.st_gid)
            os.fchmod(copy.fileno(), 0o640)
        os.fsync(copy.fileno())


def _names(name: str) -> Iterator[str]:
    """The name, then the same with numbers."""
    yield name
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    for number in range(2, 1_000_000):
        tail = os.fsencode(f" ({number}){dot}{ending}")
        yield os.fsdecode(os.fsencode(stem)[: _LONGEST - len(tail)] + tail)


def _renamed(source: Path, target: Path) -> bool:
    """Give a file a name unless another has it; two who do so at once never lose one.

    A hard link could not do it: for a moment the file would have two names, which the importer
    does not read.
    """
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is not None:
        names = os.fsencode(source), os.fsencode(target)
        if renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _NOREPLACE) == 0:
            return True
        fault = ctypes.get_errno()
        if fault == errno.EEXIST:
            return False
        if fault not in (errno.ENOSYS, errno.EINVAL):
            raise OSError(fault, os.strerror(fault))
    if target.exists():  # a disk that knows no better
        return False
    source.rename(target)
    return True

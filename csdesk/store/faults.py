"""What keeps the store from being read or written, as a sentence and what to do."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from csdesk.model.errors import (
    Damaged,
    DiskFull,
    DiskRefuses,
    ReadOnly,
    Replaced,
    StoreUnusable,
)
from csdesk.store.sqlite.faults import RAISED, Fault, code_of, fault_of
from csdesk.words import N_

UNREADABLE = (DatabaseError, ValueError)
"""What looking into a store of another schema raises, or into a damaged one."""

BACKUPS = "backups"
"""The folder of a desk that holds them."""

Identity = tuple[int, int]
"""Device and inode: which file it is, whatever it is called."""


def identity(path: Path) -> Identity | None:
    """Which file lies under a name now; None where there is none."""
    try:
        there = os.stat(path)  # noqa: PTH116  # asked at every question: half the price of Path's
    except OSError:
        return None
    return there.st_dev, there.st_ino


def replaced(path: Path) -> Replaced:
    """Another file, or none, lies where the open store was."""
    return Replaced(
        "The store {path} was replaced or taken away while it was open; nothing was saved. Open"
        " the desk again.",
        path=path,
    )


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Tell what is wrong with file, disk or rights in sentences; other faults pass through.

    Raises:
        StoreUnusable: in one of its kinds.
    """
    try:
        yield
    except RAISED as raised:
        sentence = trouble(raised, path)
        if sentence is None:
            raise
        raise sentence from raised


_SENTENCES: dict[Fault, tuple[type[StoreUnusable], str]] = {
    Fault.BUSY: (
        StoreUnusable,
        N_("Somebody else has been writing to the store for half a minute; nothing was saved. Try"
           " again; csdesk doctor looks whether all is well."),
    ),
    Fault.FULL: (
        DiskFull,
        N_("The disk is full: nothing was saved. Free space, then try again; `csdesk doctor --free`"
           " gives back the desk's own reserve."),
    ),
    Fault.REFUSED: (
        DiskRefuses,
        N_("The disk did not take or give what {path} needs ({cause}): a quota is used up, or it is"
           " broken. Nothing was saved; a lead looks at the disk."),
    ),
    Fault.READ_ONLY: (
        ReadOnly, N_("The store {path} is read-only: you can look, not change."),
    ),
    Fault.CLOSED: (
        StoreUnusable,
        N_("The store {path} cannot be opened ({cause}). csdesk doctor looks whether its rights are"
           " as they must be."),
    ),
    Fault.OTHER: (
        StoreUnusable,
        N_("The store {path} cannot be used now ({cause}); nothing was saved. Try again; csdesk"
           " doctor looks what is wrong."),
    ),
}  # fmt: skip

_NO_SHM = N_(
    "The store {path} lies where nothing can be written, and SQLite needs a file beside it even to"
    " read. Make the folder writable, or look at a copy."
)


def trouble(raised: BaseException, path: Path) -> StoreUnusable | None:
    """What an exception of ``RAISED`` says of file, disk or rights; None where it says nothing."""
    fault = fault_of(raised)
    if fault is None:
        return None
    if fault is Fault.DAMAGED:
        return damaged(path, code_of(raised))
    if fault is Fault.CLOSED and identity(path) is None:
        return replaced(path)
    if fault is Fault.CLOSED and not _writable(path.parent):
        return ReadOnly(_NO_SHM, path=path)
    kind, sentence = _SENTENCES[fault]
    return kind(sentence, path=path, cause=code_of(raised))


def _writable(folder: Path) -> bool:
    """Whether files can be made there; root has all rights, but not on a read-only disk."""
    return os.access(folder, os.W_OK) and not os.statvfs(folder).f_flag & os.ST_RDONLY


def damaged(path: Path, code: str) -> Damaged:
    """The file is not what it must be; it is kept, and a backup takes its place."""
    backup = last_backup(path.parent)
    if backup is None:
        return Damaged(
            "The store is damaged ({code}), and there is no backup in {folder}. Keep {path}; a lead"
            " looks for a copy elsewhere.",
            code=code, folder=path.parent / BACKUPS, path=path,
        )  # fmt: skip
    return Damaged(
        "The store is damaged ({code}). Last good backup: {time}. A lead runs csdesk restore.",
        code=code, time=f"{backup:%Y-%m-%d %H:%M}",
    )  # fmt: skip


def last_backup(desk: Path) -> datetime | None:
    """When the newest finished backup of a desk was made, in local time; None without any."""
    from csdesk.rules.backup_form import is_backup_name

    try:
        made = [each.stat().st_mtime for each in os.scandir(desk / BACKUPS)
                if is_backup_name(each.name)]  # fmt: skip
    except OSError:
        return None
    return datetime.fromtimestamp(max(made)).astimezone() if made else None


def is_damage(raised: BaseException) -> bool:
    """Whether a fault says that the store itself is damaged, not an index that can be rebuilt."""
    cause = raised.__cause__
    code = getattr(getattr(cause, "orig", cause), "sqlite_errorcode", 0)
    return isinstance(raised, Damaged) and code != sqlite3.SQLITE_CORRUPT_VTAB

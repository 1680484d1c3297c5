"""Making, finding and checking backups: a copy under its final name is whole, with its manifest.

A backup is made under a name ending in ``.part``, checked, synced and renamed, its manifest before
it. Whoever works in a folder of backups holds the lock there, so what has such a name was left by
somebody who died.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import DatabaseError

import csdesk
from csdesk.model.backups import Backup, Manifest, Why
from csdesk.model.errors import Refused, StoreUnusable
from csdesk.rules.backup_form import backup_name, is_backup_name, manifest_text, read_manifest
from csdesk.settings.checks import SETTINGS_NAME
from csdesk.store import chain
from csdesk.store.sqlite import copying, occupied, pragmas
from csdesk.store.succession import sync

FOLDER = "backups"
"""Where they lie in a desk's folder (design §2)."""

PART = ".part"
"""What the names of unfinished files and folders end in."""

_LOCK = ".lock"
_DAMAGED = "damaged-"
_PATIENCE = 60.0
_UNWRITTEN = frozenset({
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
})  # fmt: skip
_SPARE = 20_000_000
"""Bytes that a backup leaves free on its disk, so that work goes on."""


@contextmanager
def working(folder: Path) -> Iterator[None]:
    """Be the only one who makes or restores backups there; what the dead left is cleared away.

    Args:
        folder: of backups; made where it is missing.

    Raises:
        Refused: somebody else is at it for a minute, or the folder cannot be written.
    """
    alone = ExitStack()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        alone.enter_context(occupied.alone(folder / _LOCK, patience=_PATIENCE))
        _sweep(folder)
    except BlockingIOError as fault:
        raise Refused(
            "Somebody else is making or restoring a backup in {folder}. Try again in a minute.",
            folder=folder,
        ) from fault
    except OSError as fault:
        alone.close()
        raise cannot_write(folder, fault) from fault
    with alone:
        yield


def cannot_write(folder: Path, fault: Exception) -> Refused:
    """Why no backup came of it."""
    cause = fault.strerror if isinstance(fault, OSError) else None
    return Refused(
        "No backup was made: {folder} cannot be written ({cause}). Older backups are as they were."
        " Free space there or mend its rights, then try again.",
        folder=folder, cause=cause or fault,
    )  # fmt: skip


def _sweep(folder: Path) -> None:
    for entry in list(os.scandir(folder)):
        path = Path(entry.path)
        if entry.name.endswith(PART) and entry.is_dir(follow_symlinks=False):
            shutil.rmtree(path)
        elif entry.name.endswith(PART) or _is_lonely(path):
            path.unlink()


def _is_lonely(path: Path) -> bool:
    """Whether a file is the manifest of a backup that is not there."""
    backup = path.with_suffix(".db")
    return path.suffix == ".json" and is_backup_name(backup.name) and not backup.exists()


def make(
    store: Path,
    folder: Path,
    why: Why,
    *,
    settings: str = "",
    after: Manifest | None = None,
    whole: bool = True,
) -> Backup:
    """Make a backup of a store, which others may write meanwhile; call it inside ``working``.

    Args:
        store: the file.
        folder: where the backup is to lie.
        why: what it is made for.
        settings: the text of desk.toml.
        after: of the backup from whose log this one must go on.
        whole: as for ``chain.goes_on``.

    Raises:
        Refused: there is no room, or the folder cannot be written; nothing is left there.
        StoreUnusable: the store is damaged; nothing is left there.
    """
    at = _next_moment(folder)
    final = folder / backup_name(at)
    part, beside = final.with_name(final.name + PART), final.with_suffix(f".json{PART}")
    try:
        _check_room(store, folder)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        copying.copy(store, part)
        made = _examined(store, part, at, why, settings, after, whole=whole)
        sync(part)
        file = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as writing:
            writing.write(manifest_text(made))
            writing.flush()
            os.fsync(writing.fileno())
        beside.rename(final.with_suffix(".json"))
        part.rename(final)
        sync(folder)
    except (OSError, sqlite3.Error, DatabaseError) as fault:
        _discard(part, beside)
        raise _told(store, folder, fault) from fault
    except BaseException:
        _discard(part, beside)
        raise
    return Backup(final, made)


def _told(store: Path, folder: Path, fault: Exception) -> Refused | StoreUnusable:
    """What went wrong: with the disk that is written to, or with the store that is read."""
    cause = (fault.orig if isinstance(fault, DatabaseError) else None) or fault
    if isinstance(cause, OSError) or getattr(cause, "sqlite_errorcode", 0) & 0xFF in _UNWRITTEN:
        return cannot_write(folder, cause)
    return damaged(store, cause)


def damaged(store: Path, cause: object) -> StoreUnusable:
    """The refusal of a store that SQLite finds damaged."""
    return StoreUnusable(
        "The store {path} is damaged ({cause}): no backup was made of it, and older ones are as"
        " they were. A lead restores the last one with csdesk restore.",
        path=store, cause=cause,
    )  # fmt: skip


def _discard(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _next_moment(folder: Path) -> datetime:
    """Now, or a second after the last backup: names in their order are backups in theirs."""
    now = datetime.now(UTC).replace(microsecond=0)
    last = max((each.name for each in folder.iterdir() if is_backup_name(each.name)), default="")
    if last and last >= backup_name(now):
        told = datetime.strptime(last, "desk-%Y%m%dT%H%M%SZ.db").replace(tzinfo=UTC)
        return told + timedelta(seconds=1)
    return now


def _check_room(store: Path, folder: Path) -> None:
    log = store.with_name(f"{store.name}-wal")
    check_room(sum(each.stat().st_size for each in (store, log) if each.exists()), folder)


def check_room(size: int, folder: Path) -> None:
    """Refuse what would leave the disk full.

    Args:
        size: bytes that are to be written.
        folder: where.

    Raises:
        Refused: there is no room.
    """
    free = shutil.disk_usage(folder).free
    if free < size + _SPARE:
        raise Refused(
            "There is no room for a backup in {folder}: {free:,} MB are free, and it takes"
            " {need:,} MB. Free space there, or keep fewer ([backups] in desk.toml).",
            folder=folder, free=free // 1_000_000, need=(size + _SPARE) // 1_000_000 + 1,
        )  # fmt: skip


def clear(place: Path) -> None:
    """Take a folder away in which something was tried out."""
    shutil.rmtree(place, ignore_errors=True)


def _examined(
    store: Path,
    copy: Path,
    at: datetime,
    why: Why,
    settings: str,
    after: Manifest | None,
    *,
    whole: bool,
) -> Manifest:
    """Look the copy through, and tell what it holds."""
    with copying.at_rest(copy) as c:
        found = copying.damage(c)
        if found or pragmas.application_id(c) != pragmas.APPLICATION_ID:
            raise damaged(store, found or "application_id")
        rows = copying.row_counts(c)
        schema = pragmas.schema_version(c)
        head = chain.head(c) if "events" in rows else chain.EMPTY
        goes_on = after is None or chain.goes_on(c, after.head, whole=whole)
    with copy.open("rb") as reading:
        digest = hashlib.file_digest(reading, "sha256").hexdigest()
    return Manifest(
        made_at=at, why=why, csdesk=csdesk.__version__, schema=schema, size=copy.stat().st_size,
        sha256=digest, rows=rows, head=head, goes_on=goes_on, settings=settings,
    )  # fmt: skip


def settings_text(desk: Path) -> str:
    """What desk.toml says; empty where there is none that can be read."""
    try:
        return (desk / SETTINGS_NAME).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def listing(folder: Path) -> tuple[Backup, ...]:
    """The backups of a folder, newest first."""
    if not folder.is_dir():
        return ()
    names = sorted((each.name for each in os.scandir(folder)), reverse=True)
    return tuple(described(folder / name) for name in names if is_backup_name(name))


def described(path: Path) -> Backup:
    """A backup with what its manifest tells."""
    try:
        text = path.with_suffix(".json").read_text(encoding="utf-8")
        return Backup(path, read_manifest(text))
    except (OSError, ValueError):
        return Backup(path, None)


def put_by(folder: Path) -> Path:
    """Where a store goes that cannot be read; such files lie beside the backups."""
    return folder / f"{_DAMAGED}{_stamp(datetime.now(UTC))}.db"


def is_put_by(path: Path) -> bool:
    """Whether that is the name of a store that could not be read."""
    return path.name.startswith(_DAMAGED)


def forget_damaged(folder: Path, before: datetime) -> None:
    """Take away the stores that could not be read and were put by longer ago."""
    for path in folder.glob(f"{_DAMAGED}*.db*"):
        if path.name.split(".")[0] < f"{_DAMAGED}{_stamp(before)}":
            path.unlink(missing_ok=True)


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def last_going_on(folder: Path) -> Manifest | None:
    """The manifest of the newest backup whose log went on from the one before it."""
    told = (each.manifest for each in listing(folder))
    return next((each for each in told if each is not None and each.goes_on), None)


def remove(backup: Backup) -> None:
    """Take a backup away; killed in between, its manifest is cleared away later."""
    backup.path.unlink(missing_ok=True)
    backup.path.with_suffix(".json").unlink(missing_ok=True)

"""Another file takes the place of a store, whole and in one step."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from csdesk.store.sqlite import occupied, pragmas

_LOG, _SHARED = "-wal", "-shm"


@contextmanager
def alone_with(store: Path) -> Iterator[None]:
    """Let nobody open a store as long as the block runs.

    Raises:
        BlockingIOError: somebody has it open.
    """
    with occupied.alone(occupied.open_lock(store)):
        yield


def closed_up(store: Path) -> None:
    """Fold the log of a store into it, so that the file alone is the store."""
    engine = pragmas.open_engine(store)
    try:
        pragmas.checkpoint(engine, "TRUNCATE")
    finally:
        engine.dispose()


def put_aside(store: Path, aside: Path) -> None:
    """Keep a store that cannot be read under another name, its log with it.

    It stands in its own place, too, until another takes that.
    """
    try:
        os.link(store, aside)
    except OSError:  # another disk, or one without links
        shutil.copy2(store, aside)
    log = beside(store, _LOG)
    if log.exists():
        log.rename(beside(aside, _LOG))


def take_place(new: Path, store: Path) -> None:
    """Rename a file into the store's place; call it inside ``alone_with``.

    Args:
        new: closed up, on the same disk.
        store: closed up or put aside, or missing. Its log is not read again: the new file would
            be changed by it.
    """
    sync(new)
    for name in (_LOG, _SHARED):
        beside(store, name).unlink(missing_ok=True)
    new.rename(store)
    sync(store.parent)


def beside(store: Path, name: str) -> Path:
    """A file that SQLite keeps beside a store."""
    return store.with_name(store.name + name)


def sync(path: Path) -> None:
    """Have a file or a folder's names on the disk for good."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)

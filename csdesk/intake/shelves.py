"""Where files go: ``archive/YYYY-MM-DD/`` or ``quarantine/``, byte for byte, over no other file."""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from csdesk.intake.staging import sync_folder

ARCHIVE, QUARANTINE = "archive", "quarantine"

_LONGEST = 180
"""Bytes of a name; room is left for a number and ``.txt``."""


def safe_name(name: str) -> str:
    """A name that any file system takes, as close to the file's own as can be.

    Args:
        name: as shown to people, from ``staging.shown_name``.
    """
    cleaned = name.replace("/", "_").replace("\0", "_").strip().lstrip(".-") or "file"
    stem, dot, ending = cleaned.rpartition(".")
    if not dot or len(ending.encode()) > 8:
        stem, ending = cleaned, ""
    room = _LONGEST - len(ending.encode()) - 1
    cut = stem.encode()[:room].decode("utf-8", "ignore")
    return f"{cut}{dot if ending else ''}{ending}"


def put(staged: Path, folder: Path, name: str) -> Path:
    """Give a file a place in a folder, under the first free name; doing it again changes nothing.

    Args:
        staged: the file; it stays where it is too.
        folder: made where it is missing.
        name: the wished name, from ``safe_name``.

    Returns:
        Its place; one that holds the same bytes already counts as its own. No other file has the
        name of its report (``report_of``).
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for place in _places(folder, name):
        if place.exists():
            if filecmp.cmp(staged, place, shallow=False):
                break
        elif not report_of(place).exists():
            try:
                os.link(staged, place)
            except OSError:  # a file system without hard links
                _copy(staged, place)
            sync_folder(folder)
            break
    return place


def report_of(place: Path) -> Path:
    """Where the report on a file in quarantine lies."""
    return place.with_name(f"{place.name}.txt")


def _places(folder: Path, name: str) -> Iterator[Path]:
    yield folder / name
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    number = 2
    while True:
        yield folder / f"{stem}-{number}{dot}{ending}"
        number += 1


def _copy(staged: Path, place: Path) -> None:
    """As a link would do: the whole file appears, or nothing."""
    unfinished = place.with_name(f".{staged.name}.tmp")
    shutil.copyfile(staged, unfinished)
    with unfinished.open("rb") as copy:
        os.fsync(copy.fileno())
    unfinished.replace(place)

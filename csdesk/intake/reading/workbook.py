"""XLSX workbooks: looked over as archives, then read in a child process under limits.

What the child writes goes to a file without a name, as CSV: from there on a workbook is a text
file like any other, and the reading library is never loaded here.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO, TypeVar
from zipfile import BadZipFile, ZipFile, ZipInfo

from csdesk.intake.reading.content import PASSWORD
from csdesk.intake.reading.errors import Unreadable
from csdesk.intake.reading.kind import SPREADSHEET, AnyProfile, Kind, known, unknown_header
from csdesk.intake.reading.text import MOST_COLUMNS, Text
from csdesk.plain import plain
from csdesk.words import N_

MEMBERS = 1_000
UNPACKED = 400_000_000
RATIO = 200
ROWS = 200_000
_SECONDS = 180
_CHUNK = 1 << 20
_LONGEST_TOLD = 50_000_000
_far_cell = re.compile(rb'<c r="([A-Z]{3})').search
_CHILD = Path(__file__).with_name("workbook_child.py")

_TOO_LARGE = N_(
    "The workbook is too large or too broken to be read within the limits; export fewer days at a "
    "time, or as CSV."
)
_EMPTY = N_("The workbook is empty.")
_BROKEN = N_("The workbook is broken or its download was cut off; export it again.")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet's name and first rows."""

    name: str
    head: list[list[str]]


def recognise(file: IO[bytes], profiles: Sequence[AnyProfile], held: ExitStack) -> Kind:
    """The kind of a workbook, its sheet as text.

    Args:
        file: the workbook.
        profiles: in order of preference.
        held: keeps the sheet's text until the export is closed.

    Raises:
        Unreadable: a bomb, broken, protected, no known header, more than one report in it.
    """
    header: list[str] = []

    def choose(sheets: Sequence[_Sheet]) -> tuple[int, int, AnyProfile]:
        place, header_row, profile = _chosen(sheets, profiles)
        header.extend(sheets[place].head[header_row])
        return place, header_row, profile

    (_place, header_row, profile), text = _spooled(file, choose, held)
    while not header[-1].strip():
        header.pop()
    return Kind(profile, tuple(header), header_row, text, SPREADSHEET)


def first_sheet(file: IO[bytes], held: ExitStack) -> Text:
    """The first sheet that holds anything, as text.

    Args:
        file: the workbook.
        held: keeps the text until it is closed.

    Raises:
        Unreadable: a bomb, broken, protected, empty.
    """

    def choose(sheets: Sequence[_Sheet]) -> tuple[int]:
        for place, sheet in enumerate(sheets):
            if any(map(any, sheet.head)):
                return (place,)
        raise Unreadable(_EMPTY)

    return _spooled(file, choose, held)[1]


Choice = TypeVar("Choice", bound=tuple[int] | tuple[int, int, AnyProfile])


def _spooled(
    file: IO[bytes], choose: Callable[[Sequence[_Sheet]], Choice], held: ExitStack
) -> tuple[Choice, Text]:
    """The sheet that is chosen from all of them, as text; its place comes first in the choice."""
    _look_over(file)
    with _reader(file) as child:
        timer = Timer(_SECONDS, child.kill)
        timer.start()
        try:
            chosen = choose(_told(child))
            spool = held.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - held
            _write_sheet(child, chosen[0], spool)
        finally:
            timer.cancel()
            child.kill()
    return chosen, Text(spool, "utf-8", label="xlsx")


def _look_over(file: IO[bytes]) -> None:
    """Refuse archives that are made to exhaust a reader, before anything is unpacked whole."""
    try:
        with ZipFile(file) as archive:
            members = archive.infolist()
            _check_size(members)
            names = {member.filename for member in members}
            if "xl/workbook.xml" not in names:
                raise Unreadable("This is a ZIP archive and no XLSX workbook; unpack it first.")
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    _check_member(archive, member)
    except (BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise Unreadable(_BROKEN) from error
    except RuntimeError as error:
        raise Unreadable(PASSWORD) from error
    finally:
        file.seek(0)


def _check_size(members: Sequence[ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MEMBERS or unpacked > UNPACKED or unpacked > max(RATIO * packed, _CHUNK):
        raise Unreadable(
            "The workbook would unpack to {size} MB in {members} parts, {ratio} times its size; "
            "that is no export.",
            size=unpacked // 1_000_000,
            members=len(members),
            ratio=unpacked // max(packed, 1),
        )


def _check_member(archive: ZipFile, member: ZipInfo) -> None:
    """No document type (it can make entities explode), no more rows than are read."""
    rows, tail = 0, b""
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK):
            seen = tail + chunk
            if b"<!DOCTYPE" in seen:
                raise Unreadable("The workbook declares a document type; that is no export.")
            rows += seen.count(b"<row ") + seen.count(b"<row>")
            if far := _far_cell(seen):
                raise Unreadable(
                    "The sheet has a cell in column {column}; more than {limit} columns are not "
                    "read.",
                    column=far[1].decode(),
                    limit=MOST_COLUMNS,
                )
            tail = chunk[-8:] if not chunk.endswith(b">") else b""
    if rows > ROWS + 1:
        raise Unreadable(_MANY_ROWS, rows=rows, limit=ROWS)


_MANY_ROWS = N_("The sheet has {rows} rows, more than {limit}; export fewer days at a time.")


def _reader(file: IO[bytes]) -> subprocess.Popen[bytes]:
    """The child, with the workbook as an inherited descriptor and nothing else of ours."""
    keep = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-I", str(_CHILD), str(file.fileno())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=(file.fileno(),),
        env=keep,
    )


def _told(child: subprocess.Popen[bytes]) -> list[_Sheet]:
    """What the child says about the sheets."""
    assert child.stdout is not None
    line = child.stdout.readline(_LONGEST_TOLD)
    if not line.endswith(b"\n"):
        raise Unreadable(_TOO_LARGE)
    told = json.loads(line)
    match told.get("error"):
        case None:
            return [_Sheet(sheet["name"], sheet["head"]) for sheet in told["sheets"]]
        case "password":
            raise Unreadable(PASSWORD)
        case "size":
            raise Unreadable(
                "A sheet has {rows} rows and {columns} columns, more than {row_limit} and "
                "{column_limit}; export fewer days at a time.",
                rows=told["rows"],
                columns=told["columns"],
                row_limit=ROWS,
                column_limit=MOST_COLUMNS,
            )
        case _:
            raise Unreadable(_BROKEN)


def _chosen(
    sheets: Sequence[_Sheet], profiles: Sequence[AnyProfile]
) -> tuple[int, int, AnyProfile]:
    """Index of the sheet that is an export, its header's row, and its kind."""
    found = [
        (place, *matched[1:])
        for place, sheet in enumerate(sheets)
        if (matched := known(sheet.head, profiles))
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise Unreadable(
            "The workbook holds several reports ({sheets}); save each sheet as a file of its own.",
            sheets=", ".join(plain(sheets[place].name) for place, *_ in found),
        )
    first = [row for sheet in sheets for row in sheet.head if any(row)]
    if not first:
        raise Unreadable(_EMPTY)
    raise unknown_header(first[0])


def _write_sheet(child: subprocess.Popen[bytes], place: int, spool: IO[bytes]) -> None:
    """Write the wanted sheet as CSV."""
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(b"%d\n" % place)
        child.stdin.close()
    except BrokenPipeError:
        raise Unreadable(_TOO_LARGE) from None
    while chunk := child.stdout.read(_CHUNK):
        spool.write(chunk)
        if spool.tell() > UNPACKED:
            raise Unreadable(_TOO_LARGE)
    if child.wait() != 0:
        raise Unreadable(_TOO_LARGE)

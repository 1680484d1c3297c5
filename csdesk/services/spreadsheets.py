"""Tables in exports/ for people's spreadsheets: CSV and XLSX, written whole or not at all (F75)."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from csdesk.plain import plain
from csdesk.rules.spreadsheets import csv_cell, workbook_cell

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

EXPORTS = "exports"
"""The folder of a desk in which they lie (design §2)."""

_LONGEST_NAME, _LONGEST_ENDING = 80, 8
"""Characters of a file's name, without its ending."""
_LONGEST_TITLE = 28
"""Characters of a sheet's title; Excel takes 31, some are for telling two of a name apart."""

_in_no_name = re.compile(r'[\\/:*?"<>|\[\]\s]+')


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell that is wrong: in brackets, and red where there is colour."""

    text: str

    def __str__(self) -> str:
        """The text in brackets, which no formula begins with."""
        return f"【{self.text}】"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str | int | Marked]]


def file_name(text: str) -> str:
    """Text as part of a file's name: one harmless word that names no other folder.

    What is too long is cut before its ending.
    """
    name = _in_no_name.sub("_", plain(text)).strip("._")
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > _LONGEST_ENDING:
        stem, dot, ending = name, "", ""
    # A file's name is counted in bytes; a Chinese sign has three.
    cut = stem[:_LONGEST_NAME].encode()[: 2 * _LONGEST_NAME].decode(errors="ignore")
    return f"{cut}{dot}{ending}"


def write_csv(path: Path, sheet: Sheet) -> None:
    """Write one table as CSV, UTF-8 with a byte order mark as Excel wants it.

    Raises:
        OSError: the disk does not take it.
    """
    with replacing(path) as file:
        text = os.fdopen(os.dup(file.fileno()), "w", encoding="utf-8-sig", errors="replace",
                         newline="")  # fmt: skip
        with text:
            writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
            writer.writerow(map(csv_cell, sheet.header))
            writer.writerows([csv_cell(str(cell)) for cell in row] for row in sheet.rows)


def write_text(path: Path, text: str) -> None:
    """Write text that has passed ``plain()``, UTF-8 with a byte order mark as Notepad wants it.

    Raises:
        OSError: the disk does not take it.
    """
    with replacing(path) as file:
        file.write(text.encode("utf-8-sig", errors="replace"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file that is made already.

    Raises:
        OSError: the disk does not take it.
    """
    with replacing(path) as file:
        file.write(content)


def rows_in(path: Path) -> int:
    """Rows below the header of a CSV file, counted in the file itself."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def write_workbook(path: Path, sheets: Sequence[Sheet], *, at: datetime | None = None) -> None:
    """Write tables as the sheets of one XLSX file; every cell is text or a whole number.

    Args:
        path: where to.
        sheets: the tables.
        at: when it was made, for the file itself to say; then the same tables are the same bytes.

    Raises:
        OSError: the disk does not take it.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill

    book = Workbook(write_only=True)
    bold, red = Font(bold=True), PatternFill("solid", fgColor="FFC7CE")
    for sheet in sheets:
        page: WriteOnlyWorksheet = book.create_sheet(file_name(sheet.title)[:_LONGEST_TITLE])
        page.freeze_panes = "A2"
        cell = _celled(page)
        page.append([cell(title, font=bold) for title in sheet.header])
        for row in sheet.rows:
            page.append([
                cell(str(each), font=bold, fill=red) if isinstance(each, Marked) else cell(each)
                for each in row
            ])  # fmt: skip
    with replacing(path) as file:
        if at is None:
            book.save(file)
            return
        made = BytesIO()
        book.save(made)
        _repack(made, file, at)


_PACKED = (1980, 1, 1, 0, 0, 0)
"""The oldest moment that a ZIP file can tell: of what is the same every time."""

_moments = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def _repack(made: IO[bytes], file: IO[bytes], at: datetime) -> None:
    """Pack a workbook anew with one moment in the place of those at which it was written."""
    told = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with ZipFile(made) as before, ZipFile(file, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "docProps/core.xml":
                content = _moments.sub(rb"\g<1>" + told, content)
            member = ZipInfo(name, _PACKED)
            member.compress_type, member.external_attr = ZIP_DEFLATED, 0o600 << 16
            after.writestr(member, content)


def _celled(page: WriteOnlyWorksheet) -> Callable[..., Any]:
    from openpyxl.cell import WriteOnlyCell

    def cell(value: str | int, **styles: object) -> Any:
        if isinstance(value, int):
            return value
        made = WriteOnlyCell(page, workbook_cell(value))
        made.data_type = "s"  # whatever it looks like, it is text
        for name, style in styles.items():
            setattr(made, name, style)
        return made

    return cell


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that takes the place of ``path`` at the end, whole and on the disk."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with os.fdopen(
            os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
        ) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)

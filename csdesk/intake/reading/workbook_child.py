"""The program that reads one workbook, run as a process of its own under limits.

A workbook of 4 KB can make the reading library ask for 550 GB and abort; nothing of that may touch
the importer. Run as ``python -I workbook_child.py FD``; it imports nothing of csdesk. It writes one
line of JSON about the sheets, reads the index of the wanted sheet from standard input, and writes
that sheet as CSV in UTF-8. Exit status 3 is an error told in the JSON line.
"""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite

MEMORY = 1 << 30
SECONDS = 60
ROWS, COLUMNS, SHEETS = 200_001, 300, 30
HEAD_ROWS, HEAD_CELL = 20, 200
EXACT = 10**15
TOLD = 3


def _limit() -> None:
    """Memory, time, and no file, process or core dump of its own."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def as_text(value: object) -> str:
    """A cell as a person reads it; a number that Excel cannot hold exactly shows its exponent."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\0", "\ufffd")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _digits(value)
    if isinstance(value, datetime):
        whole = value + timedelta(microseconds=500_000)
        return whole.replace(microsecond=0, tzinfo=None).isoformat(" ")
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def _digits(value: float) -> str:
    """A number with the 15 digits that Excel keeps, without an exponent as long as it is whole."""
    if not isfinite(value):
        return ""
    if abs(value) >= EXACT:
        return f"{value:.14E}"
    return str(int(value)) if value == int(value) else f"{Decimal(f'{value:.15g}'):f}"


def main() -> int:
    """Read the workbook behind the file descriptor that is the first argument."""
    _limit()
    import python_calamine as calamine

    out = sys.stdout.buffer

    def tell(**facts: object) -> None:
        out.write(json.dumps(facts).encode() + b"\n")
        out.flush()

    sheets, told = [], []
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(_content(int(sys.argv[1]))))
        for place, about in enumerate(book.sheets_metadata[:SHEETS]):
            if about.typ is not calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_index(place)
            last_row, last_column = sheet.end or (0, 0)
            if last_row >= ROWS or last_column >= COLUMNS:
                tell(error="size", rows=last_row + 1, columns=last_column + 1)
                return TOLD
            head = []
            for row in sheet.iter_rows():
                head.append([as_text(cell)[:HEAD_CELL] for cell in row])
                if len(head) == HEAD_ROWS:
                    break
            sheets.append(sheet)
            told.append({"name": about.name, "head": head})
    except calamine.PasswordError:
        tell(error="password")
        return TOLD
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, OSError, ValueError):
        tell(error="broken")
        return TOLD
    tell(sheets=told)
    wanted = sys.stdin.readline().strip()
    if wanted:
        text = io.TextIOWrapper(out, encoding="utf-8", newline="")
        writer = csv.writer(text, lineterminator="\n")
        for row in sheets[int(wanted)].iter_rows():
            writer.writerow([cell if type(cell) is str else as_text(cell) for cell in row])
        text.flush()
    return 0


def _content(number: int) -> bytes:
    with os.fdopen(number, "rb") as file:
        file.seek(0)
        return file.read()


if __name__ == "__main__":
    sys.exit(main())

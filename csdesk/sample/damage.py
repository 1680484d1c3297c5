"""What happens to export files after the marketplace wrote them: Excel, broken downloads."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

from csdesk.sample.workbook import SHEET, Workbook

_CELL = re.compile(r'(?:^|(?<=,))(?:=?"(?:[^"]|"")*"\r?|[^,"]*)(?=,|$)')
_WRAPPED = re.compile(r'^="(.*)"$')
_TIME = re.compile(r"^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):\d\d$")
_LONG_NUMBER = re.compile(r"^\d{15,}$")
_OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")


def set_cell(
    path: Path, holding: str, column: str, value: str, *, encoding: str = "gb18030"
) -> int:
    """In the first line of ``path`` that contains ``holding``, replace the cell under ``column``.

    Works on the marketplaces' CSV and TSV files alike, on rows that take one line; a trailing blank
    of the header does not matter. Returns the number of the line (the header is line 1).

    Raises:
        ValueError: there is no such line or column.
    """
    lines = path.read_bytes().decode(encoding).split("\n")
    tabbed = "\t" in lines[0]
    names = [cell.strip('"\r ') for cell in _raw_cells(lines[0], tabbed)]
    row = next((place for place, line in enumerate(lines) if holding in line), None)
    if row is None or column not in names:
        raise ValueError(f"{path.name} has no line with {holding!r} or no column {column!r}.")
    cells = _raw_cells(lines[row], tabbed)
    cells[names.index(column)] = value if tabbed else f'"{value}"'
    lines[row] = ("\t" if tabbed else ",").join(cells)
    path.write_bytes("\n".join(lines).encode(encoding))
    return row + 1


def _raw_cells(line: str, tabbed: bool) -> list[str]:
    return line.split("\t") if tabbed else _CELL.findall(line)


def cut(path: Path, share: float) -> None:
    """Leave only the first ``share`` of the bytes, as a download that broke off does."""
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])


def _as_excel_shows(cell: str) -> str:
    """A cell after Excel opened the file: formulas are their result, times lose seconds."""
    text = _WRAPPED.sub(r"\1", cell)
    if time := _TIME.match(text):
        year, month, day, hour, minute = time.groups()
        return f"{year}/{int(month)}/{int(day)} {int(hour)}:{minute}"
    return text


def _as_number(cell: str) -> str:
    """A cell of digits that Excel took for a number, which keeps three of them."""
    return f"{float(cell):.2E}" if _LONG_NUMBER.match(cell) else cell


def save_again(
    path: Path,
    *,
    encoding: str = "utf-8-sig",
    delimiter: str = ",",
    lose_digits: Callable[[int], bool] = lambda _: False,
) -> None:
    """Replace a gb18030 CSV by what Excel or WPS makes of it when somebody opens and saves it.

    Times become ``yyyy/M/d H:mm``; ``="123"`` becomes 123. In rows for which ``lose_digits(row)``
    is true (the header is row 1) long numbers become 1.23E+17. UTF-16 with a tab is what Excel
    calls Unicode text.
    """
    with path.open(encoding="gb18030", newline="") as file:
        rows = [[_as_excel_shows(cell) for cell in row] for row in csv.reader(file)]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    for number, row in enumerate(rows, start=1):
        writer.writerow([_as_number(cell) for cell in row] if lose_digits(number) else row)
    path.write_bytes(text.getvalue().encode(encoding))


def write_encrypted_workbook(path: Path) -> None:
    """Write what a password-protected XLSX begins with: an OLE container, not a ZIP archive."""
    directory = "Root Entry".encode("utf-16-le").ljust(128, b"\0") + "EncryptedPackage".encode(
        "utf-16-le"
    ).ljust(128, b"\0")
    path.write_bytes(_OLE_MAGIC.ljust(512, b"\0") + directory.ljust(1_024, b"\0"))


def write_bomb(path: Path, *, size: int) -> None:
    """Write a valid XLSX whose one sheet unpacks to ``size`` bytes, hundreds of times its own."""
    cells = ["0" * 32_000] * 32
    with Workbook(path) as book:
        for _ in range(size // sum(map(len, cells))):
            book.row(cells)


def edit_sheet(path: Path, edit: Callable[[str], str]) -> None:
    """Rewrite the XML of an XLSX file's first sheet, the rest of the archive as it is.

    Raises:
        ValueError: the edit changed nothing.
    """
    with ZipFile(path) as archive:
        parts = {info: archive.read(info) for info in archive.infolist()}
    with ZipFile(path, "w") as archive:
        for info, content in parts.items():
            if info.filename == SHEET:
                old = content.decode()
                content = edit(old).encode()
                if content.decode() == old:
                    raise ValueError(f"The sheet of {path.name} has nothing to edit.")
            archive.writestr(info, content)

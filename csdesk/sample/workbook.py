"""A one-sheet XLSX file written row by row, as the marketplaces' back ends write it."""

import re
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

SHEET = "xl/worksheets/sheet1.xml"
"""The archive's member that holds the rows."""

_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="xl/workbook.xml" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="worksheets/sheet1.xml" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
    ),
}
_WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="{}" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
# The dimension is wrong in real exports too: who trusts it reads a single cell.
_SHEET_START = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<dimension ref="A1"/><sheetData>'
)
_SHEET_END = "</sheetData></worksheet>"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TO_ESCAPE = re.compile(r"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_OLDEST = (1980, 1, 1, 0, 0, 0)


def _text(value: str) -> str:
    return escape(_TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", value))


class Workbook:
    """A context manager that writes text rows into sheet ``export`` of a new XLSX file.

    Rows are streamed into the archive, member dates are fixed: equal rows give equal bytes.

    Raises:
        OSError: the file cannot be written.
    """

    def __init__(self, path: Path, *, sheet: str = "export") -> None:
        self._zip = ZipFile(path, "w")
        for name, part in {**_PARTS, "xl/workbook.xml": _WORKBOOK.format(escape(sheet))}.items():
            self._zip.writestr(_member(name), _XML + part)
        self._sheet: IO[bytes] = self._zip.open(_member(SHEET), "w")
        self._sheet.write((_XML + _SHEET_START).encode())

    def row(self, cells: Iterable[str]) -> None:
        """Append one row; an empty text leaves its cell away but keeps its place."""
        inner = "".join(
            f'<c t="inlineStr"><is><t xml:space="preserve">{_text(cell)}</t></is></c>'
            if cell
            else "<c/>"
            for cell in cells
        )
        self._sheet.write(f"<row>{inner}</row>".encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._sheet.write(_SHEET_END.encode())
        self._sheet.close()
        self._zip.close()


def _member(name: str) -> ZipInfo:
    info = ZipInfo(name, _OLDEST)
    info.compress_type = ZIP_DEFLATED
    return info

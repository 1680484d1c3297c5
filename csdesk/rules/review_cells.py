"""Where in its file stands what a check judged (S44: find the error, mark it in the table)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from csdesk.model.intake import CELL, ROW
from csdesk.model.review import Cell
from csdesk.plain import plain
from csdesk.rules.merge import field_named

NOTHING = ("", "null", "否", "无", "-")
"""What stands in a cell that tells nothing, so that the next column is asked."""


def rows_of(raw: str) -> list[list[str]]:
    """The rows of an order as a file has them, from the stored text."""
    return [row.split(CELL) for row in raw.removesuffix(ROW).split(ROW)]


def cells_of(
    fields: Iterable[str],
    *,
    batch_id: int,
    file: str,
    row_no: int,
    raw: str,
    header: Sequence[str],
    told_in: Mapping[str, Sequence[int]],
    skus: Mapping[int, str],
) -> list[Cell]:
    """The cells of one file that tell these fields; a field it does not tell has none.

    Args:
        fields: as events name them, ``total`` or ``line 2 sku``.
        batch_id: of the file.
        file: its name.
        row_no: of the first row that speaks of the order.
        raw: these rows, as stored.
        header: the column titles.
        told_in: which columns, from 0, tell a field; fields of lines as ``line sku``.
        skus: item number of each line as it stands, to know a line's row again.
    """
    rows = rows_of(raw)
    found = []
    for field in fields:
        line_no, name = field_named(field)
        places = told_in.get(f"line {name}" if line_no else name, ())
        if not places or max(places) >= len(header):
            continue
        at = _row_of(line_no, rows, told_in.get("line sku", ()), skus) if line_no else 0
        cells = dict(enumerate(rows[at]))
        place = next((p for p in places if cells.get(p, "").strip("' ") not in NOTHING), places[-1])
        value = cells.get(place, "")
        title = plain(header[place]).strip()
        found.append(Cell(batch_id, file, row_no + at, title, place, plain(value)))
    return found


def _row_of(
    line_no: int, rows: Sequence[Sequence[str]], told: Sequence[int], skus: Mapping[int, str]
) -> int:
    """Which of an order's rows is a line: the one at its place, unless another has its item."""
    place = min(line_no, len(rows)) - 1
    sku = skus.get(line_no, "")
    if not sku or sku in _of(rows[place], told):
        return place
    own = [n for n, row in enumerate(rows) if sku in _of(row, told)]
    return own[0] if own else place


def _of(row: Sequence[str], places: Sequence[int]) -> list[str]:
    return [row[place] for place in places if place < len(row)]

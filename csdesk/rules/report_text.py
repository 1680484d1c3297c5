"""Reports as text: for paper and mail, as Markdown, and as one long table for spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from csdesk.plain import cell_width, fit, plain
from csdesk.rules.report_tables import Cell, Change, Table
from csdesk.words import _

GAP = "  "

_PLAIN = 2
"""Columns of a table that needs no names above them."""

_special = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&@:$^=])")
"""What Markdown, in any of its kinds, may take for a sign of its own."""


def text(title: str, tables: Sequence[Table]) -> str:
    """A report for reading and for paper: tables under their headings, cells below each other.

    Args:
        title: of the report.
        tables: in their order.
    """
    return "\n".join(_text_lines(title, tables)) + "\n"


def text_lines(table: Table) -> Iterator[str]:
    """The lines of one table, its heading first."""
    yield table.title
    if table.rows:
        cells = [[shown(cell) for cell in row] for row in table.rows]
        if len(table.head) > _PLAIN:
            cells.insert(0, list(table.head))
        widths = [max(map(cell_width, column)) for column in zip(*cells, strict=True)]
        right = [isinstance(cell, int) for cell in table.rows[0]]
        for row in cells:
            line = GAP.join(
                fit(cell, width, right=number)
                for cell, width, number in zip(row, widths, right, strict=True)
            )
            yield f"{GAP}{line}".rstrip()
    if table.note:
        yield f"{GAP}{table.note}"


def _text_lines(title: str, tables: Sequence[Table]) -> Iterator[str]:
    yield plain(title)
    yield "=" * cell_width(plain(title))
    for table in tables:
        yield ""
        yield from text_lines(table)


def shown(cell: Cell) -> str:
    """A cell as people read it, on one line."""
    if isinstance(cell, Change):
        return f"{cell:+,}" if cell else "0"
    return f"{cell:,}" if isinstance(cell, int) else plain(cell)


def markdown(title: str, tables: Sequence[Table]) -> str:
    """A report as Markdown with pipe tables; nothing in a cell is a sign of Markdown."""
    return "\n".join(_markdown_lines(title, tables)) + "\n"


def _markdown_lines(title: str, tables: Sequence[Table]) -> Iterator[str]:
    yield f"# {escaped(title)}"
    for table in tables:
        yield ""
        yield f"## {escaped(table.title)}"
        if table.rows:
            first = table.rows[0]
            yield ""
            yield _piped(map(escaped, table.head))
            yield _piped("---:" if isinstance(cell, int) else "---" for cell in first)
            for row in table.rows:
                yield _piped(escaped(shown(cell)) for cell in row)
        if table.note:
            yield ""
            yield escaped(table.note)


def _piped(cells: Iterator[str] | map[str]) -> str:
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """Text of which Markdown takes nothing for its own."""
    return _special.sub(r"\\\1", plain(text))


def long_head() -> tuple[str, ...]:
    """The names of the columns of ``long_rows``."""
    return _("Part"), _("Row"), _("Column"), _("Value")


def long_rows(tables: Sequence[Table]) -> Iterator[tuple[Cell, ...]]:
    """Every cell as a row of its own: part, row, column, value; as pivot tables want it."""
    for table in tables:
        for row in table.rows:
            for column, cell in list(zip(table.head, row, strict=True))[1:]:
                if cell != "":
                    yield table.title, row[0], column, cell

"""A report as one page for a browser: everything is inside, nothing is fetched or run.

The pictures are inline SVG. A policy in the page forbids whatever it does not bring along, so that
text of a buyer could not load or run anything even if it were not escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from csdesk.plain import plain
from csdesk.rules.report_tables import Table
from csdesk.rules.report_text import shown
from csdesk.words import language

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

_STYLE = (
    "body{font:15px/1.5 system-ui,'PingFang SC','Microsoft YaHei',sans-serif;color:#1a1a1a;"
    "background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem;border-bottom:1px solid #ccc}"
    "table{border-collapse:collapse;margin:.5rem 0}"
    "th,td{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top;"
    "overflow-wrap:anywhere}th{font-weight:600;border-bottom:1px solid #ccc}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}p.note{color:#555}"
    "svg text{font:12px system-ui,'PingFang SC','Microsoft YaHei',sans-serif;fill:#1a1a1a}"
    "svg rect{fill:#2b6cb0}svg polyline{fill:none;stroke:#2b6cb0;stroke-width:2}"
    "@media print{body{margin:0;max-width:none}h2{break-after:avoid}}"
)

_BAR, _LABEL, _ROW, _VALUE = 320, 260, 20, 80
"""Pixels: the longest bar, room for what it is, the height of one, room for its number."""

_STEP, _HIGH = 12, 24
"""Pixels from one number of a line to the next, and its height."""


def page(title: str, tables: Sequence[Table]) -> str:
    """The whole page.

    Args:
        title: of the report.
        tables: in their order; those with ``bars`` have a picture above them.
    """
    return "\n".join(_lines(title, tables)) + "\n"


def _lines(title: str, tables: Sequence[Table]) -> Iterator[str]:
    name = _safe(title)
    yield "<!DOCTYPE html>"
    yield f'<html lang="{"zh-CN" if language() == "zh" else "en"}"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{name}</title><style>{_STYLE}</style></head><body>"
    yield f"<h1>{name}</h1>"
    for table in tables:
        yield f"<h2>{_safe(table.title)}</h2>"
        if table.bars:
            yield from _picture(table)
        if table.rows:
            yield from _table(table)
        if table.note:
            yield f'<p class="note">{_safe(table.note)}</p>'
    yield "</body></html>"


def _table(table: Table) -> Iterator[str]:
    yield "<table><thead><tr>"
    yield "".join(f'<th scope="col">{_safe(each)}</th>' for each in table.head)
    yield "</tr></thead><tbody>"
    for row in table.rows:
        cells = [
            f'<td class="n">{shown(cell)}</td>' if isinstance(cell, int)
            else f"<td>{_safe(cell)}</td>"
            for cell in row
        ]  # fmt: skip
        if table.spark:
            numbers = [cell for cell in row if isinstance(cell, int)]
            cells[-1] = f"<td>{_line(shown(row[0]), numbers)}</td>"
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"


def _picture(table: Table) -> Iterator[str]:
    """Bars of one column, each with its name and number; none where all are 0."""
    bars = [(shown(row[0]), row[table.bars]) for row in table.rows]
    told = [(name, value) for name, value in bars if isinstance(value, int) and value > 0]
    most = max((value for _name, value in told), default=0)
    if not most:
        return
    height = _ROW * len(told)
    width = _LABEL + _BAR + _VALUE
    yield (
        f'<svg role="img" aria-label="{_safe(table.title)}" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}">'
    )
    for nth, (name, value) in enumerate(told):
        top, length = nth * _ROW, max(1, value * _BAR // most)
        yield f'<text x="0" y="{top + 14}">{_safe(name)}</text>'
        yield f'<rect x="{_LABEL}" y="{top + 3}" width="{length}" height="{_ROW - 6}"/>'
        yield f'<text x="{_LABEL + length + 6}" y="{top + 14}">{value:,}</text>'
    yield "</svg>"


def _line(name: str, numbers: Sequence[int]) -> str:
    """Numbers that follow each other as a line, from 0 at the ground."""
    most, step = max(numbers, default=0) or 1, _STEP
    points = " ".join(
        f"{nth * step + 2},{_HIGH - 2 - n * (_HIGH - 4) // most}" for nth, n in enumerate(numbers)
    )
    width = max(0, len(numbers) - 1) * step + 4
    return (
        f'<svg role="img" aria-label="{_safe(name)}" width="{width}" height="{_HIGH}">'
        f'<polyline points="{points}"/></svg>'
    )


def _safe(text: str) -> str:
    return escape(plain(text), quote=True)

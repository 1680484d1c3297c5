"""Answers on standard output: one JSON document, a table for people, or tabs for programs.

Whatever the store holds passes ``plain()`` here once more, so that nothing a buyer wrote is obeyed
by the terminal.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from csdesk.plain import cell_width, fit, plain
from csdesk.words import amount

GAP = 2
"""Cells between columns."""


def for_people() -> bool:
    """Whether standard output is a terminal."""
    return bool(sys.stdout and sys.stdout.isatty())


def put(line: str = "") -> None:
    """One line on standard output."""
    print(line, file=sys.stdout)


def plain_path(path: Path) -> str:
    """A path as text that a terminal shows and does not obey."""
    return plain(str(path))


def plain_line(text: str) -> str:
    """Stored text as one line that a terminal shows and does not obey."""
    return plain(" ".join(text.split()))


def put_document(answer: Mapping[str, object]) -> None:
    """The one JSON document of ``--json``; indented for a terminal."""
    put(json.dumps(_clean(answer), ensure_ascii=False, indent=2 if for_people() else None))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value, lines=True)
    if isinstance(value, Mapping):
        return {plain(str(key)): _clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return value


def instant(at: datetime | None, zone: str) -> str | None:
    """A moment for programs: ISO 8601 in the desk's zone with its offset, None where unknown."""
    return None if at is None else at.astimezone(ZoneInfo(zone)).isoformat()


def decimal(minor: int | None, currency: str) -> str | None:
    """Minor units as an exact decimal, ``1990`` CNY -> ``"19.90"``; None where unknown."""
    return None if minor is None else amount(minor, currency).replace(",", "")


def put_answer(
    as_json: bool,
    document: Mapping[str, object],
    records: Iterable[dict[str, object]],
    show: Callable[[], None],
) -> None:
    """An answer as whoever asked can read it.

    Args:
        as_json: whether ``--json`` was said.
        document: the answer as one JSON document.
        records: the same as lines for programs.
        show: puts it for people; called where standard output is a terminal.
    """
    if as_json:
        put_document(document)
    elif for_people():
        show()
    else:
        put_tabbed(list(records))


def put_receipt(as_json: bool, record: dict[str, object], told: str) -> None:
    """What a change came to.

    Args:
        as_json: whether ``--json`` was said.
        record: the receipt for programs.
        told: the same as a sentence for people; may hold stored text.
    """
    put_answer(as_json, record, [record], lambda: put(plain(told)))


def put_tabbed(records: Iterable[dict[str, object]]) -> None:
    """A head line with the JSON keys, then a line for each record; nested keys have a point.

    Args:
        records: where they are a sequence, the head has what any of them tells; a stream, which
            may be long, has records of one kind, and the first tells the head.
    """
    head = _head(records) if isinstance(records, Sequence) else []
    if head:
        put("\t".join(head))
    for record in records:
        flat = dict(_flat(record))
        if not head:
            head = list(flat)
            put("\t".join(head))
        put("\t".join(_cell(flat.get(key)) for key in head))


def _head(records: Sequence[dict[str, object]]) -> list[str]:
    """All keys; not that of a nested record that some lack."""
    keys = list(dict.fromkeys(key for record in records for key, _ in _flat(record)))
    nested = {key.rpartition(".")[0] for key in keys}
    return [key for key in keys if key not in nested]


def put_pairs(record: dict[str, object]) -> None:
    """A line for each fact of one record: key, tab, value; lists have a line for each item."""
    for key, value in _flat(record):
        put(f"{key}\t{_cell(value)}")
    for key, value in record.items():
        if isinstance(value, list | tuple):
            for item in value:
                each = item.values() if isinstance(item, dict) else [item]
                put("\t".join([key, *map(_cell, each)]))


def _flat(record: dict[str, object], above: str = "") -> Iterable[tuple[str, object]]:
    for key, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        elif not isinstance(value, list | tuple):
            yield f"{above}{key}", value


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False)
    return plain(str(value))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table for people."""

    label: str
    """Translated."""
    text: Callable[[Any], str]
    """What the cell of a row says."""
    right: bool = False
    least: int = 0
    """Cells that it keeps when others need room; 0 means that it keeps all. The last columns fall
    off where there is no room for that."""


def put_table(columns: Sequence[Column], rows: Sequence[object], nothing: str = "") -> None:
    """A table as wide as the terminal at most; what is cut ends in ``~``.

    Args:
        columns: from the left.
        rows: what the columns tell of.
        nothing: a sentence to put instead where there are no rows.
    """
    if nothing and not rows:
        put(nothing)
        return
    cells = [[plain(column.text(row)) for column in columns] for row in rows]
    widths = _widths(columns, cells, shutil.get_terminal_size().columns)
    put(_line(columns, widths, [column.label for column in columns]))
    put(" ".join("-" * width + " " * (GAP - 1) for width in widths).rstrip())
    for row in cells:
        put(_line(columns, widths, row))


def _line(columns: Sequence[Column], widths: Sequence[int], cells: Sequence[str]) -> str:
    parts = zip(columns, widths, cells, strict=False)
    shown = [fit(cell, width, right=column.right) for column, width, cell in parts]
    return (" " * GAP).join(shown).rstrip()


def _widths(columns: Sequence[Column], cells: list[list[str]], room: int) -> list[int]:
    widths = [
        min(room, max([cell_width(column.label), *(cell_width(row[place]) for row in cells)]))
        for place, column in enumerate(columns)
    ]
    least = [min(width, c.least or width) for width, c in zip(widths, columns, strict=True)]
    while len(widths) > 1 and sum(least) + GAP * (len(least) - 1) > room:
        least.pop()
        widths.pop()
    while sum(widths) + GAP * (len(widths) - 1) > room:
        spare = [width - few for width, few in zip(widths, least, strict=True)]
        widths[spare.index(max(spare))] -= 1
    return widths

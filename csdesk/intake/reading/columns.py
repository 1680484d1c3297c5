"""The columns of an order or of a line, by place, and how their cells are read: many rows at once.

A file of a hundred thousand rows has millions of cells, nearly all of them ordinary. So the cells
of a column are looked at together, and one by one only where that look finds something: a control
character, a mark of Excel, a word for nothing. ``cells`` and ``instants`` say what a cell means;
nothing here changes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from csdesk.intake.reading import cells
from csdesk.intake.reading.errors import BadCell
from csdesk.intake.reading.instants import Clock
from csdesk.model.intake import INSTANTS, MONEY, Value
from csdesk.plain import plain

Row = Sequence[str]
Column = Sequence[str]
"""The cells of some rows in one place."""
Table = Sequence[Column]
"""Some rows, as columns."""

LONG_TEXTS = frozenset({"buyer_message", "market_remark"})
"""Fields whose cells may hold line breaks."""

_AMOUNTS = MONEY | {"line_total"}
_DEADLINE = "ship_by"
_SEAM = "␟"
"""Joins the cells of a column so that one look tells whether any is to be cleaned: an ordinary
sign for ``plain()``, unlike what it is a picture of."""

_scientific = re.compile("[0-9][eE][0-9]").search


@dataclass(frozen=True, slots=True)
class Usage:
    """What holds for the cells of a row: its zone, its currency's decimals, the file's habits."""

    clock: Clock
    digits: int
    comma: bool
    zero: frozenset[str]


class Columns:
    """The columns of one part of a profile, sorted by how they are read.

    Args:
        places: index into a row by field.
        sums: for fields that are sums over rows: index and sign of the columns, the price first.
    """

    def __init__(
        self,
        places: Mapping[str, int],
        sums: Mapping[str, Sequence[tuple[int, int]]] | None = None,
    ) -> None:
        # Of several bad cells in a row a person is told the first in this order.
        self._read = sorted(
            [(*_reader(field), field, place) for field, place in places.items()], key=itemgetter(0)
        )
        self._sums = tuple((sums or {}).items())

    def read(self, table: Table, usage: Usage) -> dict[str, Sequence[Value]]:
        """The fields of some rows: for each field its values, row by row.

        Args:
            table: the rows.
            usage: what holds for all of them.

        Raises:
            BadCell: with the place of the cell; of one row, if there is only one.
        """
        fields: dict[str, Sequence[Value]] = {}
        place = 0
        try:
            for _, reader, field, place in self._read:
                fields[field] = reader(table[place], usage)
            for field, parts in self._sums:
                amounts: list[list[int | None]] = []
                for place, sign in parts:
                    found = _amounts(table[place], usage, frozenset())
                    amounts.append(
                        [None if amount is None else sign * abs(amount) for amount in found]
                    )
                fields[field] = list(map(_sum, *amounts))
        except BadCell as error:
            error.place = place
            raise
        return fields


def _sum(price: int | None, *extras: int | None) -> int | None:
    """Without the price itself the sum is not known; an empty extra costs nothing."""
    return None if price is None else price + sum(filter(None, extras))


_Reader = Callable[[Column, Usage], Sequence[Value]]


def _reader(field: str) -> tuple[int, _Reader]:
    """When in a row and how the cells of a field are read."""
    if field == _DEADLINE:
        return 1, lambda column, usage: _each(usage.clock.earliest, column)
    if field in INSTANTS:
        return 0, lambda column, usage: usage.clock.read_all(column)
    if field in _AMOUNTS:
        return 2, lambda column, usage: _amounts(column, usage, usage.zero)
    if field in LONG_TEXTS:
        return 3, lambda column, _: texts(column, lines=True)
    reader = _READERS.get(field, texts)
    return 3, lambda column, _: reader(column)


def _each(reader: Callable[[str], Value], column: Column) -> list[Value]:
    """Read each cell, those that are alike once."""
    read = {cell: reader(cell) for cell in dict.fromkeys(column)}
    return list(map(read.__getitem__, column))


def _amounts(column: Column, usage: Usage, zero: frozenset[str]) -> list[int | None]:
    digits, comma = usage.digits, usage.comma
    read = {
        cell: 0 if cell in zero else cells.money(cell, digits, comma)
        for cell in dict.fromkeys(column)
    }
    return list(map(read.__getitem__, column))


def texts(column: Column, *, lines: bool = False) -> list[str]:
    """``cells.text`` of each cell."""
    together = _SEAM.join(column)
    if plain(together, lines=lines) is together and '="' not in together:
        nothing = cells.NOTHING
        return ["" if (cell := raw.strip()) in nothing else cell for raw in column]
    read = {cell: cells.text(cell, lines=lines) for cell in dict.fromkeys(column)}
    return list(map(read.__getitem__, column))


def _marks(column: Column) -> Sequence[str]:
    """``cells.mark`` of each cell."""
    found = texts([cell[1:] if cell[:1] == "'" else cell for cell in column])
    return list(map(cells.mark, column)) if "'" in "".join(found) else found


def _numbers(column: Column) -> Sequence[str]:
    """``cells.number`` of each cell."""
    bare = [
        cell[2:-1] if cell[:2] == '="' and cell[-1:] == '"' and len(cell) > 2 else cell
        for cell in column
    ]
    together = "".join(bare)
    ordinary = not together or (together.isascii() and together.isdigit())
    if ordinary and max(map(len, bare)) <= cells.NUMBER_LIMIT:
        return bare
    return list(map(cells.number, column))


def _trackings(column: Column) -> Sequence[str]:
    """``cells.tracking`` of each cell."""
    bare = [cell.removeprefix("No:") for cell in column]
    together = "".join(bare)
    ordinary = not together or (together.isascii() and together.isalnum())
    if ordinary and not _scientific(_SEAM.join(bare)):
        nothing = cells.NOTHING
        return ["" if cell in nothing else cell for cell in bare]
    return list(map(cells.tracking, column))


_READERS: dict[str, Callable[[Column], Sequence[Value]]] = {
    "market_line_no": _numbers,
    "tracking_no": _trackings,
    "quantity": lambda column: _each(cells.whole, column),
    "phone": _marks,
    "zip": _marks,
}

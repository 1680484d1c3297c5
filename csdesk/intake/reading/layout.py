"""Where the fields of a profile stand in the rows of one header.

A field is one column, the first of several that says something, or several joined. What is picked
or joined stands behind the columns of the file, so that every field has one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from csdesk.intake.reading.columns import Column, Row, Table, texts
from csdesk.intake.reading.header import header_key

if TYPE_CHECKING:
    from csdesk.intake.reading.profile import Source


class Layout:
    """The places of one header.

    Args:
        header: the file's column titles.
    """

    def __init__(self, header: Sequence[str]) -> None:
        self.header = tuple(header)
        self.width = len(header)
        self._index: dict[str, int] = {}
        for index, title in enumerate(header):
            self._index.setdefault(header_key(title), index)
        self._picks: list[Callable[[Table], Column]] = []
        self._origin: list[int] = list(range(self.width))

    def places(self, sources: Mapping[str, Source]) -> dict[str, int]:
        """Where each field is read; fields that the file has no column for are left out."""
        found = {field: self._place_of(source) for field, source in sources.items()}
        return {field: place for field, place in found.items() if place is not None}

    def signed(self, parts: Iterable[tuple[int, str]]) -> list[tuple[int, int]]:
        """Place and sign of the columns of a sum that the file has."""
        return [(self._index[key], sign) for sign, key in parts if key in self._index]

    def has(self, key: str) -> bool:
        """Whether the file has a column of this key."""
        return key in self._index

    def columns(self, source: Source) -> list[int]:
        """The file's columns that tell a field, the first one first."""
        return [self._index[key] for key in source.columns if key in self._index]

    def title(self, place: int) -> str:
        """The column's title as a person finds it in the file; empty for a whole row."""
        return self.header[self._origin[place]].strip() if place >= 0 else ""

    def cell(self, row: Row, place: int) -> str:
        """One cell of a row, perhaps one that is picked or joined."""
        if place < self.width:
            return row[place]
        return self._picks[place - self.width]([[cell] for cell in row])[0]

    def table(self, rows: Sequence[Row]) -> Table:
        """Rows as columns, with what is picked or joined behind them."""
        table: Table = list(zip(*rows, strict=False))[: self.width]
        return [*table, *[pick(table) for pick in self._picks]]

    def _place_of(self, source: Source) -> int | None:
        places = self.columns(source)
        if not places:
            return None
        if len(places) == 1 and not source.empty:
            return places[0]
        glue, empty = source.glue, source.empty | {""}

        def first(table: Table) -> Column:
            chosen = _unless(empty, table[places[0]])
            for place in places[1:]:
                if "" in chosen:
                    others = _unless(empty, table[place])
                    chosen = [one or other for one, other in zip(chosen, others, strict=True)]
            return chosen

        def together(table: Table) -> Column:
            said = zip(*[texts(table[place]) for place in places], strict=True)
            words = [[words for words in row if words not in empty] for row in said]
            return list(map((glue or "").join, words))

        self._picks.append(first if glue is None else together)
        self._origin.append(places[0])
        return len(self._origin) - 1


def _unless(empty: frozenset[str], column: Column) -> Column:
    """The cells of a column, empty where they say nothing or one of these words."""
    said = texts(column, lines=True)
    return [
        cell if words not in empty and cell not in empty else ""
        for cell, words in zip(column, said, strict=True)
    ]

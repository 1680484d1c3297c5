"""The columns of an order or of a line, by place, and how their cells are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from csdesk.intake.reading import cells
from csdesk.intake.reading.errors import BadCell
from csdesk.intake.reading.instants import Clock
from csdesk.model.intake import INSTANTS, MONEY, Value
from csdesk.plain import plain

Row = Sequence[str]

LONG_TEXTS = frozenset({"buyer_message", "market_remark"})
"""Fields whose cells may hold line breaks."""

_AMOUNTS = MONEY | {"line_total"}
_DEADLINE = "ship_by"
_READERS: dict[str, Callable[[str], Value]] = {
    "market_line_no": cells.number,
    "tracking_no": cells.tracking,
    "quantity": cells.whole,
    "phone": cells.mark,
    "zip": cells.mark,
    **dict.fromkeys(LONG_TEXTS, lambda cell: cells.text(cell, lines=True)),
}
_SEAM = "␟"
"""Joins the texts of a row so that one look tells whether any is to be cleaned: an ordinary sign
for ``plain()``, unlike what it is a picture of."""


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
        self._instants: list[tuple[int, str]] = []
        self._deadlines: list[tuple[int, str]] = []
        self._amounts: list[tuple[int, str]] = []
        self._others: list[tuple[int, str, Callable[[str], Value]]] = []
        self._sums = tuple((sums or {}).items())
        texts: dict[str, int] = {}
        for field, place in places.items():
            if field == _DEADLINE:
                self._deadlines.append((place, field))
            elif field in INSTANTS:
                self._instants.append((place, field))
            elif field in _AMOUNTS:
                self._amounts.append((place, field))
            elif field in _READERS:
                self._others.append((place, field, _READERS[field]))
            else:
                texts[field] = place
        self._names = tuple(texts)
        self._take = _taker(tuple(texts.values()))

    def read(self, row: Row, usage: Usage) -> dict[str, Value]:
        """The fields of one row.

        Raises:
            BadCell: with the place of the cell.
        """
        fields = self._texts(row)
        place = 0
        try:
            for place, field in self._instants:
                fields[field] = usage.clock.read(row[place])
            for place, field in self._deadlines:
                fields[field] = usage.clock.earliest(row[place])
            zero, digits, comma = usage.zero, usage.digits, usage.comma
            for place, field in self._amounts:
                cell = row[place]
                fields[field] = 0 if cell in zero else cells.money(cell, digits, comma)
            for place, field, reader in self._others:
                fields[field] = reader(row[place])
            for field, parts in self._sums:
                known: list[int | None] = []
                for place, sign in parts:
                    amount = cells.money(row[place], digits, comma)
                    known.append(None if amount is None else sign * abs(amount))
                # Without the price itself the sum is not known; an empty extra costs nothing.
                fields[field] = None if known[0] is None else sum(filter(None, known))
        except BadCell as error:
            error.place = place
            raise
        return fields

    def _texts(self, row: Row) -> dict[str, Value]:
        if not self._names:
            return {}
        found = self._take(row)
        together = _SEAM.join(found)
        if plain(together) is together and '="' not in together:
            nothing = cells.NOTHING
            clean = ["" if (cell := raw.strip()) in nothing else cell for raw in found]
            return dict(zip(self._names, clean, strict=True))
        return dict(zip(self._names, map(cells.text, found), strict=True))


def _taker(places: tuple[int, ...]) -> Callable[[Row], tuple[str, ...]]:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: tuple([row[place] for place in places])

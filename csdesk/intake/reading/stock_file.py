"""A file about the stock, opened: its rows as drafts, or as rejects with cell and value.

Stock files are lists of items: as long as the catalogue, not as long as the shop's history. All
rows are read when the file is opened and are held, since rows of one item may stand anywhere in it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from csdesk.intake.reading import cells
from csdesk.intake.reading.errors import BadCell, Unreadable
from csdesk.intake.reading.instants import Clock
from csdesk.intake.reading.kind import Kind
from csdesk.intake.reading.layout import Layout
from csdesk.intake.reading.profile import Source
from csdesk.intake.reading.stock_profile import (
    MOVEMENTS,
    NEEDED,
    QUANTITIES,
    STOCK,
    StockProfile,
)
from csdesk.model.intake import Reject, Value
from csdesk.model.money import minor_digits
from csdesk.plain import plain
from csdesk.rules.item_codes import item_key, values_of, variant_key
from csdesk.words import N_

NO_ITEM = N_("The item number is missing.")
EMPTY = N_("This cell must say something.")
NOTHING_TOLD = N_("The row tells no quantity at all.")
TWICE = N_("Row {row} tells the same item and warehouse already; the file must tell it once.")
NO_COLUMN = N_(
    "The file looks like {profile}, but has no column for {field}, which that profile reads from"
    " {columns}. Correct [fields] of the profile in desk.toml, or name the column in known_by."
)
UNKNOWN_KIND = N_("This is no kind of movement that csdesk knows: in 入库, out 出库, count 盘点.")
NOT_YET = N_("This time has not come yet; is the year right?")
ZERO = N_("Nothing moved: a quantity above 0 is needed.")

_SHOWN = 200
_DAY = 86_400


@dataclass(slots=True)
class StockRow:
    """What one row tells, or several of one item and warehouse together."""

    row_no: int
    fields: dict[str, Value]
    """As in ``stock_profile.FIELDS``; what the file has no column for is absent."""
    key: str = ""
    """Of the item."""
    warehouse: str = ""
    row_nos: list[int] = field(default_factory=list)


class StockFile:
    """A file about the stock. Close it, or use it in a ``with`` statement.

    Attributes:
        path: the file.
        profile: its kind.
        header: its column titles.
        fields: which columns, from 0, tell a field.
        encoding: what it is written in, ``xlsx`` for a workbook.
        rows_total: rows below the header that tell something.
        rows: what they tell, in the order of the file.
        rejects: the rows that do not go in.
        taken_at: warehouse -> when its numbers were true, where the file itself tells.
    """

    def __init__(self, path: Path, kind: Kind, zone: str, held: ExitStack) -> None:
        assert isinstance(kind.profile, StockProfile)
        self.path = path
        self.profile = kind.profile
        self.header = kind.header
        self.encoding = kind.text.label or kind.text.encoding
        self.half = ""
        self._kind = kind
        self._held = held
        self._layout = Layout(kind.header)
        self._places = self._found_places()
        self.fields = {
            name: self._layout.columns(source)
            for name, source in self.profile.fields.items()
            if name in self._places
        }
        self._only_with = [
            self._layout.columns(source)[0]
            for name, source in self.profile.fields.items()
            if self.profile.only_with.intersection(source.columns) and name in self._places
        ]
        self._clock = Clock(self.profile.zone or zone, self.profile.dates)
        self._before: dict[str, str] = {}
        self._latest = int(time.time()) + _DAY
        self.rejects: list[Reject] = []
        self.rows_total = 0
        self.rows = self._together(list(self._read()))
        self.taken_at: dict[str, int] = {}
        for row in self.rows:
            at = row.fields.pop("taken_at", None)
            if isinstance(at, int):
                self.taken_at[row.warehouse] = max(at, self.taken_at.get(row.warehouse, at))

    def close(self) -> None:
        """Let go of the file."""
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _found_places(self) -> dict[str, int]:
        """Where each field is read: the currency first, amounts have its decimals.

        Raises:
            Unreadable: a field that every row needs has no column; ``known_by`` need not name it.
        """
        sources = self.profile.fields
        places = self._layout.places(sources)
        for name in NEEDED[self.profile.tells]:
            if name not in places:
                columns = ", ".join(map(repr, sources[name].columns))
                raise Unreadable(
                    NO_COLUMN, profile=self.profile.title, field=name, columns=plain(columns)
                )
        return {name: places[name] for name in sorted(places, key=lambda name: name != "currency")}

    # --- rows ----------------------------------------------------------------------------------

    def _read(self) -> Iterator[StockRow]:
        header = list(self.header)
        rows = self._kind.text.rows(self._kind.dialect)
        width = len(header)
        for row_no, (row, _, _) in enumerate(rows, start=1):
            if row_no <= self._kind.header_row + 1 or not any(row) or row[:width] == header:
                continue
            surplus = row[width:]
            row = row[:width] + [""] * (width - len(row))
            if self._only_with and not any(row[place].strip() for place in self._only_with):
                self._carry(row)
                continue
            self.rows_total += 1
            try:
                if any(surplus):
                    found = width + len(surplus)
                    raise BadCell("The row has {found} cells, the header {wanted}.",
                                  found=found, wanted=width)  # fmt: skip
                yield self._row(row_no, row)
            except BadCell as error:
                self._reject(row_no, row, error)

    def _row(self, row_no: int, row: Sequence[str]) -> StockRow:
        told: dict[str, Value] = {}
        for name, place in self._places.items():
            try:
                told[name] = self._cell(name, self._layout.cell(list(row), place), told)
            except BadCell as error:
                error.place = place
                raise
        for name, columns in self.profile.sums.items():
            parts = [self._quantity(row, column) for column in columns]
            known = [part for part in parts if part is not None]
            told[name] = sum(known) if known else None
        self._carry(row, told)
        self._checked(told)
        return StockRow(row_no, told, row_nos=[row_no])

    def _quantity(self, row: Sequence[str], column: str) -> int | None:
        place = next(iter(self._layout.columns(Source((column,)))), None)
        if place is None:
            return None
        try:
            return cells.whole(row[place])
        except BadCell as error:
            error.place = place
            raise

    def _cell(self, name: str, cell: str, told: Mapping[str, Value]) -> Value:
        """What a cell says in this field."""
        if name in ("on_hand", "defective", "held", "inbound", "lead_days"):
            return cells.whole(cell)
        if name == "available" or (name == "quantity" and self.profile.tells == MOVEMENTS):
            return _signed(cell)
        if name in ("price", "cost"):
            currency = str(told.get("currency") or self.profile.currency)
            return cells.money(cell, minor_digits(currency), self.profile.decimal_comma)
        if name in ("at", "taken_at"):
            return self._moment(cell)
        if name == "sku":
            return cells.number(cell)
        return cells.mark(cell) if name in ("code", "phone", "reference") else cells.text(cell)

    def _moment(self, cell: str) -> int | None:
        """A moment that has come; a clock or a zone may be some hours wrong.

        Raises:
            BadCell: it has not: as it stands it would be newer than every later file.
        """
        at = self._clock.read(cell)
        if at is not None and at > self._latest:
            raise BadCell(NOT_YET)
        return at

    def _carry(self, row: Sequence[str], told: dict[str, Value] | None = None) -> None:
        """Fields that only the first row of a product tells go down to its other rows."""
        if not self.profile.carried or "code" not in self._places:
            return
        code = self._layout.cell(list(row), self._places["code"])
        if self._before.get("code") != code:
            self._before = {"code": code}
        for name in self.profile.carried:
            if name in self._places:
                said = cells.text(self._layout.cell(list(row), self._places[name]))
                self._before[name] = said or self._before.get(name, "")
                if told is not None:
                    told[name] = self._before[name]

    def _checked(self, told: dict[str, Value]) -> None:
        """Puts into one form what several columns tell.

        Raises:
            BadCell: something is missing.
        """
        tells = self.profile.tells
        for name in NEEDED[tells]:
            if told.get(name) in (None, ""):
                reason = NO_ITEM if name == "sku" else EMPTY
                missing = BadCell(reason)
                missing.place = self._places[name]
                raise missing
        if tells == MOVEMENTS:
            self._check_movement(told)
        if tells != STOCK:
            return
        if told.pop("condition", "") not in self.profile.good and self.profile.good:
            told["defective"] = told.get("on_hand")
        if spec := str(told.pop("spec", "") or ""):
            color, *size = values_of(spec) or ("",)
            told["color"] = told.get("color") or color
            told["size"] = told.get("size") or " ".join(size)
        if all(told.get(name) is None for name in QUANTITIES):
            raise BadCell(NOTHING_TOLD)

    def _check_movement(self, told: dict[str, Value]) -> None:
        word = str(told.get("kind", "") or "")
        pieces = told["quantity"]
        assert isinstance(pieces, int)
        kind = self.profile.kinds.get(word, word if word in ("in", "out", "count") else "")
        if not word:
            kind = "in" if pieces > 0 else "out"
            pieces = abs(pieces)
        if not kind:
            wrong = BadCell(UNKNOWN_KIND)
            wrong.place = self._places["kind"]
            raise wrong
        if pieces == 0 or (pieces < 0 and kind != "count"):
            wrong = BadCell(ZERO)
            wrong.place = self._places["quantity"]
            raise wrong
        told["kind"], told["quantity"] = kind, pieces

    # --- rows of one item ----------------------------------------------------------------------

    def _together(self, rows: list[StockRow]) -> list[StockRow]:
        """One row for each item and warehouse; suppliers by name; movements as they stand."""
        if self.profile.tells == MOVEMENTS:
            return [self._placed(row, plain_key=False) for row in rows]
        several = self._several(rows) if self.profile.tells == STOCK else set()
        found: dict[tuple[str, str], StockRow] = {}
        for row in rows:
            if self.profile.tells == STOCK:
                self._placed(row, plain_key=item_key(str(row.fields["sku"])) not in several)
            else:
                row.key = item_key(str(row.fields["name"]))
            first = found.setdefault((row.key, row.warehouse), row)
            if first is row:
                continue
            if self.profile.adds_up:
                _add(first, row)
            else:
                self._reject_twice(row, first)
        return list(found.values())

    def _several(self, rows: Sequence[StockRow]) -> set[str]:
        """Item numbers that stand for several colours or sizes; an empty cell is no other one."""
        found: set[str] = set()
        for name in ("color", "size"):
            seen: dict[str, str] = {}
            for row in rows:
                if told := item_key(str(row.fields.get(name) or "")):
                    key = item_key(str(row.fields["sku"]))
                    if seen.setdefault(key, told) != told:
                        found.add(key)
        return found

    def _placed(self, row: StockRow, *, plain_key: bool) -> StockRow:
        told, sku = row.fields, str(row.fields["sku"])
        variant = str(told.get("color") or ""), str(told.get("size") or "")
        row.key = item_key(sku) if plain_key else variant_key(sku, variant)
        row.warehouse = str(told.get("warehouse") or "") or self.profile.warehouse
        return row

    def refuse(self, warehouses: Mapping[str, BadCell]) -> None:
        """Reject the rows of some warehouses, each for its reason; the others stay."""
        for row in self.rows:
            if row.warehouse in warehouses:
                for row_no in row.row_nos:
                    error = warehouses[row.warehouse]
                    self._reject_for(row_no, "warehouse", row.warehouse, error)
        self.rows = [row for row in self.rows if row.warehouse not in warehouses]

    def _reject_twice(self, row: StockRow, first: StockRow) -> None:
        name = "sku" if "sku" in self._places else "name"
        again = BadCell(TWICE, row=first.row_no)
        self._reject_for(row.row_no, name, str(row.fields.get(name, "")), again)

    def _reject_for(self, row_no: int, name: str, value: str, error: BadCell) -> None:
        """Reject a row that was read, for what it says in one field."""
        error.place = place = self._places.get(name, -1)
        cells_of: list[str] = [""] * len(self.header)
        if 0 <= place < len(cells_of):
            cells_of[place] = value
        self._reject(row_no, cells_of, error)

    def _reject(self, row_no: int, row: Sequence[str], error: BadCell) -> None:
        value = plain(self._layout.cell(list(row), error.place)) if error.place >= 0 else ""
        shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
        title = plain(self._layout.title(error.place))
        self.rejects.append(Reject(row_no, title, shown, error.reason, error.facts, tuple(row)))


def _signed(cell: str) -> int | None:
    """A quantity that may be below 0.

    Raises:
        BadCell: not a whole number of pieces.
    """
    said = cells.mark(cell)
    if said.startswith(("-", "−", "－")) and len(said) > 1:
        pieces = cells.whole(said[1:])
        return None if pieces is None else -pieces
    return cells.whole(cell)


def _add(first: StockRow, row: StockRow) -> None:
    """Pieces of the same item in another bin or condition."""
    for name in QUANTITIES:
        more, there = row.fields.get(name), first.fields.get(name)
        if isinstance(more, int):
            first.fields[name] = more + (there if isinstance(there, int) else 0)
    for name, said in row.fields.items():
        if first.fields.get(name) in (None, ""):
            first.fields[name] = said
    first.row_nos += row.row_nos

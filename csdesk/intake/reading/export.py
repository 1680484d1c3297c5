"""An export file, opened: its kind and its rows as drafts, streamed.

The file is gone through twice. The first time, before anything is taken in, every byte and every
row is looked at, so that a broken file is refused whole, and the numbers of orders whose rows stand
apart are noted. The second time (from the ``Spool`` of the first) the rows of one order after
another are handed out as they stand, and become drafts many at a time: the cells of an order that
has not changed need not be read. Only the orders that stand apart are held until their last row;
all that is remembered of the others is their number during the first reading (about 100 bytes an
order).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from csdesk.intake.reading.errors import BadCell, BadRow
from csdesk.intake.reading.kind import Kind
from csdesk.intake.reading.plan import Raw, joined, plan_for
from csdesk.intake.reading.profile import Profile
from csdesk.intake.reading.spool import Fault, Row, Spool
from csdesk.model.intake import CELL, ROW, LineDraft, OrderDraft, Reject, Value
from csdesk.plain import plain
from csdesk.words import N_

_MEGABYTE = 1 << 20
_SHOWN = 200
_AT_ONCE = 50
ANOTHER_ROW = N_(
    "Row {row} of the same order was rejected; the order goes in when that row is right."
)


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """One row of a report of items, for the order report to be paired with."""

    market_no: str
    line: LineDraft
    order: dict[str, Value]
    """What the row says about its order; less than the order report does."""


@dataclass(slots=True)
class _Rows:
    """The rows of one order."""

    rows: list[str] = field(default_factory=list)
    """The cells of each, joined."""
    row_nos: list[int] = field(default_factory=list)
    shop: str = ""
    spoilt_by: int = 0
    """The first row of the order that was rejected, 0 while none."""


class Export:
    """A file of a known kind. Close it, or use it in a ``with`` statement.

    Attributes:
        path: the file.
        profile: its kind.
        half: ``orders`` or ``items`` where it is one of a pair, else empty.
        header: its column titles.
        fields: which columns, from 0, tell a field; fields of lines as ``line sku``.
        encoding: what it is written in, ``xlsx`` for a workbook.
        rows_total: rows below the header that are not blank.
        numbers: of the orders of an order report that waits to be joined with its item report;
            empty for other kinds.
        sequence: in which orders follow one another: equal for two halves of the same sequence.
        together: whether all rows of each order stand together.
    """

    def __init__(self, path: Path, kind: Kind, profile: Profile, held: ExitStack) -> None:
        self.path = path
        self.header = kind.header
        self.encoding = kind.text.label or kind.text.encoding
        self.profile = profile
        self.half = profile.half
        self._kind = kind
        self._held = held
        self._plan = plan_for(profile, kind.header)
        self.fields = self._plan.fields
        self._spool = Spool(self._look_through(), path.parent, held)
        self._by_lines = self._plan.by_lines(repeats=self._repeats)

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

    def records(self) -> Iterator[OrderDraft | ItemDraft | Reject]:
        """Its orders, or the items of a report of items, and the rows that are rejected.

        Every row that is not blank is in exactly one of them. Where one row of an order is
        rejected all of its rows are: half an order would be shipped as a whole one.
        """
        found = self.raws()
        read = self.read_items if self.half == "items" else self.read_orders
        while some := list(islice(found, _AT_ONCE)):
            drafts = iter(read([each for each in some if isinstance(each, Raw)]))
            for each in some:
                told = each if isinstance(each, Reject) else next(drafts)
                if isinstance(told, list):
                    yield from told
                else:
                    yield told

    def raws(self) -> Iterator[Raw | Reject]:
        """As ``records``, of rows whose cells have not been read yet."""
        return self._items() if self.half == "items" else self._orders()

    def read_orders(self, raws: Sequence[Raw]) -> Sequence[OrderDraft | list[Reject]]:
        """What rows say: for each an order, or all of its rows rejected.

        Args:
            raws: from ``raws``, not of a report of items; many cost less than one after another.
        """
        orders = self._plan.orders(raws, self._by_lines)
        return [
            _all_rejected(raw, told) if isinstance(told, BadRow) else told
            for raw, told in zip(raws, orders, strict=True)
        ]

    def read_items(self, raws: Sequence[Raw]) -> Sequence[ItemDraft | list[Reject]]:
        """As ``read_orders``, of a report of items: for each row an item, or the row rejected."""
        lines = self._plan.lines(raws)
        return [
            _all_rejected(raw, told)
            if isinstance(told, BadRow)
            else ItemDraft(raw.market_no, *told)
            for raw, told in zip(raws, lines, strict=True)
        ]

    def lines_of(self, raw: Raw) -> int:
        """How many lines the rows of an order are; 0 where they speak of the order as a whole."""
        return len(raw.row_nos) if self._by_lines else 0

    # --- first reading -----------------------------------------------------------------------

    def _data(self) -> Iterator[tuple[int, list[str], bool]]:
        """Row number as a spreadsheet counts, cells, whether the row runs over several lines."""
        rows = self._kind.text.rows(self._kind.dialect)
        header = list(self.header)
        for row_no, (row, _, several) in enumerate(rows, start=1):
            # A header that comes again is where two exports were put together.
            if row_no > self._kind.header_row + 1 and any(row) and row != header:
                yield row_no, row, several

    def _look_through(self) -> Iterator[Row]:
        """All rows; notes their number, and in how many places each order stands that stands apart.

        Yields:
            For the spool.
        """
        seen: set[str] = set()
        self._apart: dict[str, int] = {}
        self._repeats = False
        before, self.rows_total, sequence = "", 0, 0
        for row_no, row, several in self._data():
            cells, row = joined(self._without_surplus(row))
            number, fault = self._checked(row, several)
            yield number, row_no, cells, "" if fault else self._plan.shop(row), fault
            self.rows_total += 1
            if not number:
                continue
            if number == before:
                self._repeats = True
                continue
            if number in seen:
                self._repeats = True
                self._apart[number] = self._apart.get(number, 1) + 1
            seen.add(number)
            before = number
            sequence = hash((sequence, number))
        self.sequence, self.together = sequence, not self._apart
        self.numbers: frozenset[str] | set[str] = seen if self.half == "orders" else frozenset()

    def spoilt(self) -> dict[str, int]:
        """The orders of which a row is rejected, each with the first such row; reads all rows."""
        found: dict[str, int] = {}
        for record in self.records():
            if isinstance(record, Reject) and record.market_no:
                found.setdefault(record.market_no, record.row)
        return found

    # --- second reading ----------------------------------------------------------------------

    def _items(self) -> Iterator[Raw | Reject]:
        for number, row_no, cells, _, fault in self._spool:
            yield (
                _rejected(number, row_no, cells, fault) if fault else Raw(number, cells, (row_no,))
            )

    def _orders(self) -> Iterator[Raw | Reject]:
        waiting: dict[str, _Rows] = {}
        runs = dict(self._apart)
        now, number_now = _Rows(), ""
        for number, row_no, cells, shop, fault in self._spool:
            if fault:
                yield _rejected(number, row_no, cells, fault)
                if not number:
                    continue
            if number != number_now:
                runs_left = runs.get(number_now, 1) - 1
                if runs_left:
                    runs[number_now] = runs_left
                    waiting[number_now] = now
                else:
                    yield from self._made(number_now, now)
                now, number_now = waiting.pop(number) if number in waiting else _Rows(), number
            if fault:
                now.spoilt_by = now.spoilt_by or row_no
            else:
                now.shop = now.shop if now.rows else shop
                now.rows.append(cells)
                now.row_nos.append(row_no)
        for number, rows in [*waiting.items(), (number_now, now)]:
            yield from self._made(number, rows)

    def _made(self, number: str, found: _Rows) -> Iterator[Raw | Reject]:
        """The rows of an order, or all of them rejected."""
        if not found.rows:
            return
        cells = ROW.join(found.rows) + ROW if self._by_lines else ROW.join(found.rows)
        raw = Raw(number, cells, found.row_nos, found.shop)
        if found.spoilt_by:
            yield from others_rejected(raw, found.spoilt_by)
        else:
            yield raw

    def _checked(self, row: list[str], several: bool) -> tuple[str, Fault | None]:
        """Order number, and why the row is rejected before its cells are read.

        The number is empty where a rejected row does not tell it.
        """
        width, title = self._plan.width, self._plan.layout.title
        try:
            number = self._plan.number(row) if len(row) >= width else ""
        except BadCell as error:
            cell = row[error.place] if error.place < width else ""
            return "", _fault(title(error.place), cell, error)
        if len(row) != width:
            wrong = BadCell(
                "The row has {found} cells, the header {wanted}.", found=len(row), wanted=width
            )
            return number, _fault("", "", wrong)
        if several and (place := self._broken(row)) >= 0:
            wrong = BadCell("A line break stands where no line break can be.")
            return number, _fault(title(place), row[place], wrong)
        return number, None

    def _without_surplus(self, row: list[str]) -> list[str]:
        """The row without one empty cell behind the header's, as Taobao writes it.

        In a workbook there may be any number of them.
        """
        width = self._plan.width
        if len(row) == width or any(row[width:]):
            return row
        one = self.profile.trailing_comma and len(row) == width + 1
        return row[:width] if one or self._kind.text.label == "xlsx" else row

    def _broken(self, cells: list[str]) -> int:
        """The first cell with a line break that its column does not have, else -1."""
        may = self._plan.may_break
        for place, cell in enumerate(cells):
            if ("\n" in cell or "\r" in cell) and place not in may:
                return place
        return -1


def _fault(column: str, value: str, error: BadCell) -> Fault:
    value = plain(value)
    shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
    return plain(column), shown, error.reason, error.facts


def _rejected(number: str, row_no: int, cells: str, fault: Fault) -> Reject:
    return Reject(row_no, *fault, tuple(cells.split(CELL)), number)


def _all_rejected(raw: Raw, bad: BadRow) -> list[Reject]:
    """The bad row, and for its sake the others of the order."""
    cells = raw.rows()[list(raw.row_nos).index(bad.row_no)]
    fault = _fault(bad.column, bad.value, bad.error)
    own = _rejected(raw.market_no, bad.row_no, cells, fault)
    return [own, *others_rejected(raw, bad.row_no)]


def others_rejected(raw: Raw, spoilt_by: int) -> list[Reject]:
    """The rows of an order but the one for whose sake they are rejected."""
    found = rejected(raw, ANOTHER_ROW, {"row": spoilt_by})
    return [reject for reject in found if reject.row != spoilt_by]


def rejected(raw: Raw, reason: str, facts: dict[str, object]) -> list[Reject]:
    """All rows of an order, for one reason.

    Args:
        raw: the rows.
        reason: English sentence with places for ``facts``.
        facts: values for the places.
    """
    rows = zip(raw.row_nos, raw.rows(), strict=True)
    return [
        Reject(row_no, "", "", reason, facts, tuple(row.split(CELL)), raw.market_no)
        for row_no, row in rows
    ]

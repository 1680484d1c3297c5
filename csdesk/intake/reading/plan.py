"""A profile laid upon one file's header: from the cells of rows to drafts.

A plan is made once per file and knows columns by place, so that a row costs one pass over the
columns that mean something. Raw cells are kept as read: the cells of a row joined by ``CELL``, the
rows of an order by ``ROW``, with a ``ROW`` behind the last where rows are lines; ``reread`` takes
the same path, so stored cells give the same fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from csdesk.intake.reading import cells
from csdesk.intake.reading.columns import LONG_TEXTS, Columns, Row, Usage
from csdesk.intake.reading.errors import BadCell, BadRow
from csdesk.intake.reading.header import header_key
from csdesk.intake.reading.instants import Clock
from csdesk.model.intake import CELL, ROW, LineDraft, OrderDraft, Value
from csdesk.model.money import minor_digits
from csdesk.rules import addresses

if TYPE_CHECKING:
    from csdesk.intake.reading.profile import Profile, Source

Fields = dict[str, Value]


def kept(row: list[str]) -> list[str]:
    """The row with the two separators taken out of its cells: no file uses them for anything."""
    whole = "".join(row)
    if CELL in whole or ROW in whole:
        return [cell.replace(CELL, "\ufffd").replace(ROW, "\ufffd") for cell in row]
    return row


@dataclass(slots=True)
class _Read:
    """One row, read."""

    order: Fields
    line: Fields
    shop: str


class Plan:
    """How the rows of one header become drafts.

    Args:
        profile: the kind of export.
        header: the file's column titles.

    Raises:
        BadCell: the header has no column for the order number.
    """

    def __init__(self, profile: Profile, header: Sequence[str]) -> None:
        self.profile = profile
        self.header = tuple(header)
        self.width = len(header)
        self._index: dict[str, int] = {}
        for index, title in enumerate(header):
            self._index.setdefault(header_key(title), index)
        self._picks: list[Callable[[Row], str]] = []
        self._origin: list[int] = list(range(self.width))
        order, line = self._places(profile.order), self._places(profile.line)
        if "market_no" not in order:
            raise BadCell("The column of the order number is missing.")
        self._number_at = order.pop("market_no")
        self._address_apart = profile.china_address and "address" in order
        self._currency_at = order.get("currency")
        self._place_at = order.get("place") if profile.zones else None
        self._tells_items = not {"sku", "attributes"}.isdisjoint(line)
        sums = {
            field: [(self._index[key], sign) for sign, key in parts if key in self._index]
            for field, parts in profile.sums.items()
            if parts and parts[0][1] in self._index
        }
        self._sums = tuple(sums)
        self._order, self._line = Columns(order, sums), Columns(line)
        self.fields = self._told_in() | {field: [parts[0][0]] for field, parts in sums.items()}
        self._usages: dict[tuple[str, str], Usage] = {}
        self._usage = self._usage_of("", "")
        self.may_break = self._breakable()

    # --- columns -----------------------------------------------------------------------------

    def _places(self, sources: Mapping[str, Source]) -> dict[str, int]:
        """Where each field is read; fields that the file has no column for are left out."""
        found = {field: self._place_of(source) for field, source in sources.items()}
        return {field: place for field, place in found.items() if place is not None}

    def _place_of(self, source: Source) -> int | None:
        """Where a field is read in a widened row; ``None`` where the file has no such column."""
        places = [self._index[key] for key in source.columns if key in self._index]
        if not places:
            return None
        if len(places) == 1 and not source.empty:
            return places[0]
        glue, empty = source.glue, source.empty | {""}

        def first(row: Row) -> str:
            for place in places:
                cell = row[place]
                if cell and cell not in empty and cells.text(cell, lines=True) not in empty:
                    return cell
            return ""

        def together(row: Row) -> str:
            said = [cells.text(row[place]) for place in places]
            return (glue or "").join([words for words in said if words not in empty])

        self._picks.append(first if glue is None else together)
        self._origin.append(places[0])
        return len(self._origin) - 1

    def _told_in(self) -> dict[str, list[int]]:
        """Which columns, from 0, tell a field, the first one first; of lines as ``line sku``."""
        told = {}
        for mark, sources in (("", self.profile.order), ("line ", self.profile.line)):
            for field, source in sources.items():
                places = [self._index[key] for key in source.columns if key in self._index]
                if places:
                    told[mark + field] = places
        if self._address_apart:
            told = dict.fromkeys(addresses.FIELDS, told["address"]) | told
        return told

    def _breakable(self) -> frozenset[int]:
        """Columns whose cells may hold a line break."""
        sources = [self.profile.order[f] for f in LONG_TEXTS if f in self.profile.order]
        keys = chain.from_iterable(source.columns for source in sources)
        return frozenset(self._index[key] for key in keys if key in self._index)

    def title(self, place: int) -> str:
        """The column's title as a person finds it in the file; empty for a whole row."""
        return self.header[self._origin[place]].strip() if place >= 0 else ""

    def by_lines(self, *, repeats: bool) -> bool:
        """Whether the rows of a file are lines, where order numbers come again or do not."""
        if self.profile.rows == "either":
            return repeats and self._tells_items
        return self.profile.rows == "lines"

    # --- rows --------------------------------------------------------------------------------

    def number(self, row: Row) -> str:
        """The order number of a row.

        Raises:
            BadCell: it is empty, cut by Excel, or not of this marketplace's form.
        """
        at = self._number_at
        try:
            told = row if at < self.width else self._widened(row[: self.width])
            number = cells.number(told[at])
            if not number:
                raise BadCell("The order number is missing.")
            if not self.profile.number.fullmatch(number):
                raise BadCell("This is not an order number of {site}.", site=self.profile.site)
        except BadCell as error:
            error.place = at
            raise
        return number

    def order(
        self, number: str, rows: Sequence[Row], row_nos: Sequence[int], by_lines: bool
    ) -> OrderDraft:
        """One order from its rows, which are its lines or speak of the order as a whole.

        Raises:
            BadRow: in one of the rows a cell is not what its column says.
        """
        read = [self._row(row, no, by_lines) for row, no in zip(rows, row_nos, strict=True)]
        raws = [CELL.join(row) for row in rows]
        fields = read[0].order if len(read) == 1 else self._agreed(read, row_nos, by_lines)
        for field in self._sums:
            # A line of quantity 0 was cancelled and costs nothing, whatever its price says.
            costs = [part.order[field] for part in read if part.line.get("quantity") != 0]
            known = [cost for cost in costs if isinstance(cost, int)]
            fields[field] = sum(known) if known and len(known) == len(costs) else None
        lines = None
        if by_lines:
            lines = [LineDraft(read[i].line, row_nos[i], raws[i]) for i in range(len(read))]
        status = self._meaning(fields)
        raw = ROW.join(raws) + ROW if by_lines else ROW.join(raws)
        return OrderDraft(number, fields, *status, lines, row_nos[0], raw, read[0].shop, row_nos)

    def line(self, row: Row, row_no: int) -> tuple[LineDraft, Fields]:
        """A row of a report of items: the line, and what the row says about its order.

        Raises:
            BadRow: a cell is not what its column says.
        """
        read = self._row(row, row_no, True)
        return LineDraft(read.line, row_no, CELL.join(row)), read.order

    def reread(self, raw: str) -> OrderDraft:
        """The draft of stored raw cells; row numbers count from 1.

        Raises:
            BadCell: there is no order number where this header has it.
            BadRow: a cell is not what its column says.
        """
        by_lines = raw.endswith(ROW) or self.profile.half == "items"
        rows = [row.split(CELL) for row in raw.removesuffix(ROW).split(ROW)]
        for row in rows:
            row.extend([""] * (self.width - len(row)))
        return self.order(self.number(rows[0]), rows, range(1, len(rows) + 1), by_lines)

    def _widened(self, row: Row) -> Row:
        """The row with what was picked or joined from several columns behind its cells."""
        if not self._picks:
            return row
        return [*row, *[pick(row) for pick in self._picks]]

    def _row(self, row: Row, row_no: int, by_lines: bool) -> _Read:
        wide = self._widened(row)
        currency, usage = self.profile.currency, self._usage
        if self._currency_at is not None or self._place_at is not None:
            currency, usage = self._own_usage(wide)
        try:
            order = self._order.read(wide, usage)
            line = self._line.read(wide, usage) if by_lines else {}
        except BadCell as error:
            title = self.title(error.place)
            raise BadRow(row_no, title, wide[error.place], error) from error
        if currency:
            order["currency"] = currency
        if "flag" in order:
            word = str(order.pop("flag"))
            # A word nobody has explained is no reason to take the flag off.
            if not word or word in self.profile.flags:
                order["flag"] = self.profile.flags[word].value if word else ""
        if self._address_apart:
            taken = addresses.take_apart(str(order["address"]))
            order.update(zip(addresses.FIELDS, taken, strict=True))
        if "line_total" in line:
            total, pieces = line.pop("line_total"), line.get("quantity")
            line["unit_price"] = None
            if isinstance(total, int) and isinstance(pieces, int):
                line["unit_price"] = round(total / max(pieces, 1))
        return _Read(order, line, str(order.pop("shop", "")))

    def _own_usage(self, row: Row) -> tuple[str, Usage]:
        """Currency and usage of a row that names its currency or place of sale."""
        currency = cells.text(row[self._currency_at]) if self._currency_at is not None else ""
        place = cells.text(row[self._place_at]) if self._place_at is not None else ""
        currency = currency or self.profile.currency
        return currency, self._usages.get((currency, place)) or self._usage_of(currency, place)

    def _usage_of(self, currency: str, place: str) -> Usage:
        profile = self.profile
        clock = Clock(profile.zones.get(place, profile.zone), profile.dates)
        digits = minor_digits(currency or profile.currency)
        usage = Usage(clock, digits, profile.decimal_comma, profile.zero)
        if len(self._usages) < _MOST_USAGES:
            self._usages[currency, place] = usage
        return usage

    def _agreed(self, read: Sequence[_Read], row_nos: Sequence[int], by_lines: bool) -> Fields:
        """What the rows of one order say about it together (formats.md 1.7).

        Money that is repeated on each row is taken once, the largest; waybills of all rows count,
        the earliest deadline, and otherwise the first filled value. What differs from row to row
        in ``_OF_A_LINE`` is a line's, and so may be a total that stands on each line: they say
        nothing about the order.
        """
        fields: Fields = {}
        for field, first in read[0].order.items():
            said = [value for part in read if (value := part.order.get(field)) not in (None, "")]
            alike = all(value == said[0] for value in said)
            if field == "total" and by_lines:
                continue
            if alike:
                fields[field] = said[0] if said else first
            elif field == "currency":
                error = BadCell("The rows of this order are in different currencies.")
                raise BadRow(row_nos[0], "currency", ", ".join(map(str, said)), error)
            elif field in _ALL_COUNT:
                fields[field] = " ".join(dict.fromkeys(map(str, said)))
            elif field in _OF_A_LINE:
                continue
            else:
                numbers = [value for value in said if isinstance(value, int)]
                choose = _CHOICES.get(field)
                fields[field] = choose(numbers) if choose else said[0]
        if "market_status" in read[0].order and "market_status" not in fields:
            fields.pop("closed_reason", None)
        return fields

    def _meaning(self, fields: Fields) -> tuple[str, str]:
        """Order and payment status from the market's word; empty where it is not known."""
        if self.profile.always:
            fields["market_status"], word = self.profile.always
        else:
            found = self.profile.status.get(str(fields.get("market_status", "")))
            if found is None:
                return "", ""
            word = found
        if word.unpaid != word.payment and "paid_at" not in fields:
            return word.order.value, ""
        paid = fields.get("paid_at") is not None
        return word.order.value, (word.payment if paid else word.unpaid).value


_OF_A_LINE = frozenset({"market_status", "total"})
_ALL_COUNT = frozenset({"carrier", "tracking_no"})
_CHOICES: dict[str, Callable[[list[int]], int]] = {"postage": max, "refund": max, "ship_by": min}
_MOST_USAGES = 1_000


@lru_cache(maxsize=32)
def plan_for(profile: Profile, header: tuple[str, ...]) -> Plan:
    """The plan of a header; one per kind of file is needed again and again for merge bases."""
    return Plan(profile, header)

"""A profile laid upon one file's header: from the cells of rows to drafts.

A plan is made once per file and knows columns by place. Rows are read many at a time, column by
column (``columns``). Raw cells are kept as read: the cells of a row joined by ``CELL``, the rows of
an order by ``ROW``, with a ``ROW`` behind the last where rows are lines; ``reread`` takes the same
path, so stored cells give the same fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from csdesk.intake.reading import cells
from csdesk.intake.reading.columns import LONG_TEXTS, Columns, Row, Table, Usage, texts
from csdesk.intake.reading.errors import BadCell, BadRow
from csdesk.intake.reading.instants import Clock
from csdesk.intake.reading.layout import Layout
from csdesk.model.intake import CELL, ROW, LineDraft, OrderDraft, Value
from csdesk.model.money import minor_digits
from csdesk.rules import addresses

if TYPE_CHECKING:
    from csdesk.intake.reading.profile import Profile

Fields = dict[str, Value]


def joined(row: list[str]) -> tuple[str, list[str]]:
    """The cells of a row as they are kept, and themselves.

    The two separators are taken out of the cells: no file uses them for anything.
    """
    cells = CELL.join(row)
    if ROW in cells or cells.count(CELL) >= len(row):
        row = [cell.replace(CELL, "\ufffd").replace(ROW, "\ufffd") for cell in row]
        cells = CELL.join(row)
    return cells, row


@dataclass(slots=True)
class Raw:
    """Rows that tell of one order, or one row of an item report, as they stand in the file."""

    market_no: str
    cells: str
    """All of them, joined so that they can be split again: the merge base (I1)."""
    row_nos: Sequence[int]
    shop: str = ""
    """The shop that the rows name, empty where they do not say."""

    def rows(self) -> list[str]:
        """The cells of each row, joined."""
        return rows_of(self.cells)


def rows_of(raw: str) -> list[str]:
    """The rows in the raw cells of an order."""
    return raw.removesuffix(ROW).split(ROW) if ROW in raw else [raw]


_Read = tuple[Fields, Fields]
"""One row, read: what it says of its order, and of its line."""


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
        self.layout = layout = Layout(header)
        self.width = layout.width
        order, line = layout.places(profile.order), layout.places(profile.line)
        if "market_no" not in order:
            raise BadCell("The column of the order number is missing.")
        self._number_at = order.pop("market_no")
        self._is_number = profile.number.fullmatch
        self._address_apart = profile.china_address and "address" in order
        self._currency_at = order.get("currency")
        self._place_at = order.get("place") if profile.zones else None
        self._tells_items = not {"sku", "attributes"}.isdisjoint(line)
        sums = {
            field: layout.signed(parts)
            for field, parts in profile.sums.items()
            if parts and layout.has(parts[0][1])
        }
        self._sums = tuple(sums)
        self.fields = self._told_in() | {field: [parts[0][0]] for field, parts in sums.items()}
        self._shop_at = order.pop("shop", None)
        self._shops: dict[str, str] = {}
        self._order_columns, self._line_columns = Columns(order, sums), Columns(line)
        words = dict([profile.always]) if profile.always else profile.status
        self._words = {
            word: (meant.order.value, meant.payment.value, meant.unpaid.value)
            for word, meant in words.items()
        }
        """The market's word -> order status, payment status, the same where nothing is paid."""
        self._usages: dict[tuple[str, str], Usage] = {}
        self._usage = self._usage_of("", "")
        long = [profile.order[field] for field in LONG_TEXTS if field in profile.order]
        self.may_break = frozenset(chain.from_iterable(map(layout.columns, long)))
        """Columns whose cells may hold a line break."""

    def _told_in(self) -> dict[str, list[int]]:
        """Which columns, from 0, tell a field, the first one first; of lines as ``line sku``."""
        told = {}
        for mark, sources in (("", self.profile.order), ("line ", self.profile.line)):
            for field, source in sources.items():
                if columns := self.layout.columns(source):
                    told[mark + field] = columns
        if self._address_apart:
            told = dict.fromkeys(addresses.FIELDS, told["address"]) | told
        return told

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
        cell = row[at] if at < self.width else self.layout.cell(row, at)
        bare = cell[2:-1] if cell[:2] == '="' and cell[-1:] == '"' else cell
        if bare.isdigit() and bare.isascii() and self._is_number(bare) and len(bare) < 65:
            return bare
        try:
            number = cells.number(cell)
            if not number:
                raise BadCell("The order number is missing.")
            if not self._is_number(number):
                raise BadCell("This is not an order number of {site}.", site=self.profile.site)
        except BadCell as error:
            error.place = at
            raise
        return number

    def shop(self, row: Row) -> str:
        """The shop that a row names, empty where it does not say."""
        at = self._shop_at
        if at is None:
            return ""
        cell = self.layout.cell(row, at)
        if (shop := self._shops.get(cell)) is None:
            shop = cells.text(cell)
            if len(self._shops) < _MOST_USAGES:
                self._shops[cell] = shop
        return shop

    def orders(self, raws: Sequence[Raw], by_lines: bool) -> list[OrderDraft | BadRow]:
        """Orders from their rows, which are their lines or speak of the order as a whole.

        Returns:
            For each an order, or the first row in which a cell is not what its column says.
        """
        rows = [row for raw in raws for row in raw.rows()]
        row_nos = [row_no for raw in raws for row_no in raw.row_nos]
        read = iter(self._read(rows, row_nos, by_lines))
        return [self._order(raw, list(islice(read, len(raw.row_nos))), by_lines) for raw in raws]

    def lines(self, raws: Sequence[Raw]) -> list[tuple[LineDraft, Fields] | BadRow]:
        """Rows of a report of items: for each the line and what it says about its order.

        Returns:
            As ``orders``.
        """
        rows, row_nos = [raw.cells for raw in raws], [raw.row_nos[0] for raw in raws]
        return [
            part
            if isinstance(part, BadRow)
            else (LineDraft(part[1], raw.row_nos[0], raw.cells), part[0])
            for raw, part in zip(raws, self._read(rows, row_nos, True), strict=True)
        ]

    def reread(self, raw: str) -> OrderDraft:
        """The draft of stored raw cells; row numbers count from 1.

        Raises:
            BadCell: there is no order number where this header has it.
            BadRow: a cell is not what its column says.
        """
        by_lines = raw.endswith(ROW) or self.profile.half == "items"
        rows = rows_of(raw)
        row_nos = range(1, len(rows) + 1)
        first = self._cells(rows[0])
        told = Raw(self.number(first), raw, row_nos, self.shop(first))
        order = self._order(told, self._read(rows, row_nos, by_lines), by_lines)
        if isinstance(order, BadRow):
            raise order
        return order

    def _order(
        self, raw: Raw, told: Sequence[_Read | BadRow], by_lines: bool
    ) -> OrderDraft | BadRow:
        read: list[_Read] = []
        for part in told:
            if isinstance(part, BadRow):
                return part
            read.append(part)
        fields = read[0][0]
        if len(read) > 1:
            try:
                fields = self._agreed(read, raw.row_nos, by_lines)
            except BadRow as bad:
                return bad
        for field in self._sums:
            # A line of quantity 0 was cancelled and costs nothing, whatever its price says.
            costs = [order[field] for order, line in read if line.get("quantity") != 0]
            known = [cost for cost in costs if isinstance(cost, int)]
            fields[field] = sum(known) if known and len(known) == len(costs) else None
        lines = None
        if by_lines:
            parts = zip(read, raw.row_nos, raw.rows(), strict=True)
            lines = [LineDraft(line, row_no, cells) for (_, line), row_no, cells in parts]
        order, payment = self._meaning(fields)
        return OrderDraft(
            raw.market_no, fields, order, payment, lines, raw.row_nos[0], raw.cells, raw.shop,
            raw.row_nos,
        )  # fmt: skip

    def _read(
        self, rows: Sequence[str], row_nos: Sequence[int], by_lines: bool
    ) -> list[_Read | BadRow]:
        """Rows, read, or why each cannot be; a bad cell is found by halving."""
        if len(rows) > _AT_ONCE:
            pieces = [slice(at, at + _AT_ONCE) for at in range(0, len(rows), _AT_ONCE)]
            return [
                each
                for piece in pieces
                for each in self._read(rows[piece], row_nos[piece], by_lines)
            ]
        if not rows:
            return []
        table = self.layout.table(list(map(self._cells, rows)))
        try:
            if self._currency_at is None and self._place_at is None:
                return [*self._rows(table, self.profile.currency, self._usage, by_lines)]
            return [*self._by_usage(table, by_lines)]
        except BadCell as error:
            if len(rows) == 1:
                cell = table[error.place][0]
                return [BadRow(row_nos[0], self.layout.title(error.place), cell, error)]
        half = len(rows) // 2
        return self._read(rows[:half], row_nos[:half], by_lines) + self._read(
            rows[half:], row_nos[half:], by_lines
        )

    def _cells(self, row: str) -> Row:
        """The cells of a row, as many as the header has."""
        cells = row.split(CELL)
        return cells if len(cells) >= self.width else cells + [""] * (self.width - len(cells))

    def _by_usage(self, table: Table, by_lines: bool) -> list[_Read]:
        """Rows that name their currency or place of sale: those that name the same together."""
        count = len(table[0])
        blank = [""] * count
        currencies = blank if self._currency_at is None else texts(table[self._currency_at])
        places = blank if self._place_at is None else texts(table[self._place_at])
        groups: dict[tuple[str, str], list[int]] = {}
        for at, named in enumerate(zip(currencies, places, strict=True)):
            groups.setdefault(named, []).append(at)
        found: dict[int, _Read] = {}
        for (currency, place), rows in groups.items():
            part = table if len(groups) == 1 else [[c[at] for at in rows] for c in table]
            currency = currency or self.profile.currency
            usage = self._usages.get((currency, place)) or self._usage_of(currency, place)
            found.update(zip(rows, self._rows(part, currency, usage, by_lines), strict=True))
        return [found[at] for at in range(count)]

    def _rows(self, table: Table, currency: str, usage: Usage, by_lines: bool) -> Iterator[_Read]:
        """Rows of one usage.

        Raises:
            BadCell: in any of them.
        """
        count = len(table[0])
        order = self._order_columns.read(table, usage)
        line = self._line_columns.read(table, usage) if by_lines else {}
        if currency:
            order["currency"] = [currency] * count
        flags = order.pop("flag", None)
        if self._address_apart:
            taken = map(addresses.take_apart, map(str, order["address"]))
            order.update(zip(addresses.FIELDS, zip(*taken, strict=True), strict=True))
        if "line_total" in line:
            pieces = line.get("quantity", [None] * count)
            line["unit_price"] = list(map(_price, line.pop("line_total"), pieces))
        orders = _by_row(order, count)
        if flags is not None:
            self._flag(orders, flags)
        return zip(orders, _by_row(line, count), strict=True)

    def _flag(self, orders: Sequence[Fields], words: Sequence[Value]) -> None:
        """A word nobody has explained is no reason to take the flag off."""
        flags = self.profile.flags
        for order, word in zip(orders, map(str, words), strict=True):
            if not word or word in flags:
                order["flag"] = flags[word].value if word else ""

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
        for field, first in read[0][0].items():
            said = [value for order, _ in read if (value := order.get(field)) not in (None, "")]
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
        if "market_status" in read[0][0] and "market_status" not in fields:
            fields.pop("closed_reason", None)
        return fields

    def _meaning(self, fields: Fields) -> tuple[str, str]:
        """Order and payment status from the market's word; empty where it is not known."""
        if self.profile.always:
            fields["market_status"] = self.profile.always[0]
        found = self._words.get(str(fields.get("market_status", "")))
        if found is None:
            return "", ""
        order, payment, unpaid = found
        if unpaid != payment and "paid_at" not in fields:
            return order, ""
        return order, payment if fields.get("paid_at") is not None else unpaid


def _by_row(fields: Mapping[str, Sequence[Value]], count: int) -> list[Fields]:
    """The fields of each row."""
    if not fields:
        return [{} for _ in range(count)]
    names = tuple(fields)
    return [dict(zip(names, row, strict=True)) for row in zip(*fields.values(), strict=True)]


def _price(total: Value, pieces: Value) -> Value:
    if isinstance(total, int) and isinstance(pieces, int):
        return round(total / max(pieces, 1))
    return None


_OF_A_LINE = frozenset({"market_status", "total"})
_ALL_COUNT = frozenset({"carrier", "tracking_no"})
_CHOICES: dict[str, Callable[[list[int]], int]] = {"postage": max, "refund": max, "ship_by": min}
_MOST_USAGES = 1_000
_AT_ONCE = 64
"""Rows read together: many, yet few enough for their cells to stay in the processor's cache."""


@lru_cache(maxsize=32)
def plan_for(profile: Profile, header: tuple[str, ...]) -> Plan:
    """The plan of a header; one per kind of file is needed again and again for merge bases."""
    return Plan(profile, header)

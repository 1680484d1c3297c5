"""What an import takes in, order by order: one file's records, or the two halves of a download.

The halves are joined while both are read once, side by side, in memory that does not grow with
the files: the marketplace lists orders and items in the same sequence. What stands elsewhere in
the item report is held for a while, or comes as items whose order is in already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, islice

from csdesk.intake.reading.export import ANOTHER_ROW, Export, ItemDraft
from csdesk.model.intake import CELL, ROW, OrderDraft, Reject
from csdesk.words import N_

WINDOW = 500
"""Orders that wait together for their items."""

AHEAD = 2_000
"""Items held for orders that come later in the order report."""

BELONGS = N_(
    "Row {row} of {file} belongs to this order and was rejected; the order goes in when both"
    " files are right."
)


@dataclass(slots=True)
class Arrival:
    """One order as the files of an import tell it."""

    number: str
    """The marketplace's."""
    order: OrderDraft | None = None
    """None where only items came."""
    items: list[ItemDraft] = field(default_factory=list)
    """From a report of items; empty where it said nothing, or where there is none."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that does not go in, and which file it is of: 0 for the first or only one."""

    part: int
    reject: Reject


Stream = Iterator[Arrival | Refusal]


def single(export: Export) -> Stream:
    """The orders of one file; of a report of items, the items of one order after another."""
    if export.half == "items":
        yield from _grouped(export.records(), 0, {} if export.together else export.spoilt())
        return
    for record in export.records():
        if isinstance(record, OrderDraft):
            yield Arrival(record.market_no, record)
        elif isinstance(record, Reject):
            yield Refusal(0, record)


def _grouped(
    records: Iterable[OrderDraft | ItemDraft | Reject], part: int, spoilt: Mapping[str, int]
) -> Stream:
    """Items of the same order that stand together; a rejected row takes the others along.

    Args:
        records: of an item report, or some of it.
        part: which file it is.
        spoilt: rejected rows of orders that do not stand together.
    """
    for number, run in groupby(records, lambda record: record.market_no):
        items, rejects = _sorted(run)
        yield from (Refusal(part, reject) for reject in rejects)
        if not items:
            continue
        row = spoilt.get(number) or (rejects[0].row if rejects and number else 0)
        if row:
            yield from _spoilt(items, row, part)
        else:
            yield Arrival(number, None, items)


def _sorted(
    records: Iterable[OrderDraft | ItemDraft | Reject],
) -> tuple[list[ItemDraft], list[Reject]]:
    items: list[ItemDraft] = []
    rejects: list[Reject] = []
    for record in records:
        if isinstance(record, ItemDraft):
            items.append(record)
        elif isinstance(record, Reject):
            rejects.append(record)
    return items, rejects


def _spoilt(items: Iterable[ItemDraft], row: int, part: int) -> Stream:
    """The other items of an order of which one was rejected."""
    for item in items:
        cells = tuple(item.line.raw.split(CELL))
        yield Refusal(
            part, Reject(item.line.row_no, "", "", ANOTHER_ROW, {"row": row}, cells, item.market_no)
        )


def joined(orders: Export, items: Export, items_file: str) -> Stream:
    """The orders of an order report, each with its items.

    Items whose order has gone by already, or is in another report, come as arrivals without an
    order. An order of which an item was rejected does not go in either.

    Args:
        orders: the order report.
        items: the item report.
        items_file: its name, for people.
    """
    return _Join(orders, items, items_file).stream()


class _Join:
    """Both files side by side."""

    def __init__(self, orders: Export, items: Export, items_file: str) -> None:
        self._orders = orders
        self._items = iter(items.records())
        self._items_file = items_file
        self._to_come = set(orders.numbers)
        self._held: dict[str, list[ItemDraft | Reject]] = {}
        self._held_count = 0
        self._last = ""
        aligned = orders.sequence == items.sequence and items.together
        self._spoilt = {} if aligned else items.spoilt()
        """Known ahead where an order's items may come when it has gone by."""

    def stream(self) -> Stream:
        records = self._orders.records()
        while window := list(islice(records, WINDOW)):
            numbers = {record.market_no for record in window if isinstance(record, OrderDraft)}
            yield from self._read_on(numbers)
            for record in window:
                if isinstance(record, OrderDraft):
                    yield from self._with_items(record)
                elif isinstance(record, Reject):
                    yield Refusal(0, record)
            self._to_come -= numbers
        self._held_count = 0
        rest = [record for held in self._held.values() for record in held]
        yield from _grouped(rest, 1, self._spoilt)
        # What is left belongs to no order of the report, or stands far from its place.
        yield from _grouped(self._items, 1, self._spoilt)

    def _read_on(self, numbers: set[str]) -> Stream:
        """Read items until each of these orders has some and the next order's begin."""
        without = numbers - self._held.keys()
        self._held_count -= sum(len(self._held[number]) for number in numbers - without)
        strays: list[ItemDraft | Reject] = []
        while (without or self._last in numbers) and self._held_count < AHEAD:
            item = next(self._items, None)
            if item is None:
                break
            assert not isinstance(item, OrderDraft)
            number = self._last = item.market_no
            if number in numbers:
                without.discard(number)
                self._held.setdefault(number, []).append(item)
            elif number in self._to_come:
                self._held_count += 1
                self._held.setdefault(number, []).append(item)
            else:
                strays.append(item)
                if len(strays) == WINDOW:
                    yield from _grouped(strays, 1, self._spoilt)
                    strays.clear()
        yield from _grouped(strays, 1, self._spoilt)

    def _with_items(self, order: OrderDraft) -> Stream:
        items, rejects = _sorted(self._held.pop(order.market_no, ()))
        spoilt_by = self._spoilt.get(order.market_no) or (rejects[0].row if rejects else 0)
        if not spoilt_by:
            yield Arrival(order.market_no, order, items)
            return
        yield from (Refusal(1, reject) for reject in rejects)
        yield from _spoilt(items, spoilt_by, 1)
        facts = {"row": spoilt_by, "file": self._items_file}
        rows = order.raw.removesuffix(ROW).split(ROW)
        for row_no, row in zip(order.row_nos, rows, strict=True):
            cells = tuple(row.split(CELL))
            yield Refusal(0, Reject(row_no, "", "", BELONGS, facts, cells, order.market_no))

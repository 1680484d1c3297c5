"""What an import takes in, order by order: one file's rows, or the two halves of a download.

The halves are joined while both are gone through once, side by side, in memory that does not grow
with the files: the marketplace lists orders and items in the same sequence. What stands elsewhere
in the item report is held for a while, or comes as items whose order is in already. Cells are read
later (``read``), and not at all where the desk has been told the same before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import attrgetter

from csdesk.intake.reading.export import Export, ItemDraft, others_rejected, rejected
from csdesk.intake.reading.plan import Raw
from csdesk.model.intake import OrderDraft, Reject
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
class Unread:
    """One order as the files of an import tell it."""

    number: str
    """The marketplace's."""
    order: Raw | None = None
    """None where only items came."""
    items: list[Raw] = field(default_factory=list)
    """From a report of items; empty where it said nothing, or where there is none."""

    @property
    def shop(self) -> str:
        """The shop that its rows name, empty where they do not say."""
        return self.order.shop if self.order else ""


@dataclass(slots=True)
class Arrival:
    """One order as the files of an import tell it, its cells read."""

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


Stream = Iterator[Unread | Refusal]


def single(export: Export) -> Stream:
    """The orders of one file; of a report of items, the items of one order after another."""
    if export.half == "items":
        yield from _grouped(export, export.raws(), 0, {} if export.together else export.spoilt())
        return
    for record in export.raws():
        if isinstance(record, Raw):
            yield Unread(record.market_no, record)
        else:
            yield Refusal(0, record)


def _grouped(
    export: Export, records: Iterable[Raw | Reject], part: int, spoilt: Mapping[str, int]
) -> Stream:
    """Items of the same order that stand together; a rejected row takes the others along.

    Args:
        export: the item report.
        records: its rows, or some of them.
        part: which file it is.
        spoilt: rejected rows of orders that do not stand together.
    """
    for number, run in groupby(records, attrgetter("market_no")):
        items, rejects = _sorted(run)
        yield from (Refusal(part, reject) for reject in rejects)
        if not items:
            continue
        row = spoilt.get(number) or (rejects[0].row if rejects and number else 0)
        if row:
            yield from _spoilt(export, items, row, part)
        else:
            yield Unread(number, None, items)


def _sorted(records: Iterable[Raw | Reject]) -> tuple[list[Raw], list[Reject]]:
    items: list[Raw] = []
    rejects: list[Reject] = []
    for record in records:
        if isinstance(record, Raw):
            items.append(record)
        else:
            rejects.append(record)
    return items, rejects


def _spoilt(export: Export, items: Sequence[Raw], row: int, part: int) -> Iterator[Refusal]:
    """The items of an order of which one, in this row, was rejected."""
    for item, told in zip(items, export.read_items(items), strict=True):
        own = told if isinstance(told, list) else others_rejected(item, row)
        yield from (Refusal(part, reject) for reject in own)


def joined(orders: Export, items: Export, items_file: str) -> Stream:
    """The orders of an order report, each with its items.

    Items whose order has gone by already, or is in another report, come without an order. An order
    of which an item was rejected does not go in either.

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
        self._report = items
        self._items = items.raws()
        self._items_file = items_file
        self._to_come = set(orders.numbers)
        self._held: dict[str, list[Raw | Reject]] = {}
        self._held_count = 0
        self._last = ""
        aligned = orders.sequence == items.sequence and items.together
        self._spoilt = {} if aligned else items.spoilt()
        """Known ahead where an order's items may come when it has gone by."""

    def stream(self) -> Stream:
        records = self._orders.raws()
        while window := list(islice(records, WINDOW)):
            numbers = {record.market_no for record in window if isinstance(record, Raw)}
            yield from self._read_on(numbers)
            for record in window:
                if isinstance(record, Raw):
                    yield from self._with_items(record)
                else:
                    yield Refusal(0, record)
            self._to_come -= numbers
        self._held_count = 0
        rest = [record for held in self._held.values() for record in held]
        yield from _grouped(self._report, rest, 1, self._spoilt)
        # What is left belongs to no order of the report, or stands far from its place.
        yield from _grouped(self._report, self._items, 1, self._spoilt)

    def _read_on(self, numbers: set[str]) -> Stream:
        """Read items until each of these orders has some and the next order's begin."""
        without = numbers - self._held.keys()
        self._held_count -= sum(len(self._held[number]) for number in numbers - without)
        strays: list[Raw | Reject] = []
        while (without or self._last in numbers) and self._held_count < AHEAD:
            item = next(self._items, None)
            if item is None:
                break
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
                    yield from _grouped(self._report, strays, 1, self._spoilt)
                    strays.clear()
        yield from _grouped(self._report, strays, 1, self._spoilt)

    def _with_items(self, order: Raw) -> Stream:
        items, rejects = _sorted(self._held.pop(order.market_no, ()))
        spoilt_by = self._spoilt.get(order.market_no) or (rejects[0].row if rejects else 0)
        if not spoilt_by:
            yield Unread(order.market_no, order, items)
            return
        yield from (Refusal(1, reject) for reject in rejects)
        yield from _spoilt(self._report, items, spoilt_by, 1)
        facts: dict[str, object] = {"row": spoilt_by, "file": self._items_file}
        yield from (Refusal(0, reject) for reject in rejected(order, BELONGS, facts))


@dataclass(frozen=True, slots=True)
class Refused:
    """An order of which a cell is not what its column says."""

    refusals: list[Refusal]
    left: Unread | None = None
    """Its items, if they can be read."""


def read(
    unread: Sequence[Unread], orders: Export, items: Export, items_file: str
) -> Iterator[Arrival | Refused]:
    """Read the cells of orders; many at once cost less than one after another.

    Args:
        unread: the orders.
        orders: the export that their orders are of.
        items: the export that their items are of, perhaps the same.
        items_file: its name, for people.

    Yields:
        For each the order, or why it does not go in.
    """
    read_orders = iter(orders.read_orders([each.order for each in unread if each.order]))
    read_items = iter(items.read_items([item for each in unread for item in each.items]))
    part = 0 if orders is items else 1
    for each in unread:
        order = next(read_orders) if each.order else None
        own, bad = _good(list(islice(read_items, len(each.items))))
        refusals: list[Refusal] = []
        if bad:
            refusals += _spoilt(items, each.items, bad, part)
        if isinstance(order, list):
            refusals += [Refusal(0, reject) for reject in order]
            left = Unread(each.number, None, each.items) if own and not bad else None
            yield Refused(refusals, left)
        elif bad:
            facts: dict[str, object] = {"row": bad, "file": items_file}
            belonging = rejected(each.order, BELONGS, facts) if each.order else []
            yield Refused([*refusals, *[Refusal(0, reject) for reject in belonging]])
        else:
            yield Arrival(each.number, order, own)


def _good(told: Sequence[ItemDraft | list[Reject]]) -> tuple[list[ItemDraft], int]:
    """The items that can be read, and the row of the first that cannot, 0 where all can."""
    bad = next((each[0].row for each in told if isinstance(each, list)), 0)
    return [each for each in told if isinstance(each, ItemDraft)], bad

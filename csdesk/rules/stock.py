"""The formulas of the stock, how items and products stand, and what does not fit (design §7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from csdesk.model.status import ItemStatus
from csdesk.model.stock import AlarmKind, Formula, Numbers
from csdesk.rules.folding import fold


@dataclass(frozen=True, slots=True)
class Told:
    """What the last stock file of one warehouse tells of an item; None where it has no column."""

    on_hand: int | None = None
    defective: int | None = None
    held: int | None = None
    available: int | None = None
    inbound: int | None = None
    defective_inside: bool = True

    @property
    def sellable(self) -> int | None:
        """Pieces for orders; where no on hand is told, what the export calls available.

        Below 0 where the export locks more than it has.
        """
        if self.on_hand is None:
            return self.available
        spoilt = self.defective if self.defective_inside else 0
        return self.on_hand - (spoilt or 0) - (self.held or 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What orders ask of an item, in pieces."""

    left: int = 0
    """Shipped since the stock file."""
    allocated: int = 0
    awaiting: int = 0
    on_hold: int = 0
    netted: int = 0
    """Not shipped, or shipped since, of orders placed before the stock file."""


def numbers(told: Sequence[Told], asked: Asked) -> Numbers:
    """The numbers of an item.

    Args:
        told: of the warehouses that count, without those whose last file leaves it out.
        asked: by all orders.
    """
    raw, on_hand = _sum(each.sellable for each in told), _sum(each.on_hand for each in told)
    # What an export calls available is without the orders of that time, which are counted below.
    netted = asked.netted if on_hand is None else 0
    there = None if raw is None else raw + netted - asked.left
    sellable = None if there is None else max(there, 0)
    demand = asked.allocated + asked.awaiting + asked.on_hold
    return Numbers(
        on_hand=on_hand,
        defective=_sum(each.defective for each in told),
        held=_sum(each.held for each in told),
        left=asked.left,
        sellable=sellable,
        allocated=asked.allocated,
        awaiting=asked.awaiting,
        on_hold=asked.on_hold,
        available=None if there is None else there - asked.allocated,
        demand=demand,
        shortage=None if sellable is None else max(0, demand - sellable),
        inbound=_sum(each.inbound for each in told),
        told_available=_sum(each.available for each in told),
        defective_inside=all(each.defective_inside for each in told if each.defective),
    )


def _sum(values: Iterable[int | None]) -> int | None:
    """Of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def total(rows: Sequence[Numbers]) -> Numbers:
    """The numbers of several items together, such as a product's."""
    known: dict[str, int | None] = {
        name: _sum(getattr(row, name) for row in rows) for name in _MAY_BE_UNKNOWN
    }
    counted: dict[str, int] = {name: sum(getattr(row, name) for row in rows) for name in _COUNTED}
    inside = all(row.defective_inside for row in rows)
    return replace(Numbers(defective_inside=inside, **counted), **known)  # type: ignore[arg-type]  # those fields may be None


_MAY_BE_UNKNOWN = (
    "on_hand", "defective", "held", "sellable", "available", "shortage", "inbound",
    "told_available",
)  # fmt: skip
_COUNTED = ("left", "allocated", "awaiting", "on_hold", "demand")


def formulas(found: Numbers) -> tuple[Formula, ...]:
    """Available, demand and shortage with their terms, for printing (design §7).

    A number that is not what its terms give is left out: several warehouses may tell different
    columns.
    """
    taken = [(-1, name) for name in ("defective", "held") if getattr(found, name) is not None]
    if not found.defective_inside:
        taken = [each for each in taken if each[1] != "defective"]
    there = [(1, "told_available")] if found.on_hand is None else [(1, "on_hand"), *taken]
    there += [(1, "netted")] if found.netted else []
    gone = [(-1, "left")] if found.left else []
    made = (
        _formula(found, "available", [*there, *gone, (-1, "allocated")]),
        _formula(found, "sellable", [*there, *gone], at_least_zero=True),
        _formula(found, "demand", [(1, "allocated"), (1, "awaiting"), (1, "on_hold")]),
        _formula(found, "shortage", [(1, "demand"), (-1, "sellable")], at_least_zero=True),
    )
    return tuple(each for each in made if each is not None)


def _formula(
    found: Numbers, name: str, terms: list[tuple[int, str]], *, at_least_zero: bool = False
) -> Formula | None:
    told = tuple((sign, each, getattr(found, each)) for sign, each in terms)
    value = getattr(found, name)
    if any(number is None for _, _, number in told) or value is None:
        return Formula(name, value, told, at_least_zero)
    result = sum(sign * number for sign, _, number in told)
    result = max(result, 0) if at_least_zero else result
    return Formula(name, value, told, at_least_zero) if result == value else None


def item_status(found: Numbers, *, discontinued: bool) -> ItemStatus:
    """Colour and word of an item (S37).

    Args:
        found: its numbers.
        discontinued: as the export or a person said.
    """
    if discontinued:
        return ItemStatus.DISCONTINUED
    if found.available is None:
        return ItemStatus.UNKNOWN
    return ItemStatus.NORMAL if found.available > 0 else ItemStatus.OUT_OF_STOCK


def product_status(items: Iterable[ItemStatus]) -> ItemStatus:
    """Of a product: that of its items where they agree, else ``PARTIAL`` (S37).

    Args:
        items: their states; those of which nothing is known do not count beside others.
    """
    states = set(items)
    known = states - {ItemStatus.UNKNOWN}
    if len(known) > 1:
        return ItemStatus.PARTIAL
    return next(iter(known), ItemStatus.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Compared:
    """An item in the warehouses whose files tell what is on hand and what is available of it.

    What had been promised is that of the time of these files: what was ordered, approved or shipped
    later is no difference.
    """

    told: tuple[Told, ...]
    certain: int = 0
    """Pieces of orders that were approved then and had not left."""
    possible: int = 0
    """Those, and the pieces that only some programs take off: not approved or held then."""

    @property
    def available(self) -> int:
        """What the files call available."""
        return sum(each.available or 0 for each in self.told)

    @property
    def ours(self) -> int:
        """What should have been available then."""
        return sum(each.sellable or 0 for each in self.told) - self.certain

    @property
    def differs(self) -> bool:
        """Whether orders cannot explain the difference."""
        return not self.ours + self.certain - self.possible <= self.available <= self.ours


def alarms(
    found: Numbers, *, told_normal: bool, unmoved: int, compared: Compared | None = None
) -> tuple[tuple[AlarmKind, int | None, int | None], ...]:
    """What does not fit about an item (I15): kind, our number, the other one.

    Args:
        found: its numbers.
        told_normal: the export calls it normal.
        unmoved: pieces that shipped without a movement.
        compared: with the numbers that exports work out; None where none tells both.
    """
    met: list[tuple[AlarmKind, int | None, int | None]] = []
    if found.available is not None and found.available < 0:
        met.append((AlarmKind.NEGATIVE, found.available, None))
    if compared and compared.differs:
        met.append((AlarmKind.DIFFERS, compared.ours, compared.available))
    if told_normal and found.on_hand is not None and found.on_hand <= 0:
        met.append((AlarmKind.NORMAL_EMPTY, found.on_hand, None))
    if unmoved:
        met.append((AlarmKind.UNMOVED, unmoved, 0))
    return tuple(met)


_LETTERS = ("xxxs", "xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl", "xxxxl", "xxxxxl")
_many_x = re.compile(r"([2-9])x([sl])").fullmatch
_number = re.compile(r"[0-9]+(?:\.[0-9]+)?").search
_ONE = ("均码", "one size", "f", "free")


def by_size(size: str) -> tuple[int, float, str]:
    """What sizes are sorted by: one size, S M L XL, then by number, then by letter."""
    word = fold(size).strip()
    if not word or word in _ONE:
        return 0, 0.0, word
    if found := _many_x(word):
        word = "x" * int(found[1]) + found[2]
    if word in _LETTERS:
        return 1, float(_LETTERS.index(word)), word
    if found := _number(word):
        return 2, float(found[0]), word
    return 3, 0.0, word

"""What purchasing is called about, and what the answers do to customers (S38, S39, I4, I10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.status import Verdict
    from csdesk.model.stock import Call, ItemRow, Supplier, Waiting


class SheetForm(StrEnum):
    """How the sheet is written; the value is the ending of its file."""

    TEXT = "txt"
    CSV = "csv"
    WORKBOOK = "xlsx"


@dataclass(frozen=True, slots=True)
class Shortage:
    """An item of which there is too little (W10)."""

    item: ItemRow
    pieces: int
    """To buy."""
    orders: int
    """Orders that ask for the item and do not get all of it."""
    oldest: datetime | None
    """Since when the first of them has waited."""
    call: Call | None
    """The last call; None where nobody has called."""


@dataclass(frozen=True, slots=True)
class SupplierShortages:
    """What one supplier is called about, the longest waiting first."""

    supplier: Supplier
    """Only its name, or nothing at all, where no suppliers' file has it."""
    shortages: tuple[Shortage, ...]
    pieces: int
    uncalled: int
    """Items about which nobody has called, or so long ago that it counts no more."""


@dataclass(frozen=True, slots=True)
class CallSheet:
    """The out-of-stock sheet: who on duty calls whom about what (F43)."""

    on_duty: tuple[str, ...]
    """Names of the purchasers who are at work, as far as the desk knows."""
    by_roster: bool
    """Whether the roster of the day says so; otherwise all purchasers are named."""
    suppliers: tuple[SupplierShortages, ...]
    """Those of the purchasers on duty first."""
    unknown: int
    """Items that open orders ask for and no stock file has; they are in no list."""
    made_at: datetime
    to_tell: int = 0
    """Orders whose customers are to be told what calls came to."""


@dataclass(frozen=True, slots=True)
class Affected:
    """An order that asks for an item (F44)."""

    waiting: Waiting
    phone: str
    account: str
    promised: datetime | None
    """Until when its customer was told that it ships; None where nothing was promised."""
    item: ItemRow | None = None
    """What it asks for, in lists over several items."""
    call: int | None = None
    """The newest call about it of which the customer is to be told."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a supplier said."""

    expected: date | None
    """None where no day was told."""
    quantity: int | None
    """Pieces; None for as many as are short."""
    words: str


@dataclass(frozen=True, slots=True)
class Called:
    """The receipt for a call that was logged."""

    calls: tuple[Call, ...]
    """One for each item."""
    sooner: int
    """Orders that get their goods sooner than was known before, or get a day at all."""
    later: int
    to_tell: tuple[Affected, ...]
    """Orders whose day has changed: their customers want to know, promised ones first."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A promise that the stock does not let us keep (I4): told before the customer asks."""

    promise_id: int
    order_no: str
    name: str
    due: datetime
    """What the customer was told."""
    text: str
    expected: date | None
    """When the goods come; None where nobody knows."""
    sku: str
    """The item that keeps it."""
    key: str = ""
    """Of that item, as ``ItemRow.key``."""
    title: str = ""
    short: str = ""
    """The closing digits of its product's code (S15)."""
    quantity: int = 0
    """Pieces of it that the order asks for."""
    covered: int = 0
    """Those of them that are there."""
    relied: Verdict | None = None
    """What was known of the goods when it was promised."""
    relied_on: date | None = None
    """The day on which they were to come then."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """An order that somebody else's priority makes wait longer (F42)."""

    order_no: str
    sku: str
    place: int
    """Before."""
    place_then: int
    expected: date | None
    expected_then: date | None
    loses: int
    """Pieces that were there for it and go to the other order."""
    key: str = ""
    """Of the item, as ``ItemRow.key``."""


@dataclass(frozen=True, slots=True)
class Prioritised:
    """An order that was put first, or would be."""

    order_no: str
    priority: int
    reason: str
    pushed: tuple[Pushed, ...]


@dataclass(frozen=True, slots=True)
class Discontinued:
    """An item that is not bought any more, and the orders to exchange or refund (W34)."""

    item: ItemRow
    short: tuple[Affected, ...]
    """Orders that get too little of what is left and of what still comes: exchange or refund."""
    served: int
    """Orders that still get theirs."""

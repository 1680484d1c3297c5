"""What is there of an item, what is promised of it, and who waits for it (S30 to S40, F34 to F44).

Numbers are pieces; None is what no file tells: unknown, not zero. Days are of the desk's zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.status import ItemStatus, OrderStatus, Verdict


class Reason(StrEnum):
    """Why a verdict is what it is."""

    IN_STOCK = "in_stock"
    CALLED = "called"
    """The supplier told a day when somebody called."""
    DAY_PASSED = "day_passed"
    """The day that the supplier told is past, and the goods are not in the stock file."""
    NO_DAY = "no_day"
    """Somebody called, and no day was told."""
    ON_THE_WAY = "on_the_way"
    """Ordered, as the stock file tells, but nobody told a day."""
    NOT_CALLED = "not_called"
    """There is too little, and nobody has called the supplier."""
    DISCONTINUED = "discontinued"
    MISSING = "missing"
    """The last stock file of every warehouse leaves the item out."""
    UNKNOWN_ITEM = "unknown_item"
    """No stock file has the item."""
    NO_CODE = "no_code"
    """The line has no item number."""
    NOT_APPROVED = "not_approved"
    """The order awaits review: this is what would be if it were approved now."""
    HELD = "held"
    """The order is held: this is what would be if it were approved now."""
    NOT_PAID = "not_paid"
    SHIPPED = "shipped"
    CLOSED = "closed"
    SPLIT = "split"
    """Its parts are asked for instead; see ``CanShip.parts``."""


class AlarmKind(StrEnum):
    """What does not fit in the stock (I15)."""

    DIFFERS = "differs"
    """The export's available is another number than ours."""
    UNMOVED = "unmoved"
    """An order has shipped, and no movement tells that its goods went out."""
    NORMAL_EMPTY = "normal_empty"
    """The export calls the item normal, and none is on hand."""
    NEGATIVE = "negative"
    """More is promised than there is."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of an item, of all warehouses that ship or of one (design §7).

    ``available = on_hand - defective - held - left - allocated``, with ``defective`` left out
    where the export does not count it in; where no on hand is told, ``available = told_available +
    netted - left - allocated``. ``demand = allocated + awaiting + on_hold``;
    ``shortage = max(0, demand - sellable)``; ``sellable`` is at least 0.
    """

    on_hand: int | None = None
    defective: int | None = None
    held: int | None = None
    """Locked for something else than orders, as the export tells."""
    left: int = 0
    """Shipped since the stock file was made, which still counts them."""
    sellable: int | None = None
    """What can be given to orders: on hand without defective, held and left; at least 0."""
    allocated: int = 0
    """Of approved orders that are not shipped."""
    awaiting: int = 0
    """Of orders that await review."""
    on_hold: int = 0
    """Of orders that are held."""
    available: int | None = None
    """What can still be promised; below 0 where too much is."""
    demand: int = 0
    shortage: int | None = None
    inbound: int | None = None
    """On the way, as the export tells."""
    told_available: int | None = None
    """The export's own number, to compare with ours."""
    defective_inside: bool = True
    """Whether the export counts defective pieces in on hand."""

    @property
    def there(self) -> int | None:
        """What can be given to orders; below 0 where the export locks more than it has."""
        return None if self.available is None else self.available + self.allocated

    @property
    def netted(self) -> int:
        """Of orders placed before a file that tells available only, and so without them already."""
        if self.on_hand is not None or self.available is None or self.told_available is None:
            return 0
        return self.available + self.allocated + self.left - self.told_available


@dataclass(frozen=True, slots=True)
class Formula:
    """One number with its terms, as the screens print it: ``available 3 = 10 - 1 - 0 - 2 - 4``."""

    name: str
    """Of a field of ``Numbers``."""
    value: int | None
    terms: tuple[tuple[int, str, int | None], ...]
    """Sign (1, -1), field of ``Numbers``, its value; every one of them can be opened."""
    at_least_zero: bool = False
    """Whether what would be below 0 is told as 0."""


@dataclass(frozen=True, slots=True)
class Level:
    """What one warehouse has of an item."""

    warehouse: str
    ships: bool
    """Whether orders are sent from there; what a marketplace ships itself is only shown."""
    taken_at: datetime
    """When the numbers were true."""
    missing: bool
    """The last file of the warehouse leaves the item out: the numbers are those of an older."""
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in lists."""

    sku: str
    code: str
    """Full product code, ``WLY0QU1098``."""
    short: str
    """Its closing digits, ``1098`` (S15)."""
    title: str
    color: str
    size: str
    supplier: str
    status: ItemStatus
    status_word: str
    """The export's own word for it."""
    warehouses: tuple[str, ...]
    """That have it, in the last file of each."""
    missing: bool
    """No last file has it."""
    numbers: Numbers
    key: str = ""
    """Asks for this one item: its number, with colour and size where several have the number."""

    @property
    def name(self) -> str:
        """As people name this one item: ``A100``, ``A100 红色 L`` where several have the number."""
        values = (self.color, self.size) if " " in self.key else ()
        return " ".join(filter(None, (self.sku, *values)))


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product in lists: the sum of its items."""

    code: str
    short: str
    title: str
    status: ItemStatus
    items: int
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Product:
    """A product as colours by sizes (F35)."""

    row: ProductRow
    colors: tuple[str, ...]
    """Rows of the matrix."""
    sizes: tuple[str, ...]
    """Columns, small sizes first."""
    cells: Mapping[tuple[str, str], ItemRow]
    """Colour and size -> item; pairs that are not made are left out."""
    others: tuple[ItemRow, ...] = ()
    """Items of a colour and size that another has too."""


@dataclass(frozen=True, slots=True)
class Supplier:
    """Whom purchasing calls (S38)."""

    name: str
    phone: str = ""
    contact: str = ""
    purchaser: str = ""
    """Who of us buys there."""
    lead_days: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Movement:
    """Goods in or out (S36)."""

    at: datetime
    kind: str
    """``in``, ``out`` or ``count``."""
    quantity: int
    """Above 0; a count may also correct downwards and is below 0 then."""
    warehouse: str
    reference: str
    """The order, parcel or purchase it was for."""
    note: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call to a supplier about an item, and the answer (S39, I10)."""

    id: int
    sku: str
    supplier: str
    author: str
    login: str
    at: datetime
    answer: str
    expected: date | None
    """The day on which the goods come; None where none was told."""
    quantity: int | None
    """Pieces that come then; None for as many as are short."""
    key: str = ""
    """Of the item, as ``ItemRow.key``."""
    there: int | None = None
    """Pieces that were there for orders when somebody called; None where no file told."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order's line in the queue of an item, or one that will be (F40, F41)."""

    order_no: str
    line_no: int
    name: str
    order_status: OrderStatus
    quantity: int
    place: int | None
    """1 is the next to get some; None where the order is not approved."""
    verdict: Verdict
    expected: date | None
    covered: int
    """Pieces that it gets from what is there."""
    priority: int
    """0, or more where a lead put the order first."""
    since: datetime
    """Approved, or paid where it is not approved."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Who gets an item, in order; who asks for it without approval yet comes last."""

    item: ItemRow
    waiting: tuple[Waiting, ...]
    total: int
    """Lines; ``waiting`` may be fewer."""
    first: int = 0
    """Lines before those of ``waiting``."""


@dataclass(frozen=True, slots=True)
class ItemCard:
    """All about one item (S36)."""

    row: ItemRow
    levels: tuple[Level, ...]
    formulas: tuple[Formula, ...]
    supplier: Supplier | None
    calls: tuple[Call, ...]
    """The newest first; the first one is in force."""
    movements: tuple[Movement, ...]
    """The newest first."""
    queue: tuple[Waiting, ...]
    """The first orders that hold it or wait for it."""
    queue_total: int
    price: int | None
    """Minor units of ``currency``."""
    cost: int | None
    """Purchase price; None where it is unknown or ``cost_hidden``."""
    cost_hidden: bool
    """The person has no right to see it."""
    currency: str
    discontinued_by: str
    """Who said so at the desk; empty where only the export does, or nobody."""
    alarms: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True)
class Unmoved:
    """A shipment without a movement."""

    order_no: str
    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something in the stock does not fit (I15)."""

    kind: AlarmKind
    sku: str
    title: str
    ours: int | None
    theirs: int | None
    difference: int | None
    """``theirs - ours``."""
    unmoved: tuple[Unmoved, ...] = ()
    """Shipments without movement."""
    key: str = ""
    """Of the item, as ``ItemRow.key``."""
    item: ItemRow | None = None

    @property
    def order_nos(self) -> tuple[str, ...]:
        """Of shipments without movement."""
        return tuple(dict.fromkeys(each.order_no for each in self.unmoved))

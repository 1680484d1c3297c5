"""What lists and searches show of orders (W2, W11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from csdesk.model.sorting import Place, Sort

if TYPE_CHECKING:
    from csdesk.model.status import Flag, OrderStatus, PaymentStatus


@dataclass(frozen=True, slots=True)
class RemarkCounts:
    """How many remarks stand in each tab of one order."""

    internal: int = 0
    finance: int = 0
    shipping: int = 0


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One line of a result list."""

    id: int
    """The store's time-ordered key: larger is newer."""
    order_no: str
    """The desk number, ``TB261122-0041``."""
    market_no: str
    """The marketplace's own number."""
    site: str
    """Site code: ``TB``, ``AM``, or the code of a shop's own profile."""
    shop: str
    placed_at: datetime | None
    paid_at: datetime | None
    name: str
    account: str
    nick: str
    phone: str
    province: str
    city: str
    order_status: OrderStatus
    payment_status: PaymentStatus
    market_status: str
    total: int | None
    currency: str
    carrier: str
    tracking_no: str
    flag: Flag
    blacklisted: bool
    remarks: RemarkCounts
    conflicts: int
    """Open conflicts with the last import."""
    title: str
    """Title of the first line, or the export's joined titles."""
    ship_by: datetime | None = None
    """The last moment to ship, as the export says (F22)."""
    sorted_by: int | bytes = 0
    """What the list is sorted by, where that is not the key alone."""

    @property
    def place(self) -> Place:
        """Where it stands in its list: pages are cut there."""
        return Place(self.sorted_by, self.id)


@dataclass(frozen=True, slots=True)
class Page:
    """A window of a result, newest first unless the question says otherwise."""

    rows: tuple[OrderRow, ...]
    more_before: bool
    """Rows exist above the first."""
    more_after: bool
    """Rows exist below the last."""
    elapsed_ms: float
    sort: Sort = Sort.NEWEST
    sorted_of: int | None = None
    """Only so many of the newest that match were sorted, because there are more than can be
    sorted at once; None where all were."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many orders match; where ``exact`` is false counting stopped, and there are more."""

    total: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Completion:
    """A suggestion for the word under the cursor of the search box."""

    insert: str
    """What the word becomes."""
    label: str

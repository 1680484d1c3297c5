"""Whether an order can leave, and why not (S40, W11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.status import OrderStatus, Verdict
    from csdesk.model.stock import Call, Reason


@dataclass(frozen=True, slots=True)
class LineVerdict:
    """Whether one line of an order can leave."""

    line_no: int
    sku: str
    title: str
    attributes: str
    quantity: int
    covered: int
    """Pieces that are there for it."""
    verdict: Verdict
    expected: date | None
    reason: Reason
    place: int | None
    """In the queue of its item."""
    ahead: int
    """Pieces that orders before it get."""
    call: Call | None
    """The call that the day comes from."""
    key: str = ""
    """Of its item, as ``ItemRow.key``; empty where the line names none."""


@dataclass(frozen=True, slots=True)
class CanShip:
    """Whether an order can leave, and why not (S40, W11): that of its worst line."""

    order_no: str
    order_status: OrderStatus
    verdict: Verdict
    expected: date | None
    """The day on which the last of its lines can leave."""
    reason: Reason
    place: int | None
    """Of the line that waits longest."""
    priority: int
    lines: tuple[LineVerdict, ...]
    parts: tuple[str, ...] = ()
    """Numbers of the orders it was split into."""
    taken_at: datetime | None = None
    """Of the oldest stock file that this rests on; None where there is none."""

"""What one shift hands over to the next, item by item (F46 to F48, I2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from csdesk.model.orders import OrderRow


class Urgency(StrEnum):
    """How urgent an item is, the most urgent first (the first letter of I-PASS)."""

    CRITICAL = "critical"
    """Read back in own words before the work queue opens."""
    URGENT = "urgent"
    ROUTINE = "routine"


class ItemState(StrEnum):
    """Where an item stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
    """Not needed any more; the reason is in the log."""


class ItemOrigin(StrEnum):
    """Who thought of an item."""

    PERSON = "person"
    ASK = "ask"
    PROMISE = "promise"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class Receipt:
    """How an item was handed over once."""

    shift_id: int
    """The shift that gave it."""
    nth: int
    """1 for the first time that it was handed over."""
    received_by: str
    """Name; empty while nobody has acknowledged it."""
    received_at: datetime | None
    read_back: str
    """In the receiver's own words; empty where it was not critical."""


@dataclass(frozen=True, slots=True)
class HandoverItem:
    """One thing that the next shift must know or do."""

    id: int
    urgency: Urgency
    order_no: str
    """Empty for a topic without an order."""
    order: OrderRow | None
    topic: str
    """What it is about where there is no order."""
    summary: str
    action: str
    owner: str
    """Who is to act: a person's name, a department's word, or the next shift."""
    due: datetime
    what_if: str
    """What to do if it turns out otherwise; may be empty."""
    origin: ItemOrigin
    author: str
    shift: str
    at: datetime
    state: ItemState
    receipts: tuple[Receipt, ...]
    """Oldest first."""
    version: int

    @property
    def age_shifts(self) -> int:
        """How many shifts have handed it on; the third time the lead is told (F48)."""
        return len(self.receipts)

    @property
    def acknowledged(self) -> bool:
        """Whether the shift that it was handed to last knows of it."""
        return bool(self.receipts) and bool(self.receipts[-1].received_by)

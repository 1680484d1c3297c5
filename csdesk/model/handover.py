"""What one shift hands over to the next, item by item (F46 to F48, I2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.found import OrderRow
    from csdesk.model.shifts import Shift

THIRD = 3
"""So often handed on, an item is the lead's, too (F48)."""


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


class Owner(StrEnum):
    """Who is to act, where it is nobody by name."""

    NEXT_SHIFT = "next_shift"
    LEAD = "lead"
    FINANCE = "finance"
    SHIPPING = "shipping"
    PURCHASING = "purchasing"


@dataclass(frozen=True, slots=True)
class Receipt:
    """How an item was handed over once."""

    shift_id: int
    """The shift that gave it."""
    nth: int
    """1 for the first time that it was handed over."""
    received_by: str
    """Name of who acknowledged it last; empty where nobody has."""
    received_at: datetime | None
    """None while it waits: nobody has acknowledged it, or it was changed after they did."""
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
    """Who is to act: an ``Owner``, or a person's name."""
    due: datetime
    what_if: str
    """What to do if it turns out otherwise; may be empty."""
    origin: ItemOrigin
    login: str
    author: str
    shift: str
    at: datetime
    state: ItemState
    receipts: tuple[Receipt, ...]
    """Oldest first."""
    version: int
    settled_by: str = ""
    settled_at: datetime | None = None

    @property
    def age_shifts(self) -> int:
        """How many shifts have handed it on; the third time the lead is told (F48)."""
        return len(self.receipts)

    @property
    def acknowledged(self) -> bool:
        """Whether the shift that it was handed to last knows of it."""
        return bool(self.receipts) and self.receipts[-1].received_at is not None

    @property
    def waits(self) -> bool:
        """Whether it was handed over and nobody has acknowledged it."""
        return self.state is ItemState.OPEN and bool(self.receipts) and not self.acknowledged

    @property
    def keeps_queue(self) -> bool:
        """Whether orders are not reviewed before it is acknowledged (I2)."""
        return self.waits and self.urgency is Urgency.CRITICAL

    @property
    def known_before(self) -> str:
        """Who acknowledged what it said before it was changed; empty where nobody did."""
        return self.receipts[-1].received_by if self.waits else ""

    @property
    def for_lead(self) -> bool:
        """Whether it was carried so often that a lead has to look at it."""
        return self.state is ItemState.OPEN and len(self.receipts) >= THIRD


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item as somebody writes it."""

    urgency: Urgency
    summary: str
    number: str = ""
    """Any number of an order; empty for a topic."""
    topic: str = ""
    action: str = ""
    owner: str = Owner.NEXT_SHIFT
    """As typed: an ``Owner`` in any language of the desk, or a colleague."""
    due: str = ""
    """By when, as typed: ``18:00``, ``明天``."""
    what_if: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """A lead opened the work queue although critical items wait."""

    name: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Handed:
    """What the last closed shift handed over, and how far it is received (F47)."""

    giver: Shift | None
    """The shift that was closed last; None where none was."""
    on: Shift | None
    """The shift that is on."""
    items: tuple[HandoverItem, ...]
    """All that it handed over, settled ones too: what waits first, the most urgent first."""
    override: Override | None
    """Of the giver's items."""
    notes: int = 0
    """Comments that were added to the giver's report after it was closed (F49)."""

    @property
    def waiting(self) -> tuple[HandoverItem, ...]:
        """What nobody has acknowledged."""
        return tuple(each for each in self.items if each.waits)

    @property
    def critical(self) -> tuple[HandoverItem, ...]:
        """What of it closes the work queue."""
        return tuple(each for each in self.waiting if each.urgency is Urgency.CRITICAL)

    @property
    def acknowledged(self) -> int:
        """How many need no acknowledgement any more: the 3 of "3 of 7"."""
        return len(self.items) - len(self.waiting)

    @property
    def queue_closed(self) -> bool:
        """Whether orders are not reviewed before critical items are acknowledged (I2)."""
        return bool(self.critical) and self.override is None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something the desk would hand over; it becomes an item when somebody takes it."""

    origin: ItemOrigin
    source_id: int
    """Key of the remark, promise or order that it comes from."""
    urgency: Urgency
    order_no: str
    order: OrderRow | None
    summary: str
    owner: str
    since: datetime
    """Since when it waits."""
    others: int
    """How many open items the order has already."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new item begins with."""

    order_no: str
    """Empty for a topic."""
    order: OrderRow | None
    due: dict[Urgency, datetime]
    """When such items are due where nobody says otherwise."""
    others: tuple[HandoverItem, ...]
    """Open items of the same order: it may be handed over already."""
    topic: str = ""
    """The number, where no order has it yet."""


class DraftKind(StrEnum):
    """What a draft of the hand-over will be."""

    ITEM = "item"
    """A new item, or a correction of one."""
    READ_BACK = "read_back"
    """What is to be done about a critical item, in own words."""
    NOTICE = "notice"
    """A notice to colleagues: ``to`` and ``text``."""


@dataclass(frozen=True, slots=True)
class HandoverDraft:
    """What somebody typed for the hand-over and did not send; a dropped line loses nothing (F74).

    A new item has one draft per order or topic, an item that is there one per kind.
    """

    kind: DraftKind
    about: str
    """The number, or the topic, that a new item began with; may be empty."""
    item_id: int
    """0 for a new item."""
    words: Mapping[str, str]
    """Field -> text as typed; of a read-back ``read_back`` alone."""
    seen: int
    """The version of the item that the person had before their eyes; 0 for a new one."""
    at: datetime
    item: HandoverItem | None = None
    """The item as it stands now; None for a new one."""

    @property
    def fits(self) -> bool:
        """Whether it can still be sent; else the item is settled or acknowledged meanwhile."""
        if not self.item_id:
            return True
        if self.item is None:
            return False
        read_back = self.kind is DraftKind.READ_BACK
        return self.item.waits if read_back else self.item.state is ItemState.OPEN

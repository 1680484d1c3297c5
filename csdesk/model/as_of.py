"""How orders, queues and counts stood at an earlier instant, folded from events (I5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.status import RemarkState, Tab


class Told(Enum):
    """Instead of a value."""

    NOT_KNOWN = "not known"
    """The log does not tell what stood there."""
    NOTHING = "nothing"
    """There was no such thing: the line, the remark or the order came later or went."""


LINES, CONFLICTS, REMARKS = "lines", "conflicts", "remarks"
"""Beside the fields of an order: which lines it had, which fields were in conflict, its remarks."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant of the desk: everything up to an event, nothing after it."""

    at: datetime
    seq: int
    """The last event that had happened; 0 before the first."""


@dataclass(frozen=True, slots=True)
class PastRemark:
    """A remark as it stood: the version that was the newest then."""

    id: int
    tab: Tab
    text: str
    author: str
    shift: str
    at: datetime
    state: RemarkState
    in_market: bool
    version: int


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order as it stood."""

    order_no: str
    moment: Moment
    there: bool
    """Whether the desk had it; without it the rest is empty."""
    fields: Mapping[str, object]
    """By their stored names, those of lines as ``line 2 sku``; instants in epoch seconds, money in
    minor units. Of a line that was not there, nothing."""
    not_known: frozenset[str]
    """Fields of which the log does not tell what stood there, and ``LINES``, ``CONFLICTS`` or
    ``REMARKS`` where it does not tell which there were."""
    conflicts: tuple[str, ...]
    """Fields that were in conflict with an import."""
    remarks: tuple[PastRemark, ...]
    """Oldest first."""

    @property
    def currency(self) -> str:
        """Of its amounts."""
        return str(self.fields.get("currency", ""))


@dataclass(frozen=True, slots=True)
class Difference:
    """Something of an order that was not the same at two instants."""

    field: str
    """As in ``PastOrder.fields``; ``remark 12`` for a remark, ``conflicts``, or ``order`` where the
    order was not there at one of them."""
    before: object
    """The value, or ``Told``."""
    after: object


class Queue(StrEnum):
    """What can be counted and listed as of an instant."""

    REVIEW = "review"
    HELD = "held"
    TO_SHIP = "to_ship"
    LATE = "late"
    FINANCE = "finance"
    SHIPPING = "shipping"
    REQUESTS = "requests"
    PROMISES = "promises"
    CASES = "cases"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True)
class PastCount:
    """How many stood in a queue."""

    queue: Queue
    total: int
    not_known: int
    """Orders of which the log does not tell whether they did; they are not in ``total``."""


@dataclass(frozen=True, slots=True)
class PastQueue:
    """Who stood in a queue."""

    count: PastCount
    moment: Moment
    order_nos: tuple[str, ...]
    """The first of them, one for each place in the queue: an order with two asks stands twice."""

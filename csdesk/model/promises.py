"""What a customer was told, and by when (I4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.found import OrderRow
    from csdesk.model.purchasing import Slip
    from csdesk.model.status import Verdict


class PromiseKind(StrEnum):
    """What was promised; shipping is kept or broken by the order's own facts."""

    SHIP = "ship"
    REFUND = "refund"
    ANSWER = "answer"
    OTHER = "other"


class PromiseState(StrEnum):
    """How a promise stands."""

    OPEN = "open"
    DUE = "due"
    """Within a day."""
    OVERDUE = "overdue"
    """The time is past, and nothing says that it was kept."""
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise, as it stands now."""

    id: int
    order_no: str
    order: OrderRow | None
    kind: PromiseKind
    due: datetime
    text: str
    """What the customer was told, in the agent's words; may be empty."""
    author: str
    at: datetime
    state: PromiseState
    settled_by: str
    """Who or what decided it, empty while nobody has."""
    version: int
    relied: Verdict | None = None
    """What was known of the goods when it was made; None where it is not about shipping."""
    relied_on: date | None = None
    """The day on which they were to come, where one was known."""
    slip: Slip | None = None
    """What of the stock does not let us keep it; None where nothing does."""

"""What a lead decides because somebody asked for it (F16, S47, W19, W28)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.found import OrderRow


class RequestKind(StrEnum):
    """What is asked for."""

    PRICE = "price"
    """Another price; the marketplace executes it, the desk only records it."""
    UNBLACKLIST = "unblacklist"
    """Take the customer off the blacklist (S10); done with the approval."""
    PRIORITY = "priority"
    """This order gets goods before others (F42); done with the approval."""


class RequestState(StrEnum):
    """How far a request is."""

    ASKED = "asked"
    APPROVED = "approved"
    """A lead said yes; somebody still has to do it."""
    REFUSED = "refused"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it stands now."""

    id: int
    order_no: str
    order: OrderRow | None
    kind: RequestKind
    state: RequestState
    old: int | None
    """The price when it was asked, in minor units of ``currency``; None for other kinds."""
    new: int | None
    currency: str
    reason: str
    grounds: str
    """What speaks against it: why the customer stands on the blacklist, and the evidence."""
    login: str
    """Who asked."""
    author: str
    at: datetime
    decided_by: str
    """Who moved it last, empty while nobody has."""
    decided_at: datetime | None
    decision: str
    """What the lead said with it."""
    news: bool
    """The asker has not seen the decision yet."""
    version: int

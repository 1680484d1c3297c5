"""The lead's morning glance: what is stuck, in numbers, each of which opens its list (W27, F52)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.shifts import Present, Shift


class Glance(StrEnum):
    """A number of the board, in its sequence; the first ten have the keys 1 to 9 and 0."""

    ITEMS = "items"
    """Hand-over items of the last closed shift that nobody has acknowledged (F47)."""
    DIFFERENCES = "differences"
    """Orders on one side of the ledger only that nobody has explained (I6)."""
    LATE = "late"
    """Orders past the moment to ship by (F22)."""
    SOON = "soon"
    """Orders that will be past it within a day."""
    SHORTAGES = "shortages"
    """Items of which there is too little and about which nobody has called (S39)."""
    STUCK = "stuck"
    """Orders made from others that do not get on (I8)."""
    FINANCE = "finance"
    """What finance is asked and has not answered (I9)."""
    SHIPPING = "shipping"
    REQUESTS = "requests"
    """What leads have to decide (F16)."""
    CONFLICTS = "conflicts"
    """Orders with fields that shop and marketplace both changed (I1)."""
    QUERIES = "queries"
    """Questions back to whoever asked."""
    OVERDUE = "overdue"
    """Promises whose time is past (F33)."""
    CARRIED = "carried"
    """Open hand-over items that were handed on three times or more (F48)."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the board."""

    figure: Glance
    total: int | None
    """None where nothing could be counted: no shift was ever closed, no stock file taken in."""
    since: datetime | None = None
    """Since when the oldest of them waits; of orders, the earliest moment to ship by."""
    critical: int = 0
    """How many of them are critical; of hand-over items only."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who has sessions open at this desk."""

    login: str
    name: str
    sessions: int


@dataclass(frozen=True, slots=True)
class LeadBoard:
    """All numbers, and who is there."""

    numbers: tuple[Number, ...]
    """In the sequence of ``Glance``."""
    on: Shift | None
    """The shift that is on."""
    last: Shift | None
    """The one that was closed last."""
    signed_in: tuple[SignedIn, ...]
    """By name."""

    @property
    def on_shift(self) -> tuple[Present, ...]:
        """Who works in the shift that is on and has not left."""
        return tuple(each for each in self.on.people if each.left_at is None) if self.on else ()

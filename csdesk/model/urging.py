"""Orders that await payment, and how often their buyers may be urged (F17, S50, W18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.found import OrderRow


@dataclass(frozen=True, slots=True)
class Urge:
    """One time that a buyer was urged."""

    text: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unpaid:
    """An order that awaits payment."""

    order: OrderRow
    version: int
    urges: tuple[Urge, ...]
    """All of them, oldest first."""
    next_at: datetime
    """From when on it may be urged again; a moment that is past where it may be now."""


@dataclass(frozen=True, slots=True)
class UnpaidOrders:
    """Orders that await payment, and how many there are in all."""

    orders: tuple[Unpaid, ...]
    total: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Urged:
    """Receipt for an urge."""

    order_no: str
    text: str
    """To be sent to the buyer."""
    urges: int
    next_at: datetime
    version: int

"""What the shop owes its customers (S14): an account that only grows, entry by entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OwedEntry:
    """One entry of the account."""

    order_no: str
    """The order that it came by."""
    amount: int
    """Minor units of ``currency``: above 0 the shop owes more, below 0 it gave something."""
    currency: str
    reason: str
    """What it came from: ``exchange``, ``rebate``, ``grant`` (a lead gave more), ``undo``."""
    by: str
    """Name of the person."""
    at: datetime

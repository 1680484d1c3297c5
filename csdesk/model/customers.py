"""Customers as the desk sees them: known by account, nickname or e-mail (S6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Blacklisting:
    """Why a customer's orders are red (S9)."""

    buyer: str
    reason: str
    evidence: str
    by: str
    at: datetime | None

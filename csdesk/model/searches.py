"""Searches that are kept under a name (design §9, F2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

NAME_LIMIT = 40
"""Characters of a name."""

MOST_KEPT = 100
"""Searches that one person keeps, and that everybody keeps together."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under a name: somebody's own, or everybody's."""

    id: int
    name: str
    query: str
    """As typed: days such as ``7d`` and ``by:me`` mean what they mean when it is asked."""
    shared: bool
    author: str
    """Who saved it last, by name."""
    at: datetime

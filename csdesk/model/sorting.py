"""In what order a list of orders stands, and where it is cut into pages."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Sort(StrEnum):
    """The orders that a search may ask for with ``sort:``; among equals the newest stands first."""

    NEWEST = "newest"
    """Placed last; what a search without ``sort:`` gives."""
    OLDEST = "oldest"
    AMOUNT = "amount"
    """The largest first. Amounts are not converted: the smallest units of currencies compare."""
    PAID = "paid"
    """Paid last; what is not paid stands at the end."""
    DUE = "due"
    """To be shipped first: only what has a day to ship by and has not left (F22)."""
    NAME = "name"
    """By the recipient's name as dictionaries have it, Chinese by its sounds as far as GB 2312
    goes; no name stands at the end."""

    @property
    def by_time(self) -> bool:
        """Whether keys of orders stand in this order, so that it needs no sorting."""
        return self in (Sort.NEWEST, Sort.OLDEST)


class Place(NamedTuple):
    """Where an order stands in a sorted list; a page is cut at a place, never at a row number."""

    value: int | bytes
    """What the list is sorted by; 0 where that is the key alone."""
    id: int

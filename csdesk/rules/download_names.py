"""What an approved-order file is called: ``淘宝订单付款2011-2-15-1`` (S46)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from csdesk.rules.search_words import SITES

_SITE_WORDS = {site.name: site.chinese for site in SITES}


def download_name(site: str, day: date, ordinal: int) -> str:
    """The name, without ending.

    Args:
        site: its code; a shop's own site is called by its code.
        day: of the import.
        ordinal: which import of the day.
    """
    return f"{_SITE_WORDS.get(site, site)}订单付款{day.year}-{day.month}-{day.day}-{ordinal}"


def ordinal_of(told: int, day: date, earlier: Iterable[date]) -> int:
    """Which import of the day a file is.

    Args:
        told: what its name says; 0 where it says nothing.
        day: of the import.
        earlier: days of the imports of the same site that came before it.
    """
    return told or 1 + sum(each == day for each in earlier)

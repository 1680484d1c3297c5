"""The numbers of orders: how desk numbers are made, and how a typed number is read.

A desk number is site, day and serial: ``TB261122-0041``. Orders made from another order carry
its whole number behind a mark (design §5): re-shipped ``RE``, ``RE2`` (S12), split ``OSP1-``,
``OSP2-`` (S17), gift ``G-`` (S13). What stands behind all marks is the root of the family.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from datetime import date, datetime
from unicodedata import normalize

_MARKS = r"(?:RE[2-9]?|OSP[1-9]-|G[2-9]?-)"
_MARKETS = r"(?:RE(?:[2-9]?-(?=[0-9])|[2-9]?(?=[ROG])|(?=[0-9]))|OSP[1-9]-|G[2-9]?-)"
"""Before a number that begins with a digit a re-shipment's mark needs a hyphen to end."""

_SITE = "(?!(?:RE|OSP)[0-9])[A-Z]{2,4}"
_desk = re.compile(rf"({_MARKS}*)({_SITE})([0-9]{{6}})-?([0-9]{{4,}})").fullmatch
_marked = re.compile(rf"({_MARKETS}+)([0-9][0-9-]{{5,}})").fullmatch
_sent_again = re.compile(r"RE([0-9][0-9-]{5,})").fullmatch
_amazon = re.compile(r"[0-9]{17}").fullmatch
_blank = re.compile(r"\s+").sub


EPOCH = 1_262_304_000
"""2010-01-01 00:00 UTC, in seconds since 1970: the keys of orders before are negative."""


def key_at(instant: int) -> int:
    """The smallest key of an order placed in this second (epoch seconds, UTC).

    Keys grow with the time of placing, 256 in a second; where they are used up the next free one
    is taken. So newest first needs no sort, and a range of dates is a range of keys.
    """
    return (instant - EPOCH) << 8


def prefix(site: str, day: date) -> str:
    """What the numbers of one site and day start with: ``TB261122``."""
    return f"{site}{day:%y%m%d}"


def desk_number(start: str, serial: int) -> str:
    """The number an order gets at import, ``TB261122-0041``; ``start`` is from ``prefix``."""
    return f"{start}-{serial:04d}"


def normal(typed: str) -> str:
    """A typed or pasted number in its stored form: capitals, no blanks, hyphens of the desk.

    Full-width characters become ordinary ones; what is no desk number keeps its hyphens.
    """
    number = _blank("", normalize("NFKC", typed)).upper()
    if found := _desk(number):
        marks, site, day, serial = found.groups()
        return f"{marks}{site}{day}-{serial}"
    return number


def forms(typed: str) -> tuple[str, ...]:
    """All stored forms a whole typed number may stand for, to look up exactly.

    A marketplace number is found with or without its hyphens (Amazon's 3-7-7 digits).
    """
    number = normal(typed)
    bare = number.replace("-", "")
    found = dict.fromkeys((number, _blank("", typed), bare))
    if _amazon(bare):
        found[f"{bare[:3]}-{bare[3:10]}-{bare[10:]}"] = None
    if sent_again := _sent_again(number):
        found[f"RE-{sent_again[1]}"] = None
        if number[2] in "23456789":
            found[f"RE{number[2]}-{number[3:]}"] = None
    return tuple(found)


def made_here(number: str, sites: Collection[str]) -> bool:
    """Whether only a desk gives such numbers: no export will ever bring an order of this number.

    Args:
        number: in its stored form (``normal``).
        sites: of the shops that the desk knows; where it knows none, any site may be its own.
    """
    if _marked(number):
        return True
    found = _desk(number)
    if not found or (sites and found[2] not in sites):
        return False
    with suppress(ValueError):
        datetime.strptime(found[3], "%y%m%d")  # noqa: DTZ007  # a day, no moment
        return True
    return False


def family_root(number: str) -> str:
    """The number of the order a derived one was made from; itself where it is no derived one.

    ``RETB261122-0041``, ``OSP1-TB261122-0041`` and ``RE2OSP1-TB261122-0041`` give
    ``TB261122-0041``.
    """
    if number[:2] not in ("RE", "OS", "G-", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G9"):
        return number
    if found := _desk(number):
        return f"{found[2]}{found[3]}-{found[4]}"
    if found := _marked(number):
        return found[2]
    return number


def reship(number: str, nth: int = 1) -> str:
    """The number of the nth order sent again for ``number``: ``RE…``, then ``RE2…`` (S12).

    A marketplace's number gets a hyphen in front: ``RE-2401…`` and ``RE2-401…`` stay apart.
    """
    return f"RE{nth if nth > 1 else ''}{'-' * number[:1].isdigit()}{number}"


def split(number: str, part: int) -> str:
    """The number of one part of a split order: ``OSP1-…``, ``OSP2-…`` (S17)."""
    return f"OSP{part}-{number}"


def gift(number: str, nth: int = 1) -> str:
    """The number of a gift for ``number``: ``G-…``, then ``G2-…`` (S13)."""
    return f"G{nth if nth > 1 else ''}-{number}"

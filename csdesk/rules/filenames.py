"""What the name of an export says: its day, which import of the day it is, its other half.

Names are hints only. What a file is stands in its header, and two halves belong together because
they hold the same orders; the name decides where the content leaves a choice (S42, C6).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

ORDERS, ITEMS = "orders", "items"

_export = re.compile(r"Export(Order|OrderDetail|Detail|Item)List(\d{12,})", re.IGNORECASE).search
_named = re.compile(
    r"(?<!\d)(20\d\d)-(\d{1,2})-(\d{1,2})-(1{1,9}|2{1,9})(?!\d)(?!\s*[:_-]\s*\d)"
).search
_day = re.compile(r"(?<!\d)(20\d\d)(?:[-_.年](\d{1,2})[-_.月](\d{1,2})|(\d\d)(\d\d))(?!\d)").search


_moment = re.compile(
    r"(?<!\d)(20\d\d)[-_.年]?(\d{2})[-_.月]?(\d{2})日?[-_ T]*"
    r"(\d{2})[-_:.]?(\d{2})(?:[-_:.]?(\d{2}))?(?!\d)"
).search


_download = re.compile(
    r"\.(tmp|temp|part|partial|crdownload|download|opdownload|filepart|aria2)$", re.IGNORECASE
).search
_locks = re.compile(r"^~\$|^\.~lock\.|\.(swp|lock)$", re.IGNORECASE).search


def unfinished_download(name: str) -> bool:
    """Whether browsers and copying programs name so what they have not finished."""
    return _download(name) is not None


def lock_file(name: str) -> bool:
    """Whether spreadsheet programs and editors name so their mark beside a file that is open."""
    return _locks(name) is not None


def put_aside(name: str) -> bool:
    """Whether a file of this name is not meant to be read: unfinished, a lock, a copy, hidden."""
    hidden = name.startswith((".", "~")) or name.endswith("~")
    return hidden or unfinished_download(name) or lock_file(name)


@dataclass(frozen=True, slots=True)
class NameHints:
    """What a name tells; every part may be missing."""

    day: str = ""
    """``2026-11-22``."""
    ordinal: int = 0
    """Which import of the day: 1 = morning, 2 = afternoon."""
    stamp: str = ""
    """What the two halves of one download share."""
    half: str = ""
    """``orders`` or ``items``."""


def hints(name: str, folder: str = "") -> NameHints:
    """Read a file name, and the name of the day folder it lies in (S41).

    ``2011-2-15-1`` and ``-2`` are order and item report of the morning, ``-11`` and ``-22`` of
    the afternoon, ``-111`` and ``-222`` of a third import. ``ExportOrderList202611220930`` and
    ``ExportOrderDetailList202611220930`` (since 2026 ``ExportItemList…``) share their stamp. A
    browser's `` (1)`` and what another tool wrote before the name do not matter.

    Args:
        name: the file's name, with or without extension.
        folder: the name of the folder it lies in, where that may be a day.
    """
    if found := _export(name):
        kind, stamp = found.groups()
        half = ORDERS if kind.lower() == "order" else ITEMS
        return NameHints(_iso(stamp[:4], stamp[4:6], stamp[6:8]) or day_of(folder), 0, stamp, half)
    if found := _named(name):
        year, month, day_no, digits = found.groups()
        if day := _iso(year, month, day_no):
            half = ORDERS if digits[0] == "1" else ITEMS
            return NameHints(day, len(digits), f"{day}#{len(digits)}", half)
    return NameHints(day_of(name) or day_of(folder))


def is_older(one: NameHints, other: NameHints) -> bool:
    """Whether names tell that one file was exported before another."""
    if one.day and other.day and one.day != other.day:
        return one.day < other.day
    if one.ordinal and other.ordinal:
        return one.ordinal < other.ordinal
    return one.stamp.isdigit() and other.stamp.isdigit() and one.stamp < other.stamp


def day_of(name: str) -> str:
    """The day in a name such as ``2026-11-22``, ``20261122`` or ``2026年11月22日``, else empty."""
    found = _day(name)
    return _iso(*filter(None, found.groups())) if found else ""


def moment_in(name: str) -> datetime | None:
    """The moment in a name such as ``库存202611220930.csv`` or ``stock 2026-11-22 09_30_05.xlsx``.

    Without a zone; None where the name has none.
    """
    if not (found := _moment(name)):
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - a name has no zone
    except ValueError:
        return None


def _iso(year: str, month: str, day: str) -> str:
    """The day as ISO text, empty where the calendar has no such day."""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def other_name(name: str) -> str:
    """The likely name of the other half of a pair, for people; empty where the name tells none.

    >>> other_name("2011-2-15-11.csv")
    '2011-2-15-22.csv'
    """
    if found := _export(name):
        start, end = found.span(1)
        other = "OrderDetail" if found[1].lower() == "order" else "Order"
        return name[:start] + other + name[end:]
    if found := _named(name):
        start, end = found.span(4)
        other = ("2" if found[4][0] == "1" else "1") * (end - start)
        return name[:start] + other + name[end:]
    return ""

"""When the time of an order's personal data is over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

DAY = 86_400

UNDERWAY_DAYS = 15
"""Days from leaving to delivery where nobody tells of that: Taobao confirms after ten itself."""

NEVER_TOLD_DAYS = 45
"""The same from the order's placing, where not even its leaving is known."""

GONE = "***"
"""What stands in the place of a text whose time is over."""

_span = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,18}))?")
_number = re.compile(rb"[0-9A-Za-z][0-9A-Za-z-]{6,38}[0-9A-Za-z]")


def ranges(numbers: Iterable[int]) -> str:
    """Numbers in a short form: ``3-5,9``, ascending."""
    told: list[list[int]] = []
    for each in sorted(set(numbers)):
        if told and each == told[-1][1] + 1:
            told[-1][1] = each
        else:
            told.append([each, each])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in told)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """First and last number of each part of what ``ranges`` wrote; what is none of it is passed."""
    for part in text.split(","):
        if found := _span.fullmatch(part):
            first = int(found[1])
            yield first, int(found[2] or first)


def numbers_in(content: bytes) -> set[str]:
    """All that can be a number of an order in a file's bytes, whatever its encoding.

    Args:
        content: of a text file in any encoding of ASCII's family or in UTF-16, or of a part of a
            workbook.
    """
    plain = content.replace(b"\0", b"")  # of UTF-16, digits and letters are left
    return {each.decode() for each in set(_number.findall(plain)) if any(map(_is_digit, each))}


def _is_digit(byte: int) -> bool:
    return 0x30 <= byte <= 0x39

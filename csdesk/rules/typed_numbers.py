"""An order number as a person types or pastes it."""

from __future__ import annotations

import re
import unicodedata

from csdesk.model.errors import NotFound, NotUnderstood
from csdesk.plain import plain

LONGEST = 64
"""Characters; the longest marketplace number seen has 19."""

SHORTEST = 6
"""Characters of a marketplace's number, all but one of them digits: fewer are part of a number."""

_AROUND = "=\"'`#*,;:.，；：。、“”‘’()[]<>"
"""What comes along when a number is copied from a sentence or from a ``="123"`` cell."""

_number = re.compile(r"(?=[^0-9]*[0-9])[0-9A-Za-z][0-9A-Za-z_-]*").fullmatch


def typed_number(text: str) -> str:
    """The number in ``text``: full-width digits made ordinary, blanks and quotes taken away.

    ``rules.numbers.forms`` tells how the store may spell it.

    Raises:
        NotUnderstood: it cannot be an order number.
    """
    shown = plain(unicodedata.normalize("NFKC", plain(text[: LONGEST * 8])))
    number = "".join(shown.split()).strip(_AROUND)
    if not _number(number) or len(number) > LONGEST:
        raise NotUnderstood(
            '"{number}" is not an order number. A number has digits, and perhaps letters and'
            " hyphens; {longest} characters at most.",
            number=text,
            longest=LONGEST,
        )
    return number


def long_enough(number: str) -> bool:
    """Whether a number is as long as marketplaces make theirs, not the end or part of one."""
    return len(number) >= SHORTEST and sum(map(str.isdecimal, number)) >= SHORTEST - 1


def asked_number(text: str) -> str:
    """As ``typed_number``, for a question: no order has what cannot be an order number.

    Raises:
        NotFound: it cannot be an order number.
    """
    try:
        return typed_number(text)
    except NotUnderstood as fault:
        raise NotFound("No order has the number {number}.", number=text[:LONGEST]) from fault

"""An order number as a person types or pastes it, and the ways the store may spell it."""

from __future__ import annotations

import re
import unicodedata

from csdesk.model.errors import NotUnderstood
from csdesk.plain import plain

LONGEST = 64
"""Characters; the longest marketplace number seen has 19."""

_AROUND = "=\"'`#*,;:.，；：。、“”‘’()[]<>"
"""What comes along when a number is copied from a sentence or from a ``="123"`` cell."""

_NUMBER = re.compile(r"(?=[^0-9]*[0-9])[0-9A-Za-z][0-9A-Za-z_-]*")
_AMAZON = re.compile(r"(\d{3})(\d{7})(\d{7})")
_DESK = re.compile(r"([A-Z0-9-]*[A-Z])(\d{6})(\d{4,})")


def typed_number(text: str) -> str:
    """The number in ``text``: full-width digits made ordinary, blanks and quotes taken away.

    Raises:
        NotUnderstood: it cannot be an order number.
    """
    shown = plain(unicodedata.normalize("NFKC", plain(text[: LONGEST * 8])))
    number = "".join(shown.split()).strip(_AROUND)
    if not _NUMBER.fullmatch(number) or len(number) > LONGEST:
        raise NotUnderstood(
            '"{number}" is not an order number. A number has digits, and perhaps letters and'
            " hyphens; {longest} characters at most.",
            number=text,
            longest=LONGEST,
        )
    return number


def spellings(number: str) -> tuple[str, ...]:
    """How the same number may stand in the store, whatever case or hyphens it was typed with.

    ``tb2611220041`` is also ``TB261122-0041``, and Amazon's 17 digits are also ``3-7-7``.

    Args:
        number: from ``typed_number``.
    """
    closed = number.replace("-", "")
    forms = [number, number.upper(), number.lower(), closed, closed.upper()]
    if amazon := _AMAZON.fullmatch(closed):
        forms.append("-".join(amazon.groups()))
    desk = _DESK.fullmatch(number.upper()) or _DESK.fullmatch(closed.upper())
    if desk:
        forms.append(f"{desk[1]}{desk[2]}-{desk[3]}")
    return tuple(dict.fromkeys(forms))

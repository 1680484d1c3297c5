"""Values that an export shows without telling them: masked, or left blank (formats.md 1.5, 1.9).

Marketplaces mask a buyer's data after a while (``张**``, ``1******6198``), blank it for accounts
without the right, and leave the price of a cancelled line empty. None of that is news about the
order, so it never replaces what an earlier file told in full (design §5).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from csdesk.model.intake import Value

PERSONAL = frozenset({
    "name", "account", "nick", "phone", "email",
    "province", "city", "district", "address", "zip",
})  # fmt: skip
"""Fields that marketplaces mask."""

_SAID_WHEN_BLANK = frozenset({
    "carrier", "tracking_no", "buyer_message", "market_remark", "flag", "closed_reason",
    "line_status", "refund_status",
})  # fmt: skip
"""Text fields where nothing is a fact: the flag was taken away, the parcel number corrected."""

_CIPHERED = ("##", "$$", "~~")
_hidden = re.compile("[*＊﹡∗✱]|[•●○×]{2}").search
"""Asterisks of any width; one dot alone stands between the parts of a name."""


def is_masked(text: str) -> bool:
    """Whether part of a buyer's data is hidden behind asterisks or a cipher.

    ``张**``, ``陈*平``, ``1******6198``, ``上海 上海市 ***``, ``##cipher##``.
    """
    return _hidden(text) is not None or text.startswith(_CIPHERED)


def withheld(field: str, value: Value) -> bool:
    """Whether an export that shows ``value`` keeps the field to itself.

    Args:
        field: a name of ``ORDER_TEXTS``, ``INSTANTS``, ``MONEY`` or ``LINE_FIELDS``.
        value: normalised; a number or a moment that is not told is None.
    """
    if value is None:
        return True
    if not isinstance(value, str):
        return False
    if not value:
        return field not in _SAID_WHEN_BLANK
    return field in PERSONAL and is_masked(value)


def told_in_full(fields: Mapping[str, Value]) -> set[str]:
    """The fields of a row that an export does not keep to itself."""
    return {name for name, value in fields.items() if not withheld(name, value)}

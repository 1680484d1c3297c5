"""Who the history counters of an order count (S5, S6)."""

from __future__ import annotations

from csdesk.model.intake import Value
from csdesk.rules.masking import is_masked

TOLD_BY = ("account", "nick", "email")
"""The fields that tell a buyer, the surest first."""


def buyer_of(*told: Value) -> str:
    """The buyer's mark: the first of these that is told in full, else empty.

    Args:
        *told: the values of ``TOLD_BY``.
    """
    for value in told:
        if value and not is_masked(str(value)):
            return str(value)
    return ""

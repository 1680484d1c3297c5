"""What the store itself refuses: words outside a vocabulary, numbers that are no integers."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """A text column holds a word of a vocabulary."""
    # Not IN: SQLite makes a table of the words for every row, a third of what a row costs.
    allowed = " OR ".join(f"{column} = '{word.value}'" for word in words)
    return CheckConstraint(allowed, name=f"{column}_word")


def whole(*columns: str) -> CheckConstraint:
    """These columns hold integers or nothing."""
    rule = " AND ".join(f"typeof({c}) IN ('integer', 'null')" for c in columns)
    return CheckConstraint(rule, name="whole_numbers")

"""A count as a person types it."""

from __future__ import annotations

from csdesk.model.errors import NotUnderstood


def is_whole_number(text: str) -> bool:
    """Whether a text is a number of 1 or more, in digits, and no longer than a count can be."""
    return len(text) < 9 and text.isascii() and text.isdigit() and int(text) > 0


def whole_number(text: str) -> int:
    """What a person typed as a count, at least 1.

    Raises:
        NotUnderstood: it is no such number.
    """
    if not is_whole_number(text):
        raise NotUnderstood('"{text}" is not a number of 1 or more.', text=text)
    return int(text)

"""What may be a PIN or a password, and what wrong ones cost (W1, reliability: people)."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from csdesk.model.errors import NotUnderstood

LEAST_DIGITS, LEAST_SIGNS, MOST_SIGNS = 6, 8, 128
"""Of a PIN, of a password, and of both."""

FREE, LOCKED_AT = 5, 10
"""From the first of these wrong ones in a row on one waits, at the second a lead is needed."""

FIRST_WAIT = 30
"""Seconds after the first of them that costs; twice as long after each further one."""

_LONGEST_PATTERN = 3


def normal(secret: str) -> str:
    """A secret as it is kept and compared: Chinese input methods send digits of full width."""
    return unicodedata.normalize("NFKC", secret).strip()


def check_secret(secret: str, *names: str) -> str:
    """What somebody wants as PIN or password, if it can be one.

    Args:
        secret: as typed.
        *names: login, name and the like of the person, which it must not be.

    Returns:
        It, in normal form.

    Raises:
        NotUnderstood: it is too short, too long, or the first that others would try.
    """
    wanted = normal(secret)
    if len(wanted) > MOST_SIGNS or not wanted.isprintable():
        raise NotUnderstood(
            "That cannot be kept: take at most {most} letters, digits and signs.", most=MOST_SIGNS
        )
    digits = wanted.isdecimal()
    if len(wanted) < (LEAST_DIGITS if digits else LEAST_SIGNS):
        raise NotUnderstood(
            "That is too short. A PIN has at least {digits} digits, a password at least {signs}"
            " letters, digits and signs.",
            digits=LEAST_DIGITS, signs=LEAST_SIGNS,
        )  # fmt: skip
    folded = wanted.casefold()
    if _patterned(folded) or any(folded == normal(name).casefold() for name in names):
        raise NotUnderstood(
            "That is among the first that somebody would try. Take one without a pattern that is"
            " no name or number of yours."
        )
    return wanted


def _patterned(text: str) -> bool:
    """Whether it is a run such as 123456, or a few signs again and again."""
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    if len(steps) == 1 and steps <= {-1, 0, 1}:
        return True
    return any(text == (text[:n] * len(text))[: len(text)] for n in range(1, _LONGEST_PATTERN + 1))


def wait_after(wrong: int) -> int:
    """Seconds that the next try waits after so many wrong ones in a row."""
    return 0 if wrong < FREE else FIRST_WAIT << (min(wrong, LOCKED_AT) - FREE)


def locked_after(wrong: int) -> bool:
    """Whether a lead must unlock after so many wrong ones in a row."""
    return wrong >= LOCKED_AT

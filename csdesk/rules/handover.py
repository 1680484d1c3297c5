"""What is handed over and how: by when, in whose words, what is the same twice (F46 to F48)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from csdesk.model.handover import Urgency
from csdesk.model.settings import ShiftKind
from csdesk.model.shifts import PlannedShift
from csdesk.rules import shift_times
from csdesk.rules.folding import fold

AT_ONCE = timedelta(hours=1)
"""What is critical is due so soon after the next shift begins, and nothing is sooner."""

LEAST_SAID = 4
"""Signs that a read-back has at least; one Chinese sign counts as two."""

LEAST_WORDS = 2
"""Different words that a read-back has at least."""

_EMPTY_WORDS = frozenset(
    ("ok", "okay", "yes", "read", "seen", "done", "roger", "got it", "noted", "i know",
     "understood", "acknowledged", "好", "好的", "收到", "知道", "知道了", "明白", "明白了", "了解",
     "已阅", "看到了", "确认", "已确认")
)  # fmt: skip
"""Words that say nothing of what was read."""

_signs = re.compile(r"[\W_]+")
_words = re.compile(r"[a-z]+|[^\W\d_a-z]")
"""A word of Latin letters, or one letter of any other script, of folded text."""


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same but for signs, blanks and capitals."""
    return _bare(one) == _bare(other)


def says_nothing(read_back: str, summary: str) -> bool:
    """Whether a read-back does not show that the item was understood.

    It must have words of its own, two at least that differ, where each Chinese sign is one: neither
    an "ok" nor the item's text once more, nor a key that was held down.

    Args:
        read_back: what was typed.
        summary: of the item.
    """
    said = _bare(read_back)
    length = sum(1 if sign.isascii() else 2 for sign in said)
    empty = {_bare(words) for words in _EMPTY_WORDS}
    words = set(_words.findall(fold(read_back)))
    if length < LEAST_SAID or len(words) < LEAST_WORDS:
        return True
    return said in empty or same_words(said, summary)


def _bare(text: str) -> str:
    return _signs.sub("", fold(text))


def next_shift(kinds: Iterable[ShiftKind], after: datetime, zone: tzinfo) -> PlannedShift | None:
    """The first shift that is planned to begin at a moment or later; None where none is.

    Args:
        kinds: of the desk.
        after: aware; when the present shift is planned to end.
        zone: the desk's.
    """
    today = after.astimezone(zone).date()
    spans = [
        shift_times.planned(kind, day, zone)
        for kind in kinds
        for day in (today + timedelta(days=n) for n in range(9))
        if shift_times.begins_on(kind, day)
    ]
    return min((each for each in spans if each.start >= after), key=_start, default=None)


def _start(each: PlannedShift) -> datetime:
    return each.start


def usual_due(urgency: Urgency, coming: PlannedShift | None, now: datetime) -> datetime:
    """By when an item is due where nobody says otherwise.

    What is critical when the next shift has begun, all else before that ends; within a day where
    no shift is planned.

    Args:
        urgency: of the item.
        coming: the shift that it is handed to.
        now: aware.
    """
    if coming is None:
        return now + (AT_ONCE if urgency is Urgency.CRITICAL else timedelta(days=1))
    due = coming.start + AT_ONCE if urgency is Urgency.CRITICAL else coming.end
    return max(due, now + AT_ONCE)

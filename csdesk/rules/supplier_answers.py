"""What a supplier said, as people type it in one line: ``11-28 50件 周五发车``, ``? 没人接``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from csdesk.model.errors import NotUnderstood
from csdesk.model.purchasing import Answer
from csdesk.plain import plain
from csdesk.rules import due
from csdesk.rules.folding import fold
from csdesk.rules.kept_words import kept_words

LONGEST = 500
"""Characters of what was said."""

_no_day = re.compile(r"[?？-]+").fullmatch
_pieces = re.compile(
    r"(?:[x×] ?([0-9]{1,6})|([0-9]{1,6}) ?(?:件|个|条|双|套|只|pcs?|pieces?))"
).fullmatch
_number = re.compile(r"[0-9]{1,6}").fullmatch


def read_answer(typed: str, now: datetime) -> Answer:
    """Day, pieces and words of an answer.

    Args:
        typed: first the day, or ``?`` where none was told; then pieces where they were told, as
            ``50件``, ``50 pcs``, ``x50``, or ``50`` with nothing or a day's name behind it; then
            anything. Pieces may stand before the day: ``50 pcs fri``, ``30 friday``.
        now: aware, in the desk's zone.

    Raises:
        NotUnderstood: it does not begin with a day of today or later, or with ``?``.
        Refused: more was said than is kept.
    """
    words = plain(typed).split()
    quantity, taken = _counted(words, now)
    if len(words) < 2 or (_number(words[0]) and _same_day(words[0], words[1], now)):
        quantity, taken = None, 0  # "30" is the 30th, and so is "27 fri" where that is a Friday
    expected = _day(words[taken] if taken < len(words) else "", now)
    rest = words[taken + 1 :]
    if quantity is None:
        quantity, taken = _counted(rest, now)
        rest = rest[taken:]
    if quantity == 0:
        raise NotUnderstood('"{text}" is not a number of 1 or more.', text="0")
    return Answer(expected, quantity, kept_words(" ".join(rest), LONGEST))


def _told(words: Sequence[str]) -> int | None:
    """Pieces, as a word or two tell them."""
    found = _pieces(fold(" ".join(words)))
    return int(found[1] or found[2]) if found else None


def _counted(words: Sequence[str], now: datetime) -> tuple[int | None, int]:
    """The pieces in front, and how many words tell them."""
    for n in (1, 2):
        if (pieces := _told(words[:n])) is not None:
            return pieces, n
    if words and _number(fold(words[0])) and (len(words) == 1 or _names_day(words[1], now)):
        return int(words[0]), 1
    return None, 0


def _names_day(word: str, now: datetime) -> bool:
    """Whether a word is a day's name, ``fri`` or ``明天``, and no date."""
    return not any(map(str.isdigit, word)) and due.due(word, now) is not None


def _same_day(first: str, second: str, now: datetime) -> bool:
    """Whether two words tell one day."""
    one, other = due.due(first, now), due.due(second, now)
    return one is not None and other is not None and one.date() == other.date()


def _day(typed: str, now: datetime) -> date | None:
    if _no_day(typed):
        return None
    moment = due.due(typed, now)
    if moment is None or moment.date() < now.date():
        raise NotUnderstood(
            '"{typed}" is no day to come. Begin with one, or with ? where none was told.'
            " Examples: {allowed}.",
            typed=typed, allowed=due.ALLOWED,
        )  # fmt: skip
    return moment.date()

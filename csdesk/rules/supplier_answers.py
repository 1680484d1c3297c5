"""What a supplier said, as people type it in one line: ``11-28 50件 周五发车``, ``? 没人接``."""

from __future__ import annotations

import re
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
_pieces = re.compile(r"(?:[x×]([0-9]{1,6})|([0-9]{1,6})(?:件|个|条|双|套|只|pcs|pieces))").fullmatch


def read_answer(typed: str, now: datetime) -> Answer:
    """Day, pieces and words of an answer.

    Args:
        typed: first the day, or ``?`` where none was told; then pieces where they were told, as
            ``50件`` or ``x50``; then anything.
        now: aware, in the desk's zone.

    Raises:
        NotUnderstood: it does not begin with a day of today or later, or with ``?``.
        Refused: more was said than is kept.
    """
    first, _blank, rest = plain(typed).strip().partition(" ")
    expected = _day(first, now)
    word, _blank, after = rest.strip().partition(" ")
    counted = _pieces(fold(word))
    quantity = int(counted[1] or counted[2]) if counted else None
    if quantity == 0:
        raise NotUnderstood('"{text}" is not a number of 1 or more.', text=word)
    said = after if counted else rest
    return Answer(expected, quantity, kept_words(said, LONGEST))


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

"""An earlier instant, as people type it: ``09:00``, ``昨天 17:00``, ``#1234``, ``上一班``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from csdesk.rules.folding import fold
from csdesk.rules.search_dates import span

ALLOWED = (
    "09:00", "2026-11-22T09:30", "yesterday 昨天", "昨天 17:00", "7d 7天", "8h 8小时", "now 现在",
    "last-shift 上一班", "my-last-shift 我上一班", "#1234",
)  # fmt: skip
"""For the sentence about an instant that is not understood."""

LAST_SHIFT, MY_LAST_SHIFT = "last-shift", "my-last-shift"
NOW = "now"

_WORDS = {
    "now": NOW, "现在": NOW, "此刻": NOW,
    "last-shift": LAST_SHIFT, "last shift": LAST_SHIFT, "上一班": LAST_SHIFT, "上班次": LAST_SHIFT,
    "my-last-shift": MY_LAST_SHIFT, "my last shift": MY_LAST_SHIFT, "我上一班": MY_LAST_SHIFT,
    "我的上一班": MY_LAST_SHIFT, "我下班": MY_LAST_SHIFT,
}  # fmt: skip
_step = re.compile(r"#([0-9]{1,18})").fullmatch
_hours = re.compile(r"([0-9]{1,4})\s*(?:h|hours?|小时)前?").fullmatch
_seconds = re.compile(r"(.*?[0-9]{1,2}:[0-9]{2}):([0-9]{2})").fullmatch


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed: exactly one of them is set."""

    at: datetime | None = None
    """Aware."""
    seq: int | None = None
    """After this step of the log."""
    word: str = ""
    """``NOW``, ``LAST_SHIFT`` or ``MY_LAST_SHIFT``."""


def instant(typed: str, now: datetime) -> Wanted | None:
    """The instant that was typed; None where it is none.

    A day alone means its end, or now where it is today; a minute its beginning. A wall-clock time
    that a change to winter time brings twice is the first of the two.

    Args:
        typed: as typed.
        now: aware, in the desk's zone.
    """
    text = fold(typed).strip()
    if text in _WORDS:
        return Wanted(word=_WORDS[text])
    if step := _step(text):
        return Wanted(seq=int(step[1]))
    at = _exact(typed) or _on_the_clock(text, now)
    return Wanted(at=at) if at else None


def _exact(typed: str) -> datetime | None:
    """A time with its offset, as programs write it."""
    try:
        exact = datetime.fromisoformat(typed.strip())
    except ValueError:
        return None
    return exact if exact.tzinfo is not None else None


def _on_the_clock(text: str, now: datetime) -> datetime | None:
    if hours := _hours(text):
        return now - timedelta(hours=int(hours[1]))
    seconds = _seconds(text)
    found = span(seconds[1] if seconds else text, now)
    if found is None or (seconds and int(seconds[2]) > 59):
        return None
    first, after = found
    if after - first == 60:  # a minute, not a day
        return _at(first + (int(seconds[2]) if seconds else 0), now)
    return min(_at(after, now) - timedelta(microseconds=1), now)


def _at(seconds: int, now: datetime) -> datetime:
    return datetime.fromtimestamp(seconds, now.tzinfo)

"""Amazon cases: which way they go, which moments are in force and who says so (S68-S75)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from csdesk.model.amazon import (
    AmazonState,
    Deadline,
    MomentKind,
    MomentSource,
    NoticeKind,
    ReplyForm,
    Submission,
)
from csdesk.model.errors import NotUnderstood, Refused
from csdesk.rules import due
from csdesk.rules.folding import fold
from csdesk.rules.search_dates import span

_S = AmazonState

STEPS: dict[AmazonState, tuple[AmazonState, ...]] = {
    _S.DRAFT: (_S.SUBMITTED, _S.CLOSED),
    _S.SUBMITTED: (_S.RESTORED, _S.REFUSED, _S.MORE_ASKED, _S.CLOSED),
    _S.MORE_ASKED: (_S.SUBMITTED, _S.CLOSED),
    _S.REFUSED: (_S.SUBMITTED, _S.CLOSED),
    _S.RESTORED: (_S.CLOSED, _S.DRAFT),
    _S.CLOSED: (_S.DRAFT,),
}
"""State -> what it may become, the usual one first (S72). Each is reached by a person only."""

ANSWERS = (_S.RESTORED, _S.REFUSED, _S.MORE_ASKED)
"""What Amazon may answer."""

OVER = (_S.RESTORED, _S.CLOSED)
"""Nobody has to do anything; a case may be taken up again."""

VERDICT_HOURS = 48
"""Hours in which Amazon usually answers (S75); a person may expect something else."""

_EXPECTED: dict[NoticeKind, tuple[int, MomentKind, str]] = {
    NoticeKind.PREMIUM: (90, MomentKind.WATCHED, "S68"),
    NoticeKind.CLAIM: (30, MomentKind.REPLY, "3B"),
    NoticeKind.FUNDS: (60, MomentKind.NOT_BEFORE, "3B"),
}
"""Kind -> days after the notice, what is then, and where the manual says so. What is not here has
no moment unless the notice tells one."""

_BY_URGENCY = (MomentKind.REPLY, MomentKind.VERDICT, MomentKind.WATCHED, MomentKind.NOT_BEFORE)

_asin = re.compile(r"(?<![a-z0-9])b0[a-z0-9]{8}(?![a-z0-9])")
_book = re.compile(r"asin\s{0,9}[:#]?\s{0,9}([0-9]{9}[0-9x])(?![a-z0-9])")
_order = re.compile(r"(?<![0-9])[0-9]{3}-[0-9]{7}-[0-9]{7}(?![0-9])")
_own = re.compile(r"b0[a-z0-9]{8}|[0-9]{9}[0-9x]|[0-9]{3}-[0-9]{7}-[0-9]{7}").fullmatch

_days = re.compile(r"([0-9]{1,3})\s*(?:d|days?|天|日)(?:内)?").fullmatch

_within = re.compile(
    r"within\s{1,9}([0-9]{1,3})\s{1,9}(?:calendar\s{1,9})?(hours?|days?)"
    r"|([0-9]{1,3})\s{0,9}个?(小时|天|日)之?内"
).search

MOST_SUBJECTS = 200
"""ASINs and orders of a case."""


def steps(state: AmazonState, *, unanswered: bool = False) -> tuple[AmazonState, ...]:
    """What a case may become, the usual one first.

    Args:
        state: of the case.
        unanswered: whether Amazon still has to answer what was sent: it may do so late, when the
            case was closed or taken up again.
    """
    usual = STEPS[state]
    late = ANSWERS if unanswered else ()
    return (*usual, *(each for each in late if each not in usual))


def check_step(
    case_id: int, state: AmazonState, to: AmazonState, *, unanswered: bool = False
) -> None:
    """Whether a case may become something; arguments as of ``steps``.

    Raises:
        Refused: it does not go that way.
    """
    allowed = steps(state, unanswered=unanswered)
    if to not in allowed:
        raise Refused(
            "Amazon case {id} is {state} and cannot become {to}. It may become: {allowed}.",
            id=case_id, state=state, to=to, allowed=list(allowed),
        )  # fmt: skip


def deadlines(
    kind: NoticeKind,
    state: AmazonState,
    received: datetime,
    *,
    due_at: datetime | None,
    due_words: str,
    verdict_hours: int | None,
    last: Submission | None,
) -> tuple[Deadline, ...]:
    """The moments that are in force, the one to go by first. None is made up.

    Args:
        kind: of the case.
        state: of the case.
        received: when the notice, or Amazon's last question, came.
        due_at: what Amazon set; None where it set nothing.
        due_words: its words.
        verdict_hours: in which somebody here expects an answer; None for the manual's.
        last: what was sent last.
    """
    if state in OVER:
        return ()
    moments: list[Deadline] = []
    if state is _S.SUBMITTED and last is not None:
        hours = VERDICT_HOURS if verdict_hours is None else verdict_hours
        source = MomentSource.MANUAL if verdict_hours is None else MomentSource.PERSON
        words = "S75" if verdict_hours is None else f"{hours} h"
        at = last.sent_at + timedelta(hours=hours)
        moments.append(Deadline(at, MomentKind.VERDICT, source, words))
    elif due_at is not None:
        moments.append(Deadline(due_at, MomentKind.REPLY, MomentSource.NOTICE, due_words))
    if kind in _EXPECTED:
        days, what, row = _EXPECTED[kind]
        replies = any(each.kind is MomentKind.REPLY for each in moments)
        if what is not MomentKind.REPLY or (state is _S.DRAFT and not replies):
            at = received + timedelta(days=days)
            moments.append(Deadline(at, what, MomentSource.MANUAL, row))
    return tuple(sorted(moments, key=lambda each: _BY_URGENCY.index(each.kind)))


def needs_plan(form: ReplyForm) -> bool:
    """Whether Amazon wants a plan of action; some notices are a quiz or a questionnaire."""
    return form is ReplyForm.PLAN


# What a notice is about


def subjects(notice: str, added: Iterable[str] = ()) -> tuple[str, ...]:
    """ASINs and order numbers of a case, each once: those of the notice as they come, then others.

    Args:
        notice: Amazon's text.
        added: typed by a person, as ``subject`` gives them.
    """
    text = fold(notice)
    places = {m.start(): m[0] for m in _asin.finditer(text)}
    places |= {m.start(1): m[1] for m in _book.finditer(text)}
    places |= {m.start(): m[0] for m in _order.finditer(text)}
    named = [places[place].upper() for place in sorted(places)]
    return tuple(dict.fromkeys([*named, *added]))[:MOST_SUBJECTS]


def typed_subjects(typed: str) -> tuple[str, ...]:
    """ASINs and order numbers as a person types them, with blanks or commas between.

    Raises:
        NotUnderstood: something is neither.
    """
    words = re.split(r"[\s,，、;；]+", fold(typed).strip())
    for word in filter(None, words):
        if not _own(word):
            raise NotUnderstood(
                '"{typed}" is neither an ASIN (B0 and eight signs) nor an Amazon order number'
                " (123-1234567-1234567).",
                typed=word,
            )
    return tuple(dict.fromkeys(word.upper() for word in words if word))


def told_deadline(notice: str) -> tuple[str, str]:
    """What a notice says of hours or days in which it wants an answer.

    A person decides whether that is the deadline; working days cannot be counted.

    Returns:
        Its words, and as they are typed: ``within 72 hours``, ``72h``; twice empty for none.
    """
    told = _within(fold(notice))
    if told is None:
        return "", ""
    number, unit = told[1] or told[3], told[2] or told[4]
    return " ".join(told[0].split()), f"{number}{'h' if unit[0] in 'h小' else 'd'}"


def is_order(subject: str) -> bool:
    """Whether that is the number of an order, not an ASIN."""
    return "-" in subject


def named_in(text: str, subjects: Sequence[str]) -> frozenset[str]:
    """Which of these a text names."""
    squeezed = fold(text)
    return frozenset(each for each in subjects if fold(each) in squeezed)


# Moments as people type them


def set_by(typed: str, received: datetime) -> datetime:
    """By when Amazon wants an answer, as its notice says it: ``72h``, ``17 days``, ``2026-12-01``.

    Args:
        typed: a number of hours or days counts from ``received``.
        received: aware, in the desk's zone.

    Raises:
        NotUnderstood: it is no moment, or one before the notice.
    """
    days = _days(fold(typed).strip())  # to the hour: the end of the day may be too late
    moment = received + timedelta(days=int(days[1])) if days else due.due(typed, received)
    if moment is None:
        raise NotUnderstood(
            '"{typed}" is not a time. Examples: {allowed}.', typed=typed,
            allowed=("72h 72小时", "17d 17天", "2026-12-01", "2026-12-01 17:00"),
        )  # fmt: skip
    if moment <= received:
        raise NotUnderstood('"{typed}" is before the notice came.', typed=typed)
    return moment


def moment_past(typed: str, now: datetime) -> datetime:
    """When something happened: ``2026-11-20 09:30``, ``yesterday``; empty is now.

    Raises:
        NotUnderstood: it is no moment, or is still to come.
    """
    if not typed.strip():
        return now
    return min(now, datetime.fromtimestamp(_past(typed, now)[0], now.tzinfo))


def day_typed(typed: str, now: datetime) -> date | None:
    """A day, past or to come; None where nothing was typed.

    Raises:
        NotUnderstood: it is no day.
    """
    if not typed.strip():
        return None
    past = span(fold(typed).strip(), now)
    if past is not None:
        return datetime.fromtimestamp(past[0], now.tzinfo).date()
    coming = due.due(typed, now)
    if coming is None:
        raise NotUnderstood(
            '"{typed}" is no day. Examples: {allowed}.', typed=typed,
            allowed=("2026-11-20", "11-20", "today 今天", "yesterday 昨天", "tomorrow 明天"),
        )  # fmt: skip
    return coming.date()


def _past(typed: str, now: datetime) -> tuple[int, int]:
    told = span(fold(typed).strip(), now)
    if told is None or told[0] > now.timestamp():
        raise NotUnderstood(
            '"{typed}" is no moment that is past. Examples: {allowed}.', typed=typed,
            allowed=("2026-11-20 09:30", "11-20", "today 今天", "yesterday 昨天"),
        )  # fmt: skip
    return told

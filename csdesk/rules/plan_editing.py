"""What a person types into an Amazon case, read and checked (F63, F65)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from csdesk.model.amazon import (
    AmazonCase,
    Evidence,
    EvidenceKind,
    NoticeKind,
    PlanEntry,
    ReplyForm,
    Section,
)
from csdesk.model.counting import whole_number
from csdesk.model.errors import NotFound, NotUnderstood, Refused
from csdesk.plain import plain
from csdesk.rules.amazon import OVER, day_typed, moment_past, set_by, typed_subjects
from csdesk.rules.kept_words import kept_words
from csdesk.words import N_, meant, names_of

LONGEST_NOTICE = 20_000
LONGEST_ENTRY = 4_000
LONGEST_WORDS = 500
"""Characters of what Amazon answered, or why a case is closed."""
_LONGEST_NAME = 120

ALL = ("all", "全部", "所有")
"""Typed for every ASIN and order of a case."""

Word = TypeVar("Word", bound=StrEnum)

_blanks, _empty_lines = re.compile("[ \xa0\u3000]{3,}").sub, re.compile("\n{3,}").sub
"""What a pasted page pads its tables with."""


def word(typed: str, vocabulary: type[Word]) -> Word:
    """A word of a vocabulary as a person types it, in either language.

    Raises:
        NotUnderstood: it is none of them.
    """
    found = meant(typed, names_of(vocabulary))
    if found is None:
        raise NotUnderstood('"{typed}" is none of: {words}.', typed=typed, words=list(vocabulary))
    return found


def notice_text(typed: str) -> str:
    """Amazon's notice as it is kept, without the padding of the page that it was copied from.

    Raises:
        Refused: there is none, or it is too long.
    """
    squeezed = _blanks("  ", _empty_lines("\n\n", plain(typed, lines=True)))
    return kept_words(squeezed, LONGEST_NOTICE, missing=N_("Put in what Amazon wrote."), lines=True)


def name(typed: str) -> str:
    """A name, a number, a few words on one line."""
    return kept_words(typed, _LONGEST_NAME)


def check_open(case: AmazonCase) -> None:
    """Refuse changes of a case that is over.

    Raises:
        Refused: it is.
    """
    if case.state in OVER:
        raise Refused(
            "Amazon case {id} is {state}. Take it up again first.", id=case.id, state=case.state
        )


# Fields of a case


def _kind(_case: AmazonCase, typed: str, _now: datetime) -> dict[str, object]:
    return {"kind": word(typed, NoticeKind)}


def _form(_case: AmazonCase, typed: str, _now: datetime) -> dict[str, object]:
    return {"form": word(typed, ReplyForm)}


def _account(_case: AmazonCase, typed: str, _now: datetime) -> dict[str, object]:
    return {"account": name(typed)}


def _reference(_case: AmazonCase, typed: str, _now: datetime) -> dict[str, object]:
    return {"reference": name(typed)}


def _notice(_case: AmazonCase, typed: str, _now: datetime) -> dict[str, object]:
    return {"notice": notice_text(typed)}


def _received(case: AmazonCase, typed: str, now: datetime) -> dict[str, object]:
    """A deadline that was told in hours or days counts from the new moment."""
    at = moment_past(typed, now)
    values: dict[str, object] = {"received": int(at.timestamp())}
    if case.due_words and not any(each.answer for each in case.submissions):
        values["due"] = int(set_by(case.due_words, at).timestamp())
    return values


def due_values(typed: str, since: datetime) -> dict[str, object]:
    """The columns of what Amazon set; nothing typed means that it set nothing.

    Args:
        typed: its words, ``72h``.
        since: when it said so; aware, in the desk's zone.

    Raises:
        NotUnderstood: that is no moment to come after ``since``.
    """
    words = name(typed)
    moment = set_by(words, since) if words else None
    return {"due": int(moment.timestamp()) if moment else None, "due_words": words}


def _due(case: AmazonCase, typed: str, now: datetime) -> dict[str, object]:
    last = max((e.answered_at for e in case.submissions if e.answered_at), default=case.received)
    return due_values(typed, last.astimezone(now.tzinfo))


def _verdict(_case: AmazonCase, typed: str, _now: datetime) -> dict[str, object]:
    return {"verdict_hours": whole_number(typed) if typed.strip() else None}


def _subjects(_case: AmazonCase, typed: str, _now: datetime) -> dict[str, object]:
    return {"added": " ".join(typed_subjects(typed))}


FIELDS: dict[str, Callable[[AmazonCase, str, datetime], dict[str, object]]] = {
    "kind": _kind,
    "form": _form,
    "account": _account,
    "reference": _reference,
    "notice": _notice,
    "received": _received,
    "due": _due,
    "verdict_hours": _verdict,
    "subjects": _subjects,
}
"""Fields of a case that can be set -> what typed text makes of its columns."""


def set_field(case: AmazonCase, field: str, typed: str, now: datetime) -> dict[str, object]:
    """The columns of a case with another value of a field.

    Args:
        case: as it stands.
        field: of ``FIELDS``.
        typed: the value as typed.
        now: aware, in the desk's zone.

    Raises:
        NotUnderstood: there is no such field, or it cannot be that.
        Refused: it is too long, or empty where it must not be.
    """
    if field not in FIELDS:
        raise NotUnderstood(
            '"{field}" is no field of an Amazon case. There are: {fields}.',
            field=field, fields=list(FIELDS),
        )  # fmt: skip
    return FIELDS[field](case, typed, now)


# The plan


def entry(
    case: AmazonCase,
    section: Section,
    number: int | None,
    now: datetime,
    *,
    text: str | None,
    causes: Sequence[int] | None,
    day: str | None,
    owner: str | None,
    every: str | None,
) -> PlanEntry:
    """An entry of the plan as it becomes; None leaves a part as it was.

    Args:
        case: as it stands.
        section: of the entry.
        number: of an entry that is there; None for a new one.
        now: aware, in the desk's zone.
        text: what it says.
        causes: numbers of the root causes that it answers.
        day: an action's day, a prevention's beginning, as typed.
        owner: who sees to a prevention.
        every: how often.

    Raises:
        NotFound: there is no such entry, or no such root cause.
        NotUnderstood: ``day`` is no day.
        Refused: it says nothing, too much, or what such an entry does not have.
    """
    there = case.section(section)
    if number is None:
        was = PlanEntry(section, max((each.number for each in there), default=0) + 1, "")
    else:
        was = find_entry(case, section, number)
    if section is Section.CAUSE and (causes or day or owner or every):
        raise Refused("A root cause has a text only.")
    if section is Section.ACTION and (owner or every):
        raise Refused("An action has been done: it has a day, no owner and no turn.")
    known = {each.number for each in case.section(Section.CAUSE)}
    for cause in causes or ():
        if cause not in known:
            raise NotFound("Amazon case {id} has no root cause {n}.", id=case.id, n=cause)
    missing = N_("Say what happened, what was done, or what prevents it.")
    words = was.text if text is None else text
    return PlanEntry(
        section,
        was.number,
        kept_words(words, LONGEST_ENTRY, missing=missing, lines=True),
        was.causes if causes is None else tuple(sorted(set(causes))),
        was.day if day is None else day_typed(day, now),
        was.owner if owner is None else name(owner),
        was.every if every is None else name(every),
    )


def find_entry(case: AmazonCase, section: Section, number: int) -> PlanEntry:
    """An entry of the plan.

    Raises:
        NotFound: there is none with that number.
    """
    for each in case.section(section):
        if each.number == number:
            return each
    raise NotFound("Amazon case {id} has no {section} {n}.", id=case.id, section=section, n=number)


# Evidence


def evidence(
    case: AmazonCase,
    number: int | None,
    now: datetime,
    *,
    kind: EvidenceKind | None,
    title: str | None,
    about: str | None,
    day: str | None,
    supplier: str | None,
    contact: str | None,
    quantity: int | None,
) -> Evidence:
    """An evidence as it becomes, without its file; None leaves a part as it was.

    Args:
        case: as it stands.
        number: of an evidence that is there; None for a new one.
        now: aware, in the desk's zone.
        kind: what it shows.
        title: what it is called.
        about: ASINs and orders, or ``all``; empty for the case as a whole.
        day: when it was made out, as typed.
        supplier: who made it out.
        contact: how they are reached.
        quantity: pieces on it.

    Raises:
        NotFound: there is no such evidence.
        NotUnderstood: ``about`` or ``day`` cannot be read.
        Refused: it has no title, or one that is too long.
    """
    if number is None:
        highest = max((each.number for each in case.evidence), default=0)
        was = Evidence(highest + 1, kind or EvidenceKind.OTHER, "")
    else:
        was = find_evidence(case, number)
    called = kept_words(
        was.title if title is None else title, _LONGEST_NAME, missing=N_("Say what it is.")
    )
    return Evidence(
        was.number,
        kind or was.kind,
        called,
        was.subjects if about is None else _about(case, about),
        was.day if day is None else day_typed(day, now),
        was.supplier if supplier is None else name(supplier),
        was.contact if contact is None else name(contact),
        was.quantity if quantity is None else quantity,
        was.file,
        was.size,
        was.sha256,
    )


def _about(case: AmazonCase, typed: str) -> tuple[str, ...]:
    return case.subjects if typed.strip().lower() in ALL else typed_subjects(typed)


def find_evidence(case: AmazonCase, number: int) -> Evidence:
    """An evidence of a case.

    Raises:
        NotFound: there is none with that number.
    """
    for each in case.evidence:
        if each.number == number:
            return each
    raise NotFound("Amazon case {id} has no evidence {n}.", id=case.id, n=number)

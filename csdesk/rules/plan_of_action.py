"""Checking a plan of action before a person sends it (S66, S75-S79, F63).

Three parts, in their order: root causes, what was done, what prevents it; and evidence for
whatever the notice names. What is not there is *missing*; what Amazon often refuses is to be
*looked* at again, since words alone do not prove a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from csdesk.model.amazon import (
    AmazonCase,
    AmazonState,
    Evidence,
    EvidenceKind,
    Fault,
    Finding,
    Gravity,
    PlanEntry,
    Section,
    Submission,
)
from csdesk.plain import plain
from csdesk.rules import plan_words as words
from csdesk.rules.amazon import named_in, needs_plan, told_deadline
from csdesk.rules.folding import fold
from csdesk.words import N_

OLDEST_INVOICE = 365
"""Days that an invoice may be old (manual 3C)."""

LONGEST_PLAN = 6_000
"""Signs of a plan that is still concise. The manual says no number: this one is ours."""

SHORTEST_LATIN, SHORTEST_CHINESE = 15, 8
"""Signs below which an entry cannot tell anything; ours, too."""

NEARLY_THE_SAME = 0.9
"""Part of a text that may have been sent before until it counts as the same."""

_C, _A, _P = Section.CAUSE, Section.ACTION, Section.PREVENTION
_MISSING, _LOOK = Gravity.MISSING, Gravity.LOOK

_clauses = re.compile(r"[.!?;,。！？；，\n]+").split
_chinese = re.compile(r"[\u3400-\u9fff]").search
_order_no = re.compile(r"(?<![0-9])[0-9]{3}-[0-9]{7}-[0-9]{7}(?![0-9])").findall


def lint(case: AmazonCase, today: date) -> tuple[Finding, ...]:
    """Everything that is missing in a plan, then what is to be read again.

    A notice that wants no plan has only what concerns its deadline and sending twice.

    Args:
        case: as it stands.
        today: in the desk's zone.
    """
    found = list(_sent(case))
    if needs_plan(case.form):
        for check in (_sections, _links, _texts, _dates, _subjects, _evidence, _measures, _whole):
            found += check(case, today)
    found.sort(key=lambda each: (each.gravity is _LOOK, each.fault.number))
    return tuple(found)


def plan_text(case: AmazonCase) -> str:
    """The words of all sections, folded, for reading and comparing."""
    return fold(plain("\n".join(each.text for each in case.entries), lines=True))


# Sections


def _sections(case: AmazonCase, _today: date) -> Iterator[Finding]:
    if not case.section(_C):
        yield Finding(Fault.NO_CAUSE, _MISSING, N_("No root cause: say what went wrong."), {}, _C)
    if not case.section(_A):
        yield Finding(
            Fault.NO_ACTION, _MISSING, N_("No action: say what has been done about it."), {}, _A
        )
    if not case.section(_P):
        yield Finding(
            Fault.NO_PREVENTION, _MISSING,
            N_("No prevention: say what keeps it from happening again."), {}, _P,
        )  # fmt: skip


def _links(case: AmazonCase, _today: date) -> Iterator[Finding]:
    """Each root cause has something that was done, and something that prevents it."""
    causes = case.section(_C)
    told = {
        _A: N_("Nothing was done about root cause {n}."),
        _P: N_("Nothing prevents root cause {n}."),
    }
    for section, message in told.items():
        answers = case.section(section)
        for cause in causes if answers else ():
            linked = any(
                cause.number in each.causes or (not each.causes and len(causes) == 1)
                for each in answers
            )
            if not linked:
                facts = {"n": cause.number}
                yield Finding(Fault.CAUSE_OPEN, _MISSING, message, facts, _C, cause.number)


# Texts


def _texts(case: AmazonCase, today: date) -> Iterator[Finding]:
    yield from _blame(case.section(_C))
    yield from _one_order(case)
    for entry in case.entries:
        text = fold(plain(entry.text, lines=True))
        yield from _vague(entry, text)
        yield from _wording(entry, text)
        if entry.section is _A:
            yield from _to_come(entry, text, today)


def _blame(causes: tuple[PlanEntry, ...]) -> Iterator[Finding]:
    """Who blames buyers, Amazon or carriers, and says nothing of the shop, has no root cause."""
    blaming = {each.number: _blames(each) for each in causes}
    owned = any(not quoted or own for quoted, own in blaming.values())
    message = N_('Root cause {n} blames others ("{words}"): say what the shop itself did wrong.')
    for each in causes:
        quoted, own = blaming[each.number]
        if quoted:
            gravity = _LOOK if own or owned else _MISSING
            facts = {"n": each.number, "words": quoted}
            yield Finding(Fault.BLAME, gravity, message, facts, _C, each.number)


def _blames(cause: PlanEntry) -> tuple[str, bool]:
    """What blames, and whether the shop itself is named as well."""
    text = fold(plain(cause.text, lines=True))
    for clause in _clauses(text):
        who = words.found(clause, words.OTHERS)
        what = words.found(clause, words.BLAMING)
        if not what and not words.found(clause, words.OURSELVES):
            what = words.found(clause, words.FAULTS)
        if who and what:
            return f"{who} ... {what}", bool(words.found(text, words.OURSELVES))
    return "", False


def _one_order(case: AmazonCase) -> Iterator[Finding]:
    """Every root cause speaks of one and the same order (S79)."""
    causes = [fold(plain(each.text, lines=True)) for each in case.section(_C)]
    numbers = {number for text in causes for number in _order_no(text)}
    narrow = [bool(_order_no(text) or words.found(text, words.ONE_ORDER)) for text in causes]
    if causes and all(narrow) and len(numbers) <= 1:
        yield Finding(
            Fault.ONE_ORDER, _MISSING,
            N_("Only one order is spoken of ({order}): name the problem behind all of them."),
            {"order": next(iter(numbers), "-")}, _C,
        )  # fmt: skip


def _vague(entry: PlanEntry, text: str) -> Iterator[Finding]:
    where = {"section": entry.section, "n": entry.number}
    shortest = SHORTEST_CHINESE if _chinese(text) else SHORTEST_LATIN
    if len("".join(text.split())) < shortest:
        message = N_("{section} {n} says too little to be understood.")
        yield Finding(Fault.VAGUE, _MISSING, message, where, entry.section, entry.number)
    elif not re.search("[0-9]", text) and (quoted := words.found(text, words.VAGUE)):
        message = N_('{section} {n} is vague ("{words}"): say what, where, how many.')
        facts = {**where, "words": quoted}
        yield Finding(Fault.VAGUE, _LOOK, message, facts, entry.section, entry.number)


def _wording(entry: PlanEntry, text: str) -> Iterator[Finding]:
    where = {"section": entry.section, "n": entry.number}
    if slot := words.SLOTS.search(text):
        message = N_('{section} {n} has a place that nobody filled: "{words}".')
        facts = {**where, "words": slot[0]}
        yield Finding(Fault.SLOT, _MISSING, message, facts, entry.section, entry.number)
    for fault, some, message in (
        (Fault.PROMISE, words.PROMISES,
         N_('{section} {n} promises what nobody can keep ("{words}"): say how it is checked.')),
        (Fault.EMOTION, words.EMOTION,
         N_('{section} {n} has feelings in it ("{words}"): facts only.')),
        (Fault.TEMPLATE, words.TEMPLATES,
         N_('{section} {n} sounds like a template ("{words}"): use your own words.')),
    ):  # fmt: skip
        if quoted := words.found(text, some):
            facts = {**where, "words": quoted}
            yield Finding(fault, _LOOK, message, facts, entry.section, entry.number)


def _to_come(entry: PlanEntry, text: str, today: date) -> Iterator[Finding]:
    """What stands among the actions must be done already."""
    message = N_('Action {n} is still to come ("{words}"): do it first, or call it a prevention.')
    for clause in _clauses(text):
        quoted = words.found(clause, words.TO_COME)
        purpose = words.found(clause, words.SO_THAT)
        if quoted and not (purpose and clause.index(purpose) < clause.index(quoted)):
            done = entry.day is not None and entry.day <= today
            facts = {"n": entry.number, "words": quoted}
            gravity = _LOOK if done else _MISSING
            yield Finding(Fault.TO_COME, gravity, message, facts, _A, entry.number)
            return


# Dates and owners


def _dates(case: AmazonCase, today: date) -> Iterator[Finding]:
    for each in case.section(_A):
        facts: dict[str, object] = {"n": each.number}
        if each.day is None:
            message = N_("Action {n} has no day on which it was done.")
            yield Finding(Fault.UNDATED, _MISSING, message, facts, _A, each.number)
        elif each.day > today:
            message = N_("Action {n} is dated {day}, which is still to come.")
            facts = {**facts, "day": each.day.isoformat()}
            yield Finding(Fault.TO_COME, _MISSING, message, facts, _A, each.number)
    for each in case.section(_P):
        for told, gravity, fault, message in (
            (each.owner, _MISSING, Fault.NOBODY, N_("Nobody is named who sees to prevention {n}.")),
            (each.day, _MISSING, Fault.UNDATED, N_("Prevention {n} has no day of its beginning.")),
            (each.every, _LOOK, Fault.UNDATED, N_("Prevention {n} does not say how often.")),
        ):  # fmt: skip
            if not told:
                yield Finding(fault, gravity, message, {"n": each.number}, _P, each.number)


# What the notice names, and evidence


def _subjects(case: AmazonCase, _today: date) -> Iterator[Finding]:
    named = named_in(plan_text(case), case.subjects)
    proven = {subject for each in case.evidence for subject in each.subjects}
    for subject in case.subjects:
        if case.entries and subject not in named:
            message = N_("{subject} of the notice is not named in the plan.")
            facts = {"subject": subject}
            yield Finding(Fault.UNNAMED, _MISSING, message, facts, subject=subject)
        if subject not in proven:
            message = N_("There is no evidence for {subject}.")
            facts = {"subject": subject}
            yield Finding(Fault.UNPROVEN, _MISSING, message, facts, subject=subject)


def _evidence(case: AmazonCase, today: date) -> Iterator[Finding]:
    there = {each.kind for each in case.evidence}
    needed = words.NEEDED.get(case.kind, ())
    message = N_("Evidence for this kind of case is missing ({row}): {kinds}.")
    for row, kinds in needed:
        if there.isdisjoint(kinds):
            facts = {"row": row, "kinds": kinds}
            yield Finding(Fault.NO_EVIDENCE, _MISSING, message, facts)
    if not case.evidence and not needed and not case.subjects:
        yield Finding(Fault.NO_EVIDENCE, _LOOK, N_("No evidence goes with the plan."), {})
    for each in case.evidence:
        if each.kind is EvidenceKind.INVOICE:
            yield from _invoice(each, today)
        if not each.file:
            message_file = N_("Evidence {n} has no file: is it at hand, whole and readable?")
            yield Finding(
                Fault.NO_FILE, _LOOK, message_file, {"n": each.number}, evidence=each.number
            )


def _invoice(each: Evidence, today: date) -> Iterator[Finding]:
    n = each.number
    for told, message in (
        (each.supplier, N_("Invoice {n} names no supplier.")),
        (each.contact, N_("Invoice {n} does not say how to reach the supplier.")),
        (each.quantity, N_("Invoice {n} does not say how many pieces.")),
        (each.day, N_("Invoice {n} has no date.")),
    ):
        if not told:
            yield Finding(Fault.INVOICE_BARE, _MISSING, message, {"n": n}, evidence=n)
    if each.day is not None and (today - each.day).days > OLDEST_INVOICE:
        message = N_("Invoice {n} is of {day}: older than {most} days.")
        facts = {"n": n, "day": each.day.isoformat(), "most": OLDEST_INVOICE}
        yield Finding(Fault.INVOICE_OLD, _MISSING, message, facts, evidence=n)


def _measures(case: AmazonCase, _today: date) -> Iterator[Finding]:
    """What the manual's example of such a plan has in it."""
    text = plan_text(case)
    message = N_("Plans of this kind tell of {what} ({row}); this one does not.")
    for row, what, some in words.MEASURES.get(case.kind, ()):
        if case.entries and not words.found(text, some):
            yield Finding(Fault.MEASURE, _LOOK, message, {"what": what, "row": row})


# The plan as a whole


def _whole(case: AmazonCase, _today: date) -> Iterator[Finding]:
    length = sum(len(each.text) for each in case.entries)
    if length > LONGEST_PLAN:
        yield Finding(
            Fault.LENGTH, _LOOK,
            N_("The plan has {n:,} signs; up to {most:,} are still read."),
            {"n": length, "most": LONGEST_PLAN},
        )  # fmt: skip
    refused = _last_refused(case)
    if refused is not None and said_before(plan_text(case), refused.text) >= NEARLY_THE_SAME:
        yield Finding(
            Fault.SAME_TEXT, _LOOK,
            N_("This is nearly what was refused as submission {n}: add what Amazon asked for."),
            {"n": refused.number},
        )  # fmt: skip


def _last_refused(case: AmazonCase) -> Submission | None:
    answered = (AmazonState.REFUSED, AmazonState.MORE_ASKED)
    return next((each for each in reversed(case.submissions) if each.answer in answered), None)


def _sent(case: AmazonCase) -> Iterator[Finding]:
    said, _typed = told_deadline(case.notice)
    if said and case.due is None and case.state is AmazonState.DRAFT:
        message = N_('The notice says "{words}", but no deadline is put in.')
        yield Finding(Fault.DEADLINE, _LOOK, message, {"words": said})
    waiting = case.unanswered
    if waiting is not None and case.state is AmazonState.SUBMITTED:
        yield Finding(
            Fault.AGAIN, _LOOK,
            N_("Submission {n} is not answered yet: a second one before the answer is refused."),
            {"n": waiting.number},
        )  # fmt: skip


def said_before(text: str, earlier: str) -> float:
    """Which part of a text an earlier one had as well: 1 for all of it, 0 for nothing.

    Args:
        text: of a plan.
        earlier: of another one.
    """
    pieces = _pieces(text)
    return len(pieces & _pieces(earlier)) / len(pieces) if pieces else 0.0


def _pieces(text: str, size: int = 5) -> frozenset[str]:
    joined = "".join(fold(plain(text, lines=True)).split())
    return frozenset(joined[n : n + size] for n in range(max(0, len(joined) - size + 1)))

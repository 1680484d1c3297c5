"""Amazon cases, drawn (W31)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from textual.content import Content

from csdesk.model.amazon import (
    AmazonCase,
    AmazonState,
    Checked,
    Evidence,
    Finding,
    Gravity,
    PlanDraft,
    PlanEntry,
    ReplyForm,
    Section,
    Submission,
)
from csdesk.plain import plain
from csdesk.ui.screens.amazon_words import (
    NO_DEADLINE,
    QUESTIONS,
    check_words,
    finding_words,
    moment_words,
    source_words,
    step_words,
)
from csdesk.ui.signs import BAD, GOOD, INFO, MUTED, WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import LABEL, Fact, flow, paragraph, rule, short
from csdesk.words import N_, _, named, ngettext, when

STYLES = {
    AmazonState.DRAFT: WARN,
    AmazonState.SUBMITTED: INFO,
    AmazonState.MORE_ASKED: BAD,
    AmazonState.REFUSED: BAD,
    AmazonState.RESTORED: GOOD,
    AmazonState.CLOSED: MUTED,
}

MOST_FAULTS = 3
"""Lines of the head that name what the check finds; the check lists all."""

TALL = 30
"""Lines of a screen from which texts have more room."""

_HEADS = {
    Section.CAUSE: N_("1 Root cause"),
    Section.ACTION: N_("2 Actions taken"),
    Section.PREVENTION: N_("3 Prevention"),
}


# In the list


def case_rows(found: Iterable[Checked], zone: str, now: datetime) -> list[Entry]:
    """Cases as rows."""
    return [Entry(f"amazon {each.case.id}", partial(_row, each, zone, now)) for each in found]


def _row(checked: Checked, zone: str, now: datetime, width: int) -> list[Content]:
    """One case: what, how far, by when and who says so, what is missing, what Amazon wrote."""
    case = checked.case
    lines = flow(
        [
            Fact(_("Amazon case {n}").format(n=case.id), f"[{named(case.kind)}]", "bold"),
            Fact("", named(case.state), STYLES[case.state]),
            Fact("", case.account),
            Fact("", case.reference),
            Fact("", _wanted(case)),
            Fact("", check_words(checked), BAD if checked.missing else GOOD),
        ],
        width,
    )
    lines += deadline_lines(case, zone, now, width, most=1)
    return lines + paragraph(" ", " ".join(case.notice[:2_000].split()), width, most=1)


def _wanted(case: AmazonCase) -> str:
    """How Amazon wants to be answered, where that is not with a plan."""
    return "" if case.form is ReplyForm.PLAN else named(case.form)


def deadline_lines(
    case: AmazonCase, zone: str, now: datetime, width: int, most: int = 9
) -> list[Content]:
    """What is by when, and who says so; that nobody told a day where nobody did.

    Args:
        case: with its moments.
        zone: of the desk.
        now: aware.
        width: cells there are.
        most: moments at most.
    """
    lines: list[Content] = []
    for each in case.deadlines[:most]:
        late = each.is_overdue(now)
        facts = [
            Fact("", moment_words(each, zone, now), f"bold {BAD if late else WARN}"),
            Fact(_("source:"), source_words(each)),
        ]
        lines += [Content("  ") + line for line in flow(facts, max(2, width - 2))]
    if not case.deadlines and case.state not in (AmazonState.RESTORED, AmazonState.CLOSED):
        lines += paragraph(" ", _(NO_DEADLINE), width, style=LABEL, most=2)
    return lines


# The head of a case


def head_lines(checked: Checked, zone: str, now: datetime, width: int) -> list[Content]:
    """Which case, by when, and what the check finds: above everything else."""
    case = checked.case
    title = _("Amazon case {n}: {kind}").format(n=case.id, kind=named(case.kind))
    lines = flow(
        [
            Fact("", f" {title}", "bold"),
            Fact("", f"[{named(case.state)}]", STYLES[case.state]),
            Fact("", case.account),
            Fact("", case.reference),
            Fact("", _wanted(case)),
        ],
        width,
    )
    lines += deadline_lines(case, zone, now, width)
    style = BAD if checked.missing else GOOD
    faults = {each.fault: each.gravity for each in reversed(checked.findings)}
    told = [Fact(" " + _("Check:"), check_words(checked), f"bold {style}")]
    told += [
        Fact(f"{fault.number:02}", named(fault), BAD if gravity is Gravity.MISSING else WARN)
        for fault, gravity in reversed(faults.items())
    ]
    return lines + flow(told, width)[:MOST_FAULTS]


# The rows of a case


def rows_of(checked: Checked, drafts: Sequence[PlanDraft], zone: str, height: int) -> list[Entry]:
    """A case from the notice over the plan to its history.

    Args:
        checked: the case, and what the check found.
        drafts: what the person typed for it and did not save.
        zone: of the desk.
        height: lines of the screen.
    """
    case, most = checked.case, 4 if height >= TALL else 1
    rows = [Entry("notice 0", partial(_notice, case, zone, most + 1))]
    rows += [Entry(f"draft {each.part}", partial(_draft, each, zone)) for each in drafts]
    for section, head in _HEADS.items():
        entries = case.section(section)
        rows.append(Entry(f"section {section}", partial(_head, head, len(entries))))
        rows += [Entry(f"{section} {each.number}", partial(_entry, each, most)) for each in entries]
    rows.append(Entry("section evidence", partial(_head, N_("Evidence"), len(case.evidence))))
    rows += [Entry(f"subject {each}", partial(_subject, case, each)) for each in case.subjects]
    rows += [Entry(f"evidence {each.number}", partial(_proof, each)) for each in case.evidence]
    rows += [Entry(f"sent {each.number}", partial(_sent, each, zone)) for each in case.submissions]
    rows.append(Entry("history 0", partial(_history, case, zone)))
    return rows


def _head(title: str, count: int, width: int) -> list[Content]:
    return [rule(_(title), width, str(count))]


def _notice(case: AmazonCase, zone: str, most: int, width: int) -> list[Content]:
    head = rule(_("Notice"), width, when(case.received, zone))
    return [head, *paragraph("", " ".join(case.notice.split()), width, most=most)]


def _draft(each: PlanDraft, zone: str, width: int) -> list[Content]:
    label = " " + _("Your draft of {time}.").format(time=when(each.at, zone))
    return paragraph(label, " ".join(each.text.split()), width, style=WARN, most=1)


def _entry(each: PlanEntry, most: int, width: int) -> list[Content]:
    causes = "-> " + ", ".join(map(str, each.causes)) if each.causes else ""
    facts = (each.day.isoformat() if each.day else "", each.owner, each.every, causes)
    told = short("  ".join(filter(None, facts)), width // 3)
    label = f" {each.number} [{told}]" if told else f" {each.number}"
    return paragraph(label, each.text, width, most=most)


def _subject(case: AmazonCase, subject: str, width: int) -> list[Content]:
    """An ASIN or an order of the notice, and what proves something about it."""
    proofs = [each for each in case.evidence if subject in each.subjects]
    told = ", ".join(f"{each.number} {named(each.kind)}" for each in proofs)
    mark = "[x]" if proofs else "[ ]"
    style = GOOD if proofs else BAD
    return paragraph(f" {mark} {subject}:", told or _("no evidence"), width, style=style, most=2)


def _proof(each: Evidence, width: int) -> list[Content]:
    pieces = ngettext("{n:,} piece", "{n:,} pieces", each.quantity or 0)
    facts = (
        each.day.isoformat() if each.day else "", each.supplier, each.contact,
        pieces.format(n=each.quantity) if each.quantity else "", each.file or _("no file"),
    )  # fmt: skip
    head = f" {each.number} {named(each.kind)}:"
    told = "  ".join(filter(None, (each.title, *facts)))
    return paragraph(head, told, width, most=2)


def _sent(each: Submission, zone: str, width: int) -> list[Content]:
    answer = named(each.answer) if each.answer else _("not answered yet")
    missing = _("missing {n}").format(n=each.missing) if each.missing else ""
    lines = [rule(_("Submission {n}").format(n=each.number), width, when(each.sent_at, zone))]
    lines += flow(
        [
            Fact(_("sent by"), each.author),
            Fact("", missing, BAD),
            Fact("", answer, STYLES[each.answer] if each.answer else WARN),
            Fact("", when(each.answered_at, zone) if each.answered_at else ""),
        ],
        width,
    )
    return lines + paragraph(" ", each.answer_text, width, most=6)


def _history(case: AmazonCase, zone: str, width: int) -> list[Content]:
    lines = [rule(_("The notice in full"), width), *paragraph("", case.notice, width)]
    lines.append(rule(_("Steps"), width))
    for step in case.steps:
        label = f" {when(step.at, zone)} {plain(step.author)} [{step_words(step.kind)}]"
        told = paragraph(label, step.text, width, most=2)
        lines += told or paragraph("", label, width, most=2)
    return lines


# What the check found


def finding_rows(checked: Checked) -> Sequence[Entry]:
    """Findings as rows, and what one should ask oneself (S76)."""
    rows = [
        Entry(f"finding {n}", partial(_finding, each)) for n, each in enumerate(checked.findings)
    ]
    return [*rows, Entry("questions", _questions)]


def _finding(each: Finding, width: int) -> list[Content]:
    missing = each.gravity is Gravity.MISSING
    label = f"[{named(each.gravity)}]"
    return paragraph(label, finding_words(each), width, style=BAD if missing else WARN, most=4)


def _questions(width: int) -> list[Content]:
    lines = [rule(_("Ask yourself besides (S76)"), width)]
    for question in QUESTIONS:
        lines += paragraph(" -", _(question), width, most=2)
    return lines

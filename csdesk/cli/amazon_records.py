"""Amazon cases as JSON records and as text for people; keys are fixed, more may be added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from csdesk.cli import output
from csdesk.cli.output import Column, put
from csdesk.model.amazon import (
    AmazonCase,
    Checked,
    Evidence,
    Finding,
    PlanEntry,
    Section,
    Submission,
)
from csdesk.plain import plain
from csdesk.ui.screens.amazon_words import (
    NO_DEADLINE,
    check_words,
    finding_words,
    moment_words,
    source_words,
)
from csdesk.words import _, age, named, tell, when

Record = dict[str, object]


def row_record(checked: Checked, zone: str, now: datetime) -> Record:
    """One case of a list."""
    case = checked.case
    due = case.deadline
    return {
        "id": case.id,
        "kind": case.kind.value,
        "form": case.form.value,
        "state": case.state.value,
        "account": case.account,
        "reference": case.reference,
        "due": output.instant(due.at, zone) if due else None,
        "due_kind": due.kind.value if due else None,
        "due_source": due.source.value if due else None,
        "due_words": due.words if due else "",
        "overdue": bool(due and due.is_overdue(now)),
        "missing": checked.missing,
        "read_again": checked.looks,
        "subjects": list(case.subjects),
        "received": output.instant(case.received, zone),
        "version": case.version,
    }


def case_record(checked: Checked, zone: str, now: datetime) -> Record:
    """Everything about one case."""
    case = checked.case
    return row_record(checked, zone, now) | {
        "notice": case.notice,
        "deadlines": [
            {
                "at": output.instant(each.at, zone), "kind": each.kind.value,
                "source": each.source.value, "words": each.words,
                "overdue": each.is_overdue(now),
            }
            for each in case.deadlines
        ],
        "plan": [_entry_record(each) for each in case.entries],
        "evidence": [_evidence_record(each) for each in case.evidence],
        "submissions": [_submission_record(each, zone) for each in case.submissions],
        "findings": [finding_record(each) for each in checked.findings],
        "opened_by": case.author,
        "at": output.instant(case.at, zone),
        "steps": [
            {"kind": each.kind, "text": each.text, "author": each.author,
             "at": output.instant(each.at, zone)}
            for each in case.steps
        ],
    }  # fmt: skip


def _entry_record(each: PlanEntry) -> Record:
    return {
        "section": each.section.value,
        "number": each.number,
        "text": each.text,
        "causes": list(each.causes),
        "day": each.day.isoformat() if each.day else None,
        "owner": each.owner,
        "every": each.every,
    }


def _evidence_record(each: Evidence) -> Record:
    return {
        "number": each.number,
        "kind": each.kind.value,
        "title": each.title,
        "subjects": list(each.subjects),
        "day": each.day.isoformat() if each.day else None,
        "supplier": each.supplier,
        "contact": each.contact,
        "pieces": each.quantity,
        "file": each.file,
        "size": each.size,
        "sha256": each.sha256,
    }


def _submission_record(each: Submission, zone: str) -> Record:
    return {
        "number": each.number,
        "sent_at": output.instant(each.sent_at, zone),
        "author": each.author,
        "missing": each.missing,
        "text": each.text,
        "answer": each.answer.value if each.answer else None,
        "answered_at": output.instant(each.answered_at, zone),
        "answer_text": each.answer_text,
    }


def finding_record(each: Finding) -> Record:
    """One thing that the check found."""
    return {
        "number": each.fault.number,
        "fault": each.fault.value,
        "gravity": each.gravity.value,
        "section": each.section.value if each.section else None,
        "entry": each.entry or None,
        "subject": each.subject or None,
        "evidence": each.evidence or None,
        "text": tell(each.message, each.facts),
    }


# For people


def put_list(found: Sequence[Checked], zone: str, now: datetime) -> None:
    """Cases as a table."""

    def due(each: Checked) -> str:
        moment = each.case.deadline
        if moment is None:
            return ""
        late = "! " if moment.is_overdue(now) else ""
        return f"{late}{when(moment.at, zone)} ({age(moment.at, now)})"

    output.put_table(
        [
            Column(_("No."), lambda c: str(c.case.id), right=True),
            Column(_("What"), lambda c: named(c.case.kind)),
            Column(_("State"), lambda c: named(c.case.state)),
            Column(_("Until"), due),
            Column(_("Check"), check_words, least=8),
            Column(_("Account"), lambda c: c.case.account, least=6),
            Column(_("Notice"), lambda c: " ".join(c.case.notice[:200].split()), least=10),
        ],
        found,
        _("No Amazon case waits."),
    )


def put_case(checked: Checked, zone: str, now: datetime) -> None:
    """One case from the notice to its history."""
    case = checked.case
    title = _("Amazon case {n}: {kind}, {state}")
    put(title.format(n=case.id, kind=named(case.kind), state=named(case.state)))
    _put_facts(case)
    for each in case.deadlines:
        put(plain(f"  {moment_words(each, zone, now)}; " + source_words(each)))
    if not case.deadlines:
        put("  " + _(NO_DEADLINE))
    _put_text(case.notice)
    for section in Section:
        put(f"-- {named(section)}")
        for entry in case.section(section):
            _put_text(entry.text, f"{entry.number}. ")
            facts = (entry.day.isoformat() if entry.day else "", entry.owner, entry.every,
                     "-> " + ", ".join(map(str, entry.causes)) if entry.causes else "")  # fmt: skip
            if any(facts):
                put(plain("     " + "  ".join(filter(None, facts))))
    put("-- " + _("Evidence"))
    for proof in case.evidence:
        facts = (f"{proof.number}. {named(proof.kind)}: {proof.title}", " ".join(proof.subjects),
                 proof.day.isoformat() if proof.day else "", proof.file)  # fmt: skip
        put(plain("  " + "  ".join(filter(None, facts))))
    for sent in case.submissions:
        answer = named(sent.answer) if sent.answer else _("not answered")
        put(plain(f"-- {sent.number}. {when(sent.sent_at, zone)} {sent.author}: {answer}"))
        _put_text(sent.answer_text)
    put_findings(checked)


def _put_facts(case: AmazonCase) -> None:
    facts = (named(case.form), case.account, case.reference, " ".join(case.subjects))
    put(plain("  " + "  ".join(filter(None, facts))))


def _put_text(text: str, head: str = "") -> None:
    for n, line in enumerate(plain(text, lines=True).splitlines()):
        put(f"  {head if n == 0 else ' ' * len(head)}{line}")


def put_findings(checked: Checked) -> None:
    """What the check found."""
    put("-- " + _("Check:") + f" {check_words(checked)}")
    for each in checked.findings:
        put(plain(f"  [{named(each.gravity)}] {finding_words(each)}"))

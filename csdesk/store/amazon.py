"""Amazon cases at rest: what stands in them, evidence, submissions, drafts (F63-F65)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    TableClause,
    and_,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from csdesk.model.amazon import (
    AmazonCase,
    AmazonState,
    AmazonStep,
    Evidence,
    EvidenceKind,
    NoticeKind,
    PlanDraft,
    PlanEntry,
    ReplyForm,
    Section,
    Submission,
)
from csdesk.model.desk import Actor
from csdesk.rules import amazon as rules
from csdesk.store import columns

_c, _e, _v, _b, _s, _d = (
    columns.amazon_cases.c, columns.plan_entries.c, columns.plan_evidence.c,
    columns.plan_submissions.c, columns.amazon_steps.c, columns.plan_drafts.c,
)  # fmt: skip

_OPEN = text(columns.OPEN_AMAZON)
_IN_ORDER = tuple(Section)

Part = TypeVar("Part")

SOON = 86_400
"""Seconds before a deadline from which it is told in the header line."""


# Reading


def _read(connection: Connection, question: Select[Any]) -> tuple[AmazonCase, ...]:
    rows = connection.execute(question).mappings().all()
    ids = [row["id"] for row in rows]
    entries = _parts(connection, columns.plan_entries, ids, _entry)
    evidence = _parts(connection, columns.plan_evidence, ids, _evidence)
    sent = _parts(connection, columns.plan_submissions, ids, _submission)
    steps = _parts(connection, columns.amazon_steps, ids, _step)
    return tuple(
        _case(
            row,
            entries=sorted(entries.get(row["id"], ()), key=_place),
            evidence=evidence.get(row["id"], ()),
            submissions=sent.get(row["id"], ()),
            steps=steps.get(row["id"], ()),
        )
        for row in rows
    )


def _place(entry: PlanEntry) -> tuple[int, int]:
    return _IN_ORDER.index(entry.section), entry.number


def _parts(
    connection: Connection,
    table: TableClause,
    ids: Sequence[int],
    made: Callable[[RowMapping], Part],
) -> dict[int, list[Part]]:
    """What belongs to cases, by case, in the order of its key."""
    found: dict[int, list[Part]] = {}
    key = [column for column in table.c if column.name in ("case_id", "number", "step")]
    question = select(table).where(table.c.case_id.in_(ids)).order_by(*key)
    for row in connection.execute(question).mappings():
        found.setdefault(row["case_id"], []).append(made(row))
    return found


def _case(
    row: RowMapping,
    *,
    entries: Sequence[PlanEntry],
    evidence: Sequence[Evidence],
    submissions: Sequence[Submission],
    steps: Sequence[AmazonStep],
) -> AmazonCase:
    kind, state = NoticeKind(row["kind"]), AmazonState(row["state"])
    received, due = _at(row["received"]), None if row["due"] is None else _at(row["due"])
    added = tuple(row["added"].split())
    return AmazonCase(
        id=row["id"],
        kind=kind,
        form=ReplyForm(row["form"]),
        state=state,
        account=row["account"],
        reference=row["reference"],
        notice=row["notice"],
        received=received,
        due=due,
        due_words=row["due_words"],
        verdict_hours=row["verdict_hours"],
        subjects=rules.subjects(row["notice"], added),
        added=added,
        entries=tuple(entries),
        evidence=tuple(evidence),
        submissions=tuple(submissions),
        steps=tuple(steps),
        deadlines=rules.deadlines(
            kind, state, received, due_at=due, due_words=row["due_words"],
            verdict_hours=row["verdict_hours"], last=submissions[-1] if submissions else None,
        ),
        login=row["login"],
        author=row["author"],
        at=_at(row["at"]),
        version=row["version"],
    )  # fmt: skip


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _day(told: str) -> date | None:
    return date.fromisoformat(told) if told else None


def _entry(row: RowMapping) -> PlanEntry:
    return PlanEntry(
        Section(row["section"]), row["number"], row["text"],
        tuple(map(int, row["causes"].split())), _day(row["day"]), row["owner"], row["every"],
    )  # fmt: skip


def _evidence(row: RowMapping) -> Evidence:
    return Evidence(
        row["number"], EvidenceKind(row["kind"]), row["title"], tuple(row["subjects"].split()),
        _day(row["day"]), row["supplier"], row["contact"], row["quantity"], row["file"],
        row["size"], row["sha256"],
    )  # fmt: skip


def _submission(row: RowMapping) -> Submission:
    return Submission(
        row["number"], _at(row["sent_at"]), row["text"], row["missing"], row["author"],
        AmazonState(row["answer"]) if row["answer"] else None,
        None if row["answered_at"] is None else _at(row["answered_at"]), row["answer_text"],
    )  # fmt: skip


def _step(row: RowMapping) -> AmazonStep:
    return AmazonStep(row["kind"], row["text"], row["author"], _at(row["at"]))


def waiting(connection: Connection, limit: int) -> tuple[AmazonCase, ...]:
    """Cases on which somebody has to do something: what is due first, then those without a day."""
    open_now = select(columns.amazon_cases).where(_OPEN).order_by(_c.id).limit(limit)
    return tuple(sorted(_read(connection, open_now), key=_urgency))


def _urgency(case: AmazonCase) -> tuple[bool, float, int]:
    due = case.deadline
    return due is None, due.at.timestamp() if due else 0.0, case.id


def count_due(connection: Connection, now: float | None = None) -> int:
    """Cases that Amazon wants answered within a day, or wanted answered before.

    Args:
        connection: reading.
        now: epoch seconds; None for this moment.
    """
    last = int((time.time() if now is None else now) + SOON)
    ours = _c.state.in_([AmazonState.DRAFT, AmazonState.MORE_ASKED, AmazonState.REFUSED])
    counted = select(func.count()).select_from(columns.amazon_cases)
    return int(connection.execute(counted.where(_OPEN, ours, _c.due <= last)).scalar_one())


def newest(connection: Connection, limit: int) -> tuple[AmazonCase, ...]:
    """All cases, closed ones too, the newest first."""
    return _read(connection, select(columns.amazon_cases).order_by(_c.id.desc()).limit(limit))


def one(connection: Connection, key: int) -> AmazonCase | None:
    """One case; None where there is none."""
    return next(iter(_read(connection, select(columns.amazon_cases).where(_c.id == key))), None)


def sent_as(connection: Connection, client_id: str) -> int | None:
    """The case that a front end opened under this id, if it came before."""
    asked = select(_c.id).where(_c.client_id == client_id)
    found: int | None = connection.execute(asked).scalar()
    return found


# Writing


def add(connection: Connection, values: Mapping[str, object]) -> int:
    """A new case: the columns of ``amazon_cases`` without ``id``; its id."""
    made = connection.execute(insert(columns.amazon_cases).returning(_c.id), dict(values))
    return int(made.scalar_one())


def write(connection: Connection, case_id: int, **values: object) -> None:
    """New values of a case; it gets a new version."""
    changed = {**values, "version": _c.version + 1}
    connection.execute(update(columns.amazon_cases).where(_c.id == case_id).values(changed))


def step(connection: Connection, case_id: int, kind: str, words: str, actor: Actor) -> None:
    """One more line of a case's history, signed."""
    count = select(func.count()).select_from(columns.amazon_steps).where(_s.case_id == case_id)
    values = {
        "case_id": case_id, "step": int(connection.execute(count).scalar_one()) + 1,
        "kind": kind, "text": words, "login": actor.login, "author": actor.name,
        "shift": actor.shift, "at": int(time.time()),
    }  # fmt: skip
    connection.execute(insert(columns.amazon_steps), values)


def put_entry(connection: Connection, case_id: int, entry: PlanEntry) -> None:
    """An entry of the plan, new or in place of the one with its number."""
    drop_entry(connection, case_id, entry.section, entry.number)
    values = {
        "case_id": case_id, "section": entry.section, "number": entry.number, "text": entry.text,
        "causes": " ".join(map(str, entry.causes)),
        "day": entry.day.isoformat() if entry.day else "",
        "owner": entry.owner, "every": entry.every,
    }  # fmt: skip
    connection.execute(insert(columns.plan_entries), values)


def drop_entry(connection: Connection, case_id: int, section: Section, number: int) -> None:
    """Take an entry out of the plan."""
    which = and_(_e.case_id == case_id, _e.section == section, _e.number == number)
    connection.execute(delete(columns.plan_entries).where(which))


def put_evidence(connection: Connection, case_id: int, each: Evidence) -> None:
    """An evidence, new or in place of the one with its number."""
    drop_evidence(connection, case_id, each.number)
    values = {
        "case_id": case_id, "number": each.number, "kind": each.kind, "title": each.title,
        "subjects": " ".join(each.subjects), "day": each.day.isoformat() if each.day else "",
        "supplier": each.supplier, "contact": each.contact, "quantity": each.quantity,
        "file": each.file, "size": each.size, "sha256": each.sha256,
    }  # fmt: skip
    connection.execute(insert(columns.plan_evidence), values)


def drop_evidence(connection: Connection, case_id: int, number: int) -> None:
    """Take an evidence out of a case."""
    which = and_(_v.case_id == case_id, _v.number == number)
    connection.execute(delete(columns.plan_evidence).where(which))


def add_submission(connection: Connection, case_id: int, sent: Submission) -> None:
    """What a person said that they sent."""
    values = {
        "case_id": case_id, "number": sent.number, "sent_at": int(sent.sent_at.timestamp()),
        "text": sent.text, "missing": sent.missing, "author": sent.author, "answer": "",
        "answered_at": None, "answer_text": "",
    }  # fmt: skip
    connection.execute(insert(columns.plan_submissions), values)


def answer(
    connection: Connection, case_id: int, number: int, state: AmazonState, at: datetime, words: str
) -> None:
    """What Amazon answered to a submission."""
    which = and_(_b.case_id == case_id, _b.number == number)
    values = {"answer": state, "answered_at": int(at.timestamp()), "answer_text": words}
    connection.execute(update(columns.plan_submissions).where(which).values(values))


# Drafts


def keep_draft(connection: Connection, login: str, draft: PlanDraft) -> None:
    """What was typed, in place of what was kept before."""
    drop_draft(connection, login, draft.case_id, draft.part)
    values = {
        "login": login, "case_id": draft.case_id, "part": draft.part, "text": draft.text,
        "seen": draft.seen, "at": int(draft.at.timestamp()),
    }  # fmt: skip
    connection.execute(insert(columns.plan_drafts), values)


def drop_draft(connection: Connection, login: str, case_id: int, part: str) -> None:
    """Forget a draft."""
    which = and_(_d.login == login, _d.case_id == case_id, _d.part == part)
    connection.execute(delete(columns.plan_drafts).where(which))


def drop_drafts(connection: Connection, case_id: int, part: str) -> None:
    """Forget what anybody typed for a part of a case."""
    which = and_(_d.case_id == case_id, _d.part == part)
    connection.execute(delete(columns.plan_drafts).where(which))


def drafts(connection: Connection, login: str, case_id: int) -> tuple[PlanDraft, ...]:
    """The drafts of a person for one case."""
    asked = select(columns.plan_drafts).where(and_(_d.login == login, _d.case_id == case_id))
    return tuple(
        PlanDraft(row.case_id, row.part, row.text, row.seen, _at(row.at))
        for row in connection.execute(asked.order_by(_d.part))
    )

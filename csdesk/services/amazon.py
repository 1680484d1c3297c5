"""Amazon cases: notices, plans of action and their evidence (S66-S79, F63-F65, W31)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from csdesk.model.amazon import (
    AmazonCase,
    AmazonState,
    Evidence,
    EvidenceKind,
    NoticeKind,
    PlanDraft,
    PlanEntry,
    ReplyForm,
    Section,
)
from csdesk.model.roles import Action
from csdesk.plain import plain
from csdesk.rules import plan_editing as editing
from csdesk.rules.amazon import moment_past, told_deadline
from csdesk.services.acting import Act
from csdesk.services.amazon_acting import AmazonActing, Over, case_known, note
from csdesk.store import amazon as rows


class AmazonCases(AmazonActing):
    """Opening cases, writing their plans, collecting evidence."""

    def suggested_due(self, case: AmazonCase) -> str:
        """What to begin with where a person is asked for the deadline: put in, or of the notice."""
        first = case.state is AmazonState.DRAFT and not case.due_words
        return told_deadline(case.notice)[1] if first else case.due_words

    # Opening, and what it is about

    def open(
        self,
        kind: NoticeKind,
        notice: str,
        *,
        form: ReplyForm = ReplyForm.PLAN,
        received: str = "",
        due: str = "",
        account: str = "",
        reference: str = "",
        client_id: str = "",
    ) -> AmazonCase:
        """Open a case for a notice of Amazon's.

        Args:
            kind: what the notice is about.
            notice: its text; ASINs and order numbers are found in it.
            form: how Amazon wants to be answered.
            received: when it came, as typed; empty for now.
            due: by when Amazon wants an answer, in its own words (``72h``, ``2026-12-01``); empty
                where it says nothing, and then no day is made up.
            account: which seller account.
            reference: Amazon's number of the case.
            client_id: made by the front end; sent twice it is opened once.

        Raises:
            NotUnderstood: ``received`` or ``due`` is no moment.
            Refused: there is no text, or it is too long.
            NotAllowed: the person has no right to.
        """
        came = moment_past(received, self._now)
        values: dict[str, object] = {
            "kind": NoticeKind(kind), "form": ReplyForm(form), "state": AmazonState.DRAFT,
            "account": editing.name(account), "reference": editing.name(reference),
            "notice": editing.notice_text(notice), "received": int(came.timestamp()),
            "verdict_hours": None, "added": "", **editing.due_values(due, came),
        }  # fmt: skip
        with self._acting.change(Action.AMAZON, undoable=False) as act:
            c = act.connection
            before = rows.sent_as(c, client_id) if client_id else None
            if before is not None:
                return case_known(c, before)
            who = act.actor
            signed = {
                "login": who.login, "author": who.name, "shift": who.shift,
                "at": int(time.time()), "version": 1, "client_id": client_id or uuid4().hex,
            }  # fmt: skip
            case_id = rows.add(c, values | signed)
            told = {"notice_kind": kind, "notice": values["notice"]}
            told |= {key: values[key] for key in ("due", "due_words") if values[key]}
            note(act, case_id, "amazon.opened", {}, told, "", client_id)
            return case_known(c, case_id)

    def set(
        self,
        case_id: int,
        field: str,
        value: str,
        *,
        seen: int | None = None,
        over: str | None = None,
        client_id: str = "",
    ) -> AmazonCase:
        """Correct a field of a case.

        Args:
            case_id: of the case.
            field: one of ``rules.plan_editing.FIELDS``.
            value: as typed.
            seen: the version that the person had before their eyes.
            over: of a notice, the text that they had before them: while it stands, what else was
                changed since ``seen`` is no conflict.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: there is no such case.
            NotUnderstood: there is no such field, or it cannot be that.
            Refused: the case is over, or the value is too long.
            Conflict: somebody changed the case since ``seen``; facts ``text`` and ``version`` tell
                the notice as it is now.
            NotAllowed: the person has no right to.
        """

        def do(act: Act, case: AmazonCase) -> None:
            editing.check_open(case)
            new = editing.set_field(case, field, value, self._now)
            before = {column: _column(case, column) for column in new}
            if before != new:
                note(act, case.id, "amazon.set", before, new, field, client_id, new)

        notice = Over(over, lambda case: case.notice) if field == "notice" else None
        return self._change(case_id, do, seen, client_id, over=notice)

    # The plan

    def write(
        self,
        case_id: int,
        section: Section,
        text: str | None = None,
        *,
        number: int | None = None,
        causes: Sequence[int] | None = None,
        day: str | None = None,
        owner: str | None = None,
        every: str | None = None,
        seen: int | None = None,
        over: str | None = None,
        client_id: str = "",
    ) -> AmazonCase:
        """Write an entry of the plan, or correct one; arguments as of ``rules.plan_editing.entry``.

        While the text ``over`` stands there, empty for a new entry, what else was changed since
        ``seen`` is no conflict.

        Raises:
            NotFound: there is no such case, entry or root cause.
            NotUnderstood: ``day`` is no day.
            Refused: the case is over, or the entry cannot be so.
            Conflict: somebody changed the case since ``seen``; facts ``text`` and ``version`` tell
                the entry as it is now.
            NotAllowed: the person has no right to.
        """

        def do(act: Act, case: AmazonCase) -> None:
            editing.check_open(case)
            new = editing.entry(
                case, Section(section), number, self._now, text=text, causes=causes, day=day,
                owner=owner, every=every,
            )  # fmt: skip
            was = next((each for each in case.section(section) if each.number == number), None)
            if new != was:
                rows.put_entry(act.connection, case.id, new)
                note(act, case.id, "amazon.entry", _entry(was), _entry(new), new.text, client_id)

        def now(case: AmazonCase) -> str | None:
            if number is None:
                return ""
            return next((e.text for e in case.section(section) if e.number == number), None)

        return self._change(case_id, do, seen, client_id, over=Over(over, now))

    def remove(
        self,
        case_id: int,
        section: Section,
        number: int,
        *,
        seen: int | None = None,
        client_id: str = "",
    ) -> AmazonCase:
        """Take an entry out of the plan; what it said stays in the log. Errors as of ``write``."""

        def do(act: Act, case: AmazonCase) -> None:
            editing.check_open(case)
            was = editing.find_entry(case, Section(section), number)
            rows.drop_entry(act.connection, case.id, was.section, number)
            # The next entry may get its number: what was typed for this one is not about that.
            rows.drop_drafts(act.connection, case.id, f"{was.section} {number}")
            for each in case.entries if was.section is Section.CAUSE else ():
                if number in each.causes:
                    left = tuple(cause for cause in each.causes if cause != number)
                    rows.put_entry(act.connection, case.id, replace(each, causes=left))
            note(act, case.id, "amazon.entry_removed", _entry(was), {}, was.text, client_id)

        return self._change(case_id, do, seen, client_id)

    # Evidence

    def attach(
        self,
        case_id: int,
        kind: EvidenceKind | None = None,
        title: str | None = None,
        *,
        number: int | None = None,
        about: str | None = None,
        day: str | None = None,
        supplier: str | None = None,
        contact: str | None = None,
        quantity: int | None = None,
        file: Path | None = None,
        seen: int | None = None,
        client_id: str = "",
    ) -> AmazonCase:
        """Note an evidence, or correct one; of what is None an earlier one keeps its own.

        Args:
            case_id: of the case.
            kind: what it shows.
            title: what it is called.
            number: of the evidence to correct; None for a new one.
            about: ASINs and orders, or ``all``; empty for the case as a whole.
            day: when it was made out, as typed.
            supplier: who made it out.
            contact: how they are reached.
            quantity: pieces on it.
            file: copied into the desk, with its SHA-256; None for none, or the one that is there.
            seen: the version of the case that the person had before their eyes.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: there is no such case or evidence.
            NotUnderstood: ``about`` or ``day`` cannot be read.
            Refused: the case is over, there is no title, or the file cannot be taken in.
            Conflict: somebody changed the case since ``seen``.
            NotAllowed: the person has no right to.
        """
        self._acting.check(Action.AMAZON)
        self.one(case_id)
        copy = self._papers.take_in(case_id, file) if file else None

        def do(act: Act, case: AmazonCase) -> None:
            editing.check_open(case)
            new = editing.evidence(
                case, number, self._now, kind=kind, title=title, about=about, day=day,
                supplier=supplier, contact=contact, quantity=quantity,
            )  # fmt: skip
            if copy is not None:
                new = replace(new, file=copy.file, size=copy.size, sha256=copy.sha256)
            was = next((each for each in case.evidence if each.number == number), None)
            if new != was:
                rows.put_evidence(act.connection, case.id, new)
                before = _evidence(was)
                note(act, case.id, "amazon.evidence", before, _evidence(new), new.title, client_id)

        return self._change(case_id, do, seen, client_id)

    def detach(
        self, case_id: int, number: int, *, seen: int | None = None, client_id: str = ""
    ) -> AmazonCase:
        """Take an evidence out of a case; its copy stays on the disk. Errors as of ``attach``."""

        def do(act: Act, case: AmazonCase) -> None:
            editing.check_open(case)
            was = editing.find_evidence(case, number)
            rows.drop_evidence(act.connection, case.id, number)
            note(act, case.id, "amazon.evidence_removed", _evidence(was), {}, was.title, client_id)

        return self._change(case_id, do, seen, client_id)

    # Drafts

    def keep_draft(self, case_id: int, part: str, text: str, seen: int) -> None:
        """Keep what is typed so far in place of what was kept before; nothing typed drops it.

        Args:
            case_id: of the case; 0 for one that is not opened yet.
            part: ``notice``, or section and number: ``cause 0`` for a new root cause.
            text: of any length and content.
            seen: the version of the case that the person had before their eyes.
        """
        cleaned = plain(text, lines=True)
        with self._store.change() as c:
            if cleaned.strip():
                draft = PlanDraft(case_id, part, cleaned, seen, datetime.now(UTC))
                rows.keep_draft(c, self._actor.login, draft)
            else:
                rows.drop_draft(c, self._actor.login, case_id, part)

    def drafts(self, case_id: int) -> tuple[PlanDraft, ...]:
        """What I typed for a case and did not save."""
        with self._store.read() as c:
            return rows.drafts(c, self._actor.login, case_id)


def _column(case: AmazonCase, column: str) -> object:
    """What stands in a column of a case."""
    value = getattr(case, column)
    if isinstance(value, datetime):
        return int(value.timestamp())
    return " ".join(value) if isinstance(value, tuple) else value


def _entry(each: PlanEntry | None) -> dict[str, object]:
    return {} if each is None else _told(asdict(each))


def _evidence(each: Evidence | None) -> dict[str, object]:
    return {} if each is None else _told({**asdict(each), "evidence_kind": each.kind, "kind": ""})


def _told(values: dict[str, object]) -> dict[str, object]:
    """Fields as the log has them, without those that say nothing."""
    kept = {name: each for name, each in values.items() if each}
    return {
        name: each.isoformat() if isinstance(each, date) else list(each)
        if isinstance(each, tuple) else each
        for name, each in kept.items()
    }  # fmt: skip

"""One notice of Amazon's: deadline and who says so, plan, evidence, check (W31)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.amazon import (
    AmazonState,
    Checked,
    Evidence,
    Finding,
    PlanDraft,
    PlanEntry,
    Section,
)
from csdesk.model.errors import NeedsYes
from csdesk.model.roles import Action
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.screens.amazon_check import AmazonCheck
from csdesk.ui.screens.amazon_rows import head_lines, rows_of
from csdesk.ui.screens.amazon_writing import AmazonWriting, deadline_question, until_taken
from csdesk.ui.widgets.entries import Entry
from csdesk.words import N_, _, named, say

_OVER = (AmazonState.RESTORED, AmazonState.CLOSED)
_CHANGES = ("write", "prove", "deadline", "correct", "take_out")


class AmazonCard(AmazonWriting, inherit_bindings=False):
    """A case; keys act on the row under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("amazon_case"))

    def __init__(self, case_id: int) -> None:
        """Show a case.

        Args:
            case_id: of the case.
        """
        super().__init__()
        self._case_id = case_id
        self._drafts: Sequence[PlanDraft] = ()
        self._unsent = ""
        """What was typed of Amazon's answer and not taken: the next question begins with it."""

    async def fetch(self) -> Checked:
        """Ask for it, and for what the person has typed for it and not saved."""
        app = self.desk_app
        self._drafts = await app.ask(app.desk.amazon.drafts, self._case_id)
        return await app.ask(app.desk.amazon.checked, self._case_id)

    def heading(self, answer: Checked) -> Content:
        """Which case, by when, and what is missing."""
        zone = self.desk_app.settings.zone
        lines = head_lines(answer, zone, datetime.now(UTC), max(20, self.size.width))
        return Content("\n").join(lines)

    def rows(self, answer: Checked) -> Sequence[Entry]:
        """From the notice to the history."""
        return rows_of(answer, self._drafts, self.desk_app.settings.zone, self.size.height)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is over is not changed any more; only what can be taken out is."""
        if action in _CHANGES and self.answer is not None and self.case.state in _OVER:
            return False
        if action == "take_out":
            return self._entry is not None or self._proof is not None
        return super().check_action(action, parameters)

    @property
    def _entry(self) -> PlanEntry | None:
        """The entry of the plan under the cursor."""
        entries = self.case.entries if self.answer is not None else ()
        return next((e for e in entries if f"{e.section} {e.number}" == self.key), None)

    @property
    def _proof(self) -> Evidence | None:
        """The evidence under the cursor."""
        proofs = self.case.evidence if self.answer is not None else ()
        return next((e for e in proofs if f"evidence {e.number}" == self.key), None)

    def _begin(self) -> bool:
        """Take the version that is shown as the one seen; whether there is a case."""
        if self.answer is None:
            return False
        self.seen = self.case.version
        return True

    # The check, and files

    def action_check(self) -> None:
        """List what is missing; the one that is chosen is gone to."""

        def go(chosen: Finding | None) -> None:
            if chosen is not None:
                self.entries.go(_place(chosen))

        self.app.push_screen(AmazonCheck(self._case_id), go)

    @job("export")
    async def action_export(self) -> None:
        """Write the plan into exports/."""
        app = self.desk_app
        path = await app.ask(app.desk.submissions.export, self._case_id)
        missing = self.answer.missing if self.answer else 0
        if missing:
            text = _("Written into {file}, with INCOMPLETE on it: {n} parts are missing.")
            notice(self, text.format(file=path, n=missing), warning=True)
        else:
            notice(self, _("Written into {file}. Send it yourself, then s.").format(file=path))

    @job("export")
    async def action_pack(self) -> None:
        """Write the plan and its evidence into one ZIP file."""
        app = self.desk_app
        path = await app.ask(app.desk.submissions.pack, self._case_id)
        notice(self, _("Written into {file}.").format(file=path))

    # Writing

    @job("write", needs=Action.AMAZON)
    async def action_open(self) -> None:
        """Write or correct what stands under the cursor."""
        if not self._begin() or self.case.state in _OVER:
            return
        kind, _blank, what = self.key.partition(" ")
        if self._entry is not None:
            await self.edit_entry(self._entry)
        elif self._proof is not None:
            await self.edit_evidence(self._proof)
        elif kind == "draft":
            await self.go_on(what)
        elif kind == "notice":
            await self.edit_notice()
        elif kind == "subject" or what == "evidence":
            await self.new_evidence(what if kind == "subject" else "")
        elif kind == "section":
            await self.new_entry(Section(what))

    @job("write", needs=Action.AMAZON)
    async def action_write(self) -> None:
        """Add to the plan."""
        if not self._begin():
            return
        sections = list(Section)
        place = await self.choose(_("What is to be added?"), [named(each) for each in sections])
        if place is not None:
            await self.new_entry(sections[place])

    @job("write", needs=Action.AMAZON)
    async def action_prove(self) -> None:
        """Note an evidence."""
        if self._begin():
            kind, _blank, what = self.key.partition(" ")
            await self.new_evidence(what if kind == "subject" else "")

    @job("write", needs=Action.AMAZON)
    async def action_deadline(self) -> None:
        """Put in by when Amazon wants an answer."""
        if self._begin():
            await self.ask_deadline()

    @job("write", needs=Action.AMAZON)
    async def action_correct(self) -> None:
        """Correct a field of the case."""
        if self._begin():
            await self.ask_field()

    @job("write", needs=Action.AMAZON)
    async def action_take_out(self) -> None:
        """Take an entry or an evidence out."""
        if not self._begin():
            return
        entry, proof = self._entry, self._proof
        amazon = self.desk_app.desk.amazon
        if entry is not None:
            what = f"{named(entry.section)} {entry.number}"
            if await self.agree(_("Take {what} out of the plan?").format(what=what)):
                await self.send(amazon.remove, entry.section, entry.number)
        elif proof is not None:
            what = f"{named(proof.kind)} {proof.number}"
            if await self.agree(_("Take {what} out of the plan?").format(what=what)):
                await self.send(amazon.detach, proof.number)

    # What people sent, and what Amazon answered

    @job("step")
    async def action_step(self) -> None:
        """Note that it was sent, what was answered, or that it is closed."""
        if not self._begin():
            return
        submissions = self.desk_app.desk.submissions
        states = submissions.steps(self.case)
        place = await self.choose(_("What has happened?"), [_(_HAPPENED[each]) for each in states])
        if place is None:
            return
        to = states[place]
        await self.desk_app.ask(submissions.check, to)
        if to is AmazonState.SUBMITTED:
            await self._submit()
        elif to in (AmazonState.CLOSED, AmazonState.DRAFT):
            await self._move(to)
        else:
            await self._answer(to)

    async def _submit(self) -> None:
        submit = self.desk_app.desk.submissions.submit

        async def do(typed: str) -> None:
            try:
                await self.send(submit, typed)
            except NeedsYes as question:
                if await self.agree(say(question)):
                    await self.send(submit, typed, yes=True)

        await until_taken(self, _("When was it sent? (empty: now; 11-20 09:30)"), "", do)

    async def _move(self, to: AmazonState) -> None:
        async def do(typed: str) -> None:
            await self.send(self.desk_app.desk.submissions.move, to, typed)

        await until_taken(self, _("Why?"), "", do)

    async def _answer(self, to: AmazonState) -> None:
        """Ask what Amazon said and by when it wants more; both are noted together."""
        more = to is not AmazonState.RESTORED
        words = await self.write(_("What did Amazon answer?"), self._unsent, may_be_empty=not more)
        if words is None:
            return
        self._unsent = words

        async def do(due: str) -> None:
            await self.send(self.desk_app.desk.submissions.answer, to, words, due=due)
            self._unsent = ""

        if more:
            await until_taken(self, deadline_question(), "", do)
        else:
            await do("")


_HAPPENED = {
    AmazonState.SUBMITTED: N_("I have sent the plan to Amazon"),
    AmazonState.RESTORED: N_("Amazon restored it"),
    AmazonState.REFUSED: N_("Amazon refused"),
    AmazonState.MORE_ASKED: N_("Amazon asked for more"),
    AmazonState.CLOSED: N_("nothing more is to be done: close it"),
    AmazonState.DRAFT: N_("it is to be taken up again"),
}


def _place(finding: Finding) -> str:
    """The key of the row that a finding is about."""
    if finding.subject:
        return f"subject {finding.subject}"
    if finding.evidence:
        return f"evidence {finding.evidence}"
    if finding.section is None:
        return "section evidence"
    return f"{finding.section} {finding.entry}" if finding.entry else f"section {finding.section}"

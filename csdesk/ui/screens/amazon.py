"""Amazon's notices: the list, the most urgent first, and putting a new one in (W31)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.amazon import AmazonCase, Checked, NoticeKind
from csdesk.model.roles import Action
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.amazon_case import AmazonCard
from csdesk.ui.screens.amazon_rows import case_rows
from csdesk.ui.screens.amazon_writing import LONGEST_NOTICE, deadline_question, until_taken
from csdesk.ui.screens.inbox_rows import heading
from csdesk.ui.screens.listing import WaitingOrAll
from csdesk.ui.screens.plan_editor import Base, PlanEditor, PlanPlace
from csdesk.ui.widgets.entries import Entry
from csdesk.words import N_, _, named


class AmazonScreen(WaitingOrAll[Sequence[Checked]]):
    """What waits, the most urgent first; or all cases, the newest first."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("amazon"))
    NOTHING = N_("No Amazon case waits. n puts a notice in.")

    _begun = False
    """Whether the person has typed a notice and not saved it."""

    async def fetch(self) -> Sequence[Checked]:
        """Ask for them."""
        app = self.desk_app
        self._begun = bool(await app.ask(app.desk.amazon.drafts, 0))
        return await app.ask(app.desk.amazon.listed, everything=self.everything)

    def heading(self, answer: Sequence[Checked]) -> Content:
        """How many there are, and how many of them are late."""
        now = datetime.now(UTC)
        moments = [each.case.deadline for each in answer]
        late = sum(1 for each in moments if each is not None and each.is_overdue(now))
        title = _("All Amazon cases:") if self.everything else _("Amazon cases that wait:")
        notes = [
            _("overdue {n}").format(n=late) if late else "",
            _("A notice is typed and not saved: n goes on.") if self._begun else "",
        ]
        return heading(title, len(answer), "  ".join(filter(None, notes)))

    def rows(self, answer: Sequence[Checked]) -> Sequence[Entry]:
        """The cases."""
        return case_rows(answer, self.desk_app.settings.zone, datetime.now(UTC))

    def action_open(self) -> None:
        """Look at the case under the cursor."""
        if self.number:
            self.app.push_screen(AmazonCard(self.number))

    @job("new", needs=Action.AMAZON)
    async def action_new(self) -> None:
        """Ask what a notice is about, for its text, and by when Amazon wants an answer."""
        kinds = list(NoticeKind)
        place = await self.choose(_("What is the notice about?"), [named(each) for each in kinds])
        if place is None:
            return
        amazon = self.desk_app.desk.amazon

        async def save(text: str, _base: Base, client_id: str) -> AmazonCase:
            return await self.desk_app.ask(amazon.open, kinds[place], text, client_id=client_id)

        editor = PlanEditor(
            _("What Amazon wrote: {kind}").format(kind=named(kinds[place])),
            PlanPlace(0, "notice"), "", LONGEST_NOTICE, save,
        )  # fmt: skip
        case: AmazonCase | None = await self.app.push_screen_wait(editor)
        if case is None:
            self.load()  # what was typed is a draft now
            return

        async def due(typed: str) -> None:
            await self.desk_app.ask(amazon.set, case.id, "due", typed)

        await until_taken(self, deadline_question(), amazon.suggested_due(case), due)
        self.load()
        self.app.push_screen(AmazonCard(case.id))

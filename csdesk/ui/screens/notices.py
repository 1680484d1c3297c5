"""Notices: what the person is told, what they wrote, and who has read it (F53)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar
from uuid import uuid4

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.errors import DeskError
from csdesk.model.handover import DraftKind
from csdesk.model.notices import Notice
from csdesk.model.roles import Action
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice, refusal
from csdesk.ui.screens.handover_drafts import NoticePlace
from csdesk.ui.screens.inbox_rows import heading
from csdesk.ui.screens.listing import WaitingOrAll
from csdesk.ui.screens.roster import RosterScreen, SwapCard
from csdesk.ui.screens.shift_words import notice_words
from csdesk.ui.signs import GOOD, WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import Fact, flow, paragraph
from csdesk.words import N_, _, ngettext, when

MOST = 12
"""Lines of a notice."""


class NoticesScreen(WaitingOrAll[Sequence[Notice]]):
    """What is not read, oldest first; or all, the newest first, with who has read it."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("notices"))
    NOTHING = N_("Nothing that you have not read.")

    def __init__(self, *, writing: bool = False) -> None:
        """Show them.

        Args:
            writing: go on at once with what was typed and not sent.
        """
        super().__init__()
        self._writing = writing

    def drawn(self) -> None:
        """The first answer is shown: go on with the draft that the screen was opened for."""
        writing, self._writing = self._writing, False
        if writing:
            self.action_write()

    async def fetch(self) -> Sequence[Notice]:
        """Ask for them."""
        notices = self.desk_app.desk.notices
        return await self.desk_app.ask(notices.newest if self.everything else notices.unread)

    def heading(self, answer: Sequence[Notice]) -> Content:
        """How many there are."""
        title = _("All notices:") if self.everything else _("Notices that you have not read:")
        return heading(title, len(answer))

    def rows(self, answer: Sequence[Notice]) -> Sequence[Entry]:
        """The notices."""
        return [Entry(f"notice {each.id}", partial(self._lines, each)) for each in answer]

    def _lines(self, each: Notice, width: int) -> list[Content]:
        settings = self.desk_app.settings
        facts = [Fact("", each.author, "bold"), Fact("", when(each.at, settings.zone))]
        if each.mine:
            state = _("not read") if each.unread else _("read")
            facts.append(Fact("", state, WARN if each.unread else GOOD))
        if each.readers:
            read = [r.name for r in each.readers if r.read_at is not None]
            count = _("read by {n} of {all}").format(n=len(read), all=len(each.readers))
            facts.append(Fact("", count, GOOD if len(read) == len(each.readers) else WARN))
        lines = flow(facts, width)
        lines += paragraph(" ", notice_words(each, settings.shifts), width, most=MOST)
        waiting = [r.name for r in each.readers if r.read_at is None]
        if waiting:
            lines += paragraph("  " + _("not yet:"), ", ".join(waiting), width, most=2)
        return lines

    @property
    def chosen(self) -> Notice | None:
        """The notice under the cursor."""
        return next((each for each in self.answer or () if each.id == self.number), None)

    @job("read")
    async def action_open(self) -> None:
        """It is read; what it is about is opened."""
        each, app = self.chosen, self.desk_app
        if each is None:
            return
        if each.unread:
            await app.ask(app.desk.notices.read, [each.id], client_id=uuid4().hex)
            self.load()
            await app.count_unread()
        what, _blank, number = each.about.partition(" ")
        if what == "swap" and number.isdigit():
            app.push_screen(SwapCard(int(number)))
        elif what == "roster":
            app.push_screen(RosterScreen())

    @job("write", needs=Action.NOTICE)
    async def action_write(self) -> None:
        """Write to colleagues; what is refused can be mended, what is not sent is a draft (F74)."""
        app, client_id = self.desk_app, uuid4().hex
        to: str | None
        text: str | None
        to, text = await self._begun()
        while True:
            label = _("To whom? all, roles, logins or names, with commas")
            to = await self.write(label, to or "", over=to == "all")
            if not to:
                return
            place = NoticePlace(to)
            text = await self.write(_("What are they to read?"), text or "", place=place)
            if not text:
                if (await self._begun())[1]:
                    notice(self, _("Kept as a draft: n goes on with it."))
                return
            try:
                sent = await app.ask(
                    app.desk.notices.send, text, to.replace("，", ",").split(","),
                    client_id=client_id,
                )  # fmt: skip
                break
            except DeskError as error:
                refusal(self, error)
        await app.drafts.forget(place)
        self.load()
        count = len(sent.readers)
        told = ngettext("Sent to {n} person. A shows who has read it.",
                        "Sent to {n} people. A shows who has read it.", count)  # fmt: skip
        notice(self, told.format(n=count))

    async def _begun(self) -> tuple[str, str]:
        """For whom, and the words, of a notice that was begun and not sent."""
        app = self.desk_app
        drafts = await app.ask(app.desk.drafts.of_handover)
        kept = next((each.words for each in drafts if each.kind is DraftKind.NOTICE), {})
        held = app.drafts.held(NoticePlace())
        return kept.get("to", "") or "all", kept.get("text", "") if held is None else held

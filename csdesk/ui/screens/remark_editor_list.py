"""What was typed and not saved, remarks and the hand-over: go on with one (F74)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content

from csdesk.model.handover import DraftKind, HandoverDraft
from csdesk.model.remarks import RemarkDraft
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.handover import HandoverScreen
from csdesk.ui.screens.handover_drafts import HandoverPlace
from csdesk.ui.screens.handover_rows import draft_lines
from csdesk.ui.screens.listing import Listing
from csdesk.ui.screens.notices import NoticesScreen
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.signs import sign
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import Fact, flow, paragraph
from csdesk.words import _, named, ngettext, when

MOST_LINES = 3
"""Lines of a draft that the list shows."""


Draft = RemarkDraft | HandoverDraft


class DraftsScreen(Listing[None, Sequence[Draft]]):
    """The list, the last touched first."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("drafts"))

    def on_screen_resume(self, _: events.ScreenResume) -> None:
        """Back from one of them: it may be saved now. Drafts are no events, so ask."""
        self.load()

    async def fetch(self) -> Sequence[Draft]:
        """Ask for the drafts."""
        ask, drafts = self.desk_app.ask, self.desk_app.desk.drafts
        found: list[Draft] = [*await ask(drafts.kept), *await ask(drafts.of_handover)]
        return sorted(found, key=lambda each: each.at, reverse=True)

    def heading(self, answer: Sequence[Draft]) -> Content:
        """How many wait."""
        count = len(answer)
        text = ngettext("{n} draft is waiting.", "{n} drafts are waiting.", count).format(n=count)
        return Content(text if count else _("No draft is waiting."))

    def rows(self, answer: Sequence[Draft]) -> Sequence[Entry]:
        """The drafts."""
        return [Entry(_key(each), partial(self._lines, each)) for each in answer]

    def _lines(self, draft: Draft, width: int) -> list[Content]:
        zone = self.desk_app.settings.zone
        if isinstance(draft, HandoverDraft):
            return draft_lines(draft, zone, width)
        letter, style = sign(draft.tab)
        kind = _("correction") if draft.remark_id else ""
        head = flow(
            [
                Fact("", f"[{letter}] {named(draft.tab)}", style),
                Fact("", draft.order_no, "bold"),
                Fact("", when(draft.at, zone)),
                Fact("", kind),
            ],
            width,
        )
        return [*head, *paragraph("", draft.text, width, most=MOST_LINES)]

    @job("open")
    async def action_open(self) -> None:
        """Open what the draft is for, with the draft."""
        draft = next((each for each in self.answer or () if _key(each) == self.key), None)
        if isinstance(draft, HandoverDraft):
            await self._go_on(draft)
        elif draft is not None:
            screen = OrderScreen(draft.order_no, tab=draft.tab, writing=draft.remark_id)
            self.app.push_screen(screen)

    async def _go_on(self, draft: HandoverDraft) -> None:
        """The form, or the item with its question; what nothing can be made of can be dropped."""
        app = self.desk_app
        if draft.kind is DraftKind.NOTICE:
            app.push_screen(NoticesScreen(writing=True))
        elif not draft.item_id:
            await app.write_item(draft.about)
        elif draft.fits:
            app.push_screen(HandoverScreen(draft))
        elif await self.agree(_("The item is settled meanwhile. Throw the draft away?")):
            await app.drafts.forget(HandoverPlace(draft.kind, draft.about, draft.item_id))
        self.load()


def _key(draft: Draft) -> str:
    if isinstance(draft, HandoverDraft):
        return f"{draft.kind} {draft.item_id} {draft.about}"
    return f"{draft.order_no} {draft.tab} {draft.remark_id}"

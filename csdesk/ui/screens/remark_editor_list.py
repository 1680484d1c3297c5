"""Remarks that were typed and not saved: go on with one (F74)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content

from csdesk.model.orders import RemarkDraft
from csdesk.ui.keys import bindings
from csdesk.ui.screens.listing import Listing
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.signs import sign
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import Fact, flow, paragraph
from csdesk.words import _, named, ngettext, when

MOST_LINES = 3
"""Lines of a draft that the list shows."""


class DraftsScreen(Listing[None, Sequence[RemarkDraft]]):
    """The list, the last touched first."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("drafts"))

    def on_screen_resume(self, _: events.ScreenResume) -> None:
        """Back from one of them: it may be saved now. Drafts are no events, so ask."""
        self.load()

    async def fetch(self) -> Sequence[RemarkDraft]:
        """Ask for the drafts."""
        return await self.desk_app.ask(self.desk_app.desk.drafts.kept)

    def heading(self, answer: Sequence[RemarkDraft]) -> Content:
        """How many wait."""
        count = len(answer)
        text = ngettext("{n} draft is waiting.", "{n} drafts are waiting.", count).format(n=count)
        return Content(text if count else _("No draft is waiting."))

    def rows(self, answer: Sequence[RemarkDraft]) -> Sequence[Entry]:
        """The drafts."""
        return [Entry(_key(each), partial(self._lines, each)) for each in answer]

    def _lines(self, draft: RemarkDraft, width: int) -> list[Content]:
        letter, style = sign(draft.tab)
        kind = _("correction") if draft.remark_id else ""
        head = flow(
            [
                Fact("", f"[{letter}] {named(draft.tab)}", style),
                Fact("", draft.order_no, "bold"),
                Fact("", when(draft.at, self.desk_app.settings.zone)),
                Fact("", kind),
            ],
            width,
        )
        return [*head, *paragraph("", draft.text, width, most=MOST_LINES)]

    def action_open(self) -> None:
        """Open the order with its draft."""
        draft = next((each for each in self.answer or () if _key(each) == self.key), None)
        if draft is not None:
            screen = OrderScreen(draft.order_no, tab=draft.tab, writing=draft.remark_id)
            self.app.push_screen(screen)


def _key(draft: RemarkDraft) -> str:
    return f"{draft.order_no} {draft.tab} {draft.remark_id}"

"""Remarks that were typed and not saved: go on with one (F74)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from csdesk.model.orders import RemarkDraft
from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.signs import sign
from csdesk.ui.widgets.entries import Entries, Entry
from csdesk.ui.widgets.paragraphs import Fact, flow, paragraph
from csdesk.words import _, named, ngettext, when

MOST_LINES = 3
"""Lines of a draft that the list shows."""


class DraftsScreen(DeskScreen[None]):
    """The list, the last touched first."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("drafts"))
    CSS = "#drafts-head { height: auto; background: $d-ground; color: $d-text; }"
    AUTO_FOCUS = "Entries"

    def __init__(self) -> None:
        super().__init__()
        self._drafts: Sequence[RemarkDraft] | None = None

    def compose_body(self) -> ComposeResult:
        """A heading over the list."""
        yield Static(id="drafts-head", markup=False)
        yield Entries(id="drafts")

    def on_screen_resume(self, _: events.ScreenResume) -> None:
        """Back from one of them: it may be saved now. Drafts are no events, so ask."""
        self.load()

    @property
    def answered(self) -> bool:
        """Whether the drafts have come."""
        return self._drafts is not None

    @job("load")
    async def load(self) -> None:
        """Ask for the drafts and show them."""
        self._drafts = drafts = await self.desk_app.ask(self.desk_app.desk.drafts.kept)
        count = len(drafts)
        text = ngettext("{n} draft is waiting.", "{n} drafts are waiting.", count).format(n=count)
        self.query_one("#drafts-head", Static).update(
            Content(text if count else _("No draft is waiting."))
        )
        self.query_one(Entries).show(
            [Entry(_key(each), partial(self._drawn, each)) for each in drafts]
        )

    def _drawn(self, draft: RemarkDraft, width: int) -> list[Content]:
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
        current = self.query_one(Entries).current
        for draft in self._drafts or ():
            if current is not None and _key(draft) == current.key:
                screen = OrderScreen(draft.order_no, tab=draft.tab, writing=draft.remark_id)
                self.app.push_screen(screen)

    def action_back(self) -> None:
        """One step back."""
        self.dismiss(None)


def _key(draft: RemarkDraft) -> str:
    return f"{draft.order_no} {draft.tab} {draft.remark_id}"

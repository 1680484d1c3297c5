"""The inbox of a department: what it is asked, holds on top, then the oldest (W32, W33)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.asks import Ask, Asks
from csdesk.model.remarks import Remark
from csdesk.model.status import Tab
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.answering import Answering
from csdesk.ui.screens.inbox_rows import ask_entries, heading
from csdesk.ui.screens.listing import Listing
from csdesk.ui.widgets.entries import Entry
from csdesk.words import N_, _, named


class InboxScreen(Listing[None, Asks], Answering):
    """The list; every row opens its order at the remark."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("inbox"), *bindings("asking")]
    NOTHING = N_("Nothing waits here.")

    def __init__(self, tab: Tab) -> None:
        """Show what a department is asked.

        Args:
            tab: finance or shipping.
        """
        super().__init__()
        self._tab = tab

    async def fetch(self) -> Asks:
        """Ask what is asked."""
        return await self.desk_app.ask(self.desk_app.desk.inboxes.of_department, self._tab)

    def heading(self, answer: Asks) -> Content:
        """How much it is."""
        note = ""
        if answer.total > len(answer.asks):
            note = _("the first {n} are shown").format(n=len(answer.asks))
        title = _("What {department} is asked:").format(department=named(self._tab))
        return heading(title, answer.total, note)

    def rows(self, answer: Asks) -> Sequence[Entry]:
        """What is asked."""
        return ask_entries(answer.asks)

    def _current(self) -> Ask | None:
        asks = self.answer.asks if self.answer else ()
        return next((each for each in asks if each.remark.id == self.number), None)

    @property
    def asked(self) -> Remark | None:
        """The remark of the row under the cursor."""
        ask = self._current()
        return ask.remark if ask else None

    @job("open")
    async def action_open(self) -> None:
        """Open the order at the remark; somebody of the department has seen it then."""
        ask = self._current()
        if ask is not None:
            await self.desk_app.ask(self.desk_app.desk.inboxes.look, ask.remark.id)
            self.desk_app.open_remark(ask.order_no, ask.remark.tab, ask.remark.id)

"""Hand-over items that shifts hand on and on, which are the lead's, too (F48)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.handover import HandoverItem
from csdesk.ui.keys import bindings
from csdesk.ui.screens.handover_rows import item_entries
from csdesk.ui.screens.inbox_rows import heading
from csdesk.ui.screens.listing import Listing
from csdesk.ui.widgets.entries import Entry
from csdesk.words import N_, _


class CarriedScreen(Listing[None, Sequence[HandoverItem]]):
    """The items, the most often carried first; Enter opens the order."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("carried"))
    NOTHING = N_("There is no such item.")

    async def fetch(self) -> Sequence[HandoverItem]:
        """Ask for them."""
        return await self.desk_app.ask(self.desk_app.desk.handover.carried)

    def heading(self, answer: Sequence[HandoverItem]) -> Content:
        """How many there are."""
        return heading(_("Carried three times or more:"), len(answer))

    def rows(self, answer: Sequence[HandoverItem]) -> Sequence[Entry]:
        """The items."""
        return item_entries(answer, self.desk_app.settings.zone)

    def action_open(self) -> None:
        """Open the order of this item."""
        found = (each for each in self.answer or () if each.id == self.number)
        if (item := next(found, None)) and item.order_no:
            self.desk_app.open_order(item.order_no)

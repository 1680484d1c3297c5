"""Hand-over items behind a number of the lead board (F47, F48)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.handover import HandoverItem, Urgency
from csdesk.ui.keys import bindings
from csdesk.ui.screens.inbox_rows import heading
from csdesk.ui.screens.listing import Listing
from csdesk.ui.signs import BAD
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import Fact, flow, paragraph
from csdesk.words import N_, _, age, named, when


class ItemsScreen(Listing[None, Sequence[HandoverItem]]):
    """Items that nobody acknowledged, or that shifts hand on and on; Enter opens the order."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("carried"))
    NOTHING = N_("There is no such item.")

    def __init__(self, *, carried: bool) -> None:
        """Show those that were carried three times or more, or those not acknowledged."""
        super().__init__()
        self._carried = carried

    async def fetch(self) -> Sequence[HandoverItem]:
        """Ask for them."""
        ask, service = self.desk_app.ask, self.desk_app.desk.handover
        if self._carried:
            return await ask(service.carried)
        return [each for each in await ask(service.waiting) if each.waits]

    def heading(self, answer: Sequence[HandoverItem]) -> Content:
        """How many there are."""
        title = _("Carried three times or more:") if self._carried else _("Not acknowledged:")
        return heading(title, len(answer))

    def rows(self, answer: Sequence[HandoverItem]) -> Sequence[Entry]:
        """The items, the most urgent or the most often carried first."""
        now, zone = datetime.now(UTC), self.desk_app.settings.zone
        return [Entry(f"item {each.id}", partial(_item, each, now, zone)) for each in answer]

    def action_open(self) -> None:
        """Open the order of this item."""
        numbers = {f"item {each.id}": each.order_no for each in self.answer or ()}
        if number := numbers.get(self.key, ""):
            self.desk_app.open_order(number)


def _item(each: HandoverItem, now: datetime, zone: str, width: int) -> list[Content]:
    style = f"bold {BAD}" if each.urgency is Urgency.CRITICAL else "bold"
    facts = [
        Fact("", named(each.urgency), style),
        Fact("", each.order_no or each.topic, "bold"),
        Fact("", _("handed on {n} times").format(n=each.age_shifts)),
        Fact("", age(each.at, now)),
        Fact(_("by"), when(each.due, zone)),
        Fact(_("who acts"), each.owner),
        Fact("", each.author),
    ]
    return [*flow(facts, width), *paragraph(" ", f"{each.summary} / {each.action}", width, most=3)]

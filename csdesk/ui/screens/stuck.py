"""Orders made from others that do not get on (I8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.family import Stuck
from csdesk.plain import fit, plain
from csdesk.ui.keys import bindings
from csdesk.ui.screens.listing import Listing
from csdesk.ui.signs import sign
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import LABEL
from csdesk.words import N_, _, age, named, ngettext

NUMBER_CELLS, AGE_CELLS, STATUS_CELLS = 22, 12, 20


class StuckScreen(Listing[None, Sequence[Stuck]]):
    """The list, the longest first; ``Enter`` opens the order."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("stuck"))
    NOTHING = N_("Nothing is stuck.")

    async def fetch(self) -> Sequence[Stuck]:
        """Ask for them."""
        return await self.desk_app.ask(self.desk_app.desk.stuck.list)

    def heading(self, answer: Sequence[Stuck]) -> Content:
        """How many there are, and the names of the columns."""
        count = len(answer)
        told = ngettext("{n} order is stuck.", "{n} orders are stuck.", count).format(n=count)
        heads = _line((_("Order"), _("Since"), _("Status"), _("Why")), self.size.width - 2)
        return Content("\n").join([Content(told), Content.styled("  " + heads, LABEL)])

    def rows(self, answer: Sequence[Stuck]) -> Sequence[Entry]:
        """The orders."""
        now = datetime.now(UTC)
        return [Entry(each.order_no, partial(_drawn, each, now)) for each in answer]

    @property
    def acting_on(self) -> str:
        """The order under the cursor."""
        return self.key

    def action_open(self) -> None:
        """Open the order under the cursor."""
        if self.key:
            self.desk_app.open_order(self.key)


def _drawn(each: Stuck, now: datetime, width: int) -> list[Content]:
    letter, style = sign(each.order_status)
    status = f"[{letter}] {named(each.order_status)}"
    cells = (plain(each.order_no), age(each.since, now), status, named(each.kind))
    return [Content.styled(_line(cells, width), style)]


def _line(cells: Sequence[str], width: int) -> str:
    number, since, status, why = cells
    head = f"{fit(number, NUMBER_CELLS)} {fit(since, AGE_CELLS)} {fit(status, STATUS_CELLS)} "
    return fit(head + why, width)

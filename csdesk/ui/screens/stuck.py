"""Orders made from others that do not get on (I8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from csdesk.model.family import Stuck
from csdesk.plain import fit, plain
from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.signs import sign
from csdesk.ui.widgets.entries import Entries, Entry
from csdesk.ui.widgets.paragraphs import LABEL
from csdesk.words import _, age, named, ngettext

NUMBER_CELLS, AGE_CELLS, STATUS_CELLS = 22, 12, 20


class StuckScreen(DeskScreen[None]):
    """The list, the longest first; ``Enter`` opens the order."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("stuck"))
    CSS = "#stuck-head { height: auto; background: $d-ground; color: $d-text; }"
    AUTO_FOCUS = "Entries"

    def __init__(self) -> None:
        super().__init__()
        self._stuck: Sequence[Stuck] | None = None

    def compose_body(self) -> ComposeResult:
        """A heading over the list."""
        yield Static(id="stuck-head", markup=False)
        yield Entries(id="stuck")

    def on_mount(self) -> None:
        """Ask for them."""
        self.load()

    @property
    def answered(self) -> bool:
        """Whether they have come."""
        return self._stuck is not None

    @job("load")
    async def load(self) -> None:
        """Ask for them and show them; the cursor stays on its order."""
        self._stuck = await self.desk_app.ask(self.desk_app.desk.stuck.list)
        self._show()

    def store_changed(self) -> None:
        """Somebody got one on."""
        self.load()

    def language_changed(self) -> None:
        """Draw every word anew."""
        super().language_changed()
        self._show()

    def on_resize(self) -> None:
        """Other widths."""
        self._show()

    def _show(self) -> None:
        if self._stuck is None:
            return
        width, now, count = self.size.width, datetime.now(UTC), len(self._stuck)
        told = ngettext("{n} order is stuck.", "{n} orders are stuck.", count).format(n=count)
        heads = _line((_("Order"), _("Since"), _("Status"), _("Why")), width - 2)
        lines = [Content(told), Content.styled("  " + heads, LABEL)]
        self.query_one("#stuck-head", Static).update(Content("\n").join(lines))
        entries = [Entry(each.order_no, partial(_drawn, each, now)) for each in self._stuck]
        self.query_one(Entries).show(entries, empty=_("Nothing is stuck."))

    def action_open(self) -> None:
        """Open the order under the cursor."""
        current = self.query_one(Entries).current
        if current is not None:
            self.desk_app.open_order(current.key)

    def action_back(self) -> None:
        """One step back."""
        self.dismiss(None)


def _drawn(each: Stuck, now: datetime, width: int) -> list[Content]:
    letter, style = sign(each.order_status)
    status = f"[{letter}] {named(each.order_status)}"
    cells = (plain(each.order_no), age(each.since, now), status, named(each.kind))
    return [Content.styled(_line(cells, width), style)]


def _line(cells: Sequence[str], width: int) -> str:
    number, since, status, why = cells
    head = f"{fit(number, NUMBER_CELLS)} {fit(since, AGE_CELLS)} {fit(status, STATUS_CELLS)} "
    return fit(head + why, width)

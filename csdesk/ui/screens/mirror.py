"""The mirror check: what the marketplace's own remarks say, held against ours (S26, W9, I3)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.mirror import MirrorFault, MirrorReport, Unmirrored
from csdesk.ui.copying import copy_out
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.listing import Listing
from csdesk.ui.signs import BAD, GOOD, INFO, WARN, shown
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import LABEL, Fact, flow, paragraph
from csdesk.words import N_, _, named

STYLES = {MirrorFault.MISSING: BAD, MirrorFault.DIFFERENT: WARN, MirrorFault.ONLY_THERE: INFO}


class MirrorScreen(Listing[None, MirrorReport]):
    """All orders in work that differ, or one order whatever it says."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("mirror"))
    NOTHING = N_("Both sides say the same.")

    def __init__(self, number: str = "") -> None:
        """Compare.

        Args:
            number: any number of an order; empty for all orders in work.
        """
        super().__init__()
        self._order_no = number

    async def fetch(self) -> MirrorReport:
        """Compare."""
        app = self.desk_app
        if not self._order_no:
            return await app.ask(app.desk.mirror.report)
        one = await app.ask(app.desk.mirror.of, self._order_no)
        counts = {
            fault: sum(each.fault is fault for each in one.mismatches) for fault in MirrorFault
        }
        return MirrorReport((one,), 1, counts)

    def heading(self, answer: MirrorReport) -> Content:
        """How many were compared, and what was found."""
        facts = [
            Fact(_("Our remarks and the market's, orders compared:"), f"{answer.checked:,}", "bold")
        ]
        facts += [
            Fact(named(fault), f"{n:,}", f"bold {STYLES[fault]}" if n else "")
            for fault, n in answer.counts.items()
        ]
        width = max(20, self.size.width)
        lines = flow(facts, width)
        if len(answer.orders) == _LISTED:
            note = _("the newest {n} orders are listed").format(n=_LISTED)
            lines += flow([Fact("", note, LABEL)], width)
        return Content("\n").join(lines)

    def rows(self, answer: MirrorReport) -> Sequence[Entry]:
        """One entry an order: what is wrong, ours, theirs."""
        return [Entry(each.order.order_no, partial(_drawn, each)) for each in answer.orders]

    def _current(self) -> Unmirrored | None:
        orders = self.answer.orders if self.answer else ()
        return next((each for each in orders if each.order.order_no == self.key), None)

    @property
    def acting_on(self) -> str:
        """The order under the cursor."""
        return self.key

    def action_open(self) -> None:
        """Open this order."""
        each = self._current()
        if each is not None:
            self.desk_app.open_order(each.order.order_no)

    @job("copy")
    async def action_copy(self) -> None:
        """Copy the text that the marketplace's own remark should have."""
        each = self._current()
        if each is not None and each.paste:
            await copy_out(self, each.paste, f"market-{each.order.order_no}")


_LISTED = 500
"""Orders that the service lists at most."""


def _drawn(each: Unmirrored, width: int) -> list[Content]:
    row = each.order
    status = shown(row.order_status)
    head = flow(
        [
            Fact("", row.order_no, "bold"),
            Fact("", row.market_no),
            Fact("", row.name),
            Fact("", status.plain),
        ],
        width,
    )
    if not each.mismatches:
        head += paragraph("  ", _("Both sides say the same."), width, style=GOOD)
    for fault in each.mismatches:
        head += flow([Fact("", "  " + named(fault.fault), STYLES[fault.fault])], width)
        if fault.ours:
            head += paragraph("    " + _("ours"), fault.ours, width, most=3)
        if fault.theirs:
            head += paragraph("    " + _("market"), fault.theirs, width, most=3)
    head += paragraph("  " + _("to paste (y)"), each.paste, width, style=LABEL, most=4)
    return head

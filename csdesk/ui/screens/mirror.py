"""The mirror check: what the marketplace's own remarks say, held against ours (S26, W9, I3)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from csdesk.model.mirror import MirrorFault, MirrorReport, Unmirrored
from csdesk.ui.copying import copy_out
from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.signs import BAD, GOOD, INFO, WARN, shown
from csdesk.ui.widgets.entries import Entries, Entry
from csdesk.ui.widgets.paragraphs import LABEL, Fact, flow, paragraph
from csdesk.words import _, named

STYLES = {MirrorFault.MISSING: BAD, MirrorFault.DIFFERENT: WARN, MirrorFault.ONLY_THERE: INFO}


class MirrorScreen(DeskScreen[None]):
    """All orders in work that differ, or one order whatever it says."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("mirror"))
    CSS = "#mirror-head { height: auto; background: $d-ground; color: $d-text; }"
    AUTO_FOCUS = "Entries"

    def __init__(self, number: str = "") -> None:
        """Compare.

        Args:
            number: any number of an order; empty for all orders in work.
        """
        super().__init__()
        self._number = number
        self._report: MirrorReport | None = None

    def compose_body(self) -> ComposeResult:
        """The counts over the list."""
        yield Static(id="mirror-head", markup=False)
        yield Entries(id="mirror")

    def on_mount(self) -> None:
        """Compare."""
        self.load()

    @property
    def answered(self) -> bool:
        """Whether the comparison has come."""
        return self._report is not None

    @job("load")
    async def load(self) -> None:
        """Compare and show; the cursor stays on its order."""
        app = self.desk_app
        if self._number:
            one = await app.ask(app.desk.mirror.of, self._number)
            counts = {
                fault: sum(each.fault is fault for each in one.mismatches) for fault in MirrorFault
            }
            self._report = MirrorReport((one,), 1, counts)
        else:
            self._report = await app.ask(app.desk.mirror.report)
        self._show()

    def store_changed(self) -> None:
        """A remark or an import: compare anew."""
        self.load()

    def language_changed(self) -> None:
        """Draw every word anew."""
        super().language_changed()
        self._show()

    def _show(self) -> None:
        if self._report is None:
            return
        report = self._report
        facts = [
            Fact(_("Our remarks and the market's, orders compared:"), f"{report.checked:,}", "bold")
        ]
        facts += [
            Fact(named(fault), f"{n:,}", f"bold {STYLES[fault]}" if n else "")
            for fault, n in report.counts.items()
        ]
        lines = flow(facts, max(20, self.size.width))
        more = report.checked and len(report.orders)
        if more == _LISTED:
            note = _("the newest {n} orders are listed").format(n=more)
            lines += flow([Fact("", note, LABEL)], max(20, self.size.width))
        self.query_one("#mirror-head", Static).update(Content("\n").join(lines))
        both = _("Both sides say the same.")
        self.query_one(Entries).show(entries(report.orders), empty=both)

    def on_resize(self) -> None:
        """Other lines."""
        self._show()

    def _current(self) -> Unmirrored | None:
        current = self.query_one(Entries).current
        orders = self._report.orders if self._report else ()
        return next((e for e in orders if current and e.order.order_no == current.key), None)

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

    def action_back(self) -> None:
        """One step back."""
        self.dismiss(None)


_LISTED = 500
"""Orders that the service lists at most."""


def entries(orders: Sequence[Unmirrored]) -> list[Entry]:
    """One entry an order: what is wrong, ours, theirs."""
    return [Entry(each.order.order_no, partial(_drawn, each)) for each in orders]


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

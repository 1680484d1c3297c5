"""What does not fit in the stock, and promises that it does not keep (I4, I15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.purchasing import Slip
from csdesk.model.stock import Alarm
from csdesk.plain import plain
from csdesk.ui.keys import bindings
from csdesk.ui.screens.inbox_rows import heading
from csdesk.ui.screens.item import ItemScreen
from csdesk.ui.screens.item_rows import alarm_words
from csdesk.ui.screens.listing import Listing
from csdesk.ui.screens.promise_rows import late_facts
from csdesk.ui.screens.stock_rows import item_name
from csdesk.ui.signs import BAD, WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import Fact, flow, paragraph
from csdesk.words import N_, _, age, when

MOST_UNMOVED = 5
"""Shipments that are named."""


class AlarmsScreen(Listing[None, Sequence[Alarm]]):
    """The alarms, one item a row; ``Enter`` opens the item."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("alarms"))
    NOTHING = N_("Everything in the stock fits.")

    async def fetch(self) -> Sequence[Alarm]:
        """Ask for them."""
        return await self.desk_app.ask(self.desk_app.desk.stock.alarms)

    def heading(self, answer: Sequence[Alarm]) -> Content:
        """How many."""
        return heading(_("What does not fit in the stock:"), len(answer))

    def rows(self, answer: Sequence[Alarm]) -> Sequence[Entry]:
        """One alarm each."""
        return [
            Entry(f"alarm {each.kind} {each.sku} {n}", partial(alarm_lines, each))
            for n, each in enumerate(answer)
        ]

    def action_open(self) -> None:
        """Open the item under the cursor."""
        place = self.key.rpartition(" ")[2]
        if self.answer and place:
            self.app.push_screen(ItemScreen(self.answer[int(place)].key))


def alarm_lines(each: Alarm, width: int) -> list[Content]:
    """Item, short code and title, below them what does not fit, and whose shipments those are."""
    row = each.item
    lines = flow(
        [
            Fact("", item_name(row) if row else each.sku, "bold"),
            Fact("", f"({row.short})" if row and row.short else ""),
            Fact("", each.title),
        ],
        width,
        most=1,
    )
    lines += paragraph("  !", alarm_words(each), width, style=BAD, most=3)
    named_ones = each.unmoved[:MOST_UNMOVED]
    shipped = [f"{every.order_no} {every.name} x{every.quantity}" for every in named_ones]
    if shipped:
        lines += paragraph("   ", ", ".join(map(plain, shipped)), width, most=2)
    return lines


class SlipsScreen(Listing[None, Sequence[Slip]]):
    """Promises that slip, before the customer asks; ``Enter`` opens the order."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("slips"))
    NOTHING = N_("The stock keeps every promise.")

    async def fetch(self) -> Sequence[Slip]:
        """Ask for them."""
        return await self.desk_app.ask(self.desk_app.desk.promises.slipping)

    def heading(self, answer: Sequence[Slip]) -> Content:
        """How many."""
        return heading(_("Promises that the stock does not keep:"), len(answer))

    def rows(self, answer: Sequence[Slip]) -> Sequence[Entry]:
        """One promise each."""
        now, zone = datetime.now(UTC), self.desk_app.settings.zone
        return [Entry(f"slip {e.promise_id}", partial(slip_lines, e, now, zone)) for e in answer]

    def _current(self) -> Slip | None:
        return next((e for e in self.answer or () if e.promise_id == self.number), None)

    @property
    def acting_on(self) -> str:
        """The order of the promise."""
        each = self._current()
        return each.order_no if each else ""

    def action_open(self) -> None:
        """Open the order under the cursor."""
        if each := self._current():
            self.desk_app.open_order(each.order_no)

    def action_item(self) -> None:
        """Open the item that is late."""
        if each := self._current():
            self.app.push_screen(ItemScreen(each.key))


def slip_lines(each: Slip, now: datetime, zone: str, width: int) -> list[Content]:
    """Order, customer, what they were told; then what is late, and when it comes."""
    lines = flow(
        [
            Fact("", each.order_no, "bold"),
            Fact("", each.name),
            Fact(_("told"), f"{when(each.due, zone)} ({age(each.due, now)})", WARN),
        ],
        width,
        most=1,
    )
    lines += [Content("  ") + line for line in flow(late_facts(each), width - 2, most=2)]
    return lines + paragraph(" ", each.text, width, most=3) if each.text else lines

"""Who gets an item, in order, and who comes first (F40, F41, F42)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.status import OrderStatus
from csdesk.model.stock import Queue, Waiting
from csdesk.plain import fit, plain
from csdesk.ui.keys import bindings
from csdesk.ui.screens.prioritising import Prioritising
from csdesk.ui.screens.stock_rows import day, item_name, number_name, told
from csdesk.ui.signs import sign
from csdesk.ui.widgets.entries import GUTTER, Entry
from csdesk.ui.widgets.paragraphs import LABEL, columns
from csdesk.words import N_, _, named, ngettext, when_short

WIDE = 110
"""Columns from which order numbers have more room."""

COUNTED: dict[str, tuple[OrderStatus, ...]] = {
    "allocated": (OrderStatus.APPROVED, OrderStatus.PARTLY_SHIPPED),
    "available": (OrderStatus.APPROVED, OrderStatus.PARTLY_SHIPPED),
    "awaiting": (OrderStatus.AWAITING_REVIEW,),
    "on_hold": (OrderStatus.HELD,),
}
"""Number -> states of the orders that it counts; other numbers count all of the queue."""


class ClaimsScreen(Prioritising[Queue]):
    """The queue of an item: orders that have their goods, then those that wait."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("claims"))
    NOTHING = N_("No order asks for it.")

    def __init__(self, key: str, counted: str = "demand") -> None:
        """Show a queue, or of it what a number counts.

        Args:
            key: of the item: its number, or ``ItemRow.key``.
            counted: a field of ``Numbers`` that counts orders.
        """
        super().__init__()
        self._item = key
        self._counted = counted

    async def fetch(self) -> Queue:
        """Ask for the queue."""
        return await self.desk_app.ask(self.desk_app.desk.stock.queue, self._item)

    def heading(self, answer: Queue) -> Content:
        """Which item, how many pieces, how many orders."""
        item, lines = answer.item, self._lines(answer)
        pieces = sum(each.quantity for each in lines)
        name = item_name(item)
        count = ngettext("{n:,} line", "{n:,} lines", len(lines)).format(n=len(lines))
        there = f"{number_name('sellable')} {told(item.numbers.sellable)}"
        parts = [f"{number_name(self._counted)} {pieces:,}", count, there]
        if answer.total > len(answer.waiting):
            parts.append(_("the first {n:,} are shown").format(n=len(answer.waiting)))
        title = Content.assemble((f" {name}", "bold"), ("  " + ", ".join(parts), LABEL))
        heads = " " * GUTTER + waiting_heading(self.size.width - GUTTER)
        return Content("\n").join([title.truncate(self.size.width), heads] if lines else [title])

    def _lines(self, queue: Queue) -> list[Waiting]:
        states = COUNTED.get(self._counted)
        return [
            each
            for each in queue.waiting
            if (states is None or each.order_status in states)
            and (self._counted != "shortage" or each.covered < each.quantity)
        ]

    def rows(self, answer: Queue) -> Sequence[Entry]:
        """One line of an order each."""
        now, zone = datetime.now(UTC), self.desk_app.settings.zone
        return [
            Entry(f"claim {each.order_no} {each.line_no}", partial(waiting_lines, each, now, zone))
            for each in self._lines(answer)
        ]

    @property
    def order_now(self) -> str:
        """The order under the cursor."""
        return self.key.split(" ")[1] if self.key else ""

    @property
    def is_first(self) -> bool:
        """Whether that order was put first already."""
        lines = self.answer.waiting if self.answer else ()
        return any(each.priority for each in lines if each.order_no == self.order_now)

    def action_open(self) -> None:
        """Open the order under the cursor."""
        if self.order_now:
            self.desk_app.open_order(self.order_now)


PLACE_CELLS, ORDER_CELLS, GETS_CELLS, VERDICT_CELLS, STATUS_CELLS, SINCE_CELLS = 4, 16, 6, 22, 3, 11


def waiting_heading(width: int) -> Content:
    """The names of the columns."""
    cells = ("", _("Order"), _("Gets"), _("Verdict"), "", _("Queued"), _("Customer"))
    return Content.styled(_in_columns(cells, width), LABEL)


def waiting_lines(each: Waiting, now: datetime, zone: str, width: int) -> list[Content]:
    """Place, order, pieces that it gets, verdict, state, since when, customer."""
    letter, style = sign(each.verdict)
    verdict = f"[{letter}] {named(each.verdict)}"
    if each.expected is not None:
        verdict = f"[{letter}] {day(each.expected)}"
    state, _colour = sign(each.order_status)
    mark = "!" if each.priority else ""
    cells = (
        "-" if each.place is None else f"{each.place:,}", f"{mark}{plain(each.order_no)}",
        f"{each.covered:,}/{each.quantity:,}", verdict, f"[{state}]",
        when_short(each.since, zone, now), plain(each.name),
    )  # fmt: skip
    start = len(_in_columns(cells[:3], width)) + 1
    line = Content(_in_columns(cells, width))
    end = start + len(fit(verdict, VERDICT_CELLS))
    return [line.stylize(style, start, end).truncate(width)]


def _in_columns(cells: Sequence[str], width: int) -> str:
    more = 6 if width > WIDE else 0
    fixed = (
        PLACE_CELLS, ORDER_CELLS + more, GETS_CELLS, VERDICT_CELLS, STATUS_CELLS, SINCE_CELLS,
    )  # fmt: skip
    widths = (*fixed, max(0, width - sum(fixed) - len(fixed)))
    return columns([cells], widths[: len(cells)], right=(0, 2))[0]

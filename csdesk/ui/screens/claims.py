"""Who gets an item, in order, and who comes first (F40, F41, F42)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content

from csdesk.model.stock import Queue, Waiting
from csdesk.plain import fit, plain
from csdesk.ui.keys import bindings
from csdesk.ui.screens.prioritising import Prioritising
from csdesk.ui.screens.stock_rows import WIDE, day, item_name, number_name, told
from csdesk.ui.signs import sign
from csdesk.ui.widgets.entries import GUTTER, Entries, Entry
from csdesk.ui.widgets.paragraphs import LABEL, columns
from csdesk.words import N_, _, named, ngettext, when_short


class ClaimsScreen(Prioritising[Queue]):
    """The queue of an item: orders that have their goods, then those that wait."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("claims"))
    NOTHING = N_("No order asks for it.")

    def __init__(self, key: str, counted: str = "demand", *, at: str = "") -> None:
        """Show a queue, or of it what a number counts.

        Args:
            key: of the item: its number, or ``ItemRow.key``.
            counted: a field of ``Numbers`` that counts orders.
            at: the number of an order to begin at.
        """
        super().__init__()
        self._item = key
        self._counted = counted
        self._first = 0
        """Lines before those that are shown."""
        self._at = at
        self._to_end = 0
        """1 where the cursor goes to the last of the lines that come, -1 for the first."""

    async def fetch(self) -> Queue:
        """Ask for a part of the queue."""
        stock = self.desk_app.desk.stock
        return await self.desk_app.ask(
            stock.queue, self._item, self._counted, first=self._first, at=self._at
        )

    def drawn(self) -> None:
        """The cursor goes to the order that was asked for, or to the end that was come from."""
        if (answer := self.answer) is None or not self._there:
            return
        self._first = answer.first
        if self._at:
            lines = (each for each in answer.waiting if each.order_no == self._at)
            if line := next(lines, None):
                self.entries.go(_key(line))
            self._at = ""
        if self._to_end:
            self.entries.put(len(answer.waiting) - 1 if self._to_end > 0 else 0)
            self._to_end = 0

    @on(Entries.Beyond)
    def _on_beyond(self, event: Entries.Beyond) -> None:
        """Show the part of the queue that comes next, or that stands before."""
        if self.answer is None:
            return
        last = self._first + len(self.answer.waiting)
        if event.way > 0 and last < self.answer.total:
            self._first = self.answer.total - 1 if event.whole else last
        elif event.way < 0 and self._first:
            self._first = 0 if event.whole else self._first - 1
        else:
            return
        self._to_end = event.way if event.whole else -event.way
        self.load()

    def heading(self, answer: Queue) -> Content:
        """Which item, how many pieces, how many orders."""
        item, lines = answer.item, answer.waiting
        count = ngettext("{n:,} line", "{n:,} lines", answer.total).format(n=answer.total)
        if answer.total > len(lines):
            part, last = _("{first:,} to {last:,} of {lines}"), answer.first + len(lines)
            count = part.format(first=answer.first + 1, last=last, lines=count)
        parts = [
            f"{number_name(name)} {told(getattr(item.numbers, name))}"
            for name in dict.fromkeys((self._counted, "sellable"))
        ]
        parts.insert(1, count)
        title = Content.assemble((f" {item_name(item)}", "bold"), ("  " + ", ".join(parts), LABEL))
        heads = " " * GUTTER + waiting_heading(self.size.width - GUTTER)
        return Content("\n").join([title.truncate(self.size.width), heads] if lines else [title])

    def rows(self, answer: Queue) -> Sequence[Entry]:
        """One line of an order each."""
        now, zone = datetime.now(UTC), self.desk_app.settings.zone
        return [
            Entry(_key(each), partial(waiting_lines, each, now, zone)) for each in answer.waiting
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


def _key(line: Waiting) -> str:
    return f"claim {line.order_no} {line.line_no}"


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

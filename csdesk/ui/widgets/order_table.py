"""The list of orders: our own Line-API widget over a window of rows.

Textual's DataTable holds all rows and rewrites half the screen at each key. This one holds a few
screens (``csdesk.ui.window``), asks for more before the cursor gets there, draws a row once, and
writes the two lines that a cursor key changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from csdesk.model.sorting import Sort
from csdesk.plain import cell_width, fit
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.order_columns import (
    LEAST_AMOUNT,
    Layout,
    Seen,
    heading,
    layout,
    pieces,
    widest_total,
)
from csdesk.ui.themes import THEMES
from csdesk.ui.widgets.wrapping import wrapped
from csdesk.ui.window import AskPage, Window
from csdesk.words import language

if TYPE_CHECKING:
    from csdesk.model.found import OrderRow, Page
    from csdesk.model.presence import Doing
    from csdesk.ui.app import CsdeskApp

WHEEL_ROWS = 3

CURSOR = ">"
"""Marks the line under the cursor where colours cannot."""

ROLES = (
    "text", "muted", "good", "warn", "bad", "info", "red", "yellow", "green", "blue", "purple",
)  # fmt: skip
"""Colours that a cell may have: fields of ``themes.Colours``."""

KEEP_STRIPS = 2000
"""Drawn lines that are kept."""


class OrderTable(Widget, can_focus=True):
    """A list of orders with a cursor."""

    BINDINGS = bindings("list")
    ALLOW_SELECT = False
    DEFAULT_CSS = "OrderTable { height: 1fr; background: $d-ground; color: $d-text; }"

    class Moved(Message):
        """The cursor stands on another order, or the order under it has changed."""

    class Opened(Message):
        """A person wants to see the order under the cursor."""

    class NewerCame(Message):
        """Orders have arrived above the first row since the list was asked for, newest first."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self.window = Window()
        self.marked: dict[int, str] = {}
        """Orders that the person has marked: id -> desk number, in the order of marking."""
        self.several_shops = False
        self.zone = "UTC"
        self._ask: AskPage | None = None
        self._newest = 0
        self.sort = Sort.NEWEST
        """How the rows stand."""
        self._note = ""
        self._layout: Layout = ()
        self._amount = LEAST_AMOUNT
        """Cells of the widest total that has been in sight; the columns stay while it does."""
        self._strips: dict[tuple[int, str], tuple[OrderRow, Strip]] = {}
        self._styles: dict[str, Style] = {}
        self._dressed_for: tuple[object, ...] = ()
        self._colleagues: Mapping[str, Doing] = {}

    # What is shown

    @property
    def row(self) -> OrderRow | None:
        """The order under the cursor."""
        return self.window.row

    def show(self, page: Page, ask: AskPage) -> None:
        """Show the first page of a result.

        Args:
            page: its first orders.
            ask: asks for further pages of the same result.
        """
        self._ask = ask
        self._newest = page.rows[0].id if page.rows else 0
        self.sort = page.sort
        for group in ("renew", "below", "above"):
            self.workers.cancel_group(self, group)
        if self.marked:
            self.marked.clear()
            self._strips.clear()
        self._amount = LEAST_AMOUNT
        self.window.show(page)
        self._redraw()

    def say(self, note: str) -> None:
        """Words to show where there is no order; already in the person's language."""
        if note != self._note:
            self._note = note
            self.refresh()

    @job("renew")
    async def renew(self) -> None:
        """Ask again for the part around the cursor; the cursor stays on its order."""
        if self._ask is None:
            return
        w, held = self.window, self.window.row
        page = top = await self._ask(limit=1 if w.rows else w.chunk)
        if w.rows:
            first = max(0, w.top - w.height)
            rows = max(w.chunk, w.cursor - first + 2 * w.height)
            page = await self._ask(limit=rows, at=w.rows[first].place)
            if page.rows:
                above = bool(top.rows) and top.rows[0].id != page.rows[0].id
                page = replace(page, more_before=above)
            elif top.rows:  # all that was here is gone
                page = await self._ask(limit=w.chunk)
        here = {row.id for row in page.rows}
        if here and w.row and held and w.row.id != held.id and w.row.id not in here:
            self.renew()  # the cursor has gone on meanwhile, out of this page
            return
        seen_before = self._in_sight()
        w.renew(page)
        if self._in_sight() != seen_before:
            self._redraw()
        else:
            self._ahead()
        if top.rows and self.sort is Sort.NEWEST and top.rows[0].id > self._newest:
            self._newest = top.rows[0].id
            if w.more_above:
                self.post_message(self.NewerCame())

    @job("below")
    async def _fetch_below(self) -> None:
        w, last = self.window, self.window.rows[-1]
        assert self._ask is not None
        short = len(w.rows) < w.top + w.height
        w.add_below(await self._ask(limit=w.chunk, below=last.place), last.id)
        if short:
            self.refresh()

    @job("above")
    async def _fetch_above(self) -> None:
        w, first = self.window, self.window.rows[0]
        assert self._ask is not None
        w.add_above(await self._ask(limit=w.chunk, above=first.place), first.id)

    @job("below")
    async def _jump(self, *, to_end: bool) -> None:
        assert self._ask is not None
        page = await self._ask(limit=self.window.chunk, from_end=to_end)
        self.window.show(page, from_end=to_end)
        self._redraw()

    # Moving

    def action_down(self) -> None:
        """The next order."""
        self._go(self.window.move, 1)

    def action_up(self) -> None:
        """The order above."""
        self._go(self.window.move, -1)

    def action_page_down(self) -> None:
        """A screen further."""
        self._go(self.window.page, 1)

    def action_page_up(self) -> None:
        """A screen back."""
        self._go(self.window.page, -1)

    def action_first(self) -> None:
        """The first order, wherever the window is."""
        if self.window.more_above:
            self._jump(to_end=False)
        else:
            self._go(self.window.move, -len(self.window.rows))

    def action_last(self) -> None:
        """The last order, wherever the window is."""
        if self.window.more_below:
            self._jump(to_end=True)
        else:
            self._go(self.window.move, len(self.window.rows))

    def action_mark(self) -> None:
        """Mark the order or unmark it, and go on to the next."""
        if row := self.row:
            if self.marked.pop(row.id, None) is None:
                self.marked[row.id] = row.order_no
            self._forget(row)
            self._go(self.window.move, 1)
            self._refresh_row(self.window.cursor)

    def unmark(self) -> None:
        """Unmark every order."""
        self.marked.clear()
        self._strips.clear()
        self._redraw()

    def action_open(self) -> None:
        """See the order."""
        if self.row:
            self.post_message(self.Opened())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without an order there is nothing to open or to mark."""
        del parameters
        return bool(self.window.rows) if action in ("open", "mark") else True

    def _go(self, move: Callable[[int], None], steps: int) -> None:
        w = self.window
        cursor, top = w.cursor, w.top
        move(steps)
        if (w.cursor, w.top) == (cursor, top):
            return
        if w.top != top:
            self.refresh(Region(0, 1, self.size.width, w.height))
        else:
            self._refresh_row(cursor)
            self._refresh_row(w.cursor)
        self.call_after_refresh(self._ahead)
        if w.cursor != cursor:
            self.post_message(self.Moved())

    def _ahead(self) -> None:
        """Ask for more before the cursor gets there."""
        if self._ask is None:
            return
        if self.window.wants_below and not self._asking("below"):
            self._fetch_below()
        if self.window.wants_above and not self._asking("above"):
            self._fetch_above()

    def _asking(self, group: str) -> bool:
        return any(
            worker.node is self and worker.group == group and not worker.is_finished
            for worker in self.workers
        )

    # Mouse

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a double click opens."""
        index = self.window.top + event.y - 1
        if event.y >= 1 and index < len(self.window.rows):
            self._go(self.window.move, index - self.window.cursor)
            if event.chain == 2:
                self.action_open()

    def on_mouse_scroll_down(self) -> None:
        """The wheel moves what is in sight."""
        self._go(self.window.scroll, WHEEL_ROWS)

    def on_mouse_scroll_up(self) -> None:
        """The wheel moves what is in sight."""
        self._go(self.window.scroll, -WHEEL_ROWS)

    # Drawing

    def on_resize(self, event: events.Resize) -> None:
        """As many rows as there is room for."""
        self.window.resize(event.size.height - 1)
        self._ahead()

    def on_focus(self) -> None:
        """The cursor is bright."""
        self._refresh_row(self.window.cursor)

    def on_blur(self) -> None:
        """The cursor is quiet."""
        self._refresh_row(self.window.cursor)

    def _redraw(self) -> None:
        self.refresh()
        self.refresh_bindings()
        self.post_message(self.Moved())
        self._ahead()

    def _in_sight(self) -> tuple[int, list[OrderRow]]:
        """The line of the cursor and the rows that are drawn."""
        w = self.window
        return w.cursor - w.top, w.rows[w.top : w.top + w.height]

    def _refresh_row(self, index: int) -> None:
        line = index - self.window.top
        if 0 <= line < self.window.height:
            self.refresh(Region(0, line + 1, self.size.width, 1))

    def _forget(self, row: OrderRow) -> None:
        for look in ("", "cursor", "quiet"):
            self._strips.pop((row.id, look), None)

    def _dress(self) -> None:
        """Forget what was drawn for another theme, width or language."""
        shell = cast("CsdeskApp", self.app)
        in_sight = self._in_sight()[1]
        self._amount = max(self._amount, widest_total(in_sight))
        dressed_for = (
            shell.theme, self.size.width, language(), self.several_shops, self.zone, self.sort,
            shell.colleagues.orders, self._amount,
        )  # fmt: skip
        if dressed_for == self._dressed_for:
            return
        if self._dressed_for and dressed_for[:-1] == self._dressed_for[:-1]:
            self.call_after_refresh(self.refresh)  # the heading and the other lines move too
        self._dressed_for = dressed_for
        self._colleagues = shell.colleagues.orders
        self._strips.clear()
        self._layout = layout(
            self.size.width, several_shops=self.several_shops, sort=self.sort, amount=self._amount
        )
        colours = THEMES[shell.theme]

        def style(ink: int, ground: int) -> Style:
            plain_style = Style(color=Color.from_ansi(ink), bgcolor=Color.from_ansi(ground))
            return shell.wire.style(plain_style)

        self._styles = {role: style(getattr(colours, role), colours.ground) for role in ROLES}
        self._styles["cursor"] = style(colours.cursor_text, colours.cursor)
        self._styles["quiet"] = style(colours.bar_text, colours.bar)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a part of the widget, ready for the terminal."""
        self._dress()
        strips = [self._line(y) for y in crop.line_range]
        left, right = crop.column_span
        if (left, right) != (0, self.size.width):
            strips = [strip.crop(left, right) for strip in strips]
        return strips

    def _line(self, y: int) -> Strip:
        w, width = self.window, self.size.width
        index = w.top + y - 1
        if y and index < len(w.rows):
            return self._row_strip(w.rows[index], index == w.cursor)
        if y == 0:
            text, role = heading(self._layout), "muted"
        else:
            lines = wrapped(self._note, max(2, width - 4)) if not w.rows else []
            text, role = "  " + lines[y - 2] if 0 <= y - 2 < len(lines) else "", "text"
        return Strip([Segment(fit(text, width), self._styles[role])], width)

    def _row_strip(self, row: OrderRow, under_cursor: bool) -> Strip:
        look = ("cursor" if self.has_focus else "quiet") if under_cursor else ""
        known = self._strips.get((row.id, look))
        if known is not None and known[0] == row:
            return known[1]
        seen = Seen(self.zone, datetime.now(UTC), self.marked.keys(), self._colleagues)
        line = pieces(row, self._layout, seen)
        width = self.size.width
        if look:  # one piece: the words and letters tell what the colours told
            text = CURSOR + "".join(text for text, _ in line)[1:]
            line = [(text, look)]
        spare = width - sum(cell_width(text) for text, _ in line)
        line[-1] = (line[-1][0] + " " * spare, line[-1][1])
        strip = Strip([Segment(text, self._styles[role]) for text, role in line], width)
        if len(self._strips) > KEEP_STRIPS:
            self._strips.clear()
        self._strips[row.id, look] = (row, strip)
        return strip

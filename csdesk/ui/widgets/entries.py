"""A list whose entries are several lines tall: remarks, conflicts, log steps, batches.

One Line-API widget draws what is in sight and nothing else. The cursor is a mark in the gutter as
well as a colour, and it stays on its entry when the list is shown anew.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

if TYPE_CHECKING:
    from textual import events

GUTTER = 2
"""Cells left of every line: the cursor's mark and a blank."""

CURSOR = ">"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list."""

    key: str
    """Says which entry is the same when the list is shown anew."""
    draw: Callable[[int], Sequence[Content]]
    """Its lines for a width in cells; none may be wider."""


class Entries(ScrollView, can_focus=True):
    """A list of entries with a cursor, or without one a text that scrolls."""

    COMPONENT_CLASSES = frozenset({"entries--line", "entries--cursor"})

    class Moved(Message):
        """The cursor stands on another entry, or the part in sight has changed."""

        def __init__(self, entries: Entries) -> None:
            super().__init__()
            self.entries = entries

        @property
        def control(self) -> Entries:
            """The list."""
            return self.entries

    class Chosen(Moved):
        """Enter was pressed on the entry under the cursor."""

    def __init__(self, *, cursor: bool = True, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._cursor = cursor
        self._entries: tuple[Entry, ...] = ()
        self._current = 0
        self._drawn: list[Sequence[Content]] = []
        self._starts: list[int] = []
        self._height = 0
        self._width = 0
        self._strips: dict[tuple[int, bool], Strip] = {}

    # What it shows

    def show(self, entries: Sequence[Entry], *, at: str | None = None) -> None:
        """Show these entries instead; cursor and scroll position stay where they were.

        Args:
            entries: from the top down.
            at: key of the entry to put the cursor on.
        """
        was = self.current
        above = self._top(self._current) - self.scroll_offset.y
        self._entries = tuple(entries)
        key = at if at is not None else was.key if was else None
        self._current = next(
            (n for n, entry in enumerate(self._entries) if entry.key == key),
            max(0, min(self._current, len(self._entries) - 1)),
        )
        self._draw()
        if self._cursor and was is not None:
            self._scroll_to_line(self._top(self._current) - above)
        if at is not None:
            self._reveal()
        self.post_message(self.Moved(self))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is shown."""
        return self._entries

    @property
    def current(self) -> Entry | None:
        """The entry under the cursor."""
        return self._entries[self._current] if self._entries else None

    @property
    def position(self) -> tuple[int, int]:
        """The cursor's place, counted from one, and how many entries there are."""
        return (self._current + 1 if self._entries else 0), len(self._entries)

    @property
    def beyond(self) -> tuple[int, int]:
        """Lines out of sight above and below."""
        above = self.scroll_offset.y
        return above, max(0, self._height - above - self.scrollable_content_region.height)

    # Moving

    def move(self, by: int) -> None:
        """Move the cursor by entries, or scroll by a line while a tall entry goes on.

        Args:
            by: 1 for down, -1 for up.
        """
        if not self._cursor:
            self._scroll_to_line(self.scroll_offset.y + by)
        elif by > 0 and self._bottom(self._current) > self._end():
            self._scroll_to_line(self.scroll_offset.y + 1)
        elif by < 0 and self._top(self._current) < self.scroll_offset.y:
            self._scroll_to_line(self.scroll_offset.y - 1)
        else:
            self.put(self._current + by)

    def put(self, index: int) -> None:
        """Put the cursor on an entry by its place; the nearest there is."""
        index = max(0, min(index, len(self._entries) - 1))
        if index == self._current or not self._entries:
            return
        old, self._current = self._current, index
        self._repaint(old)
        self._repaint(index)
        self._reveal()
        self.post_message(self.Moved(self))

    def action_line_down(self) -> None:
        """One down."""
        self.move(1)

    def action_line_up(self) -> None:
        """One up."""
        self.move(-1)

    def action_page_down(self) -> None:
        """One screenful down."""
        self._page(1)

    def action_page_up(self) -> None:
        """One screenful up."""
        self._page(-1)

    def action_first(self) -> None:
        """To the top."""
        self._scroll_to_line(0)
        self.put(0)

    def action_last(self) -> None:
        """To the bottom."""
        self._scroll_to_line(self._height)
        self.put(len(self._entries) - 1)

    def action_choose(self) -> None:
        """Tell the screen that the entry under the cursor is meant."""
        if self._entries and self._cursor:
            self.post_message(self.Chosen(self))

    def _page(self, way: int) -> None:
        page = max(1, self.scrollable_content_region.height - 1)
        line = self.scroll_offset.y + way * page
        self._scroll_to_line(line)
        if self._cursor and self._entries:
            top = self.scroll_offset.y
            # At either end the cursor goes the rest of the way.
            target = top if way < 0 else min(top + page, self._height - 1)
            self.put(bisect_right(self._starts, target) - 1)

    def _scroll_to_line(self, line: int) -> None:
        last = max(0, self._height - self.scrollable_content_region.height)
        line = max(0, min(line, last))
        if line != self.scroll_offset.y:
            self.scroll_to(y=line, animate=False)
            self.post_message(self.Moved(self))

    def _reveal(self) -> None:
        """Bring the cursor's entry into sight, its head first."""
        top, bottom = self._top(self._current), self._bottom(self._current)
        page = self.scrollable_content_region.height
        if bottom > self._end():
            self._scroll_to_line(min(top, bottom - page))
        if top < self.scroll_offset.y:
            self._scroll_to_line(top)

    def _top(self, index: int) -> int:
        return self._starts[index] if index < len(self._starts) else 0

    def _bottom(self, index: int) -> int:
        return self._top(index + 1) if index + 1 < len(self._starts) else self._height

    def _end(self) -> int:
        return self.scroll_offset.y + self.scrollable_content_region.height

    # Drawing

    def _draw(self) -> None:
        """Break every entry into lines for the present width."""
        self._width = max(4, self.size.width - (GUTTER if self._cursor else 0))
        self._drawn = [tuple(entry.draw(self._width)) for entry in self._entries]
        self._starts = []
        height = 0
        for lines in self._drawn:
            self._starts.append(height)
            height += len(lines)
        self._height = height
        self._strips.clear()
        self.virtual_size = Size(self.size.width, height)
        self.refresh()

    def _repaint(self, index: int) -> None:
        self.refresh_lines(self._top(index), self._bottom(index) - self._top(index))

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines anew for another width."""
        if event.size.width and max(4, event.size.width) != self._width + self._gutter:
            self._draw()
        self._scroll_to_line(self.scroll_offset.y)
        if self._cursor:
            self._reveal()

    @property
    def _gutter(self) -> int:
        return GUTTER if self._cursor else 0

    def notify_style_update(self) -> None:
        """Forget lines drawn in other colours."""
        self._strips.clear()
        super().notify_style_update()

    def watch_has_focus(self, _focused: bool) -> None:
        """The cursor's colour says whether keys come here."""
        self._strips.clear()
        super().watch_has_focus(_focused)

    def render_line(self, y: int) -> Strip:
        """One line of what is in sight."""
        line = self.scroll_offset.y + y
        style = self.get_visual_style("entries--line")
        if line >= self._height:
            return Strip.blank(self.size.width, style.rich_style)
        index = bisect_right(self._starts, line) - 1
        marked = self._cursor and index == self._current
        strip = self._strips.get((line, marked))
        if strip is None:
            strip = self._strips[line, marked] = self._strip(index, line, marked)
        return strip

    def _strip(self, index: int, line: int, marked: bool) -> Strip:
        part = line - self._starts[index]
        content = self._drawn[index][part]
        if self._cursor:
            mark = CURSOR if marked and part == 0 else "|" if marked else " "
            content = Content(f"{mark} ") + content
        names = ("entries--line", "entries--cursor") if marked and self.has_focus else ()
        style = self.get_visual_style(*(names or ("entries--line",)))
        width = self.size.width
        strips = Visual.to_strips(self, content, width, 1, style, pad=True)
        return strips[0] if strips else Strip.blank(width, style.rich_style)

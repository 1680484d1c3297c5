"""A list whose entries are several lines tall: remarks, conflicts, log steps, batches.

One Line-API widget draws what is in sight and nothing else. The cursor is a mark in the gutter as
well as a colour, and it stays on its entry when the list is shown anew.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.actions import SkipAction
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from csdesk.plain import fit
from csdesk.ui.keys import bindings

if TYPE_CHECKING:
    from textual import events

GUTTER = 2
"""Cells left of every line: the cursor's mark and a blank."""

CURSOR = ">"
"""Marks the head of the entry that keys act on; the rest of it, and all of it where the keys go
elsewhere, has a bar."""

WHEEL = 3
"""Lines that one step of the mouse wheel scrolls."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list."""

    key: str
    """Says which entry is the same when the list is shown anew."""
    draw: Callable[[int], Sequence[Content]]
    """Its lines for a width in cells; none may be wider."""


class Entries(Widget, can_focus=True):
    """A list of entries with a cursor, or without one a text that scrolls."""

    DEFAULT_CSS = """
    Entries { height: 1fr; background: $d-ground; color: $d-text; }
    Entries > .entries--line { background: $d-ground; color: $d-text; }
    Entries > .entries--cursor { background: $d-cursor; color: $d-cursor-text; }
    """
    BINDINGS: ClassVar[list[BindingType]] = list(bindings("rows"))
    COMPONENT_CLASSES: ClassVar[set[str]] = {"entries--line", "entries--cursor"}

    class Moved(Message):
        """The cursor stands on another entry, or the part in sight has changed."""

        def __init__(self, entries: Entries) -> None:
            super().__init__()
            self.entries = entries

        @property
        def control(self) -> Entries:
            """The list."""
            return self.entries

    class Beyond(Message):
        """A key wants to go past an end of the list, which may be a part of a longer one."""

        def __init__(self, entries: Entries, way: int, *, whole: bool = False) -> None:
            """Tell where to.

            Args:
                entries: the list.
                way: 1 for what comes after it, -1 for what stands before.
                whole: to the very end.
            """
            super().__init__()
            self.entries = entries
            self.way = way
            self.whole = whole

        @property
        def control(self) -> Entries:
            """The list."""
            return self.entries

    def __init__(self, *, cursor: bool = True, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._cursor = cursor
        self._entries: tuple[Entry, ...] = ()
        self._empty = ""
        self._current = 0
        self._line = 0
        """The line at the top of what is in sight."""
        self._drawn: list[Sequence[Content]] = []
        self._starts: list[int] = []
        self._height = 0
        self._width = 0
        self._strips: dict[tuple[int, bool], Strip] = {}

    # What it shows

    def show(self, entries: Sequence[Entry], *, at: str | None = None, empty: str = "") -> None:
        """Show these entries instead; the cursor stays on its entry, at its place on the screen.

        Where the first line is on the screen it stays there: what comes above is seen at once.

        Args:
            entries: from the top down.
            at: key of the entry to put the cursor on.
            empty: what to say where there are none, in the person's language.
        """
        self._empty = empty
        was = self.current
        above = self._top(self._current) - self._line
        self._entries = tuple(entries)
        key = at if at is not None else was.key if was else None
        self._current = next(
            (n for n, entry in enumerate(self._entries) if entry.key == key),
            max(0, min(self._current, len(self._entries) - 1)),
        )
        self._draw()
        if self._cursor and was is not None:
            from_top = not self._line and self._bottom(self._current) <= self.size.height
            self._scroll_to_line(0 if from_top else self._top(self._current) - above)
        if at is not None:
            self._reveal()
        self.post_message(self.Moved(self))

    @property
    def current(self) -> Entry | None:
        """The entry under the cursor."""
        return self._entries[self._current] if self._entries else None

    def needed(self, width: int) -> int:
        """Lines it would take at a width in cells."""
        return sum(len(entry.draw(self._inner(width))) for entry in self._entries)

    @property
    def beyond(self) -> tuple[int, int]:
        """Lines out of sight above and below."""
        above = self._line
        return above, max(0, self._height - above - self.size.height)

    # Moving

    def move(self, by: int) -> None:
        """Move the cursor by entries, or scroll by a line while a tall entry goes on.

        Args:
            by: 1 for down, -1 for up.
        """
        if not self._cursor:
            self._scroll_to_line(self._line + by)
        elif by > 0 and self._bottom(self._current) > self._end():
            self._scroll_to_line(self._line + 1)
        elif by < 0 and self._top(self._current) < self._line:
            self._scroll_to_line(self._line - 1)
        elif 0 <= self._current + by < len(self._entries):
            self.put(self._current + by)
        else:
            self.post_message(self.Beyond(self, by))

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

    def go(self, key: str) -> None:
        """Put the cursor on the entry with this key, and bring it into sight."""
        for index, entry in enumerate(self._entries):
            if entry.key == key:
                self.put(index)
                self._reveal()

    def action_line_down(self) -> None:
        """One down."""
        self._or_leave_it()
        self.move(1)

    def action_line_up(self) -> None:
        """One up."""
        self._or_leave_it()
        self.move(-1)

    def action_page_down(self) -> None:
        """One screenful down."""
        self._page(1)

    def action_page_up(self) -> None:
        """One screenful up."""
        self._page(-1)

    def action_first(self) -> None:
        """To the top."""
        self._or_leave_it()
        self._scroll_to_line(0)
        self.put(0)
        self.post_message(self.Beyond(self, -1, whole=True))

    def action_last(self) -> None:
        """To the bottom."""
        self._or_leave_it()
        self._scroll_to_line(self._height)
        self.put(len(self._entries) - 1)
        self.post_message(self.Beyond(self, 1, whole=True))

    def _or_leave_it(self) -> None:
        """Where nothing can move, the key is for what stands around."""
        if self._height <= self.size.height and not (self._cursor and len(self._entries) > 1):
            raise SkipAction

    def _page(self, way: int) -> None:
        self._or_leave_it()
        page = max(1, self.size.height - 1)
        line, was = self._line + way * page, (self._line, self._current)
        self._scroll_to_line(line)
        if self._cursor and self._entries:
            top = self._line
            # At either end the cursor goes the rest of the way.
            target = top if way < 0 else min(top + page, self._height - 1)
            self.put(bisect_right(self._starts, target) - 1)
            if was == (self._line, self._current):
                self.post_message(self.Beyond(self, way))

    def _scroll_to_line(self, line: int) -> None:
        last = max(0, self._height - self.size.height)
        line = max(0, min(line, last))
        if line != self._line:
            self._line = line
            self.refresh()
            self.post_message(self.Moved(self))

    def _reveal(self) -> None:
        """Bring the cursor's entry into sight, its head first."""
        top, bottom = self._top(self._current), self._bottom(self._current)
        page = self.size.height
        if bottom > self._end():
            self._scroll_to_line(min(top, bottom - page))
        if top < self._line:
            self._scroll_to_line(top)

    def _top(self, index: int) -> int:
        return self._starts[index] if index < len(self._starts) else 0

    def _bottom(self, index: int) -> int:
        return self._top(index + 1) if index + 1 < len(self._starts) else self._height

    def _end(self) -> int:
        return self._line + self.size.height

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls what is under it."""
        event.stop()
        self._scroll_to_line(self._line + WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls what is under it."""
        event.stop()
        self._scroll_to_line(self._line - WHEEL)

    # Drawing

    def _draw(self) -> None:
        """Break every entry into lines for the present width."""
        self._width = self._inner(self.size.width)
        self._drawn = [tuple(entry.draw(self._width)) for entry in self._entries]
        self._starts = []
        height = 0
        for lines in self._drawn:
            self._starts.append(height)
            height += len(lines)
        self._height = height
        self._strips.clear()
        self._line = max(0, min(self._line, height - self.size.height))
        self.refresh()

    def _repaint(self, index: int) -> None:
        top = self._top(index)
        self.refresh(Region(0, top - self._line, self.size.width, self._bottom(index) - top))

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines anew for another width."""
        if event.size.width and self._inner(event.size.width) != self._width:
            self._draw()
        self._scroll_to_line(self._line)
        if self._cursor:
            self._reveal()
        self.post_message(self.Moved(self))

    def _inner(self, width: int) -> int:
        return max(4, width - (GUTTER if self._cursor else 0))

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
        line = self._line + y
        style = self.get_visual_style("entries--line")
        if line == 0 and not self._entries and self._empty:
            said = Content(fit(" " * (self.size.width - self._width) + self._empty, self._width))
            return Visual.to_strips(self, said, self.size.width, 1, style, pad=True)[0]
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
        lit = marked and self.has_focus and part == 0
        if lit:
            # The colours of states are made for the ground of the list, not for the cursor's.
            content = content.without_spans
        if self._cursor:
            mark = CURSOR if lit else "|" if marked else " "
            content = Content(f"{mark} ") + content
        style = self.get_visual_style("entries--cursor" if lit else "entries--line")
        width = self.size.width
        strips = Visual.to_strips(self, content, width, 1, style, pad=True)
        return strips[0] if strips else Strip.blank(width, style.rich_style)

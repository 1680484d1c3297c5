"""The search box and the suggestions under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from csdesk.plain import cell_width, fit, plain
from csdesk.ui.keys import bindings
from csdesk.ui.typed_query import pasted

if TYPE_CHECKING:
    from csdesk.model.found import Completion

LONGEST = 4000
"""Characters that the box takes; the search itself says where it stops reading."""

REMEMBERED = 50
"""Searches that a session remembers."""

SUGGESTIONS = 8
"""Suggestions shown at a time."""


class SearchBox(Input):
    """One line for the query. Never blinks; a paste of several lines is one search."""

    BINDINGS = bindings("box")

    class Open(Message):
        """The person wants the first order found."""

    class ToList(Message):
        """The person wants to go to the list."""

    def __init__(self, suggestions: Suggestions) -> None:
        super().__init__(id="box", max_length=LONGEST, select_on_focus=True)
        self.cursor_blink = False
        self._suggestions = suggestions
        self._before: list[str] = []
        self._recalled = 0

    def remember(self) -> None:
        """Keep the query, so that Up brings it back."""
        query = self.value.strip()
        if query and query not in self._before[-1:]:
            self._before = [*self._before, query][-REMEMBERED:]
        self._recalled = len(self._before)

    def offer(self, completions: Sequence[Completion]) -> None:
        """Show what the word under the cursor could become, under that word."""
        before = self.value[: self.cursor_position - len(self._word())]
        self._suggestions.show(completions, cell_width(plain(before)) - self.scroll_offset.x)

    def _word(self) -> str:
        """The part of the word under the cursor that stands before the cursor."""
        before = self.value[: self.cursor_position]
        start = len(before)
        quoted = before.count('"') % 2 == 1
        while start and (quoted or not before[start - 1].isspace()):
            start -= 1
            if before[start] == '"':
                quoted = not quoted
        return before[start:]

    def action_open(self) -> None:
        """The first order found; or the suggestion that was chosen with Down."""
        if self._suggestions.chosen:
            self.action_complete()
        else:
            self.post_message(self.Open())

    def action_down(self) -> None:
        """The next suggestion, or the list where there is none."""
        if self._suggestions.display:
            self._suggestions.move(1)
        else:
            self.post_message(self.ToList())

    def action_up(self) -> None:
        """The suggestion above, or the search before this one."""
        if self._suggestions.display:
            self._suggestions.move(-1)
        elif self._recalled > 0:
            self._recalled -= 1
            self.value = self._before[self._recalled]

    def action_complete(self) -> None:
        """Take the suggestion; without any, Tab goes to the list."""
        completion = self._suggestions.taken()
        if completion is None:
            self.post_message(self.ToList())
            return
        start = self.cursor_position - len(self._word())
        end = self.cursor_position
        while end < len(self.value) and not self.value[end].isspace():
            end += 1
        self.replace(plain(completion.insert), start, end)
        self.cursor_position = start + len(plain(completion.insert))

    def close_suggestions(self) -> bool:
        """Put the suggestions away; whether there were any."""
        shown = bool(self._suggestions.display)
        self._suggestions.show((), 0)
        return shown

    def _on_paste(self, event: events.Paste) -> None:
        """Every line of a paste is searched, not only the first."""
        event.stop()
        event.prevent_default()
        start, end = sorted((self.selection.start, self.selection.end))
        self.replace(pasted(event.text[:LONGEST]), start, end)


class Suggestions(Static):
    """A few lines that lie over the list, under the word they belong to."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(id="suggestions", markup=False)
        self.display = False
        self._items: tuple[Completion, ...] = ()
        self._index = -1
        self._column = 0

    @property
    def chosen(self) -> bool:
        """Whether the person moved to one of them."""
        return bool(self.display) and self._index >= 0

    def show(self, completions: Sequence[Completion], column: int) -> None:
        """Show these; none puts them away.

        Args:
            completions: what the word could become.
            column: where the word begins, in cells of the box.
        """
        items = tuple(completions[:SUGGESTIONS])
        if items != self._items:
            self._items, self._index = items, -1
            self.display = bool(items)
            if items:
                self._column = column
                self._draw()

    def move(self, steps: int) -> None:
        """Choose the next one or the one before."""
        self._index = max(-1, min(self._index + steps, len(self._items) - 1))
        self._draw()

    def taken(self) -> Completion | None:
        """The one that Tab takes: the chosen one, else the first."""
        return self._items[max(0, self._index)] if self._items else None

    def _draw(self) -> None:
        lines = [plain(each.label) for each in self._items]
        width = min(60, max(cell_width(line) for line in lines))
        room = max(0, self.app.size.width - width - 5)
        self.styles.offset = (1 + max(0, min(self._column, room)), 2)
        marked = max(0, self._index) if self._index >= 0 else -1
        self.update(
            Content("\n").join(
                Content.styled(
                    f"{'>' if number == marked else ' '} {fit(line, width)}  ",
                    "$d-cursor-text on $d-cursor" if number == marked else "",
                )
                for number, line in enumerate(lines)
            )
        )

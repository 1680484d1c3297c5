"""A field of a form that holds one of several values."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from csdesk.plain import plain


class Choice(Static, can_focus=True):
    """One of several values, changed with Left and Right, or chosen by typing its word."""

    ALLOW_SELECT = False

    class Unknown(Message):
        """What was typed begins no value: the form has a better place for it."""

        def __init__(self, text: str) -> None:
            """Hand on ``text``, all of what was typed."""
            super().__init__()
            self.text = text

    def __init__(self, name: str, options: Sequence[tuple[str, str]], value: str) -> None:
        """Make the field.

        Args:
            name: of the form's field.
            options: values and their words; the first is the one that asks nothing.
            value: to begin with.
        """
        super().__init__(id=f"filter-{name}", markup=False, classes="field")
        self._options = list(options)
        self._index = self._before = 0
        self._typed = ""
        self.choose(value)

    @property
    def value(self) -> str:
        """The value chosen."""
        return self._options[self._index][0]

    def choose(self, value: str) -> None:
        """Choose a value, one of this desk's or another."""
        values = [each for each, _ in self._options]
        if value not in values:
            self._options.append((value, plain(value)))
            values.append(value)
        self._put(values.index(value))

    def offer(self, values: Sequence[str]) -> None:
        """Offer these values of the desk too."""
        known = {value for value, _ in self._options}
        self._options += [(value, plain(value)) for value in values if value not in known]
        self.refresh()

    def turn(self, steps: int) -> None:
        """The next value, or the one before; round and round."""
        self._put((self._index + steps) % len(self._options))

    def on_key(self, event: events.Key) -> None:
        """Letters choose the value whose word they begin, or stand in; Backspace takes one back."""
        if event.key == "backspace":
            event.stop()
            self._complete(self._typed[:-1])
        elif event.character and event.is_printable:
            event.stop()
            self._complete(self._typed + event.character)

    def on_paste(self, event: events.Paste) -> None:
        """As if it had been typed."""
        event.stop()
        self._complete(self._typed + plain(event.text))

    def on_blur(self) -> None:
        """What was chosen stays; the next typing begins anew."""
        self._put(self._index)

    def _put(self, index: int) -> None:
        self._index = self._before = index
        self._typed = ""
        self.refresh()

    def _complete(self, typed: str) -> None:
        wanted = typed.strip().casefold()
        words = [word.casefold() for _, word in self._options]
        found = [n for n, word in enumerate(words) if word.startswith(wanted)]
        found += [n for n, word in enumerate(words) if wanted in word]
        if not wanted:
            self._index, self._typed = self._before, ""
        elif found:
            self._index, self._typed = found[0], typed
        else:
            self._put(self._before)
            self.post_message(self.Unknown(typed))
        self.refresh()

    def render(self) -> Content:
        """The word between two arrows, and what was typed to choose it."""
        word = f"< {self._options[self._index][1]} >"
        return Content(f"{word}  {plain(self._typed)}_" if self._typed else word)

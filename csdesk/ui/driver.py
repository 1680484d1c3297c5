"""Textual's way to the terminal and back, which also survives dropped lines and hostile pastes.

Textual writes in a thread of its own, from a queue of bounded length. When a line drops, that
thread dies of the first failed write, the queue fills up, and the session waits for ever to put
its last words into it: an orphan that keeps the importer alive.

Textual's parser takes an escape sequence inside a pasted text for one of the terminal's, and what
follows it for keys: a buyer's message could quit the desk. Escapes are taken out of a paste before
the parser sees it.
"""

from __future__ import annotations

import io
import os
import selectors
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any, TextIO, cast

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

LONGEST_WAIT = 5.0
"""Seconds until the thread that reads keys looks around though nothing was typed."""


class Line(io.TextIOBase):
    """The line to a terminal: what cannot be delivered any more is dropped."""

    def __init__(self, terminal: TextIO) -> None:
        """Write to a terminal as long as it takes anything."""
        self._terminal = terminal
        self._broken = False

    def write(self, text: str) -> int:
        """Write, unless the line is broken; that is noticed elsewhere (``ui.ending``)."""
        if not self._broken:
            try:
                self._terminal.write(text)
            except OSError:
                self._broken = True
        return len(text)

    def flush(self) -> None:
        """Send what was written."""
        if not self._broken:
            try:
                self._terminal.flush()
            except OSError:
                self._broken = True

    def fileno(self) -> int:
        """Of the terminal."""
        return self._terminal.fileno()

    def isatty(self) -> bool:
        """As the terminal says."""
        return self._terminal.isatty()


class PasteFilter:
    """Takes escapes out of what lies between the marks of a paste, however it is cut in pieces."""

    def __init__(self) -> None:
        self._pasting = False
        self._before = ""
        """The end of what went before, in which a mark may have begun."""

    def clean(self, data: str) -> str:
        """The next piece of input, as it may be parsed.

        Outside a paste nothing is held back: a lone Esc is a key. Inside, what may be the
        beginning of the closing mark waits for the next piece.
        """
        clean = ""
        while data:
            if self._pasting:
                data, self._before = self._before + data, ""
                pasted, end, data = data.partition(BRACKETED_PASTE_END)
                if not end:
                    self._before = _begun(BRACKETED_PASTE_END, pasted)
                    pasted = pasted[: len(pasted) - len(self._before)]
                clean += pasted.replace("\x1b", "") + end
                self._pasting = not end
            else:
                known = len(self._before)
                head, start, data = (self._before + data).partition(BRACKETED_PASTE_START)
                clean += (head + start)[known:]
                self._before = "" if start else _begun(BRACKETED_PASTE_START, head)
                self._pasting = bool(start)
        return clean


def _begun(mark: str, text: str) -> str:
    """The longest beginning of a mark that a text ends with, without being the whole of it."""
    return next((mark[:n] for n in range(len(mark) - 1, 0, -1) if text.endswith(mark[:n])), "")


class DeskParser(XTermParser):
    """Textual's parser of input, behind the filter."""

    def __init__(self, debug: bool = False) -> None:
        """As ``XTermParser``."""
        super().__init__(debug)
        self._pastes = PasteFilter()

    @property
    def in_the_middle(self) -> bool:
        """Whether it waits a moment for the rest of what may be more than a lone Esc."""
        return self._timeout_time is not None

    def feed(self, data: str) -> Iterable[Message]:
        """Parse the next piece; an empty one says that there will be no more."""
        clean = self._pastes.clean(data)
        return super().feed(clean) if clean or not data else ()


class _Waiting(selectors.SelectSelector):
    """Waits until something is typed; Textual looks ten times a second, a third of idle cost."""

    def __init__(self, end: int, hurry: Callable[[], bool]) -> None:
        """Wait.

        Args:
            end: a file number that can be read once there is nothing to wait for any more.
            hurry: whether the time that Textual gives is what it needs.
        """
        super().__init__()
        self._end = self.register(end, selectors.EVENT_READ)
        self._hurry = hurry

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What can be read; nothing after a while, or at the end."""
        ready = super().select(timeout if self._hurry() else LONGEST_WAIT)
        return [each for each in ready if each[0] != self._end]


class DeskDriver(LinuxDriver):
    """Textual's driver on a line that may break."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take over the terminal, as ``LinuxDriver`` does."""
        super().__init__(*args, **kwargs)
        if self._file is not None:
            self._file = cast("Any", Line(self._file))
        self._ends = -1
        """Closed when nothing is to be read any more."""

    def start_application_mode(self) -> None:
        """Take the terminal, also after a pause: it shows nothing of the session yet."""
        self._app.frame.forget()  # type: ignore[attr-defined]  # the app is a Shell
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual tells no types

    def run_input_thread(self) -> None:
        """Read keys and pastes until the session ends."""
        parser = DeskParser(self._debug)
        end, self._ends = os.pipe()
        # Textual makes both in there and has no other place to give it one.
        vars(linux_driver)["XTermParser"] = lambda _: parser
        vars(linux_driver)["selectors"] = SimpleNamespace(
            SelectSelector=lambda: _Waiting(end, lambda: parser.in_the_middle),
            EVENT_READ=selectors.EVENT_READ,
        )
        try:
            super().run_input_thread()
        finally:
            os.close(end)

    def disable_input(self) -> None:
        """Read no more."""
        ends, self._ends = self._ends, -1
        if ends >= 0:
            os.close(ends)
        super().disable_input()

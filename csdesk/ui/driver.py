"""Textual's way to the terminal, which also ends well when nobody is there any more.

Textual writes in a thread of its own, from a queue of bounded length. When a line drops, that
thread dies of the first failed write, the queue fills up, and the session waits for ever to put
its last words into it: an orphan that keeps the importer alive.
"""

from __future__ import annotations

import io
from typing import Any, TextIO, cast

from textual.drivers.linux_driver import LinuxDriver


class Line(io.TextIOBase):
    """The line to a terminal: what cannot be delivered any more is dropped."""

    def __init__(self, terminal: TextIO) -> None:
        """Write to a terminal as long as it takes anything."""
        self._terminal = terminal
        self._broken = False

    def write(self, text: str) -> int:
        """Write, unless the line is broken; that is noticed elsewhere (``App.terminal_gone``)."""
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


class DeskDriver(LinuxDriver):
    """Textual's driver on a line that may break."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take over the terminal, as ``LinuxDriver`` does."""
        super().__init__(*args, **kwargs)
        if self._file is not None:
            self._file = cast("Any", Line(self._file))

"""How a session ends when nobody ends it: the line drops, or the terminal takes nothing more."""

from __future__ import annotations

import os
import select
import sys
import termios
import threading
from collections.abc import Callable
from contextlib import suppress

LAST_SECONDS = 8.0
"""How long the end may take: a frozen terminal would hold it up for ever."""


def when_line_drops(do: Callable[[], object]) -> None:
    """Call something once the terminal has hung up, also where the signal of it is ignored.

    A thread waits in the kernel, so that nothing is asked again and again.

    Args:
        do: called in that thread.
    """
    line = sys.__stdin__
    if line is None or not line.isatty():
        return
    watch = select.poll()
    watch.register(line.fileno(), 0)  # hang-up and error are told without asking

    def wait() -> None:
        with suppress(OSError):
            watch.poll()
            do()

    threading.Thread(target=wait, name="line", daemon=True).start()


def end_in_any_case(status: int) -> None:
    """End the process some seconds from now, whatever holds it up; the terminal is given back."""
    line = sys.__stdin__
    before = None
    if line is not None and line.isatty():
        with suppress(termios.error, OSError):
            before = termios.tcgetattr(line.fileno())

    def end() -> None:
        if before is not None and line is not None:
            with suppress(termios.error, OSError):
                before[3] |= termios.ICANON | termios.ECHO | termios.ISIG
                termios.tcsetattr(line.fileno(), termios.TCSANOW, before)
        os._exit(status)

    timer = threading.Timer(LAST_SECONDS, end)
    timer.daemon = True
    timer.start()

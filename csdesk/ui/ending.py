"""How a session ends when nobody ends it: the line drops, or the terminal takes nothing more."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import termios
import threading
from collections.abc import Callable
from contextlib import suppress

LAST_SECONDS = 4.5
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
        with suppress(OSError, RuntimeError):  # the session that asked may be over
            watch.poll()
            do()

    threading.Thread(target=wait, name="line", daemon=True).start()


def when_disk_breaks(loop: asyncio.AbstractEventLoop, do: Callable[[], object]) -> None:
    """Call something where the kernel cannot give what stands in the store's file.

    SQLite reads the file as memory. Where the disk does not give a page, or somebody has cut the
    file, the kernel sends the reading thread SIGBUS, which would end the process on the spot. With
    a handler that thread asks again and again, and the others can save what there is to be saved.
    """
    loop.add_signal_handler(signal.SIGBUS, do)
    signals = signal.set_wakeup_fd(-1)
    signal.set_wakeup_fd(signals, warn_on_full_buffer=False)  # told a thousand times a second


def disk_broke_before(loop: asyncio.AbstractEventLoop) -> None:
    """The loop ends: from now on the process ends by itself, whatever the kernel cannot give."""
    if loop.remove_signal_handler(signal.SIGBUS):
        signal.signal(signal.SIGBUS, lambda *_: None)


def end_soon_after(number: signal.Signals) -> None:
    """See that a signal that the loop handles ends the process even where the loop stands still.

    It does where the terminal takes nothing: it waits to write. Python's own handlers run then.
    """
    signal.signal(number, lambda *_: end_in_any_case(128 + number))


def end_in_any_case(status: int) -> Callable[[], object]:
    """End the process some seconds from now, whatever holds it up; the terminal is given back.

    Returns:
        Takes that back, where it goes on: at a counter the next person sits down.
    """
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
    return timer.cancel

"""The importer's sign of life: given by a thread, as long as the work itself gets on.

A process that was stopped gives none, nor one whose work hangs. One that reads a large file or
builds an index between two words of the work gets on, too: the processor says so, for itself and
for the child that reads a workbook.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from csdesk.services.heartbeat import beat

EVERY = 2.0
"""Seconds between two signs."""

LONGEST_WAIT = 15.0
"""Seconds without a word and without any work of the processor, after which the work hangs; the
store makes nobody wait that long for others."""

LONGEST_STEP = 240.0
"""Seconds without a word after which it hangs, however busy the processor is."""

_AT_WORK = 0.01
"""Of the processor's time what a process has at least that does anything; a sign costs less."""


def processor_seconds() -> float:
    """What this process and its children have had of the processor, those that live and others."""
    used = sum(os.times()[:4])
    with suppress(OSError):  # a child that ends now, or a kernel that does not list them
        for task in Path("/proc/self/task").iterdir():
            for child in (task / "children").read_text("ascii").split():
                fields = Path("/proc", child, "stat").read_text("utf-8").rpartition(")")[2].split()
                used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


class Living:
    """Beats for one desk; use it in the process that holds the importer's lock."""

    def __init__(
        self,
        folder: Path,
        told: Callable[[], None] = lambda: None,
        *,
        every: float = EVERY,
        waits: float = LONGEST_WAIT,
        longest: float = LONGEST_STEP,
        used: Callable[[], float] = processor_seconds,
    ) -> None:
        """Begin.

        Args:
            folder: the desk.
            told: called with each sign, for whoever watches over the process.
            every: seconds between two signs.
            waits: seconds that one step may wait for something.
            longest: seconds that one step may take.
            used: tells how many seconds of the processor the work has had.
        """
        self._folder = folder
        self._told = told
        self._every = every
        self._waits = waits
        self._longest = longest
        self._ended = Event()
        self._last = self._at_work = self._looked = time.monotonic()
        self._processor, self._used = used, used()
        self._thread = Thread(target=self._beat, name="heartbeat", daemon=True)
        self._thread.start()

    def alive(self) -> None:
        """The work gets on; may be called as often as one likes."""
        self._last = time.monotonic()

    def end(self) -> None:
        """Give no more signs."""
        self._ended.set()
        self._thread.join()

    def _gets_on(self) -> bool:
        now, used = time.monotonic(), self._processor()
        if used - self._used > _AT_WORK * (now - self._looked):
            self._at_work = now
        self._looked, self._used = now, used
        told = now - self._last
        return told < self._waits or (now - self._at_work < self._waits and told < self._longest)

    def _beat(self) -> None:
        while True:
            if self._gets_on():
                beat(self._folder)
                self._told()
            if self._ended.wait(self._every):
                return

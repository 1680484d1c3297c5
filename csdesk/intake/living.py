"""The importer's sign of life: given by a thread, as long as the work itself gets on.

A process that was stopped gives none, nor one whose work hangs; one that reads a large file does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from csdesk.services.heartbeat import beat

EVERY = 2.0
"""Seconds between two signs."""

LONGEST_STEP = 60.0
"""Seconds that one step of the work may take before it counts as hanging."""


class Living:
    """Beats for one desk; use it in the process that holds the importer's lock."""

    def __init__(
        self,
        folder: Path,
        told: Callable[[], None] = lambda: None,
        *,
        every: float = EVERY,
        longest: float = LONGEST_STEP,
    ) -> None:
        """Begin.

        Args:
            folder: the desk.
            told: called with each sign, for whoever watches over the process.
            every: seconds between two signs.
            longest: seconds that one step may take.
        """
        self._folder = folder
        self._told = told
        self._every = every
        self._longest = longest
        self._ended = Event()
        self._last = time.monotonic()
        self._thread = Thread(target=self._beat, name="heartbeat", daemon=True)
        self._thread.start()

    def alive(self) -> None:
        """The work gets on; may be called as often as one likes."""
        self._last = time.monotonic()

    def end(self) -> None:
        """Give no more signs."""
        self._ended.set()
        self._thread.join()

    def _beat(self) -> None:
        while True:
            if time.monotonic() - self._last < self._longest:
                beat(self._folder)
                self._told()
            if self._ended.wait(self._every):
                return

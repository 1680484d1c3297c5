"""People at their terminals: each a real session, whose answers are taken in but not drawn."""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.terminal import FRAME
from tests.pty.terminal import QUERY, Terminal

SIZE = (120, 40)
SETTLED = 7.0
"""Seconds of silence after which nobody has anything left to load or to tell: a notice stands 6."""


class Seat(Terminal):
    """One person's terminal. Its screen is not drawn: that would cost more than the program."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "csdesk", "--lang", "en", "--desk", str(folder)]
        super().__init__(command, size=SIZE)
        self.painted = 0.0
        """Seconds until the first frame; 0 while it has not come."""
        self.pressed = 0.0
        """When a key was pressed that has no answer yet; 0 for none."""

    def take_in(self) -> float:
        """Take what has come; the milliseconds that a key took, 0 where none was answered."""
        try:
            data = os.read(self._master, 65536)
        except OSError:
            return 0.0
        now = time.perf_counter()
        self.bytes += data
        for mode in QUERY.findall(data):
            os.write(self._master, b"\x1b[?" + mode + b";0$y")
        if not self.painted and FRAME.encode() in self.bytes:
            self.painted = now - self.started
        took = (now - self.pressed) * 1e3 if self.pressed else 0.0
        self.pressed = 0.0
        return took

    def press(self, name: str) -> None:
        """Press a key, and remember when."""
        self.pressed = time.perf_counter()
        self.send(name)


@dataclass
class Room:
    """All seats, read in turn."""

    folder: Path
    stack: ExitStack
    seats: list[Seat] = field(default_factory=list)
    keys: list[float] = field(default_factory=list)
    """Milliseconds of each key."""

    def sit_down(self) -> None:
        """Somebody more opens the desk."""
        self.seats.append(self.stack.enter_context(Seat(self.folder)))  # type: ignore[arg-type]  # a Terminal enters as itself

    def read(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Take in what comes for so long, or until something is so."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not until():
            by_handle = {seat._master: seat for seat in self.seats}
            ready, _, _ = select.select(list(by_handle), [], [], 0.05)
            self.keys += filter(None, (by_handle[each].take_in() for each in ready))

    def settle(self) -> None:
        """Wait until nothing has come from anybody for a while."""
        size = -1
        while size != (now := sum(len(seat.bytes) for seat in self.seats)):
            size = now
            self.read(SETTLED)

    def open(self, count: int, apart: float) -> list[float]:
        """So many open the desk, so many seconds apart; how long each waited for a frame."""
        first = len(self.seats)
        for _ in range(count):
            self.sit_down()
            self.read(apart)
        mine = self.seats[first:]
        self.read(120, lambda: all(seat.painted for seat in mine))
        return [seat.painted for seat in mine]


def told(goal: str, figure: str, budget: str, kept: bool) -> bool:
    """One line of a report; returns whether the budget is kept."""
    print(f"{goal:<46} {figure:>26}   {budget:<22} {'' if kept else 'MISSED'}", flush=True)
    return kept

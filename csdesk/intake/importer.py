"""The importer: the one process that watches a desk's inbox (``csdesk sync``).

A session starts it where none runs (``ensure_importer``); then it ends with the last session. As
``csdesk sync`` it stays. SIGTERM ends it after the piece that it writes; kill -9 loses nothing.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from csdesk.intake.locks import Lock
from csdesk.intake.starting import forget_starts
from csdesk.model.desk import Actor
from csdesk.model.settings import DeskSettings
from csdesk.services.heartbeat import IMPORTER_LOCK, beat

if TYPE_CHECKING:
    from csdesk.intake.passes import Passes

IMPORTER = Actor("importer", "Importer", "IMP", frozenset({"importer"}))
"""In whose name the log has what comes in by itself."""

LOOK = 2.0
"""Seconds between two looks for open sessions, and for work that a killed process left."""

_STARTS = 10
"""Looks at the lock, a tenth of a second apart: whoever only asks for it gives it back at once."""

_LONGEST_ONCE = 60.0
"""Seconds that a single pass waits for files that somebody still writes."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told what the importer does; by itself it tells nobody."""

    batch: Callable[[int], None] = lambda _: None
    """A file is in, waits, or was refused: its batch."""
    trouble: Callable[[str, dict[str, object]], None] = lambda *_: None
    """Something keeps it from its work: English sentence with places, and what goes there."""
    alive: Callable[[], None] = lambda: None
    """It works, or waits for work: a sign every two seconds, from a thread."""
    ready: Callable[[], None] = lambda: None
    """It leads, and begins."""


def run_importer(
    folder: Path,
    settings: DeskSettings,
    actor: Actor = IMPORTER,
    *,
    once: bool = False,
    stay: bool = False,
    listener: Listener | None = None,
    orders_per_piece: int = 500,
) -> bool:
    """Take in what lies in the inbox, and what comes.

    Args:
        folder: the desk.
        settings: its settings.
        actor: in whose name the log has it.
        once: end when nothing is left to be taken in.
        stay: do not end with the last session.
        listener: told what happens.
        orders_per_piece: orders written in one transaction.

    Returns:
        Whether this was the desk's importer; false where another one runs.

    Raises:
        StoreUnusable: the store cannot be opened.
    """
    leader = Lock(folder / IMPORTER_LOCK)
    if not _led(leader):
        return False
    beat(folder)
    ending = _Ending()
    try:
        from csdesk.intake.passes import Passes

        told = listener or Listener()
        with Passes(folder, settings, actor, told, orders_per_piece) as passes:
            ending.ends(passes)
            told.ready()
            _watch_over(passes, leader, once=once, stay=stay)
        forget_starts(folder)
    finally:
        ending.over()
        leader.give_back()
    return True


def _led(leader: Lock) -> bool:
    for _ in range(_STARTS):
        if leader.take(wait=False):
            return True
        time.sleep(0.1)
    return False


class _Ending:
    """SIGTERM and Ctrl-C end the work tidily, also one that comes before the work begins."""

    def __init__(self) -> None:
        self._asked = False
        self._passes: Passes | None = None
        self._before: dict[signal.Signals, Any] = {}
        with suppress(ValueError):  # not the main thread: whoever runs us hears the signals
            for number in (signal.SIGTERM, signal.SIGINT):
                self._before[number] = signal.signal(number, self._end)
            # The kernel's word that somebody opens a file whose lease is being asked for.
            self._before[signal.SIGIO] = signal.signal(signal.SIGIO, signal.SIG_IGN)

    def ends(self, passes: Passes) -> None:
        """Name what is to end."""
        self._passes = passes
        if self._asked:
            passes.end()

    def over(self) -> None:
        """Leave the signals as they were."""
        for number, before in self._before.items():
            signal.signal(number, before)

    def _end(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._asked = True
        if self._passes:
            self._passes.end()


def _watch_over(passes: Passes, leader: Lock, *, once: bool, stay: bool) -> None:
    """Look, wait, look again, until there is a reason to end."""
    begun = time.monotonic()
    while not passes.ended and leader.held():
        left = passes.work(patient=once)
        if once and not (left and time.monotonic() - begun < _LONGEST_ONCE):
            return
        if not (once or stay) and passes.deserted(leader):
            return
        passes.wait(LOOK)


def main(argv: Sequence[str] | None = None) -> int:
    """Run as a process of its own.

    Args:
        argv: ``--desk DIR`` and perhaps ``--detach``, ``--once``, ``--stay``.

    Returns:
        0, also where another importer runs.
    """
    parser = argparse.ArgumentParser(prog="python -m csdesk.intake.importer")
    parser.add_argument("--desk", type=Path, required=True)
    parser.add_argument("--detach", action="store_true", help="leave the starter at once")
    parser.add_argument("--once", action="store_true", help="end when nothing is left")
    parser.add_argument("--stay", action="store_true", help="do not end with the last session")
    parser.add_argument("--piece", type=int, default=500, help="orders in one transaction")
    args = parser.parse_args(argv)
    if args.detach and os.fork():
        return 0
    os.umask(0o077)
    from csdesk.settings import read_settings
    from csdesk.words import use_language

    settings = read_settings(args.desk)
    use_language(settings.lang)
    run_importer(args.desk, settings, once=args.once, stay=args.stay, orders_per_piece=args.piece)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Exception as fault:  # nobody reads what it prints; no data goes there either
        from csdesk.faults import note_fault

        sys.exit(f"The importer ended (reference {note_fault(fault)}).")

"""An importer that dies is replaced at once, one that stops is seen and replaced (G10).

    python -m tests.battery.leader [--kills 20]

Done here is what every session does: wait for the end of the importer, look every two seconds.
"""

from __future__ import annotations

import argparse
import os
import select
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from csdesk.intake import ensure_importer, session_presence
from csdesk.intake.starting import forget_starts
from csdesk.services.heartbeat import importer_pid
from csdesk.services.soundness import Soundness
from csdesk.ui.shell import COMPANY_SECONDS
from tests.battery.seats import told
from tests.intake.desks import make_desk


def company(folder: Path, until: float) -> Iterator[int]:
    """What a session does, pass by pass: the importer that is there after each."""
    while time.monotonic() < until:
        ended = ensure_importer(folder)
        yield importer_pid(folder)
        if ended is None:
            time.sleep(COMPANY_SECONDS)
            continue
        select.select([ended], [], [], COMPANY_SECONDS)
        os.close(ended)


def replaced(folder: Path, first: int, seconds: float) -> float:
    """Seconds until another importer holds the lock."""
    began = time.monotonic()
    for pid in company(folder, began + seconds):
        if pid not in (0, first):
            return time.monotonic() - began
    return float("inf")


def killed(folder: Path, count: int) -> Iterator[bool]:
    """kill -9, again and again."""
    took = []
    for _ in range(count):
        first = importer_pid(folder)
        forget_starts(folder)  # each for itself: one that dies again and again waits longer
        os.kill(first, signal.SIGKILL)
        took.append(replaced(folder, first, 30))
    took.sort()
    figure = f"median {took[len(took) // 2]:.2f}, max {took[-1]:.2f} s"
    yield told(f"another importer after {count} kills", figure, "<= 1 s", took[-1] <= 1)


def stopped(folder: Path) -> Iterator[bool]:
    """SIGSTOP: the lock stays held, and nothing is done."""
    from csdesk.store.engine import Store

    store = Store(folder / "desk.db")
    sound = Soundness(folder, store, free=lambda _: 10**12)
    first, began = importer_pid(folder), time.monotonic()
    os.kill(first, signal.SIGSTOP)
    while not sound.look() and time.monotonic() < began + 60:
        time.sleep(0.1)
    seen = time.monotonic() - began
    yield told("a stopped importer is told", f"{seen:.1f} s", "<= 15 s", seen <= 15)
    took = seen + replaced(folder, first, 90)
    yield told("... and replaced", f"{took:.1f} s", "<= 60 s", took <= 60)
    store.close()


def main(argv: list[str] | None = None) -> int:
    """Measure and print; 1 where a budget is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=20)
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="csdesk-leader-") as name:
        desk = make_desk(Path(name) / "desk")
        with session_presence(desk.folder):
            next(company(desk.folder, time.monotonic() + 30))
            kept = [*killed(desk.folder, args.kills), *stopped(desk.folder)]
        desk.close()
        while importer_pid(desk.folder):
            time.sleep(0.1)
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())

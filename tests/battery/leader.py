"""An importer that dies is replaced at once, one that stops is seen and replaced (G10).

    python -m tests.battery.leader [--kills 20]

Done here is what every session does: wait for the end of the importer, look every two seconds.
"""

from __future__ import annotations

import argparse
import os
import select
import signal
import subprocess
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


def seen_and_replaced(folder: Path, what: str, first: int, told_by: float) -> Iterator[bool]:
    """Seconds from now until people are told that this importer is silent, and until another is.

    Args:
        folder: the desk.
        what: is wrong with it.
        first: its process.
        told_by: seconds by when people are to be told.
    """
    from csdesk.store.engine import Store

    store, began = Store(folder / "desk.db"), time.monotonic()
    sound = Soundness(folder, store, free=lambda _: 10**12)
    while not sound.look() and time.monotonic() < began + 60:
        time.sleep(0.1)
    seen = time.monotonic() - began
    yield told(f"{what} is told", f"{seen:.1f} s", f"<= {told_by:.0f} s", seen <= told_by)
    took = seen + replaced(folder, first, 90)
    yield told("... and replaced", f"{took:.1f} s", "<= 60 s", took <= 60)
    store.close()


def stopped(folder: Path) -> Iterator[bool]:
    """SIGSTOP: the lock stays held, and nothing is done."""
    first = importer_pid(folder)
    os.kill(first, signal.SIGSTOP)
    yield from seen_and_replaced(folder, "a stopped importer", first, 15)


_NEVER_SAFE = """
import os, sys, time
os.fsync = lambda _: time.sleep(300)
from csdesk.intake.importer import main
main(["--desk", sys.argv[1]])
"""
"""An importer whose disk does not answer: its work stands still, its other threads live."""


def hanging(folder: Path) -> Iterator[bool]:
    """The work waits for something that never comes, which looks like work to the kernel."""
    os.kill(importer_pid(folder), signal.SIGKILL)
    while importer_pid(folder):
        time.sleep(0.01)
    forget_starts(folder)
    with subprocess.Popen([sys.executable, "-c", _NEVER_SAFE, str(folder)]) as importer:
        while importer_pid(folder) != importer.pid:
            time.sleep(0.01)
        (folder / "inbox" / "a.csv").write_text("no export at all\n")
        while not any((folder / "staging").glob("*.tmp")):
            time.sleep(0.01)
        yield from seen_and_replaced(folder, "an importer whose work hangs", importer.pid, 30)


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
            kept += hanging(desk.folder)
        desk.close()
        while importer_pid(desk.folder):
            time.sleep(0.1)
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())

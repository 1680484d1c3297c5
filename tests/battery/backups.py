"""Backups killed at random moments, a restore to the first page, and a long log looked through.

    python -m tests.battery.backups [--megabytes 500] [--kills 50] [--steps 100000] [--seed 1]

Prints the figures of G11 (looking through the log) and G12 (backup, kills, restore), and fails
where one of them does not hold.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from csdesk.model.backups import Backup, Why
from csdesk.model.settings import DeskSettings
from csdesk.services.audit import Audit
from csdesk.services.orders import Orders
from csdesk.services.restoring import Restoring
from csdesk.store import backups, events
from csdesk.store.engine import Store
from csdesk.store.events import NewEvent
from tests.services.desks import bare_desk, person

LEAD = person("wang", "王芳", ("lead",))
ROW = 4_000
"""Bytes of the rows that make the store large."""


def main(argv: Sequence[str]) -> int:
    """Measure, and print each figure; the exit status tells whether all held."""
    parser = argparse.ArgumentParser(prog="python -m tests.battery.backups")
    for name, value in (("megabytes", 500), ("kills", 50), ("steps", 100_000), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as place:
        desk = Path(place)
        large_desk(desk, args.megabytes, args.steps)
        looked = log_looked_through(desk, args.steps)
        size = (desk / "desk.db").stat().st_size / 1e6
        alone, made = timed(lambda: make(desk))
        print(f"G12  backup of {size:,.0f} MB: {alone:.1f} s (10)", flush=True)
        finished, wrong = killed(desk, args.kills, alone, random.Random(args.seed))
        print(f"G12  {args.kills} backups killed, {finished} done before: {wrong} bad (0)")
        back, _page = timed(lambda: restored(desk, made))
        print(f"G12  restored to the first page: {back:.1f} s (60)")
    held = not wrong and alone <= 10 and back <= 60 and looked <= 5
    print("all held" if held else "NOT ALL HELD")
    return 0 if held else 1


def large_desk(folder: Path, megabytes: int, steps: int) -> None:
    """A desk of some size with a log of some length, which nobody has open."""
    desk = bare_desk(folder)
    desk.order()
    with desk.store.change() as c:
        told = NewEvent("order.imported", "li", "早班", batch_id=1, personal=False)
        rows = ((n, f"TB{n:010}", '{"total": 19800}') for n in range(steps))
        events.append_imported(c, told, rows)
    desk.store.close()
    chance = random.Random(2)
    count = megabytes * 1_000_000 // (ROW + 96)
    filling = ((f"filler{n}", chance.randbytes(ROW // 2).hex()) for n in range(count))
    with closing(sqlite3.connect(folder / "desk.db")) as c, c:
        c.executemany("INSERT INTO marks (name, value) VALUES (?, ?)", filling)


def timed(work: Callable[[], Backup]) -> tuple[float, Backup]:
    """How long some work took, and what came of it."""
    begun = time.perf_counter()
    made = work()
    return time.perf_counter() - begun, made


def log_looked_through(desk: Path, steps: int) -> float:
    """Look through the log; tells and prints how long that took."""
    store = Store(desk / "desk.db")
    begun = time.perf_counter()
    check = Audit(desk, store).check()
    took = time.perf_counter() - begun
    store.close()
    assert check.ok
    assert check.head.seq == steps
    print(f"G11  {steps:,} steps of the log looked through: {took:.1f} s (5)", flush=True)
    return took


def make(desk: Path) -> Backup:
    """A backup of the desk."""
    folder = desk / backups.FOLDER
    with backups.working(folder):
        return backups.make(desk / "desk.db", folder, Why.ASKED)


def killed(desk: Path, kills: int, lasts: float, chance: random.Random) -> tuple[int, int]:
    """Kill backups at random moments; how many were done before, and how many were bad."""
    folder, finished, wrong = desk / backups.FOLDER, 0, 0
    known = {each.name for each in backups.listing(folder)}
    for _ in range(kills):
        pid = os.fork()
        if not pid:
            with suppress(BaseException):
                make(desk)
                os._exit(0)
            os._exit(70)
        time.sleep(chance.uniform(0.0, 1.5 * lasts))
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        assert ended in (0, -signal.SIGKILL)
        finished += ended == 0
        for each in backups.listing(folder):
            if each.name not in known:
                wrong += not sound(each)
                backups.remove(each)
    with backups.working(folder):  # clears away what the dead left
        left = [each.name for each in folder.iterdir() if each.name.endswith(backups.PART)]
    return finished, wrong + len(left)


def sound(backup: Backup) -> bool:
    """Whether a backup is to the byte what its manifest tells."""
    if backup.manifest is None:
        return False
    with backup.path.open("rb") as reading:
        return hashlib.file_digest(reading, "sha256").hexdigest() == backup.manifest.sha256


def restored(desk: Path, backup: Backup) -> Backup:
    """Restore a backup and ask for the first page of orders."""
    Restoring(desk, DeskSettings(), LEAD).restore(backup)
    store = Store(desk / "desk.db")
    assert Orders(store, DeskSettings(), LEAD).search("").rows
    store.close()
    return backup


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""An importer killed, or its disk failing, at any moment: nothing lost, doubled or half (G1, G2).

    python -m tests.battery.kills [--kills 500] [--every 1] [--seed 1]

First kills at random moments; then, where ``strace`` is there, a kill, a full disk and a broken
disk at each call that changes a file, every nth of them. What the desk holds in the end is compared
with what an import that nothing disturbed leaves.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tests.battery.seats import told
from tests.faults.conftest import fill_inbox
from tests.faults.nursery import Nursery, nursery
from tests.intake.desks import everything, make_desk, sample, write_pair

OPENING = "openat"
CALLS = (
    "write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "ftruncate", "mkdir",
    "fallocate", "link", OPENING,
)  # fmt: skip
"""System calls that change files, as an import makes them; opening only where it makes one."""

MENDED = 10.0
"""Seconds after a fault by when the work must go on."""


def files(folder: Path) -> Path:
    """One download, one file of it again, and a file that is no export."""
    folder.parent.mkdir(exist_ok=True)
    write_pair(folder, sample(30, days=2), "2026-11-22-1.csv", "2026-11-22-2.csv")
    shutil.copy(folder / "2026-11-22-2.csv", folder / "2026-11-22-2 (1).csv")
    (folder / "2026-11-23.csv").write_text("no export at all\n")
    return folder


def random_kills(root: Path, importers: Nursery, count: int, seed: int) -> Iterator[bool]:
    """G1: SIGKILL at any moment, again and again, until an importer gets through."""
    exports = files(root / "exports")
    chance, lasts = random.Random(seed), []
    for number in range(3):
        desk = make_desk(root / f"clean{number}")
        fill_inbox(desk, exports)
        began = time.monotonic()
        assert importers.run(desk.folder, piece=10) == 0
        lasts.append(time.monotonic() - began)
        right = everything(desk)
        desk.close()
    kills = desks = wrong = 0
    while kills < count:
        desk = make_desk(root / f"desk{desks}")
        desks += 1
        fill_inbox(desk, exports)
        ended = -signal.SIGKILL
        while ended and kills < count:
            pid = importers.start(desk.folder, piece=10)
            time.sleep(chance.uniform(0.0, min(lasts)))
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            ended = importers.wait()
            kills += ended == -signal.SIGKILL
        importers.run(desk.folder, piece=10)
        wrong += everything(desk) != right
        desk.close()
        shutil.rmtree(desk.folder)
    yield told(f"{kills} kills of imports, {desks} desks", f"{wrong} wrong", "0", not wrong)


def new_desk(folder: Path, exports: Path):
    """A desk with files in its inbox."""
    desk = make_desk(folder)
    fill_inbox(desk, exports)
    return desk


def traced(importers: Nursery, folder: Path, trace: Path, *what: str) -> float:
    """An importer under ``strace`` until nothing is left; the seconds that it took."""
    pid = importers.start(folder, piece=20, traced=True)
    command = ["strace", "-f", "-qq", "-o", str(trace), "-p", str(pid)]
    began = time.monotonic()
    with subprocess.Popen([*command, *(f"--{each}" for each in what)]) as tracer:
        importers.wait()
        tracer.wait()
    return time.monotonic() - began


def calls_made(trace: Path) -> list[tuple[str, int]]:
    """Which calls of an undisturbed import change files: the name, and how many came before.

    ``strace`` counts for each thread by itself; what another thread makes comes with the first's.
    """
    made: Counter[tuple[str, str]] = Counter()
    points = set()
    for line in trace.read_text().splitlines():
        thread, _, call = line.split("(")[0].partition(" ")
        made[thread, call.strip()] += 1
        if call.strip() in CALLS and (call.strip() != OPENING or "O_CREAT" in line):
            points.add((call.strip(), made[thread, call.strip()]))
    return sorted(points)


def at_each_call(root: Path, importers: Nursery, how: str, every: int) -> Iterator[bool]:
    """G1 and G2: one disturbance at the nth call of a kind, for each n."""
    exports, trace = files(root / "exports"), root / "trace"
    desk = new_desk(root / "clean", exports)
    usual = traced(importers, desk.folder, trace, f"trace={','.join(CALLS)}")
    made = calls_made(trace)
    right = everything(desk)
    assert len(right["store"]["orders"]) == 30, "the undisturbed import went wrong"
    desk.close()
    wrong, met, late = [], 0, 0.0
    for number, (call, nth) in enumerate(made[::every]):
        desk = new_desk(root / f"desk{number}", exports)
        what = f"inject={call}:{how}:when={nth}"
        late = max(late, traced(importers, desk.folder, trace, f"trace={call}", what))
        met += any(word in trace.read_text() for word in ("(INJECTED)", "+++ killed by SIGKILL"))
        importers.run(desk.folder, piece=20)  # one pass may leave work: the next one goes on
        if everything(desk) != right:
            wrong.append(f"{call} {nth}")
        desk.close()
        shutil.rmtree(desk.folder)
    name = how.rpartition("=")[2]
    yield told(f"{name} at {met} of {len(made)} calls", f"{len(wrong)} wrong", "0",
               not wrong)  # fmt: skip
    if wrong:
        print("  " + ", ".join(wrong[:20]))
    if how.startswith("error"):
        yield told(f"{name}: longer than without, at most", f"{late - usual:.1f} s",
                   f"<= {MENDED:.0f} s", late - usual <= MENDED)  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    """Measure and print; 1 where something is lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--every", type=int, default=1, help="of the calls, one of so many")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    kept: list[bool] = []
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with (
        tempfile.TemporaryDirectory(prefix="csdesk-kills-", dir=memory) as name,
        nursery() as importers,
    ):
        kept += random_kills(Path(name) / "random", importers, args.kills, args.seed)
        if shutil.which("strace") is None:
            print("no strace here: kills and faults at each call are left out")
            return 0 if all(kept) else 1
        for how in ("signal=KILL", "error=ENOSPC", "error=EIO"):
            root = Path(name) / how.rpartition("=")[2]
            kept += at_each_call(root, importers, how, args.every)
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())

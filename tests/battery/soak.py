"""Hours at the desk: memory and open files of the sessions stay, and nothing goes wrong (G15).

    python -m tests.battery.soak [--minutes 10] [--idle 20] [--typists 5]

Twenty people sit there, five search, read and write remarks without a pause, and a file with new
orders comes once a minute. What a session holds is compared with what it held after the first
fifth of the time, by when it has loaded what it needs.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from csdesk.sample.exports import write_taobao_pair
from csdesk.sample.orders import generate
from csdesk.sample.records import CHINA
from tests.battery.crowd import taken_in
from tests.battery.seats import Room, Seat, told
from tests.bench.terminal import memory_mb
from tests.bench.together import desk_with

ORDERS = 20_000
FILE_SECONDS = 60.0
KEYS = (
    ("down", 30), ("up", 10), ("pagedown", 6), ("pageup", 6), ("enter", 10), ("escape", 20),
    ("1", 4), ("2", 4), ("3", 4), ("g", 3), ("o", 3), ("i", 2), ("?", 1), ("/", 6), ("张三", 4),
    ("1234", 4), ("n", 3), ("客户催单", 3), ("s", 2), ("y", 2),
)  # fmt: skip
"""What is pressed, and how often; nothing here leaves the desk."""


def held(seat: Seat) -> tuple[float, int]:
    """Megabytes of memory and open files of a session."""
    return memory_mb(seat)[0], len(list(Path(f"/proc/{seat.process.pid}/fd").iterdir()))


def bring_file(folder: Path, outside: Path, number: int) -> None:
    """Both reports of twenty new orders come, as a browser saves them."""
    until = datetime(2026, 11, 22, 9, 30, tzinfo=CHINA) + timedelta(minutes=number)
    names = [f"ExportOrderList{number:05}.csv", f"ExportOrderDetailList{number:05}.csv"]
    paths = [outside / name for name in names]
    write_taobao_pair(
        generate(20, 1000 + number, until=until, days=1), *paths, vintage="2021", encoding="gbk"
    )
    for path in paths:
        shutil.copy(path, folder / "inbox" / (path.name + ".part"))
        (folder / "inbox" / (path.name + ".part")).rename(folder / "inbox" / path.name)


def work(room: Room, outside: Path, seconds: float, typists: int, brought: int) -> int:
    """Let time pass; returns how many pairs of files have come so far."""
    rng = random.Random(brought)
    names, weights = zip(*KEYS, strict=True)
    end, next_file = time.monotonic() + seconds, time.monotonic()
    while (now := time.monotonic()) < end:
        if now >= next_file:
            brought, next_file = brought + 1, now + FILE_SECONDS
            bring_file(room.folder, outside, brought)
        for seat in room.seats[:typists]:
            seat.send(rng.choices(names, weights)[0])
        room.read(0.3)
        for seat in room.seats:
            seat.bytes.clear()
    return brought


def main(argv: list[str] | None = None) -> int:
    """Measure and print; 1 where something grew, fell or was lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--idle", type=int, default=20)
    parser.add_argument("--typists", type=int, default=5)
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="csdesk-soak-") as name, ExitStack() as stack:
        root = Path(name)
        os.environ["XDG_STATE_HOME"] = str(root / "state")
        folder = root / "desk"
        desk_with(folder, ORDERS)
        there, room = taken_in(folder), Room(folder, stack)
        room.open(args.typists + args.idle, 0.5)
        seconds = args.minutes * 60
        brought = work(room, root, seconds / 5, args.typists, 0)
        before = [held(seat) for seat in room.seats]
        brought = work(room, root, seconds * 4 / 5, args.typists, brought)
        alive = [seat for seat in room.seats if seat.process.poll() is None]
        after = [held(seat) for seat in room.seats if seat in alive]
        room.read(30, lambda: taken_in(folder) - there >= 2 * brought)
        taken, faults = taken_in(folder) - there, (root / "state" / "csdesk" / "faults.log")
        noted = faults.read_text().splitlines() if faults.exists() else []
    grown = max((new[0] / old[0] - 1 for new, old in zip(after, before, strict=False)), default=1)
    files = max((new[1] - old[1] for new, old in zip(after, before, strict=False)), default=1)
    kept = [
        told("sessions still there", f"{len(alive)} of {len(before)}", "all",
             len(alive) == len(before)),
        told("memory, most grown", f"{grown:+.1%}", "<= 10 %", grown <= 0.1),
        told("open files, most grown", f"{files:+d}", "0", files <= 0),
        told("faults noted", str(len(noted)), "0", not noted),
        told("files taken in", f"{taken} of {2 * brought}", "all", taken == 2 * brought),
    ]  # fmt: skip
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())

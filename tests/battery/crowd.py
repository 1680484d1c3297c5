"""Sixty people on one box: start, memory, idle cost, and keys and saves beside an import (G6, G7).

    python -m tests.battery.crowd [--sessions 60] [--at-once 30] [--orders 100000]
                                  [--imported 100000] [--idle 30]

Each session is the real program in a terminal of its own. First some start within a second, as at
a change of shifts, then the others one a second; then nobody does anything; then a file is taken in
while some press keys and others save remarks. A key's time is from the write to the terminal until
the first bytes of the answer; a save's is that of the service, in a process of its own.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import mean, median

from csdesk.intake.dropping import drop
from tests.battery.seats import Room, told
from tests.bench.terminal import cpu_ms, memory_mb
from tests.bench.together import (
    Importing,
    Person,
    agent,
    desk_with,
    exports,
    processes,
    spread,
    write_remarks,
)

TYPISTS, WRITERS = 6, 10
PATIENCE = 1800.0
"""Seconds after which an import is given up."""


def starts(room: Room, at_once: int, sessions: int) -> Iterator[bool]:
    """G7: a change of shifts, and people who come one after the other."""
    together = room.open(at_once, 1.0 / at_once)
    painted = [each for each in together if each]
    late = spread(painted)[1]
    figure = f"{len(painted)}/{at_once}, p95 {late:.1f} s"
    yield told(f"{at_once} open the desk within a second", figure, "all, p95 <= 10 s",
               len(painted) == at_once and late <= 10)  # fmt: skip
    if more := room.open(sessions - at_once, 1.0):
        late = spread(more)[1]
        yield told("one more a second", f"p95 {late:.2f} s", "p95 <= 2 s", late <= 2 and all(more))


def idle(room: Room, seconds: float) -> Iterator[bool]:
    """G6: what a session costs while nobody does anything."""
    room.settle()
    sizes = [len(seat.bytes) for seat in room.seats]
    used, begun = [cpu_ms(seat) for seat in room.seats], time.monotonic()
    room.read(seconds)
    lasted = time.monotonic() - begun
    shares = [
        (cpu_ms(seat) - before) / 10 / lasted for seat, before in zip(room.seats, used, strict=True)
    ]
    written = sum(len(seat.bytes) - size for seat, size in zip(room.seats, sizes, strict=True))
    memory = [memory_mb(seat)[0] for seat in room.seats]
    yield told("idle: processor of a session", f"{mean(shares):.2f} %", "<= 0.3 %",
               mean(shares) <= 0.3)  # fmt: skip
    yield told("idle: written by all", f"{written} B in {lasted:.0f} s", "0 B", written == 0)
    figure = f"median {median(memory):.1f}, max {max(memory):.1f} MB"
    yield told("memory (PSS) of a session", figure, "<= 55 MB", max(memory) <= 55)


def walk(room: Room, importing: Future[Importing]) -> None:
    """Some walk through the list for as long as the import runs."""
    rng = random.Random(7)
    room.keys.clear()
    due = {seat: time.monotonic() + rng.random() for seat in room.seats[:TYPISTS]}
    while not importing.done():
        for seat, moment in due.items():
            if time.monotonic() >= moment and not seat.pressed:
                seat.press(rng.choice(("down", "down", "down", "up", "pagedown")))
                due[seat] = time.monotonic() + rng.uniform(0.2, 0.6)
        room.read(0.02)


def enlist(folder: Path) -> None:
    """Let those who save remarks work at the desk."""
    from csdesk.store import people
    from csdesk.store.engine import Store

    store = Store(folder / "desk.db")
    with store.change() as connection:
        for number in range(WRITERS):
            people.add(connection, agent(number))
    store.close()


def taken_in(folder: Path) -> int:
    """How many files the desk has taken in."""
    from csdesk.model.status import BatchState
    from csdesk.store import batches
    from csdesk.store.engine import Store

    store = Store(folder / "desk.db")
    with store.read() as connection:
        found = len(batches.rows(connection, BatchState.IMPORTED))
    store.close()
    return found


def bring(folder: Path, paths: list[Path]) -> Importing:
    """The importer that the sessions keep takes files in."""
    before, begun = taken_in(folder), time.time()
    for path in paths:
        drop(folder / "inbox", path)
    while taken_in(folder) < before + len(paths) and time.time() - begun < PATIENCE:
        time.sleep(0.2)
    done = taken_in(folder) - before
    return Importing(begun, time.time(), int(done < len(paths)), 0)


def import_beside(room: Room, paths: list[Path], numbers: list[str]) -> Iterator[bool]:
    """G6: keys and saves while orders are taken in."""
    from csdesk.settings import read_settings

    enlist(room.folder)
    work: list[Callable[[Person], None]] = [partial(write_remarks, numbers=numbers)] * WRITERS
    with ThreadPoolExecutor(1) as pool:
        with processes(room.folder, read_settings(room.folder), work) as samples:
            room.read(3.0)
            importing = pool.submit(bring, room.folder, paths)
            walk(room, importing)
        done = importing.result()
    saves = [took for ended, kind, took in samples if kind == "remark" and ended >= done.begun]
    faults = [kind for _, kind, took in samples if took < 0]
    _, late, _, worst = spread(room.keys)
    yield told(f"{len(room.keys)} keys beside the import", f"p95 {late:.0f}, max {worst:.0f} ms",
               "p95 <= 100 ms", late <= 100)  # fmt: skip
    yield told("refused because the store was busy", str(len(faults)), "0", not faults)
    for fault in faults[:3]:
        print(f"  {fault}")
    _, late, _, worst = spread(saves)
    yield told(f"{len(saves)} saves beside the import", f"p95 {late:.0f}, max {worst:.0f} ms",
               "p95 <= 100 ms", late <= 100)  # fmt: skip
    took = f"{done.ended - done.begun:.0f} s"
    yield told("the import", took, "both files go in", done.status == 0)


def main(argv: list[str] | None = None) -> int:
    """Measure and print; 1 where a budget is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sessions", type=int, default=60)
    parser.add_argument("--at-once", type=int, default=30)
    parser.add_argument("--orders", type=int, default=100_000, help="that the desk holds")
    parser.add_argument("--imported", type=int, default=100_000)
    parser.add_argument("--idle", type=float, default=30.0, help="seconds")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="csdesk-crowd-") as name, ExitStack() as stack:
        folder = Path(name) / "desk"
        _, _, numbers = desk_with(folder, args.orders)
        paths = exports(Path(name) / "exports", args.imported)
        room = Room(folder, stack)
        kept = [
            *starts(room, args.at_once, args.sessions),
            *idle(room, args.idle),
            *import_beside(room, paths, numbers),
        ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())

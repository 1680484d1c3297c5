"""A remark saved while forty sessions search and 100,000 orders are imported (design §12).

    python -m tests.bench.together [--orders 1000000] [--imported 100000]

Every session, every writer and the importer is a process of its own, on one desk that holds
orders already. A session does what the home screen does, without drawing it: it types a number, a
name or a piece of goods key by key, asking after each key, has the result counted, reads for some
seconds, and once a second looks whether the desk has changed, and if so asks for its list again.
A writer saves one remark after another, a second apart on average. They work a while before
the import and all through it; both figures are printed. Times are wall time in the asking process.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from multiprocessing.connection import Connection as Pipe
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import quantiles
from uuid import uuid4

from csdesk.model.desk import Actor
from csdesk.model.settings import DeskSettings
from csdesk.model.status import Tab
from csdesk.sample.exports import write_taobao_pair
from csdesk.sample.orders import generate
from csdesk.sample.records import CHINA
from csdesk.services.desk import Desk
from csdesk.ui.app import BUSY, LONGEST_PAUSE, PULSE_SECONDS
from csdesk.ui.screens.imports_news import LOOKED_AT
from csdesk.ui.screens.search import RECOUNT_SECONDS
from tests.bench.intake import ENCODING, ITEMS, ORDERS
from tests.bench.search import KINDS, built, drawn_rows

SESSIONS, WRITERS = 40, 10
WARM, ALONE = 12.0, 20.0
"""Seconds that do not count, since everybody opens the desk, and seconds before the import."""
TYPED = (
    "order number, last 4", "order number, last 6", "phone, last 4", "name, whole", "name + status",
    "road and house", "tracking, last 6", "SKU, short code", "title, 4 characters", "two words",
)  # fmt: skip
"""Kinds of the search bench that the sessions type."""
PAGE = 120
_LOADED = ("csdesk.services.orders", "csdesk.services.remarks", "csdesk.services.imports")
_forking = multiprocessing.get_context("fork")

Sample = tuple[float, str, float]
"""When it ended, what it was, and how many milliseconds it took; a fault takes -1."""


@dataclass
class Person:
    """One process: what it does until it is told to end, with the times it took."""

    desk: Desk
    over: Event
    rng: random.Random
    samples: list[Sample] = field(default_factory=list)

    def timed(self, what: str, do: Callable[[], object]) -> None:
        """Do it, and note how long it took or why it failed."""
        begun = time.perf_counter()
        try:
            do()
        except Exception as fault:  # every fault is a figure of this bench
            self.samples.append((time.time(), f"{type(fault).__name__}: {fault}", -1))
        else:
            self.samples.append((time.time(), what, (time.perf_counter() - begun) * 1e3))

    def rest(self, seconds: float) -> bool:
        """Wait; returns whether it is over."""
        return self.over.wait(seconds)


def write_remarks(person: Person, numbers: list[str]) -> None:
    """Somebody who saves remarks."""
    while not person.rest(person.rng.uniform(0.2, 1.8)):
        number, text = person.rng.choice(numbers), f"客户要求改发圆通 {person.rng.random():.6f}"
        remarks, sent = person.desk.remarks, uuid4().hex
        person.timed(
            "remark",
            lambda: remarks.add(number, Tab.INTERNAL, text, client_id=sent),  # noqa: B023 - called at once
        )


class Session:
    """Somebody who looks for orders."""

    def __init__(self, person: Person, texts: list[str]) -> None:
        self._person = person
        self._texts = texts
        self._pulse = person.desk.pulse()
        self._look_at = time.monotonic() + person.rng.random()
        self._shown = ""
        self._counted = 0.0

    def work(self) -> None:
        """Type, read, type again."""
        person = self._person
        if person.rest(person.rng.uniform(0, 5)):
            return
        while not person.over.is_set():
            text = person.rng.choice(self._texts)
            for end in range(1, len(text) + 1):
                self._search(text[:end])
                self._wait(person.rng.uniform(0.12, 0.35))
            person.timed("count", lambda: person.desk.orders.count(self._shown))
            self._wait(person.rng.uniform(3, 8))

    def _search(self, typed: str) -> None:
        from csdesk.model.errors import NotUnderstood

        def ask() -> None:
            try:
                self._person.desk.orders.search(typed, limit=PAGE)
            except NotUnderstood:
                return  # too short yet
            self._shown = typed

        self._person.timed("search", ask)

    def _wait(self, seconds: float) -> None:
        """Rest, and look at the desk's pulse meanwhile."""
        until = time.monotonic() + seconds
        while (now := time.monotonic()) < until:
            if now >= self._look_at:
                self._person.timed("refresh", self._refresh)
                took = time.monotonic() - now
                self._look_at = now + took + min(max(PULSE_SECONDS, BUSY * took), LONGEST_PAUSE)
            if self._person.rest(max(0.0, min(until, self._look_at) - time.monotonic())):
                return

    def _refresh(self) -> None:
        """What the app and its home screen ask when the desk has changed."""
        desk, moved = self._person.desk, self._pulse.moved()
        if moved.imports:
            desk.imports.progress()
            desk.imports.batches(LOOKED_AT)
        if moved.desk:
            desk.orders.search(self._shown, limit=1)
            desk.orders.search(self._shown, limit=PAGE)
            desk.remarks.waiting()
            if time.monotonic() - self._counted > RECOUNT_SECONDS:
                desk.orders.count(self._shown)
                self._counted = time.monotonic()


@contextmanager
def processes(
    folder: Path, settings: DeskSettings, work: list[Callable[[Person], None]]
) -> Iterator[list[Sample]]:
    """Each piece of work in a process of its own, inside; afterwards their samples are there.

    They share the loaded program, as sessions that a host forks do.
    """
    for module in _LOADED:
        import_module(module)
    over = _forking.Event()
    pipes, running, samples = [], [], list[Sample]()
    for number, each in enumerate(work):
        ours, theirs = _forking.Pipe(duplex=False)
        arguments = (folder, settings, each, number, over, theirs)
        process = _forking.Process(target=_live, args=arguments, daemon=True)
        process.start()
        theirs.close()
        pipes.append(ours)
        running.append(process)
    try:
        yield samples
    finally:
        over.set()
        for pipe, process in zip(pipes, running, strict=True):
            samples += pipe.recv()
            process.join()


def agent(number: int) -> Actor:
    """Who a process acts as."""
    return Actor(f"agent{number}", f"客服{number}", f"A{number}", frozenset({"agent"}), "早班")


def _live(
    folder: Path,
    settings: DeskSettings,
    work: Callable[[Person], None],
    number: int,
    over: Event,
    pipe: Pipe,
) -> None:
    """The life of one process."""
    gc.freeze()
    desk = Desk(folder, settings, agent(number))
    person = Person(desk, over, random.Random(number))
    try:
        work(person)
    finally:
        pipe.send(person.samples)
        pipe.close()
        desk.close()


def desk_with(folder: Path, orders: int) -> tuple[DeskSettings, list[str], list[str]]:
    """A desk that holds so many orders; its settings, texts to type, and numbers to remark on."""
    from csdesk.settings import read_settings

    for name in ("inbox", "archive", "quarantine"):
        (folder / name).mkdir(parents=True)
    (folder / "desk.toml").write_text("[inbox]\nsize_limit_mb = 500\nquiet_seconds = 0.1\n")
    store, rng = built(orders), random.Random(orders)
    rows = drawn_rows(store, 200, rng)
    store.close()
    shutil.copyfile(store.path, folder / "desk.db")
    (folder / "desk.db").chmod(0o600)
    _know_last_numbers(folder)
    kinds = [kind for kind in KINDS if kind.name in TYPED]
    texts = [text for row in rows for kind in kinds if (text := kind.make(row, rng))]
    return read_settings(folder), texts, [row["order_no"] for row in rows]


def _know_last_numbers(folder: Path) -> None:
    """An import goes on after the desk numbers that were given away."""
    from sqlalchemy import Integer, delete, func, insert, select

    from csdesk.store import columns
    from csdesk.store.engine import Store

    number = columns.orders.c.order_no
    prefix = func.substr(number, 1, func.instr(number, "-") - 1)
    last = func.max(func.substr(number, func.instr(number, "-") + 1).cast(Integer))
    store = Store(folder / "desk.db")
    with store.change() as connection:
        connection.execute(delete(columns.serials))
        given = select(prefix, last).group_by(prefix)
        connection.execute(insert(columns.serials).from_select(["prefix", "last"], given))
    store.close()


def exports(folder: Path, orders: int) -> list[Path]:
    """Both reports of a quarter's orders that are new to the desk, the newest first."""
    folder.mkdir()
    until = datetime(2026, 11, 22, 9, 30, tzinfo=CHINA)
    new = list(generate(orders, 11, until=until, days=90))[::-1]
    paths = [folder / ORDERS, folder / ITEMS]
    write_taobao_pair(new, *paths, vintage="2021", encoding=ENCODING)
    return paths


@dataclass
class Importing:
    """What the import was like."""

    begun: float
    ended: float
    status: int
    log: int
    """Largest size of the write-ahead log in bytes."""


def import_files(folder: Path, paths: list[Path]) -> Importing:
    """The importer takes both files in, in a process of its own; the log's size is looked at."""
    for path in paths:
        shutil.copy(path, folder / "inbox")
    command = [sys.executable, "-m", "csdesk.intake.importer", "--desk", str(folder), "--once"]
    log, largest, begun = folder / "desk.db-wal", 0, time.time()
    process = subprocess.Popen(command)
    while process.poll() is None:
        largest = max(largest, log.stat().st_size)
        time.sleep(0.02)
    return Importing(begun, time.time(), process.returncode, largest)


def spread(times: list[float]) -> tuple[float, float, float, float]:
    """p50, p95, p99 and the largest."""
    cuts = quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    return cuts[49], cuts[94], cuts[98], max(times)


def report(samples: list[Sample], importing: Importing) -> bool:
    """Print both figures of everything; returns whether the budgets are kept."""
    print(f"\n{'milliseconds':26}{'n':>7}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>8}")
    kept = True
    for what in ("remark", "search", "count", "refresh"):
        for when, name in ((False, "before the import"), (True, "during it")):
            times = [
                took
                for ended, kind, took in samples
                if kind == what and (importing.begun <= ended <= importing.ended) is when
            ]
            if not times:
                continue
            p50, p95, p99, worst = spread(times)
            good = True
            budget = ""
            if when and what == "remark":
                budget, good = "p99 <= 100, max <= 1,000", p99 <= 100 and worst <= 1_000
            elif when and what == "search":
                budget, good = "p95 <= 20", p95 <= 20
            kept = kept and good
            print(
                f"{what + ', ' + name:26}{len(times):>7}{p50:8.1f}{p95:8.1f}{p99:8.1f}{worst:8.1f}"
                f"  {budget}{'' if good else '  MISSED'}"
            )
    faults = Counter(kind for _, kind, took in samples if took < 0)
    log = importing.log / 1e6
    print(f'faults, of them "locked": {faults.total()}, {_locked(faults)}   0, 0')
    for fault, times_seen in faults.most_common(5):
        print(f"  {times_seen} x {fault}")
    print(f"write-ahead log, largest: {log:.0f} MB   <= 100 MB{'' if log <= 100 else '  MISSED'}")
    print(f"import: {importing.ended - importing.begun:.1f} s, exit status {importing.status}")
    return kept and not faults and log <= 100 and importing.status == 0


def _locked(faults: Counter[str]) -> int:
    return sum(n for fault, n in faults.items() if "locked" in fault or "busy" in fault)


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--orders", type=int, default=1_000_000, help="that the desk holds")
    parser.add_argument("--imported", type=int, default=100_000)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--writers", type=int, default=WRITERS)
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="csdesk-bench-") as name:
        folder = Path(name) / "desk"
        settings, texts, numbers = desk_with(folder, args.orders)
        paths = exports(Path(name) / "exports", args.imported)
        work: list[Callable[[Person], None]] = [
            *[lambda person: Session(person, texts).work()] * args.sessions,
            *[lambda person: write_remarks(person, numbers)] * args.writers,
        ]
        os.sync()
        with processes(folder, settings, work) as samples:
            time.sleep(WARM)
            warm = time.time()
            time.sleep(ALONE)
            importing = import_files(folder, paths)
    print(
        f"{args.orders:,} orders on the desk, {args.imported:,} imported, {args.sessions} sessions,"
        f" {args.writers} writers; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    )
    report([sample for sample in samples if sample[0] >= warm], importing)
    return 0


if __name__ == "__main__":
    sys.exit(main())

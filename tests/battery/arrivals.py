"""Files arrive in every way there is, in bursts, in a folder that is replaced: all go in (G9).

    python -m tests.battery.arrivals [--files 30000] [--each 20] [--polled 8] [--quiet 2]
                                     [--seed 1]

An importer of its own watches a desk as on any day. Measured is the time from the moment when a
file is finished until its order can be found; then how many orders of a burst, and of files that
came into an inbox that was put in another one's place, are there in the end. The importer gets
signals of the file system, or lists the folder (``poll``), or is refused the signals, as where a
user has no watch left; that last one takes strace.
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
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from sqlalchemy import func, select

from csdesk.intake.dropping import drop
from csdesk.model.status import BatchState
from csdesk.sample.amazon import write_amazon_all_orders
from csdesk.sample.orders import generate
from csdesk.sample.records import Market, SampleOrder
from csdesk.services.desk import Desk
from csdesk.services.heartbeat import importer_pid
from csdesk.store import batches, columns
from tests.battery.seats import told
from tests.bench.together import spread
from tests.intake.desks import UNTIL, make_desk

PATIENCE = 120.0
"""Seconds without one more order after which the rest counts as lost."""
NO_SIGNALS = (
    "strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null",
    "-e", "trace=inotify_add_watch", "-e", "inject=inotify_add_watch:error=ENOSPC",
)  # fmt: skip
"""Before a command that is to get no watch."""


@dataclass(frozen=True)
class Place:
    """Where files are brought to."""

    inbox: Path
    outside: Path
    """Another folder, on the same disk."""
    pause: float
    """Seconds that somebody pauses in the middle of a file: longer than a file must be quiet."""


Way = Callable[[Place, str, bytes], None]
"""Brings a file: to where, its name there, its content."""


def whole(desk: Place, name: str, content: bytes) -> None:
    """Copied in one go."""
    (desk.inbox / name).write_bytes(content)


def slowly(desk: Place, name: str, content: bytes) -> None:
    """Written with a long pause at the end of a line."""
    half = content.index(b"\n") + 1
    with (desk.inbox / name).open("wb", buffering=0) as file:
        file.write(content[:half])
        time.sleep(desk.pause)
        file.write(content[half:])


def moved(desk: Place, name: str, content: bytes) -> None:
    """Moved in from another folder."""
    (desk.outside / name).write_bytes(content)
    (desk.outside / name).rename(desk.inbox / name)


def linked(desk: Place, name: str, content: bytes) -> None:
    """Given a second name in the inbox, and the first taken away."""
    (desk.outside / name).write_bytes(content)
    (desk.inbox / name).hardlink_to(desk.outside / name)
    (desk.outside / name).unlink()


def synced(desk: Place, name: str, content: bytes) -> None:
    """As rsync and many editors: under a name of its own, then renamed; with an old time."""
    (desk.inbox / f".{name}.x7Gh2k").write_bytes(content)
    os.utime(desk.inbox / f".{name}.x7Gh2k", (0, 0))
    (desk.inbox / f".{name}.x7Gh2k").rename(desk.inbox / name)


def downloaded(desk: Place, name: str, content: bytes) -> None:
    """As a browser: an empty file with the final name, and one beside it that takes its place."""
    (desk.inbox / name).touch()
    (desk.inbox / f"{name}.part").write_bytes(content[:100])
    time.sleep(desk.pause)
    (desk.inbox / f"{name}.part").write_bytes(content)
    (desk.inbox / f"{name}.part").rename(desk.inbox / name)


def replaced(desk: Place, name: str, content: bytes) -> None:
    """Put over another file before that was quiet."""
    (desk.inbox / name).write_bytes(content[: len(content) // 2])
    moved(desk, name, content)


def below(desk: Place, name: str, content: bytes) -> None:
    """Into the folder of a day that was not there before."""
    day = desk.inbox / name.partition(".")[0] / "11-22"
    day.mkdir(parents=True)
    (day / name).write_bytes(content)


def dropped(desk: Place, name: str, content: bytes) -> None:
    """By ``csdesk drop``."""
    (desk.outside / name).write_bytes(content)
    drop(desk.inbox, desk.outside / name)


WAYS: tuple[Way, ...] = (
    whole, slowly, moved, linked, synced, downloaded, replaced, below, dropped,
)  # fmt: skip


@dataclass
class Counter:
    """A desk, the exports that are brought to it, and when each was finished."""

    desk: Desk
    place: Place
    orders: Iterator[SampleOrder]
    brought: dict[str, float] = field(default_factory=dict)
    """Order number -> when its file was finished, in monotonic seconds."""

    def file(self) -> tuple[str, bytes]:
        """One more order, and a report that tells of it."""
        order = next(self.orders)
        return order.number, report(order)

    def bring(self, way: Way, pause: float = 0) -> Callable[[], None]:
        """One more file, which comes when this is called, in some thread."""
        number, content = self.file()

        def come() -> None:
            time.sleep(pause)
            way(self.place, f"{number}.txt", content)
            self.brought[number] = time.monotonic()

        return come

    def there(self) -> int:
        """How many orders the desk has."""
        with self.desk.store.read() as c:
            return int(c.execute(select(func.count()).select_from(columns.orders)).scalar_one())

    def arrive(self, coming: Callable[[], bool] = lambda: False) -> dict[str, float]:
        """Wait for all that was brought: order number -> seconds that its order took to be there.

        Args:
            coming: whether somebody still brings files.
        """
        took: dict[str, float] = {}
        last, number = time.monotonic(), columns.orders.c.market_no
        while coming() or (len(took) < len(self.brought) and time.monotonic() - last < PATIENCE):
            missing = [each for each in list(self.brought) if each not in took][:500]
            with self.desk.store.read() as c:
                found = c.execute(select(number).where(number.in_(missing))).scalars().all()
            now = time.monotonic()
            took |= {each: now - self.brought[each] for each in found}
            last = now if found else last
            time.sleep(0.02)
        return took


def report(order: SampleOrder) -> bytes:
    """An All Orders report about one order."""
    text = StringIO()
    write_amazon_all_orders([order], Opened(text))  # type: ignore[arg-type]  # it only opens it
    return text.getvalue().encode()


class Opened:
    """Text in memory that is opened like a file."""

    def __init__(self, text: StringIO) -> None:
        self._text = text

    @contextmanager
    def open(self, *_: object, **__: object) -> Iterator[StringIO]:
        """The text."""
        yield self._text


@contextmanager
def counter(
    root: Path, args: argparse.Namespace, *before: str, poll: bool = False
) -> Iterator[Counter]:
    """A desk with an importer of its own, started by a command."""
    (root / "outside").mkdir(parents=True)
    desk = make_desk(root / "desk")
    (desk.folder / "desk.toml").write_text(
        f"[inbox]\npoll = {str(poll).lower()}\nquiet_seconds = {args.quiet}\n"
    )
    orders = generate(10**6, args.seed, until=UNTIL, market=Market.AMAZON)
    command = [*before, sys.executable, "-m", "csdesk.intake.importer", "--stay"]
    with subprocess.Popen(
        [*command, "--desk", str(desk.folder)], stderr=subprocess.DEVNULL
    ) as importer:
        try:
            yield Counter(
                desk, Place(desk.folder / "inbox", root / "outside", args.quiet + 0.5), orders
            )
        finally:
            os.kill(importer_pid(desk.folder) or importer.pid, signal.SIGTERM)
            importer.wait(30)
            desk.close()


def in_every_way(here: Counter, each: int, seed: int) -> dict[str, float]:
    """So many files in each way, all of them at the same time, over some seconds."""
    chance = random.Random(seed)
    with ThreadPoolExecutor(len(WAYS)) as people:
        jobs = [
            people.submit(here.bring(way, chance.uniform(0, here.place.pause)))
            for _ in range(each)
            for way in WAYS
        ]
        took = here.arrive(lambda: not all(job.done() for job in jobs))
    for job in jobs:
        job.result()
    return took


def shown(what: str, took: dict[str, float], count: int, most: float) -> bool:
    """A line about files that came, and how long they took."""
    late = spread(list(took.values()))[1] if took else float("inf")
    figure = f"{len(took)}/{count}, p95 {late:.1f} s"
    return told(what, figure, f"all, p95 <= {most:.0f} s", len(took) == count and late <= most)


def left(here: Counter) -> tuple[int, int]:
    """Files that lie in the inbox still, and files that were not taken in as they should."""
    end = time.monotonic() + 5
    while (lies := _files(here.place.inbox)) and time.monotonic() < end:
        time.sleep(0.05)  # an order is there a moment before its file goes
    with here.desk.store.read() as c:
        odd = [each for each in BatchState if each is not BatchState.IMPORTED]
        return lies, len(batches.rows(c, *odd))


def _files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def replace_inbox(here: Counter, count: int) -> Iterator[bool]:
    """The inbox is renamed, another comes in its place, and then the old one's files."""
    before = here.there()
    here.brought.clear()
    for _ in range(count):
        here.bring(whole)()
    here.place.inbox.rename(here.place.outside / "old")
    here.place.inbox.mkdir()
    for _ in range(count):
        here.bring(whole)()
    for path in (here.place.outside / "old").iterdir():
        path.rename(here.place.inbox / path.name)
    here.brought = dict.fromkeys(here.brought, time.monotonic())
    took = here.arrive()
    yield shown("an inbox replaced, files in both", took, 2 * count, 5)
    lies, odd = left(here)
    yield told("... left there, not as they should", f"{lies}, {odd}", "0, 0", not (lies or odd))
    assert here.there() == before + len(took)


def burst(here: Counter, count: int) -> Iterator[bool]:
    """So many files as fast as they can be written."""
    before, files = here.there(), [here.file() for _ in range(count)]
    began = time.monotonic()
    for number, content in files:
        (here.place.inbox / f"{number}.txt").write_bytes(content)
    written = time.monotonic() - began
    found, last = 0, time.monotonic()
    while found < count and time.monotonic() - last < PATIENCE:
        if (now := here.there() - before) > found:
            found, last = now, time.monotonic()
        time.sleep(0.5)
    took = last - began
    print(
        f"  written in {written:.1f} s, taken in after {took:.0f} s ({found / took:.0f} a second)"
    )
    here.brought.clear()
    here.bring(whole)()
    late = here.arrive()
    lies, odd = left(here)
    yield told(f"a burst of {count} files", f"{found} taken in", "all", found == count)
    yield told("... left there, not as they should", f"{lies}, {odd}", "0, 0", not (lies or odd))
    yield shown("... and one more after it", late, 1, 5)


def without_signals(root: Path, args: argparse.Namespace) -> Iterator[bool]:
    """The same ways where the file system tells nothing."""
    count = args.polled * len(WAYS)
    if args.polled:
        with counter(root / "listed", args, poll=True) as here:
            took = in_every_way(here, args.polled, args.seed)
        yield shown("... where the folder is listed", took, count, 35)
    if args.polled and shutil.which("strace"):
        with counter(root / "unwatched", args, *NO_SIGNALS) as here:
            took = in_every_way(here, args.polled, args.seed)
        yield shown("... where there is no watch left", took, count, 35)


def main(argv: list[str] | None = None) -> int:
    """Measure and print; 1 where a file is lost or late."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--files", type=int, default=30_000, help="in the burst")
    parser.add_argument("--each", type=int, default=20, help="files that come in each way")
    parser.add_argument("--polled", type=int, default=8, help="the same, without signals")
    parser.add_argument("--quiet", type=float, default=2.0, help="seconds (quiet_seconds)")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    kept: list[bool] = []
    with tempfile.TemporaryDirectory(prefix="csdesk-arrivals-") as name:
        root = Path(name)
        with counter(root / "signals", args) as here:
            took = in_every_way(here, args.each, args.seed)
            ways = f"{len(WAYS)} ways to arrive"
            kept.append(shown(ways, took, args.each * len(WAYS), 5))
            kept += replace_inbox(here, args.each)
            if args.files:
                kept += burst(here, args.files)
        kept += without_signals(root, args)
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())

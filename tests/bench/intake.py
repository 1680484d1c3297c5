"""How long an import takes, beside ``sqlite-utils`` on the same files in the same run.

    python -m tests.bench.intake [--orders 100000] [--rounds 1]

Processor seconds (user and system) and largest memory of whole processes. Budgets (ARCHITECTURE.md
tells why the first is not the third of the first design): an import takes at most 0.7 of what
sqlite-utils takes to insert the same two files with detected types and primary keys and to make
fragments of them searchable (trigrams, since the desk finds any fragment), within 150 MB; taking
the same orders in again with one in a hundred changed takes at most 0.35 of the first import.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path

from csdesk.sample.exports import write_taobao_pair
from csdesk.sample.orders import generate
from csdesk.sample.records import CHINA
from csdesk.store import migrations

ENCODING = "gb18030"
ORDERS, ITEMS = "ExportOrderList202611220930.csv", "ExportOrderDetailList202611220930.csv"
SEARCHED = {
    ORDERS: (
        "订单编号",
        "买家会员名",
        "收货人姓名",
        "收货地址",
        "联系手机",
        "宝贝标题",
        "物流单号",
    ),
    ITEMS: ("主订单编号", "标题", "外部系统编号", "商品属性"),
}
KEYS = {ORDERS: "订单编号", ITEMS: "子订单编号"}


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took."""

    processor: float
    """Seconds."""
    wall: float
    memory: int
    """Largest resident set in MB."""

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.processor + other.processor,
            self.wall + other.wall,
            max(self.memory, other.memory),
        )


def cost_of(*command: str) -> Cost:
    """Run a command to its end.

    Raises:
        RuntimeError: it failed.
    """
    begun = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ)
    _, status, used = os.wait4(pid, 0)
    if status:
        raise RuntimeError(f"{command[:3]} ended with {status}")
    wall = time.perf_counter() - begun
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss // 1024)


def sqlite_utils(folder: Path) -> Cost:
    """Both files inserted, with types and keys, and made searchable."""
    store = str(folder / "sqlite-utils.db")
    tool = (sys.executable, "-m", "sqlite_utils")
    total = Cost(0, 0, 0)
    for name, key in KEYS.items():
        path, table = str(folder / name), key
        total += cost_of(
            *tool, "insert", store, table, path, "--csv", "--encoding", ENCODING, "--pk", key,
            "--silent",
        )  # fmt: skip
        with (folder / name).open(encoding=ENCODING, newline="") as file:
            header = next(csv.reader(file))
        searched = [title for title in header if title.strip() in SEARCHED[name]]
        total += cost_of(*tool, "enable-fts", store, table, *searched, "--tokenize", "trigram")
    Path(store).unlink()
    return total


def new_desk(folder: Path) -> Path:
    """An empty desk."""
    for name in ("inbox", "archive", "quarantine"):
        (folder / name).mkdir(parents=True)
    (folder / "desk.toml").write_text("[inbox]\nsize_limit_mb = 500\nquiet_seconds = 0.1\n")
    migrations.create(folder / "desk.db")
    return folder


def csdesk(desk: Path, paths: Iterable[Path]) -> Cost:
    """The importer takes files in: validated, merged, indexed, logged, archived."""
    for path in paths:
        shutil.copy(path, desk / "inbox")
    return cost_of(sys.executable, "-m", "csdesk.intake.importer", "--desk", str(desk), "--once")


def write_files(folder: Path, count: int, vintage: str) -> int:
    """Both halves of a download; how many lines its orders have."""
    until = datetime(2026, 11, 22, 9, 30, tzinfo=CHINA)
    orders = list(generate(count, 7, until=until))[::-1]
    write_taobao_pair(orders, folder / ORDERS, folder / ITEMS, vintage=vintage, encoding=ENCODING)
    return sum(len(order.lines) for order in orders)


def one_in_a_hundred_changed(folder: Path, to: Path) -> list[Path]:
    """The next download: every hundredth order has been sent since."""
    to.mkdir()
    stamp = "202611221730"
    orders = to / ORDERS.replace("202611220930", stamp)
    items = to / ITEMS.replace("202611220930", stamp)
    with (
        (folder / ORDERS).open(encoding=ENCODING, newline="") as source,
        orders.open("w", encoding=ENCODING, newline="") as file,
    ):
        # Taobao quotes every cell and puts ="…" around numbers; both must look the same again.
        for number, line in enumerate(rows_of_text(source)):
            if number % 100 == 50:
                line = line.replace('"交易成功"', '"交易关闭"').replace('"否"', '"是"', 1)
            file.write(line)
    shutil.copy(folder / ITEMS, items)
    with items.open("ab") as file:
        file.write(b"\r\n")
    return [orders, items]


def rows_of_text(source: io.TextIOBase | io.TextIOWrapper) -> Iterable[str]:
    """Rows as they stand in the file, with the line breaks inside their cells."""
    held = ""
    for line in source:
        held += line
        if held.count('"') % 2 == 0:
            yield held
            held = ""


def show(name: str, cost: Cost, against: Cost | None = None, budget: str = "") -> None:
    """One line of the table."""
    ratio = f"{cost.processor / against.processor:5.2f}" if against else "     "
    took = f"{cost.processor:7.1f} s {cost.wall:7.1f} s {cost.memory:5} MB"
    print(f"{name:44} {took}  {ratio}  {budget}", flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--vintage", default="2021", help="a Taobao vintage that writes CSV")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="csdesk-bench-") as name:
        folder = Path(name)
        # The kernel reckons a new process as large as the one that starts it: ours stays small.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            lines = apart.submit(write_files, folder, args.orders, args.vintage).result()
        later = one_in_a_hundred_changed(folder, folder / "later")
        size = sum((folder / each).stat().st_size for each in (ORDERS, ITEMS)) / 1e6
        print(f"{args.orders:,} orders, {lines:,} lines, {size:.0f} MB of {ENCODING} CSV")
        print(f"{'':44} {'processor':>9} {'wall':>9} {'memory':>8}  ratio  budget")
        for turn in range(args.rounds):
            theirs = sqlite_utils(folder)
            desk = new_desk(folder / f"desk{turn}")
            ours = csdesk(desk, (folder / ORDERS, folder / ITEMS))
            again = csdesk(desk, later)
            show("sqlite-utils insert --pk, enable-fts trigram", theirs)
            show("csdesk: first import", ours, theirs, "<= 0.7, <= 150 MB")
            show("csdesk: again, one in a hundred changed", again, ours, "<= 0.35")
            shutil.rmtree(desk)
    return 0


if __name__ == "__main__":
    sys.exit(main())

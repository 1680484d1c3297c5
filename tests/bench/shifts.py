"""What the report of a shift costs in a large store, and how much of that is counting the log.

    python -m tests.bench.shifts [--orders 10000 1000000] [--steps 20000] [--items 50000]

Every order has its first step in the log, a stock file has told what is short, departments
are asked a good deal, and a shift did so many steps. Times are processor time of the asking thread,
warm.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import insert, select

from csdesk.intake.by_hand import take_in
from csdesk.model.reports import MOST_LISTED, Figure, Period, ReportForm, Unit
from csdesk.model.settings import DeskSettings
from csdesk.rules.report_form import canonical, read
from csdesk.services.report_files import write_report
from csdesk.services.reports import Reports, compose
from csdesk.store import columns, events, log, report
from csdesk.store.engine import Store
from tests.bench.stock import LEAD, Goods, build, stock_file, timed, told

ASKS = 2_000
KINDS = (
    ("order.approve", 60, {"order_status": "approved"}), ("order.hold", 5, {"hold_reason": "缺货"}),
    ("remark.add", 15, {"tab": "finance", "text": "请退差价"}), ("order.set", 8, {"flag": "red"}),
    ("remark.state", 8, {"tab": "finance", "state": "done"}), ("case.opened", 2, {"case": 1}),
    ("batch.downloaded", 1, {"file": "a.csv", "orders": 100}), ("stock.call", 1, {"items": ["A"]}),
)  # fmt: skip
"""What people do all day, how often of a hundred times, and what such a step tells."""


def numbers_of(store: Store) -> list[tuple[int, str]]:
    """Key and number of every order."""
    o = columns.orders.c
    with store.read() as c:
        return [(row.id, row.order_no) for row in c.execute(select(o.id, o.order_no))]


def fill(store: Store, orders: list[tuple[int, str]], steps: int, rng: random.Random) -> int:
    """First steps of all orders, open asks, and the steps of a shift; where that begins."""
    alike = events.NewEvent(events.IMPORTED, "import", batch_id=1, personal=False)
    for start in range(0, len(orders), 50_000):
        some = orders[start : start + 50_000]
        with store.change() as c:
            events.append_imported(c, alike, ((key, number, "{}") for key, number in some))
    now = int(time.time())
    with store.change() as c:
        begin = log.length(c)
        c.execute(insert(columns.remarks), [
            {"order_id": key, "order_no": number, "tab": ("finance", "shipping")[n % 2],
             "text": "请退差价", "login": "wang", "author": "王", "shift": "", "at": now - n * 60,
             "state": "asked", "in_market": 0, "version": 1, "client_id": f"ask {n}"}
            for n, (key, number) in enumerate(rng.sample(orders, min(ASKS, len(orders))))
        ])  # fmt: skip
        events.append_all(c, list(work(orders, steps, rng)))
    return begin


def work(
    orders: list[tuple[int, str]], steps: int, rng: random.Random
) -> Iterator[events.NewEvent]:
    """The steps of a shift."""
    kinds = [(kind, after) for kind, _often, after in KINDS]
    chosen = rng.choices(kinds, [often for _kind, often, _after in KINDS], k=steps)
    for kind, after in chosen:
        key, number = rng.choice(orders)
        yield events.NewEvent(kind, "wang", "early", key, number, after=dict(after))


def measure(count: int, steps: int, items: int) -> None:
    """Make a store of so many orders, and print what reports of it cost."""
    rng = random.Random(3)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name in ("inbox", "archive", "quarantine"):
            (folder / name).mkdir()
        build(folder, count, Goods(items)).close()
        store, settings = Store(folder / "desk.db"), DeskSettings()
        take_in(folder, store, settings, LEAD,
                [stock_file(folder, "stock 2026-11-21 08_00.csv", items, rng)])  # fmt: skip
        begin = fill(store, numbers_of(store), steps, rng)
        with store.read() as c:
            end = log.length(c)
            whole = partial(compose, c, settings, begin, end, now=datetime.now(UTC))
            made = whole()
            told(f"report of {end - begin:,} steps", [timed(whole) for _ in range(20)],
                 "(budget 1 s)")  # fmt: skip
            counted = partial(compose, c, settings, begin, end, now=datetime.now(UTC),
                              with_remaining=False)  # fmt: skip
            told("  of it counting the log", [timed(counted) for _ in range(20)])
            told("all steps of the log, as without shifts",
                 [timed(partial(report.counted, c, 0, end)) for _ in range(3)])  # fmt: skip
            behind = partial(report.behind, c, begin, end, Figure.APPROVED, MOST_LISTED)
            told("what is behind one figure", [timed(behind) for _ in range(20)])
        text = canonical(made)
        told(f"its text ({len(text) // 1024} KiB), made", [timed(partial(canonical, made))
                                                          for _ in range(20)])  # fmt: skip
        told("its text, read", [timed(partial(read, text)) for _ in range(20)])
        reports = Reports(store, settings, LEAD)
        today = reports.newest(Unit.DAY)
        page = reports.page(Period(Unit.DAY, today.first, today.last))
        for form in ReportForm:
            write = partial(write_report, folder / f"report.{form}", form, page, settings)
            told(f"written as {form}", [timed(write) for _ in range(3)])
        store.close()


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--items", type=int, default=50_000)
    given = parser.parse_args()
    for count in given.orders:
        print(f"\n{count:,} orders")
        measure(count, given.steps, given.items)


if __name__ == "__main__":
    main()

"""What the lead board, looking back and "while I was away" cost in a large store.

    python -m tests.bench.board [--orders 10000 1000000] [--steps 20000] [--items 50000]

Every order has its first step in the log; of those that are open most must leave by some moment;
departments are asked a good deal; and a shift did so many steps, after which one looks back to its
beginning. Times are processor time of the asking thread, warm.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import insert, select, text

from csdesk.intake.by_hand import take_in
from csdesk.model.as_of import Moment
from csdesk.model.settings import DeskSettings
from csdesk.services.as_of import AsOf
from csdesk.services.board import Board
from csdesk.services.presence import Presence
from csdesk.services.since import Since
from csdesk.store import columns, events, log
from csdesk.store.engine import Store
from tests.bench.stock import LEAD, Goods, build, stock_file, timed, told

ASKS, BUSY = 2_000, 40
"""Open asks; steps of the order in the log of which most happened."""


def numbers_of(store: Store) -> list[tuple[int, str]]:
    """Key and number of every order."""
    o = columns.orders.c
    with store.read() as c:
        return [(row.id, row.order_no) for row in c.execute(select(o.id, o.order_no))]


def fill(store: Store, orders: list[tuple[int, str]], steps: int, rng: random.Random) -> int:
    """First steps, moments to ship by, asks, and the steps of a shift; the step before them."""
    alike = events.NewEvent(events.IMPORTED, "import", batch_id=1, personal=False)
    for start in range(0, len(orders), 50_000):
        with store.change() as c:
            some = ((key, number, "{}") for key, number in orders[start : start + 50_000])
            events.append_imported(c, alike, some)
    now = int(time.time())
    with store.change() as c:
        ended = events.NewEvent("batch.imported", "import", batch_id=1, personal=False)
        c.execute(text("UPDATE batches SET finished_at = :now"), {"now": now})
        events.append(c, ended)
        c.execute(text(
            "UPDATE orders SET ship_by = :now + (id % 400 - 20) * 3600"
            " WHERE order_status IN ('approved', 'awaiting_review') AND id % 4"
        ), {"now": now})  # fmt: skip
        c.execute(insert(columns.remarks), [
            {"order_id": key, "order_no": number, "tab": ("finance", "shipping")[n % 2],
             "text": "请退差价", "login": "wang", "author": "王", "shift": "", "at": now - n * 60,
             "state": "asked", "in_market": 0, "version": 1, "client_id": f"ask {n}"}
            for n, (key, number) in enumerate(rng.sample(orders, min(ASKS, len(orders))))
        ])  # fmt: skip
        begin = log.length(c)
        events.append_all(c, list(work(orders, steps, rng)))
    return begin


def work(
    orders: list[tuple[int, str]], steps: int, rng: random.Random
) -> Iterator[events.NewEvent]:
    """The steps of a shift; the newest order has many."""
    for n in range(steps):
        key, number = orders[-1] if n % (steps // BUSY) == 0 else rng.choice(orders)
        flags = ("", "red") if n % 2 else ("red", "")
        yield events.NewEvent("order.set", ("wang", "li")[n % 2], "early", key, number,
                              before={"flag": flags[0]}, after={"flag": flags[1]})  # fmt: skip


def measure(count: int, steps: int, items: int) -> None:
    """Make a store of so many orders, and print what looking costs."""
    rng = random.Random(3)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name in ("inbox", "archive", "quarantine"):
            (folder / name).mkdir()
        build(folder, count, Goods(items)).close()
        store, settings = Store(folder / "desk.db"), DeskSettings()
        take_in(folder, store, settings, LEAD,
                [stock_file(folder, "stock 2026-11-21 08_00.csv", items, rng)])  # fmt: skip
        orders = numbers_of(store)
        begin = fill(store, orders, steps, rng)
        board, as_of = Board(store, settings, Presence(folder, LEAD)), AsOf(store, settings, LEAD)
        told("lead board", [timed(board.look) for _ in range(20)], "(budget 300 ms)")
        shift: Moment = as_of.moment(f"#{begin}")
        busy = partial(as_of.order, orders[-1][1], shift)
        told(f"an order of {BUSY} steps as of an instant", [timed(busy) for _ in range(50)],
             "(budget 50 ms)")  # fmt: skip
        some = [partial(as_of.order, number, shift) for _, number in rng.sample(orders, 200)]
        told("any order as of an instant", [timed(each) for each in some], "(budget 50 ms)")
        told("an instant found in the log", [timed(partial(as_of.moment, "1h")) for _ in range(20)])
        counts = partial(as_of.counts, shift)
        told(f"all counts, {steps:,} steps ago", [timed(counts) for _ in range(10)])
        since = Since(store, settings, LEAD)
        away = partial(since.away, f"#{begin + steps // 2}")
        told("while I was away, half of that", [timed(away) for _ in range(10)])
        store.close()


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--items", type=int, default=50_000)
    args = parser.parse_args()
    for count in args.orders:
        print(f"\n{count:,} orders, {args.steps:,} steps, {args.items:,} items")
        measure(count, args.steps, args.items)


if __name__ == "__main__":
    main()

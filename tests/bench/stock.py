"""What stock answers cost, beside a full pass over all orders, and how that grows with them.

    python -m tests.bench.stock [--orders 10000 1000000] [--items 50000] [--samples 300]

One order in 7.5 is open, with 1.5 lines; how often items sell falls off as in the sample shop, so
that the best seller has a long queue. Times are processor time of the asking thread, warm, from the
typed number to frozen answers; of a snapshot also as a clock shows it. The store is made without
search index and lies in a temporary folder.
"""

from __future__ import annotations

import argparse
import gc
import random
import tempfile
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate
from pathlib import Path
from statistics import quantiles

from sqlalchemy import insert, select, text

from csdesk.intake.by_hand import take_in
from csdesk.model.desk import Actor
from csdesk.model.intake import Value
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.rules.allocation import Claim, allocate
from csdesk.rules.grams import order_text
from csdesk.rules.numbers import key_at
from csdesk.services.acting import Acting
from csdesk.services.purchasing import Purchasing
from csdesk.services.stock import Stock
from csdesk.store import columns, index, migrations
from csdesk.store.changing import Rewrite
from csdesk.store.engine import Store
from csdesk.store.sqlite import pragmas
from tests.store import filling

LEAD = Actor("wang", "王", "WANG", frozenset({"agent", "lead"}))
OPEN_EVERY, ZIPF = 7.5, 0.8
_o, _d = columns.orders.c, columns.demand.c


def sku(number: int) -> str:
    """The number of an item: a colour and size of one of 12 to a product."""
    return f"WLY0QU{number // 12:05d}-{'ABC'[number % 3]}-{'SMLX'[number // 3 % 4]}"


class Goods:
    """Which item a line is for."""

    def __init__(self, count: int) -> None:
        self._curve = list(accumulate((rank + 1) ** -ZIPF for rank in range(count)))
        self.rng = random.Random(7)

    def pick(self) -> str:
        """An item, the best seller most often."""
        return sku(bisect_right(self._curve, self.rng.random() * self._curve[-1]))


def orders_of(
    count: int, goods: Goods
) -> Iterator[tuple[dict[str, Value], list[dict[str, Value]]]]:
    """Rows of orders with their lines, oldest first."""
    empty: dict[str, Value] = dict.fromkeys((c.name for c in columns.orders.c), "")
    blank: dict[str, Value] = dict.fromkeys((c.name for c in columns.lines.c), "")
    start = int(time.time()) - count * 8
    for n in range(count):
        at = start + n * 8
        waits = n % OPEN_EVERY < 1
        status = (
            ("approved", "approved", "approved", "awaiting_review")[n % 4] if waits else "completed"
        )
        row = empty | {
            "id": key_at(at) + n % 256, "shop_id": 1, "order_no": f"TB26{n:08d}",
            "market_no": f"9{n:012d}", "order_status": status, "payment_status": "paid",
            "placed_at": at, "paid_at": at, "approved_at": at if waits else None,
            "shipped_at": None if waits else at - 30 * 86_400, "finished_at": None,
            "ship_by": None, "total": 100, "postage": None, "refund": None, "blacklisted": 0,
            "remarks_internal": 0, "remarks_finance": 0, "remarks_shipping": 0, "conflicts": 0,
            "version": 1, "batch_id": 1, "parent_id": 0, "name": "王小明",
        }  # fmt: skip
        lines = [
            blank | {"order_id": row["id"], "line_no": k + 1, "sku": goods.pick(),
                     "quantity": 1 + (n + k) % 3 // 2, "unit_price": 100}
            for k in range(1 + n % 2)
        ]  # fmt: skip
        yield row, lines


def build(folder: Path, count: int, goods: Goods) -> Store:
    """A desk with so many orders."""
    path = folder / "desk.db"
    migrations.create(path)
    store = Store(path, cache_kib=262_144)
    with store.change() as c:
        filling.shops(c)
        filling.batch(c, 1)
    stream = orders_of(count, goods)
    more = True
    started = time.monotonic()
    while more:
        rows, lines = [], []
        for row, of_it in stream:
            rows.append(row)
            lines += of_it
            if len(rows) == 50_000:
                break
        more = bool(rows)
        if more:
            with store.change() as c:
                c.execute(insert(columns.orders), rows)
                c.execute(insert(columns.lines), lines)
            pragmas.checkpoint(store.engine)
    print(f"made {count:,} orders in {time.monotonic() - started:.0f} s")
    return store


def stock_file(folder: Path, name: str, items: int, rng: random.Random) -> Path:
    """A stock list of all items."""
    path = folder / name
    rows = (
        f"{sku(n)},裙,颜色{n % 3},{n % 4},{rng.randint(0, 12)},0,杭州一厂" for n in range(items)
    )
    head = "sku,title,color,size,on_hand,held,supplier"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def told(name: str, times: list[float], budget: str = "") -> None:
    """Median, p95 and most of some times in seconds."""
    cuts = quantiles(times, n=20)
    print(f"{name:44} median {cuts[9] * 1e3:8.2f} ms   p95 {cuts[18] * 1e3:8.2f} ms   max"
          f" {max(times) * 1e3:8.2f} ms   {budget}")  # fmt: skip


def timed(call: Callable[[], object]) -> float:
    """Seconds of the processor that a call takes."""
    started = time.thread_time()
    call()
    return time.thread_time() - started


def naive_pass(store: Store) -> tuple[int, float]:
    """Everything anew from orders and lines: open lines, and seconds."""
    started = time.thread_time()
    with store.read() as c:
        queues: dict[str, list[Claim]] = {}
        found = c.execute(text(
            "SELECT l.sku, o.approved_at, o.order_no, l.line_no, l.quantity FROM orders o"
            " JOIN lines l ON l.order_id = o.id WHERE o.order_status IN ('approved',"
            " 'partly_shipped', 'awaiting_review', 'held')"
        ))  # fmt: skip
        for item, since, *rest in found:
            queues.setdefault(item, []).append(Claim(0, since, *rest))
        totals = c.execute(text("SELECT key, sellable FROM stock_totals"))
        sellable: dict[str, int | None] = {row.key: row.sellable for row in totals}
    lines = 0
    for item, claims in queues.items():
        lines += len(list(allocate(sellable.get(item.lower()), (), claims)))
    return lines, time.thread_time() - started


def measure(count: int, items: int, samples: int) -> None:
    """Make a store of so many orders, and print what its answers cost."""
    rng = random.Random(11)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name in ("inbox", "archive", "quarantine"):
            (folder / name).mkdir()
        build(folder, count, Goods(items)).close()
        store, settings = Store(folder / "desk.db"), DeskSettings()
        for nth in (1, 2):
            path = stock_file(folder, f"stock 2026-11-2{nth} 08_00.csv", items, rng)
            clock, begun = time.monotonic(), time.process_time()
            take_in(folder, store, settings, LEAD, [path])
            clock, took = time.monotonic() - clock, time.process_time() - begun
            word = "first" if nth == 1 else "all changed"
            print(f"snapshot of {items:,} items, {word:14} processor {took:6.2f} s   clock"
                  f" {clock:6.2f} s   (budget 10 s)")  # fmt: skip
        stock = Stock(store, settings, LEAD)
        with store.read() as c:
            numbers = list(c.execute(select(_d.order_no).distinct()).scalars())
            longest = c.execute(text(
                "SELECT key, count(*) n FROM demand GROUP BY key ORDER BY n DESC LIMIT 1"
            )).one()  # fmt: skip
            keys = list(c.execute(select(_d.key)).scalars())
        gc.collect()
        gc.freeze()  # what the bench holds is no part of the desk: the collector leaves it alone
        chosen = rng.sample(numbers, min(samples, len(numbers)))
        for number in chosen[:20]:
            stock.can_ship(number)
        told("can-ship of one order", [timed(partial(stock.can_ship, n)) for n in chosen],
             "(budget p95 10 ms)")  # fmt: skip
        of_items = [rng.choice(keys) for _ in range(samples)]
        told(
            "full queue of an item, as orders ask for it",
            [timed(partial(stock.queue, k)) for k in of_items],
            "(budget 30 ms)",
        )
        key = str(longest.key)
        last = stock.queue(key, first=longest.n).waiting[-1].order_no
        for word, asked in {
            f"a page of the longest queue ({longest.n:,})": partial(stock.queue, key),
            "   its last page": partial(stock.queue, key, first=longest.n),
            "   those who get too little": partial(stock.queue, key, "shortage"),
            "   where its last order stands": partial(stock.queue, key, at=last),
        }.items():
            told(word, [timed(asked) for _ in range(40)], "(budget 30 ms)")
        told("item card", [timed(partial(stock.item, k)) for k in of_items])
        queries = ("WLY0QU00012", "颜色1 裙", "short:", "is:negative", "status:partial", "wlyo", "")
        for query in queries:
            times = [timed(partial(stock.search, query)) for _ in range(40)]
            told(f"search {query or 'of nothing: all items'}", times, "(budget 10 ms)")
        changes(store, settings, rng.sample(numbers, min(samples, len(numbers))))
        buying = Purchasing(store, settings, LEAD)
        told("call sheet of all that is short", [timed(buying.sheet) for _ in range(3)])
        naive = [naive_pass(store) for _ in range(3)]
        told(f"naive: a full pass ({naive[0][0]:,} lines)", [took for _, took in naive])
        store.close()


def changes(store: Store, settings: DeskSettings, numbers: list[str]) -> None:
    """Hold and approve orders, which moves the demand of their items."""
    acting = Acting(store, LEAD)
    with store.change() as c:
        for row in c.execute(select(columns.orders).where(_o.order_no.in_(numbers))).mappings():
            lines = c.execute(
                select(columns.lines).where(columns.lines.c.order_id == row["id"])
            ).mappings()
            index.put(c, [(row["id"], order_text(dict(row), list(map(dict, lines))))])

    def change(number: str, status: str) -> None:
        with acting.change(Action.REVIEW, number) as act:
            act.write("order.approve", [Rewrite(act.order(number), {"order_status": status})])

    times = [timed(partial(change, n, s)) for n in numbers for s in ("held", "approved")]
    told("one change of an order, with its items", times)


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--samples", type=int, default=300)
    given = parser.parse_args()
    for count in given.orders:
        print(f"\n{count:,} orders")
        measure(count, given.items, given.samples)


if __name__ == "__main__":
    main()

"""How long people's changes take, by size of the store: none may depend on it.

    python -m tests.bench.changes [--orders 10000 1000000] [--samples 40]

The stores are those of ``tests.bench.search``; the changes are made in a copy. Times are wall time
of one person alone, from the call to the commit that is on the disk.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from statistics import quantiles
from uuid import uuid4

from csdesk.model.bulk import BulkAction
from csdesk.model.desk import Actor
from csdesk.model.intake import Value
from csdesk.model.review import Seen
from csdesk.model.settings import DeskSettings
from csdesk.model.status import Tab
from csdesk.services.desk import STORE_NAME, Desk
from csdesk.store import columns
from csdesk.store.changing import Rewrite, rewrite, standing
from csdesk.store.sqlite import pragmas
from tests.bench.search import built, cache_folder

SIZES = [10_000, 1_000_000]
BULK = 1_000
AGENT = Actor("bench", "bench", "BENC", frozenset({"agent"}))


@contextmanager
def desk_of(count: int) -> Iterator[Desk]:
    """A desk with so many orders, to be changed; gone at the end."""
    store = built(count)
    pragmas.checkpoint(store.engine, "TRUNCATE")
    store.close()
    folder = cache_folder() / f"changes-{uuid4().hex}"
    folder.mkdir()
    try:
        shutil.copyfile(store.path, folder / STORE_NAME)
        desk = Desk(folder, DeskSettings(), AGENT)
        yield desk
        desk.close()
    finally:
        shutil.rmtree(folder)


def await_review(desk: Desk, count: int) -> None:
    """Let the newest orders await review, paid, of one import."""
    o = columns.orders.c
    with desk.store.read() as c:
        newest = c.execute(columns.orders.select().order_by(o.id.desc()).limit(count)).mappings()
        keys = [row["id"] for row in newest]
    values: dict[str, Value] = {
        "order_status": "awaiting_review",
        "payment_status": "paid",
        "conflicts": 0,
    }
    with desk.store.change() as c:
        rewrite(c, [Rewrite(each, values) for each in standing(c, keys).values()])


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1e3


def measure(count: int, samples: int) -> dict[str, tuple[float, float]]:
    """What each change takes: median and 95th percentile in milliseconds."""
    found: dict[str, tuple[float, float]] = {}
    with desk_of(count) as desk:
        await_review(desk, BULK + 2 * samples)
        queue = [each.order_no for each in islice(_seen(desk), samples)]
        found["remark saved"] = _spread(
            [timed(partial(desk.remarks.add, n, Tab.SHIPPING, "改发圆通")) for n in queue]
        )
        found["next order of the queue"] = _spread([timed(desk.review.card) for _ in queue])
        found["queue counted"] = _spread([timed(desk.review.counts) for _ in range(5)])
        found["one approved"] = _spread([timed(partial(desk.gate.approve, n)) for n in queue])
        found[f"{BULK:,} previewed"] = _spread([timed(desk.review.preview)])
        ready = list(islice(_seen(desk), BULK))
        found[f"{len(ready):,} approved"] = _spread(
            [timed(lambda: desk.bulk.do(BulkAction.APPROVE, ready))]
        )
        found[f"{len(ready):,} taken back"] = _spread([timed(desk.undo.take_back)])
        desk.bulk.do(BulkAction.APPROVE, ready)
        batch = desk.imports.batches()[0].id
        found["ledger"] = _spread([timed(desk.ledger.lines) for _ in range(5)])
        found["approved orders to a file"] = _spread(
            [timed(lambda: desk.downloads.download(batch))]
        )
    return found


def _seen(desk: Desk) -> Iterator[Seen]:
    """Orders that await review, clean or not, as they stand."""
    return (Seen(each.order_no, each.version) for each in desk.review.queue(newest_first=True))


def _spread(times: list[float]) -> tuple[float, float]:
    if len(times) == 1:
        return times[0], times[0]
    cuts = quantiles(times, n=20, method="inclusive")
    return cuts[9], cuts[18]


def main() -> None:
    """Measure each size, and show how the cost grows."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--orders", type=int, nargs="+", default=SIZES)
    parser.add_argument("--samples", type=int, default=40)
    args = parser.parse_args()
    found = {count: measure(count, args.samples) for count in args.orders}
    print("\nmilliseconds, median and p95, by orders in the store")
    print(f"{'change':28}" + "".join(f"{count:>22,}" for count in found))
    for kind in next(iter(found.values())):
        cells = (each.get(kind) for each in found.values())
        print(f"{kind:28}" + "".join(f"{c[0]:12.1f}{c[1]:10.1f}" if c else "" for c in cells))


if __name__ == "__main__":
    main()

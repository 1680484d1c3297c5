"""People write while an import runs: nobody is told "locked", nobody's work is lost."""

from __future__ import annotations

import shutil
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import cycle

import pytest

from csdesk.intake.by_hand import take_in
from csdesk.model.status import Tab
from csdesk.store.events import first_broken
from csdesk.store.rebuilding import rebuild
from tests.intake.desks import changed_cells, grams, make_desk, rows, sample, take, write_pair

ORDERS = sample(200, days=2)


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path / "desk")
    take(desk, *write_pair(tmp_path / "first", ORDERS))
    yield desk
    desk.close()


@pytest.fixture
def later(tmp_path):
    """A newer download that changes every order."""
    paths = write_pair(tmp_path / "later", ORDERS, "2026-11-22-11.csv", "2026-11-22-22.csv")
    changed_cells(paths[0], {each.number: {"订单备注": "改过"} for each in ORDERS})
    paths[1].write_bytes(paths[1].read_bytes() + b"\r\n")
    return paths


def remarks_until(desk, done: Future[int]) -> Counter[str]:
    """Write a hundred remarks a second; how many on each order."""
    written: Counter[str] = Counter()
    for order in cycle(ORDERS):
        if wait([done], timeout=0.01).done:
            return written
        desk.remarks.add(order.number, Tab.INTERNAL, f"备注 {written[order.number]} 等通知")
        written[order.number] += 1
    raise AssertionError


def check(desk, written):
    """Each remark counts on its order, is logged, and is found; the file's change is in, too."""
    found = rows(desk, "orders")
    assert {row["market_no"]: row["remarks_internal"] for row in found} == {
        order.number: written[order.number] for order in ORDERS
    }
    assert {row["market_remark"] for row in found} == {"改过"}
    kept = grams(desk)
    with desk.store.change() as c:
        assert first_broken(c) is None
    rebuild(desk.store)
    assert grams(desk) == kept


def test_remarks_on_the_very_orders_that_another_process_merges(desk, later, importers):
    for path in later:
        shutil.copy(path, desk.folder / "inbox")
    with ThreadPoolExecutor(1) as waiting:
        importers.start(desk.folder, piece=10)
        done = waiting.submit(importers.wait)
        written = remarks_until(desk, done)
    assert done.result() == 0
    assert written
    check(desk, written)


def test_two_imports_by_hand_and_an_importer_at_once(desk, later, importers, tmp_path):
    """Whoever comes second waits; both files are in, once."""
    names = ("2026-11-21-1.csv", "2026-11-21-2.csv"), ("2026-11-20-1.csv", "2026-11-20-2.csv")
    other = write_pair(tmp_path / "other", sample(60, seed=3), *names[0])
    third = write_pair(tmp_path / "third", sample(50, seed=4), *names[1])
    for path in third:
        shutil.copy(path, desk.folder / "inbox")

    def by_hand(paths):
        return take_in(desk.folder, desk.store, desk.settings, desk.actor, paths)

    with ThreadPoolExecutor(3) as people:
        importers.start(desk.folder, piece=10)
        done = people.submit(importers.wait)
        hands = [people.submit(by_hand, paths) for paths in (later, other)]
        written = remarks_until(desk, done)
        for hand in hands:
            assert {batch.state.value for batch in hand.result()} == {"imported"}
    assert done.result() == 0
    assert len(rows(desk, "orders")) == 310
    assert {row["state"] for row in rows(desk, "batches")} == {"imported"}
    numbers = Counter(row["market_no"] for row in rows(desk, "orders"))
    assert max(numbers.values()) == 1
    assert sum(row["remarks_internal"] for row in rows(desk, "orders")) == written.total()

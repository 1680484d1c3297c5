"""An export proves that the marketplace says a remark too: its box closes by itself (I3)."""

from __future__ import annotations

import pytest

from csdesk.intake.importer import run_importer
from csdesk.model.promises import PromiseKind, PromiseState
from csdesk.model.status import BatchState, Tab
from csdesk.services.mirror import Mirror
from csdesk.store.rebuilding import rebuild
from tests.intake.desks import (
    changed_cells,
    grams,
    make_desk,
    rows,
    sample,
    take,
    write_pair,
)

ORDERS = sample(3, days=2)
LATER = "2026-11-22-11.csv", "2026-11-22-22.csv"


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path / "desk")
    take(desk, *write_pair(tmp_path / "first", ORDERS))
    yield desk
    desk.close()


def say(desk, tmp_path, text, column="订单备注"):
    """A newer export in which the marketplace says a text on the first order."""
    paths = write_pair(tmp_path / "later", ORDERS, *LATER)
    take(desk, changed_cells(paths[0], {ORDERS[0].number: {column: text}}), paths[1])


def remark(desk):
    return rows(desk, "remarks")[0]


def steps(desk, kind):
    return [each for each in rows(desk, "events") if each["kind"] == kind]


def test_the_box_closes_when_the_next_export_says_it_and_the_log_tells(desk, tmp_path):
    number = desk.remarks.add(ORDERS[0].number, Tab.SHIPPING, "改发圆通").order_no
    assert desk.orders.search("is:unmirrored").rows[0].order_no == number
    say(desk, tmp_path, "改发 圆通！小李 11.22")
    assert remark(desk)["in_market"] == 1
    assert remark(desk)["version"] == 1
    assert desk.orders.search("is:unmirrored").rows == ()
    assert '"mirrored": [1]' in steps(desk, "order.changed")[0]["after"]
    kept = grams(desk)
    rebuild(desk.store)
    assert grams(desk) == kept


def test_the_box_stays_open_while_the_export_says_something_else(desk, tmp_path):
    desk.remarks.add(ORDERS[0].number, Tab.SHIPPING, "改发圆通")
    say(desk, tmp_path, "改发申通")
    assert remark(desk)["in_market"] == 0


def test_a_remark_that_waited_for_its_order_is_proven_when_the_order_comes(tmp_path):
    desk = make_desk(tmp_path / "new")
    desk.remarks.add(ORDERS[0].number, Tab.SHIPPING, "改发圆通")
    say(desk, tmp_path, "改发圆通")
    assert (remark(desk)["in_market"], remark(desk)["order_id"] is None) == (1, False)
    assert '"mirrored": [1]' in steps(desk, "remark.attach")[0]["after"]
    desk.close()


def test_a_promise_is_kept_or_broken_by_the_export_that_tells_the_shipping(desk, tmp_path):
    number = desk.remarks.add(ORDERS[0].number, Tab.INTERNAL, "答应了").order_no
    ships = desk.promises.make(number, PromiseKind.SHIP, "3d", "三天内发")
    calls = desk.promises.make(number, PromiseKind.ANSWER, "3d")
    with desk.store.change() as c:
        c.exec_driver_sql("UPDATE orders SET shipped_at = 1000 WHERE order_no = ?", (number,))
    say(desk, tmp_path, "x")
    found = {each.id: each.state for each in desk.promises.of(number)}
    assert found == {ships.id: PromiseState.KEPT, calls.id: PromiseState.OPEN}
    assert [each["order_no"] for each in steps(desk, "promise.kept")] == [number]


def test_what_the_check_comes_to_is_counted_when_an_import_ends(desk, tmp_path):
    before = desk.mirror.counted()
    more = sample(30, days=2)
    paths = write_pair(tmp_path / "more", more, *LATER)
    said = {each.number: {"订单备注": "送小礼品"} for each in more}
    take(desk, changed_cells(paths[0], said), paths[1])
    told = desk.mirror.counted()
    assert told == desk.mirror.report(limit=1).counts
    assert told != before


def test_an_importer_that_died_before_it_counted_is_made_up_for(desk, tmp_path, monkeypatch):
    more = sample(30, days=2)
    paths = write_pair(tmp_path / "more", more, *LATER)
    said = {each.number: {"订单备注": "送小礼品"} for each in more}
    told = (changed_cells(paths[0], said), paths[1])

    def dies(self):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Mirror, "count", dies)
        with pytest.raises(KeyboardInterrupt):
            take(desk, *told)
    assert desk.mirror.counted() is None  # what was counted before is not true any more
    run_importer(desk.folder, desk.settings, once=True)
    assert desk.mirror.counted() == desk.mirror.report(limit=1).counts


def test_a_fault_of_the_check_stops_no_file(desk, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    paths = write_pair(tmp_path / "more", sample(30, days=2), *LATER)

    def fails(self):
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(Mirror, "count", fails)
        batches = take(desk, *paths)
    assert {each.state for each in batches} == {BatchState.IMPORTED}
    log = (tmp_path / "csdesk" / "faults.log").read_text()
    assert log.count("ZeroDivisionError") <= 3  # one at most for each look: nothing is repeated
    assert desk.mirror.counted() is None
    take(desk, *paths)
    assert desk.mirror.counted() == desk.mirror.report(limit=1).counts


def test_a_file_that_is_in_is_not_taken_in_again_because_what_follows_failed(
    desk, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    paths = write_pair(tmp_path / "more", sample(30, days=2), *LATER)
    tried = []

    def fails(store):
        tried.append(store)
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr("csdesk.intake.loading.index.refresh_shares", fails)
        batches = take(desk, *paths)
    assert {each.state for each in batches} == {BatchState.IMPORTED}
    assert len(tried) == 1
    take(desk)
    assert not [*(desk.folder / "staging").iterdir()]

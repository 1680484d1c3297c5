"""What an import leaves in the store, whole or not at all, and the same however often it broke."""

from __future__ import annotations

import random
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, update

from csdesk.intake.loading import HELD_MOST, Stopped
from csdesk.intake.taking import Intake
from csdesk.model.errors import StoreUnusable
from csdesk.model.status import BatchState, Tab
from csdesk.rules.numbers import key_at
from csdesk.store import columns
from csdesk.store.events import first_broken
from csdesk.store.sqlite import fulltext
from tests.intake.desks import (
    AGENT,
    break_store,
    changed_cells,
    everything,
    make_desk,
    order,
    rows,
    sample,
    take,
    write_pair,
)


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path / "desk")
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    return write_pair(tmp_path_factory.mktemp("exports"), sample(130))


def intake(desk, *, stop=lambda: False, piece=50):
    return Intake(desk.folder, desk.store, desk.settings, AGENT, stop=stop, orders_per_piece=piece)


def test_orders_get_ids_by_time_and_numbers_of_their_day(desk, pair):
    take(desk, *pair)
    found = sorted(rows(desk, "orders"), key=lambda row: row["id"])
    assert [row["placed_at"] for row in found] == sorted(row["placed_at"] for row in found)
    assert all(0 <= row["id"] - key_at(row["placed_at"]) < 256 for row in found)
    shanghai = ZoneInfo("Asia/Shanghai")
    serials: dict[str, list[int]] = {}
    for row in found:
        prefix, _, serial = row["order_no"].partition("-")
        assert prefix == f"TB{datetime.fromtimestamp(row['placed_at'], shanghai):%y%m%d}"
        serials.setdefault(prefix, []).append(int(serial))
    for given in serials.values():
        assert sorted(given) == list(range(1, len(given) + 1))


def test_orders_of_the_same_second_get_different_ids(desk, tmp_path):
    orders = sample(300)
    paths = write_pair(tmp_path / "files", orders)
    moment = {"订单创建时间": "2026-11-22 08:00:00"}
    changed_cells(paths[0], {each.number: moment for each in orders})
    take(desk, *paths)
    ids = sorted(row["id"] for row in rows(desk, "orders"))
    assert ids == list(range(ids[0], ids[0] + 300)), "also beyond 256 in one second"


def test_each_order_is_found_with_its_lines_and_one_event(desk, pair):
    batches = take(desk, *pair)
    assert [batch.state for batch in batches] == [BatchState.IMPORTED] * 2
    for each in sample(130)[:20]:
        page = desk.orders.search(each.number)
        assert [row.market_no for row in page.rows] == [each.number]
        detail = desk.orders.order(each.number)
        assert [line.sku for line in detail.lines] == [line.item.sku for line in each.lines]
        assert [line.quantity for line in detail.lines] == [line.quantity for line in each.lines]
        assert detail.row.total == each.total
    events = rows(desk, "events")
    imported = [event["order_id"] for event in events if event["kind"] == "order.imported"]
    assert len(imported) == len(set(imported)) == 130
    assert [event["kind"] for event in events if event["order_id"] is None] == [
        "batch.imported", "batch.imported",
    ]  # fmt: skip
    with desk.store.read() as c:
        assert first_broken(c) is None


def test_the_same_bytes_again_change_nothing_but_the_ledger(desk, pair):
    take(desk, *pair)
    before = everything(desk)["store"]
    (again,) = take(desk, pair[0])
    assert again.state is BatchState.DUPLICATE
    assert again.facts["file"] == pair[0].name
    after = everything(desk)["store"]
    for table in before.keys() - {"batches", "events"}:
        assert after[table] == before[table], table
    assert len(after["batches"]) == len(before["batches"]) + 1
    assert len(after["events"]) == len(before["events"]) + 1


def test_a_file_with_other_bytes_and_the_same_rows_changes_no_order(desk, pair, tmp_path):
    take(desk, *pair)
    before = everything(desk)["store"]
    files = [tmp_path / path.name for path in pair]
    for path, copy in zip(pair, files, strict=True):
        copy.write_bytes(path.read_bytes() + b"\r\n")
    orders, _ = take(desk, *files)
    assert (orders.orders_unchanged, orders.orders_changed, orders.orders_new) == (130, 0, 0)
    after = everything(desk)["store"]
    for table in before.keys() - {"batches", "events"}:
        assert after[table] == before[table], table


def test_orders_appear_together_when_their_file_is_in(desk, pair):
    intake(desk).take(pair[1])
    asked = iter([False, False, True])
    with pytest.raises(Stopped):
        intake(desk, stop=lambda: next(asked)).take(pair[0])
    assert len(rows(desk, "orders")) == 100, "two of three pieces are in the store"
    assert desk.orders.search("").rows == ()
    assert desk.orders.count("").total == 0
    assert desk.orders.places() == desk.orders.methods() == ()
    progress = desk.imports.progress()
    assert progress is not None
    assert 0 < progress.rows_done < progress.rows_total
    intake(desk).recover()
    assert desk.orders.count("").total == 130
    assert desk.imports.progress() is None


@pytest.mark.parametrize("pieces", [1, 2, 3])
def test_an_import_broken_off_again_and_again_ends_like_one_that_was_not(pieces, pair, tmp_path):
    clean, broken = make_desk(tmp_path / "clean"), make_desk(tmp_path / "broken")
    for path in pair:
        intake(clean).take(path)
    intake(broken).take(pair[0])
    going = True
    while going:
        left = iter([False] * pieces + [True])
        try:
            if rows(broken, "batches")[-1]["file"] == pair[1].name:
                intake(broken, stop=lambda left=left: next(left)).recover()
            else:
                intake(broken, stop=lambda left=left: next(left)).take(pair[1])
            going = False
        except Stopped:
            pass
    assert everything(broken) == everything(clean)


@pytest.mark.parametrize("how", ["reversed", "shuffled"])
def test_halves_in_another_sequence_are_joined_all_the_same(how, pair, desk, tmp_path):
    """Somebody sorted one of the two in Excel."""
    aligned = make_desk(tmp_path / "aligned")
    take(aligned, *pair)
    lines = pair[1].read_bytes().split(b"\r\n")
    items = lines[1:-1]
    if how == "reversed":
        items.reverse()
    else:
        random.Random(1).shuffle(items)
    other = tmp_path / pair[1].name
    other.write_bytes(b"\r\n".join([lines[0], *items, b""]))
    orders, _ = take(desk, pair[0], other)
    assert (orders.orders_new, orders.orders_changed) == (130, 0)

    def goods(of):
        numbers = {row["id"]: row["market_no"] for row in rows(of, "orders")}
        return sorted(
            (numbers[line["order_id"]], line["sku"], line["quantity"], line["unit_price"])
            for line in rows(of, "lines")
        )

    assert goods(desk) == goods(aligned)


def test_a_remark_that_waited_finds_its_order(desk, pair):
    number = sample(130)[3].number
    assert not desk.remarks.add(number, Tab.SHIPPING, "改圆通").attached
    take(desk, *pair)
    assert order(desk, number)["remarks_shipping"] == 1
    assert [remark.text for remark in desk.orders.order(number).remarks] == ["改圆通"]


def test_an_order_that_cannot_be_stored_is_refused_and_the_rest_goes_in(desk, tmp_path):
    orders = sample(40)
    paths = write_pair(tmp_path / "files", orders)
    changed_cells(paths[0], {orders[7].number: {"总金额": "9" * 18 + "00.00"}})
    batch, items = take(desk, *paths)
    assert batch.state is BatchState.PARTLY
    assert batch.orders_new == 39
    (reject,) = desk.imports.rejects(batch.id)
    assert reject.row == 9
    assert items.rejected == len(orders[7].lines)


def test_a_file_without_shop_goes_to_the_only_shop_of_its_site(tmp_path):
    from csdesk.model.settings import DeskSettings, ShopSettings

    shop = ShopSettings("AM", "EU shop")
    desk = make_desk(tmp_path / "desk", DeskSettings(shops=(shop,)))
    from tests.intake.test_sample_desk import DATA

    (batch,) = take(desk, DATA / "imported" / "amazon-all-orders-29" / "all-orders-29.txt")
    assert batch.shop == "EU shop"
    assert {row["name"] for row in rows(desk, "shops")} == {"EU shop"}


def test_a_full_disk_is_no_fault_of_the_file(desk, pair):
    """It stays unfinished, nothing goes to quarantine, and it goes in once there is room."""
    with desk.store.read() as c:
        pages = c.exec_driver_sql("PRAGMA page_count").scalar_one()
    room = [pages + 20]

    def little_room(driver, _):
        driver.execute(f"PRAGMA max_page_count = {room[0]}")

    event.listen(desk.store.engine, "connect", little_room)
    desk.store.engine.dispose()
    with pytest.raises(StoreUnusable, match="full"):  # noqa: PT012 - which half meets it is open
        for path in pair:
            intake(desk).take(path)
    states = {row["state"] for row in rows(desk, "batches")}
    assert BatchState.IMPORTING in states
    assert not states - {BatchState.IMPORTING, BatchState.WAITING}
    assert not any((desk.folder / "quarantine").iterdir())
    room[0] = 1_000_000
    desk.store.engine.dispose()
    intake(desk).recover()
    assert {row["state"] for row in rows(desk, "batches")} == {BatchState.IMPORTED}
    assert len(rows(desk, "orders")) == 130


def test_remarks_find_what_is_in_of_a_file_that_was_put_aside(desk, pair):
    orders = sample(130)
    for each in orders:
        desk.remarks.add(each.number, Tab.SHIPPING, "加急")
    intake(desk).take(pair[1])
    break_store(desk, after=100)
    intake(desk).take(pair[0])
    assert {row["state"] for row in rows(desk, "batches")} == {BatchState.PARTLY}
    attached = {row["order_id"] for row in rows(desk, "remarks")} - {None}
    assert attached == {row["id"] for row in rows(desk, "orders")}
    assert 0 < len(attached) < len(orders)


def test_an_index_cut_by_other_rules_is_built_anew(desk, pair, tmp_path):
    take(desk, *pair)
    one = sample(130)[0]
    m = columns.marks
    with desk.store.change() as c:
        fulltext.empty(c)
        c.execute(update(m).where(m.c.name == "grams_version").values(value="0"))
    assert desk.orders.search(one.number).rows == ()
    take(desk, *write_pair(tmp_path / "f", sample(3, seed=5)))
    assert [row.market_no for row in desk.orders.search(one.number).rows] == [one.number]
    assert desk.orders.count("").total == 133


def changing(folder, orders, share):
    """A newer download that changes some of the orders."""
    paths = write_pair(folder, orders, "2026-12-01-1.csv", "2026-12-01-2.csv")
    changed_cells(paths[0], {each.number: {"订单备注": "改过"} for each in orders[::share]})
    paths[1].write_bytes(paths[1].read_bytes() + b"\r\n")
    return paths


def stopped_after(desk, pieces, path):
    """An import that ends after so many pieces."""
    asked = iter([False] * pieces + [True])
    with pytest.raises(Stopped):
        intake(desk, stop=lambda: next(asked), piece=20).take(path)


def test_changes_of_a_file_appear_together_with_its_new_orders(desk, pair, tmp_path):
    """Nobody acts on half a file: the morning's parcels and not yet the afternoon's."""
    take(desk, *pair)
    orders = sample(130)
    before = {row["market_no"]: row["version"] for row in rows(desk, "orders")}
    paths = changing(tmp_path / "f", [*orders, *sample(10, seed=5)], 3)
    intake(desk).take(paths[1])
    stopped_after(desk, 6, paths[0])
    assert {row["market_no"]: row["version"] for row in rows(desk, "orders")} == before
    assert desk.orders.search("改过").rows == ()
    one = orders[0].number
    desk.remarks.add(one, Tab.INTERNAL, "meanwhile")
    intake(desk, piece=20).recover()
    assert desk.orders.count("改过").total == -(-140 // 3)
    assert desk.orders.count("").total == 140
    assert [remark.text for remark in desk.orders.order(one).remarks] == ["meanwhile"]
    batch = desk.imports.batch(rows(desk, "batches")[-1]["id"])
    assert (batch.orders_changed + batch.orders_new + batch.orders_unchanged) == 140


@pytest.mark.parametrize("pieces", [0, 1, 3, 6])
@pytest.mark.parametrize("apart", [False, True])
def test_changes_that_were_held_when_an_import_broke_off_are_made_by_the_next(
    pieces, apart, pair, tmp_path
):
    """Also of orders whose items stand in two places of the report."""
    found = []
    orders = sample(130)
    paths = changing(tmp_path / "f", orders, 2)
    if apart:
        head, *lines = paths[1].read_bytes().split(b"\r\n")
        lines = [line.replace("颜色".encode("gb18030"), b"colour") for line in lines if line]
        paths[1].write_bytes(b"\r\n".join([head, *lines[::2], *lines[1::2], b""]))
    for name in ("clean", "broken"):
        desk = make_desk(tmp_path / name)
        for path in pair:
            intake(desk).take(path)
        intake(desk, piece=20).take(paths[1])
        if name == "broken":
            stopped_after(desk, pieces, paths[0])
            intake(desk, piece=20).recover()
        else:
            intake(desk, piece=20).take(paths[0])
        found.append(everything(desk))
        desk.close()
    assert found[0] == found[1]


def test_a_file_that_changes_thousands_of_orders_goes_in_piece_by_piece(desk, tmp_path):
    """In one transaction it would keep everybody waiting; what comes of it is the same."""
    orders = sample(HELD_MOST + 500, days=60)
    take(desk, *write_pair(tmp_path / "a", orders))
    paths = changing(tmp_path / "b", orders, 1)
    take(desk, paths[1])
    asked = iter([False] * 3 + [True])
    with pytest.raises(Stopped):
        intake(desk, stop=lambda: next(asked), piece=600).take(paths[0])
    assert desk.orders.count("改过").total > HELD_MOST
    (_, orders_batch) = (intake(desk, piece=600).recover(), rows(desk, "batches")[-1])
    assert sum("改过" in row["market_remark"] for row in rows(desk, "orders")) == len(orders)
    assert (orders_batch["orders_changed"], orders_batch["rows_changed"]) == (len(orders),) * 2

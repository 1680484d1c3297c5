"""Order report and item report of one download find each other (S41 to S43, C6, W3, W17)."""

from __future__ import annotations

import sys

import pytest

from csdesk.intake.halves import OVERTAKEN
from csdesk.intake.taking import Intake
from csdesk.model.status import BatchState
from csdesk.services.imports import Imports
from tests.intake.desks import (
    AGENT,
    ITEMS,
    ORDERS,
    everything,
    make_desk,
    rows,
    sample,
    take,
    write_pair,
)

WAITING, IMPORTED = BatchState.WAITING, BatchState.IMPORTED
MORNING, NOON = sample(60)[20:], sample(60)


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path / "desk")
    yield desk
    desk.close()


def test_half_a_pair_waits_says_for_what_and_changes_nothing(desk, tmp_path):
    orders, items = write_pair(tmp_path / "f", MORNING, "2011-2-15-1.csv", "2011-2-15-2.csv")
    (half,) = take(desk, orders)
    assert half.state is WAITING
    assert half.facts["name"] == "2011-2-15-2.csv"
    assert (half.day, half.ordinal) == ("2011-02-15", 1)
    assert rows(desk, "orders") == rows(desk, "shops") == []
    first, second = take(desk, items)
    assert (first.state, second.state) == (IMPORTED, IMPORTED)
    assert (first.reason, first.pair, second.pair) == ("", second.id, first.id)
    assert first.orders_new == 40


def test_it_does_not_matter_which_half_comes_first(tmp_path):
    orders, items = write_pair(tmp_path / "f", MORNING)
    found = []
    for name, sequence in (("a", (orders, items)), ("b", (items, orders))):
        desk = make_desk(tmp_path / name)
        for path in sequence:
            take(desk, path)
        store = everything(desk)["store"]
        found.append((store["lines"], store["serials"], len(store["orders"])))
        desk.close()
    assert found[0] == found[1]


def test_the_same_half_again_goes_on_waiting_once(desk, tmp_path):
    orders, _ = write_pair(tmp_path / "f", MORNING)
    take(desk, orders)
    (again,) = take(desk, orders)
    assert again.state is WAITING
    assert len(rows(desk, "batches")) == 1


def test_morning_and_noon_share_orders_and_are_told_apart_by_their_names(desk, tmp_path):
    """Every morning order that has not been sent is in the afternoon's download again."""
    m_orders, m_items = write_pair(tmp_path / "f", MORNING, "2011-2-15-1.csv", "2011-2-15-2.csv")
    n_orders, n_items = write_pair(tmp_path / "f", NOON, "2011-2-15-11.csv", "2011-2-15-22.csv")
    for path in (m_orders, n_items):
        (half,) = take(desk, path)
        assert half.state is WAITING
    noon = take(desk, n_orders)[-1]
    assert (noon.orders_new, noon.ordinal) == (60, 2)
    morning, _ = take(desk, m_items)
    assert (morning.orders_new, morning.orders_unchanged) == (0, 40)


def test_names_without_any_hint_are_paired_by_their_orders(desk, tmp_path):
    orders, items = write_pair(tmp_path / "f", MORNING, "report.csv", "download (1).csv")
    assert [batch.state for batch in take(desk, orders, items)] == [IMPORTED, IMPORTED]


def test_the_same_stamp_and_no_common_order_is_no_pair(desk, tmp_path):
    orders, _ = write_pair(tmp_path / "a", MORNING)
    _, items = write_pair(tmp_path / "b", sample(10, seed=99))
    one, other = take(desk, orders, items)
    assert (one.state, other.state) == (WAITING, WAITING)
    assert "no order in common" in other.reason
    assert other.facts["file"] == ORDERS
    assert rows(desk, "orders") == []


def test_stamps_minutes_apart_are_a_pair_if_all_orders_are_the_same(desk, tmp_path):
    """The 2026 back office makes a report at most every five minutes."""
    orders, items = write_pair(
        tmp_path / "f", MORNING, "ExportOrderList202611220930.csv", "ExportItemList202611220936.csv"
    )
    assert [batch.state for batch in take(desk, orders, items)] == [IMPORTED, IMPORTED]


def test_of_two_item_reports_the_right_one_is_taken_and_the_other_told(desk, tmp_path):
    orders, items = write_pair(tmp_path / "a", MORNING)
    _, wrong = write_pair(
        tmp_path / "b", NOON, "ExportOrderList202611221500.csv",
        "ExportOrderDetailList202611221500.csv",
    )  # fmt: skip
    take(desk, wrong)
    take(desk, items)
    states = {batch.file: batch for batch in take(desk, orders)}
    assert states[items.name].state is IMPORTED
    (left,) = [row for row in rows(desk, "batches") if row["state"] == "waiting"]
    assert left["file"] == wrong.name


@pytest.mark.parametrize(
    ("order_kind", "item_kind"),
    [(("2017", "gb18030"), ("2017", "utf-8-sig")), (("2017", "utf-8"), ("2024", "")),
     (("2026", ""), ("2021", "gb18030"))],
    ids=["two-encodings", "csv-and-xlsx", "two-vintages"],
)  # fmt: skip
def test_halves_in_different_encodings_and_formats_are_a_pair(
    order_kind, item_kind, desk, tmp_path
):
    def ending(kind):
        return "xlsx" if kind[0] >= "2024" else "csv"

    orders, _ = write_pair(
        tmp_path / "a", MORNING, f"2026-11-22-1.{ending(order_kind)}", "x",
        vintage=order_kind[0], encoding=order_kind[1],
    )  # fmt: skip
    _, items = write_pair(
        tmp_path / "b", MORNING, "x", f"2026-11-22-2.{ending(item_kind)}",
        vintage=item_kind[0], encoding=item_kind[1],
    )  # fmt: skip
    one, other = take(desk, orders, items)
    assert (one.state, other.state) == (IMPORTED, IMPORTED)
    assert one.orders_new == 40
    assert other.lines == sum(len(order.lines) for order in MORNING)


def test_alone_takes_a_half_in_anyway_and_the_other_joins_later(desk, tmp_path):
    orders, items = write_pair(tmp_path / "f", MORNING)
    (half,) = take(desk, orders, alone=True)
    assert (half.state, half.orders_new) == (IMPORTED, 40)
    assert rows(desk, "lines") == []
    (other,) = take(desk, items)
    assert (other.state, other.pair) == (IMPORTED, half.id)
    assert len(rows(desk, "lines")) == sum(len(order.lines) for order in MORNING)


def test_a_waiting_half_goes_in_when_a_person_says_so(desk, tmp_path):
    orders, _ = write_pair(tmp_path / "f", MORNING)
    take(desk, orders)
    (half,) = take(desk, orders, alone=True)
    assert (half.state, half.orders_new) == (IMPORTED, 40)
    assert len(rows(desk, "batches")) == 1


def test_items_that_came_before_byte_for_byte_are_the_other_half_too(desk, tmp_path):
    """Nothing happened to the items since the morning: both downloads hold the same item report."""
    take(desk, *write_pair(tmp_path / "f", MORNING))
    orders, items = write_pair(
        tmp_path / "g", MORNING, "ExportOrderList202611221500.csv",
        "ExportOrderDetailList202611221500.csv",
    )  # fmt: skip
    orders.write_bytes(orders.read_bytes() + b"\r\n")
    found = {batch.file: batch for batch in take(desk, orders, items)}
    assert found[items.name].state is BatchState.DUPLICATE
    assert found[orders.name].state is IMPORTED
    assert found[orders.name].orders_unchanged == 40


def test_items_of_an_order_in_neither_the_report_nor_the_desk_are_refused(desk, tmp_path):
    orders, _ = write_pair(tmp_path / "a", MORNING[5:])
    _, items = write_pair(tmp_path / "b", MORNING)
    one, other = take(desk, orders, items)
    assert one.orders_new == 35
    assert other.state is BatchState.PARTLY
    assert other.rejected == sum(len(order.lines) for order in MORNING[:5])
    reject = desk.imports.rejects(other.id)[0]
    assert reject.facts["number"] in {order.number for order in MORNING[:5]}


def test_an_order_of_which_an_item_was_refused_does_not_go_in_as_half_an_order(desk, tmp_path):
    from tests.intake.desks import changed_cells

    orders, items = write_pair(tmp_path / "a", MORNING)
    bad = next(order for order in MORNING if len(order.lines) > 1)
    changed_cells(items, {bad.number: {"购买数量": "两件"}})
    one, other = take(desk, orders, items)
    assert (one.state, one.rejected, one.orders_new) == (BatchState.PARTLY, 1, 39)
    assert other.rejected == len(bad.lines)
    (reject,) = desk.imports.rejects(one.id)
    assert reject.facts["file"] == ITEMS


@pytest.mark.parametrize("alone", [False, True])
def test_an_order_whose_items_stand_far_apart_does_not_go_in_as_half_an_order(
    desk, tmp_path, alone
):
    """The first item stands where it belongs, the rejected one thousands of rows further down."""
    many = sample(2_600, days=60)
    bad = next(order for order in many[:50] if len(order.lines) > 1)
    orders, items = write_pair(tmp_path / "a", many, "1.csv", "2.csv")
    head, *rows_of = items.read_bytes().split(b"\r\n")[:-1]
    own = [row for row in rows_of if bad.number.encode() in row]
    last = own[-1].replace(b'"%d"' % bad.lines[-1].quantity, '"两件"'.encode("gb18030"), 1)
    assert last != own[-1]
    rows_of.remove(own[-1])
    items.write_bytes(b"\r\n".join([head, *rows_of, last, b""]))
    if alone:
        (found,) = take(desk, items, alone=True)
    else:
        one, found = take(desk, orders, items)
        assert (one.orders_new, one.rejected) == (2_599, 1)
    assert found.rejected == len(bad.lines)
    assert not desk.orders.search(bad.number).rows
    lines = {row["order_id"] for row in rows(desk, "lines")}
    assert lines == {row["id"] for row in rows(desk, "orders")}, "each order has lines"


def test_orders_whose_items_all_stand_thousands_of_rows_away_get_them_or_stay_out(desk, tmp_path):
    many = sample(2_600, days=60)
    bad = many[0]
    orders, items = write_pair(tmp_path / "a", many, "1.csv", "2.csv")
    head, *rows_of = items.read_bytes().split(b"\r\n")[:-1]
    own = [row for row in rows_of if bad.number.encode() in row]
    spoilt = own[0].replace(b'"%d"' % bad.lines[0].quantity, '"两件"'.encode("gb18030"), 1)
    rest = [row for row in rows_of if row not in own]
    items.write_bytes(b"\r\n".join([head, *rest, spoilt, *own[1:], b""]))
    one, found = take(desk, orders, items)
    assert (one.orders_new, one.rejected, found.rejected) == (2_599, 1, len(bad.lines))
    assert not desk.orders.search(bad.number).rows


@pytest.fixture(scope="module")
def opened():
    """Every file that this process opens, by path."""
    paths: list[str] = []
    listening = [True]

    def heard(event, args):
        if listening and event == "open" and isinstance(args[0], str):
            paths.append(args[0])

    sys.addaudithook(heard)  # which stays for as long as the process
    yield paths
    listening.clear()


def test_files_that_wait_are_not_read_again_at_every_start(desk, tmp_path, opened):
    for n in range(3):
        orders, _ = write_pair(
            tmp_path / str(n), sample(20, seed=n), f"2026-11-2{n}-1.csv", "items.csv"
        )
        take(desk, orders)

    def started():
        opened.clear()
        Intake(desk.folder, desk.store, desk.settings, AGENT).recover()
        return [path for path in opened if "staging" in path]

    started()
    assert started() == started() == []
    _, items = write_pair(tmp_path / "a", sample(20, seed=1), "x.csv", "2026-11-21-2.csv")
    assert [batch.state for batch in take(desk, items)] == [IMPORTED, IMPORTED]
    started()
    assert started() == []
    waiting = [row for row in rows(desk, "batches") if row["state"] == "waiting"]
    assert len(waiting) == 2
    (desk.folder / "staging" / waiting[0]["sha256"]).unlink()
    started()
    states = sorted(row["state"] for row in rows(desk, "batches"))
    assert states == ["imported", "imported", "quarantined", "waiting"], (
        "it is told that it is gone"
    )


def test_a_half_that_a_newer_whole_download_overtook_says_so(desk, tmp_path):
    """Noon's item report was never exported; the evening's download has noon's orders and more."""
    evening = sample(60)
    half, items = write_pair(tmp_path / "n", evening[10:50], "2011-2-15-11.csv", "2011-2-15-22.csv")
    take(desk, half)
    newer, _ = take(
        desk, *write_pair(tmp_path / "e", evening, "2011-2-15-111.csv", "2011-2-15-222.csv")
    )
    waits = Imports(desk.store, desk.settings, AGENT).batches()[-1]
    assert (waits.file, waits.state, waits.overtaken) == ("2011-2-15-11.csv", WAITING, True)
    assert (waits.reason, waits.facts) == (
        OVERTAKEN, {"file": "2011-2-15-111.csv", "batch": newer.id},
    )  # fmt: skip
    both = take(desk, items)
    assert [(batch.state, batch.reason) for batch in both] == [(IMPORTED, "")] * 2
    assert len(rows(desk, "orders")) == 60


def test_a_half_waits_on_while_it_could_tell_something(desk, tmp_path):
    """It has an order that nobody brought; or names tell that it is newer; or half came only."""
    noon = sample(60)[10:50]
    half, _ = write_pair(tmp_path / "n", noon, "2011-2-15-11.csv", "2011-2-15-22.csv")
    take(desk, half)
    take(desk, *write_pair(tmp_path / "m", noon[5:], "2011-2-14-1.csv", "2011-2-14-2.csv"))
    take(desk, *write_pair(tmp_path / "o", noon, "2011-2-13-1.csv", "2011-2-13-2.csv"))
    orders, _ = write_pair(tmp_path / "e", sample(60)[5:], "2011-2-16-1.csv", "2011-2-16-2.csv")
    take(desk, orders, alone=True)
    waits = Imports(desk.store, desk.settings, AGENT).batches()[-1]
    assert (waits.file, waits.overtaken) == ("2011-2-15-11.csv", False)


def test_a_file_that_goes_on_waiting_is_not_told_with_others(desk, tmp_path):
    waits, _ = write_pair(tmp_path / "w", sample(5, seed=11), "2011-2-15-1.csv", "2011-2-15-2.csv")
    take(desk, waits)
    orders, items = write_pair(tmp_path / "f", MORNING)
    assert [batch.file for batch in take(desk, orders, items)] == [orders.name, items.name]
    assert [batch.file for batch in take(desk, orders)] == [orders.name]

"""The ledger adds up: every row of a file is new, changed, unchanged or rejected (S45)."""

from __future__ import annotations

import pytest

from csdesk.model.errors import NotFound
from csdesk.model.status import BatchState
from csdesk.sample.exports import write_amazon_all_orders
from csdesk.sample.orders import generate
from csdesk.sample.records import Market
from tests.intake.desks import UNTIL, changed_cells, make_desk, rows, sample, take, write_pair
from tests.intake.reading.exports import order_report


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path / "desk")
    yield desk
    desk.close()


def adds_up(batch):
    """Rows by what became of them."""
    fates = (batch.rows_new, batch.rows_changed, batch.rows_unchanged, batch.rejected)
    assert sum(fates) == batch.rows, batch
    return fates


def test_both_halves_of_a_download_add_up_each_time_they_come(desk, tmp_path):
    orders = sample(60)
    bad = next(each for each in orders if len(each.lines) > 1)
    first = write_pair(tmp_path / "a", orders[10:])
    assert [adds_up(batch)[0] for batch in take(desk, *first)] == [
        50, sum(len(each.lines) for each in orders[10:])
    ]  # fmt: skip
    again = write_pair(tmp_path / "b", orders, "2026-11-22-11.csv", "2026-11-22-22.csv")
    changed = {each.number: {"订单备注": "改过"} for each in orders[20:25]}
    changed_cells(again[0], changed | {orders[-1].number: {"总金额": "十块"}})
    changed_cells(again[1], {bad.number: {"购买数量": "两件"}})
    one, other = take(desk, *again)
    of_orders, of_items = adds_up(one), adds_up(other)
    assert of_orders[1] == one.orders_changed == 5
    assert of_orders[0] == one.orders_new
    assert of_items[3] >= len(bad.lines)
    assert other.rows == sum(len(each.lines) for each in orders)


def test_several_rows_of_one_order_are_counted_as_rows_and_as_one_order(desk, tmp_path):
    """The newest order reports repeat an order's number for each of its items."""
    one = {"订单编号": '="4567890123456789012"'}
    two = {"订单编号": '="4567890123456789013"'}
    path = order_report(tmp_path / "2026-11-22-1.csv", one, two, one, one)
    (batch,) = take(desk, path, alone=True)
    assert (batch.rows, batch.orders_new) == (4, 2)
    assert adds_up(batch) == (4, 0, 0, 0)
    path = order_report(tmp_path / "2026-11-23-1.csv", one, one | {"总金额": "zehn"}, two, one)
    (batch,) = take(desk, path, alone=True)
    assert (batch.rows, batch.orders_unchanged) == (4, 1)
    assert adds_up(batch) == (0, 0, 1, 3)


def test_every_row_of_an_order_that_cannot_be_placed_is_listed(desk, tmp_path):
    """Two shops have the number, and the file does not tell which of them is meant."""
    number = {"订单编号": '="4567890123456789012"'}
    for shop, name in (("甲", "1"), ("乙", "2")):
        titles = {**number, "店铺名称": shop}
        take(desk, order_report(tmp_path / f"2026-11-22-{name}1.csv", titles), alone=True)
    path = order_report(tmp_path / "2026-11-23-1.csv", *[{**number, "店铺名称": ""}] * 3)
    (batch,) = take(desk, path, alone=True)
    assert adds_up(batch) == (0, 0, 0, 3)
    assert [reject.row for reject in desk.imports.rejects(batch.id)] == [2, 3, 4]


def test_rows_of_amazon_are_lines_and_its_orders_are_fewer(desk, tmp_path):
    orders = list(generate(40, 7, until=UNTIL, market=Market.AMAZON))
    path = tmp_path / "all.txt"
    write_amazon_all_orders(orders, path)
    (batch,) = take(desk, path)
    assert batch.orders_new == len(rows(desk, "orders"))
    assert adds_up(batch)[0] == batch.lines == len(rows(desk, "lines"))
    path.write_bytes(path.read_bytes() + b"\r\n")
    (batch,) = take(desk, path)
    assert adds_up(batch) == (0, 0, batch.rows, 0)


def test_an_item_report_alone_that_tells_an_order_in_two_places_counts_it_once(desk, tmp_path):
    orders = sample(40)
    _, items = write_pair(tmp_path / "f", orders)
    head, *lines = items.read_bytes().split(b"\r\n")[:-1]
    items.write_bytes(b"\r\n".join([head, *lines[::2], *lines[1::2], b""]))
    (batch,) = take(desk, items, alone=True)
    assert (batch.orders_new, batch.orders_changed, batch.orders_unchanged) == (40, 0, 0)
    assert adds_up(batch)[0] == len(lines)


def test_a_rejected_row_is_found_by_the_number_of_its_order(desk, tmp_path):
    orders = sample(12)
    paths = write_pair(tmp_path / "f", orders)
    changed_cells(paths[0], {orders[4].number: {"总金额": "十块"}})
    batch, items = take(desk, *paths)
    assert batch.state is BatchState.PARTLY
    (reject,) = desk.imports.rejects(batch.id)
    assert reject.market_no == orders[4].number
    found = desk.imports.refused(f" {orders[4].number} ")
    assert {(each.batch_id, each.file) for each in found} == {
        (batch.id, paths[0].name), (items.id, paths[1].name)
    }  # fmt: skip
    with pytest.raises(NotFound, match=f"row 6 of {paths[0].name} was rejected"):
        desk.orders.order(orders[4].number)
    assert desk.imports.refused(orders[5].number) == ()

"""An order stands in the list, and is found by day, where it was placed, however it came in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from datetime import time as clock
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from csdesk.model.cases import CaseKind, Rating
from csdesk.model.requests import RequestKind
from csdesk.model.settings import UrgingSettings
from csdesk.model.status import Tab
from csdesk.store import columns, keys, log, tables
from csdesk.store.events import first_broken
from tests.intake.desks import (
    changed_cells,
    grams,
    make_desk,
    order,
    rows,
    sample,
    take,
    write_pair,
)
from tests.intake.test_tokens import from_the_rows

SHANGHAI = ZoneInfo("Asia/Shanghai")
ORDERS = sample(40, days=300)
IN_WORK = sample(80, days=5)
"""Most of them have not left yet."""


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path / "desk")
    yield desk
    desk.close()


def listed(desk, query=""):
    return [row.market_no for row in desk.orders.search(query, limit=100).rows]


def day(order):
    return order.placed_at.astimezone(SHANGHAI).date()


@pytest.fixture
def items_first(desk, tmp_path):
    """The item report came alone, months ago, and told no times; then the order report did."""
    orders, items = write_pair(tmp_path / "f", ORDERS)
    take(desk, items, alone=True)
    for each in ORDERS[:3]:
        desk.remarks.add(each.number, Tab.SHIPPING, "改圆通")
    take(desk, orders)
    return desk


def test_the_list_is_newest_first_once_the_order_report_is_in(items_first):
    assert listed(items_first) == [each.number for each in ORDERS]


def test_a_day_finds_the_orders_placed_on_it(items_first):
    for each in ORDERS[::7]:
        wanted = [one.number for one in ORDERS if day(one) == day(each)]
        assert listed(items_first, f"on:{day(each)}") == wanted
    today = datetime.now(SHANGHAI).date()
    assert listed(items_first, f"on:{today}") == [o.number for o in ORDERS if day(o) == today]


def test_lines_remarks_and_log_go_with_the_order(items_first):
    detail = items_first.orders.order(ORDERS[0].number)
    assert [line.sku for line in detail.lines] == [line.item.sku for line in ORDERS[0].lines]
    assert [remark.text for remark in detail.remarks] == ["改圆通"]
    kinds = [event.kind for event in items_first.log.events(ORDERS[0].number)]
    assert kinds[0] == "order.imported"
    assert "order.changed" in kinds
    assert any(kind.startswith("remark") for kind in kinds)
    with items_first.store.read() as c:
        assert first_broken(c) is None, "the log was not rewritten"


def test_everything_is_found_as_before(items_first):
    for each in ORDERS[::5]:
        assert listed(items_first, each.number) == [each.number]
        assert listed(items_first, each.number[-9:]) == [each.number]
    assert grams(items_first) == from_the_rows(items_first)


def test_the_number_given_on_the_telephone_stays(desk, tmp_path):
    orders, items = write_pair(tmp_path / "f", ORDERS)
    take(desk, items, alone=True)
    said = {row["market_no"]: row["order_no"] for row in rows(desk, "orders")}
    take(desk, orders)
    assert {row["market_no"]: row["order_no"] for row in rows(desk, "orders")} == said


def test_a_key_that_was_given_up_is_no_other_order_s(items_first, tmp_path):
    """Else its log would be the log of two orders."""
    former = {row["id"] for row in rows(items_first, "former_keys")}
    assert len(former) == len(ORDERS)
    later = sample(20, seed=9)
    paths = write_pair(tmp_path / "g", later, "2026-12-01-1.csv", "2026-12-01-2.csv")
    first = min(rows(items_first, "batches"), key=lambda row: row["id"])["received_at"]
    moment = datetime.fromtimestamp(first, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    changed_cells(paths[0], {each.number: {"订单创建时间": moment} for each in later})
    take(items_first, *paths)
    assert not former & {row["id"] for row in rows(items_first, "orders")}
    for each in later[:3]:
        kinds = [event.kind for event in items_first.log.events(each.number)]
        assert kinds.count("order.imported") == 1


def test_each_step_of_the_log_leads_to_its_order(items_first):
    """Also a step from before the order got another key: what is taken back is taken back there."""
    with items_first.store.read() as c:
        steps = log.between(c, 1, log.length(c))
    numbers = {row["id"]: row["order_no"] for row in rows(items_first, "orders")}
    of_orders = [(key, step) for key, step in steps if step.kind.startswith("order.")]
    assert len(of_orders) == 2 * len(ORDERS)
    assert all(numbers[key] == step.order_no for key, step in of_orders if key is not None)


def test_orders_from_before_2010_stand_where_they_belong(desk, tmp_path):
    """A shop that moves in brings its oldest exports too."""
    paths = write_pair(tmp_path / "f", ORDERS)
    old = {
        each.number: {"订单创建时间": f"200{n % 10}-0{n % 9 + 1}-15 08:00:00"}
        for n, each in enumerate(ORDERS[:30])
    }
    changed_cells(paths[0], old)
    take(desk, *paths)
    moments = {row["market_no"]: row["placed_at"] for row in rows(desk, "orders")}
    assert [moments[number] for number in listed(desk)] == sorted(moments.values(), reverse=True)
    wanted = [n for n in listed(desk) if old.get(n, {}).get("订单创建时间", "")[:4] == "2003"]
    assert len(wanted) == 3
    assert listed(desk, "after:2003-01-01 before:2004-01-01") == wanted
    assert listed(desk, f"until:2009-12-31 {wanted[0]}") == [wanted[0]]
    assert grams(desk) == from_the_rows(desk)


def test_a_time_that_a_newer_file_puts_right_moves_the_order(desk, tmp_path):
    take(desk, *write_pair(tmp_path / "f", ORDERS))
    paths = write_pair(tmp_path / "g", ORDERS, "2026-12-01-1.csv", "2026-12-01-2.csv")
    one = ORDERS[0].number
    changed_cells(paths[0], {one: {"订单创建时间": "2026-01-02 03:04:05"}})
    paths[1].write_bytes(paths[1].read_bytes() + b"\r\n")
    take(desk, *paths)
    assert listed(desk, "on:2026-01-02") == [one]
    assert listed(desk)[0] != one
    assert order(desk, one)["id"] in {row["order_id"] for row in rows(desk, "former_keys")}


def moved_by(desk, tmp_path, numbers):
    """A newer order report tells that these orders were placed on a day in spring."""
    before = {number: order(desk, number)["id"] for number in numbers}
    paths = write_pair(tmp_path / "later", IN_WORK, "2026-12-01-1.csv", "2026-12-01-2.csv")
    changed_cells(paths[0], {each: {"订单创建时间": "2026-03-04 05:06:07"} for each in numbers})
    batch, _ = take(desk, *paths)
    assert batch.state == "imported"
    assert all(order(desk, number)["id"] != key for number, key in before.items())
    return batch


def in_state(desk, payment, state):
    return [
        row["market_no"]
        for row in rows(desk, "orders")
        if (row["payment_status"], row["order_status"]) == (payment, state)
    ]


def test_every_table_that_points_at_orders_follows_them():
    pointing = {
        table.name
        for table in tables.Order.metadata.tables.values()
        if any(each.target_fullname == "orders.id" for each in table.foreign_keys)
    }
    assert {table.name for table in keys.FOLLOWING} == pointing


def test_files_marked_rows_and_explanations_go_with_the_order(desk, tmp_path):
    first, _ = take(desk, *write_pair(tmp_path / "f", IN_WORK))
    written, stopped, wrong, *_ = in_state(desk, "paid", "awaiting_review")
    for number in (written, stopped):
        desk.gate.approve(number)
    desk.downloads.download(first.id)
    desk.gate.hold(stopped, "wait")
    desk.ledger.explain(first.id, stopped, "the buyer waits")
    desk.gate.problem(wrong, "no street")
    told = desk.ledger.differences(first.id)
    assert [each.explanation for each in told] == ["the buyer waits"]
    later = moved_by(desk, tmp_path, [written, stopped, wrong])
    assert desk.ledger.differences(first.id) == told
    changed = {row.market_no for row in desk.ledger.behind(later.id, "changed")}
    assert changed == {written, stopped, wrong}
    assert [row["order_id"] for row in rows(desk, "marked_rows")] == [order(desk, wrong)["id"]]
    assert [row["order_id"] for row in rows(desk, "stops")] == [order(desk, stopped)["id"]]
    assert desk.gate.release(wrong).order_status == "awaiting_review"
    assert desk.gate.release(stopped).order_status == "approved"


def test_requests_cases_and_urges_go_with_the_order(desk, tmp_path):
    always = UrgingSettings(quiet_from=clock(0), quiet_until=clock(0))
    desk.settings = replace(desk.settings, urging=always)
    take(desk, *write_pair(tmp_path / "f", IN_WORK))
    number = in_state(desk, "unpaid", "awaiting_payment")[0]
    desk.requests.ask(number, RequestKind.PRICE, "old customer", new=5_000)
    desk.cases.open(number, CaseKind.FEEDBACK, "late", rating=Rating.NEGATIVE)
    desk.urging.urge(number)
    moved_by(desk, tmp_path, [number])
    key = order(desk, number)["id"]
    assert [row["order_id"] for row in rows(desk, "urges")] == [key]
    assert [each.new for each in desk.requests.of(number)] == [5_000]
    assert [each.reason for each in desk.cases.of(number)] == ["late"]


def test_a_part_is_stuck_since_the_market_moved_on_whatever_the_key(desk, tmp_path):
    take(desk, *write_pair(tmp_path / "f", IN_WORK))
    waiting = in_state(desk, "paid", "awaiting_review")
    number = next(n for n in waiting if desk.orders.order(n).lines[0].quantity > 1)
    other = next(n for n in waiting if n != number)
    desk.family.split(number, {desk.orders.order(number).lines[0].line_no: 1})
    with desk.store.change() as c:
        o = columns.orders
        c.execute(update(o).where(o.c.market_no == number).values(payment_status="refunded"))
    desk.gate.hold(other, "wait")
    before = desk.stuck.list()
    assert [each.kind for each in before] == ["market"]
    for each in (number, other):
        with desk.store.change() as c:
            row = order(desk, each)
            (new,) = keys.free(c, [row["id"] + 5_000])
            assert keys.move(c, [(row["id"], row["version"], new)])
    assert desk.stuck.list() == before

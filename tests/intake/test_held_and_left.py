"""Later exports of orders that people held, or said to have left: nothing is lost or asked."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import update

from csdesk.services.family import Family
from csdesk.services.gate import Gate
from csdesk.services.review import Review
from csdesk.services.shipping import Shipping
from csdesk.services.undo import Undo
from csdesk.store import columns
from tests.intake.desks import (
    AGENT,
    changed_cells,
    make_desk,
    order,
    rows,
    sample,
    take,
    write_pair,
)
from tests.services.desks import person

PAID = "买家已付款,等待卖家发货"
ORDER = next(
    each
    for each in sample(60, days=1)
    if each.paid_at and not (each.shipped_at or each.finished_at)
    and sum(line.quantity for line in each.lines) > 1
)  # fmt: skip


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path / "desk")
    yield desk
    desk.close()


@pytest.fixture
def tell(desk, tmp_path):
    """Take in an export of the order with some cells of its own; returns the order."""

    def told(stamp, left="", **cells):
        paths = write_pair(
            tmp_path / stamp, [ORDER], f"ExportOrderList{stamp}.csv",
            f"ExportOrderDetailList{stamp}.csv",
        )  # fmt: skip
        changed_cells(paths[0], {ORDER.number: cells})
        more_columns(paths[0], {"发货时间": left})
        paths[1].write_bytes(paths[1].read_bytes() + b"\r\n" * (int(stamp) % 7 + 1))
        take(desk, *paths)
        return order(desk, ORDER.number)

    return told


def more_columns(path, cells):
    """The order report with columns that only newer ones have."""
    head, *rows = list(csv.reader(io.StringIO(path.read_bytes().decode("gb18030"))))
    with path.open("w", encoding="gb18030", newline="") as file:
        new = [head + list(cells), *(row + list(cells.values()) for row in rows)]
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(new)


def gate(desk):
    return Gate(desk.store, desk.settings, AGENT)


def test_an_order_that_was_paid_while_it_was_held_comes_to_review(desk, tell):
    first = tell("202611221201", 订单状态="等待买家付款", 订单付款时间="")
    assert first["order_status"] == "awaiting_payment"
    gate(desk).hold(ORDER.number, "the buyer called")
    assert tell("202611221302", 订单状态=PAID)["order_status"] == "held"
    assert gate(desk).release(ORDER.number).order_status == "awaiting_review"
    queue = Review(desk.store, desk.settings, AGENT).queue()
    assert first["order_no"] in {each.order_no for each in queue}


def test_an_older_hold_tells_nothing_of_an_order_that_is_held_anew(desk, tell):
    tell("202611221201", 订单状态="等待买家付款", 订单付款时间="")
    gate(desk).hold(ORDER.number, "x")
    gate(desk).release(ORDER.number)
    tell("202611221302", 订单状态=PAID)
    gate(desk).approve(ORDER.number)
    family = Family(desk.store, desk.settings, AGENT)
    family.split(ORDER.number, {1: 1})
    with desk.store.change() as c:
        c.execute(update(columns.orders).values(market_status="another word"))
    assert family.unsplit(ORDER.number).order_status == "held"
    assert gate(desk).release(ORDER.number).order_status == "approved"


def test_a_release_that_was_taken_back_goes_on_where_the_order_was(desk, tell):
    tell("202611221201", 订单状态=PAID)
    gate(desk).approve(ORDER.number)
    with desk.store.change() as c:
        c.execute(update(columns.orders).values(order_status="partly_shipped"))
    gate(desk).hold(ORDER.number, "x")
    gate(desk).release(ORDER.number)
    Undo(desk.store, desk.settings, AGENT).take_back()
    assert gate(desk).release(ORDER.number).order_status == "partly_shipped"


def test_the_markets_own_time_of_leaving_takes_the_place_of_the_desks(desk, tell):
    tell("202611221201", 订单状态=PAID)
    gate(desk).approve(ORDER.number)
    shipper = person("zhou", "周发", roles=("shipping",))
    Shipping(desk.store, desk.settings, shipper).ship(ORDER.number, "YT1")
    by_hand = order(desk, ORDER.number)["shipped_at"]
    still = tell("202611221302", 订单状态=PAID)
    assert (still["shipped_at"], still["order_status"]) == (by_hand, "shipped")
    told = tell("202611221403", "2026-11-22 15:00:00", 订单状态="卖家已发货，等待买家确认")
    assert (told["shipped_at"], told["conflicts"]) == (1_795_330_800, 0)
    assert rows(desk, "conflicts") == []

"""Goods that left after the stock file was made are still counted in it, and given to nobody."""

from __future__ import annotations

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from csdesk.services.purchasing import Purchasing
from csdesk.services.stock import Stock
from csdesk.store import columns, demand, following
from tests.services.desks import person
from tests.services.test_stock import order, take

DAY = 86_400
ZONE = ZoneInfo("Asia/Shanghai")


def counted(desk, folder, name, sku, on_hand, at, warehouse="主仓"):
    """A stock file of one item."""
    moment = datetime.fromtimestamp(at, ZONE).strftime("%Y-%m-%d %H:%M:%S")
    head = "sku,on_hand,warehouse,counted_at"
    take(desk, folder, name, f"{head}\n{sku},{on_hand},{warehouse},{moment}\n")


def becomes(desk, number, status, line_status=None, **values):
    """What an import tells of an order."""
    o, line = columns.orders, columns.lines.c
    with desk.store.change() as c:
        found = update(o).where(o.c.order_no == number).returning(o.c.id)
        told = {"order_status": status, "version": o.c.version + 1, **values}
        order_id = c.execute(found.values(told)).scalar_one()
        if line_status is not None:
            its = update(columns.lines).where(line.order_id == order_id)
            c.execute(its.values(line_status=line_status))


def numbers(desk):
    return desk.service(Stock).item("A100").row.numbers


@pytest.fixture
def five(desk, tmp_path):
    """Five pieces, counted an hour ago."""
    counted(desk, tmp_path, "a.csv", "A100", 5, int(time.time()) - 3_600)
    return desk


@pytest.mark.parametrize("before", ["approved", "awaiting_review", "held", "partly_shipped"])
def test_an_order_that_ships_without_a_time_left_when_the_desk_learned_of_it(five, before):
    number = order(five, 1, "A100", 2, status=before)
    becomes(five, number, "shipped")
    found = numbers(five)
    assert (found.left, found.demand, found.available) == (2, 0, 3)


def test_a_line_of_an_order_that_left_in_part_has_left(five):
    number = order(five, 1, "A100", 2)
    becomes(five, number, "partly_shipped", "卖家已发货")
    found = numbers(five)
    assert (found.left, found.demand, found.available) == (2, 0, 3)
    becomes(five, number, "shipped", shipped_at=int(time.time()) + 60)
    assert numbers(five).left == 2


def test_an_order_that_is_closed_after_all_has_not_left(five):
    number = order(five, 1, "A100", 2)
    becomes(five, number, "shipped")
    becomes(five, number, "closed")
    assert (numbers(five).left, numbers(five).available) == (0, 5)


def test_an_old_file_of_one_warehouse_takes_nothing_from_the_new_one_of_another(desk, tmp_path):
    now = int(time.time())
    counted(desk, tmp_path, "a.csv", "A100", 0, now - 10 * DAY, "W2")
    for n in range(1, 6):
        order(desk, n, "A100", 1, status="shipped", shipped_at=now - 5 * DAY)
    assert numbers(desk).left == 5
    counted(desk, tmp_path, "b.csv", "A100", 5, now - 3_600, "W1")
    assert (numbers(desk).left, numbers(desk).available) == (0, 5)


def test_goods_that_left_long_ago_are_forgotten_in_the_numbers_too(desk, tmp_path, monkeypatch):
    now = int(time.time())
    counted(desk, tmp_path, "a.csv", "A100", 5, now - 20 * DAY)
    order(desk, 1, "A100", 2, status="shipped", shipped_at=now - 13 * DAY)
    assert numbers(desk).available == 3
    monkeypatch.setattr(time, "time", lambda: now + 2 * DAY)
    following.recover(desk.store)
    assert (numbers(desk).left, numbers(desk).available) == (0, 5)


def test_the_items_of_a_warehouse_that_ships_no_more_follow_some_at_a_time(
    desk, tmp_path, monkeypatch
):
    rows = "".join(f"A{n},5,主仓\n" for n in range(95, 105))
    take(desk, tmp_path, "a.csv", f"sku,on_hand,warehouse\n{rows}")
    monkeypatch.setattr("csdesk.store.demand._AT_ONCE", 4)
    pieces, real = [], demand.refresh_stale

    def counted(connection):
        pieces.append(connection)
        return real(connection)

    monkeypatch.setattr(demand, "refresh_stale", counted)
    lead = desk.service(Purchasing, person("wang", roles=("lead",)))
    lead.set_ships("主仓", ships=False)
    assert len(pieces) == 3
    assert numbers(desk).on_hand is None
    lead.set_ships("主仓", ships=True)
    assert numbers(desk).on_hand == 5

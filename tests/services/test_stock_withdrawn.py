"""What was ordered when a stock file was made, and is cancelled since, is no difference (I15)."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from sqlalchemy import select

from csdesk.model.roles import Action
from csdesk.rules.demand import REMEMBERED
from csdesk.services.acting import Acting
from csdesk.services.editing import Editing
from csdesk.services.exchanges import Exchanges
from csdesk.services.family import Family
from csdesk.services.stock import Stock
from csdesk.services.undo import Undo
from csdesk.store import columns, demand, keys
from csdesk.store.changing import Rewrite
from tests.services.desks import person
from tests.services.test_stock import ZONE, differing, order, take

AGENT = person()


@pytest.fixture
def made():
    """When the stock file was made: an hour ago."""
    return int(time.time()) - 3_600


def told_at(moment):
    return datetime.fromtimestamp(moment, ZONE).strftime("%Y-%m-%d %H:%M:%S")


def both(desk, folder, name, moment, *rows):
    """A file that tells what is on hand and what is available."""
    lines = "".join(f"{row},{told_at(moment)}\n" for row in rows)
    take(desk, folder, name, f"sku,on_hand,sellable,counted_at\n{lines}")


def write(desk, number, **values):
    with Acting(desk.store, AGENT).change(Action.REVIEW, number) as act:
        act.write("order.approve", [Rewrite(act.order(number), values)])


def withdrawn(desk):
    """Item and order -> pieces that are withdrawn."""
    d = columns.demand.c
    with desk.store.read() as c:
        rows = c.execute(select(columns.demand).where(d.stage == "withdrawn")).all()
    return {(row.key, row.order_no): row.quantity for row in rows}


def sold(desk, made, n=1, sku="A100", quantity=2, **more):
    """An order that was placed and approved before the file."""
    times = {"at": made - 60, "placed_at": made - 90, **more}
    return order(desk, n, sku, quantity, **times)


def test_an_order_cancelled_after_the_file_is_no_difference(desk, tmp_path, made):
    number = sold(desk, made)
    both(desk, tmp_path, "a.csv", made, "A100,5,3")
    assert differing(desk) == {}
    write(desk, number, order_status="closed")
    assert differing(desk) == {}
    assert desk.service(Stock).item("A100").row.numbers.available == 5
    both(desk, tmp_path, "b.csv", made + 3_599, "A100,5,5")
    assert differing(desk) == {}


def test_a_file_that_still_lacks_what_was_cancelled_before_it_differs(desk, tmp_path, made):
    number = sold(desk, made)
    both(desk, tmp_path, "a.csv", made, "A100,5,3")
    write(desk, number, order_status="closed", finished_at=made + 60)
    both(desk, tmp_path, "b.csv", made + 600, "A100,5,3")
    assert differing(desk) == {"A100": (5, 3)}


def test_what_a_cancelled_order_gives_back_can_be_given_to_others(desk, tmp_path, made):
    """Of a file that tells what is available only: there it was off already."""
    number = sold(desk, made)
    lines = f"A100,1,{told_at(made)}\n"
    take(desk, tmp_path, "a.csv", f"sku,sellable,counted_at\n{lines}")
    stock = desk.service(Stock)
    before = stock.item("A100").row.numbers
    assert (before.told_available, before.available) == (1, 1)
    write(desk, number, order_status="closed")
    after = stock.item("A100").row.numbers
    assert (after.available, after.sellable, after.netted) == (3, 3, 2)
    write(desk, number, order_status="approved")
    assert stock.item("A100").row.numbers.available == 1
    assert withdrawn(desk) == {}


def test_fewer_pieces_and_another_item_are_withdrawn_too(desk, tmp_path, made):
    number = sold(desk, made, quantity=3)
    both(desk, tmp_path, "a.csv", made, "A100,9,6", "B200,9,9")
    desk.service(Editing).set_line(number, 1, quantity=1)
    assert withdrawn(desk) == {("a100", number): 2}
    desk.service(Undo).take_back()
    assert withdrawn(desk) == {}
    desk.service(Exchanges).exchange(number, 1, "B200", quantity=3, price=9_900)
    assert withdrawn(desk) == {("a100", number): 3}
    assert differing(desk) == {}


def test_what_goes_to_parts_of_an_order_or_leaves_is_not_withdrawn(desk, tmp_path, made):
    number = sold(desk, made, quantity=3)
    gone = sold(desk, made, 2)
    both(desk, tmp_path, "a.csv", made, "A100,9,4")
    desk.service(Family).split(number, {1: 2})
    assert withdrawn(desk) == {}
    part = next(each for each in desk.events() if each["order_no"].startswith("OSP"))["order_no"]
    desk.service(Family).unsplit(number)
    write(desk, gone, order_status="shipped", shipped_at=made + 60)
    assert withdrawn(desk) == {}
    desk.service(Family).split(number, {1: 2})
    write(desk, part, order_status="closed")
    assert sum(withdrawn(desk).values()) in (1, 2)
    assert differing(desk) == {}


def test_it_stays_with_an_order_that_gets_another_key_and_is_forgotten_in_the_end(
    desk, tmp_path, made
):
    number = sold(desk, made)
    both(desk, tmp_path, "a.csv", made, "A100,5,3")
    write(desk, number, order_status="closed")
    with desk.store.change() as c:
        row = c.execute(select(columns.orders)).mappings().one()
        assert keys.move(c, [(row["id"], row["version"], row["id"] + 77)])
    assert withdrawn(desk) == {("a100", number): 2}
    assert differing(desk) == {}
    with desk.store.change() as c:
        demand.forget(c, int(time.time()) + REMEMBERED + 9)
    assert withdrawn(desk) == {}


def test_an_item_that_gets_a_key_of_its_own_is_not_withdrawn(desk, tmp_path, made):
    sold(desk, made, line={"attributes": "颜色：red"})
    head = "sku,color,on_hand\n"
    take(desk, tmp_path, "a.csv", f"{head}A100,red,5\n")
    take(desk, tmp_path, "b.csv", f"{head}A100,blue,7\nA100,red,5\n")
    assert withdrawn(desk) == {}

"""What is stuck among orders made from others (I8): nothing is forgotten, nothing is cried for."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import update

from csdesk.model.family import GiftKind
from csdesk.model.roles import Action
from csdesk.services.acting import Acting
from csdesk.services.family import Family
from csdesk.services.gifts import Gifts
from csdesk.services.stuck import StuckOrders
from csdesk.services.undo import Undo
from csdesk.store import columns
from csdesk.store.changing import Rewrite
from tests.services.desks import person
from tests.tampering import unguard

NUMBER = "TB261122-0001"
FIRST, SECOND = f"OSP1-{NUMBER}", f"OSP2-{NUMBER}"
A_DAY = 24 * 3600


@pytest.fixture
def shop(desk):
    desk.order(NUMBER)
    return desk


def put(desk, number, **values):
    with Acting(desk.store, person("han", "韩")).change(Action.REVIEW) as act:
        act.write("order.approve", [Rewrite(act.order(number), values)])


def stuck(desk, later=A_DAY + 60):
    found = desk.service(StuckOrders).list(now=time.time() + later)
    return [(each.kind.value, each.order_no, each.parent_no) for each in found]


def test_what_was_sent_again_is_stuck_after_a_day_until_it_is_approved(shop):
    shop.service(Family).reship(NUMBER, "lost")
    assert stuck(shop, later=A_DAY - 60) == []
    assert stuck(shop) == [("reship", f"RE{NUMBER}", NUMBER)]
    put(shop, f"RE{NUMBER}", order_status="approved")
    assert stuck(shop) == []


def test_a_part_waits_until_it_is_released(shop):
    shop.service(Family).split(NUMBER, {1: 1})
    assert stuck(shop, later=0) == []
    assert stuck(shop) == [("part", SECOND, NUMBER)]
    put(shop, SECOND, order_status="awaiting_review", hold_reason="")
    assert stuck(shop) == []


def test_a_part_of_an_order_that_was_split_anew_has_not_waited_since_the_first_time(shop):
    family = shop.service(Family)
    family.split(NUMBER, {1: 1})
    with shop.store.change() as c:
        e = columns.events.c
        unguard(c.exec_driver_sql)
        c.execute(update(columns.events).values(at=e.at - 5 * A_DAY * 1_000_000))
    family.unsplit(NUMBER)
    family.split(NUMBER, {1: 1})
    assert stuck(shop, later=0) == []


def test_a_gift_waits_for_its_order(shop):
    shop.service(Gifts).give(NUMBER, GiftKind.GIFT, "1098", 1)
    assert stuck(shop) == [("gift", f"G-{NUMBER}", NUMBER)]
    put(shop, NUMBER, order_status="shipped")
    assert stuck(shop) == []


def test_what_was_taken_back_is_not_stuck(shop):
    shop.service(Family).reship(NUMBER, "lost")
    shop.service(Undo).take_back()
    shop.service(Family).split(NUMBER, {1: 1})
    shop.service(Family).unsplit(NUMBER)
    assert stuck(shop) == []


def test_a_split_order_in_work_beside_its_parts_is_told_at_once(shop):
    """Nothing in csdesk does that; a store that was mended by hand may."""
    shop.service(Family).split(NUMBER, {1: 1})
    with shop.store.change() as c:
        o = columns.orders
        c.execute(update(o).where(o.c.order_no == NUMBER).values(order_status="approved"))
    assert stuck(shop, later=0) == [("original", NUMBER, NUMBER)]


def test_a_split_order_without_parts_in_work_and_one_whose_money_went_are_told(shop):
    shop.service(Family).split(NUMBER, {1: 1})
    put(shop, NUMBER, payment_status="refunded")
    assert stuck(shop, later=0) == [("market", NUMBER, NUMBER)]
    for number in (FIRST, SECOND):
        put(shop, number, order_status="closed", hold_reason="")
    assert stuck(shop, later=0) == [("partless", NUMBER, NUMBER)]


def test_when_all_parts_have_left_nothing_is_stuck(shop):
    shop.service(Family).split(NUMBER, {1: 1})
    for number in (FIRST, SECOND):
        put(shop, number, order_status="shipped", hold_reason="")
    assert stuck(shop) == []


def test_the_longest_stuck_stands_first(shop):
    shop.order("TB261122-0002", "2222222222222222222")
    shop.service(Family).reship(NUMBER, "lost")
    shop.service(Family).reship("TB261122-0002", "lost")
    assert [number for _, number, _ in stuck(shop)] == [f"RE{NUMBER}", "RETB261122-0002"]

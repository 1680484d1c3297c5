"""What changed on my orders while I was away: mine, by others, and what it came to."""

from __future__ import annotations

import time

import pytest

from csdesk.model.errors import NotUnderstood
from csdesk.model.status import Flag, Tab
from csdesk.services.asks import Inboxes
from csdesk.services.editing import Editing
from csdesk.services.gate import Gate
from csdesk.services.remarks import Remarks
from csdesk.services.since import Since
from csdesk.store import log
from tests.services.desks import person
from tests.services.test_as_of import shift

MEI, SHIPPER = person("mei", "梅"), person("zhou", "周", ("shipping",))
ONE, TWO, THREE = (f"TB261122-000{n}" for n in (1, 2, 3))


@pytest.fixture
def away(desk):
    """Li worked on the first order and asked about the second, and went home; others go on."""
    for nth, number in enumerate((ONE, TWO, THREE)):
        desk.order(number, f"123456789012345678{nth}")
    desk.service(Editing).set(ONE, "flag", Flag.RED)
    asked = desk.service(Remarks).add(TWO, Tab.SHIPPING, "改圆通")
    with desk.store.change() as c:
        shift(c, 1, int(time.time()) - 60_000, 0, log.length(c), ["li"])
    desk.service(Editing, MEI).set(ONE, "name", "王小明")
    desk.service(Gate, MEI).hold(ONE, "地址不全")
    desk.service(Gate, MEI).release(ONE)
    desk.service(Inboxes, SHIPPER).move(asked.id, "query", "哪个颜色")
    desk.service(Gate, MEI).hold(THREE, "x")
    return desk


def test_only_my_orders_and_only_what_others_did(away):
    away.service(Editing).set(ONE, "phone", "13900002222")
    told = away.service(Since).away()
    assert told.shift
    assert [each.order_no for each in told.orders] == [TWO, ONE]
    assert told.total == 2
    two, one = told.orders
    assert [step.kind for step in two.steps] == ["remark.state"]
    assert [step.kind for step in one.steps] == ["order.set", "order.hold", "order.release"]


def test_what_ended_as_it_began_is_no_difference(away):
    one = away.service(Since).away().orders[1]
    assert [(e.field, e.before, e.after) for e in one.differences] == [
        ("name", "马*云", "王*明"),
    ]  # fmt: skip


def test_since_another_instant(away):
    with away.store.read() as c:
        last = log.length(c)
    assert away.service(Since).away(f"#{last}").total == 0
    assert not away.service(Since).away("now").shift
    with pytest.raises(NotUnderstood):
        away.service(Since).away("soon")


def test_who_ended_no_shift_yet_is_told_of_a_day(away):
    told = away.service(Since, MEI).away()
    assert not told.shift
    assert told.total == 0, "others did nothing to what she worked on"

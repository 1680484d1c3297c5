"""A call about much asked items keeps nobody waiting, and loses nothing to whoever was faster."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from csdesk.model.errors import NotAllowed
from csdesk.model.status import Tab
from csdesk.services.people import People
from csdesk.services.purchasing import Purchasing
from csdesk.services.remarks import Remarks
from csdesk.services.stock import Stock
from csdesk.store.engine import Store
from tests.services.desks import person
from tests.services.test_stock import in_days, order, take

LEAD, HAN = person("wang", "王", ("lead",)), person("han", "韩梅梅", ("purchasing",))


@pytest.fixture
def short(desk, tmp_path):
    """Two orders wait for an item."""
    take(desk, tmp_path, "a.csv", "sku,on_hand\nA100,0\nA200,0\n")
    order(desk, 1, "A100")
    order(desk, 2, "A100", at=2_000)
    return desk


@contextmanager
def meanwhile(desk, what):
    """Have something done in another store of the desk as soon as a queue is read in this one."""
    other = Store(desk.store.path)
    done: list[int] = []

    def heard(_connection, _cursor, statement, *_):
        if not done and "FROM demand" in statement:
            done.append(1)
            what(other)

    event.listen(desk.store.engine, "before_cursor_execute", heard)
    try:
        yield
    finally:
        event.remove(desk.store.engine, "before_cursor_execute", heard)
        other.close()
    assert done


def test_others_write_while_queues_are_walked(short):
    def remark(store):
        Remarks(store, short.settings, HAN).add("TB261122-0001", Tab.INTERNAL, "我先写")

    buying = short.service(Purchasing, LEAD)
    with meanwhile(short, remark):
        told = buying.call(["A100"], in_days(2))
    with meanwhile(short, remark):
        buying.discontinue("A100")
    assert len(told.to_tell) == 2
    assert len(short.service(Remarks).of("TB261122-0001")) == 2


def test_who_is_faster_by_an_instant_is_weighed_with(short):
    """李 says ten days, while 王 says two: that is eight days sooner for both customers."""

    def ten_days(store):
        Purchasing(store, short.settings, HAN).call(["A100"], in_days(10))

    buying = short.service(Purchasing, LEAD)
    with meanwhile(short, ten_days):
        told = buying.call(["A100"], in_days(2))
    assert (told.sooner, told.later) == (2, 0)
    assert [call.login for call in short.service(Stock).item("A100").calls] == ["wang", "han"]
    assert len(buying.to_tell()) == 2


def test_calls_of_several_items_come_back_in_their_order(short):
    buying = short.service(Purchasing, LEAD)
    told = buying.call(["A200", "A100", "A200"], in_days(3))
    assert [call.sku for call in told.calls] == ["A200", "A100"]
    assert {each.waiting.order_no for each in told.to_tell} == {"TB261122-0001", "TB261122-0002"}


def test_who_may_not_call_learns_that_and_not_which_items_there_are(short):
    short.service(People, LEAD).ensure()
    viewer = person("kan", "看看", ("viewer",))
    short.service(People, LEAD).add("kan", "看看", ["viewer"])
    with pytest.raises(NotAllowed):
        short.service(Purchasing, viewer).call(["NO-SUCH-ITEM"], in_days(2))

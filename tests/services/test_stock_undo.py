"""What was said of items and of who comes first is taken back by one key; who is to be told."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from csdesk.model.errors import Conflict, NotAllowed, Refused
from csdesk.model.promises import PromiseKind
from csdesk.model.status import Verdict
from csdesk.services.family import Family
from csdesk.services.gate import Gate
from csdesk.services.people import People
from csdesk.services.priorities import Priorities
from csdesk.services.promises import Promises
from csdesk.services.purchasing import Purchasing
from csdesk.services.stock import Stock
from csdesk.services.undo import Undo
from csdesk.store import columns, demand, tables
from tests.services.desks import person
from tests.services.test_stock import in_days, order, take

LEAD, BUYER, AGENT = (
    person("wang", "王", ("lead",)),
    person("qian", "钱", ("purchasing",)),
    person(),
)


@pytest.fixture
def short(desk, tmp_path):
    """Two orders of two pieces, one piece there."""
    take(desk, tmp_path, "a.csv", "sku,title,on_hand\nA100,裙,1\nB200,裤,0\n")
    order(desk, 1, "A100", 2)
    order(desk, 2, "A100", 2)
    return desk


def orders_item(desk, number, sku):
    """One more line of an order, of one piece."""
    with desk.store.change() as c:
        found = select(columns.orders.c.id).where(columns.orders.c.order_no == number)
        order_id = c.execute(found).scalar_one()
        line = tables.OrderLine(
            order_id=order_id, line_no=2, sku=sku, title="裤", attributes="", quantity=1,
            unit_price=1,
        )  # fmt: skip
        c.execute(insert(columns.lines), line.model_dump())
        demand.touch(c, [order_id])


def to_tell(desk, sku=""):
    return [each.waiting.order_no for each in desk.service(Purchasing).to_tell(sku)]


def test_a_call_is_taken_back_and_the_one_before_counts_again(short):
    buying, stock = short.service(Purchasing, BUYER), short.service(Stock)
    buying.call(["A100"], in_days(3))
    buying.call(["A100", "B200"], in_days(9), "晚了")
    assert stock.can_ship("TB261122-0002").expected.isoformat() == in_days(9)
    undone = short.service(Undo, BUYER).take_back()
    assert (undone.kind, undone.order_nos) == ("stock.call", ("A100, B200",))
    assert stock.can_ship("TB261122-0002").expected.isoformat() == in_days(3)
    assert len(stock.item("A100").calls) == 1
    assert short.events()[-1]["kind"] == "undo"
    with pytest.raises(Refused, match="One step goes back"):
        short.service(Undo, BUYER).take_back()


def test_a_call_that_others_built_upon_stays(short):
    short.service(Purchasing, BUYER).call(["A100"], in_days(3))
    short.service(Purchasing, AGENT).call(["A100"], in_days(5))
    with pytest.raises(Conflict, match=r"李雷 noted a call about A100 since"):
        short.service(Undo, BUYER).take_back()
    short.service(Purchasing, AGENT).told("TB261122-0001")
    short.service(Purchasing, LEAD).call(["B200"], in_days(5))
    assert len(short.service(Stock).item("A100").calls) == 2


def test_a_customer_who_waits_for_several_items_is_told_of_the_one_that_is_named(short):
    orders_item(short, "TB261122-0002", "B200")
    agent = short.service(Purchasing, AGENT)
    for sku in ("A100", "B200"):
        short.service(Purchasing, BUYER).call([sku], in_days(3))
    with pytest.raises(Refused, match=r"several items: .*A100.* Name one of them"):
        agent.told("TB261122-0002")
    agent.told("TB261122-0002", sku="B200")
    assert "TB261122-0002" in to_tell(short, "A100")
    assert "TB261122-0002" not in to_tell(short, "B200")
    with pytest.raises(Refused, match="told of no call"):
        agent.told("TB261122-0002", sku="B200")
    agent.told("TB261122-0002")


def test_a_call_of_which_a_customer_knows_stays(short):
    short.service(Purchasing, BUYER).call(["A100"], in_days(3))
    short.service(Purchasing, AGENT).told("TB261122-0001")
    with pytest.raises(Refused, match="1 customer"):
        short.service(Undo, BUYER).take_back()


def test_an_item_is_bought_again_after_one_key_and_the_other_way_round(short):
    buying, stock = short.service(Purchasing, BUYER), short.service(Stock)
    buying.discontinue("A100", "断货")
    assert stock.item("A100").discontinued_by == "钱"
    short.service(Undo, BUYER).take_back()
    assert stock.item("A100").discontinued_by == ""
    buying.discontinue("A100")
    buying.resume("A100")
    short.service(Undo, BUYER).take_back()
    assert stock.item("A100").discontinued_by == "钱"
    short.service(Purchasing, LEAD).resume("A100")
    short.service(Purchasing, LEAD).discontinue("A100")
    with pytest.raises(Refused, match="One step goes back"):
        short.service(Undo, BUYER).take_back()


def test_somebody_elses_word_on_an_item_is_not_undone(short):
    short.service(Purchasing, BUYER).discontinue("A100")
    short.service(Purchasing, LEAD).resume("A100")
    with pytest.raises(Conflict, match="A100 was changed since"):
        short.service(Undo, BUYER).take_back()


def test_the_same_word_on_an_item_said_again_by_somebody_else_is_not_undone(short):
    buying = short.service(Purchasing, BUYER)
    buying.discontinue("A100")
    buying.resume("A100")
    colleague = short.service(Purchasing, LEAD)
    colleague.discontinue("A100")
    colleague.resume("A100", "工厂确认")
    with pytest.raises(Conflict, match="A100 was changed since"):
        short.service(Undo, BUYER).take_back()
    assert short.service(Stock).item("A100").discontinued_by == ""


def test_a_word_on_another_item_does_not_keep_ones_own_from_being_undone(short):
    short.service(Purchasing, BUYER).discontinue("A100")
    short.service(Purchasing, LEAD).discontinue("B200")
    short.service(Undo, LEAD).take_back()
    assert short.service(Undo, BUYER).take_back().order_nos == ("A100",)
    assert short.service(Stock).item("A100").discontinued_by == ""


def test_the_same_priority_given_again_by_somebody_else_is_not_undone(short):
    short.service(Priorities, LEAD).put_first("TB261122-0002", "急")
    other = short.service(Priorities, person("sun", "孙", ("lead",)))
    other.put_first("TB261122-0002", "", 0)
    other.put_first("TB261122-0002", "律师函")
    with pytest.raises(Conflict, match="was changed since"):
        short.service(Undo, LEAD).take_back()
    assert short.service(Stock).can_ship("TB261122-0002").priority == 1


def test_a_priority_is_taken_back_and_the_one_before_counts_again(short):
    first, stock = short.service(Priorities, LEAD), short.service(Stock)
    first.put_first("TB261122-0002", "急")
    first.put_first("TB261122-0002", "更急", 2)
    assert short.service(Undo, LEAD).take_back().order_nos == ("TB261122-0002",)
    told = stock.can_ship("TB261122-0002")
    assert (told.priority, told.place) == (1, 1)
    first.put_first("TB261122-0002", "", 0)
    assert stock.can_ship("TB261122-0002").place == 2
    short.service(Undo, LEAD).take_back()
    assert stock.can_ship("TB261122-0002").place == 1


def test_nobody_takes_back_what_they_may_do_no_more(short):
    people = short.service(People, person("boss", "老板", roles=()))
    people.ensure()
    people.add("wang", "王", ["lead"])
    short.service(Priorities, LEAD).put_first("TB261122-0002", "急")
    people.off("wang")
    with pytest.raises(NotAllowed):
        short.service(Undo, LEAD).take_back()


def test_sent_twice_it_is_taken_back_once(short):
    short.service(Purchasing, BUYER).call(["A100"], in_days(3))
    undo = short.service(Undo, BUYER)
    assert undo.take_back("same").kind == "stock.call"
    assert undo.take_back("same").kind == "stock.call"


def test_whoever_is_to_be_told_stays_listed_until_somebody_has(short):
    buying = short.service(Purchasing, BUYER)
    short.service(Promises).make("TB261122-0002", PromiseKind.SHIP, in_days(5))
    told = buying.call(["A100"], in_days(3))
    assert len(told.to_tell) == 2
    assert to_tell(short) == ["TB261122-0002", "TB261122-0001"]
    assert to_tell(short, "A100") == to_tell(short)
    assert to_tell(short, "B200") == []
    (first, _) = buying.to_tell()
    assert (first.item.name, first.waiting.verdict) == ("A100", Verdict.EXPECTED)
    assert buying.sheet().to_tell == 2
    short.service(Purchasing, AGENT).told("TB261122-0002", client_id="x")
    short.service(Purchasing, AGENT).told("TB261122-0002", client_id="x")
    assert to_tell(short) == ["TB261122-0001"]
    with pytest.raises(Refused, match="of no call"):
        short.service(Purchasing, AGENT).told("TB261122-0002")
    short.service(Undo, AGENT).take_back()
    assert len(to_tell(short)) == 2
    buying.call(["A100"], in_days(4))
    assert len(to_tell(short)) == 2, "each order once"


def test_only_calls_that_somebody_read_are_told(short):
    buying, agent = short.service(Purchasing, BUYER), short.service(Purchasing, AGENT)
    buying.call(["A100"], in_days(3))
    read = next(each for each in agent.to_tell() if each.waiting.order_no == "TB261122-0002")
    buying.call(["A100"], in_days(9))
    agent.told("TB261122-0002", call=read.call)
    assert "TB261122-0002" in to_tell(short), "nobody told them of the ninth day"
    read = next(each for each in agent.to_tell() if each.waiting.order_no == "TB261122-0002")
    agent.told("TB261122-0002", call=read.call)
    assert "TB261122-0002" not in to_tell(short)


def test_a_customer_told_of_one_item_is_still_to_be_told_of_the_other(short):
    orders_item(short, "TB261122-0001", "B200")
    buying, agent = short.service(Purchasing, BUYER), short.service(Purchasing, AGENT)
    buying.call(["A100"], in_days(3))
    buying.call(["B200"], in_days(20))
    (read,) = [e for e in agent.to_tell("A100") if e.waiting.order_no == "TB261122-0001"]
    agent.told("TB261122-0001", call=read.call)
    assert to_tell(short, "B200") == ["TB261122-0001"]
    assert to_tell(short, "A100") == ["TB261122-0002"]


def test_who_waits_no_more_is_told_nothing_and_parts_stand_for_the_whole(short):
    short.service(Purchasing, BUYER).call(["A100"], in_days(3))
    short.service(Family).split("TB261122-0001", {1: 1})
    numbers = to_tell(short)
    assert "TB261122-0001" not in numbers
    assert len([number for number in numbers if number.endswith("TB261122-0001")]) == 2
    short.service(Gate).hold("TB261122-0002", "等")
    assert "TB261122-0002" in to_tell(short)


def test_a_call_that_is_taken_back_leaves_nobody_to_tell(short):
    short.service(Purchasing, BUYER).call(["A100"], in_days(3))
    short.service(Undo, BUYER).take_back()
    assert to_tell(short) == []

"""Answers about stock agree with each other, whoever asks and however."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update

from csdesk.model.errors import Refused
from csdesk.model.intake import Value
from csdesk.model.promises import PromiseKind
from csdesk.model.review import Outcome
from csdesk.model.roles import Action
from csdesk.model.settings import Check
from csdesk.model.status import Verdict
from csdesk.model.stock import Reason
from csdesk.services.acting import Acting
from csdesk.services.family import Family
from csdesk.services.gate import Gate
from csdesk.services.people import People
from csdesk.services.priorities import Priorities
from csdesk.services.promises import Promises
from csdesk.services.purchasing import Purchasing
from csdesk.services.review import Review
from csdesk.services.stock import Stock
from csdesk.services.undo import Undo
from csdesk.store import columns, demand, remaining, tables
from csdesk.store.changing import Rewrite
from tests.services.desks import person
from tests.services.test_stock import in_days, order, take

LEAD = person("wang", "王", ("lead",))


def one_more_line(desk, number, sku, quantity=1):
    """A second line of an order."""
    with desk.store.change() as c:
        found = select(columns.orders.c.id).where(columns.orders.c.order_no == number)
        order_id = c.execute(found).scalar_one()
        line = tables.OrderLine(
            order_id=order_id, line_no=2, sku=sku, title="", attributes="", quantity=quantity,
            unit_price=1,
        )  # fmt: skip
        c.execute(insert(columns.lines), line.model_dump())
        demand.touch(c, [order_id])


def test_who_has_left_sees_no_purchase_prices_whatever_they_bring_along(desk, tmp_path):
    take(desk, tmp_path, "a.csv", "sku,on_hand,cost\nA100,5,45.00\n")
    desk.service(People).ensure()
    desk.service(People).add("ex", "前任", ["lead"])
    gone = person("ex", "前任", ("lead",))
    assert desk.service(Stock, gone).item("A100").cost == 4_500
    desk.service(People).off("ex")
    card = desk.service(Stock, gone).item("A100")
    assert (card.cost, card.cost_hidden) == (None, True)


def test_what_is_too_long_to_be_kept_is_refused_and_not_cut(desk, tmp_path):
    take(desk, tmp_path, "a.csv", "sku,on_hand\nA100,0\n")
    number = order(desk, 1, "A100")
    buying = desk.service(Purchasing, LEAD)
    for change in (
        lambda: buying.call(["A100"], "", "等" * 501),
        lambda: buying.read(f"? {'等' * 501}"),
        lambda: buying.discontinue("A100", "停" * 501),
        lambda: desk.service(Priorities, LEAD).put_first(number, "急" * 201),
    ):
        with pytest.raises(Refused, match="longer"):
            change()
    (call,) = buying.call(["A100"], "", "等" * 500).calls
    assert call.answer == "等" * 500
    assert buying.read(f"? {'等' * 500}").words == "等" * 500


def test_an_order_that_asks_for_an_item_twice_needs_both(desk, tmp_path):
    take(desk, tmp_path, "a.csv", "sku,on_hand\nA100,3\n")
    number = order(desk, 1, "A100", 2, status="awaiting_review")
    one_more_line(desk, number, "A100", 2)

    def stock_check():
        checks = desk.service(Review).check(number).checks
        return next(each for each in checks if each.check is Check.STOCK).outcome

    assert stock_check() is Outcome.NOTE
    told = desk.service(Stock).can_ship(number)
    assert [line.covered for line in told.lines] == [2, 1]
    take(desk, tmp_path, "b.csv", "sku,on_hand\nA100,4\n")
    assert stock_check() is Outcome.OK


def test_the_queue_tells_of_an_order_what_the_order_is_told(desk, tmp_path):
    take(desk, tmp_path, "a.csv", "sku,on_hand\nA100,3\n")
    order(desk, 1, "A100", 2)
    for n in (2, 3, 4):
        order(desk, n, "A100", 1, status="held" if n == 3 else "awaiting_review", at=n)
    one_more_line(desk, "TB261122-0004", "A100")
    stock = desk.service(Stock)
    listed = {(each.order_no, each.line_no): each for each in stock.queue("A100").waiting}
    asked = {
        (told.order_no, line.line_no): line
        for told in map(stock.can_ship, {number for number, _ in listed})
        for line in told.lines
    }
    assert {at: (each.verdict, each.covered, each.place) for at, each in listed.items()} == {
        at: (line.verdict, line.covered, line.place) for at, line in asked.items()
    }
    assert listed["TB261122-0003", 1].verdict is Verdict.AVAILABLE
    assert listed["TB261122-0004", 2].verdict is Verdict.NOT_AVAILABLE


def test_who_remains_without_goods_is_told_of_all_orders_together(desk, tmp_path):
    take(desk, tmp_path, "a.csv", "sku,on_hand\nA100,1\n")
    for n in (1, 2, 3):
        order(desk, n, "A100", 1, status="awaiting_review", at=n)
    buying = desk.service(Purchasing, LEAD)
    ((short,),) = [group.shortages for group in buying.sheet().suppliers]
    assert (short.pieces, short.orders) == (2, 2)
    told = buying.would_discontinue("A100")
    assert ([each.waiting.order_no for each in told.short], told.served) == (
        ["TB261122-0002", "TB261122-0003"], 1,
    )  # fmt: skip


def test_a_promise_slips_whatever_else_the_order_asks_for(desk, tmp_path):
    take(desk, tmp_path, "a.csv", "sku,on_hand\nA100,0\n")
    number = order(desk, 1, "A100")
    one_more_line(desk, number, "ZZZ9")  # no stock file has it
    promises, stock = desk.service(Promises), desk.service(Stock)
    promises.make(number, PromiseKind.ANSWER, in_days(1))
    promises.make(number, PromiseKind.SHIP, in_days(2))
    assert stock.can_ship(number).verdict is Verdict.NOT_AVAILABLE
    ((slip,), buying) = promises.slipping(), desk.service(Purchasing, LEAD)
    assert (slip.order_no, slip.sku, slip.expected) == (number, "A100", None)
    buying.call(["A100"], in_days(4))
    assert stock.can_ship(number).verdict is Verdict.UNKNOWN
    (slip,) = promises.slipping()
    assert (slip.sku, slip.expected.isoformat()) == ("A100", in_days(4))
    buying.call(["A100"], in_days(1))
    assert promises.slipping() == ()


def test_taking_a_priority_back_pushes_nobody_who_gains_by_it(desk, tmp_path):
    take(desk, tmp_path, "a.csv", "sku,on_hand\nA100,1\n")
    first, second = order(desk, 1, "A100"), order(desk, 2, "A100", at=2_000)
    desk.service(Purchasing, LEAD).call(["A100"], in_days(3))
    priorities = desk.service(Priorities, LEAD)
    assert [each.order_no for each in priorities.put_first(second, "急").pushed] == [first]
    assert priorities.put_first(second, "", 0).pushed == ()
    assert desk.service(Stock).can_ship(first).verdict is Verdict.AVAILABLE


def test_the_parts_of_an_order_come_first_where_the_whole_did(desk, tmp_path):
    take(desk, tmp_path, "a.csv", "sku,on_hand\nA100,2\n")
    whole = order(desk, 1, "A100", 4, at=2_000)
    order(desk, 2, "A100", 2)
    both = person("wang", "王", ("agent", "lead"))
    desk.service(Priorities, both).put_first(whole, "急")
    stock, family = desk.service(Stock), desk.service(Family, both)
    for _ in range(2):  # parts that were taken back and made again, too
        parts = [each.order_no for each in family.split(whole, {1: 2}).children]
        told = [stock.can_ship(each) for each in parts]
        assert [(each.place, each.priority) for each in told] == [(1, 1), (None, 1)]
        family.unsplit(whole)
        assert (stock.can_ship(whole).place, stock.can_ship(whole).priority) == (1, 1)
    desk.service(Priorities, both).put_first(whole, "", 0)
    parts = [each.order_no for each in family.split(whole, {1: 2}).children]
    assert [stock.can_ship(each).priority for each in parts] == [0, 0]


def test_an_approval_is_taken_back_though_a_lead_put_the_order_first(desk, tmp_path):
    take(desk, tmp_path, "a.csv", "sku,on_hand\nA100,1\n")
    number = order(desk, 1, "A100", status="awaiting_review")
    desk.service(Gate).approve(number)
    desk.service(Priorities, LEAD).put_first(number, "急")
    assert desk.service(Undo).take_back().order_nos == (number,)
    assert desk.service(Stock).can_ship(number).reason is Reason.NOT_APPROVED


def test_goods_that_came_are_not_expected_once_more(desk, tmp_path):
    take(desk, tmp_path, "a.csv", "sku,on_hand\nA100,0\n")
    orders = [order(desk, n, "A100", at=n * 1_000) for n in (1, 2, 3, 4)]
    desk.service(Purchasing, LEAD).call(["A100"], in_days(3), quantity=3)
    stock = desk.service(Stock)

    def verdicts():
        return [stock.can_ship(each).verdict for each in orders]

    there, comes, none = Verdict.AVAILABLE, Verdict.EXPECTED, Verdict.NOT_AVAILABLE
    assert verdicts() == [comes, comes, comes, none]
    take(desk, tmp_path, "b.csv", "sku,on_hand\nA100,2\n")  # two of the three came early
    assert verdicts() == [there, there, comes, none]
    with Acting(desk.store, LEAD).change(Action.REVIEW) as act:  # the first two leave
        soon = int(datetime.now(UTC).timestamp()) + 5
        now: dict[str, Value] = {"order_status": "shipped", "shipped_at": soon}
        act.write("order.ship", [Rewrite(act.order(each), now) for each in orders[:2]])
    assert verdicts()[2:] == [comes, none]
    take(desk, tmp_path, "c.csv", "sku,on_hand\nA100,3\n")  # the last one came
    assert verdicts()[2:] == [there, none]


def test_orders_are_counted_and_not_their_lines(desk, tmp_path):
    take(desk, tmp_path, "a.csv", "sku,on_hand\nA100,3\n")
    served = order(desk, 1, "A100", 2, at=1)
    one_more_line(desk, served, "A100")
    expected, short = order(desk, 2, "A100", at=2), order(desk, 3, "A100", 2, at=3)
    one_more_line(desk, short, "A100", 3)
    buying = desk.service(Purchasing, LEAD)
    told = buying.call(["A100"], in_days(3))
    assert (told.sooner, told.later, len(told.to_tell)) == (2, 0, 2)
    told = buying.call(["A100"], in_days(3), quantity=1)
    assert (told.sooner, told.later) == (0, 1)
    told = buying.discontinue("A100")
    assert told.served == 2  # one has its goods, one waits for those that still come
    ((each,),) = [told.short]
    assert (each.waiting.order_no, each.waiting.quantity) == (short, 5)
    assert desk.service(Stock).can_ship(expected).verdict is Verdict.EXPECTED


def test_the_check_of_the_file_finds_nothing_in_what_orders_ask_for(desk, tmp_path):
    take(desk, tmp_path, "a.csv", "sku,on_hand\nA100,3\n")
    order(desk, 1, "A100", 2)
    with desk.store.read() as c:
        assert c.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]


def test_a_call_whose_day_has_passed_or_that_is_old_is_made_again(desk, tmp_path):
    take(desk, tmp_path, "a.csv", "sku,on_hand\nA100,0\nA200,0\n")
    order(desk, 1, "A100")
    order(desk, 2, "A200")
    buying = desk.service(Purchasing, LEAD)
    called = columns.stock_calls

    def uncalled(days=0):
        now = datetime.now(ZoneInfo(desk.settings.zone)) + timedelta(days=days)
        with desk.store.read() as c:
            rows = remaining.shortages(c, now, 9).rows
        return sorted(each.about for each in rows)

    assert uncalled() == ["A100", "A200"]
    buying.call(["A100"], "2d", "后天到")
    buying.call(["A200"], "", "不知道")
    assert uncalled() == []
    assert uncalled(days=2) == []
    assert uncalled(days=3) == ["A100"]
    assert uncalled(days=6) == ["A100"]
    assert uncalled(days=8) == ["A100", "A200"]
    assert sum(each.uncalled for each in buying.sheet().suppliers) == 0
    with desk.store.change() as c:
        c.execute(update(called).values(expected="", at=called.c.at - 8 * 86_400))
    assert sum(each.uncalled for each in buying.sheet().suppliers) == 2

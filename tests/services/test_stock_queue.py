"""A queue is told page by page, and every page tells what the whole would."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csdesk.services import queueing
from csdesk.services.priorities import Priorities
from csdesk.services.stock import Stock
from tests.services.desks import bare_desk, person
from tests.services.test_stock import order, take

LEAD = person("wang", "王", ("lead",))
WAYS = ("approved", "approved", "awaiting_review", "held")


def pages(stock, counted, limit):
    """All lines of a queue, asked for page by page."""
    told, first = [], 0
    while True:
        page = stock.queue("A100", counted, first=first, limit=limit)
        assert page.first == first
        told += page.waiting
        first += limit
        if first >= page.total:
            assert len(told) == page.total
            return told


def whole(desk):
    """What every line gets, worked out in one go."""
    with desk.store.read() as c:
        supply = queueing.supplies(c, ["a100"])["a100"]
        today = desk.service(Stock).today()
        found = queueing.served(c, "a100", supply, today)
        return [(line.order_no, line) for line in queueing.waiting(c, found)]


LINES = st.lists(
    st.tuples(st.sampled_from(WAYS), st.integers(1, 3), st.integers(1, 4)), min_size=1, max_size=9
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=LINES, there=st.integers(0, 12), limit=st.integers(1, 4))
def test_pages_together_are_the_queue(tmp_path_factory, lines, there, limit):
    folder = tmp_path_factory.mktemp("desk")
    desk = bare_desk(folder)
    take(desk, folder, "a.csv", f"sku,on_hand\nA100,{there}\n")
    for n, (status, pieces, at) in enumerate(lines, start=1):
        order(desk, n, "A100", pieces, status=status, at=at)
    stock, told = desk.service(Stock), whole(desk)
    assert [(each.order_no, each) for each in pages(stock, "demand", limit)] == told
    for counted, belongs in {
        "allocated": lambda each: each.place is not None,
        "awaiting": lambda each: each.order_status == "awaiting_review",
        "on_hold": lambda each: each.order_status == "held",
        "shortage": lambda each: each.covered < each.quantity,
    }.items():
        wanted = [(number, each) for number, each in told if belongs(each)]
        assert [(each.order_no, each) for each in pages(stock, counted, limit)] == wanted
    for number, each in told:
        page = stock.queue("A100", at=number, limit=limit)
        assert each.order_no in {line.order_no for line in page.waiting}
        assert page.first % limit == 0
    desk.store.close()


def test_an_order_of_the_queue_is_found_on_its_page(desk, tmp_path):
    take(desk, tmp_path, "a.csv", "sku,on_hand\nA100,2\n")
    numbers = [order(desk, n, "A100", at=n) for n in range(1, 8)]
    desk.service(Priorities, LEAD).put_first(numbers[6], "急")
    stock = desk.service(Stock)
    page = stock.queue("A100", at=numbers[4], limit=3)
    assert (page.first, [line.order_no for line in page.waiting]) == (3, numbers[2:5])
    assert [line.place for line in page.waiting] == [4, 5, 6]
    assert stock.queue("A100", at=numbers[6], limit=3).waiting[0].order_no == numbers[6]
    assert stock.queue("A100", first=99, limit=3).first == 6
    assert stock.queue("A100", at="nothing", limit=3).first == 0


@pytest.mark.parametrize("counted", ["demand", "shortage", "awaiting"])
def test_an_item_that_nobody_asks_for_has_an_empty_queue(desk, tmp_path, counted):
    take(desk, tmp_path, "a.csv", "sku,on_hand\nA100,2\n")
    page = desk.service(Stock).queue("A100", counted)
    assert (page.waiting, page.total, page.first) == ((), 0, 0)

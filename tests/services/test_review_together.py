"""Clean orders that together want more than is left are told before they are approved (W7)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csdesk.model.bulk import BulkAction
from csdesk.model.review import StockDoubt
from csdesk.model.settings import Check, ReviewSettings, Weight
from csdesk.model.status import Verdict
from csdesk.services.bulk import Bulk
from csdesk.services.gate import Gate
from csdesk.services.priorities import Priorities
from csdesk.services.review import Review
from csdesk.services.stock import Stock
from csdesk.store import columns
from tests.ui.stocked import DRESS, LEAD, THERE, stocked_desk, wanted

ADDRESS = {"province": "浙江省", "city": "杭州市", "district": "西湖区", "address": "文三路 1 号"}
LEFT = 7
"""Nine on hand, an approved order wants two."""


@pytest.fixture
def queue(tmp_path):
    """Puts orders that want so many pieces each into the queue; nothing else awaits review."""
    desk = stocked_desk(tmp_path)
    desk.service(Gate).hold("TB240202-0004", "1")

    def filled(*pieces, sku=THERE):
        numbers = [
            wanted(desk, n, sku, quantity=each, name=f"周{n}", order_status="awaiting_review",
                   approved_at=None, phone=f"138{n:08}", total=9_900 * each)
            for n, each in enumerate(pieces, 10)
        ]  # fmt: skip
        with desk.store.change() as c:
            o = columns.orders
            c.execute(o.update().values(ADDRESS))
            for n, number in enumerate(numbers):
                c.execute(o.update().where(o.c.order_no == number).values(address=f"文三路 {n} 号"))
        return desk, numbers

    yield filled
    desk.store.close()


@pytest.mark.parametrize(
    "pieces", [(3, 3), (3, 3, 3), (7, 1), (8, 1, 1), (1,) * 9, (2, 6, 1, 5), (4, 3)]
)
def test_as_many_are_told_short_as_get_too_little_once_they_are_approved(queue, pieces):
    desk, numbers = queue(*pieces)
    preview = desk.service(Review).preview()
    assert ([each.order_no for each in preview.ready], preview.skipped) == (numbers, ())
    desk.service(Bulk).do(BulkAction.APPROVE, preview.ready)
    can_ship = desk.service(Stock).can_ship
    without = [each for each in numbers if can_ship(each).verdict is not Verdict.AVAILABLE]
    assert preview.stock.get(StockDoubt.SHORT, 0) == len(without)
    assert (sum(pieces) > LEFT) is bool(without)


def test_who_comes_first_gets_the_goods_in_the_preview_too(queue):
    desk, (first, second) = queue(6, 7)
    assert desk.service(Review).preview().stock == {StockDoubt.SHORT: 1}
    desk.service(Priorities, LEAD).put_first(second, "vip")
    preview = desk.service(Review).preview()
    assert preview.stock == {StockDoubt.SHORT: 1}
    desk.service(Bulk).do(BulkAction.APPROVE, preview.ready)
    assert desk.service(Stock).can_ship(first).verdict is Verdict.NOT_AVAILABLE


def test_of_what_is_not_bought_any_more_it_is_said(queue):
    desk, _numbers = queue(7, 7, sku=f"{DRESS}-05-XS")  # twelve of it are there
    assert desk.service(Review).preview().stock == {StockDoubt.DISCONTINUED: 1}


def test_a_shop_that_does_not_check_the_stock_is_told_nothing(queue):
    desk, _numbers = queue(5, 5)
    weights = {**ReviewSettings().weights, Check.STOCK: Weight.OFF}
    desk.settings = replace(desk.settings, review=ReviewSettings(weights=weights))
    assert desk.service(Review).preview().stock == {}

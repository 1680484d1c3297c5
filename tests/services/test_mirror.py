"""The double remark: what the marketplace says, held against what the desk says."""

from __future__ import annotations

import pytest

from csdesk.model.errors import NotFound
from csdesk.model.mirror import MirrorFault
from csdesk.model.status import Tab
from csdesk.services.mirror import Mirror
from csdesk.services.remarks import Remarks
from tests.services.desks import person

NUMBER = "TB261122-0001"
MISSING, DIFFERENT, ONLY_THERE = MirrorFault


def write(desk, text, tab=Tab.SHIPPING, number=NUMBER, **more):
    return desk.service(Remarks).add(number, tab, text, **more).id


def boxes(desk):
    """Remark -> whether its box says that it stands in the marketplace."""
    return {each.text: each.in_market for each in desk.service(Remarks).of(NUMBER)}


def test_only_orders_in_work_are_compared_the_newest_first_and_all_are_counted(desk):
    for n, status in enumerate(("approved", "awaiting_review", "shipped", "closed", "held"), 1):
        number = f"TB261122-000{n}"
        desk.order(number, f"12345678901234567{n:02}", order_status=status, market_remark="急")
    desk.order("TB261122-0009", "2234567890123456789", order_status="approved")
    report = desk.service(Mirror).report(limit=2)
    assert report.checked == 3
    assert report.counts == {MISSING: 0, DIFFERENT: 0, ONLY_THERE: 3}
    assert [each.order.order_no for each in report.orders] == ["TB261122-0005", "TB261122-0002"]


def test_what_the_check_comes_to_is_counted_once_for_everybody(desk):
    mirror = desk.service(Mirror)
    assert mirror.counted() is None
    mirror.count()
    assert mirror.counted() == {MISSING: 0, DIFFERENT: 0, ONLY_THERE: 0}
    desk.order(NUMBER, order_status="approved", market_remark="送小礼品；客户要求改发申通快递")
    write(desk, "客户要求改发圆通快递")
    write(desk, "周六送")
    assert mirror.counted() == {MISSING: 0, DIFFERENT: 0, ONLY_THERE: 0}
    mirror.count()
    told = desk.service(Mirror, person("han", "韩")).counted()
    assert told == mirror.report().counts == {MISSING: 1, DIFFERENT: 1, ONLY_THERE: 1}


def test_an_order_tells_what_differs_and_what_to_paste(desk):
    desk.order(NUMBER, market_remark="送小礼品；客户要求改发申通快递", order_status="shipped")
    write(desk, "客户要求改发圆通快递")
    write(desk, "急，周五前到")
    found = desk.service(Mirror).of(NUMBER)
    assert [each.fault for each in found.mismatches] == [DIFFERENT, MISSING, ONLY_THERE]
    assert found.paste == "送小礼品；客户要求改发圆通快递；急，周五前到"
    with pytest.raises(NotFound):
        desk.service(Mirror).of("290000000000000001")


def test_what_the_market_says_already_has_its_box_closed_when_it_is_written(desk):
    desk.order(NUMBER, market_remark="改发圆通 小李 11.22")
    write(desk, "改发圆通")
    write(desk, "送小礼品")
    assert boxes(desk) == {"改发圆通": True, "送小礼品": False}
    assert desk.service(Mirror, person("han", "韩")).report().counts[MISSING] == 1

"""Red names: every order of the customer is marked, later ones too; a lead takes the mark away."""

from __future__ import annotations

import pytest

from csdesk.model.errors import NotAllowed, Refused
from csdesk.services.blacklist import Blacklist
from csdesk.services.orders import Orders
from tests.services.desks import person

LEAD = person("wang", "王", roles=("lead",))


@pytest.fixture
def orders(desk):
    """Two orders of one buyer and one of another."""
    desk.order("TB261122-0001", "1" * 18, account="a@x.cn", buyer="a@x.cn")
    desk.order("TB261122-0002", "2" * 18, account="a@x.cn", buyer="a@x.cn", order_status="shipped")
    desk.order("TB261122-0003", "3" * 18, account="b@x.cn", buyer="b@x.cn")
    return desk


def red(desk):
    return [row.order_no for row in desk.service(Orders).search("is:blacklisted").rows]


def test_all_orders_of_the_customer_are_red_and_nobody_elses(orders):
    orders.service(Blacklist).add("TB261122-0001", "恶意留差评", evidence="截图 3")
    assert red(orders) == ["TB261122-0002", "TB261122-0001"]
    told = orders.service(Blacklist).of("TB261122-0002")
    assert (told.reason, told.evidence, told.by) == ("恶意留差评", "截图 3", "li")


def test_an_order_that_comes_later_is_red_too(orders):
    orders.service(Blacklist).add("TB261122-0001", "恶意留差评")
    orders.order("TB261122-0004", "4" * 18, account="a@x.cn", buyer="a@x.cn")
    with orders.store.change() as c:
        assert orders.service(Blacklist).mark_arrivals(c) == 1
        assert orders.service(Blacklist).mark_arrivals(c) == 0
    assert "TB261122-0004" in red(orders)


def test_only_a_lead_takes_somebody_off_and_the_reason_is_kept(orders):
    agent = orders.service(Blacklist)
    agent.add("TB261122-0001", "无故退回")
    with pytest.raises(NotAllowed, match="Who may: lead"):
        agent.remove("TB261122-0001", "误会")
    assert red(orders)
    orders.service(Blacklist, LEAD).remove("TB261122-0001", "误会")
    assert red(orders) == []
    assert orders.service(Blacklist).of("TB261122-0001") is None
    kinds = [each["kind"] for each in orders.events()]
    assert kinds.count("customer.blacklist") == kinds.count("customer.unblacklist") == 2


def test_who_is_there_already_or_not_there_or_not_known_is_said(orders):
    service = orders.service(Blacklist)
    service.add("TB261122-0001", "恶意留差评")
    with pytest.raises(Refused, match="already: 恶意留差评"):
        service.add("TB261122-0002", "again")
    with pytest.raises(Refused, match="not on the blacklist"):
        orders.service(Blacklist, LEAD).remove("TB261122-0003", "x")
    orders.order("TB261122-0005", "5" * 18, account="张**", buyer="")
    with pytest.raises(Refused, match="no account"):
        service.add("TB261122-0005", "x")
    with pytest.raises(Refused, match="Say why"):
        service.add("TB261122-0003", "  ")


def test_sent_twice_it_is_done_once(orders):
    service = orders.service(Blacklist)
    service.add("TB261122-0001", "恶意留差评", client_id="a")
    service.add("TB261122-0001", "恶意留差评", client_id="a")
    assert [each["kind"] for each in orders.events()].count("customer.blacklist") == 2

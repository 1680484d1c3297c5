"""Exchanging before dispatch: units and money are kept, shipping reads it, u undoes it (W14)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.errors import Conflict, NotAllowed, NotFound, Refused
from csdesk.model.family import GiftKind
from csdesk.model.items import Item
from csdesk.model.status import Tab
from csdesk.rules.exchange import exchange
from csdesk.services.accounts import Accounts
from csdesk.services.editing import Editing
from csdesk.services.exchanges import Exchanges
from csdesk.services.family import Family
from csdesk.services.gifts import Gifts
from csdesk.services.orders import Orders
from csdesk.services.remarks import Remarks
from csdesk.services.undo import Undo
from tests.services.desks import person
from tests.services.test_stock import take

NUMBER = "TB261122-0001"
DEAR = {"sku": "WXZ0KU1122", "title": "卫衣", "attributes": "蓝 L", "unit_price": 12_900}
CHEAP = {"sku": "A0003", "title": "袜子", "attributes": "", "unit_price": 900}


@pytest.fixture
def exchanges(desk):
    """An order of two pieces at 99.00, and items that other orders know."""
    desk.order(buyer="a@x.cn", account="a@x.cn")
    desk.order("TB261122-0002", "2" * 18, DEAR)
    desk.order("TB261122-0003", "3" * 18, CHEAP)
    return desk.service(Exchanges)


def lines(desk):
    return [
        (line.sku, line.attributes, line.quantity, line.unit_price)
        for line in desk.service(Orders).order(NUMBER).lines
    ]


def test_all_pieces_become_the_other_item_and_the_customer_pays_more(desk, exchanges):
    done = exchanges.exchange(NUMBER, 1, "1122")
    assert lines(desk) == [("WXZ0KU1122", "蓝 L", 2, 12_900)]
    assert (done.difference, done.owed) == (2 * (12_900 - 9_900), 0)
    ((tab, text),) = [(each.tab, each.text) for each in desk.service(Remarks).of(NUMBER)]
    assert tab is Tab.SHIPPING
    assert "WXZ0KU1122" in text
    assert "WLY0QU1098" in text


def test_an_item_that_only_the_stock_knows_costs_what_its_file_tells(desk, exchanges, tmp_path):
    take(desk, tmp_path, "stock.csv", "sku,title,color,on_hand,price\nNEW0AA7001,裤,黑,5,109.00\n"
         "NEW0AA7002,裙,白,5,\n")  # fmt: skip
    done = exchanges.exchange(NUMBER, 1, "7001", quantity=1)
    assert (done.item.sku, done.item.attributes, done.difference) == ("NEW0AA7001", "黑", 1_000)
    with pytest.raises(Refused, match="Say what one piece costs"):
        exchanges.preview(NUMBER, 1, "7002")


def test_some_pieces_stay_and_what_is_cheaper_is_owed(desk, exchanges):
    done = exchanges.exchange(NUMBER, 1, "A0003", quantity=1)
    assert lines(desk) == [("WLY0QU1098", "红 M", 1, 9_900), ("A0003", "", 1, 900)]
    assert (done.difference, done.owed) == (-9_000, 9_000)
    assert desk.service(Accounts).of(NUMBER).owed == 9_000
    found = desk.service(Orders).search("sku:A0003").rows
    assert NUMBER in [row.order_no for row in found]


@pytest.mark.parametrize("quantity", [1, 2])
def test_taken_back_the_lines_and_the_account_are_what_they_were(desk, exchanges, quantity):
    before = lines(desk)
    exchanges.exchange(NUMBER, 1, "A0003", quantity=quantity)
    desk.service(Undo).take_back()
    assert lines(desk) == before
    assert desk.service(Accounts).of(NUMBER).owed == 0
    assert desk.service(Remarks).of(NUMBER)[0].text.startswith("【已撤销")


def test_what_was_changed_since_is_not_taken_back(desk, exchanges):
    exchanges.exchange(NUMBER, 1, "A0003")
    desk.service(Editing, person("han", "韩")).set(NUMBER, "name", "李四")
    with pytest.raises(Conflict, match="han"):
        desk.service(Undo).take_back()


def test_a_preview_tells_the_same_and_changes_nothing(desk, exchanges):
    events = len(desk.events())
    told = exchanges.preview(NUMBER, 1, "A0003", quantity=1)
    assert (told.difference, told.owed) == (-9_000, 9_000)
    assert len(desk.events()) == events
    assert exchanges.exchange(NUMBER, 1, "A0003", quantity=1).difference == told.difference


def test_what_cannot_be_exchanged_is_refused_and_nothing_is_half_done(desk, exchanges):
    events = len(desk.events())
    for arguments, more, error in (
        ((NUMBER, 1, "9999"), {}, NotFound),
        ((NUMBER, 7, "1122"), {}, NotFound),
        ((NUMBER, 1, "1122"), {"quantity": 3}, Refused),
        ((NUMBER, 1, "1098"), {}, Refused),
    ):
        with pytest.raises(error):
            exchanges.exchange(*arguments, **more)
    assert len(desk.events()) == events


@pytest.mark.parametrize("status", ["shipped", "partly_shipped", "split", "closed"])
def test_what_has_left_is_not_exchanged(desk, status):
    desk.order(order_status=status)
    desk.order("TB261122-0002", "2" * 18, DEAR)
    with pytest.raises(Refused, match=NUMBER):
        desk.service(Exchanges).exchange(NUMBER, 1, "1122")


def test_a_price_that_no_order_tells_is_asked_for(desk):
    desk.order()
    desk.order("TB261122-0002", "2" * 18, {**DEAR, "unit_price": None})
    exchanges = desk.service(Exchanges)
    with pytest.raises(Refused, match="Say what one piece costs"):
        exchanges.exchange(NUMBER, 1, "1122")
    assert exchanges.exchange(NUMBER, 1, "1122", price=10_000).difference == 200


def test_sent_twice_it_is_done_once_and_only_by_who_may(desk, exchanges):
    exchanges.exchange(NUMBER, 1, "A0003", quantity=1, client_id="a")
    exchanges.exchange(NUMBER, 1, "A0003", quantity=1, client_id="a")
    assert desk.service(Accounts).of(NUMBER).owed == 9_000
    with pytest.raises(NotAllowed, match="Who may: agent, lead"):
        desk.service(Exchanges, person(roles=("finance",))).exchange(NUMBER, 1, "1122")


money = st.integers(0, 10**9)


@given(
    quantities=st.lists(st.integers(1, 99), min_size=1, max_size=4), old=money, new=money,
    data=st.data(),
)  # fmt: skip
def test_no_unit_and_no_money_is_lost_or_made(quantities, old, new, data):
    before = {n: {"quantity": each, "unit_price": old} for n, each in enumerate(quantities, 1)}
    line_no = data.draw(st.sampled_from(sorted(before)))
    pieces = data.draw(st.integers(1, before[line_no]["quantity"]))
    done = exchange(before, line_no, pieces, Item("X", "", "x", new, "CNY"), new)
    after = {n: dict(line) for n, line in before.items()}
    for n, values in done.lines.items():
        after.setdefault(n, {}).update(values)

    def units(lines):
        return sum(line["quantity"] for line in lines.values())

    def worth(lines):
        return sum(line["quantity"] * line["unit_price"] for line in lines.values())

    assert units(after) == units(before)
    assert worth(after) == worth(before) + done.difference


def test_there_and_back_makes_no_money_whichever_way_first(desk, exchanges):
    desk.order("TB261122-0004", "4" * 18)
    account = desk.service(Accounts).of
    for first, back in (("A0003", "1098"), ("1122", "1098")):
        exchanges.exchange(NUMBER, 1, first)
        done = exchanges.exchange(NUMBER, 1, back, attributes="红 M")
        assert (done.collect, done.owed, account(NUMBER).owed) == (0, 0, 0)
        assert lines(desk) == [("WLY0QU1098", "红 M", 2, 9_900)]


def test_what_is_to_be_paid_for_one_order_takes_nothing_from_another(desk, exchanges):
    other = "TB261122-0009"
    desk.order(other, "9" * 18, buyer="a@x.cn", account="a@x.cn")
    exchanges.exchange(other, 1, "A0003")
    done = exchanges.exchange(NUMBER, 1, "1122")
    assert (done.collect, done.owed) == (6_000, 18_000)


def test_another_price_than_orders_tell_is_a_leads_to_say(desk, exchanges):
    for price in (-1, 0, 1):
        with pytest.raises(Refused):
            exchanges.exchange(NUMBER, 1, "1122", price=price)
    lead = desk.service(Exchanges, person("wang", "王", roles=("lead",)))
    assert lead.exchange(NUMBER, 1, "1122", price=10_000).difference == 200


def test_what_was_sent_again_for_nothing_stays_free(desk, exchanges):
    made = desk.service(Family).reship(NUMBER, "lost").order_no
    done = exchanges.exchange(made, 1, "1122")
    assert (done.difference, done.owed, done.collect) == (0, 0, 0)
    (line,) = desk.service(Orders).order(made).lines
    assert (line.sku, line.unit_price) == ("WXZ0KU1122", 0)


def test_a_credit_that_was_spent_is_not_taken_back(desk, exchanges):
    exchanges.exchange(NUMBER, 1, "A0003")
    han = person("han", "韩")
    desk.service(Gifts, han).give(NUMBER, GiftKind.REBATE, "A0003", 2)
    with pytest.raises((Refused, Conflict)):
        desk.service(Undo).take_back()
    assert lines(desk)[0][0] == "A0003"


def test_sent_twice_the_receipt_is_the_first_one(desk, exchanges):
    first = exchanges.exchange(NUMBER, 1, "A0003", quantity=1, client_id="a")
    again = exchanges.exchange(NUMBER, 1, "A0003", quantity=1, client_id="a")
    told = ("order_no", "quantity", "difference", "owed", "collect")
    assert [getattr(again, name) for name in told] == [getattr(first, name) for name in told]


def test_the_order_tells_what_is_to_be_paid_and_what_is_owed_after_it(desk, exchanges):
    other = "TB261122-0009"
    desk.order(other, "9" * 18, buyer="a@x.cn", account="a@x.cn")

    def told(number=NUMBER):
        order = desk.service(Orders).order(number)
        return order.to_collect, order.owed

    assert told() == (0, 0)
    exchanges.exchange(NUMBER, 1, "1122")
    assert (told(), told(other)) == ((6_000, 0), (0, 0))
    exchanges.exchange(other, 1, "A0003")
    assert (told(), told(other)) == ((6_000, 18_000), (0, 18_000))
    desk.service(Undo).take_back()
    assert told() == (6_000, 0)
    exchanges.exchange(NUMBER, 1, "A0003")
    assert told() == (0, 18_000)


def test_the_item_of_an_exchanged_line_is_changed_by_an_exchange_only(desk, exchanges):
    editing = desk.service(Editing)
    desk.order("TB261122-0004", "4" * 18)
    exchanges.exchange(NUMBER, 1, "A0003")
    for sku in ("1098", "1122"):
        with pytest.raises(Refused, match="Use the exchange"):
            editing.set_line(NUMBER, 1, sku=sku)
    editing.set_line(NUMBER, 1, sku="A0003", attributes="黑")
    assert lines(desk)[0][:2] == ("A0003", "黑")
    editing.set_line(NUMBER, 1, attributes="")
    exchanges.exchange(NUMBER, 1, "1098", attributes="红 M")
    editing.set_line(NUMBER, 1, sku="1122")
    assert lines(desk)[0][:2] == ("WXZ0KU1122", "蓝 L"), "exchanged back it is as it was ordered"


def test_what_was_never_exchanged_or_taken_back_is_corrected(desk, exchanges):
    editing = desk.service(Editing)
    exchanges.exchange(NUMBER, 1, "A0003", quantity=1)
    with pytest.raises(Refused, match="Line 2"):
        editing.set_line(NUMBER, 2, sku="1122")
    desk.service(Undo).take_back()
    exchanges.exchange(NUMBER, 1, "A0003", quantity=1)
    editing.set_line(NUMBER, 1, sku="1122")
    assert [line[0] for line in lines(desk)] == ["WXZ0KU1122", "A0003"]


def test_a_part_of_a_split_order_knows_of_the_exchange_before(desk, exchanges):
    exchanges.exchange(NUMBER, 1, "A0003")
    part = desk.service(Family).split(NUMBER, {1: 1}).children[0].order_no
    with pytest.raises(Refused, match=f"of {NUMBER}"):
        desk.service(Editing).set_line(part, 1, sku="1122")
    again = desk.service(Family).reship(part, "lost").order_no
    desk.service(Editing).set_line(again, 1, sku="1122")

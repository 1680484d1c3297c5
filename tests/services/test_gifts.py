"""Gifts and rebates: what is owed is never given twice, and only a lead gives more."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from csdesk.model.errors import Conflict, NotAllowed, NotFound, Refused
from csdesk.model.family import GiftKind
from csdesk.model.owed import OwedReason
from csdesk.model.roles import Action, Role
from csdesk.model.status import OrderStatus, Tab
from csdesk.rules.permissions import ALLOWED
from csdesk.services.accounts import Accounts
from csdesk.services.acting import Acting
from csdesk.services.family import Family
from csdesk.services.gifts import Gifts
from csdesk.services.orders import Orders
from csdesk.services.remarks import Remarks
from csdesk.services.undo import Undo
from csdesk.store import columns, index, owed
from csdesk.store.changing import Rewrite
from tests.services.desks import person

NUMBER, OTHER = "TB261122-0001", "TB261122-0002"
GIVEN = f"G-{NUMBER}"
LEAD = person("wang", "王", roles=("lead",))


@pytest.fixture
def shop(desk):
    """Two orders of one customer with WLY0QU1098 at 99.00."""
    desk.order(NUMBER, "1111111111111111111", buyer="ma@example.com")
    desk.order(OTHER, "2222222222222222222", buyer="ma@example.com")
    return desk


def owe(desk, number, amount, currency="CNY"):
    """What an exchange for something cheaper enters."""
    with Acting(desk.store, person()).change(Action.EDIT, undoable=False) as act:
        now = act.order(number)
        act.write("order.exchange", [Rewrite(now)])
        owed.enter(act.connection, now.id, amount, currency, OwedReason.EXCHANGE, act.seqs[-1])


def give(desk, kind=GiftKind.REBATE, quantity=1, actor=None, **more):
    return desk.service(Gifts, actor).give(NUMBER, kind, "1098", quantity, **more)


def test_a_gift_is_an_order_that_costs_nothing_and_shipping_hears_of_it(shop):
    given = give(shop, GiftKind.GIFT, 2)
    assert (given.order_no, given.difference, given.owed) == (GIVEN, 0, 0)
    assert given.sku == "WLY0QU1098", "the short code stands for the whole number"
    made = shop.service(Orders).order(GIVEN)
    assert made.row.order_status is OrderStatus.AWAITING_REVIEW
    assert (made.row.total, made.row.payment_status) == (0, "paid")
    assert [(line.sku, line.quantity, line.unit_price) for line in made.lines] == [
        ("WLY0QU1098", 2, 0)
    ]
    (remark,) = shop.service(Remarks).of(NUMBER)
    assert remark.tab is Tab.SHIPPING
    assert GIVEN in remark.text
    assert give(shop, GiftKind.GIFT).order_no == f"G2-{NUMBER}"


def test_a_rebate_takes_what_the_goods_cost_from_what_is_owed_by_any_order(shop):
    owe(shop, OTHER, 25_000)
    given = give(shop, quantity=2)
    assert (given.difference, given.owed) == (19_800, 5_200)
    for number in (NUMBER, OTHER, GIVEN):
        assert shop.service(Accounts).of(number).owed == 5_200
    entries = shop.service(Accounts).of(NUMBER).entries
    assert [(each.order_no, each.amount, each.reason) for each in entries] == [
        (OTHER, 25_000, "exchange"), (GIVEN, -19_800, "rebate")
    ]  # fmt: skip


def test_an_agent_gives_no_more_than_is_owed_and_the_attempt_is_logged(shop):
    owe(shop, NUMBER, 9_899)
    with pytest.raises(NotAllowed, match=r"98\.99 .*99\.00.*lead"):
        give(shop)
    assert shop.service(Orders).order(NUMBER).family == ()
    assert shop.service(Accounts).of(NUMBER).owed == 9_899
    assert shop.events()[-1]["kind"] == "refused"


def test_what_a_lead_gives_beyond_that_is_entered_as_granted(shop):
    owe(shop, NUMBER, 4_900)
    given = give(shop, actor=LEAD)
    assert (given.difference, given.owed) == (9_900, 0)
    entries = shop.service(Accounts).of(NUMBER).entries
    assert [(each.amount, each.reason) for each in entries] == [
        (4_900, "exchange"), (5_000, "grant"), (-9_900, "rebate")
    ]  # fmt: skip


def test_money_of_another_currency_pays_for_nothing(shop):
    owe(shop, NUMBER, 50_000, "USD")
    with pytest.raises(NotAllowed):
        give(shop)


def test_strangers_without_an_account_owe_each_other_nothing(desk):
    desk.order(NUMBER, "1111111111111111111", buyer="")
    desk.order(OTHER, "2222222222222222222", buyer="")
    owe(desk, NUMBER, 20_000)
    assert desk.service(Accounts).of(OTHER).owed == 0
    desk.service(Family).reship(NUMBER, "lost")
    assert desk.service(Accounts).of(f"RE{NUMBER}").owed == 20_000, "its own family's"
    assert give(desk).owed == 10_100


def test_u_takes_a_rebate_back_and_the_account_has_it_again(shop):
    owe(shop, NUMBER, 4_900)
    give(shop, actor=LEAD)
    shop.service(Undo, LEAD).take_back()
    assert shop.service(Orders).order(GIVEN).row.order_status is OrderStatus.CLOSED
    assert shop.service(Accounts).of(NUMBER).owed == 4_900
    reasons = [each.reason for each in shop.service(Accounts).of(NUMBER).entries]
    assert reasons == ["exchange", "grant", "rebate", "grant", "rebate"]
    assert give(shop, actor=LEAD).order_no == f"G2-{NUMBER}"


def test_sent_twice_it_is_taken_once(shop):
    owe(shop, NUMBER, 50_000)
    assert give(shop, client_id="a") == give(shop, client_id="a")
    assert shop.service(Accounts).of(NUMBER).owed == 40_100


def test_a_price_that_no_order_tells_is_said_and_a_known_one_is_the_leads(shop):
    key = shop.order("TB261122-0003", "3333333333333333333")
    with shop.store.change() as c, index.in_step(c, [key]):
        c.execute(columns.lines.delete().where(columns.lines.c.order_id == key))
        line = {
            "order_id": key, "line_no": 1, "sku": "SOCK7", "title": "袜子", "attributes": "",
            "quantity": 1, "unit_price": None, "line_status": "", "refund_status": "",
            "market_line_no": "",
        }  # fmt: skip
        c.execute(insert(columns.lines), line)
    owe(shop, NUMBER, 30_000)
    gifts = shop.service(Gifts)
    with pytest.raises(Refused, match="Say what one piece costs"):
        gifts.give(NUMBER, GiftKind.REBATE, "SOCK7", 1)
    assert gifts.give(NUMBER, GiftKind.REBATE, "SOCK7", 2, price=500).difference == 1_000
    with pytest.raises(Refused, match="only a lead"):
        give(shop, price=1)
    assert give(shop, price=9_900).difference == 9_900
    assert give(shop, price=5_000, actor=LEAD).difference == 5_000
    assert gifts.offer(NUMBER, "SOCK7").unit_price is None
    assert gifts.offer(NUMBER, "1098").unit_price == 9_900


@pytest.mark.parametrize(
    ("sku", "quantity", "error"),
    [("9999", 1, NotFound), ("", 1, NotFound), ("1098", 0, Refused), ("1098", 1_000, Refused),
     ("\x1b[31m", 1, NotFound), ("1098' OR 1=1", 1, NotFound)],
)  # fmt: skip
def test_what_nobody_knows_is_not_given(shop, sku, quantity, error):
    with pytest.raises(error):
        shop.service(Gifts).give(NUMBER, GiftKind.GIFT, sku, quantity)
    assert shop.service(Orders).order(NUMBER).family == ()


def test_nothing_is_given_with_a_split_order_or_to_somebody_who_saw_another_one(shop):
    gifts = shop.service(Gifts)
    with pytest.raises(Conflict):
        gifts.give(NUMBER, GiftKind.GIFT, "1098", 1, seen=9)
    shop.service(Family).split(NUMBER, {1: 1})
    with pytest.raises(Refused, match="one of its parts"):
        gifts.give(NUMBER, GiftKind.GIFT, "1098", 1)
    assert gifts.give(f"OSP1-{NUMBER}", GiftKind.GIFT, "1098", 1).order_no == f"G-OSP1-{NUMBER}"


@pytest.mark.parametrize("role", sorted(set(Role) - ALLOWED[Action.EDIT]))
def test_who_may_not_edit_may_not_give(shop, role):
    with pytest.raises(NotAllowed):
        give(shop, GiftKind.GIFT, actor=person("x", "X", roles=(role,)))
    assert shop.service(Orders).order(NUMBER).family == ()

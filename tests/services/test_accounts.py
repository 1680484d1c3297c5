"""What is to be collected and what is owed: one sum for a family, and its end in money (S14)."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from csdesk.model.cases import CaseKind, CaseLine
from csdesk.model.errors import Conflict, NotAllowed, Refused
from csdesk.model.family import GiftKind
from csdesk.model.owed import OwedReason, Settlement
from csdesk.model.status import PaymentStatus, Tab
from csdesk.services.accounts import Accounts
from csdesk.services.cases import Cases
from csdesk.services.editing import Editing
from csdesk.services.exchanges import Exchanges
from csdesk.services.family import Family
from csdesk.services.gifts import Gifts
from csdesk.services.orders import Orders
from csdesk.services.payments import Payments
from csdesk.services.remarks import Remarks
from csdesk.services.review import Review
from csdesk.services.undo import Undo
from csdesk.store import columns
from tests.services.desks import person

NUMBER = "TB261122-0001"
DEAR = {"sku": "WXZ0KU1122", "title": "卫衣", "attributes": "蓝 L", "unit_price": 12_900}
FINANCE = person("qian", "钱", roles=("finance",))
LEAD = person("wang", "王", roles=("lead",))


@pytest.fixture
def shop(desk):
    """An order of two pieces at 99.00, exchanged for what costs 60.00 more in all."""
    desk.order(buyer="a@x.cn", account="a@x.cn")
    desk.order("TB261122-0002", "2" * 18, DEAR)
    desk.order("TB261122-0004", "4" * 18)
    desk.service(Exchanges).exchange(NUMBER, 1, "1122")
    return desk


def stands(desk, number=NUMBER):
    account = desk.service(Accounts).of(number)
    order = desk.service(Orders).order(number)
    assert (order.to_collect, order.owed) == (account.collect, account.owed)
    return account.collect, account.owed


def amount_check(desk, number=NUMBER):
    checks = desk.service(Review).check(number).checks
    return next(each for each in checks if each.check == "amount")


def test_finance_notes_what_came_a_part_first_and_u_takes_it_back(shop):
    finance = shop.service(Accounts, FINANCE)
    assert finance.settle(NUMBER, Settlement.COLLECTED, amount=2_000).collect == 4_000
    assert stands(shop) == (4_000, 0)
    assert finance.settle(NUMBER, Settlement.COLLECTED).amount == 4_000
    assert stands(shop) == (0, 0)
    with pytest.raises(Refused, match="Nothing is to be collected"):
        finance.settle(NUMBER, Settlement.COLLECTED)
    shop.service(Undo, FINANCE).take_back()
    assert stands(shop) == (4_000, 0)
    reasons = [each.reason for each in finance.of(NUMBER).entries]
    assert reasons == [OwedReason.EXCHANGE, *[OwedReason.COLLECTED] * 3]


def test_money_that_came_is_owed_again_once_the_item_is_exchanged_back(shop):
    shop.service(Accounts, FINANCE).settle(NUMBER, Settlement.COLLECTED)
    shop.service(Exchanges).exchange(NUMBER, 1, "1098", attributes="红 M")
    assert stands(shop) == (0, 6_000)
    done = shop.service(Accounts, FINANCE).settle(NUMBER, Settlement.PAID_OUT)
    assert (done.amount, done.owed) == (6_000, 0)
    assert stands(shop) == (0, 0)


def test_split_the_sum_stands_on_every_part_and_is_settled_once(shop):
    parts = [each.order_no for each in shop.service(Family).split(NUMBER, {1: 1}).children]
    assert [stands(shop, each) for each in (NUMBER, *parts)] == [(6_000, 0)] * 3
    shop.service(Accounts, FINANCE).settle(parts[1], Settlement.COLLECTED)
    assert [stands(shop, each) for each in (NUMBER, *parts)] == [(0, 0)] * 3


def test_what_is_exchanged_in_a_part_is_reckoned_with_the_rest_and_stays_put_together(shop):
    parts = [each.order_no for each in shop.service(Family).split(NUMBER, {1: 1}).children]
    shop.service(Exchanges).exchange(parts[0], 1, "1098", attributes="红 M")
    assert [stands(shop, each) for each in (NUMBER, *parts)] == [(3_000, 0)] * 3
    shop.service(Undo).take_back()
    shop.service(Family).unsplit(NUMBER)
    assert stands(shop) == (6_000, 0)


def test_only_finance_notes_money_and_only_a_lead_lets_it_go(shop):
    for who, how in ((person(), Settlement.COLLECTED), (LEAD, Settlement.COLLECTED),
                     (person(), Settlement.PAID_OUT), (FINANCE, Settlement.WAIVED)):  # fmt: skip
        with pytest.raises(NotAllowed):
            shop.service(Accounts, who).settle(NUMBER, how, reason="x")
    with pytest.raises(Refused, match="Say why"):
        shop.service(Accounts, LEAD).settle(NUMBER, Settlement.WAIVED)
    shop.service(Accounts, LEAD).settle(NUMBER, Settlement.WAIVED, reason="our mistake")
    assert stands(shop) == (0, 0)
    step = shop.events()[-1]
    assert step["kind"] == "account.waived"
    assert "our mistake" in step["after"]


@pytest.mark.parametrize("amount", [-1, 0, 6_001])
def test_no_more_than_is_open_is_noted(shop, amount):
    before = shop.events()
    with pytest.raises(Refused, match="¥60"):
        shop.service(Accounts, FINANCE).settle(NUMBER, Settlement.COLLECTED, amount=amount)
    assert shop.events() == before


def test_sent_twice_it_is_noted_once_and_an_old_version_is_refused(shop):
    finance, seen = shop.service(Accounts, FINANCE), shop.service(Orders).order(NUMBER).version
    for _ in range(2):
        done = finance.settle(NUMBER, Settlement.COLLECTED, amount=1_000, seen=seen, client_id="a")
        assert (done.amount, done.collect) == (1_000, 5_000)
    with pytest.raises(Conflict):
        finance.settle(NUMBER, Settlement.COLLECTED, seen=seen)


def test_others_ask_finance_and_the_wish_names_the_amount(shop):
    shop.service(Accounts).ask(NUMBER, Settlement.COLLECTED, "支付宝 12:30", client_id="a")
    shop.service(Accounts).ask(NUMBER, Settlement.COLLECTED, "支付宝 12:30", client_id="a")
    asked = [each for each in shop.service(Remarks).of(NUMBER) if each.tab is Tab.FINANCE]
    assert len(asked) == 1
    assert "¥60.00" in asked[0].text
    assert "支付宝 12:30" in asked[0].text
    with pytest.raises(Refused, match="Nothing is owed"):
        shop.service(Accounts).ask(NUMBER, Settlement.PAID_OUT, "x")


def test_the_review_waits_for_what_is_to_be_collected(shop):
    assert "¥60.00" in str(amount_check(shop).facts)
    assert amount_check(shop).outcome == "failed"
    shop.service(Accounts, FINANCE).settle(NUMBER, Settlement.COLLECTED)
    assert amount_check(shop).outcome == "ok"


def test_what_was_made_cheaper_and_is_owed_is_no_wrong_amount(desk):
    desk.order(buyer="a@x.cn")
    desk.order("TB261122-0003", "3" * 18, {**DEAR, "sku": "A0003", "unit_price": 900})
    assert amount_check(desk).outcome == "ok"
    desk.service(Exchanges).exchange(NUMBER, 1, "A0003")
    assert stands(desk) == (0, 18_000)
    assert amount_check(desk).outcome == "ok"


def test_other_pieces_of_an_order_make_the_same_money_as_an_exchange(desk):
    desk.order(buyer="a@x.cn")
    editing = desk.service(Editing)
    told = editing.preview_pieces(NUMBER, 1, 3)
    assert (told.difference, told.collect, stands(desk)) == (9_900, 9_900, (0, 0))
    done = editing.set_line(NUMBER, 1, quantity=3, client_id="a")
    assert (done.difference, done.collect, done.owed) == (9_900, 9_900, 0)
    assert editing.set_line(NUMBER, 1, quantity=3, client_id="a") == done
    assert stands(desk) == (9_900, 0)
    done = editing.set_line(NUMBER, 1, quantity=1)
    assert (done.difference, done.collect, done.owed) == (-19_800, 0, 9_900)
    assert desk.service(Gifts).give(NUMBER, GiftKind.REBATE, "1098", 1).owed == 0
    with pytest.raises((Refused, Conflict)):
        desk.service(Undo).take_back() and desk.service(Undo).take_back()
    assert editing.set_line(NUMBER, 1, attributes="白 S").difference == 0


def test_taken_back_other_pieces_make_no_money(desk):
    desk.order(buyer="a@x.cn")
    desk.service(Editing).set_line(NUMBER, 1, quantity=3)
    desk.service(Undo).take_back()
    assert stands(desk) == (0, 0)


def test_what_was_paid_out_is_to_be_collected_once_it_is_dearer_again(desk):
    desk.order(buyer="a@x.cn")
    desk.service(Editing).set_line(NUMBER, 1, quantity=1)
    finance = desk.service(Accounts, FINANCE)
    finance.settle(NUMBER, Settlement.PAID_OUT)
    desk.service(Editing).set_line(NUMBER, 1, quantity=2)
    assert stands(desk) == (9_900, 0)
    assert [(each.order_no, each.amount) for each in finance.due()] == [(NUMBER, 9_900)]
    assert amount_check(desk).outcome == "failed"
    finance.settle(NUMBER, Settlement.COLLECTED)
    assert (stands(desk), finance.due()) == ((0, 0), ())


def test_a_payout_and_a_refund_add_up_and_no_case_claims_more_than_is_left(desk):
    desk.order(buyer="a@x.cn", total=19_800)
    desk.service(Editing).set_line(NUMBER, 1, quantity=1)
    desk.service(Accounts, FINANCE).settle(NUMBER, Settlement.PAID_OUT)
    orders, cases = desk.service(Orders), desk.service(Cases)
    assert orders.order(NUMBER).paid_out == 9_900
    assert cases.room(NUMBER).total == 9_900
    pay = desk.service(Payments, FINANCE)
    pay.set(NUMBER, PaymentStatus.PARTLY_REFUNDED, refund=4_000)
    order = orders.order(NUMBER)
    assert (order.refund, order.paid_out, cases.room(NUMBER).total) == (4_000, 9_900, 5_900)
    with pytest.raises(Refused, match=r"59\.00"):
        cases.open(NUMBER, CaseKind.REFUND, "坏了", [CaseLine(0, 0, 6_000)])
    assert cases.open(NUMBER, CaseKind.REFUND, "坏了", [CaseLine(0, 0, 5_900)]).amount == 5_900


def test_a_refund_that_pays_what_is_owed_is_no_payout_besides(desk):
    desk.order(buyer="a@x.cn", total=19_800)
    desk.service(Editing).set_line(NUMBER, 1, quantity=1)
    pay = desk.service(Payments, FINANCE)
    pay.set(NUMBER, PaymentStatus.PARTLY_REFUNDED, refund=9_900)
    assert desk.service(Orders).order(NUMBER).paid_out == 0
    desk.service(Undo, FINANCE).take_back()
    desk.service(Accounts, FINANCE).settle(NUMBER, Settlement.PAID_OUT, amount=3_000)
    assert desk.service(Orders).order(NUMBER).paid_out == 3_000
    desk.service(Undo, FINANCE).take_back()
    assert desk.service(Orders).order(NUMBER).paid_out == 0


def test_what_a_rebate_used_up_is_to_be_collected_of_the_order_that_brought_it(desk):
    """The rebate goes with another order of the buyer than the one that was made cheaper."""
    other = "TB261122-0004"
    desk.order(buyer="a@x.cn")
    desk.order(other, "4" * 18, buyer="a@x.cn")
    desk.service(Editing).set_line(NUMBER, 1, quantity=1)
    given = desk.service(Gifts).give(other, GiftKind.REBATE, "1098", 1)
    assert (given.owed, stands(desk), stands(desk, other)) == (0, (0, 0), (0, 0))
    desk.service(Editing).set_line(NUMBER, 1, quantity=2)
    assert (stands(desk), stands(desk, other)) == ((9_900, 0), (0, 0))
    desk.service(Accounts, LEAD).settle(NUMBER, Settlement.WAIVED, reason="our mistake")
    assert (stands(desk), stands(desk, other)) == ((0, 0), (0, 0))


def test_what_several_orders_brought_is_paid_out_at_once_and_taken_back_at_once(desk):
    other = "TB261122-0004"
    desk.order(buyer="a@x.cn")
    desk.order(other, "4" * 18, buyer="a@x.cn")
    for number in (NUMBER, other):
        desk.service(Editing).set_line(number, 1, quantity=1)
    finance = desk.service(Accounts, FINANCE)
    assert finance.settle(other, Settlement.PAID_OUT).amount == 19_800
    desk.service(Editing).set_line(NUMBER, 1, quantity=2)
    assert (stands(desk), stands(desk, other)) == ((9_900, 0), (0, 0))


@pytest.mark.parametrize("over", [{"order_status": "closed"}, {"payment_status": "refunded"}])
def test_nobody_collects_for_an_order_that_came_to_its_end(shop, over):
    accounts = shop.service(Accounts)
    assert [each.order_no for each in accounts.due()] == [NUMBER]
    with shop.store.change() as c:
        o = columns.orders
        c.execute(update(o).where(o.c.order_no == NUMBER).values(**over))
    assert accounts.due() == ()
    assert stands(shop) == (6_000, 0)


def test_another_sum_than_was_shown_is_not_noted(shop):
    """What is owed grows by other orders, too, without a new version of this one."""
    other = "TB261122-0005"
    shop.order(other, "5" * 18, buyer="a@x.cn")
    shop.service(Editing).set_line(other, 1, quantity=1)
    order = shop.service(Orders).order(NUMBER)
    shop.order("TB261122-0006", "6" * 18, buyer="a@x.cn")
    shop.service(Editing).set_line("TB261122-0006", 1, quantity=1)
    finance = shop.service(Accounts, FINANCE)
    with pytest.raises(Conflict, match="¥198"):
        finance.settle(NUMBER, Settlement.PAID_OUT, seen=order.version, shown=order.owed)
    assert finance.settle(NUMBER, Settlement.PAID_OUT, shown=19_800).owed == 0


def test_a_refund_pays_what_is_owed_for_the_order_and_u_takes_both_back(desk):
    desk.order(buyer="a@x.cn")
    desk.service(Editing).set_line(NUMBER, 1, quantity=1)
    payments = desk.service(Payments, FINANCE)
    payments.set(NUMBER, PaymentStatus.PARTLY_REFUNDED, refund=6_000)
    assert stands(desk) == (0, 3_900)
    payments.set(NUMBER, PaymentStatus.PARTLY_REFUNDED, refund=12_000)
    assert stands(desk) == (0, 0)
    with pytest.raises(Refused, match="Nothing is owed"):
        desk.service(Accounts, FINANCE).settle(NUMBER, Settlement.PAID_OUT)
    desk.service(Undo, FINANCE).take_back()
    assert stands(desk) == (0, 3_900)


def test_of_what_was_bought_at_a_discount_the_paid_share_is_owed(desk):
    """Two pieces at 99.00 for 80.00 altogether: one piece less is worth 40.00."""
    desk.order(buyer="a@x.cn", total=8_500, postage=500)
    editing = desk.service(Editing)
    assert editing.preview_pieces(NUMBER, 1, 1).owed == 4_000
    assert editing.set_line(NUMBER, 1, quantity=1).owed == 4_000
    assert editing.preview_pieces(NUMBER, 1, 3).collect == 9_900
    assert editing.set_line(NUMBER, 1, quantity=3).collect == 9_900
    editing.set_line(NUMBER, 1, quantity=2)
    assert stands(desk) == (0, 0)
    editing.set_line(NUMBER, 1, quantity=1)
    desk.service(Undo).take_back()
    assert stands(desk) == (0, 0)


@pytest.mark.parametrize("pieces", [1, 3])
def test_an_order_that_nobody_paid_makes_no_debt(desk, pieces):
    desk.order(payment_status="unpaid", order_status="awaiting_payment")
    assert not desk.service(Editing).preview_pieces(NUMBER, 1, pieces).paid
    desk.service(Editing).set_line(NUMBER, 1, quantity=pieces)
    assert stands(desk) == (0, 0)
    assert desk.service(Accounts).of(NUMBER).entries == ()

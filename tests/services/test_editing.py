"""Correcting orders: what may be written, who is told, and what is refused (F8, F14, F15, S15)."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest

from csdesk.model.errors import Conflict, NotAllowed, NotFound, NotUnderstood, Refused
from csdesk.model.status import OrderStatus, PaymentStatus, Tab
from csdesk.services.editing import Editing
from csdesk.services.family import Family
from csdesk.services.orders import Orders
from csdesk.services.payments import Payments
from csdesk.services.remarks import Remarks
from csdesk.services.undo import Undo
from tests.hostile import CASES, forbidden
from tests.services.desks import person
from tests.services.test_stock import DRESS, HEAD, take

NUMBER = "TB261122-0001"
FINANCE = person("qian", "钱", roles=("finance",))
BLOUSE = """\
WYF0CP6502,WYF0CP6502,雪纺衫,粉色,M,5,0,,,,,正常
WYF0CP6502,WYF0CP6502,雪纺衫,粉色,L,5,0,,,,,正常
"""


def remarks(desk):
    return [(each.tab, each.text) for each in desk.service(Remarks).of(NUMBER)]


def found(desk, query):
    return [row.order_no for row in desk.service(Orders).search(query).rows]


@pytest.fixture
def editing(desk):
    desk.order()
    return desk.service(Editing)


def test_a_corrected_name_is_found_and_the_old_one_no_more(desk, editing):
    editing.set(NUMBER, "name", "欧阳修远")
    assert found(desk, "欧阳修远") == [NUMBER]
    assert found(desk, "马小云") == []
    (step,) = desk.events()
    assert (step["kind"], step["actor"]) == ("order.set", "li")


def test_before_approval_nobody_in_shipping_needs_to_hear_of_a_new_address(desk, editing):
    editing.set(NUMBER, "address", "浙江省 杭州市 西湖区 文三路 1 号")
    row = desk.unmasked().service(Orders).order(NUMBER)
    assert (row.row.province, row.row.city, row.district, row.address) == (
        "浙江省", "杭州市", "西湖区", "文三路 1 号"
    )  # fmt: skip
    assert remarks(desk) == []


@pytest.mark.parametrize("field", ["name", "phone", "address"])
def test_after_approval_shipping_is_told_by_itself(desk, field):
    desk.order(order_status="approved")
    value = {"name": "李四", "phone": "13911112222", "address": "新路 5 号"}[field]
    desk.service(Editing).set(NUMBER, field, value)
    ((tab, text),) = remarks(desk)
    assert tab is Tab.SHIPPING
    assert value in text


def test_another_carrier_needs_a_reason_and_shipping_reads_it(desk, editing):
    with pytest.raises(Refused, match="needs a reason"):
        editing.set(NUMBER, "carrier", "圆通")
    editing.set(NUMBER, "carrier", "圆通", reason="买家要求")
    ((tab, text),) = remarks(desk)
    assert (tab, "圆通" in text, "买家要求" in text) == (Tab.SHIPPING, True, True)


def test_taking_a_new_carrier_back_strikes_what_shipping_was_told(desk, editing):
    before = desk.service(Orders).order(NUMBER).row.carrier
    editing.set(NUMBER, "carrier", "圆通", reason="买家要求")
    desk.service(Undo).take_back()
    assert desk.service(Orders).order(NUMBER).row.carrier == before
    assert remarks(desk)[0][1].startswith("【已撤销")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "  "), ("name", "张**"), ("phone", "abc"), ("phone", "138****1234"),
        ("address", "上海 上海市 ***"), ("address", ""), ("flag", "pink"), ("name", "x" * 600),
    ],
)  # fmt: skip
def test_what_can_be_no_value_is_refused_and_nothing_changes(desk, editing, field, value):
    with pytest.raises(Refused):
        editing.set(NUMBER, field, value)
    assert desk.events() == []


@pytest.mark.parametrize("status", ["shipped", "completed", "closed", "split", "fraud"])
def test_what_has_left_or_ended_is_not_corrected(desk, status):
    desk.order(order_status=status)
    with pytest.raises(Refused, match=NUMBER):
        desk.service(Editing).set(NUMBER, "name", "李四")


def test_an_unknown_field_number_or_role_is_refused(desk, editing):
    with pytest.raises(NotUnderstood, match="name, phone"):
        editing.set(NUMBER, "total", "1")
    with pytest.raises(NotFound):
        editing.set("TB261122-0999", "name", "x")
    for role in ("viewer", "shipping", "finance"):
        with pytest.raises(NotAllowed, match="Who may: agent, lead"):
            desk.service(Editing, person(roles=(role,))).set(NUMBER, "name", "x")


def test_the_version_seen_is_checked_and_sending_twice_changes_once(desk, editing):
    seen = desk.service(Orders).order(NUMBER).version
    one = editing.set(NUMBER, "name", "李四", seen=seen, client_id="a")
    assert editing.set(NUMBER, "name", "李四", seen=seen, client_id="a") == one
    with pytest.raises(Conflict, match=r"name"):
        editing.set(NUMBER, "name", "王五", seen=seen)


@pytest.mark.parametrize("value", CASES)
def test_hostile_text_is_kept_harmless(desk, editing, value):
    with suppress(Refused):
        editing.set(NUMBER, "name", value)
    assert forbidden(desk.service(Orders).order(NUMBER).row.name, lines=False) == []


class TestLines:
    """Item numbers are those that past orders know."""

    def test_the_short_code_stands_for_the_whole_number(self, desk, editing):
        desk.order("TB261122-0002", "2" * 18, line={"sku": "WXZ0KU1122", "attributes": "蓝 L"})
        editing.set_line(NUMBER, 1, sku="1122")
        (line,) = desk.service(Orders).order(NUMBER).lines
        assert (line.sku, line.attributes, line.quantity) == ("WXZ0KU1122", "蓝 L", 2)
        assert NUMBER in found(desk, "sku:1122")

    def test_an_ambiguous_short_code_lists_what_it_may_be(self, desk, editing):
        desk.order("TB261122-0002", "2" * 18, {"sku": "WXZ0KU1122"})
        desk.order("TB261122-0003", "3" * 18, {"sku": "WLY0QU1122"})
        with pytest.raises(Refused, match=r"WLY0QU1122, WXZ0KU1122|WXZ0KU1122, WLY0QU1122"):
            editing.set_line(NUMBER, 1, sku="1122")

    def test_an_unknown_item_or_line_is_refused_with_the_nearest(self, desk, editing):
        desk.order("TB261122-0002", "2" * 18, {"sku": "WXZ0KU1122"})
        with pytest.raises(NotFound, match=r'"1123"\. The nearest are: WXZ0KU1122'):
            editing.set_line(NUMBER, 1, sku="1123")
        with pytest.raises(NotFound, match=r"WLY0QU1098"):
            editing.items("WLY0QU1089")
        with pytest.raises(NotFound, match="no line 7"):
            editing.set_line(NUMBER, 7, quantity=1)

    def test_what_only_the_stock_knows_is_known_too(self, desk, editing, tmp_path):
        take(desk, tmp_path, "stock.csv", f"{HEAD}\n{DRESS}{BLOUSE}")
        assert [each.attributes for each in editing.items("mcs0sa1098")] == ["白色 40"]
        assert {each.sku for each in editing.items("1098")} > {"WLY0QU1098", "MCS0SA1098-WH-40"}
        editing.set_line(NUMBER, 1, sku="BSB0BA6414-bk")
        (line,) = desk.service(Orders).order(NUMBER).lines
        assert (line.sku, line.title, line.attributes) == ("BSB0BA6414-BK", "双肩包", "黑色")
        with pytest.raises(Refused, match="comes in 粉色 L, 粉色 M"):
            editing.set_line(NUMBER, 1, sku="WYF0CP6502")
        editing.set_line(NUMBER, 1, sku="WYF0CP6502", attributes="粉色 L")
        assert desk.service(Orders).order(NUMBER).lines[0].attributes == "粉色 L"

    def test_a_variant_that_an_order_and_the_stock_have_is_offered_once(
        self, desk, editing, tmp_path
    ):
        take(desk, tmp_path, "stock.csv", f"{HEAD}\n{BLOUSE}")
        sold = {"sku": "WYF0CP6502", "attributes": "颜色:粉色;尺码:M"}
        desk.order("TB261122-0002", "2" * 18, sold)
        found = [each.attributes for each in editing.items("6502")]
        assert found == ["颜色:粉色;尺码:M", "粉色 L"]

    def test_the_whole_number_of_one_product_is_not_taken_for_another(self, desk, editing):
        desk.order("TB261122-0002", "2" * 18, {"sku": "1098", "attributes": "黑"})
        editing.set_line(NUMBER, 1, sku="1098")
        assert desk.service(Orders).order(NUMBER).lines[0].sku == "1098"

    @pytest.mark.parametrize("quantity", [0, -1, 10_000])
    def test_what_is_no_quantity_is_refused(self, editing, quantity):
        with pytest.raises(Refused, match="pieces"):
            editing.set_line(NUMBER, 1, quantity=quantity)

    def test_colour_and_size_that_are_too_long_are_refused_not_cut(self, editing):
        with pytest.raises(Refused, match="longer than 200"):
            editing.set_line(NUMBER, 1, attributes="红" * 201)

    @pytest.mark.parametrize(
        ("status", "told"),
        [("shipped", "send again"), ("partly_shipped", "Part of"), ("split", "change its parts"),
         ("closed", "not changed any more")],
    )  # fmt: skip
    def test_what_has_left_or_ended_stays_and_is_refused_before_anything_is_asked(
        self, desk, status, told
    ):
        desk.order(order_status=status)
        with pytest.raises(Refused, match=told):
            desk.service(Editing).check_lines(NUMBER)
        with pytest.raises(Refused, match=told):
            desk.service(Editing).set_line(NUMBER, 1, quantity=1)

    def test_after_approval_shipping_is_told_what_goes_into_the_parcel(self, desk):
        desk.order(order_status="approved")
        changed = desk.service(Editing).set_line(NUMBER, 1, attributes="白 S", quantity=3)
        assert changed.order_status is OrderStatus.APPROVED
        (told,) = desk.service(Remarks).of(NUMBER)
        assert told.tab is Tab.SHIPPING
        assert "WLY0QU1098 白 S x3, instead of WLY0QU1098 红 M x2" in told.text
        desk.service(Undo).take_back()
        assert "taken back" in desk.service(Remarks).of(NUMBER)[0].text

    def test_before_approval_nobody_is_told(self, desk, editing):
        editing.set_line(NUMBER, 1, quantity=3)
        assert desk.service(Remarks).of(NUMBER) == ()

    def test_the_log_tells_why_and_what_is_sent_twice_is_done_once(self, desk, editing):
        seen = desk.service(Orders).order(NUMBER).version
        for _ in range(2):
            editing.set_line(NUMBER, 1, quantity=3, reason="typo", seen=seen, client_id="a")
        (step,) = [each for each in desk.events() if each["kind"] == "line.set"]
        assert json.loads(step["after"]) == {
            "line 1 quantity": 3, "reason": "typo", "difference": 9_900,
        }  # fmt: skip
        with pytest.raises(Conflict, match="quantity"):
            editing.set_line(NUMBER, 1, quantity=4, seen=seen)

    def test_pieces_of_a_split_order_stay_conserved(self, desk, editing):
        split = desk.service(Family).split(NUMBER, {1: 1})
        part = split.children[0].order_no
        with pytest.raises(Refused, match="made from another order"):
            editing.set_line(part, 1, quantity=2)
        editing.set_line(part, 1, quantity=1, attributes="白 S")
        assert desk.service(Orders).order(part).lines[0].attributes == "白 S"

    def test_a_line_goes_back_to_what_it_was(self, desk, editing):
        before = desk.service(Orders).order(NUMBER).lines
        editing.set_line(NUMBER, 1, quantity=1, attributes="白 S")
        desk.service(Undo).take_back()
        assert desk.service(Orders).order(NUMBER).lines == before


class TestPayment:
    """Only finance changes it (S8)."""

    def test_finance_sets_it_and_the_search_follows(self, desk):
        desk.order(total=10_000)
        desk.service(Payments, FINANCE).set(NUMBER, PaymentStatus.PARTLY_REFUNDED, refund=2_500)
        order = desk.service(Orders).order(NUMBER)
        assert (order.row.payment_status, order.refund) == (PaymentStatus.PARTLY_REFUNDED, 2_500)
        assert found(desk, "pay:partly_refunded") == [NUMBER]

    @pytest.mark.parametrize(
        "roles", [("agent",), ("lead",), ("admin",), ("shipping",), ("viewer",)]
    )
    def test_nobody_else_does(self, desk, roles):
        desk.order()
        with pytest.raises(NotAllowed, match="Who may: finance"):
            desk.service(Payments, person(roles=roles)).set(NUMBER, PaymentStatus.REFUNDED)
        assert desk.service(Orders).order(NUMBER).row.payment_status is PaymentStatus.PAID

    def test_others_ask_and_finance_reads_the_request(self, desk):
        desk.order()
        desk.service(Payments).ask(NUMBER, PaymentStatus.REFUNDED, "客户退货", client_id="a")
        desk.service(Payments).ask(NUMBER, PaymentStatus.REFUNDED, "客户退货", client_id="a")
        ((tab, text),) = remarks(desk)
        assert (tab, "客户退货" in text) == (Tab.FINANCE, True)

    @pytest.mark.parametrize(
        ("status", "refund"),
        [
            (PaymentStatus.PARTLY_REFUNDED, None), (PaymentStatus.PARTLY_REFUNDED, 10_000),
            (PaymentStatus.PARTLY_REFUNDED, -5), (PaymentStatus.REFUNDED, 5),
            (PaymentStatus.PAID, 5),
        ],
    )  # fmt: skip
    def test_amount_and_status_must_go_together(self, desk, status, refund):
        desk.order(total=10_000)
        with pytest.raises(Refused):
            desk.service(Payments, FINANCE).set(NUMBER, status, refund=refund)

    @pytest.mark.parametrize("status", [PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED])
    def test_more_than_was_paid_is_refused_with_both_amounts(self, desk, status):
        desk.order(total=10_000)
        with pytest.raises(Refused, match=r"500.00 is more than was paid: .*100.00"):
            desk.service(Payments, FINANCE).set(NUMBER, status, refund=50_000)

    def test_a_shipped_order_is_refunded_all_the_same(self, desk):
        desk.order(order_status="shipped", total=10_000)
        done = desk.service(Payments, FINANCE).set(NUMBER, PaymentStatus.REFUNDED)
        assert done.order_status is OrderStatus.SHIPPED
        assert desk.service(Orders).order(NUMBER).refund == 10_000

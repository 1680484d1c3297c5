"""The checks of the review: what each finds, what it judged, and what it never pretends."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.review import Outcome
from csdesk.model.settings import WEIGHTS, Check, ReviewSettings, Weight
from csdesk.rules.review import Codes, Other, Subject, judge, whole_address
from csdesk.rules.review_contact import is_plausible_phone
from csdesk.words import tell
from tests.hostile import PAYLOADS

NOW = 1_790_000_000
ORDER = {
    "order_no": "TB261122-0001", "placed_at": NOW - 3_600, "paid_at": NOW - 3_000,
    "total": 20_800, "postage": 1_000, "refund": 0, "currency": "CNY", "name": "马小云",
    "province": "浙江省", "city": "杭州市", "district": "西湖区", "address": "文三路 1 号",
    "zip": "310012", "country": "", "phone": "13800138000", "buyer": "ma", "account": "ma",
    "conflicts": 0, "blacklisted": 0, "buyer_message": "", "payment_status": "paid",
}  # fmt: skip
LINE = {
    "sku": "WLY0QU1098-BK-M", "quantity": 2, "unit_price": 9_900, "line_status": "",
    "refund_status": "没有申请退款",
}  # fmt: skip
SEEN = {"WLY0QU1098-BK-M": Codes(seen=True)}


def subject(lines=(LINE,), codes=SEEN, others=(), *, first=False, **order):
    numbered = {n: {**LINE, **line} for n, line in enumerate(lines, 1)}
    return Subject({**ORDER, **order}, numbered, NOW, codes, first, tuple(others))


def found(check, about, settings=None):
    checks = judge(about, settings or ReviewSettings())
    return next(each for each in checks if each.check is check)


def test_an_order_with_nothing_wrong_passes_every_check_but_the_stock_that_nobody_knows():
    outcomes = {each.check: each.outcome for each in judge(subject(), ReviewSettings())}
    assert outcomes.pop(Check.STOCK) is Outcome.UNKNOWN
    assert set(outcomes) == set(Check) - {Check.STOCK}
    assert set(outcomes.values()) == {Outcome.OK}


@pytest.mark.parametrize(
    ("check", "order", "field"),
    [
        (Check.ORDER_TIME, {"placed_at": None}, "placed_at"),
        (Check.ORDER_TIME, {"placed_at": NOW + 86_400, "paid_at": None}, "placed_at"),
        (Check.ORDER_TIME, {"paid_at": NOW - 86_400}, "paid_at"),
        (Check.AMOUNT, {"total": None}, "total"),
        (Check.AMOUNT, {"total": 20_900}, "total"),
        (Check.AMOUNT, {"total": 9_000}, "line 1 unit_price"),
        (Check.RECIPIENT, {"name": " "}, "name"),
        (Check.RECIPIENT, {"name": "12345"}, "name"),
        (Check.ADDRESS, {"district": ""}, "district"),
        (Check.ADDRESS, {"province": "", "city": ""}, "province"),
        (Check.ADDRESS, {"address": "1号"}, "address"),
        (Check.PHONE, {"phone": ""}, "phone"),
        (Check.PHONE, {"phone": "1380013800"}, "phone"),
        (Check.BLACKLIST, {"blacklisted": 1}, "account"),
        (Check.REFUND, {"payment_status": "refund_requested"}, None),
        (Check.REFUND, {"refund": 500}, "refund"),
    ],
)
def test_what_is_wrong_with_an_order_fails_its_own_check_and_no_other(check, order, field):
    checks = judge(subject(**order), ReviewSettings())
    failed = [each for each in checks if each.outcome is Outcome.FAILED]
    assert [each.check for each in failed] == [check]
    assert field is None or field in failed[0].fields
    assert tell(failed[0].detail, failed[0].facts)


@pytest.mark.parametrize(
    ("check", "line"),
    [
        (Check.ITEM, {"sku": ""}),
        (Check.ITEM, {"sku": "1098"}),
        (Check.ITEM, {"sku": "WLY0QU1O98"}),
        (Check.QUANTITY, {"quantity": 50, "unit_price": 396}),
        (Check.REFUND, {"refund_status": "买家已经申请退款，等待卖家同意"}),
    ],
)
def test_what_is_wrong_with_a_line_names_the_line(check, line):
    good = {"unit_price": 0}
    checks = judge(subject([good, line], postage=None, total=19_800), ReviewSettings())
    failed = next(each for each in checks if each.outcome is Outcome.FAILED)
    assert failed.check is check
    assert any(field.startswith("line 2 ") for field in failed.fields)


def test_both_amounts_are_said():
    about = found(Check.AMOUNT, subject(total=9_000))
    said = tell(about.detail, about.facts)
    assert "¥90.00" in said
    assert "¥208.00" in said


def test_a_discount_within_the_tolerance_is_right():
    settings = ReviewSettings(discount_percent=50)
    assert found(Check.AMOUNT, subject(total=11_000), settings).outcome is Outcome.OK
    settings = replace(settings, discount_percent=10)
    assert found(Check.AMOUNT, subject(total=11_000), settings).outcome is Outcome.FAILED


def test_what_is_not_told_or_hidden_is_unknown_and_never_right():
    masked = subject(name="张**", phone="1******6198", address="***", buyer="")
    for check in (Check.RECIPIENT, Check.PHONE, Check.ADDRESS, Check.SAME_BUYER, Check.BLACKLIST):
        assert found(check, masked).outcome is Outcome.UNKNOWN
    assert found(Check.AMOUNT, subject([{"unit_price": None}])).outcome is Outcome.UNKNOWN


def test_a_short_code_is_complete_where_it_stands_for_one_product():
    def codes(*full):
        return {"1098": Codes(seen=False, full=full)}

    one = found(Check.ITEM, subject([{"sku": "1098"}], codes("WLY0QU1098")))
    assert one.outcome is Outcome.OK
    assert "1098 = WLY0QU1098" in tell(one.detail, one.facts)
    two = found(Check.ITEM, subject([{"sku": "1098"}], codes("WLY0QU1098", "WXZ0KU1098")))
    assert two.outcome is Outcome.FAILED


def test_the_first_import_of_a_shop_has_nothing_to_compare_item_numbers_with():
    assert found(Check.ITEM, subject(codes={}, first=True)).outcome is Outcome.NOTE
    assert found(Check.ITEM, subject(codes={})).outcome is Outcome.FAILED
    assert found(Check.ITEM, subject([{"sku": ""}], first=True)).outcome is Outcome.FAILED


def test_another_open_order_of_the_buyer_counts_only_for_the_same_address():
    here = whole_address(ORDER)
    there = Other("TB261122-0009", "elsewhere", open=True, blacklisted=False)
    assert found(Check.SAME_BUYER, subject(others=[there])).outcome is Outcome.OK
    same = replace(there, address=here)
    assert found(Check.SAME_BUYER, subject(others=[same])).facts == {"numbers": ["TB261122-0009"]}
    assert found(Check.SAME_BUYER, subject(others=[replace(same, open=False)])).outcome == "ok"


def test_a_buyer_who_is_blacklisted_in_another_order_is_not_clean():
    other = Other("TB261101-0001", "", open=False, blacklisted=True)
    assert found(Check.BLACKLIST, subject(others=[other])).outcome is Outcome.FAILED


def test_a_message_is_something_to_see_and_no_failure_unless_the_shop_says_so():
    about = subject(buyer_message="请发圆通")
    assert found(Check.MESSAGE, about).outcome is Outcome.NOTE
    strict = ReviewSettings(weights={**WEIGHTS, Check.MESSAGE: Weight.FAIL})
    assert found(Check.MESSAGE, about, strict).outcome is Outcome.FAILED


def test_cancelled_lines_are_neither_shipped_nor_paid():
    cancelled = {"line_status": "交易关闭", "unit_price": None, "sku": ""}
    checks = judge(subject([{}, cancelled]), ReviewSettings())
    assert not [each for each in checks if each.outcome is Outcome.FAILED]


def test_an_order_without_lines_is_no_clean_order():
    assert found(Check.ITEM, subject([])).outcome is Outcome.FAILED


@given(st.dictionaries(st.sampled_from(list(Check)), st.sampled_from(list(Weight))))
def test_a_check_that_is_off_is_not_made_and_one_that_notes_never_fails(chosen):
    bad = subject(
        [{"sku": "", "quantity": 0}], name="", phone="", address="", placed_at=None, total=None,
        blacklisted=1, buyer_message="x", payment_status="refund_requested",
    )  # fmt: skip
    weights = {**WEIGHTS, **chosen}
    checks = judge(bad, ReviewSettings(weights=weights))
    assert [each.check for each in checks] == [c for c in Check if weights[c] is not Weight.OFF]
    for each in checks:
        if weights[each.check] is Weight.NOTE:
            assert each.outcome is not Outcome.FAILED


@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.integers(0, 100_000)), min_size=1, max_size=5
    ),
    st.integers(0, 5_000),
    st.integers(0, 100),
)  # fmt: skip
def test_what_the_lines_cost_passes_and_a_fen_beyond_the_tolerance_fails(lines, postage, percent):
    goods = sum(pieces * price for pieces, price in lines)
    about = subject(
        [{"quantity": pieces, "unit_price": price} for pieces, price in lines],
        postage=postage, total=goods + postage,
    )  # fmt: skip
    settings = ReviewSettings(discount_percent=percent, tolerance=1)
    assert found(Check.AMOUNT, about, settings).outcome is Outcome.OK
    over = replace(about, order={**about.order, "total": goods + postage + 2})
    assert found(Check.AMOUNT, over, settings).outcome is Outcome.FAILED
    least = goods + postage - goods * percent // 100 - 1
    under = replace(about, order={**about.order, "total": least - 1})
    assert found(Check.AMOUNT, under, settings).outcome is Outcome.FAILED
    just = replace(about, order={**about.order, "total": least})
    assert found(Check.AMOUNT, just, settings).outcome is Outcome.OK


_anything = st.one_of(st.text(max_size=40), st.sampled_from(PAYLOADS))


@given(_anything, _anything, _anything, _anything)
def test_no_text_makes_a_check_fall_over(name, phone, address, sku):
    about = subject([{"sku": sku, "line_status": name, "refund_status": phone}], name=name,
                    phone=phone, address=address, country=sku, buyer_message=address)  # fmt: skip
    for each in judge(about, ReviewSettings()):
        tell(each.detail, each.facts)


PHONES = st.one_of(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True).filter(lambda n: len(set(n)) > 1),
    st.from_regex(r"0(10|2[0-9]|[3-9][0-9]{2})-[2-9][0-9]{6,7}", fullmatch=True),
    st.from_regex(r"\+86 1[3-9][0-9]{9}", fullmatch=True),
    st.from_regex(r"1[3-9][0-9]{9}-[0-9]{4}", fullmatch=True),
)


@given(PHONES)
def test_telephone_numbers_of_china_are_plausible_however_they_are_written(phone):
    assert is_plausible_phone(phone)
    assert is_plausible_phone(phone.replace("-", " - "))


@pytest.mark.parametrize(
    "phone", ["138001380", "1380013800a", "000000000", "11111111111", "无", "12345678901", "-"]
)
def test_what_can_be_no_telephone_number_is_told(phone):
    assert not is_plausible_phone(phone)


def test_numbers_abroad_are_judged_by_where_the_parcel_goes():
    assert is_plausible_phone("+1 206-555-0123")
    assert is_plausible_phone("2065550123", "US")
    assert is_plausible_phone("0912345678", "TW")


def test_an_order_on_which_shop_and_market_disagree_is_not_clean():
    told = found(Check.CONFLICT, subject(conflicts=2))
    assert (told.outcome, told.facts) == (Outcome.FAILED, {"n": 2})


@pytest.mark.parametrize(
    ("free", "outcome", "detail"),
    [
        (None, Outcome.UNKNOWN, "knows no stock"),
        ({1: 99}, Outcome.OK, ""),
        ({1: 0}, Outcome.NOTE, "too little"),
        ({1: None}, Outcome.UNKNOWN, "do not tell"),
        ({}, Outcome.UNKNOWN, "do not tell"),
    ],
)
def test_the_stock_check_tells_what_is_left(free, outcome, detail):
    told = found(Check.STOCK, replace(subject(), free=free))
    assert told.outcome is outcome
    assert detail in told.detail

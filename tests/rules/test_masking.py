"""A masked or blanked value is no news about the order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.sight import Personal
from csdesk.rules.masking import PERSONAL, is_masked, masked, names_of, withheld
from csdesk.rules.permissions import may_reveal, sight


@pytest.mark.parametrize(
    "text",
    [
        "张**",
        "陈*平",
        "1******6198",
        "上海 上海市 ***",
        "王＊＊",
        "##kd9Sf==##",
        "$$138$ab=$",
        "t﹡1",
        "李●●",
        "tb××23",
    ],
)
def test_a_marketplaces_mask_is_known(text):
    assert is_masked(text)


@pytest.mark.parametrize(
    "text", ["", "张伟", "13800001234", "18400913965-7576", "欧阳·娜娜", "阿依古丽•买买提"]
)
def test_a_told_value_is_not_taken_for_a_mask(text):
    assert not is_masked(text)


@pytest.mark.parametrize("field", sorted(PERSONAL))
def test_blank_and_masked_personal_data_is_withheld(field):
    assert withheld(field, "")
    assert withheld(field, "张**")
    assert not withheld(field, "张伟")


def test_an_unknown_amount_or_time_is_withheld_and_zero_is_not():
    assert withheld("total", None)
    assert withheld("paid_at", None)
    assert not withheld("refund", 0)


def test_asterisks_in_a_title_are_the_shops_own():
    assert not withheld("title", "**清仓** 连衣裙")


@pytest.mark.parametrize("field", ["flag", "market_remark", "tracking_no", "closed_reason"])
def test_a_flag_or_remark_that_was_taken_away_is_news(field):
    assert not withheld(field, "")


# What the desk masks


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("name", "陈小平", "陈*平"),
        ("name", "张三", "张*"),
        ("name", "王", "*"),
        ("name", "欧阳娜娜", "欧**娜"),
        ("name", "Ann Lee", "A** L**"),
        ("phone", "13812341234", "138****1234"),
        ("phone", "+86 138 1234 1234", "138****1234"),
        ("phone", "18400913965-7576", "184****3965-***"),
        ("phone", "0571-88886666", "057****6666"),
        ("phone", "88886666", "****6666"),
        ("phone", "12345", "***"),
        ("phone", "13812341234*", "138****1234"),
        ("account", "zhang_sf@example.com", "zha***@example.com"),
        ("account", "13800138000", "138****8000"),
        ("account", "abc", "***"),
        ("nick", "买家小兔", "买***兔"),
        ("email", "a@example.com", "***@example.com"),
        ("address", "幸福路 3 号 2 单元", "***"),
        ("zip", "310012", "31***"),
        ("province", "浙江省", "浙江省"),
        ("district", "西湖区", "西湖区"),
        ("carrier", "圆通速递", "圆通速递"),
        ("phone", "", ""),
    ],
)
def test_what_is_shown_of_a_field(field, value, shown):
    assert masked(field, value) == shown


MASKED_FIELDS = ("name", "phone", "account", "nick", "email", "address", "zip")


@given(st.sampled_from(MASKED_FIELDS), st.text(min_size=1, max_size=40))
def test_a_mask_is_known_as_one_and_hides_what_it_stands_for(field, value):
    shown = masked(field, value)
    assert is_masked(shown)
    assert masked(field, shown) == shown
    assert len(value.strip()) < 2 or shown != value or is_masked(value)


@given(st.integers(10**9, 10**11 - 1))
def test_no_telephone_number_shows_more_than_seven_digits(number):
    assert sum(map(str.isdigit, masked("phone", str(number)))) <= 7


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.integers(1, 11), st.integers(0, 10))
def test_a_part_of_a_number_is_named_only_where_its_mask_shows_it(number, length, start):
    part = number[start : start + length]
    if part in names_of(number):
        assert part == number or part in masked("phone", number)
    assert number in names_of(f"+86{number}")


def test_roles_without_business_with_a_buyer_are_shown_less():
    finance, purchasing = sight({"finance"}), sight({"purchasing"})
    assert masked("city", "杭州市", finance) == "***"
    assert masked("name", "陈小平", finance) == "陈*平"
    assert masked("name", "陈小平", purchasing) == "***"
    assert masked("city", "杭州市", sight({"finance", "agent"})) == "杭州市"
    assert masked("phone", "13812341234", sight({"agent"}, mask=False)) == "13812341234"


def test_who_looks_after_the_desk_reveals_nothing_and_finance_no_addresses():
    assert may_reveal({"admin"}) == may_reveal({"viewer"}) == may_reveal({"purchasing"}) == set()
    assert Personal.ADDRESS not in may_reveal({"finance"})
    assert may_reveal({"agent"}) == set(Personal)

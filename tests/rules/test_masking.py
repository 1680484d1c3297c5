"""A masked or blanked value is no news about the order."""

from __future__ import annotations

import pytest

from csdesk.rules.masking import PERSONAL, is_masked, withheld


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

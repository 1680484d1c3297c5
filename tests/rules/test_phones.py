"""A telephone number is found however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.rules.phones import join_phones


@pytest.mark.parametrize(
    "written",
    [
        "+86 158 1234 5678", "+86-158-1234-5678", "86 158 1234 5678", "0086 15812345678",
        "(+86) 158 1234 5678", "(86)15812345678", "158 1234 5678", "158-1234-5678",
        "158 123 45678", "1581 2345 678", "0158 1234 5678", "１５８ １２３４ ５６７８",
        "＋86 158 1234 5678", "15812345678",
    ],
)  # fmt: skip
def test_a_chinese_mobile_number_is_its_eleven_digits(written):
    assert join_phones(written) == "15812345678"
    assert join_phones(f"马女士 {written} 状态:已付费") == "马女士 15812345678 状态:已付费"
    assert join_phones(f"电话：{written}") == "电话：15812345678"


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("(021) 5888 1234", "02158881234"), ("021-5888 1234", "02158881234"),
        ("0571 8888-1234", "057188881234"), ("+1 206-555-0123", "2065550123"),
        ("(206) 555-0123", "2065550123"), ("+44 20 7946 0958", "2079460958"),
    ],
)  # fmt: skip
def test_others_are_the_digits_behind_the_country(written, digits):
    assert join_phones(written) == digits


@pytest.mark.parametrize(
    "text",
    [
        "1122 1098", "1399 1234567", "after:2026-11-01 1122", "2026-11-22", "114-3941689-8772232",
        "280000000000000001 280000000000000002", "TB261122-0041 TB261122-0042", "1 2 3", "+86", "",
    ],
)  # fmt: skip
def test_numbers_that_are_no_telephone_stay_apart(text):
    assert join_phones(text) == text


@given(st.text(alphabet="0123456789+-() .马:\t", max_size=60))
def test_no_digit_that_is_searched_is_lost_or_invented(text):
    joined = join_phones(text)
    digits = iter(each for each in text if each.isdigit())
    assert all(each in digits for each in joined if each.isdigit())

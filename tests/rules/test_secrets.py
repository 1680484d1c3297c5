"""What may be a PIN, and what wrong ones cost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.errors import NotUnderstood
from csdesk.rules.secrets import check_secret, locked_after, normal, wait_after


@pytest.mark.parametrize(
    "secret",
    [
        "", "12345", "short7!", "482913" * 30, "48291\x1b3", "a\u202e1234567",
        "123456", "654321", "000000", "11111111", "121212", "123123", "1231231", "abcdefgh",
        "aaaaaaaa", "Password"[:7], "wang.fang-li", "WANG.FANG-LI", "１２３４５６",
    ],
)  # fmt: skip
def test_what_is_short_or_tried_first_is_refused(secret):
    with pytest.raises(NotUnderstood):
        check_secret(secret, "wang.fang-li", "王芳", "WANG")


@pytest.mark.parametrize(
    ("secret", "kept"),
    [
        ("482913", "482913"),
        ("４８２９１３", "482913"),
        ("  482913 ", "482913"),
        ("黄河之水天上来啊", "黄河之水天上来啊"),
        ("correct horse", "correct horse"),
        ("135790", "135790"),
    ],
)
def test_others_are_taken_in_the_form_in_which_they_are_compared(secret, kept):
    assert check_secret(secret, "li", "李雷", "LI") == kept


@given(st.text(max_size=12))
def test_what_is_taken_is_compared_as_it_was_kept(secret):
    try:
        kept = check_secret(secret, "li")
    except NotUnderstood:
        return
    assert normal(kept) == kept == normal(secret)


def test_the_fifth_wrong_one_costs_half_a_minute_then_ever_twice_as_long_the_tenth_a_lead():
    assert [wait_after(n) for n in range(10)] == [0, 0, 0, 0, 0, 30, 60, 120, 240, 480]
    assert [locked_after(n) for n in (9, 10, 11)] == [False, True, True]

"""Lines of Chinese and English text break where readers expect it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.plain import cell_width, plain
from csdesk.ui.widgets.wrapping import wrapped
from tests.hostile import CASES

TEXTS = st.text(
    st.sampled_from("ab 12，。订单号　é👍🏽👩\u200d👩\u200d👧한,-\n"), max_size=80
) | st.text(max_size=60)


def test_an_address_fills_its_lines_instead_of_moving_down_whole():
    address = "地址 浙江省杭州市西湖区文三路一百二十三号东部软件园科技大厦"
    assert wrapped(address, 30) == [
        "地址 浙江省杭州市西湖区文三路",
        "一百二十三号东部软件园科技大厦",
    ]


def test_english_words_stay_whole_and_numbers_too():
    assert wrapped("please call 13800138000 before noon", 16) == [
        "please call",
        "13800138000",
        "before noon",
    ]


def test_a_line_does_not_begin_with_a_closing_mark():
    assert wrapped("请发圆通，谢谢。", 8) == ["请发圆", "通，谢", "谢。"]


def test_a_number_longer_than_the_line_is_broken_and_whole():
    assert wrapped("2401234567890123456", 8) == ["24012345", "67890123", "456"]


def test_the_breaks_of_the_text_are_kept():
    assert wrapped("1) 张三\n\n2) 李四", 20) == ["1) 张三", "", "2) 李四"]


@given(TEXTS, st.integers(2, 40))
def test_no_line_is_too_wide_and_nothing_is_lost_but_blanks(text, width):
    text = plain(text, lines=True)
    lines = wrapped(text, width)
    assert all(cell_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize("text", CASES)
def test_hostile_text_is_broken_whole(text):
    shown = plain(text, lines=True)
    lines = wrapped(shown, 38)
    assert all(cell_width(line) <= 38 for line in lines)
    assert "".join("".join(lines).split()) == "".join(shown.split())

"""Lines of Chinese and English text break where readers expect it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.plain import cell_width, plain
from csdesk.ui.widgets.paragraphs import Fact, flow, paragraph
from csdesk.ui.widgets.wrapping import wrapped
from tests.hostile import CASES, forbidden

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


@given(
    st.lists(st.tuples(st.sampled_from(["", "买家", "name"]), TEXTS), max_size=8),
    st.integers(12, 60),
)
def test_facts_flow_into_lines_that_fit(pairs, width):
    lines = flow([Fact(label, value) for label, value in pairs], width)
    assert all(line.cell_length <= width for line in lines)
    assert all(forbidden(line.plain) == [] for line in lines)


@given(TEXTS, st.integers(12, 60), st.integers(1, 5))
def test_a_cut_paragraph_says_how_much_is_missing(text, width, most):
    lines = paragraph("买家", text, width, most=most)
    assert len(lines) <= most
    assert all(line.cell_length <= width for line in lines)
    whole = len(paragraph("买家", text, width))
    assert (whole > most) == lines[-1].plain.endswith(f"+{whole - most}")


@pytest.mark.parametrize("text", CASES)
def test_hostile_text_is_harmless_in_a_paragraph_and_among_facts(text):
    lines = [*paragraph("name", text, 40, most=3), *flow([Fact("name", text)], 40)]
    assert all(line.cell_length <= 40 for line in lines)
    assert all(forbidden(line.plain) == [] for line in lines)

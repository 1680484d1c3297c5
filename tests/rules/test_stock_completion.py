"""What is offered in the stock's search box, which the search then understands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.rules import stock_query
from csdesk.rules.stock_completion import complete
from tests.hostile import forbidden

NAMES = {"supplier": ("广州嘉禾服饰", "Mill & Co"), "warehouse": ("主仓",)}


def offered(text, cursor=None):
    found = complete(text, len(text) if cursor is None else cursor, NAMES.__getitem__)
    return [each.insert for each in found]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("st", "status:"), ("状", "状态:"), ("status:o", "status:out"), ("状态：缺", "状态:缺货"),
        ("is:n", "is:negative"), ("nega", "is:negative"), ("停产", "状态:停产"),
        ("supplier:嘉禾", "supplier:广州嘉禾服饰"), ("供应商:mill", "供应商:Mill"),
        ("1098 仓库:", "仓库:主仓"),
    ],
)  # fmt: skip
def test_a_begun_word_is_completed_in_its_language(typed, first):
    assert offered(typed)[0] == first


@pytest.mark.parametrize("typed", ["", "1098 ", "1098", "short:5", "nonsense:x", "status:normal"])
def test_what_is_complete_or_means_nothing_offers_nothing(typed):
    assert offered(typed) == []


def test_only_what_stands_before_the_cursor_counts():
    assert offered("st 1098", 2)[0] == "status:"


@given(st.text(max_size=40), st.integers(0, 40))
def test_whatever_is_offered_is_understood(text, cursor):
    for insert in offered(text, cursor):
        assert forbidden(insert) == []
        if not insert.endswith(":"):
            stock_query.read(insert)

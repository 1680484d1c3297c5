"""What the filter form writes is what the search understands, in both languages."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.status import OrderStatus, PaymentStatus
from csdesk.rules.search_language import parse
from csdesk.ui.form import Form
from csdesk.ui.typed_query import is_number, without_begun_field
from csdesk.words import use_language

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
VALUES = st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(' ":,，：、'))


def understood(form):
    return parse(form.query(), now=NOW)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("status", OrderStatus)
@pytest.mark.parametrize("pay", ["", PaymentStatus.REFUND_REQUESTED])
def test_every_status_is_understood(lang, status, pay):
    use_language(lang)
    facts = {
        fact for each in understood(Form(status=status, pay=pay)).filters for fact in each.any_of
    }
    assert (("status", status.value),) in facts
    assert len(facts) == (2 if pay else 1)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("pay", PaymentStatus)
def test_every_payment_status_is_understood(lang, pay):
    use_language(lang)
    (only,) = understood(Form(pay=pay)).filters
    assert only.any_of == ((("pay", pay.value),),)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_days_and_text_are_understood(lang):
    use_language(lang)
    query = understood(Form(after="2026-11-01", until="11-20", text="马女士 圆通", site="TB"))
    assert query.since is not None
    assert query.until is not None
    assert query.words == ("马女士", "圆通")


@given(place=VALUES, method=VALUES)
def test_a_place_or_method_of_any_spelling_is_one_value(place, method):
    """They come from exports: blanks, colons and quotes must not become another question."""
    filters = understood(Form(place=place, method=method)).filters
    assert len(filters) == bool(place.strip()) + bool(method.strip())


def test_an_empty_form_asks_for_everything():
    assert Form().query() == ""


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("status:", ""), ("马女士 status:", "马女士 "), ("状态：", ""), ("a b", "a b"),
        ("status:approved", "status:approved"), ("12:30 x", "12:30 x"), ("", ""), (":", ":"),
    ],
)  # fmt: skip
def test_a_field_without_a_value_is_not_asked(typed, asked):
    assert without_begun_field(typed) == asked


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("290000000000000001", True), ("TB261122-0041", True), ("114-3941689-8772232", True),
        ("0041", True), ("马女士", False), ("status:approved", False), ("12345 67890", False),
    ],
)  # fmt: skip
def test_what_is_one_number_and_may_be_an_orders(text, whole):
    assert is_number(text) == whole

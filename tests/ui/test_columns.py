"""The columns of the list hold at every width, whatever an order brings."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.found import OrderRow, RemarkCounts
from csdesk.model.status import Flag, OrderStatus, PaymentStatus
from csdesk.plain import cell_width
from csdesk.ui.order_columns import Seen, heading, layout, pieces, text_of, widest_total
from csdesk.ui.signs import sign
from csdesk.words import named, use_language
from tests.hostile import CASES, forbidden
from tests.ui.rows import order_row

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SEEN = Seen("Asia/Shanghai", NOW)
TEXTS = [field.name for field in fields(OrderRow) if field.type == "str" and field.name != "site"]


def line(row, width=80, seen=SEEN, **more):
    return "".join(text for text, _ in pieces(row, layout(width, **more), seen))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("shops", [False, True])
def test_the_line_is_as_wide_as_its_heading_at_any_width(lang, shops):
    use_language(lang)
    for width in range(20, 260):
        columns = layout(width, several_shops=shops)
        assert cell_width(heading(columns)) == cell_width(
            line(order_row(), width, several_shops=shops)
        )
        assert cell_width(heading(columns)) <= width


def test_a_wider_list_tells_no_less():
    shown = [{column.head for column, _ in layout(width)} for width in range(20, 260)]
    assert all(len(narrow) <= len(wide) for narrow, wide in pairwise(shown))


def test_eighty_columns_tell_what_an_agent_needs():
    heads = {column.head for column, _ in layout(80)}
    assert heads == {"", "Placed", "Order", "Name", "Place", "Status", "Payment", "Total", "Rem"}


def test_a_city_is_told_whole_at_eighty_columns():
    cut = {"石家庄市": " 石家庄 ", "长春市": " 长春市 ", "乌鲁木齐市": " 乌鲁 ~ "}
    for city, shown in cut.items():
        assert shown in line(order_row(province="", city=city))


@pytest.mark.parametrize("text", CASES)
def test_a_hostile_text_in_every_field_moves_no_column(text):
    calm, wild = order_row(), order_row(**dict.fromkeys(TEXTS, text))
    columns = layout(200, several_shops=True)
    for column, width in columns:
        cell = "".join(t for t, _ in pieces(wild, ((column, width),), SEEN))
        assert cell_width(cell) == width, column.head
        assert forbidden(cell, lines=False) == []
    assert cell_width(line(wild, 200, several_shops=True)) == cell_width(
        line(calm, 200, several_shops=True)
    )


@given(text=st.text(st.characters(), max_size=40), width=st.integers(20, 200))
def test_any_text_at_all_moves_no_column(text, width):
    row = order_row(**dict.fromkeys(TEXTS, text))
    assert cell_width(line(row, width)) == cell_width(line(order_row(), width))


def test_signs_that_terminals_measure_differently_become_ascii():
    assert text_of("“急”…①②—★·×°") == '"急"~12-?.x?'
    assert text_of("é Привет ß 王") == "é Привет ß 王"
    assert text_of("👨\u200d👩\u200d👧 👍🏽 🇨🇳 1️⃣") == "👨👩👧 👍 CN 1"


def roles(row, width=200):
    return {text.strip(): role for text, role in pieces(row, layout(width), SEEN)}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("status", OrderStatus)
def test_a_status_is_told_by_letter_word_and_colour(status, lang):
    use_language(lang)
    letter, style = sign(status)
    assert f"{letter} {named(status)}" in line(order_row(order_status=status), 200)
    colour = style.removeprefix("$d-")
    told = (text for text, role in roles(order_row(order_status=status)).items() if role == colour)
    assert any(named(status) in text for text in told)


@pytest.mark.parametrize("words", [OrderStatus, Flag])
def test_no_two_words_share_a_letter(words):
    letters = [sign(word).letter for word in words]
    assert len(set(letters)) == len(letters)


@pytest.mark.parametrize("flag", [flag for flag in Flag if flag])
def test_a_flag_is_a_letter_in_its_colour(flag):
    assert roles(order_row(flag=flag), 80)[flag.value[0].upper()] == flag.value


def test_a_blacklisted_customer_is_red_and_says_so():
    parts = pieces(order_row(blacklisted=True), layout(80), SEEN)
    assert any(text.startswith("[黑]马") and role == "bad" for text, role in parts)


def test_conflicts_marks_and_remarks_show():
    row = order_row(7, conflicts=2, remarks=RemarkCounts(1, 0, 4))
    shown = line(row, 80, replace(SEEN, marked={7}))
    assert shown.startswith("* !")
    assert shown.rstrip().endswith("1 3")


def test_an_amount_is_never_without_its_currency():
    assert "US$1,234.50" in line(order_row(currency="USD"), 140)
    assert "¥1,234.50" in line(order_row(), 80)
    assert "-" in line(order_row(total=None), 80)


@pytest.mark.parametrize("width", [80, 100, 140, 200])
@pytest.mark.parametrize(
    ("total", "currency", "shown"),
    [(17_990, "EUR", "EUR 179.90"), (123_456_789, "CNY", "¥1,234,567.89")],
)
def test_an_amount_is_never_cut(total, currency, shown, width):
    row = order_row(total=total, currency=currency)
    told = line(row, width, amount=widest_total([row, order_row()]))
    assert f" {shown} " in told


@pytest.mark.parametrize("payment", PaymentStatus)
def test_what_is_wrong_with_the_money_has_a_colour(payment):
    parts = pieces(order_row(payment_status=payment), layout(140), SEEN)
    ordinary = payment in (PaymentStatus.PAID, PaymentStatus.UNPAID)
    role = next(role for text, role in reversed(parts) if named(payment) in text)
    assert (role == "text") == ordinary

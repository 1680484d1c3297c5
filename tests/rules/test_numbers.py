"""Desk numbers are made, and typed numbers read back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.desk import is_site
from csdesk.rules import numbers

DESK = st.builds(
    numbers.desk_number,
    st.builds(
        numbers.prefix,
        st.sampled_from(["TB", "AM", "JD", "XHS"]),
        st.dates(date(2011, 1, 1), date(2099, 12, 31)),
    ),
    st.integers(1, 123_456),
)
MARK = st.sampled_from(
    [
        numbers.reship, lambda n: numbers.reship(n, 2), lambda n: numbers.split(n, 1),
        lambda n: numbers.split(n, 2), numbers.gift, lambda n: numbers.gift(n, 3),
    ]
)  # fmt: skip


def test_a_desk_number_is_site_day_and_serial():
    assert numbers.desk_number(numbers.prefix("TB", date(2026, 11, 22)), 41) == "TB261122-0041"
    assert numbers.desk_number(numbers.prefix("TB", date(2026, 11, 22)), 12_345) == "TB261122-12345"
    assert numbers.prefix("AM", date(2026, 1, 2)) == "AM260102"


def test_derived_numbers_are_the_manuals():
    assert numbers.reship("TB261122-0041") == "RETB261122-0041"
    assert numbers.reship("TB261122-0041", 2) == "RE2TB261122-0041"
    assert numbers.split("TB261122-0041", 2) == "OSP2-TB261122-0041"
    assert numbers.gift("TB261122-0041") == "G-TB261122-0041"


@given(DESK, st.lists(MARK, max_size=3))
def test_any_of_the_numbers_leads_to_the_root_of_the_family(root, marks):
    number = root
    for mark in marks:
        number = mark(number)
    assert numbers.family_root(number) == root
    assert numbers.normal(number.lower()) == number
    head, serial = number.rsplit("-", 1)
    assert numbers.normal(head + serial) == number


@given(DESK)
def test_a_desk_number_is_read_however_it_is_typed(number):
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
    for typed in (
        number.lower(),
        number.replace("-", ""),
        f" {number} ",
        wide,
        f"{number[:4]} {number[4:]}",
    ):
        assert numbers.normal(typed) == number
        assert number in numbers.forms(typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("1234567890123456789", "1234567890123456789"),
        ("20312345678901234", "203-1234567-8901234"),
        ("203-1234567-8901234", "203-1234567-8901234"),
        ("203 1234567 8901234", "203-1234567-8901234"),
        ("２０３-１２３４５６７-８９０１２３４", "203-1234567-8901234"),
    ],
)
def test_a_marketplace_number_is_looked_up_in_all_its_forms(typed, stored):
    assert stored in numbers.forms(typed)


@pytest.mark.parametrize(
    "number", ["REVIEW-1", "RE", "OSP", "G-", "1234567890123456", "RE12", "AM-1"]
)
def test_what_is_no_derived_number_is_its_own_root(number):
    assert numbers.family_root(number) == number


def test_a_derived_marketplace_number_has_its_root_too():
    assert numbers.family_root("RE1234567890123456") == "1234567890123456"
    assert numbers.family_root("OSP1-203-1234567-8901234") == "203-1234567-8901234"


@given(
    st.sampled_from(["TB261122-0041", "2401234567890123456", "401234567890123456",
                     "203-1234567-8901234"]),
    st.lists(
        st.tuples(st.sampled_from([numbers.reship, numbers.split, numbers.gift]),
                  st.integers(1, 9)),
        max_size=4,
    ),
)  # fmt: skip
def test_the_root_is_found_behind_any_marks(root, marks):
    number = root
    for mark, nth in marks:
        number = mark(number, nth)
    assert numbers.family_root(number) == root
    assert number in numbers.forms(number)


def test_a_number_sent_again_is_found_without_its_hyphen_too():
    first, second = "2401234567890123456", "401234567890123456"
    assert numbers.reship(first) != numbers.reship(second, 2)
    for number in (numbers.reship(first), numbers.reship(second, 2)):
        assert number in numbers.forms("RE2401234567890123456")


@given(st.text(max_size=80))
def test_any_text_can_be_asked_for(text):
    assert numbers.family_root(text)[:0] == ""
    assert numbers.normal(text) == numbers.normal(numbers.normal(text))
    assert numbers.normal(text) in numbers.forms(text)


@given(st.integers(0, 4_000_000_000), st.integers(0, 4_000_000_000))
def test_keys_stand_in_the_order_of_time(a, b):
    assert (numbers.key_at(a) < numbers.key_at(b)) == (a < b)
    assert numbers.key_at(a + 1) - numbers.key_at(a) == 256


def test_keys_start_in_2010():
    assert numbers.key_at(int(datetime(2010, 1, 1, tzinfo=UTC).timestamp())) == 0


@given(st.from_regex("[A-Z]{1,5}", fullmatch=True), st.integers(1, 99_999))
def test_no_allowed_site_makes_numbers_that_look_like_re_shipped_or_split_ones(site, serial):
    number = numbers.desk_number(numbers.prefix(site, date(2026, 11, 22)), serial)
    assert not is_site(site) or numbers.family_root(number) == number
    if is_site(site):
        assert numbers.family_root(numbers.reship(numbers.split(number, 1))) == number


@pytest.mark.parametrize("site", ["RE", "OSP", "G", "RETB", "REAM"])
def test_a_site_called_like_a_mark_is_none(site):
    assert not is_site(site)

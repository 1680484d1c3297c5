"""What an agent's file names tell (S41, S42, C6, formats.md 1.1)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.rules.filenames import NameHints, hints, is_older, other_name

NAMES = [
    ("2011-2-15-1.csv", NameHints("2011-02-15", 1, "2011-02-15#1", "orders")),
    ("2011-2-15-2.csv", NameHints("2011-02-15", 1, "2011-02-15#1", "items")),
    ("2011-2-15-11.csv", NameHints("2011-02-15", 2, "2011-02-15#2", "orders")),
    ("2011-2-15-22.csv", NameHints("2011-02-15", 2, "2011-02-15#2", "items")),
    ("2011-2-15-111", NameHints("2011-02-15", 3, "2011-02-15#3", "orders")),
    ("2011-02-15-222 (1).csv", NameHints("2011-02-15", 3, "2011-02-15#3", "items")),
    ("TB2026-11-22-1.xlsx", NameHints("2026-11-22", 1, "2026-11-22#1", "orders")),
    (
        "ExportOrderList202403252230.csv",
        NameHints("2024-03-25", 0, "202403252230", "orders"),
    ),
    (
        "ExportOrderDetailList202403252230 (1).csv",
        NameHints("2024-03-25", 0, "202403252230", "items"),
    ),
    (
        "ExportItemList202608111558.csv",
        NameHints("2026-08-11", 0, "202608111558", "items"),
    ),
    (
        "ExportOrderDetailList2016092310161.xlsx",
        NameHints("2016-09-23", 0, "2016092310161", "items"),
    ),
    (
        "2020-11-01 00_00_00 µ½ 2020-11-01 12_59_59ExportOrderDetailList202012021529.csv",
        NameHints("2020-12-02", 0, "202012021529", "items"),
    ),
    ("orders 20261122.txt", NameHints("2026-11-22")),
    ("订单2026年1月5日.csv", NameHints("2026-01-05")),
    ("2026-11-22-11-30-05.csv", NameHints("2026-11-22")),
    ("2026-11-22-12.csv", NameHints("2026-11-22")),
    ("2026-13-45-1.csv", NameHints()),
    ("50123020261122456.txt", NameHints()),
    ("orders.csv", NameHints()),
]


@pytest.mark.parametrize(("name", "told"), NAMES, ids=[name for name, _ in NAMES])
def test_a_name_tells_day_ordinal_stamp_and_half(name, told):
    assert hints(name) == told


def test_the_day_folder_tells_the_day_where_the_name_does_not():
    assert hints("orders.csv", "2026-11-22").day == "2026-11-22"
    assert hints("2026-11-21-1.csv", "2026-11-22").day == "2026-11-21"
    assert hints("orders.csv", "inbox").day == ""


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("2011-2-15-1.csv", "2011-2-15-2.csv"),
        ("2011-2-15-22.csv", "2011-2-15-11.csv"),
        ("ExportOrderList202403252230.csv", "ExportOrderDetailList202403252230.csv"),
        ("ExportOrderDetailList202403252230.csv", "ExportOrderList202403252230.csv"),
        ("ExportItemList202608111558.csv", "ExportOrderList202608111558.csv"),
        ("orders.csv", ""),
    ],
)
def test_the_other_half_is_asked_for_by_name(name, other):
    assert other_name(name) == other


@given(
    st.dates(date(2010, 1, 1), date(2099, 12, 31)),
    st.integers(1, 9),
    st.sampled_from("12"),
)
def test_the_two_halves_of_any_import_of_any_day_share_their_stamp(day, ordinal, digit):
    name = f"{day.year}-{day.month}-{day.day}-{digit * ordinal}.csv"
    told = hints(name)
    assert (told.day, told.ordinal) == (day.isoformat(), ordinal)
    assert hints(other_name(name)).stamp == told.stamp
    assert hints(other_name(name)).half != told.half


@given(st.text())
def test_no_name_stops_the_importer(name):
    assert isinstance(hints(name, name), NameHints)
    other_name(name)


@pytest.mark.parametrize(
    ("one", "other", "older"),
    [
        ("2011-2-15-11.csv", "2011-2-16-1.csv", True),
        ("2011-2-15-1.csv", "2011-2-15-22.csv", True),
        ("2011-2-15-22.csv", "2011-2-15-1.csv", False),
        ("ExportOrderList202611220930.csv", "ExportOrderList202611221500.csv", True),
        ("ExportOrderList202611220930.csv", "ExportOrderDetailList202611220930.csv", False),
        ("2026-11-22-1.csv", "ExportOrderList202611221500.csv", False),
        ("orders.csv", "2011-2-15-1.csv", False),
    ],
)
def test_names_tell_which_file_was_exported_before(one, other, older):
    assert is_older(hints(one), hints(other)) is older

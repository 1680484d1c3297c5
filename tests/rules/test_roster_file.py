"""A roster as people write it: both forms, days and names as they come, and what is no roster."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.errors import NotUnderstood
from csdesk.model.settings import ShiftKind
from csdesk.rules.roster_file import Reading
from tests.hostile import PAYLOADS, forbidden

KINDS = (
    ShiftKind("early", "早班", time(8, 30), time(16, 30), "early shift"),
    ShiftKind("late", "晚班", time(16, 30), time(0, 30), "late shift", days=("mon", "tue")),
)
PEOPLE = {"li": "李雷", "han": "韩梅", "li2": "李雷", "zhou": "周采"}
TODAY = date(2026, 11, 22)
READING = Reading(KINDS, PEOPLE, TODAY)


def said(rows, reading=READING):
    told = reading.table(rows)
    return [(c.day, c.login, c.kind) for c in told.cells.values()], told.rejects


def test_a_grid_says_every_cell():
    cells, rejects = said(
        [
            ["排班表 2026 第48周", "", ""],
            ["姓名", "2026-11-23", "11/24 周二", "备注"],
            ["韩梅", "早班", ""],
            ["zhou", "休", "Late shift", "x"],
            ["", "", ""],
        ]
    )
    assert cells == [
        ("2026-11-23", "han", "early"), ("2026-11-24", "han", ""),
        ("2026-11-23", "zhou", ""), ("2026-11-24", "zhou", "late"),
    ]  # fmt: skip
    assert [(each.row, each.value) for each in rejects] == [(2, "备注")]


def test_a_list_says_nothing_of_what_it_does_not_name():
    cells, rejects = said(
        [["日期", "姓名", "班次"], ["11月23日", "韩梅", "early"], ["2026/11/24", "zhou", "off"]]
    )
    assert cells == [("2026-11-23", "han", "early"), ("2026-11-24", "zhou", "")]
    assert rejects == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["2026-11-23", "nobody", "early"], "Nobody who works here"),
        (["2026-11-23", "李雷", "early"], "Several people"),
        (["2026-11-23", "han", "noon"], "no kind of shift"),
        (["2026-11-25", "han", "late"], "does not begin on"),
        (["soon", "han", "early"], "is no day"),
        (["2026-02-30", "han", "early"], "is no day"),
        (["周三 2026-11-23", "han", "early"], "is no day"),
        (["2026-11-23", "zhou", "late"], "another shift"),
        (["2026-11-23"], "Nobody who works here"),
    ],
)
def test_a_line_that_cannot_be_meant_is_left_out_with_its_row(row, words):
    rows = [["day", "person", "shift"], ["2026-11-23", "zhou", "early"], row]
    cells, (reject,) = said(rows)
    assert cells == [("2026-11-23", "zhou", "early")]
    assert reject.row == 3
    assert words in reject.words


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-23", date(2026, 11, 23)), ("2026/11/3", date(2026, 11, 3)),
        ("2026年11月23日", date(2026, 11, 23)), ("11-23", date(2026, 11, 23)),
        ("1-2", date(2027, 1, 2)), ("2026-11-23 00:00:00", date(2026, 11, 23)),
        ("Mon 11/23", date(2026, 11, 23)), ("１１月２３日（周一）", date(2026, 11, 23)),
        ("周一", None), ("11/23/2025", None), ("23/11/2026", None), ("x", None), ("", None),
    ],
)  # fmt: skip
def test_days_as_people_and_spreadsheets_write_them(written, day):
    assert READING.day(written) == day


def test_days_of_the_week_mean_something_in_a_week_that_is_said():
    reading = Reading(KINDS, PEOPLE, TODAY, date(2026, 11, 23))
    cells, _ = said([["", "周一", "周二", "Sun"], ["韩梅", "晚班", "早班", "early"]], reading)
    assert cells == [
        ("2026-11-23", "han", "late"), ("2026-11-24", "han", "early"),
        ("2026-11-29", "han", "early"),
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [[], [[]], [["a", "b"], ["c", "d"]], [["姓名", "班次"]]])
def test_what_is_no_roster_is_refused(rows):
    with pytest.raises(NotUnderstood, match="This is no roster"):
        said(rows)


@given(st.lists(st.lists(st.sampled_from(PAYLOADS) | st.text(max_size=20), max_size=6), max_size=6))
def test_whatever_stands_in_a_file_is_read_or_left_out_harmlessly(rows):
    told = READING.table([["姓名", "2026-11-23", "2026-11-24"], *rows])
    assert {cell.kind for cell in told.cells.values()} <= {"", "early", "late"}
    for reject in told.rejects:
        assert forbidden(reject.value + reject.column) == []

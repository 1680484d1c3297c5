"""What a supplier said on the telephone, typed in one line."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.errors import NotUnderstood
from csdesk.model.purchasing import Answer
from csdesk.rules.supplier_answers import LONGEST, read_answer

NOW = datetime(2026, 11, 22, 9, 40, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("11-28", Answer(date(2026, 11, 28), None, "")),
        ("28", Answer(date(2026, 11, 28), None, "")),
        ("周五 50件 发顺丰", Answer(date(2026, 11, 27), 50, "发顺丰")),
        ("3d x12", Answer(date(2026, 11, 25), 12, "")),
        ("明天 说 周五", Answer(date(2026, 11, 23), None, "说 周五")),
        ("2027-01-05 50 boxes", Answer(date(2027, 1, 5), None, "50 boxes")),
        ("今天", Answer(date(2026, 11, 22), None, "")),
        ("? 没人接", Answer(None, None, "没人接")),
        ("？", Answer(None, None, "")),
        ("12-05 50 pcs fri", Answer(date(2026, 12, 5), 50, "fri")),
        ("12-05 30 friday", Answer(date(2026, 12, 5), 30, "friday")),
        ("12-05 30", Answer(date(2026, 12, 5), 30, "")),
        ("50 pcs fri", Answer(date(2026, 11, 27), 50, "")),
        ("50件 周五 发顺丰", Answer(date(2026, 11, 27), 50, "发顺丰")),
        ("30 friday", Answer(date(2026, 11, 27), 30, "")),
        ("27 friday", Answer(date(2026, 11, 27), None, "friday")),
        ("30", Answer(date(2026, 11, 30), None, "")),
        ("12-05 5 0件", Answer(date(2026, 12, 5), None, "5 0件")),
        ("- 20件 later", Answer(None, 20, "later")),
    ],
)
def test_an_answer_begins_with_its_day(typed, answer):
    assert read_answer(typed, NOW) == answer


@pytest.mark.parametrize("typed", ["", "没人接", "2026-11-21", "soon", "50件", "31-31"])
def test_what_begins_with_no_day_to_come_is_asked_again(typed):
    with pytest.raises(NotUnderstood, match="no day to come"):
        read_answer(typed, NOW)


def test_no_pieces_at_all_are_no_answer():
    with pytest.raises(NotUnderstood, match="1 or more"):
        read_answer("11-28 0件", NOW)


@given(st.text())
def test_whatever_was_said_is_kept_harmless_and_short(words):
    answer = read_answer(f"? {words}", NOW)
    assert len(answer.words) <= LONGEST
    assert "\x1b" not in answer.words

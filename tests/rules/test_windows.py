"""From when to when, as people type it (W17)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from csdesk.rules.search_dates import window

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 15, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("typed", "inside", "outside"),
    [
        ("13:00", ("11-22 13:00", "11-22 23:00"), ("11-22 12:59", "11-21 14:00")),
        ("13:00..15:00", ("11-22 13:00", "11-22 15:00"), ("11-22 15:01", "11-22 12:59")),
        ("昨天", ("11-21 00:00", "11-21 23:59"), ("11-22 00:00", "11-20 23:59")),
        ("11-20..昨天", ("11-20 00:00", "11-21 23:59"), ("11-22 00:00", "11-19 23:59")),
        ("..11-20", ("11-20 23:59", "01-01 00:00"), ("11-21 00:00",)),
        ("11-21..", ("11-21 00:00", "11-22 23:59"), ("11-20 23:59",)),
    ],
)
def test_what_came_inside_is_found_and_nothing_else(typed, inside, outside):
    read = window(typed, NOW)
    assert read is not None
    first, end = read
    for words in (*inside, *outside):
        at = datetime.strptime(f"2026-{words}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
        assert (first <= at.timestamp() < end) is (words in inside), words


@pytest.mark.parametrize("typed", ["", "..", "soon", "13:00..soon", "15:00..13:00", "31-31"])
def test_what_is_no_window_is_none(typed):
    assert window(typed, NOW) is None

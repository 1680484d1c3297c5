"""What makes a read-back, by when items are due, what is the same twice."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.handover import Urgency
from csdesk.model.settings import KINDS, ShiftKind
from csdesk.rules.handover import next_shift, same_words, says_nothing, usual_due

ZONE = ZoneInfo("Asia/Shanghai")
MOMENTS = st.integers(1_767_200_000, 1_798_700_000).map(lambda n: datetime.fromtimestamp(n, ZONE))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


NODS = [
    "",
    "ok",
    "OK!",
    "好的。",
    "收到！",
    "  . ",
    "嗯",
    "Got it.",
    "aaaa",
    "好好好好",
    "1234",
    "stop stop",
]


@pytest.mark.parametrize("words", NODS)
def test_a_nod_is_no_read_back(words):
    assert says_nothing(words, "拦截包裹")


@given(st.text(min_size=1))
def test_the_item_s_own_text_is_no_read_back(text):
    assert says_nothing(text, text)
    assert says_nothing(f" {text.upper()}!", text.upper())


@pytest.mark.parametrize("words", ["先拦件", "call YTO", "退款"])
def test_own_words_are(words):
    assert not says_nothing(words, "拦截包裹")


def test_signs_and_width_make_no_difference():
    assert same_words("圆通 停运！", "圆通停运")
    assert same_words("ＹＴＯ stops", "yto-stops")
    assert not same_words("圆通", "中通")


def test_the_next_shift_is_the_one_that_follows():
    def coming(kinds, moment):
        found = next_shift(kinds, at(moment), ZONE)
        return found and (found.kind.code, found.day)

    assert coming(KINDS, "2026-11-22T16:30") == ("late", "2026-11-22")
    assert coming(KINDS, "2026-11-23T00:30") == ("early", "2026-11-23")
    workdays = ShiftKind("day", "日班", time(9), time(18), days=("mon",))
    assert coming([workdays], "2026-11-24T09:01") == ("day", "2026-11-30")
    assert coming([], "2026-11-24T09:01") is None


def test_critical_is_due_when_the_next_shift_has_begun_the_rest_before_it_ends():
    now = at("2026-11-22T15:00")
    coming = next_shift(KINDS, at("2026-11-22T16:30"), ZONE)
    assert usual_due(Urgency.CRITICAL, coming, now) == at("2026-11-22T17:30")
    assert usual_due(Urgency.ROUTINE, coming, now) == at("2026-11-23T00:30")


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(hours=12)), st.sampled_from(Urgency))
def test_nothing_is_due_sooner_than_it_can_be_done(now, over, urgency):
    coming = next_shift(KINDS, now - over, ZONE)
    assert usual_due(urgency, coming, now) >= now + timedelta(hours=1)

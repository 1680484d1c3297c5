"""Amazon cases: which way they go, which moments are in force, what a notice names."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.amazon import (
    AmazonState,
    MomentKind,
    MomentSource,
    NoticeKind,
    Submission,
)
from csdesk.model.errors import NotUnderstood, Refused
from csdesk.rules import amazon as rules

ZONE = ZoneInfo("Asia/Shanghai")
RECEIVED = datetime(2026, 11, 20, 9, tzinfo=ZONE)
SENT = Submission(1, RECEIVED + timedelta(days=1), "x", 0, "李雷")
S = AmazonState


@pytest.mark.parametrize("padded", ["ASIN{}x", "ASIN:{}x", "within{}x", "within 7{}x", "7{}x"])
def test_a_notice_full_of_blanks_is_read_at_once(padded):
    notice = padded.format(" " * 19_000)
    before = process_time()
    assert (rules.subjects(notice), rules.told_deadline(notice)) == ((), ("", ""))
    assert process_time() - before < 0.2


def test_a_number_of_a_book_stands_apart_from_its_name():
    assert rules.subjects("ASIN :  123456789X and ASIN：0123456789") == ("123456789X", "0123456789")


def moments(kind=NoticeKind.LATE, state=S.DRAFT, due=None, hours=None, last=None):
    return rules.deadlines(
        kind, state, RECEIVED, due_at=due, due_words="72h" if due else "", verdict_hours=hours,
        last=last,
    )  # fmt: skip


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("to", S)
def test_a_step_that_the_table_does_not_have_is_refused(state, to):
    if to in rules.STEPS[state]:
        rules.check_step(1, state, to)
    else:
        with pytest.raises(Refused):
            rules.check_step(1, state, to)


def test_no_state_is_a_dead_end_and_every_one_is_reached():
    reached, more = set(), {S.DRAFT}
    while more:
        state = more.pop()
        reached.add(state)
        more |= set(rules.STEPS[state]) - reached
    assert reached == set(S)
    assert all(rules.STEPS[state] for state in S)


def test_nothing_is_answered_before_it_was_sent():
    for state, steps in rules.STEPS.items():
        if state is not S.SUBMITTED:
            assert not set(steps) & set(rules.ANSWERS)


KINDS_WITHOUT = [k for k in NoticeKind
                 if k not in (NoticeKind.PREMIUM, NoticeKind.CLAIM, NoticeKind.FUNDS)]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS_WITHOUT)
def test_where_neither_notice_nor_manual_tells_a_day_there_is_none(kind):
    assert moments(kind) == ()


def test_the_notice_s_own_day_goes_before_what_the_manual_expects():
    due = RECEIVED + timedelta(hours=72)
    (told,) = moments(NoticeKind.CLAIM, due=due)
    assert (told.at, told.kind, told.source) == (due, MomentKind.REPLY, MomentSource.NOTICE)
    (expected,) = moments(NoticeKind.CLAIM)
    assert (expected.at, expected.source) == (RECEIVED + timedelta(days=30), MomentSource.MANUAL)
    first, watched = moments(NoticeKind.PREMIUM, due=due)
    assert (first.kind, watched.kind, watched.words) == (
        MomentKind.REPLY, MomentKind.WATCHED, "S68",
    )  # fmt: skip
    assert watched.at == RECEIVED + timedelta(days=90)


def test_an_answer_is_expected_in_48_hours_unless_somebody_expects_another_time():
    (verdict,) = moments(state=S.SUBMITTED, due=RECEIVED, last=SENT)
    assert (verdict.kind, verdict.source, verdict.words) == (
        MomentKind.VERDICT, MomentSource.MANUAL, "S75",
    )  # fmt: skip
    assert verdict.at == SENT.sent_at + timedelta(hours=48)
    (other,) = moments(state=S.SUBMITTED, hours=12, last=SENT)
    assert (other.source, other.at) == (MomentSource.PERSON, SENT.sent_at + timedelta(hours=12))


@pytest.mark.parametrize("state", rules.OVER)
@pytest.mark.parametrize("kind", NoticeKind)
def test_what_is_over_has_no_moments(kind, state):
    assert moments(kind, state, due=RECEIVED, last=SENT) == ()


def test_watching_and_waiting_for_money_are_never_overdue():
    late = RECEIVED + timedelta(days=400)
    assert not moments(NoticeKind.PREMIUM)[0].is_overdue(late)
    assert not moments(NoticeKind.FUNDS)[0].is_overdue(late)
    assert moments(due=RECEIVED + timedelta(days=1))[0].is_overdue(late)
    assert moments(state=S.SUBMITTED, last=SENT)[0].is_overdue(late)


@pytest.mark.parametrize(
    ("notice", "named"),
    [
        ("ASIN: B0CSDESK01, b0csdesk02; B0CSDESK01 again", ("B0CSDESK01", "B0CSDESK02")),
        ("ＡＳＩＮ：Ｂ０ＣＳＤＥＳＫ０１", ("B0CSDESK01",)),
        ("the book ASIN 030640615X and order 111-2223334-5556667.",
         ("030640615X", "111-2223334-5556667")),
        ("phone 0123456789, case 1234567890, XB0CSDESK01Y, 0111-2223334-55566671", ()),
        ("投诉商品B0CSDESK01（订单111-2223334-5556667）",
         ("B0CSDESK01", "111-2223334-5556667")),
        ("", ()),
    ],
)  # fmt: skip
def test_what_a_notice_names(notice, named):
    assert rules.subjects(notice) == named


@given(st.text(max_size=400))
def test_what_any_text_names_can_be_typed_again(text):
    named = rules.subjects(text)
    assert rules.typed_subjects(" ".join(named)) == named


def test_what_is_no_asin_is_said():
    assert rules.typed_subjects(" b0csdesk01，111-2223334-5556667 ") == (
        "B0CSDESK01", "111-2223334-5556667",
    )  # fmt: skip
    with pytest.raises(NotUnderstood, match="neither an ASIN"):
        rules.typed_subjects("B0CSDESK01 shoes")


@pytest.mark.parametrize(
    ("typed", "days"),
    [("72h", 3), ("72小时", 3), ("17d", 17), ("17天", 17), ("2026-11-23 09:00", 3)],
)
def test_a_deadline_counts_from_the_notice(typed, days):
    assert rules.set_by(typed, RECEIVED) == RECEIVED + timedelta(days=days)


@pytest.mark.parametrize("typed", ["soon", "", "2026-11-19", "0h"])
def test_a_deadline_that_is_none_is_refused(typed):
    with pytest.raises(NotUnderstood):
        rules.set_by(typed, RECEIVED)


@pytest.mark.parametrize(
    ("notice", "told"),
    [
        ("Please reply within 72 hours of this.", "72h"),
        ("You have to answer within 17 calendar days.", "17d"),
        ("请在 48 小时内提交。", "48h"),
        ("请于30天之内申诉", "30d"),
        ("Reply within 5 business days.", ""),
        ("We looked at the last 30 days.", ""),
        ("", ""),
    ],
)
def test_what_a_notice_says_of_its_deadline_is_found_for_a_person_to_decide(notice, told):
    said, typed = rules.told_deadline(notice)
    assert typed == told
    assert said in notice
    if told:
        rules.set_by(told, RECEIVED)


def test_moments_and_days_are_read():
    assert rules.moment_past("", RECEIVED) == RECEIVED
    assert rules.moment_past("today", RECEIVED) == RECEIVED.replace(hour=0)
    assert rules.moment_past("11-19 08:30", RECEIVED) == datetime(2026, 11, 19, 8, 30, tzinfo=ZONE)
    for typed in ("2026-12-01", "tomorrow", "when?"):
        with pytest.raises(NotUnderstood):
            rules.moment_past(typed, RECEIVED)
    assert rules.day_typed("", RECEIVED) is None
    assert rules.day_typed("昨天", RECEIVED) == date(2026, 11, 19)
    assert rules.day_typed("明天", RECEIVED) == date(2026, 11, 21)
    assert rules.day_typed("2026-12-24", RECEIVED) == date(2026, 12, 24)
    with pytest.raises(NotUnderstood):
        rules.day_typed("x", RECEIVED)

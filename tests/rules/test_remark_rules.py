"""Moves of asks, names in remarks, templates, hints, the mirror and times, as rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.desk import Actor
from csdesk.model.mirror import MirrorFault
from csdesk.model.promises import PromiseKind, PromiseState
from csdesk.model.remarks import Remark
from csdesk.model.roles import Role
from csdesk.model.settings import HintRule, Need, Template
from csdesk.model.status import RemarkState, Tab
from csdesk.rules import asks, due, hints, mentions, mirror, promises, templates

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=SHANGHAI)
"""A Sunday."""

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)


# Asks


@given(st.lists(st.sampled_from(RemarkState), max_size=12))
def test_from_any_state_that_can_be_reached_somebody_can_bring_an_ask_to_its_end(steps):
    state = RemarkState.ASKED
    for to in steps:
        if asks.may_become(state, to):
            state = to
    assert state in asks.OPEN or state is RemarkState.DONE
    assert state is RemarkState.DONE or asks.may_become(state, RemarkState.DONE)


def test_a_note_that_asks_nothing_moves_nowhere():
    assert not any(asks.may_become(RemarkState.NOTED, to) for to in RemarkState)
    assert not any(asks.may_become(each, RemarkState.NOTED) for each in RemarkState)


# Names


PEOPLE = (
    Actor("li", "李雷", "LI", frozenset({Role.AGENT})),
    Actor("lili", "李雷雷", "LL", frozenset({Role.AGENT, Role.LEAD})),
    Actor("zhou.fa", "Zhou Fa", "ZF", frozenset({Role.SHIPPING})),
)


@pytest.mark.parametrize(
    ("text", "called", "nobody"),
    [
        ("@李雷看一下", {"li"}, []),
        ("@李雷雷看一下", {"lili"}, []),
        ("@li看一下", {"li"}, []),
        ("@lili, please", {"lili"}, []),
        ("＠李雷 @发货：急", {"li", "zhou.fa"}, []),
        ("@Zhou Fa and @zhou.fa.", {"zhou.fa"}, []),
        ("@SHIPPING @主管", {"zhou.fa", "lili"}, []),
        ("@客服", {"li", "lili"}, []),
        ("mail a@li.com to b_@li", set(), []),
        ("@wangwu @李", set(), ["wangwu", "李"]),
        ("@ nobody, 5 @ 3", set(), []),
    ],
)
def test_who_is_called(text, called, nobody):
    assert mentions.mentioned(text, mentions.handles(PEOPLE)) == (called, nobody)


@given(words)
def test_whatever_is_written_only_people_of_the_desk_are_called(text):
    logins, _ = mentions.mentioned(text, mentions.handles(PEOPLE))
    assert logins <= {each.login for each in PEOPLE}


# Templates


@pytest.mark.parametrize("tab", Tab)
@pytest.mark.parametrize("chinese", [True, False])
def test_every_tab_has_usual_templates_numbered_from_one(tab, chinese):
    found = templates.of_tab((), tab, chinese=chinese)
    assert [each.number for each in found] == list(range(1, len(found) + 1))
    assert len(found) >= 4


def test_a_tab_with_templates_of_its_own_has_only_these_and_others_keep_theirs():
    own = (Template(Tab.SHIPPING, 7, "B"), Template(Tab.SHIPPING, 2, "A {日期}"))
    assert [t.text for t in templates.of_tab(own, Tab.SHIPPING, chinese=True)] == ["A {日期}", "B"]
    assert len(templates.of_tab(own, Tab.FINANCE, chinese=True)) >= 4


slot_names = st.text("abc金额日期", min_size=1, max_size=5)


@given(
    st.lists(st.tuples(words, slot_names), max_size=5),
    st.dictionaries(slot_names, st.text("0123456789", min_size=1)),
)
def test_a_template_is_empty_exactly_in_the_slots_that_nothing_fills(parts, facts):
    clean = [(text.replace("{", "").replace("}", ""), name) for text, name in parts]
    text = "".join(f"{before}{{{name}}}" for before, name in clean)
    own = (Template(Tab.FINANCE, 1, text),)
    left = templates.empty_slots(templates.filled(text, facts), own)
    assert set(left) == {name for _, name in clean} - set(facts)


@given(words)
def test_braces_that_no_template_has_are_just_text(text):
    known = {
        name
        for tab in Tab
        for c in (True, False)
        for t in templates.of_tab((), tab, chinese=c)
        for name in templates.slots(t.text)
    }
    assert set(templates.empty_slots(text, ())) <= known
    assert templates.empty_slots("{number} {0} {} ${HOME}", ()) == ()


# Hints


@pytest.mark.parametrize(
    ("text", "tab", "told"),
    [
        ("客户要求发圆通", Tab.INTERNAL, [Tab.SHIPPING]),
        ("客户要求发圆通", Tab.SHIPPING, []),
        ("Customer wants YTO", Tab.INTERNAL, [Tab.SHIPPING]),
        ("the store is closed", Tab.INTERNAL, []),
        ("申请退款 12 元", Tab.INTERNAL, [Tab.FINANCE]),
        ("退款 12 元", Tab.FINANCE, []),
        ("退款 12.50，原因：少发", Tab.FINANCE, []),
        ("请尽快退款", Tab.FINANCE, [None]),
        ("退款，单号 2401234567890123456", Tab.FINANCE, [None]),
        ("换款成 1122 红", Tab.SHIPPING, []),
        ("换款成红色的", Tab.SHIPPING, [None]),
        ("退款了，拦截", Tab.SHIPPING, []),
        ("改期送", Tab.SHIPPING, [None]),
        ("改期到 11-25 送", Tab.SHIPPING, []),
        ("客户来电，已安抚", Tab.INTERNAL, []),
    ],
)
def test_words_of_another_tab_and_what_is_missing_are_pointed_out(text, tab, told):
    assert [each.tab for each in hints.hints(text, tab)] == told


def test_the_rules_of_the_desk_take_the_place_of_the_usual_ones():
    own = (HintRule(("赠品",), tab=Tab.SHIPPING), HintRule(("预售",), needs=Need.DATE))
    assert [each.tab for each in hints.hints("要赠品和圆通", Tab.INTERNAL, own)] == [Tab.SHIPPING]
    assert len(hints.hints("预售", Tab.INTERNAL, own)) == 1
    assert hints.hints("圆通 退款", Tab.INTERNAL, ()) == ()


def test_a_masked_account_is_no_amount():
    refund = "退款 {} 元，原因：破洞，退回账户：292***@qq.example"
    (told,) = hints.hints(refund.format("abc"), Tab.FINANCE)
    assert told.message == '"{word}" is written without an amount.'
    assert hints.hints(refund.format("12"), Tab.FINANCE) == ()


@given(words, st.sampled_from(Tab))
def test_a_hint_never_sends_a_text_to_where_it_stands(text, tab):
    assert all(each.tab is not tab for each in hints.hints(text, tab))


# The mirror


def remark(text, tab=Tab.SHIPPING, *, in_market=False, key=1):
    return Remark(key, "1", tab, text, "李雷", NOW, "", RemarkState.NOTED, in_market, 1, True)


def faults(market, *ours):
    return [(each.fault, each.ours, each.theirs) for each in mirror.compare(market, ours)]


MISSING, DIFFERENT, ONLY_THERE = MirrorFault


def test_what_stands_on_both_sides_is_no_fault_however_it_is_spaced():
    assert faults("改发　圆通，不要申通！ 11.22 小李", remark("改发圆通,不要申通")) == []
    assert faults("ADD a Gift；急", remark("add a gift"), remark("急", key=2)) == []


def test_what_the_market_lacks_is_missing_and_what_it_says_otherwise_is_different():
    assert faults("", remark("改发圆通")) == [(MISSING, "改发圆通", "")]
    assert faults("客户要求改发申通快递", remark("客户要求改发圆通快递")) == [
        (DIFFERENT, "客户要求改发圆通快递", "客户要求改发申通快递")
    ]


def test_what_only_the_market_says_is_told_unless_an_internal_remark_explains_it():
    assert faults("送小礼品") == [(ONLY_THERE, "", "送小礼品")]
    assert faults("送小礼品；改发圆通", remark("改发圆通")) == [(ONLY_THERE, "", "送小礼品")]
    assert faults("送小礼品", remark("客户要求送小礼品", Tab.INTERNAL)) == []
    assert faults("急，送小礼品", remark("急")) == [(ONLY_THERE, "", "急，送小礼品")]
    assert faults("急") == [(ONLY_THERE, "", "急")]


def test_internal_and_finance_remarks_need_not_stand_there_unless_somebody_said_they_do():
    assert faults("", remark("客户来电", Tab.INTERNAL)) == []
    assert faults("", remark("客户来电", Tab.INTERNAL, in_market=True)) == [
        (MISSING, "客户来电", "")
    ]


@given(st.lists(words, max_size=5), words)
def test_what_is_pasted_is_proven_by_the_next_export_and_loses_nothing(texts, market):
    ours = [remark(text, key=n) for n, text in enumerate(texts)]
    pasted = mirror.pasted(market, ours)
    assert [each for each in mirror.compare(pasted, ours) if each.fault is not ONLY_THERE] == []
    for each in mirror.compare(market, ours):
        assert each.theirs == "" or each.fault is DIFFERENT or each.theirs in pasted


@given(words, words)
def test_likeness_is_between_nothing_and_all_and_the_same_both_ways(one, other):
    one, other = mirror.comparable(one), mirror.comparable(other)
    assert 0 <= mirror.alike(one, other) <= 1
    assert mirror.alike(one, other) == mirror.alike(other, one)
    assert mirror.alike(one, one) == 1


# Times


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("今天", "2026-11-22 23:59"), ("明天", "2026-11-23 23:59"),
        ("后天 9点", "2026-11-24 09:00"),
        ("周五 17:00", "2026-11-27 17:00"), ("fri", "2026-11-27 23:59"),
        ("周日", "2026-11-22 23:59"), ("25", "2026-11-25 23:59"), ("18日", "2026-12-18 23:59"),
        ("31", "2026-12-31 23:59"), ("2-29", "2028-02-29 23:59"), ("1-5", "2027-01-05 23:59"),
        ("11-20", "2026-11-20 23:59"), ("5月1日", "2027-05-01 23:59"),
        ("11月30日前", "2026-11-30 23:59"), ("2027-03-01", "2027-03-01 23:59"),
        ("3d", "2026-11-25 23:59"), ("3天内", "2026-11-25 23:59"), ("48h", "2026-11-24 10:00"),
        ("17:00", "2026-11-22 17:00"), ("09:00", "2026-11-23 09:00"),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_type_it(typed, moment):
    assert f"{due.due(typed, NOW):%Y-%m-%d %H:%M}" == moment


@pytest.mark.parametrize("typed", ["", "x", "32", "13-1", "2-30-2027", "25:00", "soon", "周八"])
def test_what_is_no_time_is_none(typed):
    assert due.due(typed, NOW) is None


@given(words)
def test_nothing_typed_as_a_time_breaks_anything(typed):
    moment = due.due(typed, NOW)
    assert moment is None or moment.tzinfo is not None


@given(
    st.sampled_from(PromiseKind), st.integers(0, 10**9), st.none() | st.integers(0, 10**9),
    st.integers(0, 10**9),
)  # fmt: skip
def test_a_promise_is_broken_by_a_late_parcel_only_and_never_by_what_is_unknown(
    kind, by, left, now
):
    state = promises.standing(kind, by, left, PromiseState.OPEN, now)
    if kind is PromiseKind.SHIP and left is not None:
        assert state is (PromiseState.KEPT if left <= by else PromiseState.BROKEN)
    else:
        assert state is not PromiseState.KEPT
        assert state is not PromiseState.BROKEN
        assert (state is PromiseState.OVERDUE) == (now > by)
    settled = promises.standing(kind, by, left, PromiseState.WITHDRAWN, now)
    assert settled is PromiseState.WITHDRAWN


def test_a_day_is_soon():
    by = int(NOW.astimezone(UTC).timestamp())
    for hours, state in (
        (25, PromiseState.OPEN),
        (23, PromiseState.DUE),
        (-1, PromiseState.OVERDUE),
    ):
        now = by - timedelta(hours=hours) // timedelta(seconds=1)
        assert promises.standing(PromiseKind.REFUND, by, None, PromiseState.OPEN, now) is state

"""After-sale cases: which way they go, and that nobody claims more than was paid."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.cases import (
    Breach,
    Case,
    CaseKind,
    CaseLine,
    CaseState,
    CaseStep,
    Party,
    Rating,
)
from csdesk.model.errors import Refused
from csdesk.model.roles import Action
from csdesk.model.status import Tab
from csdesk.rules import cases as rules
from csdesk.rules.templates import of_tab

AT = datetime(2026, 11, 22, tzinfo=UTC)
ORDER: dict[str, Any] = {"total": 30_000, "refund": 0, "payment_status": "paid"}
LINES: dict[int, dict[str, Any]] = {
    1: {"unit_price": 5_000, "quantity": 4},
    2: {"unit_price": 9_000, "quantity": 1},
    3: {"unit_price": None, "quantity": 2},
}


def case(kind=CaseKind.REFUND, state=CaseState.ASKED, lines=(), past=()):
    steps = tuple(CaseStep(each, "", "", "李雷", AT) for each in (*past, state))
    return Case(
        id=1, order_no="TB1", order=None, kind=kind, state=state, reason="x", rating=Rating.NONE,
        breach=Breach.NONE, lines=tuple(lines), steps=steps, waits_on=Party.DESK, since=AT,
        remark_id=0, currency="CNY", login="li", author="李雷", at=AT, version=1,
    )  # fmt: skip


@pytest.mark.parametrize("kind", CaseKind)
def test_every_case_can_be_closed_and_no_state_is_a_dead_end(kind):
    table = rules.STEPS[kind]
    reached, more = set(), {CaseState.ASKED}
    while more:
        state = more.pop()
        reached.add(state)
        more |= set(table.get(state, ())) - reached
        assert table.get(state) or state is CaseState.CLOSED
    assert CaseState.CLOSED in reached
    assert set(table) <= reached


@pytest.mark.parametrize("kind", CaseKind)
def test_somebody_is_always_waited_for_until_it_is_over(kind):
    for state in {CaseState.ASKED, *rules.STEPS[kind]}:
        waits = rules.waits_on(kind, state)
        assert (waits is Party.NOBODY) is (state in rules.OVER)


def test_money_is_finances_and_parcels_are_shippings():
    asked = CaseState.AGREED
    assert rules.right_to(CaseKind.REFUND, asked, CaseState.SETTLED) is Action.PAY
    assert rules.right_to(CaseKind.RESHIP, asked, CaseState.SETTLED) is Action.ANSWER_SHIPPING
    assert rules.right_to(CaseKind.RETURN, asked, CaseState.GOODS_BACK) is Action.RECEIVE
    assert rules.right_to(CaseKind.REFUND, asked, CaseState.REFUSED) is Action.CASE


@pytest.mark.parametrize("kind", CaseKind)
@pytest.mark.parametrize("to", CaseState)
def test_a_step_that_the_table_does_not_have_is_refused(kind, to):
    for state in CaseState:
        if to not in rules.STEPS[kind].get(state, ()):
            with pytest.raises(Refused):
                rules.check_step(case(kind, state), to, words="x", breach=Breach.INSULT)


def test_removal_is_asked_only_of_a_review_that_breaks_a_rule():
    review = case(CaseKind.FEEDBACK, CaseState.EXPLAINED)
    with pytest.raises(Refused, match="only if it breaks its rules"):
        rules.check_step(review, CaseState.REMOVAL, words="please")
    rules.check_step(review, CaseState.REMOVAL, words="", breach=Breach.INSULT)


def test_a_review_is_solved_and_explained_before_anything_else():
    with pytest.raises(Refused):
        rules.check_step(case(CaseKind.FEEDBACK), CaseState.REMOVAL, words="", breach=Breach.INSULT)
    with pytest.raises(Refused, match="what was done"):
        rules.check_step(case(CaseKind.FEEDBACK), CaseState.SOLVED, words="")


CLAIMS = st.lists(
    st.tuples(
        st.sampled_from(
            [CaseKind.REFUND, CaseKind.RETURN, CaseKind.EXCHANGE, CaseKind.RESHIP]
        ),
        st.integers(0, 3),
        st.integers(0, 6),
        st.integers(0, 25_000),
        st.booleans(),
    ),
    max_size=12,
)  # fmt: skip


@given(CLAIMS, st.integers(0, 10_000))
def test_over_any_cases_nobody_claims_more_than_was_paid_or_bought(claims, refunded):
    order = {**ORDER, "refund": refunded}
    taken: list[Case] = []
    for kind, line_no, quantity, amount, refused in claims:
        wanted = (CaseLine(line_no, quantity if line_no else 0, amount),)
        there = rules.room(order, LINES, taken)
        try:
            rules.check_lines("TB1", kind, wanted, LINES, there, "CNY")
        except Refused:
            continue
        state = CaseState.REFUSED if refused else CaseState.AGREED
        taken.append(case(kind, state, wanted))
    live = [each for each in taken if each.state is not CaseState.REFUSED]
    assert sum(each.amount for each in live) + refunded <= max(ORDER["total"], refunded)
    for number, line in LINES.items():
        mine = [(each, n) for each in live for n in each.lines if n.line_no == number]
        if line["unit_price"] is not None:
            assert sum(n.amount for _, n in mine) <= line["unit_price"] * line["quantity"]
        back = [n.quantity for each, n in mine if each.kind in rules.TAKES_BACK]
        assert sum(back) <= line["quantity"]


def test_a_part_that_was_paid_back_leaves_what_remains():
    paid = case(state=CaseState.CLOSED, lines=[CaseLine(1, 1, 5_000)], past=[CaseState.SETTLED])
    there = rules.room({**ORDER, "refund": 5_000}, LINES, [paid])
    assert there.total == 25_000
    assert there.lines[1] == 15_000
    assert there.lines[3] is None
    assert rules.room({**ORDER, "refund": 0}, LINES, [paid]).total == 25_000, "noted or not"


@pytest.mark.parametrize("status", ["unpaid", "refunded", "chargeback", "fraud"])
def test_where_no_money_is_there_is_nothing_to_pay_back(status):
    assert rules.room({**ORDER, "payment_status": status}, LINES, []).total == 0


def test_what_was_paid_back_altogether():
    one = case(lines=[CaseLine(1, 1, 5_000)])
    assert rules.paid_back({**ORDER, "refund": None}, one, None) == 5_000
    assert rules.paid_back({**ORDER, "refund": 2_000}, one, None) == 7_000
    assert rules.paid_back({**ORDER, "refund": 5_000}, one, 5_000) == 5_000
    for before, said in ((28_000, None), (0, 30_001), (6_000, 5_000)):
        with pytest.raises(Refused):
            rules.paid_back({**ORDER, "refund": before}, one, said)


FINANCE = [t.text for zh in (True, False) for t in of_tab((), Tab.FINANCE, chinese=zh)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("退款 12.50 元，原因：破损，退回账户：zha***@x.cn", ("12.50", "破损")),
        ("请看\n退差价 1,200 元，原因：活动价", ("1,200", "活动价")),
        ("Refund ¥12, reason: torn, to account a***@x.cn", ("12", "torn")),
        ("退款 十二 元，原因：破损，退回账户：x", None),
        ("返点 12 元，原因：破损", None),
        ("客户要退款 12 元", None),
        ("", None),
    ],
)
def test_a_refund_is_read_out_of_a_filled_template(text, told):
    assert rules.refund_told(text, FINANCE) == told


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    rules.refund_told(text, FINANCE)


def filled_by_expression(text, template):
    """The same reading, as a regular expression tells it: right, and endless on hostile text."""
    parts = re.split(r"\{([^{}\n]{1,20})\}", template)
    pattern = "".join(f"(?P<s{n}>.+?)" if n % 2 else re.escape(p) for n, p in enumerate(parts))
    found = re.fullmatch(pattern, text)
    return found and (found["s1"], found["s3"])


@given(
    st.text("退款 a1", max_size=14),
    st.sampled_from(["", " ", "1", "aa"]),
    st.text("a1 ", max_size=2),
)
def test_slots_are_read_as_a_regular_expression_would_read_them(text, between, end):
    template = f"退款{{amount}}{between}{{reason}}{end}"
    expected = filled_by_expression(text.strip(), template)
    if expected and (digits := re.search("[0-9]+", expected[0])):
        expected = (digits[0], expected[1].strip())
        assert rules.refund_told(text, [template]) == expected
    else:
        assert rules.refund_told(text, [template]) is None


def test_a_long_text_that_nearly_fills_many_slots_is_read_at_once():
    for slots in ("{amount} {reason} {a} {b} {c} {d}!", "{amount} {reason} {a} {b}!"):
        for piece in (" 1", " ", "1 1"):
            assert rules.refund_told(f"退款 {piece * 2_000}"[:4_000], [f"退款 {slots}"]) is None

"""Nobody gets what somebody before them needs, and more goods make nobody wait longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.status import Verdict
from csdesk.rules.allocation import Claim, Receipt, allocate, allot

DAY = date(2026, 11, 22)
RANK = {Verdict.AVAILABLE: 0, Verdict.EXPECTED: 1, Verdict.NOT_AVAILABLE: 2}

receipts = st.lists(
    st.builds(
        Receipt,
        st.integers(0, 20).map(lambda days: DAY + timedelta(days)),
        st.none() | st.integers(0, 30),
    ),
    max_size=4,
)
claims = st.lists(
    st.builds(
        Claim,
        st.integers(0, 2),
        st.integers(0, 5),
        st.sampled_from("ABCDEFGH"),
        st.integers(1, 3),
        st.integers(1, 9),
    ),
    max_size=12,
    unique_by=lambda each: (each.order_no, each.line_no),
)


def lateness(allotment):
    """What grows when somebody waits longer."""
    return RANK[allotment.verdict], allotment.expected or DAY, -allotment.covered


@given(st.integers(0, 40), receipts, claims)
def test_no_more_is_given_than_there_is(sellable, coming, queue):
    assert sum(got.covered for _, got, _ in allocate(sellable, coming, queue)) <= sellable


@given(st.integers(0, 40), st.integers(1, 20), receipts, claims)
def test_more_goods_make_no_order_later(sellable, more, coming, queue):
    before = {claim.turn: got for claim, got, _ in allocate(sellable, coming, queue)}
    after = {claim.turn: got for claim, got, _ in allocate(sellable + more, coming, queue)}
    assert all(lateness(after[turn]) <= lateness(before[turn]) for turn in before)


@given(st.integers(0, 40), receipts, claims, st.randoms())
def test_the_order_in_which_things_came_does_not_matter(sellable, coming, queue, chance):
    told = list(allocate(sellable, coming, queue))
    chance.shuffle(queue)
    chance.shuffle(coming)
    assert list(allocate(sellable, coming, queue)) == told


@given(st.integers(0, 40), receipts, claims)
def test_whoever_is_asked_about_alone_is_told_the_same(sellable, coming, queue):
    for claim, got, ahead in allocate(sellable, coming, queue):
        before = sum(each.quantity for each in queue if each.turn < claim.turn)
        assert (ahead, allot(sellable, coming, before, claim.quantity)) == (before, got)


@given(st.integers(0, 40), receipts, claims, claims)
def test_an_order_that_waits_is_told_what_it_would_get_if_it_were_approved_now(
    sellable, coming, approved, waiting
):
    last = [replace(each, priority=0, since=9) for each in waiting]  # behind all that are approved
    for claim, got, ahead in allocate(sellable, coming, approved, last):
        if claim in last:
            mine = [each for each in last if each.order_no == claim.order_no]
            told = {c.turn: (a, n) for c, a, n in allocate(sellable, coming, [*approved, *mine])}
            assert told[claim.turn] == (got, ahead)


@given(st.integers(0, 40), receipts, claims, claims)
def test_all_that_wait_together_get_no_more_than_there_is(sellable, coming, approved, waiting):
    told = allocate(sellable, coming, approved, waiting, together=True)
    assert sum(got.covered for _, got, _ in told) <= sellable


@given(st.integers(0, 40), receipts, claims, st.integers(0, 11))
def test_a_priority_helps_its_order_and_nobody_else(sellable, coming, queue, place):
    if not queue:
        return
    chosen = queue[place % len(queue)]
    first = Claim(9, chosen.since, chosen.order_no, chosen.line_no, chosen.quantity)
    then = [first if each is chosen else each for each in queue]
    before = {(c.order_no, c.line_no): a for c, a, _ in allocate(sellable, coming, queue)}
    for claim, got, _ in allocate(sellable, coming, then):
        was = before[claim.order_no, claim.line_no]
        if claim is first:
            assert lateness(got) <= lateness(was)
        else:
            assert lateness(got) >= lateness(was)


def test_a_small_order_waits_behind_a_large_one():
    large, small = Claim(0, 1, "A", 1, 5), Claim(0, 2, "B", 1, 1)
    told = {c.order_no: got for c, got, _ in allocate(3, [Receipt(DAY, 3)], [small, large])}
    assert (told["A"].verdict, told["A"].covered, told["A"].expected) == (Verdict.EXPECTED, 3, DAY)
    assert (told["B"].verdict, told["B"].covered) == (Verdict.EXPECTED, 0)


def test_what_no_file_tells_is_unknown_and_not_zero():
    assert allot(None, [], 0, 1).verdict is Verdict.UNKNOWN
    assert allot(0, [], 0, 1).verdict is Verdict.NOT_AVAILABLE


def test_orders_that_are_not_approved_come_last():
    waits = Claim(2, 0, "A", 1, 1)
    told = list(allocate(1, [], [Claim(0, 9, "B", 1, 1)], [waits]))
    assert [(c.order_no, got.verdict) for c, got, _ in told] == [
        ("B", Verdict.AVAILABLE),
        ("A", Verdict.NOT_AVAILABLE),
    ]

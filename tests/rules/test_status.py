"""The marketplace moves an order forward, never back (design §5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csdesk.model.status import OrderStatus as S
from csdesk.model.status import PaymentStatus
from csdesk.rules.status import ITEMS_ONLY, Alert, Move, first, first_payment, onward

STATUSES = st.sampled_from(S)
PROGRESS = st.sampled_from(
    [S.AWAITING_PAYMENT, S.AWAITING_REVIEW, S.PARTLY_SHIPPED, S.SHIPPED, S.COMPLETED, S.CLOSED]
)

FORWARD = (
    {S.AWAITING_PAYMENT},
    {S.AWAITING_REVIEW, S.HELD},
    {S.APPROVED},
    {S.PARTLY_SHIPPED},
    {S.SHIPPED},
    {S.COMPLETED},
    {S.CLOSED, S.SPLIT, S.FRAUD},
)


def stage(status: S) -> int:
    return next(place for place, group in enumerate(FORWARD) if status in group)


@pytest.mark.parametrize(
    ("desk", "market", "move"),
    [
        (S.AWAITING_PAYMENT, S.AWAITING_REVIEW, Move(S.AWAITING_REVIEW)),
        (S.APPROVED, S.SHIPPED, Move(S.SHIPPED)),
        (S.APPROVED, S.CLOSED, Move(S.CLOSED, Alert.CLOSED_AFTER_APPROVAL)),
        (S.AWAITING_REVIEW, S.SHIPPED, Move(S.SHIPPED, Alert.SHIPPED_UNREVIEWED)),
        (S.HELD, S.SHIPPED, Move(S.SHIPPED, Alert.SHIPPED_WHILE_HELD)),
        (S.APPROVED, S.AWAITING_REVIEW, Move(S.APPROVED)),
        (S.SHIPPED, S.AWAITING_PAYMENT, Move(S.SHIPPED)),
        (S.SPLIT, S.PARTLY_SHIPPED, Move(S.SPLIT)),
        (S.SPLIT, S.SHIPPED, Move(S.SPLIT, Alert.SHIPPED_WHILE_SPLIT)),
        (S.SPLIT, S.AWAITING_REVIEW, Move(S.SPLIT)),
        (S.FRAUD, S.SHIPPED, Move(S.FRAUD, Alert.SHIPPED_AFTER_END)),
        (S.CLOSED, S.SHIPPED, Move(S.CLOSED, Alert.SHIPPED_AFTER_END)),
        (S.COMPLETED, S.CLOSED, Move(S.CLOSED)),
    ],
)
def test_one_table_says_where_an_order_goes(desk, market, move):
    assert onward(desk, "", market, "word", moved=True)[0] == move


@given(STATUSES, PROGRESS)
def test_no_file_moves_an_order_back(desk, market):
    move, _ = onward(desk, "", market, "word", moved=True)
    assert stage(move.status) >= stage(desk)


@given(STATUSES, st.one_of(PROGRESS, st.just("")))
def test_a_word_that_came_before_undoes_nothing_and_alerts_nobody(desk, market):
    """A person set the order back to approved: the next file with the same word leaves it so."""
    reason = "customer asked to wait" if desk is S.HELD else ""
    assert onward(desk, reason, market, "word", moved=False) == (Move(desk), reason)


@given(STATUSES, PROGRESS)
def test_a_second_look_at_the_same_file_changes_nothing(desk, market):
    move, reason = onward(desk, "", market, "word", moved=True)
    assert onward(move.status, reason, market, "word", moved=False) == (Move(move.status), reason)


def test_an_unknown_word_holds_the_order_and_is_shown():
    status, reason = first("", "待评价", paid=True)
    assert status is S.HELD
    assert "待评价" in reason


def test_a_held_order_goes_on_once_its_word_is_known():
    status, reason = first("", "待审", paid=True)
    on = Move(S.AWAITING_REVIEW)
    assert onward(status, reason, "awaiting_review", "买家已付款", moved=True) == (on, "")
    # A newer profile may know the same word.
    assert onward(status, reason, "awaiting_review", "待审", moved=False) == (on, "")
    assert onward(status, reason, "closed", "交易关闭", moved=True) == (Move(S.CLOSED), "")


@pytest.mark.parametrize("market", [S.PARTLY_SHIPPED, S.SHIPPED, S.COMPLETED])
def test_an_order_held_for_an_unknown_word_that_then_ships_is_shouted_about(market):
    """Nobody reviewed it while it was held."""
    status, reason = first("", "已签收", paid=True)
    alerted = Move(market, Alert.SHIPPED_UNREVIEWED), ""
    assert onward(status, reason, market, "交易成功", moved=True) == alerted


def test_the_order_report_behind_an_item_report_is_no_alarm():
    """Months of old orders may come in that way."""
    status, reason = first("", ITEMS_ONLY, paid=True)
    assert onward(status, reason, "shipped", "已发货", moved=True) == (Move(S.SHIPPED), "")


def test_an_unknown_word_holds_what_nobody_reviewed_and_alerts_on_the_rest():
    move, reason = onward(S.AWAITING_REVIEW, "", "", "待评价", moved=True)
    assert move == Move(S.HELD)
    assert "待评价" in reason
    assert onward(S.APPROVED, "", "", "待评价", moved=True) == (
        Move(S.APPROVED, Alert.UNKNOWN_WORD),
        "",
    )


def test_a_persons_hold_is_kept_with_its_reason():
    held = onward(S.HELD, "address unclear", "awaiting_review", "买家已付款", moved=True)
    assert held == (Move(S.HELD), "address unclear")


def test_a_file_without_status_leaves_status_alone_and_a_new_order_waits_for_review():
    assert onward(S.APPROVED, "", "", "", moved=True) == (Move(S.APPROVED), "")
    assert first("", "", paid=True) == (S.AWAITING_REVIEW, "")
    assert first("", "", paid=False) == (S.AWAITING_PAYMENT, "")


def test_payment_follows_the_profile_else_the_time_of_payment():
    assert first_payment("refunded", paid=False) is PaymentStatus.REFUNDED
    assert first_payment("", paid=True) is PaymentStatus.PAID
    assert first_payment("", paid=False) is PaymentStatus.UNPAID

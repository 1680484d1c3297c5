"""How the marketplace's progress moves an order on the desk: forward, never back (design §5).

One table. A row of a newer file tells how far the marketplace is; the desk's own progress (a
review, a hold, a split) is not undone by it. Where the two disagree in a way that costs money,
the move carries an alert.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from csdesk.model.status import OrderStatus as S
from csdesk.model.status import PaymentStatus
from csdesk.rules.editing import LATE, TO_WHOM


class Alert(StrEnum):
    """Why somebody must look at an order at once."""

    CLOSED_AFTER_APPROVAL = "closed_after_approval"
    """A parcel may be on its way although the marketplace closed the order."""
    SHIPPED_UNREVIEWED = "shipped_unreviewed"
    """Nobody reviewed it, yet the marketplace says it left."""
    SHIPPED_WHILE_HELD = "shipped_while_held"
    SHIPPED_WHILE_SPLIT = "shipped_while_split"
    """The market takes the whole order for shipped; a part of it may still wait."""
    SHIPPED_AFTER_END = "shipped_after_end"
    """The desk had closed it, or marked it as fraud."""
    READDRESSED = "readdressed"
    """It goes to somebody or somewhere else since it was approved or split: what shipping has, or
    the parts, still say where it went before."""
    UNKNOWN_WORD = "unknown_word"
    """The marketplace says something that no profile knows about an order in work."""


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of an order's status, and what to shout about it."""

    status: S
    alert: Alert | None = None


UNKNOWN_WORD = "状态未知 unknown status: "
"""A hold reason made by an import starts with this; the marketplace's word follows."""

ITEMS_ONLY = "只有宝贝报表 item report only"
"""The word for how far an order is of which only an item report has spoken."""

_ON = {
    S.AWAITING_PAYMENT: {
        S.AWAITING_REVIEW: Move(S.AWAITING_REVIEW),
        S.PARTLY_SHIPPED: Move(S.PARTLY_SHIPPED, Alert.SHIPPED_UNREVIEWED),
        S.SHIPPED: Move(S.SHIPPED, Alert.SHIPPED_UNREVIEWED),
        S.COMPLETED: Move(S.COMPLETED, Alert.SHIPPED_UNREVIEWED),
        S.CLOSED: Move(S.CLOSED),
    },
    S.AWAITING_REVIEW: {
        S.PARTLY_SHIPPED: Move(S.PARTLY_SHIPPED, Alert.SHIPPED_UNREVIEWED),
        S.SHIPPED: Move(S.SHIPPED, Alert.SHIPPED_UNREVIEWED),
        S.COMPLETED: Move(S.COMPLETED, Alert.SHIPPED_UNREVIEWED),
        S.CLOSED: Move(S.CLOSED),
    },
    S.HELD: {
        S.PARTLY_SHIPPED: Move(S.PARTLY_SHIPPED, Alert.SHIPPED_WHILE_HELD),
        S.SHIPPED: Move(S.SHIPPED, Alert.SHIPPED_WHILE_HELD),
        S.COMPLETED: Move(S.COMPLETED, Alert.SHIPPED_WHILE_HELD),
        S.CLOSED: Move(S.CLOSED),
    },
    S.APPROVED: {
        S.PARTLY_SHIPPED: Move(S.PARTLY_SHIPPED),
        S.SHIPPED: Move(S.SHIPPED),
        S.COMPLETED: Move(S.COMPLETED),
        S.CLOSED: Move(S.CLOSED, Alert.CLOSED_AFTER_APPROVAL),
    },
    S.PARTLY_SHIPPED: {
        S.SHIPPED: Move(S.SHIPPED),
        S.COMPLETED: Move(S.COMPLETED),
        S.CLOSED: Move(S.CLOSED, Alert.CLOSED_AFTER_APPROVAL),
    },
    S.SHIPPED: {
        S.COMPLETED: Move(S.COMPLETED),
        S.CLOSED: Move(S.CLOSED, Alert.CLOSED_AFTER_APPROVAL),
    },
    S.COMPLETED: {S.CLOSED: Move(S.CLOSED)},
    S.CLOSED: {
        S.PARTLY_SHIPPED: Move(S.CLOSED, Alert.SHIPPED_AFTER_END),
        S.SHIPPED: Move(S.CLOSED, Alert.SHIPPED_AFTER_END),
        S.COMPLETED: Move(S.CLOSED, Alert.SHIPPED_AFTER_END),
    },
    # Superseded by its children, which have rows of their own: never brought back (C2).
    S.SPLIT: {
        S.SHIPPED: Move(S.SPLIT, Alert.SHIPPED_WHILE_SPLIT),
        S.COMPLETED: Move(S.SPLIT, Alert.SHIPPED_WHILE_SPLIT),
        S.CLOSED: Move(S.SPLIT, Alert.CLOSED_AFTER_APPROVAL),
    },
    S.FRAUD: {
        S.PARTLY_SHIPPED: Move(S.FRAUD, Alert.SHIPPED_AFTER_END),
        S.SHIPPED: Move(S.FRAUD, Alert.SHIPPED_AFTER_END),
        S.COMPLETED: Move(S.FRAUD, Alert.SHIPPED_AFTER_END),
    },
}
"""Desk status -> marketplace's progress -> move; what is not listed leaves the order alone."""


def readdressed(desk: S, changed: Iterable[str], *, approved: bool) -> Alert | None:
    """What to shout where an export changes to whom an order goes.

    Args:
        desk: its status before.
        changed: columns of the order that change, but for those of which nothing was told before.
        approved: whether it was ever approved.
    """
    known = desk in LATE or desk is S.SPLIT or (desk is S.HELD and approved)
    return Alert.READDRESSED if known and not TO_WHOM.isdisjoint(changed) else None


def first(market: str, word: str, *, paid: bool) -> tuple[S, str]:
    """Status and hold reason of an order that comes for the first time.

    Args:
        market: what the profile makes of the marketplace's word, empty when it does not know it.
        word: the marketplace's own word, empty where the file does not tell how far orders are.
        paid: whether the file tells a time of payment.
    """
    if market:
        return S(market), ""
    if word:
        return S.HELD, f"{UNKNOWN_WORD}{word}"
    return S.AWAITING_REVIEW if paid else S.AWAITING_PAYMENT, ""


def first_payment(market: str, *, paid: bool) -> PaymentStatus:
    """Payment status of an order that comes for the first time; arguments as for ``first``."""
    if market:
        return PaymentStatus(market)
    return PaymentStatus.PAID if paid else PaymentStatus.UNPAID


def onward(desk: S, hold_reason: str, market: str, word: str, *, moved: bool) -> tuple[Move, str]:
    """Where an order of the desk goes when a newer file speaks of it.

    Args:
        desk: its status now.
        hold_reason: why it is held, empty where it is not.
        market: what the profile makes of the marketplace's word, empty when it does not know it.
        word: the marketplace's own word, empty where the file does not tell how far orders are.
        moved: whether the word is another than at the last import. One that says the same as
            before leaves alone what people did since.

    Returns:
        The move, and the hold reason that goes with it.
    """
    held_by_import = desk is S.HELD and hold_reason.startswith(UNKNOWN_WORD)
    if held_by_import and market:
        if hold_reason == f"{UNKNOWN_WORD}{ITEMS_ONLY}":  # nobody could have reviewed it
            return Move(S(market)), ""
        return _ON[S.AWAITING_REVIEW].get(S(market), Move(S(market))), ""
    if not moved or not word:
        return Move(desk), hold_reason
    if not market:
        if held_by_import or desk in (S.AWAITING_PAYMENT, S.AWAITING_REVIEW):
            return Move(S.HELD), f"{UNKNOWN_WORD}{word}"
        return Move(desk, Alert.UNKNOWN_WORD), hold_reason
    move = _ON[desk].get(S(market), Move(desk))
    return move, hold_reason if move.status is S.HELD else ""

"""A letter and a colour for every word of the vocabularies: no state is told by colour alone.

Order status has capitals, payment status small letters, so that a letter tells its axis too.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from textual.content import Content

from csdesk.model.status import (
    BatchState,
    Flag,
    ItemStatus,
    OrderStatus,
    PaymentStatus,
    RemarkState,
    Tab,
    Verdict,
)
from csdesk.words import named


class Sign(NamedTuple):
    """How a word of a vocabulary is shown beside its name."""

    letter: str
    style: str
    """A colour of csdesk.ui.themes for style sheets and Content."""


GOOD, WARN, BAD, INFO, MUTED = "$d-good", "$d-warn", "$d-bad", "$d-info", "$d-muted"

_ORDER: dict[StrEnum, Sign] = {
    OrderStatus.AWAITING_PAYMENT: Sign("W", MUTED),
    OrderStatus.AWAITING_REVIEW: Sign("R", WARN),
    OrderStatus.APPROVED: Sign("A", INFO),
    OrderStatus.HELD: Sign("H", BAD),
    OrderStatus.PARTLY_SHIPPED: Sign("P", WARN),
    OrderStatus.SHIPPED: Sign("S", GOOD),
    OrderStatus.COMPLETED: Sign("C", GOOD),
    OrderStatus.CLOSED: Sign("X", MUTED),
    OrderStatus.SPLIT: Sign("D", MUTED),
    OrderStatus.FRAUD: Sign("F", BAD),
}
_PAYMENT: dict[StrEnum, Sign] = {
    PaymentStatus.UNPAID: Sign("u", WARN),
    PaymentStatus.PAID: Sign("p", GOOD),
    PaymentStatus.REFUND_REQUESTED: Sign("q", WARN),
    PaymentStatus.PARTLY_REFUNDED: Sign("h", WARN),
    PaymentStatus.REFUNDED: Sign("r", MUTED),
    PaymentStatus.CHARGEBACK: Sign("c", BAD),
    PaymentStatus.FRAUD: Sign("f", BAD),
}
_REMARK: dict[StrEnum, Sign] = {
    RemarkState.NOTED: Sign("N", MUTED),
    RemarkState.ASKED: Sign("A", WARN),
    RemarkState.SEEN: Sign("S", INFO),
    RemarkState.DOING: Sign("D", INFO),
    RemarkState.DONE: Sign("K", GOOD),
    RemarkState.QUERY: Sign("Q", BAD),
}
_BATCH: dict[StrEnum, Sign] = {
    BatchState.IMPORTING: Sign("R", INFO),
    BatchState.IMPORTED: Sign("I", GOOD),
    BatchState.PARTLY: Sign("P", WARN),
    BatchState.WAITING: Sign("W", WARN),
    BatchState.DUPLICATE: Sign("D", MUTED),
    BatchState.QUARANTINED: Sign("Q", BAD),
}
_FLAG: dict[StrEnum, Sign] = {
    Flag.RED: Sign("R", "$d-red"),
    Flag.YELLOW: Sign("Y", "$d-yellow"),
    Flag.GREEN: Sign("G", "$d-green"),
    Flag.BLUE: Sign("B", "$d-blue"),
    Flag.PURPLE: Sign("P", "$d-purple"),
}
_TAB: dict[StrEnum, Sign] = {
    Tab.INTERNAL: Sign("1", "$d-info"),
    Tab.FINANCE: Sign("2", "$d-yellow"),
    Tab.SHIPPING: Sign("3", "$d-purple"),
}
_ITEM: dict[StrEnum, Sign] = {
    ItemStatus.NORMAL: Sign("N", GOOD),
    ItemStatus.OUT_OF_STOCK: Sign("O", BAD),
    ItemStatus.DISCONTINUED: Sign("D", "$d-purple"),
    ItemStatus.PARTIAL: Sign("P", WARN),
    ItemStatus.UNKNOWN: Sign("U", MUTED),
}
_VERDICT: dict[StrEnum, Sign] = {
    Verdict.AVAILABLE: Sign("Y", GOOD),
    Verdict.EXPECTED: Sign("E", WARN),
    Verdict.NOT_AVAILABLE: Sign("N", BAD),
    Verdict.UNKNOWN: Sign("U", WARN),
    Verdict.GONE: Sign("G", MUTED),
}
_BY_KIND = {
    OrderStatus: _ORDER,
    PaymentStatus: _PAYMENT,
    RemarkState: _REMARK,
    BatchState: _BATCH,
    Flag: _FLAG,
    Tab: _TAB,
    ItemStatus: _ITEM,
    Verdict: _VERDICT,
}


def sign(word: StrEnum) -> Sign:
    """Letter and colour of a word of a vocabulary; a blank where it has none (no flag)."""
    return _BY_KIND[type(word)].get(word, Sign(" ", MUTED))


def shown(word: StrEnum) -> Content:
    """``[A] approved`` in its colour."""
    letter, style = sign(word)
    return Content.styled(f"[{letter}] {named(word)}", style)

"""What people call the fields of an order and the steps of its log."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum

from csdesk.fields import of_line
from csdesk.model.cases import Breach, CaseKind, CaseState
from csdesk.model.family import GiftKind
from csdesk.model.handover import Owner, Urgency
from csdesk.model.intake import INSTANTS, MONEY
from csdesk.model.promises import PromiseKind, PromiseState
from csdesk.model.requests import RequestKind, RequestState
from csdesk.model.roles import Action
from csdesk.model.settings import Check
from csdesk.model.status import (
    Choice,
    Flag,
    OrderStatus,
    PaymentStatus,
    RemarkState,
    StopOutcome,
    Tab,
)
from csdesk.plain import plain
from csdesk.words import N_, UNKNOWN, _, money, named, when

VOCABULARY: dict[str, type[StrEnum]] = {
    "tab": Tab,
    "state": RemarkState,
    "flag": Flag,
    "choice": Choice,
    "gift_kind": GiftKind,
    "request_kind": RequestKind,
    "request_state": RequestState,
    "case_kind": CaseKind,
    "case_state": CaseState,
    "breach": Breach,
    "outcome": StopOutcome,
    "despite": Check,
    "promise_kind": PromiseKind,
    "promise_state": PromiseState,
    "order_status": OrderStatus,
    "payment_status": PaymentStatus,
    "action": Action,
    "urgency": Urgency,
    "owner": Owner,
}
"""Fields whose values have words of their own."""

ALERTS = {
    "closed_after_approval": N_("closed after approval: a parcel may be on its way"),
    "shipped_unreviewed": N_("shipped although nobody reviewed it"),
    "shipped_while_held": N_("shipped although it was held"),
    "shipped_while_split": N_("shipped although it was split: look at its parts"),
    "shipped_after_end": N_("shipped although it was closed or fraud"),
    "readdressed": N_("another recipient since it was approved or split: tell shipping"),
    "unknown_word": N_("the market says a word that is not known"),
}
"""What an import shouts about."""


def value_words(name: str, value: object, zone: str, currency: str = "") -> str:
    """A stored value of a field as people read it, harmless, line breaks kept.

    Args:
        name: the field.
        value: as an event or a conflict holds it: instants in epoch seconds, money in minor
            units, both possibly as text.
        zone: of the desk.
        currency: of the order.
    """
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return ", ".join(value_words(name, each, zone, currency) for each in value)
    name = of_line(name)[1]
    with suppress(OverflowError, ValueError, OSError):  # no such word, no such moment
        return _read(name, str(value), zone, currency)
    return plain(str(value), lines=True)


def _read(name: str, value: str, zone: str, currency: str) -> str:
    """A value by the kind of its field.

    Raises:
        ValueError, OverflowError, OSError: it is not of that kind.
    """
    if name in VOCABULARY:
        return named(VOCABULARY[name](value))
    if name == "alert" and value in ALERTS:
        return _(ALERTS[value])
    if name in MONEY | {"difference", "price", "amount"}:
        return money(int(value), currency)
    if name in INSTANTS | {"approved_at", "due"}:
        return when(datetime.fromtimestamp(int(value), UTC), zone)
    return plain(value, lines=True)

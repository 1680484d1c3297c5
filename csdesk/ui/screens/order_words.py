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
from csdesk.ui.screens.amazon_words import STEPS as AMAZON_STEPS
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

STEPS = {
    "remark.add": N_("remark written"),
    "remark.revise": N_("remark corrected"),
    "remark.state": N_("what is asked moved on"),
    "promise.made": N_("promised to the customer"),
    "promise.kept": N_("promise kept"),
    "promise.broken": N_("promise broken"),
    "promise.withdrawn": N_("promise withdrawn"),
    "promise.open": N_("promise open again"),
    "remark.attach": N_("waiting remarks attached"),
    "order.imported": N_("order imported"),
    "order.changed": N_("changed by an import"),
    "order.alert": N_("ALERT at an import"),
    "conflict.settled": N_("conflict settled"),
    "batch.accepted": N_("import noted"),
    "batch.alone": N_("half taken in alone"),
    "order.set": N_("corrected"),
    "line.set": N_("item corrected"),
    "line.exchange": N_("item exchanged"),
    "order.pay": N_("payment status changed"),
    "reveal.name": N_("name revealed"),
    "reveal.phone": N_("phone revealed"),
    "reveal.address": N_("address revealed"),
    "reveal.account": N_("account revealed"),
    "reveal.nick": N_("nickname revealed"),
    "reveal.email": N_("e-mail revealed"),
    "export.written": N_("list exported"),
    "export.fetched": N_("file fetched"),
    "export.gone": N_("exported list taken away"),
    "reveal.copied": N_("revealed field copied"),
    "account.collected": N_("difference collected"),
    "account.paid_out": N_("what was owed paid out"),
    "account.waived": N_("difference let go"),
    "customer.blacklist": N_("customer put on the blacklist"),
    "customer.unblacklist": N_("customer taken off the blacklist"),
    "order.approve": N_("approved"),
    "order.hold": N_("held"),
    "order.problem": N_("held as wrong, row marked"),
    "order.release": N_("released"),
    "batch.downloaded": N_("approved orders written to a file"),
    "ledger.explained": N_("difference explained"),
    "order.split": N_("split"),
    "order.unsplit": N_("put together again"),
    "order.reship": N_("sent again"),
    "order.gift": N_("goods given"),
    "request.asked": N_("a lead is asked"),
    "request.approved": N_("a lead said yes"),
    "request.refused": N_("a lead said no"),
    "request.done": N_("request done"),
    "request.withdrawn": N_("request withdrawn"),
    "order.urged": N_("buyer urged to pay"),
    "order.ship": N_("has left"),
    "parcel.stop": N_("shipping answered the hold"),
    "case.opened": N_("after-sale case opened"),
    "case.asked": N_("case asked again"),
    "case.agreed": N_("case agreed"),
    "case.goods_back": N_("goods are back"),
    "case.settled": N_("case paid or sent"),
    "case.solved": N_("review: solved"),
    "case.explained": N_("review: cause recorded"),
    "case.removal": N_("review: removal asked of the market"),
    "case.closed": N_("case closed"),
    "case.refused": N_("case refused"),
    "shift.open": N_("shift opened"),
    "shift.join": N_("shift joined"),
    "shift.leave": N_("shift left"),
    "shift.take_over": N_("shift taken over"),
    "shift.override": N_("closed all the same"),
    "shift.clock": N_("clock trusted"),
    "shift.close": N_("shift closed"),
    "shift.sign": N_("report signed"),
    "shift.note": N_("comment on a report"),
    "stock.call": N_("call to a supplier"),
    "stock.told": N_("customer told of a call"),
    "stock.discontinue": N_("item discontinued"),
    "stock.resume": N_("item bought again"),
    "stock.warehouse": N_("warehouse counts or not"),
    "stock.priority": N_("order put first, or no longer"),
    "handover.add": N_("written down for the next shift"),
    "handover.edit": N_("hand-over item corrected"),
    "handover.ack": N_("hand-over item acknowledged"),
    "handover.done": N_("hand-over item done"),
    "handover.drop": N_("hand-over item not needed any more"),
    "handover.override": N_("a lead opened the work queue"),
    "undo": N_("taken back"),
    **AMAZON_STEPS,
    "refused": N_("refused: no right to"),
    "person.join": N_("came to the desk"),
    "order.purged": N_("buyer's data taken away"),
    "purge.done": N_("buyers' data of old orders taken away"),
    "log.emptied": N_("what steps told taken away by a purge"),
    "person.signed_in": N_("signed in"),
    "person.wrong_pin": N_("wrong PIN"),
    "person.locked": N_("locked after wrong PINs"),
    "person.unlocked": N_("unlocked"),
    "person.pin": N_("PIN set"),
    "person.pin_off": N_("PIN taken away"),
    "store.backup": N_("backup made"),
    "store.restore": N_("backup restored"),
    "search.saved": N_("search saved"),
    "search.removed": N_("saved search removed"),
}
"""English words for the kinds of log steps."""


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


def step_word(kind: str) -> str:
    """What people call a step of the log."""
    return _(STEPS[kind]) if kind in STEPS else plain(kind)


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

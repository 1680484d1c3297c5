"""The line-by-line checks before an order may be shipped (S29, S44, F6).

Each check looks at an order as it stands, with what other orders tell of its items and its buyer.
What it finds counts as a failure or as something that must be seen, as desk.toml says; what it
cannot judge is unknown and never taken for right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from csdesk.model.review import Checked, Outcome
from csdesk.model.settings import Check, ReviewSettings, Weight
from csdesk.model.status import PaymentStatus
from csdesk.rules.folding import fold, squeeze
from csdesk.rules.masking import is_masked, masked_phone
from csdesk.rules.merge import field_key
from csdesk.rules.numbers import family_root
from csdesk.rules.review_contact import (
    address_fault,
    closed,
    is_plausible_phone,
    name_fault,
    refund_asked,
)
from csdesk.words import N_, money

MONEY_CAME = (
    PaymentStatus.PAID, PaymentStatus.REFUND_REQUESTED, PaymentStatus.PARTLY_REFUNDED,
)  # fmt: skip
"""What an order in the queue may be paid as (S22: 已付费, 等待审核)."""

_CLOCKS_DIFFER = 300
"""Seconds by which a marketplace's clock may be ahead."""

HIDDEN = N_("hidden by the marketplace")


@dataclass(frozen=True, slots=True)
class Other:
    """Another order of the same buyer that has not left yet, or is blacklisted."""

    order_no: str
    address: str
    """Province, city, district and detail, as ``whole_address`` gives them."""
    open: bool
    blacklisted: bool


@dataclass(frozen=True, slots=True)
class Codes:
    """What other orders tell of an item number."""

    seen: bool
    """Another order has it."""
    full: tuple[str, ...] = ()
    """Full numbers of past orders that a short one may stand for (S15)."""


@dataclass(frozen=True, slots=True)
class Subject:
    """An order as the checks see it."""

    order: Mapping[str, Any]
    """Columns of ``orders``."""
    lines: Mapping[int, Mapping[str, Any]]
    """Line number -> columns of ``lines``."""
    now: int
    """Epoch seconds."""
    codes: Mapping[str, Codes] = field(default_factory=dict)
    """By item number."""
    first_of_shop: bool = False
    """No earlier import of the shop is there to compare item numbers with."""
    others: Sequence[Other] = ()
    free: Mapping[int, int | None] | None = None
    """Line number -> pieces that are left for it, None where no file tells; None without stock."""
    discontinued: frozenset[int] = frozenset()
    """Lines whose item is not bought any more."""
    dearer: int = 0
    """What exchanges and other pieces made the order cost more, minor units; below 0 less."""
    collect: int = 0
    """What of it the customer has yet to pay, with the order's family."""

    @property
    def sold(self) -> dict[int, Mapping[str, Any]]:
        """The lines that are to be shipped: those not closed."""
        return {n: line for n, line in self.lines.items() if not closed(line)}


@dataclass(frozen=True, slots=True)
class _Finding:
    outcome: Outcome
    detail: str
    facts: Mapping[str, object]
    fields: tuple[str, ...]


def _found(detail: str, *fields: str, **facts: object) -> _Finding:
    return _Finding(Outcome.FAILED, detail, facts, fields)


def _told(outcome: Outcome, detail: str, *fields: str, **facts: object) -> _Finding:
    return _Finding(outcome, detail, facts, fields)


def judge(subject: Subject, settings: ReviewSettings) -> tuple[Checked, ...]:
    """Every check that is on, in the order of ``Check``.

    Args:
        subject: the order and what is known around it.
        settings: which checks are on, what they mean, and how far things may be off.
    """
    return tuple(
        _weighed(check, _CHECKS[check](subject, settings), settings.weights[check])
        for check in Check
        if settings.weights[check] is not Weight.OFF
    )


def _weighed(check: Check, found: _Finding, weight: Weight) -> Checked:
    outcome = found.outcome
    if outcome is Outcome.FAILED and weight is Weight.NOTE:
        outcome = Outcome.NOTE
    return Checked(check, outcome, found.detail, found.facts, found.fields)


def whole_address(order: Mapping[str, Any]) -> str:
    """Where an order goes, as addresses are compared: folded, without blanks."""
    parts = (order["province"], order["city"], order["district"], order["address"])
    return squeeze(fold("".join(map(str, parts))))


# The checks


def _order_time(subject: Subject, _: ReviewSettings) -> _Finding:
    placed, paid = subject.order["placed_at"], subject.order["paid_at"]
    if placed is None:
        return _found(N_("the file tells no time"), "placed_at")
    if placed > subject.now + _CLOCKS_DIFFER:
        return _found(N_("it lies in the future"), "placed_at")
    if paid is not None and paid < placed - _CLOCKS_DIFFER:
        return _found(N_("paid before it was placed"), "placed_at", "paid_at")
    return _told(Outcome.OK, "", "placed_at")


def _amount(subject: Subject, settings: ReviewSettings) -> _Finding:
    order = subject.order
    if subject.collect:
        amount = money(subject.collect, str(order["currency"]))
        return _found(N_("{amount} is still to be collected from the customer"), "total",
                      amount=amount)  # fmt: skip
    if family_root(order["order_no"]) != order["order_no"]:
        return _told(Outcome.NOTE, N_("made at the desk: nothing was paid for it"), "total")
    if order["total"] is None:
        return _found(N_("the file tells no amount"), "total")
    return _paid(subject, settings)


def _paid(subject: Subject, settings: ReviewSettings) -> _Finding:
    """What was paid against the lines as they were when it was."""
    order = subject.order
    paid, currency, lines = order["total"], str(order["currency"]), subject.sold
    fields = ("total", *(field_key(n, "unit_price") for n in lines))
    if not lines or any(line["unit_price"] is None for line in lines.values()):
        return _told(Outcome.UNKNOWN, N_("paid {paid}; prices of items are not told"), *fields,
                     paid=money(paid, currency))  # fmt: skip
    goods = sum(line["unit_price"] * line["quantity"] for line in lines.values())
    wanted = goods + (order["postage"] or 0) - subject.dearer
    facts = {"paid": money(paid, currency), "wanted": money(wanted, currency)}
    least = wanted - goods * settings.discount_percent // 100 - settings.tolerance
    if paid > wanted + settings.tolerance:
        return _found(N_("paid {paid}, more than items with postage {wanted}"), *fields, **facts)
    if paid < least:
        return _found(N_("paid {paid}, far less than items with postage {wanted}"), *fields,
                      **facts)  # fmt: skip
    return _told(Outcome.OK, N_("paid {paid}, items with postage {wanted}"), *fields, **facts)


def _item(subject: Subject, _: ReviewSettings) -> _Finding:
    lines = subject.sold
    fields = tuple(field_key(n, "sku") for n in lines)
    if not lines:
        return _found(N_("no item was told for this order"), *fields)
    for findings in (_missing, _incomplete, _unseen):
        bad = list(findings(subject))
        if bad:
            return bad[0]
    if subject.first_of_shop and not all(_codes(subject, line).seen for line in lines.values()):
        return _told(Outcome.NOTE, N_("no earlier import to compare with"), *fields)
    short = [f"{line['sku']} = {_codes(subject, line).full[0]}"
             for line in lines.values() if _codes(subject, line).full]  # fmt: skip
    return _told(Outcome.OK, N_("{codes}") if short else "", *fields, codes=short)


def _codes(subject: Subject, line: Mapping[str, Any]) -> Codes:
    return subject.codes.get(line["sku"], Codes(seen=False))


def _missing(subject: Subject) -> Iterator[_Finding]:
    for n, line in subject.sold.items():
        if not line["sku"]:
            yield _found(N_("item {n} has no number"), field_key(n, "sku"), n=n)


def _incomplete(subject: Subject) -> Iterator[_Finding]:
    """A short code stands for one full number that past orders know, or for none (S15)."""
    for n, line in subject.sold.items():
        full, sku = _codes(subject, line).full, str(line["sku"])
        if not is_short(sku) or len(full) == 1:
            continue
        if full:
            yield _found(N_("{sku} may stand for {codes}"), field_key(n, "sku"), sku=sku,
                         codes=list(full[:3]))  # fmt: skip
        elif not _codes(subject, line).seen:
            yield _found(N_("{sku} is a short code of no known item"), field_key(n, "sku"),
                         sku=sku)  # fmt: skip


def _unseen(subject: Subject) -> Iterator[_Finding]:
    if subject.first_of_shop:
        return
    for n, line in subject.sold.items():
        found = _codes(subject, line)
        if not found.seen and not found.full:
            yield _found(N_("{sku} stands in no other order"), field_key(n, "sku"), sku=line["sku"])


def is_short(sku: str) -> bool:
    """Whether an item number is a short code: a few digits and nothing else (S15)."""
    return sku.isdigit() and len(sku) <= _SHORT


_SHORT = 6


def _quantity(subject: Subject, settings: ReviewSettings) -> _Finding:
    lines = subject.sold
    fields = tuple(field_key(n, "quantity") for n in lines)
    for n, line in lines.items():
        pieces = line["quantity"]
        if pieces < 1:
            return _found(N_("item {n}: {pieces} pieces"), field_key(n, "quantity"), n=n,
                          pieces=pieces)  # fmt: skip
        if pieces >= settings.most_pieces:
            return _found(N_("item {n}: {pieces} pieces are very many"), field_key(n, "quantity"),
                          n=n, pieces=pieces)  # fmt: skip
    if not lines:
        return _told(Outcome.UNKNOWN, N_("no item was told for this order"), *fields)
    total = sum(line["quantity"] for line in lines.values())
    return _told(Outcome.OK, N_("{pieces} pieces"), *fields, pieces=total)


def _recipient(subject: Subject, _: ReviewSettings) -> _Finding:
    name = str(subject.order["name"])
    if is_masked(name):
        return _told(Outcome.UNKNOWN, HIDDEN, "name")
    fault = name_fault(name)
    return _found(fault, "name") if fault else _told(Outcome.OK, "", "name")


def _address(subject: Subject, _: ReviewSettings) -> _Finding:
    order = subject.order
    parts = ("province", "city", "district", "address")
    if any(is_masked(str(order[part])) for part in parts):
        return _told(Outcome.UNKNOWN, HIDDEN, "address")
    fault, missing = address_fault(order)
    return _found(fault, *missing) if fault else _told(Outcome.OK, "", *parts)


def _phone(subject: Subject, _: ReviewSettings) -> _Finding:
    phone = str(subject.order["phone"])
    if not phone:
        return _found(N_("the file tells none"), "phone")
    if is_masked(phone):
        return _told(Outcome.UNKNOWN, HIDDEN, "phone")
    if not is_plausible_phone(phone, str(subject.order["country"])):
        return _found(N_("{phone} can be no telephone number"), "phone",
                      phone=masked_phone(phone))  # fmt: skip
    return _told(Outcome.OK, "", "phone")


def _blacklist(subject: Subject, _: ReviewSettings) -> _Finding:
    if subject.order["blacklisted"]:
        return _found(N_("the buyer is on the blacklist"), "account")
    for other in subject.others:
        if other.blacklisted:
            return _found(N_("the buyer's order {number} is marked as blacklisted"), "account",
                          number=other.order_no)  # fmt: skip
    if not subject.order["buyer"]:
        return _told(Outcome.UNKNOWN, N_("the buyer is not told"), "account")
    return _told(Outcome.OK, "", "account")


def _meant_apart(number: str, other: str) -> bool:
    """Whether two orders go to one address on purpose: parts of one order, gifts that go along.

    What is sent again while the order itself is open is no such case.
    """
    sent_again = number.startswith("RE") or other.startswith("RE")
    return family_root(number) == family_root(other) and not sent_again


def _same_buyer(subject: Subject, _: ReviewSettings) -> _Finding:
    order = subject.order
    if not order["buyer"]:
        return _told(Outcome.UNKNOWN, N_("the buyer is not told"), "account")
    here = whole_address(order)
    if is_masked(here):
        return _told(Outcome.UNKNOWN, HIDDEN, "account", "address")
    same = [
        each.order_no
        for each in subject.others
        if each.open and each.address == here and not _meant_apart(order["order_no"], each.order_no)
    ]
    if same:
        return _found(N_("also open: {numbers}"), "account", "address", numbers=same[:3])
    return _told(Outcome.OK, "", "account", "address")


def _message(subject: Subject, _: ReviewSettings) -> _Finding:
    if subject.order["buyer_message"]:
        return _found(N_("the buyer wrote something: read it"), "buyer_message")
    return _told(Outcome.OK, "", "buyer_message")


def _refund(subject: Subject, _: ReviewSettings) -> _Finding:
    order, lines = subject.order, subject.lines
    asked = tuple(field_key(n, "refund_status") for n, line in lines.items() if refund_asked(line))
    if order["payment_status"] == PaymentStatus.REFUND_REQUESTED or asked:
        return _found(N_("the buyer asks for money back"), *asked)
    if order["payment_status"] == PaymentStatus.PARTLY_REFUNDED or order["refund"]:
        amount = money(order["refund"], str(order["currency"]))
        return _found(N_("{amount} was given back"), "refund", amount=amount)
    return _told(Outcome.OK, "", "refund")


def _stock(subject: Subject, _: ReviewSettings) -> _Finding:
    """Whether what is left when everybody before it has theirs is enough (W5)."""
    fields = tuple(field_key(n, "sku") for n in subject.sold)
    if subject.free is None:
        return _told(Outcome.UNKNOWN, N_("the desk knows no stock"), *fields)
    left = {n: subject.free.get(n) for n in subject.sold}
    short = [n for n, free in left.items()
             if free is not None and free < subject.sold[n]["quantity"]]  # fmt: skip
    if short:
        gone = [subject.sold[n]["sku"] for n in short if n in subject.discontinued]
        text = N_("too little is left of {items}")
        if len(gone) == len(short):
            text = N_("discontinued, too little is left of {gone}")
        elif gone:
            text = N_("too little is left of {items}; discontinued: {gone}")
        return _found(text, *(field_key(n, "sku") for n in short),
                      items=[subject.sold[n]["sku"] for n in short], gone=gone)  # fmt: skip
    untold = [n for n, free in left.items() if free is None]
    if untold:
        return _told(Outcome.UNKNOWN, N_("the last stock files do not tell of {items}"),
                     *(field_key(n, "sku") for n in untold),
                     items=[subject.sold[n]["sku"] or "-" for n in untold])  # fmt: skip
    return _told(Outcome.OK, "", *fields)


def _conflict(subject: Subject, _: ReviewSettings) -> _Finding:
    """Where the shop and a newer export disagree, one of the two is wrong (I1)."""
    if count := subject.order["conflicts"]:
        return _found(N_("{n} fields that the market changed otherwise: settle them"), n=count)
    return _told(Outcome.OK, "")


_CHECKS: Mapping[Check, Callable[[Subject, ReviewSettings], _Finding]] = {
    Check.ORDER_TIME: _order_time,
    Check.AMOUNT: _amount,
    Check.ITEM: _item,
    Check.QUANTITY: _quantity,
    Check.RECIPIENT: _recipient,
    Check.ADDRESS: _address,
    Check.PHONE: _phone,
    Check.BLACKLIST: _blacklist,
    Check.SAME_BUYER: _same_buyer,
    Check.MESSAGE: _message,
    Check.REFUND: _refund,
    Check.STOCK: _stock,
    Check.CONFLICT: _conflict,
}

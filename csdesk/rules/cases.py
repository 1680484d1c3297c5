"""After-sale cases: which way each kind goes, whose move it is, what can be claimed (F18, F19)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from csdesk.model.cases import Breach, Case, CaseKind, CaseLine, CaseState, Party, Rating, Room
from csdesk.model.errors import NotFound, Refused
from csdesk.model.roles import Action
from csdesk.model.status import OrderStatus, PaymentStatus, Tab
from csdesk.rules.family import check_living
from csdesk.rules.review import MONEY_CAME
from csdesk.words import money

_K, _S, _P = CaseKind, CaseState, Party

_PATHS: Mapping[CaseKind, Sequence[CaseState]] = {
    _K.REFUND: (_S.ASKED, _S.AGREED, _S.SETTLED, _S.CLOSED),
    _K.RETURN: (_S.ASKED, _S.AGREED, _S.GOODS_BACK, _S.SETTLED, _S.CLOSED),
    _K.EXCHANGE: (_S.ASKED, _S.AGREED, _S.GOODS_BACK, _S.SETTLED, _S.CLOSED),
    _K.RESHIP: (_S.ASKED, _S.AGREED, _S.SETTLED, _S.CLOSED),
    _K.FEEDBACK: (_S.ASKED, _S.SOLVED, _S.EXPLAINED, _S.CLOSED),
}
"""How a case of each kind goes where nothing is refused."""


def _steps() -> dict[CaseKind, dict[CaseState, tuple[CaseState, ...]]]:
    steps: dict[CaseKind, dict[CaseState, tuple[CaseState, ...]]] = {}
    for kind, path in _PATHS.items():
        table: dict[CaseState, tuple[CaseState, ...]] = {a: (b,) for a, b in pairwise(path)}
        if kind is _K.FEEDBACK:
            table[_S.EXPLAINED] = (_S.CLOSED, _S.REMOVAL)
            table[_S.REMOVAL] = (_S.CLOSED,)
        else:
            for state in path[: path.index(_S.SETTLED)]:
                table[state] = (*table[state], _S.REFUSED)
            table[_S.REFUSED] = (_S.ASKED, _S.CLOSED)
        steps[kind] = table
    return steps


STEPS = _steps()
"""Kind -> state -> what it may become, the usual one first. Closed is the end."""

MONEY = frozenset({_K.REFUND, _K.RETURN})
"""Kinds that pay something back."""

TAKES_BACK = frozenset({_K.RETURN, _K.EXCHANGE})
"""Kinds with which pieces come back: no piece comes back twice."""

OVER = (_S.CLOSED, _S.REFUSED)
"""Nobody has to do anything; what was refused may be asked again."""


def waits_on(kind: CaseKind, state: CaseState) -> Party:
    """Whose move is next."""
    if state in OVER:
        return _P.NOBODY
    if state is _S.REMOVAL:
        return _P.MARKETPLACE
    if state is _S.AGREED and kind in TAKES_BACK:
        return _P.CUSTOMER
    if state is _S.AGREED or state is _S.GOODS_BACK:
        return _P.FINANCE if kind in MONEY else _P.SHIPPING
    return _P.DESK


ASKED_OF = {Party.FINANCE: Tab.FINANCE, Party.SHIPPING: Tab.SHIPPING}
"""Who is asked by a remark when it is their move."""


def right_to(kind: CaseKind, state: CaseState, to: CaseState) -> Action:
    """What a step needs a right for: money is finance's, parcels are shipping's."""
    if to is _S.SETTLED:
        return Action.PAY if kind in MONEY else Action.ANSWER_SHIPPING
    if to is _S.GOODS_BACK:
        return Action.RECEIVE
    del state
    return Action.CASE


def check_step(case: Case, to: CaseState, *, words: str, breach: Breach = Breach.NONE) -> None:
    """Whether a case may take a step.

    Raises:
        Refused: its kind does not go that way, or the step says nothing without words.
    """
    allowed = STEPS[case.kind].get(case.state, ())
    if to not in allowed:
        if not allowed:
            raise Refused("Case {id} is closed; open another one.", id=case.id)
        raise Refused(
            "Case {id} is {state} and cannot become {to}. It may become: {allowed}.",
            id=case.id, state=case.state, to=to, allowed=list(allowed),
        )  # fmt: skip
    if to is _S.REMOVAL and breach is Breach.NONE:
        raise Refused(
            "The marketplace is asked to remove a review only if it breaks its rules. Say which:"
            " {breaches}.",
            breaches=[each for each in Breach if each],
        )
    if to in (_S.REFUSED, _S.SOLVED, _S.EXPLAINED) and not words:
        raise Refused("Say why, or what was done: the next colleague must understand it.")


def check_opening(kind: CaseKind, rating: Rating) -> None:
    """Whether a case can be opened so.

    Raises:
        Refused: a review has a rating, other kinds have none.
    """
    if kind is _K.FEEDBACK and not rating:
        raise Refused("Say what the buyer gave: neutral or negative.")
    if kind is not _K.FEEDBACK and rating:
        raise Refused("Only a review has a rating.")


# What can be claimed


def room(order: Mapping[str, Any], lines: Mapping[int, Mapping[str, Any]],
         cases: Iterable[Case], paid_out: int = 0) -> Room:  # fmt: skip
    """What is left of an order that a new case can claim.

    Of the whole: what was paid, less what was refunded, or paid by cases where that is more, less
    what was paid out besides, less what open cases will pay. Of a line: its price, less what all
    its cases claim; so a refund of a part keeps what remains (F19).

    Args:
        order: columns of ``orders``.
        lines: line number -> columns of ``lines``.
        cases: of the order; refused ones claim nothing.
        paid_out: what went to the customer besides refunds, minor units.
    """
    counted = [each for each in cases if claims(each)]
    claimed = [(case, line) for case in counted for line in case.lines]
    paid = order["total"] if order["payment_status"] in MONEY_CAME else 0
    if paid is None:
        prices = [_price(line) for line in lines.values()]
        paid = None if None in prices or not prices else sum(p for p in prices if p is not None)
    settled = sum(line.amount for case, line in claimed if is_paid(case))
    open_claims = sum(line.amount for case, line in claimed if not is_paid(case))
    back = max(order["refund"] or 0, settled) + paid_out
    total = None if paid is None else max(0, paid - back - open_claims)
    left: dict[int, int | None] = {}
    pieces: dict[int, int] = {}
    for number, line in lines.items():
        price = _price(line)
        taken = sum(each.amount for _, each in claimed if each.line_no == number)
        left[number] = None if price is None else max(0, price - taken)
        returned = sum(each.quantity for case, each in claimed
                       if each.line_no == number and case.kind in TAKES_BACK)  # fmt: skip
        pieces[number] = max(0, int(line["quantity"]) - returned)
    return Room(total, left, pieces)


def claims(case: Case) -> bool:
    """Whether a case claims what it names: it is open, or was settled; not one that was refused."""
    return is_paid(case) or case.state not in OVER


def covered(order: Mapping[str, Any], case: Case, cases: Iterable[Case]) -> bool:
    """Whether what was noted as paid back on an order covers a case besides those paid before.

    Args:
        order: columns of ``orders``.
        case: which is to be paid.
        cases: all of the order.
    """
    if order["payment_status"] == PaymentStatus.REFUNDED:
        return True
    settled = sum(each.amount for each in cases if is_paid(each))
    return int(order["refund"] or 0) >= settled + case.amount


def is_paid(case: Case) -> bool:
    """Whether the money of a case has gone back already."""
    return any(step.state is _S.SETTLED for step in case.steps)


def _price(line: Mapping[str, Any]) -> int | None:
    price = line["unit_price"]
    return None if price is None else int(price) * int(line["quantity"])


def check_claimable(order: Mapping[str, Any], kind: CaseKind) -> None:
    """Whether money can be claimed on an order; on another that is done instead.

    Raises:
        Refused: it was split, or taken back.
    """
    if kind not in MONEY:
        return
    if order["order_status"] == OrderStatus.SPLIT:
        raise Refused("{number} was split. Open the case on one of its parts.",
                      number=order["order_no"])  # fmt: skip
    check_living(order)


def check_lines(number: str, kind: CaseKind, wanted: Sequence[CaseLine],
                lines: Mapping[int, Mapping[str, Any]], there: Room,
                currency: str) -> None:  # fmt: skip
    """Whether a case may claim these lines.

    Raises:
        NotFound: the order has no such line.
        Refused: more money or pieces than there are, or what the kind does not take.
    """
    if len({line.line_no for line in wanted}) != len(wanted):
        raise Refused("A line is named twice.")
    for line in wanted:
        if line.line_no and line.line_no not in lines:
            raise NotFound("{number} has no line {line}.", number=number, line=line.line_no)
        if line.quantity < 0 or line.amount < 0:
            raise Refused("Pieces and amounts are not negative.")
        if line.line_no:
            _check_line(number, kind, line, lines[line.line_no], there, currency)
    amount = sum(line.amount for line in wanted)
    if kind in MONEY:
        _check_money(number, amount, there, currency)
    elif amount:
        raise Refused("No money goes back with this kind of case; open a refund for it.")
    elif kind is not _K.FEEDBACK and not any(line.quantity for line in wanted):
        raise Refused("Say which lines, and how many pieces.")


def _check_line(number: str, kind: CaseKind, line: CaseLine, there: Mapping[str, Any],
                room: Room, currency: str) -> None:  # fmt: skip
    if line.quantity > int(there["quantity"]):
        raise Refused("Line {line} of {number} has {most} pieces.",
                      line=line.line_no, number=number, most=int(there["quantity"]))  # fmt: skip
    if kind in TAKES_BACK and line.quantity > room.pieces[line.line_no]:
        raise Refused(
            "Of line {line} of {number} {most} more pieces can come back; other cases have the"
            " rest.",
            line=line.line_no, number=number, most=room.pieces[line.line_no],
        )  # fmt: skip
    left = room.lines[line.line_no]
    if left is not None and line.amount > left:
        raise Refused(
            "For line {line} of {number} at most {left} can be paid back.",
            line=line.line_no, number=number, left=money(left, currency),
        )  # fmt: skip


def _check_money(number: str, amount: int, there: Room, currency: str) -> None:
    if not amount:
        raise Refused("Say how much is paid back.")
    if there.total is None:
        raise Refused("Nobody knows what was paid for {number}: finance must look first.",
                      number=number)  # fmt: skip
    if amount > there.total:
        raise Refused(
            "Of what was paid for {number} at most {left} can be paid back.",
            number=number, left=money(there.total, currency),
        )  # fmt: skip


def paid_back(order: Mapping[str, Any], case: Case, said: int | None) -> int:
    """What was paid back altogether once a case is paid.

    Args:
        order: columns of ``orders``.
        case: with its amounts.
        said: what finance says it is altogether; None for what was before and the case's.

    Raises:
        Refused: that is more than was paid, or less than before.
    """
    before = int(order["refund"] or 0)
    whole = before + case.amount if said is None else said
    if whole < before:
        raise Refused("That is less than was paid back before.")
    if order["total"] is not None and whole > order["total"]:
        raise Refused(
            "That is more than was paid. Say what was paid back altogether; perhaps it was noted"
            " before."
        )
    return whole


# A refund that is asked of finance with a template

_AMOUNTS = frozenset({"amount", "金额"})
_REASONS = frozenset({"reason", "原因"})
_slot = re.compile(r"\{([^{}\n]{1,20})\}")
_REFUND = re.compile("退款|退差价|refund", re.IGNORECASE)
_number = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?").search


def asks_refund(text: str) -> bool:
    """Whether a text to finance asks to pay money back."""
    return _REFUND.search(text) is not None


def refund_told(text: str, templates: Iterable[str]) -> tuple[str, str] | None:
    """Amount and reason of a refund that a text asks for with one of these templates (W20).

    Args:
        text: of a remark.
        templates: of the finance tab; those about refunds with slots for amount and reason count.

    Returns:
        The amount as typed, its digits only, and the reason; None where no line is filled so.
    """
    for template in templates:
        names = _slot.findall(template)
        if not _REFUND.search(template) or _AMOUNTS.isdisjoint(names) or _REASONS.isdisjoint(names):
            continue
        for line in text.splitlines():
            told = _filled(line.strip(), _slot.split(template))
            if told is None:
                continue
            amount = _number(next(told[name] for name in told if name in _AMOUNTS))
            if amount:
                return amount[0], next(told[name] for name in told if name in _REASONS).strip()
    return None


def _filled(line: str, parts: Sequence[str]) -> dict[str, str] | None:
    """What stands in the slots of a template that a line fills; None where it fills it not.

    The first place of every fixed part is the only one that is tried: it leaves the slots behind
    it the most room, so a line that nobody meant for a template costs no more than one look.

    Args:
        line: of a text.
        parts: fixed text and names of slots in turn; fixed text stands first and last.
    """
    if not line.startswith(parts[0]):
        return None
    told: dict[str, str] = {}
    start = len(parts[0])
    for name, fixed in zip(parts[1:-2:2], parts[2:-1:2], strict=True):
        end = line.find(fixed, start + 1)
        if end < 0:
            return None
        told[name] = line[start:end]
        start = end + len(fixed)
    end = len(line) - len(parts[-1])
    if end <= start or not line.endswith(parts[-1]):
        return None
    told[parts[-2]] = line[start:end]
    return told

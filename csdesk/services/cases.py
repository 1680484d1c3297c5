"""After-sale cases and the follow-up of bad reviews (F18, F19, F23, S48, S49)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from csdesk.model.cases import Breach, Case, CaseKind, CaseLine, CaseState, Party, Rating, Room
from csdesk.model.errors import Conflict, NotUnderstood
from csdesk.model.money import minor_units
from csdesk.model.roles import Action
from csdesk.model.status import PaymentStatus, RemarkState
from csdesk.rules import cases as rules
from csdesk.rules import editing, policy
from csdesk.rules.kept_words import kept_words
from csdesk.services import differences
from csdesk.services.acting import Act
from csdesk.services.remark_writing import put_remark
from csdesk.services.settling import Settling, known
from csdesk.store import asks, owed, remarks
from csdesk.store import cases as rows
from csdesk.store.changing import Rewrite, Standing
from csdesk.words import N_, money, tell

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.model.desk import Actor
    from csdesk.model.remarks import Remark
    from csdesk.model.settings import DeskSettings
    from csdesk.store.engine import Store

LONGEST = 500
"""Characters of a reason, of words, of what the customer was told."""

_ASK_MONEY = N_("Case {id}, {kind}: pay back {amount}. {reason}")
_ASK_GOODS = N_("Case {id}, {kind}: goods come back ({pieces}); say when they are here. {reason}")
_ASK_SEND = N_("Case {id}, {kind}: send {pieces}. {reason}")


_MISSING = N_("There is no case {id}.")


class Cases(Settling[Case]):
    """Opening cases and taking them on; every amount is kept below what was paid."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        super().__init__(store, settings, actor, rows, _MISSING)

    # Looking

    def steps(self, case: Case) -> tuple[CaseState, ...]:
        """What a case may become, the usual one first."""
        return rules.STEPS[case.kind].get(case.state, ())

    def check(self, case: Case, to: CaseState) -> None:
        """Refuse a step before the person is asked what goes with it; errors as for ``step``."""
        self._acting.check(rules.right_to(case.kind, case.state, to), case.order_no)

    def room(self, number: str) -> Room:
        """What can still be claimed on an order.

        Raises:
            NotFound: the order is not imported.
        """
        with self._store.read() as c:
            now = Act(c, self._actor).order(number)
            return _room(c, now)

    # Opening

    def open(
        self,
        number: str,
        kind: CaseKind,
        reason: str,
        lines: Sequence[CaseLine] = (),
        *,
        rating: Rating = Rating.NONE,
        told: str = "",
        seen: int | None = None,
        client_id: str = "",
    ) -> Case:
        """Open a case on an order.

        Args:
            number: any of the order's numbers.
            kind: what it is about.
            reason: why; of a review what the buyer wrote.
            lines: pieces and money by line; line 0 is the order as a whole.
            rating: what the buyer gave, of a review.
            told: what the customer was told.
            seen: the version of the order that the person had before their eyes.
            client_id: made by the front end; sent twice it is opened once.

        Raises:
            NotFound: the order is not imported, or has no such line.
            Refused: no reason is given; more is claimed than was paid or bought; or what the
                customer was told is forbidden by the marketplace.
            Conflict: somebody changed the order since ``seen``.
            NotAllowed: the person has no right to.
        """
        why, said = _words(reason, N_("Say what the customer wants, and why.")), _words(told)
        rules.check_opening(kind, rating)
        policy.check(said, self._settings.policy)
        with self._acting.change(Action.CASE, number, undoable=False) as act:
            known = rows.sent_as(act.connection, client_id) if client_id else None
            if known is not None:
                return _known(act.connection, known)
            now = act.order(number, seen)
            return _open(act, now, kind, why, lines, rating=rating, told=said, client_id=client_id)

    # Taking on

    def step(
        self,
        case_id: int,
        to: CaseState,
        words: str = "",
        *,
        told: str = "",
        refund: int | None = None,
        breach: Breach = Breach.NONE,
        seen: int | None = None,
        client_id: str = "",
    ) -> Case:
        """Take a case a step on. Who is to move next is asked by a remark of their department.

        Args:
            case_id: of the case.
            to: what it becomes.
            words: what was done, or why; needed where it is refused, solved or explained.
            told: what the customer was told.
            refund: what was paid back on the order altogether, minor units, where it is not what
                was before and the case's amount.
            breach: which rule of the marketplace a review breaks that is to be removed.
            seen: the version of the case that the person had before their eyes.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: there is no such case.
            NotAllowed: money is paid by finance, parcels are sent by shipping; that is logged.
            Conflict: somebody took it on since ``seen``.
            Refused: it does not go that way, words are missing, or what the customer was told is
                forbidden by the marketplace.
        """
        said, customer = _words(words), _words(told)
        policy.check(customer, self._settings.policy)
        with self._store.read() as c:
            found = _known(c, case_id)
        right = rules.right_to(found.kind, found.state, to)
        with self._acting.change(right, found.order_no, undoable=False) as act:
            c = act.connection
            case = _known(c, case_id)
            if act.sent(client_id):
                return case
            if seen is not None and seen != case.version:
                raise Conflict(
                    "{who} took case {id} on meanwhile: it is {state} now.",
                    who=case.steps[-1].author, id=case.id, state=case.state,
                )  # fmt: skip
            rules.check_step(case, to, words=said, breach=breach)
            _check_again(act, case, to)
            if to is CaseState.SETTLED and case.kind in rules.MONEY:
                _pay(act, case, refund)
            _close_ask(act, case)
            _step(act, case, to, said, customer, breach=breach, client_id=client_id)
            return _known(c, case_id)


# What steps are made of


def _open(
    act: Act,
    now: Standing,
    kind: CaseKind,
    why: str,
    lines: Sequence[CaseLine],
    *,
    rating: Rating = Rating.NONE,
    told: str = "",
    client_id: str = "",
) -> Case:
    c = act.connection
    _check_lines(act, now, kind, lines)
    at = int(time.time())
    with asks.news(c, now.id):
        case_id = rows.add(
            c,
            {
                "order_id": now.id, "kind": kind, "state": CaseState.ASKED, "reason": why,
                "rating": rating, "breach": "", "remark_id": 0, "login": act.actor.login,
                "author": act.actor.name, "shift": act.actor.shift, "at": at, "since": at,
                "version": 1, "client_id": client_id or uuid4().hex,
            },
            lines,
        )  # fmt: skip
        rows.step(c, case_id, CaseState.ASKED, act.actor, why, told)
    after: dict[str, object] = {"case": case_id, "case_kind": kind, "reason": why}
    case = _known(c, case_id)
    if case.amount:
        after["amount"] = case.amount
    if told:
        after["told"] = told
    act.log("case.opened", order_id=now.id, order_no=now.order_no, after=after, client_id=client_id)
    return case


def _step(
    act: Act,
    case: Case,
    to: CaseState,
    words: str = "",
    told: str = "",
    *,
    breach: Breach = Breach.NONE,
    remark_id: int | None = None,
    client_id: str = "",
) -> None:
    """Note one step, and ask whoever is to move next; ``remark_id`` asks them already."""
    c = act.connection
    order_id = rows.order_of(c, case.id)
    after: dict[str, object] = {"case": case.id, "case_state": to}
    after |= {k: v for k, v in (("text", words), ("told", told), ("breach", breach.value)) if v}
    act.log(
        f"case.{to}", order_id=order_id, order_no=case.order_no,
        before={"case": case.id, "case_state": case.state}, after=after, client_id=client_id,
    )  # fmt: skip
    asked = _ask(act, case, to) if remark_id is None else remark_id
    with asks.news(c, order_id):
        rows.step(c, case.id, to, act.actor, words, told)
        rows.write(
            c, case.id, state=to, since=int(time.time()), remark_id=asked,
            breach=breach or case.breach,
        )  # fmt: skip


def _ask(act: Act, case: Case, to: CaseState) -> int:
    """Ask the department that is to move next; the id of the remark, 0 where nobody is asked."""
    party = rules.waits_on(case.kind, to)
    if party is Party.CUSTOMER:  # the goods come to shipping
        party, text = Party.SHIPPING, _ASK_GOODS
    else:
        text = _ASK_MONEY if party is Party.FINANCE else _ASK_SEND
    tab = rules.ASKED_OF.get(party)
    if tab is None:
        return 0
    now = act.order(case.order_no)
    facts = {
        "id": case.id, "kind": case.kind, "reason": case.reason,
        "amount": money(case.amount, case.currency), "pieces": _pieces(case, now),
    }  # fmt: skip
    return put_remark(act, now.id, now.order_no, tab, tell(text, facts))


def _pieces(case: Case, now: Standing) -> str:
    told = [
        f"{now.lines[line.line_no]['sku'] or now.lines[line.line_no]['title']} x{line.quantity}"
        for line in case.lines
        if line.quantity and line.line_no in now.lines
    ]
    return ", ".join(told) or "-"


def _close_ask(act: Act, case: Case) -> None:
    """What the step before was asked with is answered by this one."""
    asked = remarks.remark(act.connection, case.remark_id) if case.remark_id else None
    if asked is None or asked.state in (RemarkState.DONE, RemarkState.NOTED):
        return
    asks.move(act.connection, asked, RemarkState.DONE, "", act.actor)
    act.log(
        "remark.state", order_id=remarks.order_of(act.connection, asked.id),
        order_no=asked.order_no, before={"state": asked.state},
        after={"remark": asked.id, "tab": asked.tab, "state": RemarkState.DONE},
    )  # fmt: skip


def _check_again(act: Act, case: Case, to: CaseState) -> None:
    """What was refused claims nothing meanwhile: asked again it must still fit."""
    if case.state is CaseState.REFUSED and to is CaseState.ASKED:
        _check_lines(act, act.order(case.order_no), case.kind, case.lines)


def _room(c: Connection, now: Standing) -> Room:
    """What can still be claimed, once everything that has gone back is added up."""
    out = owed.paid_out(c, now.id, str(now.order["currency"]), order_no=now.order_no)
    return rules.room(now.order, now.lines, rows.of_order(c, now.id), out)


def _check_lines(act: Act, now: Standing, kind: CaseKind, lines: Sequence[CaseLine]) -> None:
    rules.check_claimable(now.order, kind)
    there = _room(act.connection, now)
    rules.check_lines(now.order_no, kind, lines, now.lines, there, str(now.order["currency"]))


def _pay(act: Act, case: Case, said: int | None) -> None:
    """The order's payment follows: partly refunded while something remains (F19)."""
    now = act.order(case.order_no)
    whole, total = rules.paid_back(now.order, case, said), now.order["total"]
    full = total is not None and whole >= total
    status = PaymentStatus.REFUNDED if full else PaymentStatus.PARTLY_REFUNDED
    new = Rewrite(now, editing.payment(total, status, whole, str(now.order["currency"])))
    if new.after:
        act.write("order.pay", [new], case=case.id)
        differences.paid_back(act, now, new.values)


def answered(act: Act, remark: Remark) -> None:
    """A department is done with what it was asked: the case that asked goes on.

    Where finance has set the payment itself, the order's money stays as it is; else it is noted.

    Raises:
        Refused: with the case more would be paid back than was paid.
    """
    case = rows.asked_with(act.connection, remark.id)
    if case is None:
        return
    to = rules.STEPS[case.kind].get(case.state, (case.state,))[0]
    if to is CaseState.SETTLED and case.kind in rules.MONEY:
        now = act.order(case.order_no)
        if not rules.covered(now.order, case, rows.of_order(act.connection, now.id)):
            _pay(act, case, None)
    if to in (CaseState.GOODS_BACK, CaseState.SETTLED):
        _step(act, case, to)


def open_from_remark(act: Act, now: Standing, remark_id: int, amount_typed: str, why: str) -> int:
    """A refund that was asked of finance with a filled template is a case of its own (W20).

    Args:
        act: the change that wrote the remark.
        now: its order.
        remark_id: of the remark; it asks for the case's next step.
        amount_typed: as ``rules.cases.refund_told`` read it.
        why: the same.

    Returns:
        The case's id; 0 where that is no amount, or finance has to look first.

    Raises:
        Refused: more is asked for than was paid, or on an order that has parts.
    """
    currency = str(now.order["currency"])
    try:
        amount = minor_units(amount_typed, currency)
    except NotUnderstood:
        return 0
    there = _room(act.connection, now)
    if there.total is None:  # finance has to look first; the remark asks them to
        return 0
    lines = [CaseLine(0, 0, amount)]
    case = _open(act, now, CaseKind.REFUND, why[:LONGEST], lines)
    _step(act, case, CaseState.AGREED, remark_id=remark_id)
    return case.id


def _words(text: str, missing: str = "") -> str:
    return kept_words(text, LONGEST, missing=missing, lines=True)


def _known(connection: Connection, case_id: int) -> Case:
    return known(connection, rows, case_id, _MISSING)

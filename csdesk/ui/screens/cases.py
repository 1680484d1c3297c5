"""After-sale cases: the queue, and one case with its steps (F18, F19, F23)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar, NamedTuple
from uuid import uuid4

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.cases import Breach, Case, CaseKind, CaseState
from csdesk.model.errors import Refused
from csdesk.model.orders import OrderDetail
from csdesk.model.roles import Action
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings, offered
from csdesk.ui.notices import notice, refusal
from csdesk.ui.screens.case_rows import case_entries, case_lines, claims, history
from csdesk.ui.screens.inbox_rows import heading
from csdesk.ui.screens.listing import Listing, WaitingOrAll
from csdesk.ui.screens.order_balance import back_told
from csdesk.ui.signs import WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import paragraph, rule
from csdesk.words import N_, _, amount, money, named

MONEY = (CaseKind.REFUND, CaseKind.RETURN)


class CasesScreen(WaitingOrAll[Sequence[Case]]):
    """What waits, the longest first; or all cases, the newest first."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("cases"))
    NOTHING = N_("No case waits.")

    async def fetch(self) -> Sequence[Case]:
        """Ask for them."""
        cases = self.desk_app.desk.cases
        return await self.desk_app.ask(cases.newest if self.everything else cases.waiting)

    def heading(self, answer: Sequence[Case]) -> Content:
        """How many there are."""
        title = _("All cases:") if self.everything else _("Cases in work:")
        return heading(title, len(answer))

    def rows(self, answer: Sequence[Case]) -> Sequence[Entry]:
        """The cases."""
        return case_entries(answer)

    @property
    def acting_on(self) -> str:
        """The order of the case."""
        found = (each.order_no for each in self.answer or () if each.id == self.number)
        return next(found, "")

    def action_open(self) -> None:
        """Look at the case under the cursor."""
        if self.number:
            self.app.push_screen(CaseCard(self.number))


class Opened(NamedTuple):
    """A case and the order that it is about."""

    case: Case
    order: OrderDetail


class CaseCard(Listing[None, Opened]):
    """One case: what is claimed, every step, and the next one."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("case"))
    CURSOR = False

    def __init__(self, case_id: int) -> None:
        """Show a case.

        Args:
            case_id: of the case.
        """
        super().__init__()
        self._case_id = case_id
        self._told = ""
        """What was typed for the customer and not taken: the next question begins with it."""

    async def fetch(self) -> Opened:
        """Ask for it and its order."""
        app = self.desk_app
        case = await app.ask(app.desk.cases.one, self._case_id)
        return Opened(case, await app.ask(app.desk.orders.order, case.order_no))

    def heading(self, answer: Opened) -> Content:
        """Which case."""
        case = answer.case
        title = _("Case {n}: {kind}, {number}")
        text = title.format(n=case.id, kind=named(case.kind), number=case.order_no)
        return Content.styled(f" {text}", "bold")

    def rows(self, answer: Opened) -> Sequence[Entry]:
        """All of it."""
        return [Entry("case", partial(self._lines, answer))]

    def _lines(self, answer: Opened, width: int) -> list[Content]:
        case, zone = answer.case, self.desk_app.settings.zone
        both = back_told(answer.order)
        return [
            *case_lines(case, datetime.now(UTC), width, order=True, most=20),
            *claims(case, answer.order, width),
            *(paragraph(" ", both, width, style=WARN) if both else ()),
            rule(_("Steps"), width),
            *history(case, zone, width),
        ]

    @job("step")
    @offered(Action.CASE, Action.RECEIVE, Action.PAY, Action.ANSWER_SHIPPING)
    async def action_step(self) -> None:
        """Take the case a step on: to which state, what was done, what the customer was told."""
        if self.answer is None:
            return
        case, order = self.answer
        states = self.desk_app.desk.cases.steps(case)
        if not states:
            notice(self, _("The case is closed."), warning=True)
            return
        place = await self.choose(_("What becomes of it?"), [named(each) for each in states])
        if place is None:
            return
        to, refund, breach = states[place], None, Breach.NONE
        await self.desk_app.ask(self.desk_app.desk.cases.check, case, to)
        if to is CaseState.SETTLED and case.kind in MONEY:
            refund = await self._refund(case, order)
            if refund is None:
                return
        if to is CaseState.REMOVAL:
            breach = await self._breach()
            if not breach:
                return
        await self._say_and_step(case, to, refund, breach)

    async def _breach(self) -> Breach:
        """Which rule of the marketplace the review breaks; none where the person went back."""
        rules = [each for each in Breach if each]
        place = await self.choose(
            _("Which rule does the review break?"), [named(each) for each in rules]
        )
        return Breach.NONE if place is None else rules[place]

    async def _say_and_step(
        self, case: Case, to: CaseState, refund: int | None, breach: Breach
    ) -> None:
        """Ask what was done and what the customer is told, and take the step."""
        words = await self.write(_("What was done, or why? (may be empty)"), may_be_empty=True)
        if words is None:
            return
        label = _("What is the customer told? (may be empty)")
        told = await self.write(label, self._told, may_be_empty=True)
        if told is not None:
            await self._step(case, to, words, told, refund, breach)

    async def _refund(self, case: Case, order: OrderDetail) -> int | None:
        """What was paid back altogether, as finance confirms it."""
        before = order.refund or 0
        label = _("Paid back altogether, of {total}?")
        if order.paid_out:
            label = _("Paid back altogether, of {total}, besides {out} that was paid out?")
        out = money(order.paid_out, case.currency)
        return await self.write_amount(
            label.format(total=money(order.row.total, case.currency), out=out),
            amount(before + case.amount, case.currency).replace(",", ""),
            case.currency,
        )

    async def _step(
        self, case: Case, to: CaseState, words: str, told: str, refund: int | None, breach: Breach
    ) -> None:
        app = self.desk_app
        try:
            now = await app.ask(
                app.desk.cases.step, case.id, to, words, told=told, refund=refund, breach=breach,
                seen=case.version, client_id=uuid4().hex,
            )  # fmt: skip
        except Refused as error:
            self._told = told
            refusal(self, error)
            return
        finally:
            self.load()
            await app.count_unread()
        self._told = ""
        text = _("Case {n} is {state}; it waits on {who}.")
        notice(self, text.format(n=now.id, state=named(now.state), who=named(now.waits_on)))

    @property
    def acting_on(self) -> str:
        """The order of the case."""
        return self.answer.case.order_no if self.answer else ""

    def action_open(self) -> None:
        """Open the order."""
        if self.answer is not None:
            self.desk_app.open_order(self.answer.case.order_no)

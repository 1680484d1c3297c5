"""Moving what is asked of a department, in an inbox, my queue or an order (W32, W33, F31)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from textual.worker import Worker

from csdesk.model.roles import Action
from csdesk.model.status import RemarkState, StopOutcome, Tab
from csdesk.plain import plain
from csdesk.ui.jobs import job, until_shown
from csdesk.ui.keys import offered
from csdesk.ui.notices import notice
from csdesk.ui.screens.questioning import Questioning
from csdesk.words import N_, _, named, tell

if TYPE_CHECKING:
    from csdesk.model.remarks import Remark

_DEPARTMENTS = (Action.ANSWER_FINANCE, Action.ANSWER_SHIPPING)


class Answering(Questioning[None], inherit_bindings=False):
    """A screen with a cursor on something that is asked. ``BINDINGS`` has those of ``asking``."""

    _unsent = ""
    """What was typed last and not taken: the next question begins with it."""

    @property
    def asked(self) -> Remark | None:
        """The remark under the cursor; None where there is none, or it asks nothing."""
        raise NotImplementedError

    @property
    def acting_on(self) -> str:
        """The order of what is asked."""
        return self.asked.order_no if self.asked else self.order_no

    def load(self) -> Worker[None]:
        """Ask for what is shown: something was answered."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Answers are for what is asked."""
        if action in ("done", "done_with", "query", "doing", "too_late"):
            remark = self.asked
            if remark is None or remark.state is RemarkState.NOTED:
                return False
            return action != "too_late" or self._stops_a_parcel
        return super().check_action(action, parameters)

    @property
    def _stops_a_parcel(self) -> bool:
        remark = self.asked
        return remark is not None and remark.stop is StopOutcome.ASKED

    @job("answer")
    @offered(*_DEPARTMENTS)
    async def action_done(self) -> None:
        """It is done; finance says what was done, of a parcel to be stopped that it was."""
        remark = self.asked
        if remark is None:
            return
        if self._stops_a_parcel:
            await self._answer_stop(remark, StopOutcome.STOPPED)
            return
        await self._done(remark, with_words=remark.tab is Tab.FINANCE)

    @job("answer")
    @offered(*_DEPARTMENTS)
    async def action_done_with(self) -> None:
        """It is done, and something is to be said with it."""
        remark = self.asked
        if remark is not None:
            await self._done(remark, with_words=True)

    async def _done(self, remark: Remark, *, with_words: bool) -> None:
        words: str | None = ""
        if with_words:
            await self._check(remark, RemarkState.DONE)
            inboxes = self.desk_app.desk.inboxes
            told = await self.desk_app.ask(inboxes.must_tell, remark.id, RemarkState.DONE)
            label = N_("Done. What is to be said with it? (may be empty)")
            if told:
                label = N_("Done. How much was paid back, or why nothing?")
            words = await self._words(label, may_be_empty=not told)
        if words is not None:
            await self._move(remark, RemarkState.DONE, words)

    @job("answer", needs=Action.ANSWER_SHIPPING)
    async def action_too_late(self) -> None:
        """The parcel could not be stopped any more: its number tells which."""
        remark = self.asked
        if remark is not None:
            number = await self._words(N_("Too late: which parcel number has left?"))
            if number:
                await self._answer_stop(remark, StopOutcome.TOO_LATE, number)

    @job("answer")
    @offered(*_DEPARTMENTS)
    async def action_doing(self) -> None:
        """It is being worked on."""
        if self.asked is not None:
            await self._move(self.asked, RemarkState.DOING, "")

    @job("answer")
    @offered(Action.ASK)
    async def action_query(self) -> None:
        """Ask back; where that was done already, answer it; where it is done, ask again."""
        remark = self.asked
        if remark is None:
            return
        mine = remark.login == self.desk_app.desk.actor.login
        again = remark.state is RemarkState.QUERY or (mine and remark.state is RemarkState.DONE)
        to = RemarkState.ASKED if again else RemarkState.QUERY
        await self._check(remark, to)
        label = N_("What do you ask back?")
        if again:
            said = [each for each in remark.answers if each.text]
            label = tell(N_("Your answer to: {text}"), {"text": said[-1].text if said else "-"})
        words = await self._words(label)
        if words:
            await self._move(remark, to, words)

    async def _answer_stop(
        self, remark: Remark, outcome: StopOutcome, tracking_no: str = ""
    ) -> None:
        app = self.desk_app
        self._unsent = tracking_no
        try:
            await app.ask(
                app.desk.shipping.answer_stop, remark.id, outcome, tracking_no,
                seen=remark.moved, client_id=uuid4().hex,
            )  # fmt: skip
            self._unsent = ""
            text = _("The parcel of {number}: {outcome}. {who} is told.")
            number = plain(remark.order_no)
            notice(
                self,
                text.format(number=number, outcome=named(outcome), who=plain(remark.author)),
            )
        finally:
            await self._load_again()
            await app.count_unread()

    async def _load_again(self) -> None:
        """What is asked as the step left it: the next key is for the next one."""
        await until_shown(self, self.load())

    async def _check(self, remark: Remark, to: RemarkState) -> None:
        """Refuse a step before anything is asked for it."""
        await self.desk_app.ask(self.desk_app.desk.inboxes.check, remark.id, to)

    async def _words(self, label: str, *, may_be_empty: bool = False) -> str | None:
        return await self.write(_(label), self._unsent, may_be_empty=may_be_empty)

    async def _move(self, remark: Remark, to: RemarkState, words: str) -> None:
        app = self.desk_app
        self._unsent = words
        try:
            await app.ask(
                app.desk.inboxes.move, remark.id, to, words,
                seen=remark.moved, client_id=uuid4().hex,
            )  # fmt: skip
            self._unsent = ""
            text = _("Remark {id} on {number}: {state}.")
            number = plain(remark.order_no)
            notice(self, text.format(id=remark.id, number=number, state=named(to)))
        finally:
            await self._load_again()
            await app.count_unread()

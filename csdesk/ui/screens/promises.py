"""The promise ledger: what customers were told, and by when (I4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import uuid4

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.promises import Promise, PromiseState
from csdesk.model.roles import Action
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings, offered
from csdesk.ui.notices import notice
from csdesk.ui.screens.inbox_rows import heading
from csdesk.ui.screens.listing import WaitingOrAll
from csdesk.ui.screens.promise_rows import promise_entries
from csdesk.ui.widgets.entries import Entry
from csdesk.words import N_, _, named


class PromisesScreen(WaitingOrAll[Sequence[Promise]]):
    """What nobody has decided, the overdue first; or all, the newest first."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("promised"))
    NOTHING = N_("No promise is open.")

    async def fetch(self) -> Sequence[Promise]:
        """Ask for the promises."""
        promises = self.desk_app.desk.promises
        return await self.desk_app.ask(promises.newest if self.everything else promises.waiting)

    def heading(self, answer: Sequence[Promise]) -> Content:
        """How many there are, and how many of them are late."""
        broken = (PromiseState.OVERDUE, PromiseState.BROKEN)
        bad = sum(each.state in broken for each in answer)
        due = sum(each.state is PromiseState.DUE for each in answer)
        note = _("overdue or broken {bad}, due {due}").format(bad=bad, due=due)
        if late := sum(each.slip is not None for each in answer):
            note += ", " + _("late by stock {n}").format(n=late)
        title = _("All promises:") if self.everything else _("Promises that are open:")
        return heading(title, len(answer), note)

    def rows(self, answer: Sequence[Promise]) -> Sequence[Entry]:
        """The promises."""
        return promise_entries(answer, self.desk_app.settings.zone)

    def _current(self) -> Promise | None:
        return next((each for each in self.answer or () if each.id == self.number), None)

    @property
    def acting_on(self) -> str:
        """The order of the promise."""
        each = self._current()
        return each.order_no if each else ""

    def action_open(self) -> None:
        """Open the order."""
        each = self._current()
        if each is not None:
            self.desk_app.open_order(each.order_no)

    @offered(Action.PROMISE)
    def action_kept(self) -> None:
        """It was kept."""
        self._settle(PromiseState.KEPT)

    @offered(Action.PROMISE)
    def action_broken(self) -> None:
        """It was broken."""
        self._settle(PromiseState.BROKEN)

    @offered(Action.PROMISE)
    def action_withdrawn(self) -> None:
        """It holds no more, and the customer knows."""
        self._settle(PromiseState.WITHDRAWN)

    @job("settle")
    async def _settle(self, state: PromiseState) -> None:
        each = self._current()
        if each is None:
            return
        try:
            promises = self.desk_app.desk.promises
            await self.desk_app.ask(
                promises.settle, each.id, state, seen=each.version, client_id=uuid4().hex
            )
            text = _("The promise on {number} is {state}.")
            notice(self, text.format(number=each.order_no, state=named(state)))
        finally:
            self.load()

"""My queue: questions to me, where I am called, what I wait for; for leads, of everybody (I9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.asks import Ask, Asks, MyQueue
from csdesk.model.remarks import Remark
from csdesk.model.roles import Action
from csdesk.ui.keys import bindings, offered
from csdesk.ui.screens.answering import Answering
from csdesk.ui.screens.inbox_rows import ask_entries, call_entries, heading, section
from csdesk.ui.screens.lead import RequestCard
from csdesk.ui.screens.listing import Listing
from csdesk.ui.screens.request_rows import request_entries
from csdesk.ui.widgets.entries import Entry
from csdesk.words import N_, _


class Waits(NamedTuple):
    """What is shown: my queue, or instead all that anybody waits for."""

    mine: MyQueue
    everybody: Asks | None


class QueueScreen(Listing[None, Waits], Answering):
    """The rows; each opens its order at the remark."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("queue"), *bindings("asking")]
    NOTHING = N_("Nothing waits here.")

    def __init__(self, *, everybody: bool = False) -> None:
        """Show my own queue, or all that anybody waits for."""
        super().__init__()
        self._board = everybody

    async def fetch(self) -> Waits:
        """Ask for it."""
        ask, inboxes = self.desk_app.ask, self.desk_app.desk.inboxes
        everybody = await ask(inboxes.everybody) if self._board else None
        return Waits(await ask(inboxes.mine), everybody)

    def heading(self, answer: Waits) -> Content:
        """How much it is."""
        if answer.everybody is not None:
            return heading(_("Who waits on whom:"), answer.everybody.total)
        mine = answer.mine
        waiting = len(mine.queries) + len(mine.calls) + len(mine.decided)
        return heading(_("Waits for me:"), waiting)

    def rows(self, answer: Waits) -> Sequence[Entry]:
        """Headings, each with what stands under it."""
        everybody = answer.everybody
        if everybody is None:
            return self._mine(answer.mine)
        head = section("all", _("Everybody"), everybody.total)
        return [head, *ask_entries(everybody.asks, board=True)]

    def draw(self, answer: Waits) -> None:
        """Headings are among the rows; to begin with the cursor stands below the first."""
        begun = not self.key
        super().draw(answer)
        if begun:
            self.entries.put(1)

    @staticmethod
    def _mine(queue: MyQueue) -> list[Entry]:
        entries: list[Entry] = []
        if queue.queries:
            entries.append(section("queries", _("Questions to me"), len(queue.queries)))
            entries += ask_entries(queue.queries)
        if queue.decided:
            entries.append(section("decided", _("A lead decided"), len(queue.decided)))
            entries += request_entries(queue.decided)
        if queue.calls:
            entries.append(section("calls", _("Called or answered, not read"), len(queue.calls)))
            entries += call_entries(queue.calls)
        if queue.asked:
            entries.append(section("asked", _("I wait for"), len(queue.asked)))
            entries += ask_entries(queue.asked, board=True)
        if queue.requests:
            entries.append(section("requests", _("Asked of a lead"), len(queue.requests)))
            entries += request_entries(queue.requests)
        return entries

    def _current(self) -> Ask | None:
        """The ask under the cursor, or the one that the call under it is about."""
        if self.answer is None:
            return None
        mine, everybody = self.answer
        if self.key.startswith("call "):
            return mine.calls[self.number].ask
        asks = everybody.asks if everybody else (*mine.queries, *mine.asked)
        return next((each for each in asks if self.key == f"ask {each.remark.id}"), None)

    @property
    def asked(self) -> Remark | None:
        """The remark of the row under the cursor."""
        ask = self._current()
        return ask.remark if ask else None

    @offered(Action.OVERSEE)
    def action_everybody(self) -> None:
        """All that anybody waits for, or my own queue again."""
        self._board = not self._board
        self.ask_anew()

    def action_open(self) -> None:
        """Open the order of this row at its remark, or look at the request."""
        if self.key.startswith("request "):
            self.app.push_screen(RequestCard(self.number))
            return
        ask = self._current()
        if ask is not None:
            self.desk_app.open_remark(ask.order_no, ask.remark.tab, ask.remark.id)

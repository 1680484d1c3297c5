"""My queue: questions to me, where I am called, what I wait for; for leads, of everybody (I9)."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from csdesk.model.asks import Ask, Asks, MyQueue
from csdesk.model.orders import Remark
from csdesk.model.status import OrderStatus
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.answering import Answering, status_of
from csdesk.ui.screens.inbox_rows import ask_entries, call_entries, heading, section
from csdesk.ui.screens.lead import RequestCard
from csdesk.ui.screens.request_rows import request_entries
from csdesk.ui.widgets.entries import Entries, Entry
from csdesk.words import _


class QueueScreen(Answering):
    """The rows; each opens its order at the remark."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("queue"), *bindings("asking")]
    CSS = "#queue-head { height: auto; background: $d-ground; color: $d-text; }"
    AUTO_FOCUS = "Entries"

    def __init__(self) -> None:
        super().__init__()
        self._queue: MyQueue | None = None
        self._everybody: Asks | None = None
        """All that anybody waits for, while that is shown instead."""

    def compose_body(self) -> ComposeResult:
        """A heading over the list."""
        yield Static(id="queue-head", markup=False)
        yield Entries(id="queue")

    def on_mount(self) -> None:
        """Ask for it."""
        self.load()

    @property
    def answered(self) -> bool:
        """Whether the queue has come."""
        return self._queue is not None

    @job("load")
    async def load(self) -> None:
        """Ask for it and show it; the cursor stays on its row."""
        app = self.desk_app
        if self._everybody is not None:
            self._everybody = await app.ask(app.desk.inboxes.everybody)
        self._queue = await app.ask(app.desk.inboxes.mine)
        self._show()

    def store_changed(self) -> None:
        """Somebody asked or answered."""
        self.load()

    def moved(self) -> None:
        """Something was answered here."""
        self.load()

    def language_changed(self) -> None:
        """Draw every word anew."""
        super().language_changed()
        self._show()

    def _show(self) -> None:
        if self._queue is None:
            return
        head = self.query_one("#queue-head", Static)
        if self._everybody is not None:
            head.update(heading(_("Who waits on whom:"), self._everybody.total))
            entries = [
                section("all", _("Everybody"), self._everybody.total),
                *ask_entries(self._everybody.asks, board=True),
            ]
        else:
            queue = self._queue
            waiting = len(queue.queries) + len(queue.calls) + len(queue.decided)
            head.update(heading(_("Waits for me:"), waiting))
            entries = self._mine(queue)
        rows = self.query_one(Entries)
        # Headings are among the rows; to begin with the cursor stands below the first.
        begun = rows.current is None and len(entries) > 1
        rows.show(entries, at=entries[1].key if begun else None, empty=_("Nothing waits here."))
        self.refresh_bindings()

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

    @on(Entries.Moved)
    def _on_another(self) -> None:
        self.refresh_bindings()

    def _current(self) -> Ask | None:
        """The ask under the cursor, or the one that the call under it is about."""
        current = self.query_one(Entries).current if self.is_mounted else None
        if current is None or self._queue is None:
            return None
        kind, _blank, rest = current.key.partition(" ")
        if kind == "call":
            return self._queue.calls[int(rest.partition(" ")[2])].ask
        asks = self._everybody.asks if self._everybody else (
            *self._queue.queries, *self._queue.asked
        )  # fmt: skip
        return next((each for each in asks if current.key == f"ask {each.remark.id}"), None)

    @property
    def asked(self) -> Remark | None:
        """The remark of the row under the cursor."""
        ask = self._current()
        return ask.remark if ask else None

    @property
    def asked_on(self) -> OrderStatus | None:
        """How its order stands."""
        return status_of(self._current())

    @job("everybody")
    async def action_everybody(self) -> None:
        """All that anybody waits for, or my own queue again."""
        if self._everybody is None:
            self._everybody = await self.desk_app.ask(self.desk_app.desk.inboxes.everybody)
        else:
            self._everybody = None
        self._show()

    def action_open(self) -> None:
        """Open the order of this row at its remark, or look at the request."""
        row = self.query_one(Entries).current
        if row is not None and row.key.startswith("request "):
            self.app.push_screen(RequestCard(int(row.key.partition(" ")[2])))
            return
        ask = self._current()
        if ask is not None:
            self.desk_app.open_remark(ask.order_no, ask.remark.tab, ask.remark.id)

    def action_back(self) -> None:
        """One step back."""
        self.dismiss(None)

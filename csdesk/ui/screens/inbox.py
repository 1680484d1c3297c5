"""The inbox of a department: what it is asked, holds on top, then the oldest (W32, W33)."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from csdesk.model.asks import Ask, Asks
from csdesk.model.orders import Remark
from csdesk.model.status import OrderStatus, Tab
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.answering import Answering, status_of
from csdesk.ui.screens.inbox_rows import ask_entries, heading
from csdesk.ui.widgets.entries import Entries
from csdesk.words import _, named


class InboxScreen(Answering):
    """The list; every row opens its order at the remark."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("inbox"), *bindings("asking")]
    CSS = "#inbox-head { height: auto; background: $d-ground; color: $d-text; }"
    AUTO_FOCUS = "Entries"

    def __init__(self, tab: Tab) -> None:
        """Show what a department is asked.

        Args:
            tab: finance or shipping.
        """
        super().__init__()
        self._tab = tab
        self._asks: Asks | None = None

    def compose_body(self) -> ComposeResult:
        """A heading over the list."""
        yield Static(id="inbox-head", markup=False)
        yield Entries(id="inbox")

    def on_mount(self) -> None:
        """Ask for it."""
        self.load()

    @property
    def answered(self) -> bool:
        """Whether the inbox has come."""
        return self._asks is not None

    @job("load")
    async def load(self) -> None:
        """Ask what is asked, and show it; the cursor stays on its row."""
        self._asks = await self.desk_app.ask(self.desk_app.desk.inboxes.of_department, self._tab)
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
        if self._asks is None:
            return
        found = self._asks
        note = ""
        if found.total > len(found.asks):
            note = _("the first {n} are shown").format(n=len(found.asks))
        title = _("What {department} is asked:").format(department=named(self._tab))
        self.query_one("#inbox-head", Static).update(heading(title, found.total, note))
        self.query_one(Entries).show(ask_entries(found.asks), empty=_("Nothing waits here."))
        self.refresh_bindings()

    @on(Entries.Moved)
    def _on_another(self) -> None:
        self.refresh_bindings()

    def _current(self) -> Ask | None:
        current = self.query_one(Entries).current if self.is_mounted else None
        asks = self._asks.asks if self._asks else ()
        return next((a for a in asks if current and current.key == f"ask {a.remark.id}"), None)

    @property
    def asked(self) -> Remark | None:
        """The remark of the row under the cursor."""
        ask = self._current()
        return ask.remark if ask else None

    @property
    def asked_on(self) -> OrderStatus | None:
        """How its order stands."""
        return status_of(self._current())

    @job("open")
    async def action_open(self) -> None:
        """Open the order at the remark; somebody of the department has seen it then."""
        ask = self._current()
        if ask is not None:
            await self.desk_app.ask(self.desk_app.desk.inboxes.look, ask.remark.id)
            self.desk_app.open_remark(ask.order_no, ask.remark.tab, ask.remark.id)

    def action_back(self) -> None:
        """One step back."""
        self.dismiss(None)

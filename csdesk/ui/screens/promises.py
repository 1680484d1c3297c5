"""The promise ledger: what customers were told, and by when (I4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar
from uuid import uuid4

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from csdesk.model.promises import Promise, PromiseState
from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.screens.inbox_rows import heading
from csdesk.ui.signs import BAD, GOOD, INFO, MUTED, WARN
from csdesk.ui.widgets.entries import Entries, Entry
from csdesk.ui.widgets.paragraphs import Fact, flow, paragraph
from csdesk.words import _, age, named, when

STYLES = {
    PromiseState.OPEN: INFO,
    PromiseState.DUE: WARN,
    PromiseState.OVERDUE: BAD,
    PromiseState.KEPT: GOOD,
    PromiseState.BROKEN: BAD,
    PromiseState.WITHDRAWN: MUTED,
}


class PromisesScreen(DeskScreen[None]):
    """What nobody has decided, the overdue first; or all, the newest first."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("promised"))
    CSS = "#promised-head { height: auto; background: $d-ground; color: $d-text; }"
    AUTO_FOCUS = "Entries"

    def __init__(self) -> None:
        super().__init__()
        self._promises: Sequence[Promise] | None = None
        self._all = False

    def compose_body(self) -> ComposeResult:
        """A heading over the list."""
        yield Static(id="promised-head", markup=False)
        yield Entries(id="promised")

    def on_mount(self) -> None:
        """Ask for them."""
        self.load()

    @property
    def answered(self) -> bool:
        """Whether the promises have come."""
        return self._promises is not None

    @job("load")
    async def load(self) -> None:
        """Ask for the promises and show them."""
        promises = self.desk_app.desk.promises
        asked = promises.newest if self._all else promises.waiting
        self._promises = await self.desk_app.ask(asked)
        self._show()

    def store_changed(self) -> None:
        """A promise, or an order that keeps one."""
        self.load()

    def language_changed(self) -> None:
        """Draw every word anew."""
        super().language_changed()
        self._show()

    def _show(self) -> None:
        if self._promises is None:
            return
        broken = (PromiseState.OVERDUE, PromiseState.BROKEN)
        bad = sum(each.state in broken for each in self._promises)
        due = sum(each.state is PromiseState.DUE for each in self._promises)
        note = _("overdue or broken {bad}, due {due}").format(bad=bad, due=due)
        title = _("All promises:") if self._all else _("Promises that are open:")
        head = self.query_one("#promised-head", Static)
        head.update(heading(title, len(self._promises), note))
        zone = self.desk_app.settings.zone
        self.query_one(Entries).show(
            promise_entries(self._promises, zone), empty=_("No promise is open.")
        )

    def _current(self) -> Promise | None:
        current = self.query_one(Entries).current
        wanted = current.key if current else ""
        return next((e for e in self._promises or () if wanted == f"promise {e.id}"), None)

    def action_open(self) -> None:
        """Open the order."""
        each = self._current()
        if each is not None:
            self.desk_app.open_order(each.order_no)

    def action_kept(self) -> None:
        """It was kept."""
        self._settle(PromiseState.KEPT)

    def action_broken(self) -> None:
        """It was broken."""
        self._settle(PromiseState.BROKEN)

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

    @job("all")
    async def action_all(self) -> None:
        """Decided ones too, or only what is open."""
        self._all = not self._all
        self.load()

    def action_back(self) -> None:
        """One step back."""
        self.dismiss(None)


def promise_entries(promises: Iterable[Promise], zone: str, *, order: bool = True) -> list[Entry]:
    """Promises as rows.

    Args:
        promises: in their order.
        zone: of the desk.
        order: name the order and its customer, for lists over many.
    """
    now = datetime.now(UTC)
    return [
        Entry(f"promise {each.id}", partial(_promise, each, zone, now, order)) for each in promises
    ]


def _promise(each: Promise, zone: str, now: datetime, order: bool, width: int) -> list[Content]:
    row = each.order if order else None
    lines = flow(
        [
            Fact("" if order else _("promised"), f"[{named(each.state)}]", STYLES[each.state]),
            Fact("", each.order_no if order else "", "bold"),
            Fact("", row.name if row else ""),
            Fact("", f"{named(each.kind)} {when(each.due, zone)} ({age(each.due, now)})", "bold"),
            Fact(_("told by"), each.author),
            Fact(_("decided by"), each.settled_by),
        ],
        width,
    )
    return lines + paragraph(" ", each.text, width, most=3) if each.text else lines

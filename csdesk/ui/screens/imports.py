"""The files that were taken in, newest first, and the import that is running (S41 to S45, W3)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from csdesk.model.intake import Batch, Obstacle
from csdesk.model.roles import Action
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings, offered
from csdesk.ui.screens.batch import BatchScreen, find_its_orders, take_note
from csdesk.ui.screens.imports_rows import (
    BatchTable,
    about,
    in_the_way,
    joined,
    running,
    utc_now,
)
from csdesk.ui.screens.listing import AnswerScreen
from csdesk.ui.widgets.entries import Entries
from csdesk.words import _


class Taken(NamedTuple):
    """The files that were taken in, and what is left lying in the inbox."""

    batches: Sequence[Batch]
    obstacles: Sequence[Obstacle]


class ImportsScreen(AnswerScreen[None, Taken]):
    """The list; below it what the file under the cursor is."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("imports"))
    CSS_PATH = "imports.tcss"
    AUTO_FOCUS = "Entries"
    FOLLOWS_IMPORTS: ClassVar[bool] = True

    _came = ""
    """When the files came in that are shown, as typed; empty for all."""

    def compose_body(self) -> ComposeResult:
        """Running import, heading, list, details."""
        yield Static(id="imports-running", markup=False)
        yield Static(id="imports-obstacles", markup=False)
        yield Static(id="imports-heading", markup=False)
        yield Entries(id="imports-list")
        yield Static(id="imports-about", markup=False)

    async def fetch(self) -> Taken:
        """Ask for both."""
        ask, imports = self.desk_app.ask, self.desk_app.desk.imports
        found = await ask(partial(imports.batches, came=self._came))
        return Taken(found, await ask(imports.obstacles))

    def draw(self, answer: Taken) -> None:
        """All of it; the cursor stays on its file."""
        width = self.size.width
        table = BatchTable(answer.batches, self.desk_app.settings, utc_now())
        self.query_one(Entries).show(table.entries())
        heading = Content("  ") + table.heading(width - 2)
        if not answer.batches:
            heading = Content(_("No file has come yet. Put export files into the inbox folder."))
        if self._came:
            told = _("Came in {when}: {n}. t and an empty line show all.")
            line = Content(" " + told.format(when=plain(self._came), n=len(answer.batches)))
            heading = joined([line, heading] if answer.batches else [line])
        self.query_one("#imports-heading", Static).update(heading)
        progress = self.desk_app.progress
        lines = running(progress, utc_now(), width) if progress else []
        head = self.query_one("#imports-running", Static)
        head.display = bool(lines)
        head.update(joined(lines))
        lines = in_the_way(answer.obstacles, width)
        refused = self.query_one("#imports-obstacles", Static)
        refused.display = bool(lines)
        refused.update(joined(lines))
        self._show_about()

    @on(Entries.Moved)
    def _show_about(self) -> None:
        batch = self._batch()
        lines = about(batch, self.desk_app.settings, self.size.width, counts=False) if batch else []
        self.query_one("#imports-about", Static).update(joined(lines))

    def _batch(self) -> Batch | None:
        current, batches = (
            self.query_one(Entries).current,
            self.answer.batches if self.answer else (),
        )
        wanted = int(current.key) if current else 0
        return next((each for each in batches if each.id == wanted), None)

    def action_open(self) -> None:
        """Look at the file under the cursor."""
        batch = self._batch()
        if batch is not None:
            self.app.push_screen(BatchScreen(batch.id))

    @job("accept")
    @offered(Action.IMPORT)
    async def action_accept(self) -> None:
        """Take note of the file under the cursor."""
        batch = self._batch()
        if batch is not None:
            await take_note(self, batch.id)
            self.load()

    def action_orders(self) -> None:
        """The orders of the file under the cursor and of its other half."""
        batch = self._batch()
        if batch is not None:
            find_its_orders(self, batch)

    @job("when")
    async def action_when(self) -> None:
        """Show only what came in from one time to another (W17)."""
        ask, imports = self.desk_app.ask, self.desk_app.desk.imports

        async def read(typed: str) -> str:
            await ask(partial(imports.batches, 1, came=typed))
            return typed

        label = _("Came in when? 13:00, 13:00..15:00, today, 11-20..11-22; empty for all")
        typed = await self.write_right(label, self._came, read, over=True, may_be_empty=True)
        if typed is not None:
            self._came = typed
            self.ask_anew()

    def action_ledger(self) -> None:
        """The count ledger."""
        from csdesk.ui.screens.ledger import LedgerScreen

        self.app.push_screen(LedgerScreen())

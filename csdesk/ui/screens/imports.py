"""The files that were taken in, newest first, and the import that is running (S41 to S45, W3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from csdesk.model.intake import Batch, Obstacle
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.batch import BatchScreen, take_note
from csdesk.ui.screens.imports_rows import (
    BatchTable,
    about,
    in_the_way,
    joined,
    running,
    utc_now,
)
from csdesk.ui.screens.imports_screen import ImportScreen
from csdesk.ui.widgets.entries import Entries
from csdesk.words import _


class ImportsScreen(ImportScreen):
    """The list; below it what the file under the cursor is."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("imports"))
    CSS_PATH = "imports.tcss"
    AUTO_FOCUS = "Entries"

    def __init__(self) -> None:
        super().__init__()
        self._batches: Sequence[Batch] | None = None
        self._obstacles: Sequence[Obstacle] = ()

    def compose_body(self) -> ComposeResult:
        """Running import, heading, list, details."""
        yield Static(id="imports-running", markup=False)
        yield Static(id="imports-obstacles", markup=False)
        yield Static(id="imports-heading", markup=False)
        yield Entries(id="imports-list")
        yield Static(id="imports-about", markup=False)

    @property
    def answered(self) -> bool:
        """Whether the batches have come."""
        return self._batches is not None

    @job("load")
    async def load(self) -> None:
        """Ask for the batches and show them; the cursor stays on its file."""
        app = self.desk_app
        self._batches = await app.ask(app.desk.imports.batches)
        self._obstacles = await app.ask(app.desk.imports.obstacles)
        self.draw()

    def draw(self) -> None:
        """Draw what has come."""
        if self._batches is None:
            return
        width = self.size.width
        table = BatchTable(self._batches, self.desk_app.settings, utc_now())
        self.query_one(Entries).show(table.entries())
        heading = Content("  ") + table.heading(width - 2)
        if not self._batches:
            heading = Content(_("No file has come yet. Put export files into the inbox folder."))
        self.query_one("#imports-heading", Static).update(heading)
        progress = self.desk_app.progress
        lines = running(progress, utc_now(), width) if progress else []
        head = self.query_one("#imports-running", Static)
        head.display = bool(lines)
        head.update(joined(lines))
        lines = in_the_way(self._obstacles, width)
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
        current = self.query_one(Entries).current
        wanted = int(current.key) if current else 0
        return next((each for each in self._batches or () if each.id == wanted), None)

    def action_open(self) -> None:
        """Look at the file under the cursor."""
        batch = self._batch()
        if batch is not None:
            self.app.push_screen(BatchScreen(batch.id))

    @job("accept")
    async def action_accept(self) -> None:
        """Take note of the file under the cursor."""
        batch = self._batch()
        if batch is not None:
            await take_note(self, batch.id)
            self.load()

    def action_ledger(self) -> None:
        """The count ledger."""
        from csdesk.ui.screens.ledger import LedgerScreen

        self.app.push_screen(LedgerScreen())

"""One file that was taken in: counts, rows refused, conflicts; a person takes note (W3, W4)."""

from __future__ import annotations

from typing import ClassVar, NamedTuple
from uuid import uuid4

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from csdesk.model.intake import Batch, Reject
from csdesk.model.orders import OpenConflict
from csdesk.model.roles import Action
from csdesk.model.status import BatchState
from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings, offered
from csdesk.ui.notices import notice
from csdesk.ui.screens.imports_rows import MOST_REJECTS, about, joined, reject_entries
from csdesk.ui.screens.listing import AnswerScreen
from csdesk.ui.screens.order_conflicts import ConflictList
from csdesk.ui.screens.order_remarks import conflict_entries, rule_of
from csdesk.ui.signs import BAD
from csdesk.ui.widgets.entries import Entries
from csdesk.ui.widgets.paragraphs import LABEL
from csdesk.words import _


async def take_note(screen: DeskScreen[None], batch_id: int) -> None:
    """Record that the person has looked at an import, and say so.

    Raises:
        DeskError: as ``Imports.accept``.
    """
    app = screen.desk_app
    await app.ask(app.desk.imports.accept, batch_id, client_id=uuid4().hex)
    notice(screen, _("You have taken note of import #{n}.").format(n=batch_id))


def find_its_orders(screen: DeskScreen[None], batch: Batch) -> None:
    """List the orders that a file and its other half brought or changed."""
    both = ",".join(str(each) for each in (batch.id, batch.pair) if each is not None)
    screen.desk_app.find_orders(f"batch:{both}")


class Taken(NamedTuple):
    """One file that was taken in."""

    batch: Batch
    rejects: tuple[Reject, ...]
    conflicts: tuple[OpenConflict, ...]
    """Those still open."""


class BatchScreen(AnswerScreen[None, Taken]):
    """Counts above, below them the rows refused or the conflicts still open."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("batch"))
    CSS_PATH = "batch.tcss"
    FOLLOWS_IMPORTS: ClassVar[bool] = True

    def __init__(self, batch_id: int) -> None:
        """Show one file."""
        super().__init__()
        self._batch_id = batch_id
        self._settling: bool | None = None
        """Whether the conflicts are shown, not the rows refused; None until one is chosen."""

    def compose_body(self) -> ComposeResult:
        """Head, tabs, both lists."""
        yield Static(id="batch-head", markup=False)
        yield Static(id="batch-tabs", markup=False)
        yield Entries(id="batch-rejects")
        yield ConflictList(id="batch-conflicts")

    async def fetch(self) -> Taken:
        """Ask for the file, its rejects and conflicts."""
        app, imports = self.desk_app, self.desk_app.desk.imports
        batch = await app.ask(imports.batch, self._batch_id)
        rejects = await app.ask(imports.rejects, self._batch_id, MOST_REJECTS)
        found = await app.ask(app.desk.conflicts.open)
        conflicts = tuple(each for each in found if each.batch_id == self._batch_id)
        return Taken(batch, rejects, conflicts)

    def draw(self, answer: Taken) -> None:
        """Head, tabs, and one of the lists: conflicts first, as long as there are some."""
        first = self._settling is None
        if first or not answer.conflicts:
            self._settling = bool(answer.conflicts)
        width, settings = self.size.width, self.desk_app.settings
        head = about(answer.batch, settings, width, counts=True)
        self.query_one("#batch-head", Static).update(joined(head))
        rejects = self.query_one("#batch-rejects", Entries)
        entries = reject_entries(answer.rejects, answer.batch.rejected)
        rejects.show(entries, empty=_("No row was refused."))
        conflicts = self.query_one(ConflictList)
        drawn = conflict_entries(answer.conflicts, settings, order=True)
        conflicts.show_conflicts(answer.conflicts, drawn)
        rejects.display, conflicts.display = not self._settling, bool(self._settling)
        self.query_one("#batch-tabs", Static).update(self._tabs(answer, width))
        if first:
            self._focus_list()

    def _tabs(self, answer: Taken, width: int) -> Content:
        refused = answer.batch.rejected
        items = (
            (not self._settling, _("1 refused rows: {n}").format(n=refused)),
            (bool(self._settling), _("2 open conflicts: {n}").format(n=len(answer.conflicts))),
        )
        line = Content("").join(
            Content.styled(f"[{text}]", f"bold {BAD}") if on else Content(f" {text} ")
            for on, text in items
        )
        return line + Content.styled(rule_of(width - line.cell_length, ""), LABEL)

    def _focus_list(self) -> None:
        self.query_one("#batch-conflicts" if self._settling else "#batch-rejects").focus()

    # Commands

    def action_rejects(self) -> None:
        """The rows refused."""
        self._show_list(settling=False)

    def action_conflicts(self) -> None:
        """The conflicts still open."""
        self._show_list(settling=True)

    def _show_list(self, *, settling: bool) -> None:
        self._settling = settling
        self.redraw()
        self._focus_list()

    @on(ConflictList.Settled)
    def _settled(self) -> None:
        self.load()

    def action_open(self) -> None:
        """Open the order of the row or conflict under the cursor."""
        conflict = self.query_one(ConflictList).conflict
        current = self.query_one("#batch-rejects", Entries).current
        if self._settling and conflict:
            self.desk_app.open_order(conflict.order_no)
        elif self.answer and not self._settling and current and current.key.isdigit():
            number = self.answer.rejects[int(current.key)].market_no
            if number:
                self.desk_app.open_order(number)

    def action_orders(self) -> None:
        """The orders that this file and its other half brought or changed."""
        if self.answer:
            find_its_orders(self, self.answer.batch)

    def action_review(self) -> None:
        """The orders of this file and its other half that await review."""
        from csdesk.ui.screens.review import ReviewScreen

        self.app.push_screen(ReviewScreen(self._batch_id))

    def action_ledger(self) -> None:
        """What is behind its counts."""
        from csdesk.ui.screens.ledger import LedgerBatchScreen

        self.app.push_screen(LedgerBatchScreen(self._batch_id))

    @job("accept")
    @offered(Action.IMPORT)
    async def action_accept(self) -> None:
        """Take note of the import in one's own name (W3)."""
        await take_note(self, self._batch_id)
        self.load()

    @property
    def _waiting(self) -> Batch | None:
        """The file, while it waits for its other half."""
        batch = self.answer.batch if self.answer else None
        return batch if batch and batch.state is BatchState.WAITING else None

    @job("alone", needs=Action.IMPORT)
    async def action_alone(self) -> None:
        """Take a waiting half in without the other."""
        app, batch = self.desk_app, self._waiting
        text = _("{file} waits for its other half. Take it in without it?")
        if batch is None or not await self.agree(text.format(file=batch.file)):
            return
        await app.ask(app.desk.imports.go_alone, self._batch_id, client_id=uuid4().hex)
        notice(self, _("The importer takes it in now."))
        self.load()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A file that does not wait is not offered to be taken in alone."""
        del parameters
        return action != "alone" or self._waiting is not None

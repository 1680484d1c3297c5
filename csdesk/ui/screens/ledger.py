"""The count ledger: whether every import adds up, and what is behind each number (S45, S46, I6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import uuid4

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from csdesk.model.downloads import Difference, LedgerLine
from csdesk.model.orders import OrderRow
from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.screens.batch import BatchScreen
from csdesk.ui.screens.imports_rows import about, joined
from csdesk.ui.screens.ledger_rows import (
    LISTED,
    LedgerTable,
    difference_entries,
    number_entries,
    order_entries,
)
from csdesk.ui.screens.order_value import ValuePrompt
from csdesk.ui.widgets.entries import Entries
from csdesk.words import _


class LedgerScreen(DeskScreen[None]):
    """The imports with their counts, newest first."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("ledger"))
    CSS_PATH = "ledger.tcss"
    AUTO_FOCUS = "Entries"
    FOLLOWS_IMPORTS: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[LedgerLine] | None = None

    def compose_body(self) -> ComposeResult:
        """What must be equal, column heads, the imports."""
        yield Static(id="ledger-rule", markup=False)
        yield Static(id="ledger-heading", markup=False)
        yield Entries(id="ledger-list")

    def on_mount(self) -> None:
        """Ask for them."""
        self.load()

    @property
    def answered(self) -> bool:
        """Whether the counts have come."""
        return self._lines is not None

    @job("load")
    async def load(self) -> None:
        """Ask for the counts and show them; the cursor stays on its import."""
        self._lines = await self.desk_app.ask(self.desk_app.desk.ledger.lines)
        self._show()

    def store_changed(self) -> None:
        """Somebody approved, downloaded or imported."""
        self.load()

    def language_changed(self) -> None:
        """Draw every word anew."""
        super().language_changed()
        self._show()

    def on_resize(self) -> None:
        """Other widths of columns."""
        self._show()

    def _show(self) -> None:
        if self._lines is None:
            return
        table = LedgerTable(self._lines)
        width = self.size.width
        self.query_one("#ledger-rule", Static).update(
            Content(_("rows = new + changed + unchanged + rejected;  approved = downloaded"))
        )
        self.query_one("#ledger-heading", Static).update(Content("  ") + table.heading(width - 2))
        self.query_one(Entries).show(table.entries(), empty=_("No file has come yet."))

    def _batch_id(self) -> int:
        current = self.query_one(Entries).current
        return int(current.key) if current else 0

    def action_open(self) -> None:
        """The numbers of the import under the cursor."""
        if self._batch_id():
            self.app.push_screen(LedgerBatchScreen(self._batch_id()))

    @job("download")
    async def action_download(self) -> None:
        """Write its approved orders to a file."""
        if self._batch_id():
            await download(self, self._batch_id())
            self.load()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Differences are explained one import deeper."""
        del parameters
        return action != "explain"

    def action_back(self) -> None:
        """One step back."""
        self.dismiss(None)


class LedgerBatchScreen(DeskScreen[None]):
    """One import: each of its numbers, and the orders that make a difference."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("ledger"))
    CSS_PATH = "ledger.tcss"
    AUTO_FOCUS = "Entries"

    def __init__(self, batch_id: int) -> None:
        """Show one import."""
        super().__init__()
        self._batch_id = batch_id
        self._line: LedgerLine | None = None
        self._apart: tuple[Difference, ...] = ()

    def compose_body(self) -> ComposeResult:
        """The file, its numbers and differences."""
        yield Static(id="ledger-head", markup=False)
        yield Entries(id="ledger-numbers")

    def on_mount(self) -> None:
        """Ask for it."""
        self.load()

    @property
    def answered(self) -> bool:
        """Whether the numbers have come."""
        return self._line is not None

    @job("load")
    async def load(self) -> None:
        """Ask for the numbers and show them."""
        app, ledger = self.desk_app, self.desk_app.desk.ledger
        (self._line,) = await app.ask(ledger.lines, batch_id=self._batch_id)
        self._apart = await app.ask(ledger.differences, self._batch_id)
        self._show()

    def store_changed(self) -> None:
        """Somebody approved, downloaded or explained."""
        self.load()

    def language_changed(self) -> None:
        """Draw every word anew."""
        super().language_changed()
        self._show()

    def on_resize(self) -> None:
        """Other line breaks."""
        self._show()

    def _show(self) -> None:
        if self._line is None:
            return
        settings = self.desk_app.settings
        head = about(self._line.batch, settings, self.size.width, counts=False)
        self.query_one("#ledger-head", Static).update(joined(head))
        entries = [*number_entries(self._line), *difference_entries(self._apart, settings)]
        self.query_one(Entries).show(entries)
        self.refresh_bindings()

    def _difference(self) -> Difference | None:
        current = self.query_one(Entries).current
        key = current.key if current else ""
        return next((each for each in self._apart if f"order {each.order_no}" == key), None)

    @on(Entries.Moved)
    def _moved(self) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes a difference is explained."""
        del parameters
        return action != "explain" or self._difference() is not None

    def action_open(self) -> None:
        """What the number under the cursor counts, or the order that makes a difference."""
        current, apart = self.query_one(Entries).current, self._difference()
        if apart is not None:
            self.desk_app.open_order(apart.order_no)
        elif current is not None:
            self._open(current.key)

    def _open(self, number: str) -> None:
        if number in LISTED:
            self.app.push_screen(LedgerOrdersScreen(self._batch_id, number))
        elif number == "new":
            self._find_new()
        elif number == "unchanged":
            text = _("Rows that told nothing new are kept in the file itself, in archive/.")
            notice(self, text)
        else:
            self.app.push_screen(BatchScreen(self._batch_id))

    def _find_new(self) -> None:
        pair = self._line.batch.pair if self._line else None
        both = ",".join(str(each) for each in (self._batch_id, pair) if each is not None)
        self.desk_app.find_orders(f"batch:{both}")

    @job("explain")
    async def action_explain(self) -> None:
        """Say why the order under the cursor stands on one side only."""
        apart, app = self._difference(), self.desk_app
        if apart is None:
            return
        label = _("{number}: why is it so?").format(number=apart.order_no)
        words = await self.app.push_screen_wait(ValuePrompt(label, apart.explanation))
        if words:
            await app.ask(app.desk.ledger.explain, self._batch_id, apart.order_no, words,
                          client_id=uuid4().hex)  # fmt: skip
            self.load()

    @job("download")
    async def action_download(self) -> None:
        """Write its approved orders to a file."""
        await download(self, self._batch_id)
        self.load()

    def action_back(self) -> None:
        """One step back."""
        self.dismiss(None)


class LedgerOrdersScreen(DeskScreen[None]):
    """The orders behind one number of an import."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("ledger"))
    CSS_PATH = "ledger.tcss"
    AUTO_FOCUS = "Entries"

    def __init__(self, batch_id: int, number: str) -> None:
        """Show the orders that a number counts.

        Args:
            batch_id: of the import.
            number: a key of ``LISTED``.
        """
        super().__init__()
        self._batch_id = batch_id
        self._number = number
        self._rows: tuple[OrderRow, ...] | None = None

    def compose_body(self) -> ComposeResult:
        """What they are, and the orders."""
        yield Static(id="ledger-head", markup=False)
        yield Entries(id="ledger-orders")

    def on_mount(self) -> None:
        """Ask for them."""
        self.load()

    @property
    def answered(self) -> bool:
        """Whether the orders have come."""
        return self._rows is not None

    @job("load")
    async def load(self) -> None:
        """Ask for the orders and show them."""
        ledger = self.desk_app.desk.ledger
        self._rows = await self.desk_app.ask(ledger.behind, self._batch_id, self._number)
        self._show()

    def store_changed(self) -> None:
        """Somebody changed an order."""
        self.load()

    def language_changed(self) -> None:
        """Draw every word anew."""
        super().language_changed()
        self._show()

    def _show(self) -> None:
        if self._rows is None:
            return
        text = _("Import #{n}, {what}: {count:,} orders")
        head = text.format(n=self._batch_id, what=_(LISTED[self._number]), count=len(self._rows))
        self.query_one("#ledger-head", Static).update(Content.styled(head, "bold"))
        entries = order_entries(self._rows)
        self.query_one(Entries).show(entries, empty=_("Counted: there is none."))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Orders are opened here, nothing else."""
        del parameters
        return action not in ("explain", "download")

    def action_open(self) -> None:
        """Open the order under the cursor."""
        current = self.query_one(Entries).current
        if current is not None:
            self.desk_app.open_order(current.key)

    def action_back(self) -> None:
        """One step back."""
        self.dismiss(None)


async def download(screen: DeskScreen[None], batch_id: int) -> None:
    """Write the approved orders of an import to a file, and say how it counts (W8).

    Raises:
        DeskError: as ``Downloads.download``.
    """
    app = screen.desk_app
    done = await app.ask(app.desk.downloads.download, batch_id, client_id=uuid4().hex)
    if done.equal:
        text = _("{orders:,} orders in {file} = {approved:,} approved.")
    else:
        text = _("{orders:,} orders in files, {approved:,} approved: NOT EQUAL. {file}")
        if not isinstance(screen, LedgerBatchScreen):
            app.push_screen(LedgerBatchScreen(batch_id))
    said = text.format(orders=done.orders, approved=done.approved, file=done.file)
    notice(screen, said, warning=not done.equal)

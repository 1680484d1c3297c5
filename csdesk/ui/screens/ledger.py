"""The count ledger: whether every import adds up, and what is behind each number (S45, S46, I6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple
from uuid import uuid4

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.downloads import Difference, LedgerLine
from csdesk.model.found import OrderRow
from csdesk.model.roles import Action
from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.screens.batch import BatchScreen
from csdesk.ui.screens.imports_rows import about, joined
from csdesk.ui.screens.ledger_rows import (
    LISTED,
    LedgerTable,
    adds_up,
    difference_entries,
    number_entries,
    order_entries,
)
from csdesk.ui.screens.listing import Listing
from csdesk.ui.widgets.entries import Entry
from csdesk.words import N_, _


class LedgerScreen(Listing[None, Sequence[LedgerLine]]):
    """The imports with their counts, newest first."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("ledger"))
    FOLLOWS_IMPORTS: ClassVar[bool] = True
    NOTHING = N_("No file has come yet.")

    def __init__(self, *, at_difference: bool = False) -> None:
        """Show the imports.

        Args:
            at_difference: whether the cursor begins on the newest import that does not add up.
        """
        super().__init__()
        self._at_difference = at_difference

    async def fetch(self) -> Sequence[LedgerLine]:
        """Ask for the counts."""
        return await self.desk_app.ask(self.desk_app.desk.ledger.lines)

    def heading(self, answer: Sequence[LedgerLine]) -> Content:
        """What must be equal, and the names of the columns."""
        equal = _("rows = new + changed + unchanged + rejected;  approved = downloaded")
        columns = LedgerTable(answer).heading(self.size.width - 2)
        return Content("\n").join([Content(equal), Content("  ") + columns])

    def rows(self, answer: Sequence[LedgerLine]) -> Sequence[Entry]:
        """One line an import."""
        return LedgerTable(answer).entries()

    def drawn(self) -> None:
        """Go to what somebody came for, once."""
        apart = [each for each in self.answer or () if each.difference or not adds_up(each)]
        if self._at_difference and apart:
            self.entries.go(str(apart[0].batch.id))
        self._at_difference = False

    def action_open(self) -> None:
        """The numbers of the import under the cursor."""
        if self.number:
            self.app.push_screen(LedgerBatchScreen(self.number))

    @job("download", needs=Action.DOWNLOAD)
    async def action_download(self) -> None:
        """Write its approved orders to a file."""
        if self.number:
            await download(self, self.number)
            self.load()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Differences are explained one import deeper."""
        del parameters
        return action != "explain"


class Numbers(NamedTuple):
    """The numbers of one import, and the orders that make a difference."""

    line: LedgerLine
    apart: Sequence[Difference]


class LedgerBatchScreen(Listing[None, Numbers]):
    """One import: each of its numbers, and the orders that make a difference."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("ledger"))

    def __init__(self, batch_id: int) -> None:
        """Show one import."""
        super().__init__()
        self._batch_id = batch_id

    async def fetch(self) -> Numbers:
        """Ask for the numbers."""
        app, ledger = self.desk_app, self.desk_app.desk.ledger
        (line,) = await app.ask(ledger.lines, batch_id=self._batch_id)
        return Numbers(line, await app.ask(ledger.differences, self._batch_id))

    def heading(self, answer: Numbers) -> Content:
        """The file."""
        settings, width = self.desk_app.settings, self.size.width
        return joined(about(answer.line.batch, settings, width, counts=False))

    def rows(self, answer: Numbers) -> Sequence[Entry]:
        """Its numbers, and the differences."""
        settings = self.desk_app.settings
        return [*number_entries(answer.line), *difference_entries(answer.apart, settings)]

    def _difference(self) -> Difference | None:
        apart = self.answer.apart if self.answer else ()
        return next((each for each in apart if f"order {each.order_no}" == self.key), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes a difference is explained."""
        del parameters
        return action != "explain" or self._difference() is not None

    def action_open(self) -> None:
        """What the number under the cursor counts, or the order that makes a difference."""
        number, apart = self.key, self._difference()
        if apart is not None:
            self.desk_app.open_order(apart.order_no)
        elif number in LISTED:
            self.app.push_screen(LedgerOrdersScreen(self._batch_id, number))
        elif number == "new":
            self._find_new()
        elif number == "unchanged":
            text = _("Rows that told nothing new are kept in the file itself, in archive/.")
            notice(self, text)
        elif number:
            self.app.push_screen(BatchScreen(self._batch_id))

    def _find_new(self) -> None:
        pair = self.answer.line.batch.pair if self.answer else None
        both = ",".join(str(each) for each in (self._batch_id, pair) if each is not None)
        self.desk_app.find_orders(f"batch:{both}")

    @job("explain", needs=Action.DOWNLOAD)
    async def action_explain(self) -> None:
        """Say why the order under the cursor stands on one side only."""
        apart, app = self._difference(), self.desk_app
        if apart is None:
            return
        label = _("{number}: why is it so?").format(number=apart.order_no)
        words = await self.write(label, apart.explanation)
        if words:
            await app.ask(app.desk.ledger.explain, self._batch_id, apart.order_no, words,
                          client_id=uuid4().hex)  # fmt: skip
            self.load()

    @job("download", needs=Action.DOWNLOAD)
    async def action_download(self) -> None:
        """Write its approved orders to a file."""
        await download(self, self._batch_id)
        self.load()


class LedgerOrdersScreen(Listing[None, Sequence[OrderRow]]):
    """The orders behind one number of an import."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("ledger"))
    NOTHING = N_("Counted: there is none.")

    def __init__(self, batch_id: int, number: str) -> None:
        """Show the orders that a number counts.

        Args:
            batch_id: of the import.
            number: a key of ``LISTED``.
        """
        super().__init__()
        self._batch_id = batch_id
        self._counted = number

    async def fetch(self) -> Sequence[OrderRow]:
        """Ask for the orders."""
        ledger = self.desk_app.desk.ledger
        return await self.desk_app.ask(ledger.behind, self._batch_id, self._counted)

    def heading(self, answer: Sequence[OrderRow]) -> Content:
        """What they are."""
        text = _("Import #{n}, {what}: {count:,} orders")
        what = _(LISTED[self._counted])
        head = text.format(n=self._batch_id, what=what, count=len(answer))
        return Content.styled(head, "bold")

    def rows(self, answer: Sequence[OrderRow]) -> Sequence[Entry]:
        """The orders."""
        return order_entries(answer)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Orders are opened here, nothing else."""
        del parameters
        return action not in ("explain", "download")

    def action_open(self) -> None:
        """Open the order under the cursor."""
        if self.key:
            self.desk_app.open_order(self.key)


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

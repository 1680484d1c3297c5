"""The out-of-stock sheet: who on duty calls whom about what, and what they answered (W10, W34)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.purchasing import CallSheet, SheetForm, Shortage, SupplierShortages
from csdesk.model.roles import Action
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.screens.affected import ToTellScreen
from csdesk.ui.screens.calling import Calling
from csdesk.ui.screens.item import ItemScreen
from csdesk.ui.screens.shortage_rows import sheet_entries, sheet_heading
from csdesk.ui.screens.stock_alarms import SlipsScreen
from csdesk.ui.widgets.entries import Entry
from csdesk.words import N_, _


class ShortagesScreen(Calling[CallSheet]):
    """Suppliers with their items below them, the longest waiting first."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("shortages"))
    NOTHING = N_("Nothing is short.")

    def __init__(self, supplier: str | None = None) -> None:
        """Show the sheet.

        Args:
            supplier: only their part, with more about each item; None for all.
        """
        super().__init__()
        self._supplier = supplier

    async def fetch(self) -> CallSheet:
        """Ask for the sheet."""
        return await self.desk_app.ask(self.desk_app.desk.purchasing.sheet)

    def heading(self, answer: CallSheet) -> Content:
        """Who is on duty, how much is short; the names of the columns."""
        zone = self.desk_app.settings.zone
        return sheet_heading(answer, self._parts(answer), zone, self.size.width)

    def rows(self, answer: CallSheet) -> Sequence[Entry]:
        """Suppliers and items."""
        zone = self.desk_app.settings.zone
        return sheet_entries(self._parts(answer), zone, whole=self._supplier is not None)

    def _parts(self, sheet: CallSheet) -> tuple[SupplierShortages, ...]:
        if self._supplier is None:
            return sheet.suppliers
        return tuple(each for each in sheet.suppliers if each.supplier.name == self._supplier)

    @property
    def _here(self) -> tuple[SupplierShortages, tuple[Shortage, ...]] | None:
        """Supplier and items under the cursor: of a supplier's row all items."""
        kind, _blank, name = self.key.partition(" ")
        for part in self._parts(self.answer) if self.answer else ():
            if kind == "supplier" and part.supplier.name == name:
                return part, part.shortages
            for each in part.shortages:
                if kind == "item" and each.item.key == name:
                    return part, (each,)
        return None

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What would do nothing now is not offered."""
        if action in ("open", "call", "expect", "discontinue"):
            return bool(self.key)
        if action == "tell":
            return self.answer is not None and bool(self.answer.to_tell)
        return super().check_action(action, parameters)

    def action_open(self) -> None:
        """The supplier's part of the sheet, or the item."""
        kind, _blank, name = self.key.partition(" ")
        if kind == "item":
            self.app.push_screen(ItemScreen(name))
        elif self._here is not None and self._supplier is None:
            self.app.push_screen(ShortagesScreen(name))

    @job("call", needs=Action.CALL)
    async def action_call(self) -> None:
        """Note what the supplier said about the item, or about all of theirs."""
        await self._call(only_day=False)

    @job("call", needs=Action.CALL)
    async def action_expect(self) -> None:
        """Note only the day on which the goods come."""
        await self._call(only_day=True)

    async def _call(self, *, only_day: bool) -> None:
        if self._here is not None:
            part, shortages = self._here
            skus = [each.item.key for each in shortages]
            await self.log_call(skus, part.supplier, only_day=only_day)

    @job("call", needs=Action.DISCONTINUE)
    async def action_discontinue(self) -> None:
        """The item is not bought any more."""
        if not self.key.startswith("item "):
            text = _("This is a supplier: go down to one of their items to discontinue it.")
            notice(self, text, warning=True)
        elif self._here is not None:
            await self.discontinue(self._here[1][0].item)

    def action_tell(self) -> None:
        """The customers to tell what calls came to, those of the last one first."""
        self.app.push_screen(ToTellScreen())

    def action_slips(self) -> None:
        """What customers were told and the stock does not let us keep."""
        self.app.push_screen(SlipsScreen())

    @job("print")
    async def action_print(self) -> None:
        """Write the sheet into exports/."""
        place = await self.choose(
            _("Write the sheet into exports/ as"), [_("text, to read or print"), "CSV", "XLSX"]
        )
        if place is None or self.answer is None:
            return
        app = self.desk_app
        path = await app.ask(app.desk.printing.call_sheet, self.answer, tuple(SheetForm)[place])
        notice(self, _("Written: {file}").format(file=path))

"""One item: numbers with their terms, warehouses, supplier, calls, orders, movements (S36)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.purchasing import Affected
from csdesk.model.roles import Action
from csdesk.model.stock import ItemCard
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.affected import AffectedScreen, ToTellScreen
from csdesk.ui.screens.calling import Calling
from csdesk.ui.screens.claims import ClaimsScreen
from csdesk.ui.screens.item_rows import LEVEL, card_entries
from csdesk.ui.screens.stock_rows import item_name, status_mark
from csdesk.ui.typed_query import quoted
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import short
from csdesk.words import N_

OF_ORDERS = frozenset(
    {"allocated", "awaiting", "on_hold", "available", "sellable", "demand", "shortage"}
)
"""Numbers whose rows are lines of orders; the rows of the others are warehouses and calls."""


class ItemScreen(Calling[ItemCard]):
    """All about one item; each number opens what it counts."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("item"))

    def __init__(self, key: str) -> None:
        """Show an item.

        Args:
            key: its number, or ``ItemRow.key``.
        """
        super().__init__()
        self._item = key

    async def fetch(self) -> ItemCard:
        """Ask for it."""
        return await self.desk_app.ask(self.desk_app.desk.stock.item, self._item)

    def heading(self, answer: ItemCard) -> Content:
        """Which item, and how it stands."""
        row, width = answer.row, self.size.width
        name = " ".join(filter(None, (row.sku, row.color, row.size)))
        first = Content(" ").join(
            [
                Content.styled(f" {short(name, width // 2)}", "bold"),
                status_mark(row.status, row.status_word),
                Content(short(row.title, width)),
            ]
        )
        return first.truncate(width)

    def rows(self, answer: ItemCard) -> Sequence[Entry]:
        """All there is to know."""
        return card_entries(answer, self.desk_app.settings.zone)

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What would do nothing now is not offered."""
        if action == "open":
            return self.key.startswith(("number ", "order ")) or bool(self._moved_for)
        if action == "tell":
            return self._has_calls
        return super().check_action(action, parameters)

    def action_open(self) -> None:
        """What the number under the cursor counts, or the order under it."""
        kind, _blank, name = self.key.partition(" ")
        if kind == "number" and name in OF_ORDERS:
            self.app.push_screen(ClaimsScreen(self._item, name))
        elif kind == "number" and name == "left" and self.answer:
            sku = quoted(plain(self.answer.row.sku))
            self.desk_app.find_orders(f"sku:{sku} status:shipped,completed")
        elif kind == "number":
            self.entries.go("call 0" if name == "inbound" and self._has_calls else f"{LEVEL} 0")
        elif kind == "order":
            self.desk_app.open_order(name.split(" ")[0])
        elif self._moved_for:
            self.desk_app.open_order(self._moved_for)

    @property
    def _moved_for(self) -> str:
        """The order for which the goods under the cursor went out; empty where none is told."""
        if self.answer is None or not self.key.startswith("movement "):
            return ""
        moved = self.answer.movements[self.number]
        return moved.reference if moved.kind == "out" else ""

    @property
    def _has_calls(self) -> bool:
        return self.answer is not None and bool(self.answer.calls)

    def action_orders(self) -> None:
        """Who has it, or waits for it."""
        self.app.push_screen(ClaimsScreen(self._item))

    def action_affected(self) -> None:
        """The customers whose orders ask for it."""
        app = self.desk_app

        async def asked() -> Sequence[Affected]:
            return await app.ask(app.desk.stock.affected, self._item)

        title = N_("Customers whose orders ask for it:")
        name = item_name(self.answer.row) if self.answer else ""
        self.app.push_screen(AffectedScreen(title, name, asked))

    def action_tell(self) -> None:
        """The customers to tell what calls about it came to."""
        if self.answer is not None:
            self.app.push_screen(ToTellScreen(self._item, item_name(self.answer.row)))

    def action_product(self) -> None:
        """The colours and sizes of its product."""
        from csdesk.ui.screens.product import ProductScreen

        if self.answer is not None:
            self.app.push_screen(ProductScreen(self.answer.row.code))

    @job("call", needs=Action.CALL)
    async def action_call(self) -> None:
        """Note what the supplier said about it."""
        await self._call(only_day=False)

    @job("call", needs=Action.CALL)
    async def action_expect(self) -> None:
        """Note only the day on which it comes."""
        await self._call(only_day=True)

    async def _call(self, *, only_day: bool) -> None:
        if self.answer is not None:
            row = self.answer.row
            await self.log_call([row.key], self.answer.supplier, only_day=only_day)

    @job("call", needs=Action.DISCONTINUE)
    async def action_discontinue(self) -> None:
        """It is not bought any more, or again."""
        if self.answer is None:
            return
        if self.answer.discontinued_by:
            await self.resume(self.answer.row)
        else:
            await self.discontinue(self.answer.row)

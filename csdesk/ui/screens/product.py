"""One product: colours by sizes, one number at a time, with its formula (S36, F34, F35)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from csdesk.model.stock import ItemCard, Product
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.claims import ClaimsScreen
from csdesk.ui.screens.item import ItemScreen
from csdesk.ui.screens.listing import AnswerScreen
from csdesk.ui.screens.stock_rows import (
    SHOWN,
    call_words,
    formula_words,
    legend,
    number_name,
    numbers_line,
    status_mark,
    told,
)
from csdesk.ui.widgets.matrix import Matrix
from csdesk.ui.widgets.paragraphs import LABEL, Fact, flow, short, text_lines
from csdesk.words import _, ngettext

MOST_FORMULA = 3
"""Lines of a formula."""


class ProductScreen(AnswerScreen[None, Product]):
    """The matrix; above it the product's sums, below it the item under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("product"))
    CSS = """
    #product-head, #product-foot { height: auto; background: $d-ground; color: $d-text; }
    """
    AUTO_FOCUS = "Matrix"

    def __init__(self, code: str) -> None:
        """Show a product.

        Args:
            code: its full code.
        """
        super().__init__()
        self._code = code
        self._number = SHOWN[0]
        self._card: ItemCard | None = None
        """Of the item under the cursor, once it has come."""

    def compose_body(self) -> ComposeResult:
        """Sums, matrix, item."""
        yield Static(id="product-head", markup=False)
        yield Matrix(id="product-matrix")
        yield Static(id="product-foot", markup=False)

    @property
    def matrix(self) -> Matrix:
        """The matrix."""
        return self.query_one(Matrix)

    async def fetch(self) -> Product:
        """Ask for the product."""
        return await self.desk_app.ask(self.desk_app.desk.stock.product, self._code)

    def draw(self, answer: Product) -> None:
        """Sums, matrix, item."""
        self.query_one("#product-head", Static).update(self._head(answer))
        self.matrix.show(answer, self._number)

    def _head(self, product: Product) -> Content:
        row, width = product.row, self.size.width
        first = Content(" ").join(
            [
                Content.styled(f" {short(row.code, 30)}", "bold"),
                status_mark(row.status),
                Content(short(row.title, width)),
            ]
        )
        lines = [first.truncate(width), numbers_line(row.numbers, self._number, width)]
        if product.others:
            n = len(product.others)
            more = ngettext(
                "{n} more item has a colour and size that another has: l lists them.",
                "{n} more items have a colour and size that others have: l lists them.",
                n,
            )
            lines.append(Content.styled(" " + more.format(n=n), LABEL))
        return Content("\n").join(lines)

    @on(Matrix.Moved)
    def _look(self) -> None:
        """Show the item under the cursor; its formula is asked for."""
        self._card = None if self._card and not self._is_here(self._card) else self._card
        self._show_foot()
        item = self.matrix.item
        if item is not None:
            self._ask_card(item.key)
        self.refresh_bindings()

    def _is_here(self, card: ItemCard) -> bool:
        item = self.matrix.item
        return item is not None and item == card.row

    @job("card")
    async def _ask_card(self, key: str) -> None:
        self._card = await self.desk_app.ask(self.desk_app.desk.stock.item, key)
        self._show_foot()

    def _show_foot(self) -> None:
        width = self.size.width
        lines = self._item_lines(width - 1) or [Content(_("This colour is not made in this size."))]
        beyond_rows, beyond_columns = self.matrix.beyond
        hidden = []
        if beyond_columns:
            hidden.append(_("{n} more sizes").format(n=beyond_columns))
        if beyond_rows:
            hidden.append(_("{n} more colours").format(n=beyond_rows))
        last = legend() + Content.styled("  " + ", ".join(hidden), LABEL)
        lines.append(last.truncate(width - 1))
        indented = [Content(" ") + line for line in lines]
        self.query_one("#product-foot", Static).update(Content("\n").join(indented))

    def _item_lines(self, width: int) -> list[Content]:
        item = self.matrix.item
        if item is None:
            return []
        card = self._card if self._card and self._card.row.key == item.key else None
        call = card.calls[0] if card and card.calls else None
        zone = self.desk_app.settings.zone
        facts = [
            Fact("", " ".join(filter(None, (item.color, item.size))), "bold"),
            Fact("", item.sku),
            Fact(_("supplier"), item.supplier),
            Fact("", _("missing in the last file") if item.missing else ""),
            Fact("", call_words(call, zone, datetime.now(UTC)) if call else ""),
        ]
        head = flow(facts, width, most=1)[:2]
        head[0] = status_mark(item.status, item.status_word) + "  " + head[0]
        lines = [head[0].truncate(width), *head[1:]]
        formulas = {each.name: each for each in card.formulas} if card else {}
        name = self._number
        words = f"{number_name(name)} {told(getattr(item.numbers, name))}"
        if name in formulas:
            words = formula_words(formulas[name])
        told_lines, _more = text_lines(plain(words), width, most=MOST_FORMULA)
        return lines + [Content(line) for line in told_lines]

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is for an item needs one."""
        if action in ("open", "orders"):
            return self.answer is not None and self.matrix.item is not None
        return super().check_action(action, parameters)

    def action_open(self) -> None:
        """The item under the cursor."""
        if item := self.matrix.item:
            self.app.push_screen(ItemScreen(item.key))

    def action_orders(self) -> None:
        """Who has the item, or waits for it."""
        if item := self.matrix.item:
            self.app.push_screen(ClaimsScreen(item.key))

    def action_number(self) -> None:
        """The next number."""
        self._number = SHOWN[(SHOWN.index(self._number) + 1) % len(SHOWN)]
        self.redraw()

    def action_items(self) -> None:
        """The items as a list."""
        from csdesk.ui.screens.stock import StockScreen

        self.app.push_screen(StockScreen(self._code, items=True))

"""Finding products and items: digits, full code, title, supplier, fields (S15, S31, F37)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input

from csdesk.model.errors import NotUnderstood
from csdesk.model.stock_page import StockPage
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.item import ItemScreen
from csdesk.ui.screens.listing import Listing
from csdesk.ui.screens.product import ProductScreen
from csdesk.ui.screens.search import TYPING_SECONDS
from csdesk.ui.screens.stock_alarms import AlarmsScreen
from csdesk.ui.screens.stock_rows import item_entries, list_heading, product_entries
from csdesk.ui.signs import BAD, WARN
from csdesk.ui.typed_query import without_begun_field
from csdesk.ui.widgets.entries import GUTTER, Entry
from csdesk.ui.widgets.found_line import MOST_OF_FAULT
from csdesk.ui.widgets.paragraphs import text_lines
from csdesk.ui.widgets.search_box import SearchBox, Suggestions
from csdesk.words import N_, _, ngettext, say


class StockScreen(Listing[None, StockPage]):
    """A box, and the products or items that match."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("stock"))
    CSS = "StockScreen { layers: below above; }"
    AUTO_FOCUS = "SearchBox"
    NOTHING = N_("Nothing in the stock matches.")

    def __init__(self, query: str = "", *, items: bool = False) -> None:
        """Show what matches.

        Args:
            query: to begin with; where there is one the list has the keys.
            items: list colours and sizes, not products.
        """
        super().__init__()
        self._query = query
        """What was answered last, be it with a refusal."""
        self._given = bool(query)
        self._pause = 0.0
        """Seconds to wait for more typing before the desk is asked."""
        self._items = items
        self._fault = ""
        self._open_first = False

    def compose_body(self) -> ComposeResult:
        """Box, line, list; the suggestions lie over the list."""
        suggestions = Suggestions()
        yield SearchBox(suggestions)
        yield from super().compose_body()
        yield suggestions

    @property
    def box(self) -> SearchBox:
        """The box."""
        return self.query_one(SearchBox)

    def on_mount(self) -> None:
        """Ask; the box has the keys unless a query was given."""
        self._say_what_to_type()
        with self.prevent(Input.Changed):
            self.box.value = plain(self._query)
        if self._given:
            self.entries.focus()
        super().on_mount()

    def language_changed(self) -> None:
        """Draw every word anew."""
        self._say_what_to_type()
        super().language_changed()

    def _say_what_to_type(self) -> None:
        self.box.placeholder = _("number, code, title, supplier, or status: short: is:negative")

    @property
    def answered(self) -> bool:
        """Whether what stands in the box has been answered, be it with a refusal."""
        return super().answered and self.is_mounted and self.box.value == self._query

    def begin_search(self) -> bool:
        """Let the person type; what stands in the box is replaced by the first letter."""
        self.box.focus()
        return True

    # Asking

    async def fetch(self) -> StockPage:
        """Ask for what matches; a query that is not understood leaves the list as it is."""
        pause, self._pause = self._pause, 0.0
        if pause:
            await asyncio.sleep(pause)
        typed, stock = self.box.value, self.desk_app.desk.stock
        try:
            page = await self.desk_app.ask(stock.search, without_begun_field(typed))
            self._fault = ""
        except NotUnderstood as error:
            self._fault = say(error)
            self._open_first = False
            page = self.answer or StockPage(typed, (), (), 0)
        self._query = typed
        return page

    def drawn(self) -> None:
        """Open what Enter asked for before the answer had come."""
        if self._open_first:
            self._open_first = False
            self._open_found()

    @on(Input.Changed, "#box")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._open_first = False
        self._pause = TYPING_SECONDS
        self.load()
        if self.box.has_focus:
            self._complete(event.value, self.box.cursor_position)

    @job("complete")
    async def _complete(self, text: str, cursor: int) -> None:
        await asyncio.sleep(TYPING_SECONDS)
        found = await self.desk_app.ask(self.desk_app.desk.stock.complete, text, cursor)
        if self.box.has_focus and (text, cursor) == (self.box.value, self.box.cursor_position):
            self.box.offer(found)

    # What it shows

    def heading(self, answer: StockPage) -> Content:
        """How many match, or why the query is not understood; the names of the columns."""
        width = self.size.width
        lines = [_found(answer, items=self._items)]
        if self._fault:
            told, _more = text_lines(self._fault, width - 1, most=MOST_OF_FAULT)
            lines = [Content.styled(f" {line}", BAD) for line in told]
        if answer.items or answer.candidates:
            items = self._items and not answer.candidates
            lines.append(" " * GUTTER + list_heading(items=items, width=width - GUTTER))
        return Content("\n").join(lines)

    def rows(self, answer: StockPage) -> Sequence[Entry]:
        """Candidates of a short code, else products or items, else the nearest codes."""
        if answer.candidates:
            return product_entries(answer.candidates)
        if answer.items:
            return item_entries(answer.items) if self._items else product_entries(answer.products)
        return [
            Entry(f"near {code}", lambda _width, code=code: [Content(plain(code))])  # type: ignore[misc]  # code is bound here
            for code in answer.near
        ]

    # Between box and list

    @on(SearchBox.ToList)
    def _to_list(self) -> None:
        self.box.remember()
        self.box.close_suggestions()
        self.entries.focus()

    @on(SearchBox.Open)
    def _open_asked(self) -> None:
        """Enter: the one that matches; of several the person chooses."""
        if self._fault:
            self.box.close_suggestions()
        elif self.answered:
            self._open_found()
        else:
            self._open_first = True

    def _open_found(self) -> None:
        page = self.answer
        if page is None or self._fault:
            return
        self._to_list()
        if page.candidates or not page.items:
            return
        if page.total == 1:
            self.app.push_screen(ItemScreen(page.items[0].key))
        elif len(page.products) == 1:
            self.app.push_screen(ProductScreen(page.products[0].code))

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What would do nothing now is not offered."""
        if action == "open":
            return bool(self.key)
        if action == "kind":
            return self.answer is not None and not self.answer.candidates
        return super().check_action(action, parameters)

    def action_open(self) -> None:
        """Open what is under the cursor."""
        kind, _blank, name = self.key.partition(" ")
        if kind == "item":
            self.app.push_screen(ItemScreen(name))
        elif name:
            self.app.push_screen(ProductScreen(name))

    def action_kind(self) -> None:
        """Products, or each of their items."""
        self._items = not self._items
        self.redraw()

    def action_alarms(self) -> None:
        """What does not fit."""
        self.app.push_screen(AlarmsScreen())

    def action_back(self) -> None:
        """Suggestions, box, query: each Esc takes one away, then one step back."""
        if self.box.close_suggestions():
            return
        if self.box.has_focus and self.box.value:
            self._to_list()
        elif self.box.value and not self._given:
            self.box.remember()
            self.box.value = ""
        else:
            self.dismiss(None)


def _found(page: StockPage, *, items: bool) -> Content:
    """How many match, or what to choose from."""
    typed = plain(page.query)
    if page.candidates:
        text = _(" {code} stands for {n} products: choose one.")
        return Content.styled(text.format(code=typed, n=len(page.candidates)), WARN)
    if page.near:
        return Content.styled(_(" Nothing is called {code}. Nearest:").format(code=typed), WARN)
    items_told = ngettext("{n:,} item", "{n:,} items", page.total).format(n=page.total)
    n = page.products_total
    products_told = ngettext("{n:,} product", "{n:,} products", n).format(n=n)
    line = f"{items_told}, {products_told}"
    if page.more:
        line = _("more than {items}").format(items=items_told)
    shown, total = len(page.products), page.products_total
    if items:
        shown, total = len(page.items), page.total
    if page.more or shown < total:
        line += "  " + _("the first {n:,} are shown").format(n=shown)
    return Content(f" {line}")

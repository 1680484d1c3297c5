"""In what order the list of orders is to stand (design §9)."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from csdesk.model.sorting import Sort
from csdesk.plain import cell_width, fit
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.words import _, language, named


class SortScreen(DeskDialog[str], inherit_bindings=False):
    """The ways to sort; the answer is the query that asks for the one chosen."""

    BINDINGS = bindings("sorting")
    CSS_PATH = "sorting.tcss"

    def __init__(self, query: str, sort: Sort) -> None:
        """Offer them.

        Args:
            query: of the list.
            sort: how it stands now.
        """
        super().__init__()
        self._query = query
        self._sort = sort

    def compose_body(self) -> ComposeResult:
        """A heading over the ways."""
        yield Static(_("How shall the list stand?"), id="sorting-head", markup=False)
        orders, chinese = self.desk_app.desk.orders, language() == "zh"
        words = {each: named(each) for each in Sort}
        width = max(map(cell_width, words.values()))
        lines = [
            f"{fit(word, width)}  {orders.sorted_by('', each, chinese=chinese)}"
            for each, word in words.items()
        ]
        options = OptionList(*(Option(Content(line)) for line in lines), id="sorting", markup=False)
        options.can_focus = False  # Enter is the screen's
        yield options

    def on_mount(self) -> None:
        """The cursor stands on what is."""
        self.query_one(OptionList).highlighted = list(Sort).index(self._sort)

    def action_down(self) -> None:
        """The next one."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """The one above."""
        self.query_one(OptionList).action_cursor_up()

    def action_take(self) -> None:
        """Have the list stand so."""
        index = self.query_one(OptionList).highlighted
        if index is not None:
            self._take(list(Sort)[index])

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self._take(list(Sort)[event.option_index])

    @job("take")
    async def _take(self, sort: Sort) -> None:
        orders = self.desk_app.desk.orders
        chinese = language() == "zh"
        query = await self.desk_app.ask(orders.sorted_by, self._query, sort, chinese=chinese)
        self.dismiss(query)

    def action_back(self) -> None:
        """Leave it."""
        self.dismiss(None)

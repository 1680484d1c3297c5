"""Finding orders: one box, and what matches it, newest first."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Input

from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.keys import bindings


class SearchScreen(DeskScreen[None]):
    """The home screen."""

    BINDINGS = bindings("search")
    CSS_PATH = "search.tcss"

    def compose_body(self) -> ComposeResult:
        """The box."""
        box = Input(id="box")
        box.cursor_blink = False
        yield box

    def search_for(self, query: str) -> None:
        """Search for a query as if it had been typed."""
        self.query_one(Input).value = query

    def focus_box(self) -> None:
        """Let the person type."""
        self.query_one(Input).focus()

"""A list of orders over what it was asked from: a customer's, an import's (S6, W3)."""

from __future__ import annotations

from csdesk.ui.screens.search import SearchScreen


class FoundScreen(SearchScreen):
    """As the home screen, one step deeper: Esc goes back to the order or the import below."""

    def __init__(self, query: str) -> None:
        """Search for a query as soon as the screen is there."""
        super().__init__()
        self._wanted = query

    def on_mount(self) -> None:
        """Ask for the orders; the list has the keys."""
        self.table.zone = self.desk_app.settings.zone
        self.table.several_shops = len(self.desk_app.settings.shops) > 1
        self.search_for(self._wanted)
        self.ask_waiting()

    def action_back(self) -> None:
        """Suggestions, box and marks first, as at home; then one step back."""
        if self.box.has_focus or self.table.marked:
            super().action_back()
        else:
            self.dismiss(None)

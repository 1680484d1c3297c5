"""The keys that work where the person was when asking for help."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from csdesk.commands import PLACES, shown
from csdesk.plain import cell_width, fit
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.keys import Live, bindings
from csdesk.words import _


class HelpScreen(DeskDialog[None], inherit_bindings=False):
    """A page of keys; any place that has none now is left out."""

    BINDINGS = bindings("help")
    CSS_PATH = "help.tcss"

    def __init__(self, commands: list[Live]) -> None:
        super().__init__()
        self._commands = commands

    def compose_body(self) -> ComposeResult:
        """The page, which scrolls where it is longer than the screen."""
        with VerticalScroll(id="help"):
            yield Static(self._page(), markup=False)

    def _page(self) -> str:
        keys = {each: "  ".join(map(shown, each.keys)) for each in self._commands if each.keys}
        width = max((cell_width(text) for text in keys.values()), default=0)
        parts = []
        for place, heading in PLACES.items():
            lines = [
                f"  {fit(text, width)}  {_(each.command.help)}"
                for each, text in keys.items()
                if each.command.where == place
            ]
            if lines:
                parts.append("\n".join([_(heading), *lines]))
        parts.append(
            _(
                "Text is selected with the mouse while Shift is held, or start with --no-mouse."
                " Other keys: [keys] of desk.toml."
            )
        )
        return "\n\n".join(parts)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)

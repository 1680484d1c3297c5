"""The keys that work where the person was when asking for help."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from csdesk.commands import PLACES, shown
from csdesk.plain import cell_width, fit
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.keys import Live, bindings
from csdesk.ui.widgets.wrapping import wrapped
from csdesk.words import _

EVERYWHERE = "desk"


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
            yield Static(self._page(self.app.size.width - 4), markup=False)

    def _page(self, width: int) -> str:
        keys = {
            each: "  ".join(map(shown, each.keys))
            for each in self._commands
            if each.keys and each.may
        }
        column = max((cell_width(text) for text in keys.values()), default=0)
        parts = []
        # What this screen has comes first; "everywhere" is read least.
        for place in [*(each for each in PLACES if each != EVERYWHERE), EVERYWHERE]:
            lines = [_(PLACES[place])]
            for each, text in keys.items():
                if each.command.where == place:
                    words = wrapped(_(each.command.help), max(10, width - column - 4))
                    lines.append(f"  {fit(text, column)}  {words[0]}")
                    lines += [" " * (column + 4) + more for more in words[1:]]
            if len(lines) > 1:
                parts.append("\n".join(lines))
        parts.append(
            "\n".join(
                wrapped(
                    _(
                        "Text is selected with the mouse while Shift is held, or start with"
                        " --no-mouse. Other keys: [keys] of desk.toml."
                    ),
                    width,
                )
            )
        )
        return "\n\n".join(parts)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)

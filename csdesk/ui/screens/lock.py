"""Away from the desk: nothing is shown until somebody comes back (W16)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from csdesk.plain import plain
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.keys import bindings
from csdesk.words import _, when


class LockScreen(DeskDialog[None], inherit_bindings=False):
    """Hides what is open; drafts and places stay as they were behind it."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("lock"))
    CSS = """
    LockScreen { background: $d-ground; color: $d-text; align: center middle; }
    #lock { width: auto; max-width: 90%; height: auto; background: $d-ground; color: $d-text; }
    """

    def __init__(self, name: str) -> None:
        """Lock the screen.

        Args:
            name: of the person who goes.
        """
        super().__init__()
        self._name = name
        self._since = datetime.now(UTC)

    def compose(self) -> ComposeResult:
        """A sentence and no line of keys, as that would show what colleagues and imports tell."""
        yield Static(markup=False, id="lock")

    def on_mount(self) -> None:
        """Say it."""
        self._tell()

    def _tell(self) -> None:
        zone = self.desk_app.settings.zone
        text = _("{name} left the desk at {time}. Enter or z comes back.")
        self.query_one("#lock", Static).update(
            plain(text.format(name=self._name, time=when(self._since, zone)))
        )

    def language_changed(self) -> None:
        """Say it in other words."""
        super().language_changed()
        self._tell()

    def action_back(self) -> None:
        """Show the desk again."""
        self.dismiss(None)

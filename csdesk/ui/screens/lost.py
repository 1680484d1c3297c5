"""The desk was taken away from under the session: nothing is shown any more but why."""

from __future__ import annotations

from time import monotonic
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from csdesk.model.errors import StoreUnusable
from csdesk.model.trouble import Trouble
from csdesk.plain import plain
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.keys import bindings, live
from csdesk.ui.widgets.lines import KeyLine
from csdesk.words import tell

LEAST = 1.0
"""Seconds that it stands whatever is typed."""


class LostScreen(DeskDialog[None], inherit_bindings=False):
    """Hides what is open for good; what was typed is put where it is found at the next sign-in."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("lost"))
    HIDES = True
    CSS = """
    LostScreen { background: $d-ground; color: $d-text; align: center middle; }
    #lost { width: auto; max-width: 90%; height: auto; background: $d-ground; color: $d-bad; }
    """

    def __init__(self, trouble: Trouble) -> None:
        """Hide everything.

        Args:
            trouble: why.
        """
        super().__init__()
        self._trouble = trouble
        self._since = monotonic()

    def compose(self) -> ComposeResult:
        """The sentence, and the key that leaves."""
        yield Static(markup=False, id="lost")
        yield KeyLine()

    def on_mount(self) -> None:
        """Say it."""
        super().on_mount()
        self._tell()

    def _tell(self) -> None:
        self.query_one("#lost", Static).update(self._sentence)

    @property
    def _sentence(self) -> str:
        return plain(tell(self._trouble.message, self._trouble.facts))

    def show_keys(self) -> None:
        """The key that leaves; nothing that is told meanwhile takes its place."""
        if self.is_current:
            for line in self.query(KeyLine):  # none before it is composed
                line.show(live(self))

    def language_changed(self) -> None:
        """Say it in other words."""
        super().language_changed()
        self._tell()

    def action_leave(self) -> None:
        """End the session; a key that was meant for what was open before does not."""
        if monotonic() - self._since >= LEAST:
            self.desk_app.leave(StoreUnusable.exit_status, self._sentence)

"""A question with two answers."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from csdesk.plain import plain
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.keys import bindings


class Question(DeskDialog[bool], inherit_bindings=False):
    """Asks one sentence; the answer is True for yes."""

    BINDINGS = bindings("dialog")
    CSS_PATH = "question.tcss"

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self._sentence = sentence

    def compose_body(self) -> ComposeResult:
        """The sentence."""
        yield Static(plain(self._sentence, lines=True), markup=False, id="question")

    def action_yes(self) -> None:
        """Do it."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Leave it."""
        self.dismiss(False)

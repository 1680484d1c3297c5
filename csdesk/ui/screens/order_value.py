"""One value, typed into one line."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from csdesk.plain import plain
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.keys import bindings
from csdesk.ui.widgets.line_input import LineInput


class ValuePrompt(DeskDialog[str], inherit_bindings=False):
    """Asks for a value; the answer is the text, or None where the person went back."""

    BINDINGS = bindings("value")
    CSS_PATH = "order_value.tcss"
    AUTO_FOCUS = "Input"

    def __init__(self, label: str, value: str, *, over: bool = False) -> None:
        """Offer a value to change.

        Args:
            label: what it is, in the person's language.
            value: stored text to begin with.
            over: what is typed takes its place, as of a number; otherwise it is added.
        """
        super().__init__()
        self._label = label
        self._value = plain(value)
        self._over = over

    def compose_body(self) -> ComposeResult:
        """The label and the box."""
        yield Static(plain(self._label), markup=False, id="value-label")
        yield LineInput(self._value, id="value-box")

    def on_mount(self) -> None:
        """What is to be typed over is marked."""
        if self._over:
            self.query_one(LineInput).action_select_all()

    def action_take(self) -> None:
        """Answer with what stands in the box."""
        self.dismiss(plain(self.query_one(LineInput).value).strip())

    def action_back(self) -> None:
        """Answer nothing."""
        self.dismiss(None)

"""A line for a PIN or password: what is typed is neither shown nor copied."""

from __future__ import annotations

from rich.text import Text

from csdesk.ui.widgets.line_input import LineInput

MOST = 256
"""Signs that the box takes; the desk says what is too long, this keeps a paste from it."""


class PinBox(LineInput, inherit_bindings=False):
    """As ``LineInput``, with an asterisk for every sign."""

    BINDINGS = LineInput.BINDINGS

    def __init__(self, *, id: str) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self.password = True  # no hints where words end
        self.max_length = MOST

    @property
    def _value(self) -> Text:
        """Asterisks: Textual's dots are two cells wide in some terminals."""
        return Text("*" * len(self.value), no_wrap=True, overflow="ignore", end="")

    def action_copy(self) -> None:
        """Nothing: it would leave a PIN in the clipboard."""

    def action_cut(self) -> None:
        """Nothing, as above."""

"""One line of text in a form; Enter belongs to the form."""

from __future__ import annotations

from textual.binding import Binding
from textual.widgets import Input


class LineInput(Input, inherit_bindings=False):
    """Textual's input, calm: no blinking, typing adds to what stands there, Enter is the form's."""

    BINDINGS = [  # noqa: RUF012  # as Textual declares it
        each for each in Input.BINDINGS if not (isinstance(each, Binding) and each.key == "enter")
    ]

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        id: str,  # noqa: A002  # Textual's name
        classes: str = "",
    ) -> None:
        super().__init__(
            value, placeholder=placeholder, id=id, classes=classes, select_on_focus=False
        )
        self.cursor_blink = False

"""One value, typed into one line."""

from __future__ import annotations

from typing import Protocol

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from csdesk.plain import plain
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.screens.remark_editor_drafts import Place
from csdesk.ui.widgets.line_input import LineInput
from csdesk.ui.widgets.pin_box import PinBox
from csdesk.words import _


class LinePlace(Place, Protocol):
    """Where one line will go that is a draft until it is taken."""

    def packed_line(self, text: str) -> str:
        """The line as the text of a draft; empty drops the draft."""


class ValuePrompt(DeskDialog[str], inherit_bindings=False):
    """Asks for a value; the answer is the text, or None where the person went back.

    Where words are needed an empty box is no answer: it is told so, and goes on asking.
    """

    BINDINGS = bindings("value")
    CSS_PATH = "order_value.tcss"
    AUTO_FOCUS = "Input"
    TYPING_WAITS = True

    def __init__(
        self,
        label: str,
        value: str,
        *,
        over: bool = False,
        may_be_empty: bool = False,
        place: LinePlace | None = None,
        hidden: bool = False,
    ) -> None:
        """Offer a value to change.

        Args:
            label: what it is, in the person's language.
            value: stored text to begin with.
            over: what is typed takes its place, as of a number; otherwise it is added.
            may_be_empty: nothing typed is an answer, too.
            place: where the line will go: it is kept there as a draft until the caller forgets it.
            hidden: a PIN or password: what is typed is not shown.
        """
        super().__init__()
        self._label = label
        self._value = plain(value)
        self._over = over
        self._may_be_empty = may_be_empty
        self._place = place
        self._hidden = hidden
        self._leaving = False

    @property
    def answered(self) -> bool:
        """Keys after Esc are for what comes up when the question has gone."""
        return not self._leaving

    def compose_body(self) -> ComposeResult:
        """The label and the box."""
        yield Static(plain(self._label), markup=False, id="value-label")
        yield PinBox(id="value-box") if self._hidden else LineInput(self._value, id="value-box")

    def on_mount(self) -> None:
        """What is to be typed over is marked."""
        if self._over:
            self.query_one(LineInput).action_select_all()

    @property
    def _typed(self) -> str:
        return plain(self.query_one(LineInput).value).strip()

    @on(Input.Changed)
    def _keep(self) -> None:
        """What is typed is a draft from the first letter on."""
        if self._place is not None and self._typed != self._value.strip():
            self._value = self._typed
            self.desk_app.drafts.typed(self._place, self._place.packed_line(self._typed))

    async def keep_drafts(self) -> None:
        """The session is about to end: put the line into the drafts now."""
        if self._place is not None:
            await self.desk_app.drafts.flush()

    def action_take(self) -> None:
        """Answer with what stands in the box."""
        if self._typed or self._may_be_empty:
            self.dismiss(self._typed)
        else:
            notice(self, _("Nothing is typed. Words are needed here; Esc goes back."), warning=True)

    def action_back(self) -> None:
        """Answer nothing; the draft stays."""
        if self._place is None:
            self.dismiss(None)
        elif not self._leaving:
            self._leaving = True
            self.leave()

    @job("back")
    async def leave(self) -> None:
        """Put the line into the drafts first."""
        await self.keep_drafts()
        self.dismiss(None)

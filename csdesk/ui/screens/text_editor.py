"""What editors of several lines have in common: one box, a draft that stays, and a way out."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from textual.content import Content
from textual.widgets import Static

from csdesk.ui.desk_screen import DeskDialog, Result
from csdesk.ui.jobs import job
from csdesk.ui.signs import WARN
from csdesk.ui.widgets.paragraphs import paragraph
from csdesk.ui.widgets.text_box import TextBox

MOST_SAID = 4
"""Lines of a sentence below the box."""


class TextEditor(DeskDialog[Result], inherit_bindings=False):
    """A dialog to write in; where saving fails it stays open with all that was typed (F74)."""

    AUTO_FOCUS = "TextBox"
    TYPING_WAITS = True

    NEWER: ClassVar[str]
    """Where it shows what somebody else wrote meanwhile, as a selector."""
    SAID: ClassVar[str]
    """Where it says something, as a selector."""

    def __init__(self) -> None:
        super().__init__()
        self.saving = False
        """Whether the text is on its way to the store, and the editor about to close."""

    @property
    def answered(self) -> bool:
        """Keys after Enter or Esc are for what comes up when the editor has closed."""
        return not self.saving

    @property
    def box(self) -> TextBox:
        """Where the text is written."""
        return self.query_one(TextBox)

    async def keep_drafts(self) -> None:
        """The session is about to end: put the text into the drafts now."""
        await self.desk_app.drafts.flush()

    def say(self, sentence: str, style: str = WARN) -> None:
        """Say something below the box; nothing takes it away."""
        said = self.query_one(self.SAID, Static)
        said.display = bool(sentence)
        said.update(self._lines("", sentence, style, MOST_SAID))

    def show_newer(self, label: str, text: str, most: int) -> None:
        """Show above the box what somebody else wrote meanwhile; nothing takes it away."""
        above = self.query_one(self.NEWER, Static)
        above.display = bool(text)
        above.update(self._lines(label, text, WARN, most))

    def _lines(self, label: str, text: str, style: str, most: int) -> Content:
        room = max(20, self.size.width - 2)
        lines: Sequence[Content] = paragraph(label, text, room, style=style, most=most)
        return Content("\n").join(" " + line for line in lines)

    def action_newline(self) -> None:
        """Begin a new line."""
        self.box.insert("\n")

    @job("back")
    async def action_back(self) -> None:
        """Go back; the draft stays."""
        if not self.saving:
            self.saving = True
            await self.desk_app.drafts.flush()
            self.dismiss(None)

    def action_save(self) -> None:
        """Save the text; the editor stays open where that fails."""
        if not self.saving:
            self.saving = True
            self.save()

    @abstractmethod
    def save(self) -> object:
        """Send the text, and close; ``saving`` ends with it."""

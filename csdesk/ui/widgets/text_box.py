"""A box of several lines for what people write."""

from __future__ import annotations

from textual import events
from textual.widgets import TextArea

from csdesk.plain import plain
from csdesk.ui.notices import notice
from csdesk.words import _

BESIDES = 4
"""So many times the limit the box takes at all, so that one can paste first and shorten then."""


class TextBox(TextArea):
    """A box of several lines that leaves Enter to the editor and takes pasted text harmless."""

    DEFAULT_CSS = """
    TextBox {
        width: 100%;
        height: auto;
        min-height: 6;
        max-height: 12;
        border: ascii $d-muted;
        padding: 0;
        background: $d-ground;
        color: $d-text;
    }
    TextBox:focus { border: ascii $d-text; background-tint: transparent; }
    """

    def __init__(self, text: str, *, most: int) -> None:
        """Hold a text.

        Args:
            text: has passed ``plain()``.
            most: characters that can be saved; a paste beyond ``BESIDES`` times that is refused
                whole, never cut.
        """
        super().__init__(text, soft_wrap=True, show_line_numbers=False)
        self._most = most
        self.cursor_blink = False

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.prevent_default()

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        room = BESIDES * self._most
        pasted = plain(event.text[: room + 1], lines=True)
        if len(self.text) + len(pasted) > room:
            text = _("The pasted text has {n:,} characters, {limit:,} are allowed. Not pasted.")
            notice(self, text.format(n=len(event.text), limit=self._most), warning=True)
        else:
            self.replace(pasted, *self.selection, maintain_selection_offset=False)

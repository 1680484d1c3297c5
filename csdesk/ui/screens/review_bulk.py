"""What approving all clean orders would do, before it is done (W7, F20)."""

from __future__ import annotations

from functools import partial

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from csdesk.model.review import Preview
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.keys import bindings
from csdesk.ui.screens.imports_rows import joined
from csdesk.ui.signs import BAD, GOOD, WARN
from csdesk.ui.widgets.entries import Entries, Entry
from csdesk.ui.widgets.paragraphs import paragraph
from csdesk.words import _, ngettext


class BulkScreen(DeskDialog[bool], inherit_bindings=False):
    """How many will be approved, and which will not and why; the answer is True for yes."""

    BINDINGS = bindings("bulk")
    CSS_PATH = "review_bulk.tcss"
    AUTO_FOCUS = "Entries"

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self._preview = preview

    def compose_body(self) -> ComposeResult:
        """The counts over the skipped orders."""
        yield Static(id="bulk-head", markup=False)
        yield Entries(id="bulk-skipped")

    def on_mount(self) -> None:
        """Show them."""
        self._show()

    def on_resize(self) -> None:
        """Other line breaks."""
        self._show()

    def _show(self) -> None:
        preview, ready, skipped = self._preview, self._preview.ready, self._preview.skipped
        will = ngettext("{n:,} will be approved", "{n:,} will be approved", len(ready))
        not_ = ngettext("{n:,} skipped", "{n:,} skipped", len(skipped))
        lines = [
            Content.styled(will.format(n=len(ready)), f"bold {GOOD}") + ", "
            + Content.styled(not_.format(n=len(skipped)), BAD if skipped else ""),
        ]  # fmt: skip
        if preview.messages:
            text = _("{n:,} of those to be approved have a message of the buyer.")
            lines.append(Content.styled(text.format(n=preview.messages), WARN))
        if preview.more:
            lines.append(Content(_("There are more; they come with the next A.")))
        self.query_one("#bulk-head", Static).update(joined(lines))
        entries = [
            Entry(each.order_no, partial(paragraph, each.order_no, each.reason, most=3))
            for each in skipped
        ]
        self.query_one(Entries).show(entries, empty=_("Nothing is skipped."))

    def action_approve(self) -> None:
        """Approve them."""
        self.dismiss(bool(self._preview.ready))

    def action_back(self) -> None:
        """Approve nothing."""
        self.dismiss(False)

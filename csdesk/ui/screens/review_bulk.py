"""What a change of many orders would do, before it is done (W7, F20)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from csdesk.model.changes import Skipped
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.keys import bindings
from csdesk.ui.screens.imports_rows import joined
from csdesk.ui.signs import BAD, GOOD
from csdesk.ui.widgets.entries import Entries, Entry
from csdesk.ui.widgets.paragraphs import paragraph
from csdesk.words import _, ngettext


class BulkScreen(DeskDialog[bool], inherit_bindings=False):
    """How many will be changed, and which will not and why; the answer is True for yes."""

    BINDINGS = bindings("bulk")
    CSS_PATH = "review_bulk.tcss"
    AUTO_FOCUS = "Entries"

    def __init__(
        self, will: str, ready: int, skipped: Sequence[Skipped], more: Sequence[Content] = ()
    ) -> None:
        """Tell it.

        Args:
            will: how many will be changed in which way, in the person's language.
            ready: how many those are.
            skipped: the others, each with the reason in the person's language.
            more: what else is to be known.
        """
        super().__init__()
        self._will = will
        self._ready = ready
        self._skipped = skipped
        self._more = more

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
        skipped = self._skipped
        not_ = ngettext("{n:,} skipped", "{n:,} skipped", len(skipped))
        lines = [
            Content.styled(self._will, f"bold {GOOD}") + ", "
            + Content.styled(not_.format(n=len(skipped)), BAD if skipped else ""),
            *self._more,
        ]  # fmt: skip
        self.query_one("#bulk-head", Static).update(joined(lines))
        entries = [
            Entry(each.order_no, partial(paragraph, each.label, each.reason, most=3))
            for each in skipped
        ]
        self.query_one(Entries).show(entries, empty=_("Nothing is skipped."))

    def action_approve(self) -> None:
        """Do it."""
        self.dismiss(bool(self._ready))

    def action_back(self) -> None:
        """Do nothing."""
        self.dismiss(False)

"""What lists and cards of the lead, of unpaid orders and of cases share."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.jobs import job
from csdesk.ui.screens.choosing import Choosing
from csdesk.ui.screens.order_value import ValuePrompt
from csdesk.ui.widgets.entries import Entries, Entry


class Listing(DeskScreen[None], inherit_bindings=False):
    """A heading over rows, asked for anew whenever something changes. Subclasses say which."""

    CSS = "#listing-head { height: auto; background: $d-ground; color: $d-text; }"
    AUTO_FOCUS = "Entries"
    CURSOR = True
    """Whether keys act on the row under a cursor; without one the rows are a text."""

    _answered = False

    def compose_body(self) -> ComposeResult:
        """A heading over the list."""
        yield Static(id="listing-head", markup=False)
        yield Entries(cursor=self.CURSOR, id="listing")

    def on_mount(self) -> None:
        """Ask for it."""
        self.load()

    @property
    def answered(self) -> bool:
        """Whether the answer has come."""
        return self._answered

    async def fetch(self) -> None:
        """Ask for what is shown."""
        raise NotImplementedError

    def heading(self) -> Content:
        """What stands above the rows."""
        raise NotImplementedError

    def rows(self) -> Sequence[Entry]:
        """The rows, in their order."""
        raise NotImplementedError

    def nothing(self) -> str:
        """What is said where there are none, in the person's language."""
        return ""

    @job("load")
    async def load(self) -> None:
        """Ask and show; the cursor stays on its row."""
        await self.fetch()
        self._answered = True
        self._show()

    def store_changed(self) -> None:
        """Somebody changed something."""
        self.load()

    def language_changed(self) -> None:
        """Draw every word anew."""
        super().language_changed()
        self._show()

    def _show(self) -> None:
        if self._answered:
            self.query_one("#listing-head", Static).update(self.heading())
            self.query_one(Entries).show(self.rows(), empty=self.nothing())
            self.refresh_bindings()

    @property
    def current(self) -> int:
        """The number in the key of the row under the cursor; 0 where there is none."""
        row = self.query_one(Entries).current if self.is_mounted else None
        return int(row.key.rpartition(" ")[2]) if row else 0

    async def choose(self, heading: str, options: Sequence[str]) -> int | None:
        """Ask for one of a few; its place, or None where the person went back."""
        return await self.app.push_screen_wait(Choosing(heading, options))

    async def write(self, label: str, value: str = "") -> str | None:
        """Ask for one line of text; None where the person went back."""
        return await self.app.push_screen_wait(ValuePrompt(label, value))

    def action_back(self) -> None:
        """One step back."""
        self.dismiss(None)

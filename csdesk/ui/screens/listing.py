"""Screens that show an answer of the desk and keep up with it, most of them as a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from csdesk.ui.desk_screen import Result
from csdesk.ui.jobs import LOAD, job, until_shown
from csdesk.ui.screens.questioning import Questioning
from csdesk.ui.widgets.entries import Entries, Entry
from csdesk.words import _

Answer = TypeVar("Answer")


class AnswerScreen(Questioning[Result], Generic[Result, Answer], inherit_bindings=False):
    """Asks when it opens and whenever something changes; draws anew in other words and widths.

    Subclasses say in ``fetch`` what is asked, and in ``draw`` how it is shown.
    """

    answer: Answer | None = None
    """The last answer; None until the first has come."""

    async def fetch(self) -> Answer:
        """Ask for what is shown."""
        raise NotImplementedError

    def draw(self, answer: Answer) -> None:
        """Show the answer in the width and the language there are now."""
        raise NotImplementedError

    def drawn(self) -> None:
        """A new answer has come and is shown. For subclasses."""

    @property
    def answered(self) -> bool:
        """Whether the answer has come."""
        return self.answer is not None

    def on_mount(self) -> None:
        """Ask for it."""
        self.load()

    @job(LOAD)
    async def load(self) -> None:
        """Ask and show; the cursor stays on its row."""
        self.answer = await self.fetch()
        self.redraw()
        self.drawn()

    async def load_now(self) -> None:
        """Ask and show before the next key, which is for what stands there then."""
        await until_shown(self, self.load())

    def redraw(self) -> None:
        """Show anew what has come."""
        if self.answer is not None and self._there:
            self.draw(self.answer)
            self.refresh_bindings()

    @property
    def _there(self) -> bool:
        """Whether there is something to show it on: not before, nor while the screen is left."""
        return self.is_mounted and self.display

    def ask_anew(self) -> None:
        """Something else is asked: what is shown is no answer to it, and keys wait for the new."""
        self.answer = None
        self.load()

    def store_changed(self) -> None:
        """Somebody changed something."""
        self.load()

    def language_changed(self) -> None:
        """Draw every word anew."""
        super().language_changed()
        self.redraw()

    def on_resize(self) -> None:
        """Other widths of columns, other line breaks."""
        self.redraw()

    @on(Entries.Moved)
    def _on_another_row(self) -> None:
        self.refresh_bindings()

    def action_back(self) -> None:
        """One step back."""
        self.dismiss(None)


class Listing(AnswerScreen[Result, Answer], inherit_bindings=False):
    """A heading over rows."""

    CSS = """
    Listing { overflow: hidden; }
    #listing-head { height: auto; max-height: 40%; background: $d-ground; color: $d-text; }
    """
    AUTO_FOCUS = "Entries"
    CURSOR: ClassVar[bool] = True
    """Whether keys act on the row under a cursor; without one the rows are a text."""
    NOTHING: ClassVar[str] = ""
    """What is said where there are no rows; a message id."""

    def compose_body(self) -> ComposeResult:
        """A heading over the list."""
        yield Static(id="listing-head", markup=False)
        yield Entries(cursor=self.CURSOR, id="listing")

    def heading(self, answer: Answer) -> Content:
        """What stands above the rows."""
        raise NotImplementedError

    def rows(self, answer: Answer) -> Sequence[Entry]:
        """The rows, in their order."""
        raise NotImplementedError

    def draw(self, answer: Answer) -> None:
        """Heading and rows."""
        self.query_one("#listing-head", Static).update(self.heading(answer))
        self.entries.show(self.rows(answer), empty=_(self.NOTHING))

    @property
    def entries(self) -> Entries:
        """The rows as they are shown."""
        return self.query_one("#listing", Entries)

    @property
    def key(self) -> str:
        """The key of the row under the cursor; empty where there is none."""
        row = self.entries.current if self._there else None
        return row.key if row else ""

    @property
    def number(self) -> int:
        """The number in that key, such as 12 of ``case 12``; 0 where there is none."""
        last = self.key.rpartition(" ")[2]
        return int(last) if last.isdigit() else 0


class WaitingOrAll(Listing[None, Answer], inherit_bindings=False):
    """What waits for somebody, or on a key all there ever was. ``BINDINGS`` has one for that."""

    everything = False
    """Whether all is asked for, the newest first."""

    def action_all(self) -> None:
        """What is settled too, or only what waits."""
        self.everything = not self.everything
        self.ask_anew()

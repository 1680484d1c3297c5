"""Away from the desk: nothing is shown until somebody comes back (W16)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from csdesk.model.desk import Actor
from csdesk.model.errors import DeskError
from csdesk.plain import plain
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.words import _, say, when


class LockScreen(DeskDialog[None], inherit_bindings=False):
    """Hides what is open; drafts and places stay as they were behind it."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("lock"))
    CSS = """
    LockScreen { background: $d-ground; color: $d-text; align: center middle; }
    #lock { width: auto; max-width: 90%; height: auto; background: $d-ground; color: $d-text; }
    """

    def __init__(self, person: Actor) -> None:
        """Lock the screen.

        Args:
            person: who goes.
        """
        super().__init__()
        self._person = person
        self._since = datetime.now(UTC)
        self._free = False
        """Whether it is known that the person has no PIN."""
        self._fault: DeskError | None = None

    def compose(self) -> ComposeResult:
        """A sentence and no line of keys, as that would show what colleagues and imports tell."""
        yield Static(markup=False, id="lock")

    def on_mount(self) -> None:
        """Say it, and ask for the PIN of who has one."""
        self._tell()
        self.ask_who_comes()

    @job("ask who comes")
    async def ask_who_comes(self) -> None:
        """Ask for a PIN where one is needed."""
        self._fault = None
        try:
            self._free = await self.desk_app.ask_who_comes(self, self._since)
        except DeskError as fault:  # the store is in trouble: nobody comes in unseen
            self._fault = fault
        self._tell()

    def _tell(self) -> None:
        text = _("{name} left the desk at {time}. Enter or z comes back.").format(
            name=plain(self._person.name), time=when(self._since, self.desk_app.settings.zone)
        )
        if self._fault is not None:
            text += "\n" + say(self._fault)
        for each in self.query("#lock").results(Static):  # none where somebody is back meanwhile
            each.update(plain(text, lines=True))

    def language_changed(self) -> None:
        """Say it in other words."""
        super().language_changed()
        self._tell()

    def action_back(self) -> None:
        """Show the desk again, or ask again for the PIN."""
        if self._free:
            self.desk_app.show_again(self)
        else:
            self.ask_who_comes()

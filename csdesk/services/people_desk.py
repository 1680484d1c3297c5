"""What the opened desk knows of its people, and how they come in: a part of ``Desk``."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from csdesk.model.sessions import Visit
from csdesk.services.shift_desk import ShiftDesk

if TYPE_CHECKING:
    from csdesk.services.keys import Keys
    from csdesk.services.people import People
    from csdesk.services.sessions import Sessions


class PeopleDesk(ShiftDesk):
    """A service for each question about people, loaded at its first use."""

    _stays = False

    visit: Visit | None = None
    """How the person came in, once they have."""

    def enter(self, visit: Visit, *, stays: bool = False) -> None:
        """Begin a session, before any service is used.

        Args:
            visit: who came in, and how.
            stays: it lasts, as the screens' does; ``stay`` is called when it is known who acts.
        """
        from csdesk.services.sessions import begun

        self.visit = visit
        self.actor = begun(self.store, visit, self.actor, stays=stays)

    def stay(self) -> None:
        """Tell others of the session, until ``close``."""
        self._stays = True
        self.sessions.stay(self.presence)

    @cached_property
    def keys(self) -> Keys:
        """With which keys people come in."""
        from csdesk.services.keys import Keys

        return Keys(self.store, self.settings, self.actor)

    @cached_property
    def sessions(self) -> Sessions:
        """The sessions that are on."""
        from csdesk.services.sessions import Sessions

        return Sessions(self.store, self.folder, self.actor)

    @cached_property
    def people(self) -> People:
        """Who works here."""
        from csdesk.services.people import People

        return People(self.store, self.settings, self.actor)

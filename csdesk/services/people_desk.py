"""What the opened desk knows of its people: how they come in, what they may do and see."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from csdesk.model.desk import Actor
from csdesk.model.roles import Action
from csdesk.model.sessions import Visit
from csdesk.rules.permissions import may, sight
from csdesk.services.shift_desk import ShiftDesk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csdesk.services.acting import Acting
    from csdesk.services.exports import Exports
    from csdesk.services.fetching import Fetching
    from csdesk.services.keys import Keys
    from csdesk.services.orders import Orders
    from csdesk.services.people import People
    from csdesk.services.privacy import Privacy
    from csdesk.services.sessions import Sessions


class PeopleDesk(ShiftDesk):
    """A service for each question about people, loaded at its first use."""

    _stays = False

    visit: Visit | None = None
    """How the person came in, once they have."""

    @property
    def orders(self) -> Orders:
        """Finding and reading orders."""
        raise NotImplementedError

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

    def act_as(self, actor: Actor) -> None:
        """Who acts from here on, before any service is used, and sees what they may see."""
        self.actor = actor
        self.look_as(actor.roles)

    def look_as(self, roles: Iterable[str]) -> None:
        """From here on answers show of buyers what somebody with these roles may see (F71)."""
        self.store.look_as(sight(roles, mask=self.settings.privacy.mask))

    def learn_rights(self) -> frozenset[Action]:
        """What the person may do by now; answers show what they may see by now."""
        who = self.rights.known()
        self.look_as(who.roles)
        return frozenset(action for action in Action if may(who.roles, action))

    @cached_property
    def rights(self) -> Acting:
        """What the person may do."""
        from csdesk.services.acting import Acting

        return Acting(self.store, self.actor)

    @cached_property
    def privacy(self) -> Privacy:
        """Masked fields whole, one at a time."""
        from csdesk.services.privacy import Privacy

        return Privacy(self.store, self.settings, self.actor)

    @cached_property
    def exports(self) -> Exports:
        """Lists of orders that leave the desk."""
        from csdesk.services.exports import Exports

        return Exports(self.store, self.settings, self.actor, self.orders)

    @cached_property
    def fetching(self) -> Fetching:
        """Files of exports/ for people who cannot open the folder."""
        from csdesk.services.fetching import Fetching

        return Fetching(self.store, self.actor)

    @cached_property
    def people(self) -> People:
        """Who works here."""
        from csdesk.services.people import People

        return People(self.store, self.settings, self.actor)

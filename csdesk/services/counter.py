"""A terminal that people share: who may sit down at it, and who does."""

from __future__ import annotations

import os
import pwd
from functools import cached_property
from pathlib import Path

from csdesk.model.desk import Actor
from csdesk.model.sessions import Door, Visit
from csdesk.model.settings import DeskSettings
from csdesk.model.sign_in import Candidate, SignedIn
from csdesk.services.desk import STORE_NAME
from csdesk.services.sessions import begun
from csdesk.services.sign_in import SignIn
from csdesk.store.engine import Store


class Counter:
    """Handed to the screens before anybody has signed in; the store is opened at the first use."""

    def __init__(
        self, folder: Path, settings: DeskSettings, door: Actor, visit: Visit | None = None
    ) -> None:
        """A terminal of the desk in ``folder``.

        Args:
            folder: of the desk.
            settings: its settings.
            door: through which it came, such as a key or a user of the system; wrong tries are
                logged in its name.
            visit: how it came in, as the log is to tell it.
        """
        self._folder = folder
        self._settings = settings
        self._door = door
        self._visit = visit
        self.sitting: Actor | None = None
        """Who signed in last and has not gone since."""

    @cached_property
    def _sign_in(self) -> SignIn:
        store = Store(self._folder / STORE_NAME)
        visit, door = self._visit, self._door
        return SignIn(
            store, self._settings, begun(store, visit, door, stays=False) if visit else door
        )

    def candidates(self) -> tuple[Candidate, ...]:
        """Who may sign in, by name; not the account that keeps a box, which nobody is.

        Raises:
            StoreUnusable: the store cannot be opened.
        """
        found = self._sign_in.candidates()
        if self._visit is None or self._visit.door is Door.OWN:
            return found
        return tuple(each for each in found if each.ready or each.login != _keeper())

    def prove(self, login: str, secret: str) -> SignedIn:
        """Whether somebody is who they say; nobody sits down by it yet.

        Raises:
            NotAllowed, NotFound, Refused: as ``SignIn.sign_in``.
        """
        return self._sign_in.sign_in(login, secret)

    def choose(self, login: str, old: str, new: str) -> None:
        """Have somebody who proved who they are take a PIN of their own.

        Raises:
            NotUnderstood, NotAllowed, NotFound, Refused: as ``SignIn.choose``.
        """
        self._sign_in.choose(login, old, new)


def _keeper() -> str:
    """The login of the account that this process runs as; empty where it has none."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return ""

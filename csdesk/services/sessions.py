"""Who opened the desk and how, and the sessions that are on."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING

from csdesk.model.desk import Actor
from csdesk.model.errors import NotFound, NotUnderstood, Refused, StoreUnusable
from csdesk.model.roles import Action
from csdesk.model.sessions import Door, Ended, Session, Visit
from csdesk.rules.permissions import may
from csdesk.services.acting import Act, Acting, as_known
from csdesk.services.presence import Presence, is_open
from csdesk.store import sessions as rows
from csdesk.store.engine import Store

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

SHOWN = 8
"""Characters of an id that tell one session from others."""

PATIENCE = 1.0
"""Seconds that the end of a session waits for being noted."""


def begun(store: Store, visit: Visit, actor: Actor, *, stays: bool) -> Actor:
    """Begin a session: it is taken down with its first change, if there is one.

    So who only looks leaves no trace, and a store that takes nothing can still be looked at.

    Args:
        store: the desk's.
        visit: who came in, and how.
        actor: who acts in it.
        stays: it lasts, as the screens' does; else it is one command.

    Returns:
        The actor, acting in the session.
    """
    began = int(time.time())
    who = replace(actor, session=rows.new_id(visit, began))

    def take_down(connection: Connection) -> None:
        new = rows.add(connection, who.session, visit, began, over=not stays)
        if new and stays and visit.door is not Door.OWN:
            told: dict[str, object] = {"session": who.session}
            Act(connection, who).log("session.begin", after=told, personal=False)

    store.begin_changes_with(take_down)
    return who


def note_refused(desk: Path, visit: Visit, why: str) -> None:
    """Log that somebody at a door asked for what nobody may ask for there.

    Args:
        desk: the desk's folder.
        visit: who came, and how.
        why: the sentence that they were told; what they asked for may tell of a buyer.

    Raises:
        StoreUnusable: the store cannot be opened, or took nothing.
    """
    from csdesk.services.desk import STORE_NAME

    store = Store(desk / STORE_NAME)
    try:
        who = begun(store, visit, Actor(visit.login, visit.login, "", frozenset()), stays=False)
        with store.change() as c:
            Act(c, who).log("door.refused", after={"why": why}, personal=False)
    finally:
        store.close()


class Sessions:
    """The sessions of this desk, as one of them sees them."""

    def __init__(self, store: Store, folder: Path, actor: Actor) -> None:
        """See and end sessions; open ones hold their locks in ``folder``, the desk's."""
        self._store = store
        self._folder = folder
        self._actor = actor
        self._acting = Acting(store, actor)

    def stay(self, presence: Presence) -> None:
        """Tell others of a session that lasts, and note which ones are gone without a word.

        Args:
            presence: of the session; it begins to hold its lock.
        """
        presence.begin(self._actor)
        with suppress(StoreUnusable), self._store.change() as c:
            lost = [each.id for each in rows.on(c) if not is_open(self._folder, each.id)]
            rows.end(c, lost, Ended.LOST)

    def leave(self, why: Ended = Ended.LEFT) -> None:
        """The session that asks is over; where the store takes nothing now, it counts as lost.

        That is not waited for longer than a moment: a line that dropped must not hold a process.
        """
        noting = Thread(target=self._leave, args=(why,), daemon=True)
        noting.start()
        noting.join(PATIENCE)

    def _leave(self, why: Ended) -> None:
        with suppress(StoreUnusable), self._store.change() as c:
            if rows.end(c, [self._actor.session], why):
                self._note_end(c, self._actor.session, why)

    def ended(self) -> Session | None:
        """The session that asks, where somebody ended it; None while it may go on."""
        with self._store.read() as c:
            found = rows.of(c, self._actor.session)
        return found if found and found.why in (Ended.CLOSED, Ended.SHUT_OUT) else None

    def on(self, *, everybody: bool = False) -> tuple[Session, ...]:
        """Sessions that are on, newest first; what dead ones left is not told.

        Args:
            everybody: those of all people, not the person's own only.

        Raises:
            NotAllowed: the person may not see other people's; that is logged.
        """
        if everybody:
            self._acting.check(Action.PEOPLE)
        with self._store.read() as c:
            found = rows.on(c, "" if everybody else self._actor.login)
        return tuple(
            replace(each, mine=each.id == self._actor.session)
            for each in found
            if is_open(self._folder, each.id)
        )

    def end(self, start: str) -> Session:
        """End a session from another one: it keeps its drafts and leaves within seconds.

        Args:
            start: the beginning of its id.

        Returns:
            The session that is over.

        Raises:
            NotUnderstood: that is no beginning of an id, or of several.
            NotFound: no session that is on has such an id, or it is somebody else's.
            Refused: it is the one that asks.
        """
        if len(start) < 4:
            raise NotUnderstood("Say at least four characters of the session's id.")
        with self._store.change() as c:
            who = as_known(c, self._actor)
            whose = "" if may(who.roles, Action.PEOPLE) else who.login
            found = rows.beginning(c, start, whose)
            if not found:
                raise NotFound("No session of yours that is on begins with {id}.", id=start)
            if len(found) > 1:
                raise NotUnderstood("Several sessions begin with {id}. Say more of it.", id=start)
            over = found[0]
            if over.id == self._actor.session:
                raise Refused("That is this session. Leave it as ever.")
            rows.end(c, [over.id], Ended.CLOSED, who.login)
            self._note_end(c, over.id, Ended.CLOSED)
        return replace(over, why=Ended.CLOSED, ended_by=who.login)

    def _note_end(self, connection: Connection, session: str, why: Ended) -> None:
        found = rows.of(connection, session)
        if found is None or (found.visit.door is Door.OWN and why is Ended.LEFT):
            return
        Act(connection, as_known(connection, self._actor)).log(
            "session.end", after={"session": session, "why": why.value}, personal=False
        )

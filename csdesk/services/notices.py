"""Notices to colleagues: sent, told by the desk, read (F53)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from csdesk.model.desk import Actor
from csdesk.model.errors import NotFound, NotUnderstood, Refused
from csdesk.model.notices import Notice
from csdesk.model.roles import Action, Role
from csdesk.model.settings import DeskSettings
from csdesk.plain import plain
from csdesk.rules.kept_words import kept_words
from csdesk.rules.permissions import may
from csdesk.services.acting import Act, Acting, as_known
from csdesk.store import notices as rows
from csdesk.store import people
from csdesk.store.engine import Store
from csdesk.words import N_, meant, names_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

LONGEST = 1_000
"""Characters of a notice."""

MOST = 200
"""Notices of a list."""

EVERYBODY = {"all": N_("everybody")}
"""Whom a notice may be for besides roles and single people."""


def post(
    act: Act, logins: Iterable[str], message: str, about: str = "", **facts: object
) -> int | None:
    """The desk tells people something, within a change that has an event of its own.

    Args:
        act: the change; whoever makes it is not told.
        logins: of those who are told, each once.
        message: a template, so that each reads it in their language.
        about: what it is about, such as ``swap 12``.
        **facts: for the template; JSON takes them.

    Returns:
        The notice's id; None where nobody is left to be told.
    """
    told = set(logins) - {act.actor.login}
    here = {each.login for each in people.everyone(act.connection)}
    if not told & here:
        return None
    return rows.add(act.connection, message, facts, about, act.actor, told & here, uuid4().hex)


def leads(connection: Connection) -> tuple[str, ...]:
    """Logins of everybody who decides for others."""
    return tuple(
        each.login for each in people.everyone(connection) if may(each.roles, Action.ROSTER)
    )


class Notices:
    """What people are told, and who has read it."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)

    def unread(self, *, limit: int = MOST) -> tuple[Notice, ...]:
        """What I have not read, oldest first."""
        with self._store.read() as c:
            return self._seen(c, rows.unread(c, self._actor.login, limit))

    def newest(self, *, limit: int = MOST) -> tuple[Notice, ...]:
        """What is, or was, for me, and what I wrote; the newest first."""
        with self._store.read() as c:
            return self._seen(c, rows.newest(c, self._actor.login, limit))

    def one(self, notice_id: int) -> Notice:
        """One notice.

        Raises:
            NotFound: there is none with that id that concerns me.
        """
        with self._store.read() as c:
            return self._known(c, notice_id)

    def send(self, text: str, to: Sequence[str], *, client_id: str = "") -> Notice:
        """Write to colleagues.

        Args:
            text: what they are to read; its lines are kept.
            to: ``all``, roles, logins or names, in any language of the desk.
            client_id: made by the front end; sent twice it is written once.

        Raises:
            NotFound: nobody works here under one of these.
            NotUnderstood: nobody is named.
            Refused: there are no words or too many, or nobody but the writer would read it.
            NotAllowed: the person may not.
        """
        words = kept_words(text, LONGEST, missing=N_("Say what they are to read."), lines=True)
        with self._acting.change(Action.NOTICE, undoable=False) as act:
            c = act.connection
            known = rows.sent_as(c, client_id) if client_id else None
            if known is not None:
                return self._known(c, known)
            logins = whom(c, to) - {act.actor.login}
            if not logins:
                raise Refused("Nobody but you would read that.")
            notice_id = rows.add(c, words, {}, "", act.actor, logins, client_id or uuid4().hex)
            after = {"notice": notice_id, "to": sorted(logins), "text": words}
            act.log("notice.send", after=after, client_id=client_id)
            return self._known(c, notice_id)

    def read(self, notice_ids: Sequence[int], *, client_id: str = "") -> int:
        """I have read these notices: whoever wrote them sees that.

        It takes no right, and ``u`` still takes back what was done before.

        Returns:
            How many of them I had not read before.
        """
        with self._store.change() as c:
            act = Act(c, as_known(c, self._actor))
            if act.sent(client_id) or not self._acting.works_here(c):
                return 0
            new = rows.read(c, self._actor.login, list(notice_ids))
            if new:
                act.log("notice.read", after={"notices": new}, client_id=client_id, personal=False)
            return len(new)

    def _known(self, c: Connection, notice_id: int) -> Notice:
        found = rows.one(c, self._actor.login, notice_id)
        seen = self._seen(c, [found] if found else [])
        if not seen or not (seen[0].mine or seen[0].readers):
            raise NotFound("There is no notice {id} for you.", id=notice_id)
        return seen[0]

    def _seen(self, c: Connection, found: Iterable[Notice]) -> tuple[Notice, ...]:
        """Who else has read it is for its author and for leads."""
        who = as_known(c, self._actor)
        lead = may(who.roles, Action.NOTICE)
        return tuple(
            each if lead or each.login == who.login else replace(each, readers=()) for each in found
        )


def whom(connection: Connection, words: Iterable[str]) -> set[str]:
    """Logins of those whom words such as ``all``, ``agent`` or ``李雷`` mean.

    Raises:
        NotFound: nobody works here under one of them.
        NotUnderstood: there are no words.
    """
    here = people.everyone(connection)
    found: set[str] = set()
    given = [plain(each).strip() for each in words]
    for word in filter(None, given):
        role = meant(word, names_of(Role))
        if meant(word, EVERYBODY):
            those = {each.login for each in here}
        elif role is not None:
            those = {each.login for each in here if role in each.roles}
        else:
            those = {each.login for each in here if word in (each.login, each.name)}
        if not those:
            raise NotFound(
                'Nobody who works here is called "{word}". Say all, a role, or names:'
                " csdesk people lists them.", word=word,
            )  # fmt: skip
        found |= those
    if not any(given):
        raise NotUnderstood("Say for whom it is: all, roles, or names.")
    return found

"""With which keys people come in through SSH."""

from __future__ import annotations

import re
from pathlib import Path

from csdesk.model.desk import Actor
from csdesk.model.errors import NotAllowed, NotFound, NotUnderstood, Refused
from csdesk.model.keys import COUNTER, Key
from csdesk.model.roles import Action, Role
from csdesk.model.sessions import Door, Ended, Visit
from csdesk.model.settings import DeskSettings
from csdesk.rules.ssh_keys import key_in
from csdesk.services.acting import Act, Acting
from csdesk.store import people, sessions
from csdesk.store import ssh_keys as rows
from csdesk.store.engine import Store
from csdesk.store.sqlite.open_keys import open_key
from csdesk.words import N_

_NOBODYS = N_("This key opens the desk for nobody now. Ask a lead.")
_counter = re.compile(r"@[A-Za-z0-9_][A-Za-z0-9._-]{0,30}").fullmatch


def check_counter(desk: Path, visit: Visit) -> None:
    """Whether the key of a counter still opens the desk, before anybody's name is shown there.

    Raises:
        NotAllowed: it does not.
        StoreUnusable: the store cannot be read.
    """
    from csdesk.services.desk import STORE_NAME

    key = open_key(desk / STORE_NAME, visit.credential)
    if key is None or key.login != visit.login:
        raise NotAllowed(_NOBODYS)


class Keys:
    """The keys of this desk's people."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)

    def check(self, visit: Visit, *, seated: bool = False) -> None:
        """Whether somebody whom the door names may come in.

        sshd has asked already; a key that was taken away meanwhile is refused here, too.

        Args:
            visit: as the door tells it.
            seated: somebody signed in at the counter whose key it is.

        Raises:
            NotAllowed: the key is nobody's or somebody else's, or nobody has let the person in.
        """
        with self._store.read() as c:
            if visit.door is Door.SSH:
                key = rows.by_fingerprint(c, visit.credential)
                if key is None or key.revoked_at is not None or key.login != visit.login:
                    raise NotAllowed(_NOBODYS)
                if visit.login.startswith(COUNTER):
                    if seated:
                        return
                    raise NotAllowed(
                        "This key is a counter's: somebody has to sign in first. Connect without a"
                        " command."
                    )
            if people.person(c, visit.login) is None:
                raise NotAllowed(
                    "Nobody who works at this desk has the login {login}. Ask a lead.",
                    login=visit.login,
                )

    def list(self, *, revoked: bool = False) -> tuple[Key, ...]:
        """Keys that open the door, by login; with ``revoked`` those that did, too."""
        with self._store.read() as c:
            return rows.everyone(c) if revoked else rows.good(c)

    def add(self, login: str, text: str, *, client_id: str = "") -> Key:
        """Let somebody come in with a key.

        Args:
            login: of somebody who works here, or ``@`` and the name of a counter.
            text: of the file with the public half.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotUnderstood: that is no key, or no login.
            NotFound: nobody who works here has that login.
            Refused: the key is somebody's already.
            NotAllowed: the acting person may not change who works here, or is no admin and lets a
                lead in.
        """
        key = key_in(text, login)
        with self._acting.change(Action.PEOPLE, undoable=False) as act:
            if act.sent(client_id):
                return key
            self._check_login(act, login)
            known = rows.by_fingerprint(act.connection, key.fingerprint)
            if known and known.revoked_at is None:
                raise Refused(
                    "This key lets {login} in already. Everybody needs a key of their own.",
                    login=known.login,
                )
            rows.add(act.connection, key, act.actor.login)
            told: dict[str, object] = {"login": login, "key": key.fingerprint}
            act.log("key.add", after=told, client_id=client_id, personal=False)
            return rows.by_fingerprint(act.connection, key.fingerprint) or key

    @staticmethod
    def _check_login(act: Act, login: str) -> None:
        if login.startswith(COUNTER):
            if not _counter(login):
                raise NotUnderstood(
                    "A counter is called @ and a short name of letters and digits: @counter1."
                )
            return
        person = people.person(act.connection, login)
        if person is None:
            raise NotFound("Nobody who works here has the login {login}.", login=login)
        if Role.ADMIN not in act.actor.roles and not person.roles.isdisjoint(
            {Role.ADMIN, Role.LEAD}
        ):
            raise NotAllowed(
                "{name} may not give keys to leads and administrators. Who may: {roles}.",
                name=act.actor.name, roles=[Role.ADMIN],
            )  # fmt: skip

    def revoke(self, login: str, start: str = "", *, client_id: str = "") -> tuple[Key, ...]:
        """Let somebody come in with a key no more; who is in with it is put out.

        Args:
            login: whose key it is.
            start: of its fingerprint, with or without ``SHA256:``; empty for all that they have.
            client_id: made by the front end; sent twice it is done once.

        Returns:
            The keys that open nothing any more.

        Raises:
            NotFound: the person has no such key.
            NotAllowed: as ``add``; everybody may take their own keys away.
        """
        with self._store.read() as c:
            mine = login == self._actor.login and people.person(c, login) is not None
        with self._acting.change(Action.SEARCHES if mine else Action.PEOPLE, undoable=False) as act:
            if act.sent(client_id):
                return ()
            wanted = start.removeprefix("SHA256:")
            c = act.connection
            found = tuple(
                each
                for each in rows.good(c, login)
                if each.fingerprint.removeprefix("SHA256:").startswith(wanted)
            )
            if not found:
                raise NotFound("{login} has no such key.", login=login)
            for each in found:
                rows.revoke(c, each.fingerprint, act.actor.login)
                sessions.end_of(c, Ended.SHUT_OUT, act.actor.login, key=each.fingerprint)
            told: dict[str, object] = {"login": login, "keys": [k.fingerprint for k in found]}
            act.log("key.revoke", after=told, client_id=client_id, personal=False)
            gone = (rows.by_fingerprint(c, each.fingerprint) for each in found)
            return tuple(each for each in gone if each)

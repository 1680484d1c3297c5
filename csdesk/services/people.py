"""Who works at the desk, and as what (S57, F70)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from csdesk.model.desk import Actor
from csdesk.model.errors import NotAllowed, NotFound, NotUnderstood, Refused
from csdesk.model.roles import Action, Role
from csdesk.model.sessions import Ended
from csdesk.plain import plain
from csdesk.rules.permissions import FOUNDER, NEWCOMER
from csdesk.services.acting import Act, Acting, as_known
from csdesk.store import credentials, sessions, shifts
from csdesk.store import people as rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.model.settings import DeskSettings
    from csdesk.store.engine import Store

LONGEST_NAME = 40
LONGEST_CODE = 8
_login = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,31}").fullmatch


class People:
    """The people of this desk, known by the login of the operating system."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor
        self._acting = Acting(store, actor)

    def me(self) -> Actor:
        """Who acts, as ``acting.as_known`` tells.

        Raises:
            NotAllowed: the person no longer works here.
        """
        with self._store.read() as c:
            login = self._actor.login
            if rows.person(c, login) is None and rows.known(c, login):
                raise NotAllowed(
                    "{name} no longer works at this desk. Ask a lead.", name=self._actor.name
                )
            return as_known(c, self._actor)

    def list(self) -> tuple[Actor, ...]:
        """Everybody who works here, by name."""
        with self._store.read() as c:
            return rows.everyone(c)

    def named(self, login: str) -> Actor:
        """Who works here under a login.

        Raises:
            NotFound: nobody does.
        """
        with self._store.read() as c:
            return self._person(c, login)

    def left(self) -> tuple[Actor, ...]:
        """Everybody who worked here and no longer does, by name."""
        with self._store.read() as c:
            return rows.left(c)

    def ensure(self, actor: Actor | None = None) -> Actor:
        """Take a person down at their first visit; the first of all is also lead and admin.

        Args:
            actor: who comes; the one who acts by default. Roles are given by the desk.

        Returns:
            The person as the desk knows them, with the shift handed in.

        Raises:
            NotAllowed: the person no longer works here.
        """
        who = actor or self._actor
        people = People(self._store, self._settings, who)
        with self._store.read() as c:
            known = rows.known(c, who.login)
        if known:
            return people.me()
        with self._store.change() as c:
            if rows.known(c, who.login):
                return people.me()
            name = plain(who.name)[:LONGEST_NAME].strip() or who.login
            new = replace(who, name=name, roles=NEWCOMER if rows.count(c) else FOUNDER)
            rows.add(c, new)
            Act(c, new).log("person.join", after=told_of(new), personal=False)
        return new

    def add(
        self, login: str, name: str, roles: Iterable[str], *, code: str = "", client_id: str = ""
    ) -> Actor:
        """Let somebody work here, or come back.

        Args:
            login: of the operating system.
            name: shown beside what the person does.
            roles: values of ``Role``.
            code: short, shown in narrow places; made of the login where it is empty.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotUnderstood: the login, the name or a role is none.
            Refused: the person works here already.
            NotAllowed: the acting person may not change who works here.
        """
        if not _login(login):
            raise NotUnderstood('"{login}" is no login of the operating system.', login=login)
        shown = plain(name)[:LONGEST_NAME].strip()
        if not shown:
            raise NotUnderstood("A person needs a name that others can read.")
        short = plain(code or login[:4].upper()).strip()[:LONGEST_CODE]
        new = Actor(login, shown, short, self._roles(roles))
        with self._acting.change(Action.PEOPLE, undoable=False) as act:
            if act.sent(client_id):
                return new
            if rows.person(act.connection, login):
                raise Refused("{login} works here already.", login=login)
            self._check_lead_stays_lead(act, new.roles)
            if rows.known(act.connection, login):
                rows.keep(act.connection, new, active=True)
            else:
                rows.add(act.connection, new)
            act.log("person.add", after=told_of(new), client_id=client_id, personal=False)
        return new

    def give_roles(self, login: str, roles: Iterable[str], *, client_id: str = "") -> Actor:
        """Have somebody work as something else; these roles take the place of the old ones.

        Raises:
            NotUnderstood: a role is none.
            NotFound: nobody who works here has that login.
            Refused: nobody could change who works here any more.
            NotAllowed: the acting person may not change who works here, or is no admin and
                changes one.
        """
        given = self._roles(roles)
        with self._acting.change(Action.PEOPLE, undoable=False) as act:
            old = self._person(act.connection, login)
            if act.sent(client_id) or old.roles == given:
                return old
            self._check_lead_stays_lead(act, old.roles ^ given)
            new = replace(old, roles=given)
            rows.keep(act.connection, new, active=True)
            self._check_admin_stays(act.connection)
            act.log("person.roles", before=told_of(old), after=told_of(new), client_id=client_id,
                    personal=False)  # fmt: skip
        return new

    def off(self, login: str, *, client_id: str = "") -> Actor:
        """Let somebody in no more: they leave the shift, and their sessions end.

        What they did stays in their name.

        Args:
            login: of the person.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: nobody who works here has that login.
            Refused: nobody could change who works here any more.
            NotAllowed: as ``give_roles``.
        """
        with self._acting.change(Action.PEOPLE, undoable=False) as act:
            if act.sent(client_id):
                return next(each for each in self._ever(act.connection) if each.login == login)
            old = self._person(act.connection, login)
            self._check_lead_stays_lead(act, old.roles)
            let_go(act, old, client_id)
            self._check_admin_stays(act.connection)
        return old

    @staticmethod
    def _roles(words: Iterable[str]) -> frozenset[str]:
        given = frozenset(words)
        unknown = sorted(given - set(Role))
        if unknown or not given:
            raise NotUnderstood(
                'There is no role "{role}". Choose from {roles}.',
                role=unknown[0] if unknown else "", roles=[role.value for role in Role],
            )  # fmt: skip
        return frozenset(Role(word) for word in given)

    @staticmethod
    def _person(connection: Connection, login: str) -> Actor:
        found = rows.person(connection, login)
        if found is None:
            raise NotFound("Nobody who works here has the login {login}.", login=login)
        return found

    @staticmethod
    def _ever(connection: Connection) -> tuple[Actor, ...]:
        return (*rows.left(connection), *rows.everyone(connection))

    @staticmethod
    def _check_lead_stays_lead(act: Act, touched: frozenset[str]) -> None:
        """A lead gives and takes the roles of the floor; only an admin makes leads and admins."""
        if Role.ADMIN not in act.actor.roles and not touched.isdisjoint({Role.ADMIN, Role.LEAD}):
            raise NotAllowed(
                "{name} may not make or unmake leads and administrators. Who may: {roles}.",
                name=act.actor.name, roles=[Role.ADMIN],
            )  # fmt: skip

    @staticmethod
    def _check_admin_stays(connection: Connection) -> None:
        if not any(Role.ADMIN in each.roles for each in rows.everyone(connection)):
            raise Refused(
                "Nobody could let people in any more. Make somebody else administrator first."
            )


def let_go(
    act: Act, who: Actor, client_id: str = "", notes: Mapping[str, object] | None = None
) -> None:
    """Have somebody come in no more, and log it.

    Args:
        act: whose change it is.
        who: works here until now.
        client_id: made by the front end.
        notes: what the step tells besides.
    """
    rows.keep(act.connection, who, active=False)
    credentials.remove(act.connection, who.login)
    _leave_shift(act, who.login)
    sessions.end_of(act.connection, Ended.SHUT_OUT, act.actor.login, login=who.login)
    act.log("person.off", before=told_of(who), after={"login": who.login, **(notes or {})},
            client_id=client_id, personal=False)  # fmt: skip


def _leave_shift(act: Act, login: str) -> None:
    on = shifts.current(act.connection)
    if on is not None and on.present(login) is not None:
        shifts.go(act.connection, on.id, [login], int(time.time()))
        shifts.keep(act.connection, on.id)


def told_of(who: Actor) -> dict[str, object]:
    """A person as the log tells them."""
    return {"login": who.login, "name": who.name, "code": who.code, "roles": sorted(who.roles)}

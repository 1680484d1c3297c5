"""Who works at the desk (S57)."""

from __future__ import annotations

from dataclasses import replace

from csdesk.model.desk import Actor, DeskSettings
from csdesk.model.errors import NotAllowed
from csdesk.plain import plain
from csdesk.store import events
from csdesk.store import people as rows
from csdesk.store.engine import Store

FIRST = frozenset({"agent", "lead"})
"""Roles of whoever comes first: somebody must be able to let the others in."""

NEXT = frozenset({"agent"})

LONGEST_NAME = 40


class People:
    """The people of this desk, known by the login of the operating system."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor

    def me(self) -> Actor:
        """Who acts: as the desk knows the person, or as handed in while it does not.

        Raises:
            NotAllowed: the person no longer works here.
        """
        with self._store.read() as c:
            found = rows.person(c, self._actor.login)
            if found is None and rows.known(c, self._actor.login):
                raise NotAllowed(
                    "{name} no longer works at this desk. Ask a lead.", name=self._actor.name
                )
        return replace(found, shift=self._actor.shift) if found else self._actor

    def list(self) -> tuple[Actor, ...]:
        """Everybody who works here, by name."""
        with self._store.read() as c:
            return rows.everyone(c)

    def ensure(self, actor: Actor | None = None) -> Actor:
        """Take a person down at their first visit; the first of all is also lead.

        Args:
            actor: who comes; the one who acts by default. Roles are given by the desk.

        Returns:
            The person as the desk knows them, with the shift handed in.

        Raises:
            NotAllowed: the person no longer works here.
        """
        who = actor or self._actor
        people = People(self._store, self._settings, who)
        found = people.me()
        if found is not who:
            return found
        with self._store.change() as c:
            if rows.known(c, who.login):
                return people.me()
            new = replace(
                who,
                name=plain(who.name)[:LONGEST_NAME].strip() or who.login,
                roles=NEXT if rows.count(c) else FIRST,
            )
            rows.add(c, new)
            after: dict[str, object] = {
                "login": new.login, "name": new.name, "roles": sorted(new.roles)
            }  # fmt: skip
            events.append(
                c,
                events.NewEvent(
                    kind="person.join",
                    actor=new.login,
                    shift=new.shift,
                    after=after,
                    personal=False,
                ),
            )
        return new

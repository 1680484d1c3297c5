"""What a backup would open again: keys, PINs, people and roles that were taken away since.

A restored store is as old as its backup, and with it who may come in. What the store that it
replaces had closed later is closed in it, too, in the transaction that tells of the restore.
Nothing is opened: who was let in since has to be let in once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from csdesk.model.backups import Closed, Closing
from csdesk.model.roles import Role
from csdesk.rules.permissions import NEWCOMER
from csdesk.rules.secrets import locked_after
from csdesk.services.people import let_go, told_of
from csdesk.store import credentials, log, people, ssh_keys
from csdesk.store.faults import UNREADABLE

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.model.desk import Actor
    from csdesk.services.acting import Act
    from csdesk.store.credentials import Kept

_NEVER, _EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_LET_IN = ("person.join", "person.add")
_ROLES = (*_LET_IN, "person.roles")
_PIN_OFF = ("person.pin_off", "person.off")


def close_again(act: Act, former: Connection, backup: str) -> tuple[Closing, ...] | None:
    """Close in a restored store what its forerunner had closed later.

    Args:
        act: changing the restored store.
        former: reading the one that it replaces.
        backup: the name of what is restored, for the log.

    Returns:
        What was closed; None where the former store does not tell.
    """
    try:
        then = _Access(former)
    except UNREADABLE:
        return None
    again = _Again(act, then, backup)
    return (*again.people(), *again.roles(), *again.keys(), *again.pins())


class _Access:
    """Who may come in by what a store tells, and since when."""

    def __init__(self, connection: Connection) -> None:
        self.people = {each.login: each for each in people.everyone(connection)}
        self.left = {each.login for each in people.left(connection)}
        self.keys = {each.fingerprint: each for each in ssh_keys.everyone(connection)}
        self.pins = credentials.everyone(connection)
        self._steps = log.later(connection, 0, (*_ROLES, *_PIN_OFF))

    def last(self, kinds: Sequence[str]) -> dict[str, datetime]:
        """Login -> when the last step of these kinds was about that person."""
        return {
            str((each.after or {}).get("login", "")): each.at
            for each in self._steps
            if each.kind in kinds
        }


class _Again:
    def __init__(self, act: Act, then: _Access, backup: str) -> None:
        self._act, self._connection, self._then = act, act.connection, then
        self._here = _Access(act.connection)
        self._note: dict[str, object] = {"restore": backup}

    def people(self) -> Iterator[Closing]:
        """Who left since."""
        left, came = self._then.last(["person.off"]), self._here.last(_LET_IN)
        for login, who in self._here.people.items():
            if login not in self._then.left:
                continue
            if left.get(login, _EVER) <= came.get(login, _NEVER):
                continue
            if self._is_needed(who):
                yield Closing(Closed.STAYS, login, who.name)
                continue
            let_go(self._act, who, notes=self._note)
            yield Closing(Closed.LEFT, login, who.name)

    def roles(self) -> Iterator[Closing]:
        """Whose roles were taken away since."""
        taken, given = self._then.last(_ROLES), self._here.last(_ROLES)
        for who in people.everyone(self._connection):
            then = self._then.people.get(who.login)
            lost = who.roles - (then.roles if then else who.roles)
            if not lost or taken.get(who.login, _EVER) <= given.get(who.login, _NEVER):
                continue
            if Role.ADMIN in lost and self._is_needed(who):
                yield Closing(Closed.STAYS, who.login, who.name)
                continue
            now = replace(who, roles=(who.roles - lost) or NEWCOMER)
            people.keep(self._connection, now, active=True)
            self._act.log("person.roles", before=told_of(who), after=told_of(now) | self._note,
                          personal=False)  # fmt: skip
            yield Closing(Closed.ROLES, who.login, who.name, " ".join(sorted(lost)))

    def keys(self) -> Iterator[Closing]:
        """Which keys were revoked since, or are somebody else's by now."""
        for key in ssh_keys.good(self._connection):
            later = self._then.keys.get(key.fingerprint)
            if later is None or (later.revoked_at is None and later.login == key.login):
                continue
            if (later.revoked_at or later.added_at or _EVER) < (key.added_at or _NEVER):
                continue
            by = later.revoked_by or self._act.actor.login
            ssh_keys.revoke(self._connection, key.fingerprint, by)
            told: dict[str, object] = {"login": key.login, "keys": [key.fingerprint]}
            self._act.log("key.revoke", after=told | self._note, personal=False)
            who = self._here.people.get(key.login)
            yield Closing(Closed.KEY, key.login, who.name if who else "", key.fingerprint)

    def pins(self) -> Iterator[Closing]:
        """Whose PIN was changed, taken away or locked since."""
        off_here, off_then = self._here.last(_PIN_OFF), self._then.last(_PIN_OFF)
        for who in people.everyone(self._connection):
            mine, newer = self._here.pins.get(who.login), self._then.pins.get(who.login)
            what = _changed(mine, newer, off_here.get(who.login), off_then.get(who.login))
            if what is None:
                continue
            if newer is None:
                credentials.remove(self._connection, who.login)
            else:
                credentials.put_back(self._connection, who.login, newer)
            kind = "person.pin_off" if newer is None else "person.pin"
            told: dict[str, object] = {"login": who.login, "own": False}
            self._act.log(kind, after=told | self._note, personal=False)
            yield Closing(what, who.login, who.name)

    def _is_needed(self, who: Actor) -> bool:
        """Whether nobody else could let people in."""
        return Role.ADMIN in who.roles and not any(
            Role.ADMIN in each.roles
            for each in people.everyone(self._connection)
            if each.login != who.login
        )


def _changed(
    mine: Kept | None, newer: Kept | None, off_here: datetime | None, off_then: datetime | None
) -> Closed | None:
    """What became of a PIN in the former store after the backup; None where nothing did."""
    if mine is None and newer is None:
        return None
    if newer is None:
        assert mine is not None
        since = off_then or _EVER
        return Closed.PIN_OFF if int(since.timestamp()) >= mine.set_at else None
    if mine is None:
        since = off_here or _NEVER
        return Closed.PIN if newer.set_at >= since.timestamp() else None
    if newer.secret != mine.secret:
        return Closed.PIN if newer.set_at >= mine.set_at else None
    return Closed.PIN_LOCKED if newer.wrong > mine.wrong and locked_after(newer.wrong) else None

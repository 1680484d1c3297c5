"""Who sits at a shared terminal: name and PIN, wrong tries, locks (W1, W16).

A try is counted before it is looked at, so that whoever ends the program in the middle of one, or
tries in many sessions at once, gains nothing by it.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from csdesk.model.desk import Actor
from csdesk.model.errors import NotAllowed, NotFound, NotUnderstood, Refused
from csdesk.model.roles import Action, Role
from csdesk.model.settings import DeskSettings
from csdesk.model.sign_in import Candidate, SignedIn
from csdesk.rules.secrets import LOCKED_AT, check_secret, locked_after, normal, wait_after
from csdesk.services.acting import Act, Acting, as_known
from csdesk.services.secrets import Secrets
from csdesk.store import credentials, people
from csdesk.store.engine import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.store.credentials import Kept


class SignIn:
    """Proving who one is, and what is needed for it."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        """For the person, or the counter, in whose name tries are logged."""
        del settings
        self._store = store
        self._actor = actor
        self._acting = Acting(store, actor)
        self._secrets = Secrets(store.path.parent)

    def candidates(self) -> tuple[Candidate, ...]:
        """Everybody who works here, by name, with whether they can sign in."""
        with self._store.read() as c:
            wrong = credentials.wrong_of_all(c)
            return tuple(
                Candidate(each.login, each.name, each.code, each.login in wrong,
                          locked_after(wrong.get(each.login, 0)))
                for each in people.everyone(c)
            )  # fmt: skip

    def asked(self) -> bool:
        """Whether whoever acts has a PIN, so that coming back takes it."""
        with self._store.read() as c:
            return credentials.kept(c, self._actor.login) is not None

    def sign_in(self, login: str, secret: str) -> SignedIn:
        """Let somebody in who knows their PIN or password.

        Raises:
            NotFound: nobody who works here has the login.
            NotAllowed: it is wrong; or too many were, and one waits or asks a lead.
            Refused: they have none yet.
        """
        kept = self._prove(login, secret)
        with self._store.change() as c:
            who = replace(_worker(c, login), session=self._actor.session)
            Act(c, who).log("person.signed_in", after={"login": login}, personal=False)
        return SignedIn(who, kept.must_change)

    def come_back(self, secret: str) -> None:
        """As ``sign_in`` for who left the desk for a moment: nobody new comes.

        Raises:
            NotAllowed, NotFound, Refused: as ``sign_in``.
        """
        self._prove(self._actor.login, secret)

    def choose(self, login: str, old: str, new: str) -> None:
        """Have somebody take another PIN or password, who knows the one they have.

        Args:
            login: whose.
            old: the one that counts until now; empty where there is none.
            new: the one from now on.

        Raises:
            NotUnderstood: the new one cannot be one, or is the old one.
            NotAllowed, NotFound, Refused: as ``sign_in``.
        """
        with self._store.read() as c:
            who, has = _worker(c, login), credentials.kept(c, login) is not None
        if not has and login != self._actor.login:
            raise _none_yet(who)
        wanted = check_secret(new, who.login, who.name, who.code)
        if has and wanted == normal(old):
            raise NotUnderstood("That is the one that you have. Take another.")
        seen = self._prove(login, old).secret if has else ""
        made = self._secrets.made(wanted)
        with self._store.change() as c:
            now = credentials.kept(c, login)
            if (now.secret if now else "") != seen:
                raise Refused("Somebody changed the PIN of {name} meanwhile.", name=who.name)
            self._keep(c, _worker(c, login), made, must_change=False)

    def give(self, login: str, new: str) -> None:
        """Set somebody else's PIN or password; it lets them in once, to choose their own.

        Raises:
            NotUnderstood: it cannot be one.
            NotFound: nobody who works here has the login.
            NotAllowed: the acting person may not change who works here, or is no administrator
                and gives one to a lead or an administrator.
        """
        with self._store.read() as c:
            who = _worker(c, login)
        self._acting.check(Action.PEOPLE)
        made = self._secrets.made(check_secret(new, who.login, who.name, who.code))
        with self._acting.change(Action.PEOPLE, undoable=False) as act:
            _check_rank(act.actor, _worker(act.connection, login))
            self._keep(act.connection, who, made, must_change=True)

    def take_away(self, login: str) -> None:
        """Have somebody sign in no more, until they are given a new one.

        Raises:
            NotFound: nobody who works here has the login.
            NotAllowed: as ``give``.
        """
        with self._acting.change(Action.PEOPLE, undoable=False) as act:
            who = _worker(act.connection, login)
            _check_rank(act.actor, who)
            if credentials.remove(act.connection, login):
                act.log("person.pin_off", after={"login": login}, personal=False)

    def unlock(self, login: str) -> Actor:
        """Let somebody try again who was wrong too often.

        Raises:
            NotFound: nobody who works here has the login.
            Refused: they have no PIN, or none was wrong.
            NotAllowed: the acting person may not change who works here.
        """
        with self._acting.change(Action.PEOPLE, undoable=False) as act:
            who = _worker(act.connection, login)
            kept = credentials.kept(act.connection, login)
            if kept is None:
                raise _none_yet(who)
            if not kept.wrong:
                raise Refused("{name} is not locked: no PIN was wrong.", name=who.name)
            credentials.count_wrong(act.connection, login, 0, 0)
            act.log("person.unlocked", after={"login": login}, personal=False)
        return who

    def _keep(self, c: Connection, who: Actor, made: str, *, must_change: bool) -> None:
        actor = as_known(c, self._actor)
        by = actor.login if must_change else who.login
        credentials.put(c, who.login, made, by=by, at=int(time.time()), must_change=must_change)
        act = Act(c, actor if must_change else who)
        act.log("person.pin", after={"login": who.login, "own": not must_change}, personal=False)

    def _prove(self, login: str, secret: str) -> Kept:
        """What is kept of somebody who just told their secret."""
        with self._store.change() as c:
            who = _worker(c, login)
            kept = self._let_try(c, who)
        if not self._secrets.fits(kept.secret, secret):
            raise self._refusal(who, kept.wrong + 1)
        with self._store.change() as c:
            credentials.count_wrong(c, login, 0, 0)
        return kept

    def _let_try(self, c: Connection, who: Actor) -> Kept:
        """Count a try as wrong before it is looked at, where one is allowed now."""
        kept = credentials.kept(c, who.login)
        if kept is None:
            raise _none_yet(who)
        if locked_after(kept.wrong):
            raise _locked(who)
        now, most = int(time.time()), wait_after(kept.wrong)
        # A clock that was put back must not keep anybody out for longer than that.
        left = min(kept.wrong_at + most - now, most)
        if left > 0:
            raise NotAllowed(
                "Wrong too often. {name} can try again in {seconds} seconds.",
                name=who.name, seconds=left,
            )  # fmt: skip
        credentials.count_wrong(c, who.login, kept.wrong + 1, now)
        return kept

    def _refusal(self, who: Actor, wrong: int) -> NotAllowed:
        """Log a wrong try, and say what it costs."""
        locked = locked_after(wrong)
        with self._store.change() as c:
            act = Act(c, self._actor)
            act.log("person.wrong_pin", after={"login": who.login, "nth": wrong}, personal=False)
            if locked:
                act.log("person.locked", after={"login": who.login}, personal=False)
        if locked:
            return _locked(who)
        if wait := wait_after(wrong):
            return NotAllowed(
                "That is not the PIN of {name}. The next try is in {seconds} seconds; after"
                " {most} wrong ones a lead must unlock.",
                name=who.name, seconds=wait, most=LOCKED_AT,
            )  # fmt: skip
        return NotAllowed("That is not the PIN of {name}. Try again.", name=who.name)


def _worker(c: Connection, login: str) -> Actor:
    who = people.person(c, login)
    if who is None:
        raise NotFound("Nobody who works here has the login {login}.", login=login)
    return who


def _none_yet(who: Actor) -> Refused:
    return Refused(
        "{name} has no PIN yet. A lead gives one: csdesk people pin {login}.",
        name=who.name, login=who.login,
    )  # fmt: skip


def _locked(who: Actor) -> NotAllowed:
    return NotAllowed(
        "Wrong {most} times: {name} is locked. A lead unlocks: csdesk people unlock {login}.",
        most=LOCKED_AT, name=who.name, login=who.login,
    )  # fmt: skip


def _check_rank(actor: Actor, who: Actor) -> None:
    """A PIN lets act in somebody's name: who gives one must be able to make who they are."""
    if Role.ADMIN not in actor.roles and not who.roles.isdisjoint({Role.ADMIN, Role.LEAD}):
        raise NotAllowed(
            "{name} may not change the PIN of leads and administrators. Who may: {roles}.",
            name=actor.name, roles=[Role.ADMIN],
        )  # fmt: skip

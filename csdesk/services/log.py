"""The operation log: what was done to an order, by whom, before and after (S28)."""

from __future__ import annotations

from csdesk.model.desk import Actor
from csdesk.model.errors import NotFound
from csdesk.model.log import Event, LogPart, LogSteps
from csdesk.model.settings import DeskSettings
from csdesk.rules.typed_numbers import asked_number
from csdesk.store import events, log, people
from csdesk.store.engine import Store
from csdesk.store.lookup import order_named
from csdesk.store.sight import masked_event


class Log:
    """Reading the log; every service writes its own events."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor

    def events(
        self, number: str, *, by: str = "", kind: str = "", limit: int = 500
    ) -> tuple[Event, ...]:
        """The last ``limit`` steps of an order, newest last; arguments as ``steps``."""
        return self.steps(number, by=by, kind=kind, limit=limit, refused=True).steps

    def steps(
        self,
        number: str,
        *,
        by: str = "",
        kind: str = "",
        limit: int = 500,
        refused: bool = False,
    ) -> LogSteps:
        """The last ``limit`` steps of an order; attempts that were refused are counted apart.

        Args:
            number: any of its numbers; one that is not imported yet has the steps of its remarks.
            by: login or name of whoever did them; empty for everybody.
            kind: of the steps, such as ``order.approve``, or what it begins with, such as
                ``remark``; empty for all.
            limit: how many at most.
            refused: have refused attempts among the steps; they are where their kind is asked for.

        Raises:
            NotFound: nothing is known of that number, or of that person.
            Refused: orders of several shops have it.
        """
        typed = asked_number(number)
        with self._store.read() as c:
            order = order_named(c, typed)
            key = order.id if order else None
            parts = log.parts(c, typed, key)
            logins = {*people.called(c, by), *(each.login for each in parts if each.login == by)}
            found = tuple(
                masked_event(c, each)
                for each in log.steps(
                    c, typed, key, limit=limit, by=sorted(logins), kind=kind,
                    refused=refused or bool(kind),
                )
            )  # fmt: skip
        if order is None and not parts:
            raise NotFound("No order has the number {number}.", number=typed)
        if by and not logins:
            raise NotFound(
                "Nobody has the login or name {who}. To {number} did something: {people}.",
                who=by, number=typed, people=sorted({each.login for each in parts}),
            )  # fmt: skip
        attempts = sum(
            each.steps
            for each in parts
            if each.kind == log.REFUSED and not kind and (not by or each.login in logins)
        )
        return LogSteps(found, attempts, folded=attempts > 0 and not refused)

    def parts(self, number: str) -> tuple[LogPart, ...]:
        """How many steps of each kind everybody has in an order's log; errors as for ``events``."""
        typed = asked_number(number)
        with self._store.read() as c:
            order = order_named(c, typed)
            return log.parts(c, typed, order.id if order else None)

    def verify(self) -> int | None:
        """The first event that does not fit the chain, None where the log is whole."""
        with self._store.read() as c:
            return events.first_broken(c)

    def length(self) -> int:
        """How many steps the log has."""
        with self._store.read() as c:
            return log.length(c)

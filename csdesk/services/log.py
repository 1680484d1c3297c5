"""The operation log: what was done to an order, by whom, before and after (S28)."""

from __future__ import annotations

from csdesk.model.desk import Actor, DeskSettings
from csdesk.model.errors import NotFound
from csdesk.model.orders import Event
from csdesk.rules.typed_numbers import asked_number
from csdesk.store import events, log
from csdesk.store.engine import Store
from csdesk.store.lookup import order_named


class Log:
    """Reading the log; every service writes its own events."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor

    def events(self, number: str, *, limit: int = 500) -> tuple[Event, ...]:
        """The last ``limit`` steps of an order, newest last.

        Args:
            number: any of its numbers; one that is not imported yet has the steps of its remarks.
            limit: how many at most.

        Raises:
            NotFound: nothing is known of that number.
            Refused: orders of several shops have it.
        """
        typed = asked_number(number)
        with self._store.read() as c:
            order = order_named(c, typed)
            found = log.steps(c, typed, order.id if order else None, limit=limit)
        if order is None and not found:
            raise NotFound("No order has the number {number}.", number=typed)
        return found

    def verify(self) -> int | None:
        """The first event that does not fit the chain, None where the log is whole."""
        with self._store.read() as c:
            return events.first_broken(c)

    def length(self) -> int:
        """How many steps the log has."""
        with self._store.read() as c:
            return log.length(c)

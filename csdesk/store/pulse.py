"""Something changed, ask again: how a session notices other people's work."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from csdesk.store import columns
from csdesk.store.engine import Store
from csdesk.store.sqlite import pragmas


class Pulse:
    """Polls the store's change counter on one connection of its own.

    The counter moves for every commit of any other connection; drafts move it too, so the
    events and the import's progress are looked at before screens are asked to refresh.
    One thread at a time may use it.
    """

    def __init__(self, store: Store) -> None:
        self._connection: Connection = store.engine.connect().execution_options(**pragmas.OUTSIDE)
        self._counter = pragmas.data_version(self._connection)
        self._seen = self._facts()

    def moved(self) -> bool:
        """Whether something that a screen may show has changed since the last call."""
        counter = pragmas.data_version(self._connection)
        if counter == self._counter:
            return False
        self._counter = counter
        seen = self._facts()
        if seen == self._seen:
            return False
        self._seen = seen
        return True

    def _facts(self) -> tuple[object, ...]:
        b = columns.batches.c
        event = self._connection.execute(select(func.max(columns.events.c.seq))).scalar()
        newest = self._connection.execute(
            select(b.id, b.state, b.rows_done).order_by(b.id.desc()).limit(8)
        ).all()
        self._connection.commit()
        return (event, *(tuple(row) for row in newest))

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

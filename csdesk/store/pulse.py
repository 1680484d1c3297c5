"""Something changed, ask again: how a session notices other people's work."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from csdesk.store import columns, index, marks, mirror
from csdesk.store.engine import Store
from csdesk.store.events import IMPORTED
from csdesk.store.sqlite import pragmas

_e, _b, _s = columns.events.c, columns.batches.c, columns.obstacles.c


@dataclass(frozen=True, slots=True)
class Moved:
    """What is not any more as it was at the last look."""

    desk: bool
    """Orders, remarks or anything else that is shown."""
    imports: bool
    """How far the imports are; the orders that they bring are shown when they end."""

    def __bool__(self) -> bool:
        return self.desk or self.imports


_NOTHING = Moved(desk=False, imports=False)


class Pulse:
    """Polls the store's change counter on one connection of its own.

    The counter moves for every commit of any other connection; drafts move it too, so the
    events and the import's progress are looked at before screens are asked to refresh.
    One thread at a time may use it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        with store.telling_faults():
            self._connection: Connection = store.engine.connect().execution_options(
                **pragmas.OUTSIDE
            )
            self._counter = pragmas.data_version(self._connection)
            self._event = self._last_event()
            self._batches = self._newest_batches()
            self._connection.commit()

    def moved(self) -> Moved:
        """What screens may show and has changed since the last call.

        Raises:
            StoreUnusable: the file is damaged, gone, replaced, or cannot be read.
        """
        with self._store.telling_faults():
            return self._look()

    def _look(self) -> Moved:
        counter = pragmas.data_version(self._connection)
        if counter == self._counter:
            return _NOTHING
        self._counter = counter
        event, batches = self._last_event(), self._newest_batches()
        moved = Moved(event != self._event and self._news(), batches != self._batches)
        self._event, self._batches = event, batches
        self._connection.commit()
        return moved

    def _last_event(self) -> int:
        return self._connection.execute(select(func.max(_e.seq))).scalar() or 0

    def _news(self) -> bool:
        """Whether there is more than orders of a running import, some hundred a second."""
        news = select(_e.seq).where(_e.seq > self._event, _e.kind != IMPORTED).limit(1)
        return self._connection.execute(news).first() is not None

    def _newest_batches(self) -> list[tuple[object, ...]]:
        newest = select(_b.id, _b.state, _b.rows_done).order_by(_b.id.desc()).limit(8)
        batches = [tuple(row) for row in self._connection.execute(newest)]
        lying_there = select(func.count(), func.max(_s.seen_at)).select_from(columns.obstacles)
        rebuilt = marks.read(self._connection, index.REBUILT)
        compared = marks.read(self._connection, mirror.COUNTED)
        return [*batches, tuple(self._connection.execute(lying_there).one()), (rebuilt, compared)]

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

"""Files that came in: their counts, what was refused of them, and conflicts to settle (W3, W4)."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.model.desk import Actor
from csdesk.model.errors import NotFound, NotUnderstood, Refused
from csdesk.model.intake import Batch, Obstacle, Progress, RefusedRow, Reject
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.status import BatchState
from csdesk.plain import plain
from csdesk.rules.folding import fold
from csdesk.rules.numbers import forms
from csdesk.rules.search_dates import window
from csdesk.rules.typed_numbers import asked_number
from csdesk.services.acting import Act, Acting
from csdesk.store import batches, obstacles, rebuilding
from csdesk.store.engine import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection

WINDOWS = ("13:00", "13:00..15:00", "today 今天", "11-20..11-22", "..11-20")
"""Examples of when files came in."""

_UNDER_WAY = (BatchState.IMPORTING, BatchState.WAITING)


class Imports:
    """Looking at imports, taking note of them, and settling what they could not decide."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._acting = Acting(store, actor)

    # --- looking -----------------------------------------------------------------------------

    def batches(self, limit: int = 200, *, came: str = "") -> tuple[Batch, ...]:
        """The last files, the newest first.

        Args:
            limit: how many at most.
            came: when they came in, as typed: ``13:00``, ``11-20..11-22``, ``昨天`` (W17).

        Raises:
            NotUnderstood: ``came`` is no such thing.
        """
        within = None
        if came.strip():
            within = window(fold(came).strip(), datetime.now(ZoneInfo(self._settings.zone)))
            if within is None:
                raise NotUnderstood(
                    '"{typed}" is no time from and to. Examples: {examples}.',
                    typed=plain(came), examples=list(WINDOWS),
                )  # fmt: skip
        with self._store.read() as c:
            return batches.newest(c, limit, within)

    def batch(self, batch_id: int) -> Batch:
        """One file.

        Raises:
            NotFound: there is no such import.
        """
        with self._store.read() as c:
            return _batch(c, batch_id)

    def rejects(self, batch_id: int, limit: int | None = None) -> tuple[Reject, ...]:
        """The rows of a file that did not go in, in the file's order, ``limit`` at most."""
        with self._store.read() as c:
            return batches.rejects(c, batch_id, limit)

    def refused(self, number: str) -> tuple[RefusedRow, ...]:
        """The rows that tell of an order and did not go in, the newest file first.

        Args:
            number: the marketplace's, whole, as typed or pasted.

        Raises:
            NotFound: it cannot be the number of an order.
        """
        with self._store.read() as c:
            return batches.refused(c, forms(asked_number(number)))

    def progress(self) -> Progress | None:
        """How far the running import is, or a rebuild of the search index; None where none runs."""
        with self._store.read() as c:
            return batches.progress(c) or rebuilding.progress(c, batches.importer(c))

    def obstacles(self) -> tuple[Obstacle, ...]:
        """What lies in the inbox and is never taken in, by path."""
        with self._store.read() as c:
            return obstacles.found(c)

    # --- deciding ----------------------------------------------------------------------------

    def accept(self, batch_id: int, client_id: str = "") -> Batch:
        """Take note of an import in one's own name (W3); whoever did so first stays named.

        The halves of a pair came as one download: note is taken of both.

        Args:
            batch_id: of an import that is finished.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: there is no such import.
            Refused: it is still going on, or its file still waits.
            NotAllowed: the person has no right to.
        """
        with self._acting.change(Action.IMPORT, undoable=False) as act:
            c = act.connection
            seen = _batch(c, batch_id)
            if seen.state in _UNDER_WAY:
                raise Refused("{file} is not taken in yet; look again later.", file=seen.file)
            if seen.accepted_by or act.sent(client_id):
                return seen
            _note(act, seen, client_id)
            other = None if seen.pair is None else _batch(c, seen.pair)
            if other and not other.accepted_by and other.state not in _UNDER_WAY:
                _note(act, other, "")
            return _batch(c, batch_id)

    def go_alone(self, batch_id: int, client_id: str = "") -> Batch:
        """Have the importer take a waiting half in without the other.

        Args:
            batch_id: of a file that waits.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            NotFound: there is no such import.
            Refused: the file does not wait.
            NotAllowed: the person has no right to.
        """
        with self._acting.change(Action.IMPORT, undoable=False) as act:
            seen = _batch(act.connection, batch_id)
            if act.sent(client_id):
                return seen
            if seen.state is not BatchState.WAITING:
                raise Refused("{file} does not wait for another file.", file=seen.file)
            batches.keep(act.connection, batch_id, alone=1)
            _log(act, "batch.alone", seen, client_id)
            return seen


def _note(act: Act, seen: Batch, client_id: str) -> None:
    batches.keep(act.connection, seen.id, accepted_by=act.actor.name, accepted_at=int(time.time()))
    _log(act, "batch.accepted", seen, client_id)


def _log(act: Act, kind: str, about: Batch, client_id: str) -> None:
    act.log(
        kind, batch_id=about.id, after={"file": about.file}, client_id=client_id, personal=False
    )


def _batch(connection: Connection, batch_id: int) -> Batch:
    found = batches.batch(connection, batch_id)
    if found is None:
        raise NotFound("There is no import {id}.", id=batch_id)
    return found

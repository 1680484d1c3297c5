"""Building the search index anew from the rows, while people work.

Each piece is one short transaction, the newest orders first, and a mark tells how far it is: a
killed rebuild goes on where it was. Until it is done a search finds the orders that are in it;
changes to the others need no index, since their rows are read when their turn comes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, func, select

from csdesk.model.intake import Progress
from csdesk.store import columns, index, log, marks
from csdesk.store.engine import Store
from csdesk.store.sqlite import bulk, fulltext, pragmas

AT_ONCE = 100
"""Orders in one transaction, in which nobody else writes."""

_CHECKPOINT_EVERY = 20
_o = columns.orders.c


@dataclass(frozen=True, slots=True)
class _State:
    """How far a rebuild is."""

    version: int
    """Of the rules by which it cuts."""
    place: int
    """Orders with this key and larger ones are in."""
    done: int
    total: int
    begun_at: int


def bring_up_to_date(store: Store, *, stop: Callable[[], bool] = lambda: False) -> bool:
    """Build the index anew where it was cut by other rules, or go on where that was broken off.

    Args:
        store: of the desk; nobody imports meanwhile.
        stop: asked between two pieces.

    Returns:
        Whether the index is whole; false where ``stop`` said so before.
    """
    with store.read() as c:
        begun = _begun(c)
        if begun is None and not index.outdated(c):
            return True
    return rebuild(store, stop=stop, anew=begun is None)


def rebuild(
    store: Store,
    *,
    stop: Callable[[], bool] = lambda: False,
    anew: bool = True,
    at_once: int = AT_ONCE,
) -> bool:
    """As ``bring_up_to_date``, whatever the index is now.

    Args:
        store: of the desk; nobody imports meanwhile.
        stop: asked between two pieces.
        anew: from the beginning.
        at_once: orders in one transaction.
    """
    with store.taking_changes(), bulk.writer(store.engine) as writer:
        if anew:
            with writer.begin():
                _begin(writer)
        pieces, more = 0, True
        while more:
            if stop():
                return False
            with writer.begin():
                more = _piece(writer, at_once)
            bulk.tidy(writer)
            pieces += 1
            if pieces % _CHECKPOINT_EVERY == 0:
                pragmas.checkpoint(store.engine)
    return True


def progress(connection: Connection, by: str) -> Progress | None:
    """How far a rebuild is, told in orders and without a file; None where none is going on."""
    state = _begun(connection)
    if state is None:
        return None
    from datetime import UTC, datetime

    begun_at = datetime.fromtimestamp(state.begun_at, UTC)
    return Progress("", state.done, state.total, begun_at, by)


def _begin(connection: Connection) -> None:
    from csdesk.rules.grams import GRAMS_VERSION

    fulltext.empty(connection)
    index.keep_place(connection, log.length(connection))  # all of them come with their rows
    total = connection.execute(select(func.count()).select_from(columns.orders)).scalar_one()
    _keep(connection, _State(GRAMS_VERSION, 2**63 - 1, 0, total, int(time.time())))


def _piece(connection: Connection, at_once: int) -> bool:
    """Put in the next orders; whether there may be more."""
    from csdesk.rules.grams import order_text

    state = _begun(connection)
    assert state is not None
    older = select(_o.id).where(_o.id < state.place).order_by(_o.id.desc()).limit(at_once)
    ids = connection.execute(older).scalars().all()
    if not ids:
        marks.keep(connection, index.REBUILT, "")
        index.mark(connection)
        return False
    found = index.facts_of(connection, ids)
    index.put(connection, [(order, order_text(*facts)) for order, facts in found])
    done = state.done + len(ids)
    _keep(connection, _State(state.version, ids[-1], done, max(done, state.total), state.begun_at))
    return True


def _begun(connection: Connection) -> _State | None:
    """The state of a rebuild by the rules of this csdesk."""
    text = marks.read(connection, index.REBUILT)
    if not text:
        return None
    from csdesk.rules.grams import GRAMS_VERSION

    state = _State(**json.loads(text))
    return state if state.version == GRAMS_VERSION else None


def _keep(connection: Connection, state: _State) -> None:
    marks.keep(connection, index.REBUILT, json.dumps(asdict(state)))

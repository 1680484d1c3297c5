"""What is asked of the store itself, to see whether it is sound."""

from __future__ import annotations

from sqlalchemy import func, select

from csdesk.store import columns, marks
from csdesk.store.engine import Store

_TRIED = "tried_writing"
_e = columns.events.c


def try_writing(store: Store, now: float) -> None:
    """Write a little for nothing: only a change that was taken proves that changes are taken.

    Raises:
        StoreUnusable: what keeps the store from it.
    """
    with store.change() as c:
        marks.keep(c, _TRIED, str(now))


def last_step(store: Store) -> float:
    """When the last step was logged, in epoch seconds; 0 where there is none."""
    with store.read() as c:
        newest = select(func.max(_e.seq)).scalar_subquery()
        at = c.execute(select(_e.at).where(_e.seq == newest)).scalar()
    return (at or 0) / 1_000_000

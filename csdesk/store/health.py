"""What the store says about its own state, for the doctor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from csdesk.store import columns, index
from csdesk.store.engine import Store
from csdesk.store.sqlite import pragmas


@dataclass(frozen=True, slots=True)
class Health:
    """The state of an open store."""

    schema: int
    damage: str
    """What SQLite found damaged, in its own words; empty where it found nothing."""
    events: int
    last_event: float
    """When the last event was logged, in epoch seconds; 0 where there is none."""
    index_outdated: bool
    """Whether the search index was cut by other rules than this csdesk's."""
    batches: Mapping[str, int]
    """State of an import -> how many of them nobody has taken note of."""


def look(store: Store) -> Health:
    """Read the whole store once; it takes seconds for a million orders."""
    e, b = columns.events.c, columns.batches.c
    with store.read() as c:
        schema = pragmas.schema_version(c)
        try:
            damage = pragmas.quick_check(c).removeprefix("ok")
            count, last = c.execute(select(func.count(e.seq), func.max(e.at))).one()
            outdated = index.outdated(c)
            open_ones = select(b.state, func.count()).where(b.accepted_by == "").group_by(b.state)
            batches = {state: int(number) for state, number in c.execute(open_ones)}
        except DatabaseError as fault:
            return Health(schema, str(fault.orig), 0, 0.0, False, {})
    return Health(schema, damage, count, (last or 0) / 1_000_000, outdated, batches)

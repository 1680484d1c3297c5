"""What the desk knows about halves of downloads that wait (S42, C6)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from csdesk import __version__
from csdesk.intake import pairing
from csdesk.intake.arrivals import Unread, single
from csdesk.intake.job import Job
from csdesk.intake.reading.export import Export
from csdesk.model.settings import DeskSettings
from csdesk.model.status import BatchState
from csdesk.rules.filenames import hints, is_older
from csdesk.store import batches, loading
from csdesk.store.engine import Store
from csdesk.words import N_

OVERTAKEN = N_(
    "{file} (import {batch}) has brought its orders since, with both halves: nothing is missing"
    " without this one."
)

_SAMPLE = 200
_TOGETHER = 500
"""Orders that are asked for at once."""

Row = dict[str, Any]


def looked_at(store: Store, settings: DeskSettings, there: Callable[[Row], bool]) -> str:
    """What a look for other halves depends on, as a digest; empty where nothing waits.

    Args:
        store: of the desk.
        settings: for its profiles.
        there: whether the copy of a file is.
    """
    with store.read() as c:
        halves, last = batches.possible_halves(c), batches.last_with_orders(c)
    if not any(state == BatchState.WAITING for _, _, state, _ in halves):
        return ""
    copies = [there({"sha256": sha256}) for _, sha256, _, _ in halves]
    seen = repr((halves, last, copies, settings.profiles, __version__))
    return hashlib.sha256(seen.encode()).hexdigest()


def orders_are_in(store: Store, export: Export) -> bool:
    """Whether the orders of a half are in already, as far as some of them tell."""
    numbers = pairing.sample(export, _SAMPLE)
    with store.read() as c:
        known = {number for number, *_ in loading.known(c, numbers, ())}
    return bool(numbers) and known >= set(numbers)


def overtaken_by(store: Store, row: Row, job: Job) -> Row | None:
    """The newer download, whole, that has brought all that a waiting half could tell, if one has.

    Taken in alone such a half would be the older word on each of its orders.

    Args:
        store: of the desk.
        row: of the half, as the ledger has it.
        job: the half alone.
    """
    newer: set[int] = set()
    orders = (each for each in single(job.parts[0].export) if isinstance(each, Unread))
    while some := list(islice(orders, _TOGETHER)):
        for batch_id, the_same in _told_last(store, job, some):
            if batch_id > row["id"]:
                newer.add(batch_id)
            elif not the_same:
                return None
    with store.read() as c:
        found = [batches.row(c, each) for each in sorted(newer)]
    own = hints(row["file"])
    whole = all(
        each["pair"] is not None
        and each["state"] in batches.TAKEN_IN
        and not is_older(hints(each["file"]), own)
        for each in found
    )
    return found[-1] if found and whole else None


def _told_last(store: Store, job: Job, unread: list[Unread]) -> Iterator[tuple[int, bool]]:
    """For each order the import that told it last, 0 for none, and whether it said the same."""
    with store.read() as c:
        found = loading.known(c, [each.number for each in unread], job.kinds)
    last = {number: (batch, digest) for number, _, _, _, batch, digest in found if batch}
    for each in unread:
        batch, digest = last.get(each.number, (0, b""))
        yield batch or 0, any(one.digest == digest for one in job.tellings(each))

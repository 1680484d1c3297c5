"""The last transaction of an import: its orders appear, remarks find them, the ledger is closed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from csdesk.intake.job import Job
from csdesk.model.desk import Actor
from csdesk.model.status import BatchState
from csdesk.services.blacklist import Blacklist
from csdesk.services.promises import Promises
from csdesk.services.remarks import Remarks
from csdesk.services.requests import Requests
from csdesk.store import batches, events, index, mirror
from csdesk.store.engine import Store
from csdesk.words import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

NOTHING_IN = N_("None of its {rows} rows could be taken in; each reason is listed.")

_COUNTS = (
    "rows", "orders_new", "orders_changed", "orders_unchanged", "rows_new", "rows_changed",
    "rows_unchanged", "lines", "conflicts", "rejected",
)  # fmt: skip


def finish(connection: Connection, store: Store, job: Job) -> None:
    """Close the batches of a job, inside the caller's changing transaction.

    Args:
        connection: changing.
        store: of the desk.
        job: everything of it is in.
    """
    for part in job.parts:
        row = batches.row(connection, part.batch_id)
        state, reason = outcome(row)
        close(
            connection, job.actor, part.batch_id, state, reason=reason,
            facts={"rows": row["rows_done"]} if reason else {}, rows=row["rows_done"],
        )  # fmt: skip
    attach = Remarks(store, job.settings, job.actor).attach_arrivals
    attach(connection, job.parts[0].batch_id)
    Promises(store, job.settings, job.actor).decide_by_facts(connection)
    Requests(store, job.settings, job.actor).done_by_facts(connection)
    Blacklist(store, job.settings, job.actor).mark_arrivals(connection)
    mirror.uncount(connection)


def outcome(row: dict[str, Any]) -> tuple[BatchState, str]:
    """What becomes of a file of which all rows are done, and why it is refused."""
    if not row["rejected"]:
        return BatchState.IMPORTED, ""
    if row["rejected"] == row["rows_done"]:
        return BatchState.QUARANTINED, NOTHING_IN
    return BatchState.PARTLY, ""


def close(
    connection: Connection,
    actor: Actor,
    batch_id: int,
    state: BatchState,
    *,
    reason: str = "",
    facts: dict[str, object] | None = None,
    **values: object,
) -> None:
    """Set a batch's last state and log it.

    Args:
        connection: changing.
        actor: who imports.
        batch_id: of the batch.
        state: imported, partly, duplicate or quarantined.
        reason: English sentence with places for ``facts``.
        facts: values for the places.
        **values: further columns of ``batches``.
    """
    batches.keep(
        connection, batch_id, state=state, reason=reason, facts=facts or {},
        finished_at=int(time.time()), **values,
    )  # fmt: skip
    while index.catch_up(connection):
        pass  # of a file that csdesk failed on halfway; else there is nothing left
    row = batches.row(connection, batch_id)
    counts = {name: row[name] for name in _COUNTS if row[name]}
    events.append(
        connection,
        events.NewEvent(
            kind=f"batch.{state.value}",
            actor=actor.login,
            shift=actor.shift,
            session=actor.session,
            batch_id=batch_id,
            after={"file": row["file"], **counts},
            personal=False,
        ),
    )

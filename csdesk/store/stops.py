"""Parcels that shipping was to stop, at rest (F13)."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from csdesk.model.status import StopOutcome
from csdesk.store import columns

_s = columns.stops.c


def ask(connection: Connection, remark_id: int, order_id: int) -> None:
    """A remark asks shipping to stop the parcel of an order."""
    values = {
        "remark_id": remark_id, "order_id": order_id, "outcome": StopOutcome.ASKED,
        "tracking_no": "", "author": "",
    }  # fmt: skip
    connection.execute(insert(columns.stops), values)


def of_remarks(connection: Connection, remark_ids: Sequence[int]) -> dict[int, StopOutcome]:
    """What became of the parcels that these remarks are about; other remarks are left out."""
    found = select(_s.remark_id, _s.outcome).where(_s.remark_id.in_(remark_ids))
    return {row.remark_id: StopOutcome(row.outcome) for row in connection.execute(found)}


def answer(
    connection: Connection, remark_id: int, outcome: StopOutcome, tracking_no: str, author: str
) -> None:
    """Shipping says what became of the parcel; ``ASKED`` opens the question again."""
    values = {
        "outcome": outcome, "tracking_no": tracking_no, "author": author,
        "at": None if outcome is StopOutcome.ASKED else int(time.time()),
    }  # fmt: skip
    connection.execute(update(columns.stops).where(_s.remark_id == remark_id).values(values))


def withdraw(connection: Connection, order_id: int) -> tuple[int, ...]:
    """The hold was taken back: a parcel that nobody has answered for is not to be stopped."""
    open_ones = (_s.order_id == order_id, _s.outcome == StopOutcome.ASKED)
    connection.execute(delete(columns.stops).where(*open_ones))
    return ()


def last_of(connection: Connection, order_id: int) -> StopOutcome | None:
    """What became of the parcel at the last try to stop it; None where nobody tried."""
    found = select(_s.outcome).where(_s.order_id == order_id).order_by(_s.remark_id.desc()).limit(1)
    outcome = connection.execute(found).scalar()
    return None if outcome is None else StopOutcome(outcome)

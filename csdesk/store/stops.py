"""Parcels that shipping was to stop, at rest (F13)."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from csdesk.model.status import StopOutcome
from csdesk.store import columns

_s = columns.stops.c


def ask(connection: Connection, asked: Sequence[tuple[int, int]]) -> None:
    """Remarks ask shipping to stop the parcels of orders: remark and order of each."""
    rows = [
        {"remark_id": remark_id, "order_id": order_id, "outcome": StopOutcome.ASKED,
         "tracking_no": "", "author": ""}
        for remark_id, order_id in asked
    ]  # fmt: skip
    if rows:
        connection.execute(insert(columns.stops), rows)


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


def withdraw(connection: Connection, order_ids: Sequence[int]) -> tuple[int, ...]:
    """Holds were taken back: parcels that nobody has answered for are not to be stopped."""
    open_ones = (_s.order_id.in_(order_ids), _s.outcome == StopOutcome.ASKED)
    connection.execute(delete(columns.stops).where(*open_ones))
    return ()


def stopped(connection: Connection, order_id: int) -> bool:
    """Whether shipping said at the last try that the parcel of an order was stopped."""
    last = select(_s.outcome).where(_s.order_id == order_id).order_by(_s.remark_id.desc()).limit(1)
    return connection.execute(last).scalar() == StopOutcome.STOPPED


def left_at(connection: Connection, order_ids: Sequence[int]) -> dict[int, int]:
    """When shipping said that it was too late to stop parcels, epoch seconds, by order.

    One of which the last try to stop it ended otherwise is left out, as one that nobody tried.
    """
    last: dict[int, tuple[str, int]] = {}
    for start in range(0, len(order_ids), 500):
        some = _s.order_id.in_(order_ids[start : start + 500])
        found = select(_s.order_id, _s.outcome, _s.at).where(some).order_by(_s.remark_id)
        last |= {row.order_id: (row.outcome, row.at) for row in connection.execute(found)}
    return {key: at for key, (outcome, at) in last.items() if outcome == StopOutcome.TOO_LATE}

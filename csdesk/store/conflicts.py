"""A conflict between the desk and a newer export, and what settling it writes (W4).

The functions run inside the caller's changing transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, TableClause, select, update

from csdesk.model.intake import Value
from csdesk.rules.buyers import TOLD_BY, buyer_of
from csdesk.store import columns, index

_k, _o, _l = columns.conflicts.c, columns.orders.c, columns.lines.c


@dataclass(frozen=True, slots=True)
class Dispute:
    """A conflict, and the field as it stands now."""

    id: int
    order_id: int
    order_no: str
    line_no: int
    field: str
    ours: str | None
    theirs: str | None
    now: Value
    settled: bool
    settled_by: str
    choice: str
    batch_id: int


def dispute(connection: Connection, conflict_id: int) -> Dispute | None:
    """One conflict, settled or not."""
    found = connection.execute(
        select(
            _k.id, _k.order_id, _o.order_no, _k.line_no, _k.field, _k.ours, _k.theirs,
            _k.settled_at, _k.settled_by, _k.choice, _k.batch_id,
        )
        .join_from(columns.conflicts, columns.orders, _o.id == _k.order_id)
        .where(_k.id == conflict_id)
    ).first()  # fmt: skip
    if found is None:
        return None
    table, where = _row_of(found.order_id, found.line_no)
    now = connection.execute(select(table.c[found.field]).where(*where)).scalar_one()
    return Dispute(
        found.id, found.order_id, found.order_no, found.line_no, found.field, found.ours,
        found.theirs, now, found.settled_at is not None, found.settled_by, found.choice,
        found.batch_id,
    )  # fmt: skip


def _row_of(order_id: int, line_no: int) -> tuple[TableClause, tuple[Any, ...]]:
    """The table and row that a conflict is about."""
    if line_no:
        return columns.lines, (_l.order_id == order_id, _l.line_no == line_no)
    return columns.orders, (_o.id == order_id,)


def settle(
    connection: Connection, about: Dispute, value: Value, choice: str, by: str, at: int
) -> None:
    """Give the field its value and close the conflict; the order gets a new version.

    Args:
        connection: changing.
        about: the conflict.
        value: of the type that the column holds.
        choice: a value of ``Choice``.
        by: login.
        at: epoch seconds.
    """
    table, where = _row_of(about.order_id, about.line_no)
    with index.in_step(connection, [about.order_id]):
        connection.execute(update(table).where(*where).values({about.field: value}))
        counted = {"version": _o.version + 1, "conflicts": _o.conflicts - 1}
        connection.execute(update(columns.orders).where(_o.id == about.order_id).values(counted))
        if about.field in TOLD_BY and not about.line_no:
            _count_buyer(connection, about.order_id)
    connection.execute(
        update(columns.conflicts)
        .where(_k.id == about.id)
        .values(choice=choice, settled_by=by, settled_at=at)
    )


def keep_ours(connection: Connection, conflict_id: int, ours: str | None) -> None:
    """Note what stands in the field now."""
    connection.execute(update(columns.conflicts).where(_k.id == conflict_id).values(ours=ours))


def _count_buyer(connection: Connection, order_id: int) -> None:
    told = [_o[name] for name in TOLD_BY]
    row = connection.execute(select(*told).where(_o.id == order_id)).one()
    connection.execute(update(columns.orders).where(_o.id == order_id).values(buyer=buyer_of(*row)))

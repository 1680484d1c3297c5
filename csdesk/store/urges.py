"""How often buyers were urged to pay, at rest (F17)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from csdesk.model.desk import Actor
from csdesk.model.urging import Urge
from csdesk.store import columns

_u, _o = columns.urges.c, columns.orders.c


def of_orders(connection: Connection, order_ids: Sequence[int]) -> dict[int, tuple[Urge, ...]]:
    """Urges by the key of their order, oldest first; an order without any is left out."""
    found: dict[int, tuple[Urge, ...]] = {}
    rows = select(columns.urges).where(_u.order_id.in_(order_ids)).order_by(_u.at, _u.id)
    for row in connection.execute(rows):
        urge = Urge(row.text, row.author, datetime.fromtimestamp(row.at, UTC))
        found[row.order_id] = (*found.get(row.order_id, ()), urge)
    return found


def versions(connection: Connection, order_ids: Sequence[int]) -> dict[int, int]:
    """The versions that orders have now, by key."""
    rows = connection.execute(select(_o.id, _o.version).where(_o.id.in_(order_ids)))
    return {row.id: row.version for row in rows}


def add(connection: Connection, order_id: int, text: str, actor: Actor, at: int) -> None:
    """A buyer was urged.

    Args:
        connection: changing.
        order_id: for which order.
        text: what was sent.
        actor: who did it.
        at: epoch seconds.
    """
    values = {
        "order_id": order_id, "text": text, "login": actor.login, "author": actor.name,
        "shift": actor.shift, "at": at,
    }  # fmt: skip
    connection.execute(insert(columns.urges), values)

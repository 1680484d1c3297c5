"""Whose orders are whose, and what others did to them (I5)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select, text, union_all

from csdesk.model.log import Event
from csdesk.store import columns, keys, log
from csdesk.store.sqlite.lists import among, packed

_e, _r, _q, _p, _c = (
    columns.events.c, columns.remarks.c, columns.requests.c, columns.promises.c, columns.cases.c,
)  # fmt: skip
_h = columns.handover_items.c

LINES = frozenset({"sku", "title", "attributes", "quantity", "unit_price", "line_status",
                   "refund_status"})  # fmt: skip
FIELDS = frozenset(columns.orders.c.keys()) | LINES
"""Names of the fields of orders and lines."""


def worked_on(connection: Connection, login: str, after: int, until: int) -> set[int]:
    """Keys of the orders to which somebody did something between two events."""
    found = select(_e.order_id).where(
        _e.seq > after, _e.seq <= until, _e.actor == login, _e.order_id.is_not(None)
    )
    former = list(connection.execute(found.distinct()).scalars())
    f = columns.former_keys.c
    moved = connection.execute(
        select(f.id, f.order_id).where(among(f.id, "keys")), {"keys": packed(former)}
    )
    now = {row.id: row.order_id for row in moved}
    return {now.get(key, key) for key in former}


def waited_for(connection: Connection, login: str) -> set[int]:
    """Keys of the orders on which somebody has asked, promised or handed over what is open."""
    tables = (
        (columns.remarks, _r, columns.ASKED), (columns.requests, _q, columns.REQUESTED),
        (columns.promises, _p, "state = 'open'"), (columns.cases, _c, columns.OPEN_CASES),
        (columns.handover_items, _h, "state = 'open'"),
    )  # fmt: skip
    asked = [
        select(t.order_id).where(text(is_open), t.login == login, t.order_id.is_not(None))
        for _table, t, is_open in tables
    ]
    return set(connection.execute(union_all(*asked)).scalars())


def changed(
    connection: Connection, login: str, orders: Sequence[int], after: int
) -> dict[int, int]:
    """Which of some orders others have changed since an event: key -> the last step."""
    ever: dict[int, int] = {}
    for start in range(0, len(orders), 500):
        ever |= keys.ever_of(connection, orders[start : start + 500])
    rows = connection.execute(
        select(_e.order_id, func.max(_e.seq).label("seq"))
        .where(among(_e.order_id, "keys"), _e.seq > after)
        .where(_e.actor != login, _e.kind != log.REFUSED)
        .group_by(_e.order_id),
        {"keys": packed(list(ever))},
    )
    found: dict[int, int] = {}
    for row in rows:
        key = ever[row.order_id]
        found[key] = max(found.get(key, 0), row.seq)
    return found


def steps(connection: Connection, login: str, order_id: int, after: int) -> tuple[Event, ...]:
    """What others did to an order since an event, oldest first."""
    found = log.latest(connection, order_id, limit=-1)
    return tuple(each for each in reversed(found) if each.seq > after and each.login != login)

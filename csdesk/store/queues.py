"""Who asks for items, in the order in which they are served; read for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, tuple_

from csdesk.rules.allocation import Claim
from csdesk.rules.demand import Stage
from csdesk.store import columns
from csdesk.store.sqlite.lists import among, packed
from csdesk.store.stock import instant

_d, _o, _p = columns.demand.c, columns.orders.c, columns.promises.c

Row = dict[str, Any]


def claims(
    connection: Connection, keys: Sequence[str], *stages: Stage, limit: int | None = None
) -> dict[str, list[Claim]]:
    """The lines that ask for items, by item, in the order in which they are served."""
    asked = (
        select(_d.key, -_d.rank, _d.since, _d.order_no, _d.line_no, _d.quantity)
        .where(among(_d.key, "keys"), _d.stage.in_(stages))
        .order_by(_d.key, _d.stage, _d.rank, _d.since, _d.order_no, _d.line_no)
        .limit(limit)
    )
    queues: dict[str, list[Claim]] = {}
    for key, *claim in connection.execute(asked, {"keys": packed(keys)}):
        queues.setdefault(key, []).append(Claim(*claim))
    return queues


def ahead(connection: Connection, key: str, claim: Claim | None = None) -> tuple[int, int]:
    """Lines and pieces before a line in the queue of an item; of all of it without a line."""
    asked = select(func.count(), func.coalesce(func.sum(_d.quantity), 0)).where(
        _d.key == key, _d.stage == Stage.APPROVED
    )
    if claim is not None:
        turn = tuple_(_d.rank, _d.since, _d.order_no, _d.line_no)
        asked = asked.where(turn < tuple_(*claim.turn))
    lines, pieces = connection.execute(asked).one()
    return int(lines), int(pieces)


def lines_of(connection: Connection, key: str) -> int:
    """How many lines ask for an item and have not left."""
    asked = select(func.count()).where(_d.key == key, _d.stage != Stage.LEFT)
    return int(connection.execute(asked.select_from(columns.demand)).scalar_one())


def of_order(connection: Connection, order_id: int) -> list[dict[str, Any]]:
    """The rows of an order in ``demand``."""
    asked = select(columns.demand).where(_d.order_id == order_id).order_by(_d.line_no)
    return [dict(row) for row in connection.execute(asked).mappings()]


def asking(connection: Connection, numbers: Sequence[str]) -> dict[str, Row]:
    """Of orders by number: name, telephone, account and status, for lists of who waits."""
    asked = select(_o.order_no, _o.name, _o.phone, _o.account, _o.order_status)
    found = connection.execute(
        asked.where(among(_o.order_no, "numbers")), {"numbers": packed(numbers)}
    ).mappings()
    return {row["order_no"]: dict(row) for row in found}


def promised(connection: Connection, numbers: Sequence[str]) -> dict[str, datetime]:
    """Until when customers were told that orders ship: number -> the earliest open promise."""
    found = connection.execute(
        select(_o.order_no, _p.due)
        .join_from(columns.orders, columns.promises, _p.order_id == _o.id)
        .where(among(_o.order_no, "numbers"), _p.state == "open", _p.kind == "ship")
        .order_by(_p.due.desc()),
        {"numbers": packed(numbers)},
    )
    return {row.order_no: instant(row.due) for row in found}

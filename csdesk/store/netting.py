"""Which orders a stock file has taken off already, when it tells what is available."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, func, or_, select

from csdesk.rules.demand import Stage
from csdesk.store import columns
from csdesk.store.sqlite.lists import among, packed

_d, _o = columns.demand.c, columns.orders.c


def netted(connection: Connection, made: Mapping[str, int]) -> dict[str, int]:
    """Pieces of orders that were placed before a stock file and had not left then.

    Programs take an order off what they call available when it is placed, not when the desk
    approves it. Of several files that one counts that is the oldest, so that nothing is promised
    twice.

    Args:
        connection: reading.
        made: item -> when its file was made, epoch seconds.
    """
    by_time: dict[int, list[str]] = defaultdict(list)
    for key, at in made.items():
        by_time[at].append(key)
    return {
        key: pieces
        for at, keys in by_time.items()
        for key, pieces in connection.execute(_placed_before(), {"keys": packed(keys), "at": at})
    }


@cache
def _placed_before() -> Any:
    at: BindParameter[int] = bindparam("at")
    return (
        select(_d.key, func.sum(_d.quantity))
        .join_from(columns.demand, columns.orders, _o.id == _d.order_id)
        .where(among(_d.key, "keys"), func.coalesce(_o.placed_at, _o.paid_at) < at)
        .where(or_(_d.stage != Stage.LEFT, _d.since > at))
        .group_by(_d.key)
    )

"""The search itself: pages of orders newest first, and how many there are.

Keys of orders grow with time and the index streams them in order, so a page is cut at a key and
costs the same everywhere. A question takes at most three statements: what the search must know
of the store, its shops where the query names one, and the page with its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    String,
    cast,
    exists,
    func,
    select,
    text,
)
from sqlalchemy.exc import OperationalError

from csdesk.model.errors import Refused
from csdesk.rules.search_language import Query
from csdesk.store import columns, index
from csdesk.store.orders import LISTED, shops
from csdesk.store.search_plan import Known, Plan, plan
from csdesk.store.sqlite import fulltext, pragmas

_o, _b, _m = columns.orders.c, columns.batches.c, columns.marks.c

_STATE = select(
    select(_m.value).where(_m.name == index.SHARES).scalar_subquery(),
    select(func.aggregate_strings(cast(_b.id, String), ","))
    .where(text(columns.IMPORTING))
    .scalar_subquery(),
)


class Search:
    """Answers queries on one store; remembers how common tokens are until they are sampled anew.

    It may be used from several threads, each with its own connection.
    """

    def __init__(self) -> None:
        self._sampled: tuple[str, dict[str, float]] = ("", {})

    def page(
        self,
        connection: Connection,
        query: Query,
        *,
        limit: int,
        before: int | None = None,
        after: int | None = None,
        oldest_first: bool = False,
        now: int,
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        """The rows of a page, as ``store.orders`` lists them.

        Args:
            connection: reading.
            query: from ``rules.search_language.parse``.
            limit: rows at most.
            before: only orders with a smaller key.
            after: only orders with a larger key.
            oldest_first: the smallest keys first instead of the largest.
            now: epoch seconds.

        Raises:
            NotUnderstood: the query names a shop or site that there is none of.
        """
        asked = plan(query, self._known(connection, now))
        if asked.nothing:
            return ()
        keys, key = _keys(asked)
        if before is not None:
            keys = keys.where(key < before)
        if after is not None:
            keys = keys.where(key > after)
        keys = keys.order_by(key if oldest_first else key.desc()).limit(limit)
        order = _o.id if oldest_first else _o.id.desc()
        return connection.execute(LISTED.where(_o.id.in_(keys)).order_by(order)).all()

    def count(
        self,
        connection: Connection,
        query: Query,
        *,
        cap: int | None,
        now: int,
        stop: Callable[[], bool] | None = None,
    ) -> int:
        """How many orders match, or ``cap + 1`` where there are more than ``cap``.

        Raises:
            Refused: ``stop``, asked every millisecond or so, said to stop.
            NotUnderstood: as for ``page``.
        """
        asked = plan(query, self._known(connection, now))
        if asked.nothing:
            return 0
        keys, _ = _keys(asked)
        found = keys.limit(None if cap is None else cap + 1).subquery()
        counted = select(func.count()).select_from(found)
        if stop is None:
            return connection.execute(counted).scalar_one()
        try:
            with pragmas.stoppable(connection, stop):
                return connection.execute(counted).scalar_one()
        except OperationalError as fault:
            if stop():
                raise Refused("Counting was stopped.") from fault
            raise

    def _known(self, connection: Connection, now: int) -> Known:
        sampled, running = connection.execute(_STATE).one()
        seen, shares = self._sampled
        if sampled and sampled != seen:
            shares = index.shares(connection)
            self._sampled = (sampled, shares)
        hidden = tuple(int(batch) for batch in running.split(",")) if running else ()
        return Known(shares, hidden, lambda: shops(connection), now)


def _keys(asked: Plan) -> tuple[Select[Any], ColumnElement[int]]:
    """The keys of the orders that a plan asks for, and the column they come from."""
    if asked.expression:
        key = fulltext.grams.c.rowid
        keys = select(key).where(fulltext.matches(asked.expression))
        if asked.conditions:
            keys = keys.where(exists(select(_o.id).where(_o.id == key, *asked.conditions)))
    else:
        key = _o.id
        keys = select(key).where(*asked.conditions)
    if asked.low is not None:
        keys = keys.where(key >= asked.low)
    if asked.high is not None:
        keys = keys.where(key < asked.high)
    return keys, key

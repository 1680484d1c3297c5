"""The search itself: pages of orders, and how many there are.

Keys of orders grow with time and the index streams them in order, so a page is cut at a key and
costs the same everywhere. A question takes at most three statements: what the search must know
of the store, its shops where the query names one, and the page with its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    String,
    bindparam,
    cast,
    exists,
    func,
    select,
    text,
)
from sqlalchemy.exc import OperationalError

from csdesk.model.errors import Refused
from csdesk.model.found import Count
from csdesk.model.sorting import Place, Sort
from csdesk.store import columns, index, search_sorted, visible
from csdesk.store.orders import LISTED, shops
from csdesk.store.search_checks import Shape, condition
from csdesk.store.search_plan import Known, Plan, plan
from csdesk.store.sight import sight
from csdesk.store.sqlite import fulltext, pragmas

if TYPE_CHECKING:
    from csdesk.rules.search_language import Query

_o, _b, _m = columns.orders.c, columns.batches.c, columns.marks.c

_STATE = select(
    select(_m.value).where(_m.name == index.SHARES).scalar_subquery(),
    select(func.aggregate_strings(cast(_b.id, String), ","))
    .where(text(columns.IMPORTING))
    .scalar_subquery(),
    exists(visible.undone()),
)

_LOOKED_AT, _EXACT = 2_000, 100
"""Rows that a count looks at; how many orders are always counted to the end, and the unit that
larger counts are rounded down to."""

MOST_OF_ALL, MOST_SORTED, MOST_CHECKED = 2_000_000, 100_000, 10_000
"""How many of the newest that match are sorted at most: of all orders, where the index tells which
they are, and where rows must be looked at. Each takes some tenths of a second at most."""


class Search:
    """Answers queries on one store; remembers how common tokens are until they are sampled anew.

    It may be used from several threads, each with its own connection.
    """

    def __init__(self) -> None:
        self._sampled: tuple[str, dict[str, float]] = ("", {})
        self._shown: tuple[tuple[int, ...], Count] = ((), Count(0, exact=True))

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
        values = _values(asked) | {"limit": limit}
        if before is not None:
            values["before"] = before
        if after is not None:
            values["after"] = after
        return connection.execute(_page(_form(asked, values), oldest_first), values).all()

    def sorted_page(
        self,
        connection: Connection,
        query: Query,
        *,
        limit: int,
        place: Place | None = None,
        included: bool = False,
        upwards: bool = False,
        now: int,
        most: int | None = None,
    ) -> tuple[Sequence[Row[*tuple[Any, ...]]], int | None]:
        """The rows of a page of a list that does not stand by time, and how many were sorted.

        Args:
            connection: reading.
            query: from ``rules.search_language.parse``.
            limit: rows at most.
            place: where the page is cut, None for an end of the list.
            included: whether the order at the place belongs to the page.
            upwards: the rows above the place, or the last ones; the last of them comes first.
            now: epoch seconds.
            most: how many are sorted at most; by default what takes a tenth of a second or so.

        Returns:
            The rows, and of how many of the newest they are the first; None where that is all.

        Raises:
            NotUnderstood: as for ``page``.
        """
        asked = plan(query, self._known(connection, now))
        if asked.nothing:
            return (), None
        values = _values(asked)
        most = most or _most_sorted(asked, query)
        cut = search_sorted.Cut(upwards, place is not None, included)
        statement = _sorted_page(_form(asked, values), query.sort, cut)
        values |= {"rows": limit, "most": most}
        if place is not None:
            values |= {"cut_value": place.value, "cut_id": place.id}
        rows = connection.execute(statement, values).all()
        sorted_of = rows[0].sorted_of if rows else 0
        return rows, sorted_of if sorted_of == most else None

    def count(
        self,
        connection: Connection,
        query: Query,
        *,
        cap: int | None,
        now: int,
        stop: Callable[[], bool] | None = None,
    ) -> Count:
        """How many orders match: exactly, or more than what was counted.

        Where the index tells all, counting stops at ``cap``. Where rows must be looked at, which
        takes ten times as long, the newest two thousand are, and more only as long as there may
        be less than a page of orders.

        Args:
            connection: reading.
            query: from ``rules.search_language.parse``.
            cap: None to count to the end, however long it takes.
            now: epoch seconds.
            stop: asked every millisecond or so; true ends the count.

        Raises:
            Refused: ``stop`` ended it.
            NotUnderstood: as for ``page``.
        """
        known = self._known(connection, now)
        asked = plan(query, known)
        if asked.nothing:
            return Count(0, exact=True)
        try:
            with pragmas.stoppable(connection, stop) if stop else nullcontext():
                if cap is None and query.everything and known.hidden:
                    return self._all_but(connection, asked, known.hidden)
                if cap is None and query.everything and known.undone:
                    return _all_living(connection, asked)
                if cap is None or cap <= _LOOKED_AT or asked.walked or not asked.checks:
                    return _counted(connection, asked, cap)
                return _counted_of_newest(connection, asked)
        except OperationalError as fault:
            if stop and stop():
                raise Refused("Counting was stopped.") from fault
            raise

    def _all_but(self, connection: Connection, asked: Plan, hidden: tuple[int, ...]) -> Count:
        """All orders that are shown while others come in: counted once, since it takes long.

        Nothing but imports makes orders, and only one import runs at a time.
        """
        if self._shown[0] != hidden:
            self._shown = hidden, _counted(connection, asked, None)
        return self._shown[1]

    def _known(self, connection: Connection, now: int) -> Known:
        sampled, running, undone = connection.execute(_STATE).one()
        hidden = tuple(int(batch) for batch in running.split(",")) if running else ()
        return Known(
            lambda: self._shares(connection, sampled or ""), hidden, lambda: shops(connection), now,
            undone, sight(connection),
        )  # fmt: skip

    def _shares(self, connection: Connection, sampled: str) -> dict[str, float]:
        seen, shares = self._sampled
        if sampled != seen:
            shares = index.shares(connection)
            self._sampled = (sampled, shares)
        return shares


def _counted(connection: Connection, asked: Plan, cap: int | None) -> Count:
    values = _values(asked) | ({} if cap is None else {"limit": cap + 1})
    total: int = connection.execute(_count(_form(asked, values)), values).scalar_one()
    return Count(total, True) if cap is None or total <= cap else Count(cap, False)


def _all_living(connection: Connection, asked: Plan) -> Count:
    """All orders but those that were taken back: these are few, and counted by themselves."""
    total = _counted(connection, replace(asked, undone=False), None).total
    few = select(func.count()).select_from(visible.undone().subquery())
    return Count(total - connection.execute(few).scalar_one(), exact=True)


def _counted_of_newest(connection: Connection, asked: Plan) -> Count:
    """How many match of the newest that may; a small number is exact."""
    values = _values(asked) | {"limit": _LOOKED_AT}
    counted = _count_of_newest(_form(asked, values))
    looked_at, found, last = connection.execute(counted, values).one()
    if looked_at < _LOOKED_AT:
        return Count(found, exact=True)
    if found <= _EXACT:
        values |= {"before": last, "limit": _EXACT + 1 - found}
        found += connection.execute(_count(_form(asked, values)), values).scalar_one()
    more_than = (found - 1) // _EXACT * _EXACT
    return Count(more_than, exact=False) if found > _EXACT else Count(found, exact=True)


def _values(asked: Plan) -> dict[str, Any]:
    """What fills the places of a plan's statement."""
    filling = (value for check in asked.checks for value in check.filling())
    values: dict[str, Any] = {f"v{n}": value for n, value in enumerate(filling)}
    bounds = {"match": asked.expression or None, "low": asked.low, "high": asked.high}
    return values | {name: value for name, value in bounds.items() if value is not None}


_Form = tuple[tuple[Shape, ...], frozenset[str]]
"""All that decides a statement: the shapes of its checks, and which places it has; ``living``
where orders that were taken back are to be left out."""


def _form(asked: Plan, values: dict[str, Any]) -> _Form:
    places = values.keys() & {"match", "low", "high", "before", "after", "limit"}
    living = {"living"} if asked.undone else set()
    return tuple(check.shape for check in asked.checks), frozenset(places | living)


@lru_cache(maxsize=256)
def _page(form: _Form, oldest_first: bool) -> Select[Any]:
    """The rows of a page; made once for each form, as putting it together takes a millisecond."""
    keys, key = _keys(form)
    keys = keys.order_by(key if oldest_first else key.desc())
    order = _o.id if oldest_first else _o.id.desc()
    return LISTED.where(_o.id.in_(keys)).order_by(order)


@lru_cache(maxsize=256)
def _sorted_page(form: _Form, sort: Sort, cut: search_sorted.Cut) -> Select[Any]:
    shapes, places = form
    bounded = places & {"match", "low", "high"}
    everything = not bounded and all(kind == "hidden" for kind, *_ in shapes)
    undone = everything and "living" in places
    keys = _keys((shapes, places - {"living"}) if everything else form)
    return search_sorted.page(sort, *keys, cut, everything=everything, undone=undone)


def _most_sorted(asked: Plan, query: Query) -> int:
    """How many of the newest that match a plan are sorted."""
    if query.everything:  # names take longer to compare than numbers
        return MOST_SORTED if query.sort is Sort.NAME else MOST_OF_ALL
    looked_at = any(check.kind != "hidden" for check in asked.checks) and not asked.walked
    return MOST_CHECKED if looked_at else MOST_SORTED


@lru_cache(maxsize=256)
def _count(form: _Form) -> Select[Any]:
    keys, _ = _keys(form)
    return select(func.count()).select_from(keys.subquery())


@lru_cache(maxsize=256)
def _count_of_newest(form: _Form) -> Select[int, int, int]:
    """Of the newest orders before the checks: how many, how many pass, and the oldest key."""
    shapes, places = form
    keys, key = _keys(((), places))
    newest = keys.order_by(key.desc()).subquery()
    id_of = newest.c[0]
    passes = exists(select(_o.id).where(_o.id == id_of, *condition(shapes)))
    return select(func.count(), func.count().filter(passes), func.min(id_of)).select_from(newest)


def _keys(form: _Form) -> tuple[Select[Any], ColumnElement[int]]:
    """The keys of the orders that are asked for, and the column they come from."""
    shapes, places = form
    checks = condition(shapes)
    if "match" in places:
        key = fulltext.grams.c.rowid
        keys = select(key).where(fulltext.matches(bindparam("match")))
        if checks:
            keys = keys.where(exists(select(_o.id).where(_o.id == key, *checks)))
    else:
        key = _o.id
        keys = select(key).where(*checks)
        if "living" in places:
            keys = keys.where(visible.living(key))
    bounds = {
        "low": key >= bindparam("low"),
        "high": key < bindparam("high"),
        "before": key < bindparam("before"),
        "after": key > bindparam("after"),
    }
    keys = keys.where(*(bounds[place] for place in sorted(places & bounds.keys())))
    return (keys.limit(bindparam("limit")) if "limit" in places else keys), key

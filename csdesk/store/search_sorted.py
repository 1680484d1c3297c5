"""Pages of a search that stand in another order than that of their keys.

All that match are collected, at most so many of the newest, and sorted by what a narrow index
holds of them; only the rows of the page are read whole. So a page costs what collecting costs,
the same at every place of the list, and no sort needs an index of its own.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from csdesk.model.sorting import Sort
from csdesk.store import columns, visible
from csdesk.store.orders import LISTED
from csdesk.store.sqlite.ordering import dictionary, narrow, unshipped

_NOWHERE = -(2**62)
"""Stands for an amount or a time that nobody told: below all others."""


class Cut(NamedTuple):
    """Where a page is cut out of a sorted list, at the places ``cut_value`` and ``cut_id``."""

    upwards: bool
    """The rows nearest to the end first, or those above the cut, instead of downwards."""
    at_place: bool
    """Whether there is a cut; otherwise the page starts at the list's end."""
    included: bool
    """Whether the order at the place itself belongs to the page."""


def page(
    sort: Sort,
    keys: Select[Any],
    key: ColumnElement[int],
    cut: Cut,
    *,
    everything: bool = False,
    undone: bool = False,
) -> Select[Any]:
    """The rows of a page as ``store.orders`` lists them, with ``sorted_by`` and ``sorted_of``.

    Args:
        sort: not one of those that stand by time.
        keys: of all orders that match.
        key: the column of ``keys``.
        cut: where the page is.
        everything: whether ``keys`` are those of all orders that are shown: then the narrow index
            is read from end to end, which is many times faster than looking each order up in it.
        undone: whether ``keys`` are also those of orders that were taken back. These are few: it
            takes half as long to leave them out of the page as to leave them out of the sort.

    Returns:
        A statement with the further places ``most`` (how many of the newest are sorted) and
        ``rows`` (of the page at most). ``sorted_of`` is how many were sorted.
    """
    newest = keys.order_by(key.desc()).limit(bindparam("most"))
    if everything:
        found: FromClause = newest.subquery("found")
        values = newest.add_columns(_value(sort, columns.orders.c).label("sorted_by"))
        valued: FromClause = values.subquery("valued")
    else:
        found = newest.cte("found")
        source = unshipped() if sort is Sort.DUE else narrow()
        valued = (
            select(source.c.id, _value(sort, source.c).label("sorted_by"))
            .join_from(found, source, source.c.id == found.c[0])
            .cte("valued")
            .prefix_with("MATERIALIZED")  # a value is made once, not at every comparison
        )
    v, order_id = valued.c.sorted_by, valued.c.id
    falls = (sort not in (Sort.NAME, Sort.DUE)) is not cut.upwards
    rows: ColumnElement[int] = bindparam("rows")
    chosen = select(order_id, v).order_by(*_in_order(valued, cut, falls=falls))
    if cut.at_place:
        chosen = chosen.where(_past(cut, v, order_id, falls=falls))
    if undone:
        few = select(func.count()).select_from(visible.undone().subquery()).scalar_subquery()
        more = chosen.limit(rows + few).subquery("more")
        chosen = select(more.c.id, more.c.sorted_by).where(visible.living(more.c.id))
        chosen = chosen.order_by(*_in_order(more, cut, falls=falls))
    c = chosen.limit(rows).subquery("chosen")
    sorted_of = select(func.count()).select_from(found).scalar_subquery()
    return (
        LISTED.add_columns(c.c.sorted_by, sorted_of.label("sorted_of"))
        .join(c, c.c.id == columns.orders.c.id)
        .order_by(*_in_order(c, cut, falls=falls))
    )


def _in_order(
    of: FromClause, cut: Cut, *, falls: bool
) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """What rows with ``sorted_by`` and ``id`` are sorted by, in the direction of the page."""
    by_value = of.c.sorted_by.desc() if falls else of.c.sorted_by.asc()
    return by_value, of.c.id.asc() if cut.upwards else of.c.id.desc()


def _past(
    cut: Cut, v: ColumnElement[Any], order_id: ColumnElement[int], *, falls: bool
) -> ColumnElement[bool]:
    """The condition that an order stands beyond the cut, in the direction of the page."""
    place: ColumnElement[Any] = bindparam("cut_value")
    beyond = v < place if falls else v > place
    edge: ColumnElement[int] = bindparam("cut_id")
    nearer = order_id > edge if cut.upwards else order_id < edge
    if cut.included:
        nearer = or_(nearer, order_id == edge)
    return or_(beyond, and_(v == place, nearer))


def _value(sort: Sort, c: ReadOnlyColumnCollection[str, Any]) -> ColumnElement[Any]:
    """What a list is sorted by, of the columns of ``orders`` or of the narrow index."""
    if sort is Sort.NAME:
        return dictionary(c.name)
    if sort is Sort.DUE:
        return func.coalesce(c.ship_by, _NOWHERE)
    return func.coalesce(c.total if sort is Sort.AMOUNT else c.paid_at, _NOWHERE)

"""Which orders have a remark to compare with the marketplace's, and boxes that close (S26)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, select, text, update

from csdesk.model.found import OrderRow
from csdesk.model.remarks import Remark
from csdesk.store import columns, marks, orders, remarks, visible

_o, _r = columns.orders.c, columns.remarks.c

COUNTED = "mirror_counts"
"""The mark that tells what the check came to after the last import: a count for each fault.

Empty while nobody has counted since an import ended."""

_AT_ONCE = 500


def uncount(connection: Connection) -> None:
    """Orders have come: what the check came to before says nothing any more."""
    marks.keep(connection, COUNTED, "")


def in_work(connection: Connection) -> Iterator[tuple[OrderRow, str, tuple[Remark, ...]]]:
    """Orders that are worked on and have a remark on either side, the newest first.

    Yields:
        The order, the marketplace's remark, ours.
    """
    for ids in _keys_in_work(connection):
        yield from some(connection, ids)


def texts_in_work(connection: Connection) -> Iterator[tuple[str, tuple[Remark, ...]]]:
    """As ``in_work``, without the orders: a third of the work, for who only counts."""
    for ids in _keys_in_work(connection):
        yield from _texts(connection, ids).values()


def _keys_in_work(connection: Connection) -> Iterator[Sequence[int]]:
    shown = visible.shown(visible.unfinished(connection))
    found = select(_o.id).where(text(columns.TO_MIRROR), *shown).order_by(_o.id.desc())
    ids = list(connection.execute(found).scalars())
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def some(
    connection: Connection, ids: Sequence[int]
) -> Iterator[tuple[OrderRow, str, tuple[Remark, ...]]]:
    """As ``in_work``, for these orders, in whatever state they are."""
    texts = _texts(connection, ids)
    for order in orders.rows(connection, ids):
        yield order, *texts[order.id]


def _texts(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, tuple[Remark, ...]]]:
    """The marketplace's remark and ours, by order."""
    markets = market_remarks(connection, ids)
    rows = connection.execute(
        select(columns.remarks).where(_r.order_id.in_(ids)).order_by(_r.id)
    ).mappings()
    ours: dict[int, list[Remark]] = {}
    kept = rows.all()
    for row, remark in zip(kept, remarks.read(connection, kept), strict=True):
        ours.setdefault(row["order_id"], []).append(remark)
    return {key: (market, tuple(ours.get(key, ()))) for key, market in markets.items()}


def market_remarks(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """What stands in the marketplace's own remark, by order."""
    found: dict[int, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = select(_o.id, _o.market_remark).where(_o.id.in_(ids[start : start + _AT_ONCE]))
        found |= {row.id: row.market_remark for row in connection.execute(some)}
    return found


def close_boxes(connection: Connection, order_id: int, remark_ids: Iterable[int]) -> None:
    """The marketplace has been seen to say these remarks of an order too (I3)."""
    with remarks.order_told(connection, order_id):
        connection.execute(
            update(columns.remarks).where(_r.id.in_(list(remark_ids))).values(in_market=1)
        )

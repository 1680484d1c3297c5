"""Orders of an import that has not finished are not there yet, whatever is asked.

An import writes in pieces so that agents can write in between; it is shown whole or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Select, exists, select, text

from csdesk.rules.folding import UNDONE
from csdesk.store import columns
from csdesk.store.sqlite import fulltext


def unfinished(connection: Connection) -> tuple[int, ...]:
    """The batches that are being imported; almost always none."""
    running = select(columns.batches.c.id).where(text(columns.IMPORTING))
    return tuple(connection.execute(running).scalars())


def shown(batches: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    """Conditions on ``orders`` that leave out those of unfinished batches.

    Args:
        batches: from ``unfinished``.

    Returns:
        Nothing where no batch is running, so that it costs nothing.
    """
    return (columns.orders.c.batch_id.not_in(batches),) if batches else ()


def living(key: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that an order was not taken back, where no token has told that already.

    The index holds those that were taken back by their numbers only (``rules.grams``).
    """
    return key.not_in(undone())


def undone() -> Select[int]:
    """The keys of orders that were made from others and taken back."""
    return select(fulltext.grams.c.rowid).where(fulltext.matches(fulltext.token(UNDONE)))


def shown_keys(key: ColumnElement[int], batches: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    """As ``shown``, where orders are only told by their key, as in the full-text index."""
    o = columns.orders.c
    return (exists(select(o.id).where(o.id == key, *shown(batches))),) if batches else ()

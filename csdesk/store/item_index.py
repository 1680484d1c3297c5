"""Writing items: each row and what the search holds of it, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, select

from csdesk.rules.item_grams import item_grams
from csdesk.store import columns
from csdesk.store.sqlite import item_grams as index
from csdesk.store.sqlite.replacing import put

_i = columns.items.c

_AT_ONCE = 5_000

Row = Mapping[str, Any]


def keep(connection: Connection, rows: Sequence[Row], before: Mapping[str, Row]) -> None:
    """Write items.

    Args:
        connection: changing.
        rows: every column of ``items``; ``doc`` None for those that are new.
        before: by key those that are there, as they stand.
    """
    last = connection.execute(select(func.max(_i.doc))).scalar() or 0
    written, gone, come = [], [], []
    for row in rows:
        if (doc := row["doc"]) is None:
            doc = last = last + 1
        written.append({**row, "doc": doc})
        there = before.get(row["key"])
        old = item_grams(there["words"]) if there else frozenset()
        new = old if there and there["words"] == row["words"] else item_grams(row["words"])
        if old - new:
            gone.append((doc, old - new))
        if new - old:
            come.append((doc, new - old))
    put(connection, columns.items, written)
    index.remove(connection, gone)
    index.add(connection, come)


def rename(connection: Connection, row: Row, key: str) -> None:
    """Give an item another key, which no other has."""
    put(connection, columns.items, [{**row, "key": key}])  # in place of the row of the same doc


def drop(connection: Connection, row: Row) -> None:
    """Take an item away."""
    connection.execute(delete(columns.items).where(_i.key == row["key"]))
    index.remove(connection, [(row["doc"], item_grams(row["words"]))])


def number(connection: Connection) -> None:
    """Index the items of a store that had no search of them.

    Args:
        connection: changing; no item has a ``doc``, none is in the index.
    """
    keys = connection.execute(select(_i.key).order_by(_i.code_key, _i.key)).scalars().all()
    if keys:
        numbered = list(enumerate(keys, start=1))
        connection.exec_driver_sql("UPDATE items SET doc = ? WHERE key = ?", numbered)
    for start in range(0, len(keys), _AT_ONCE):
        found = connection.execute(
            select(_i.doc, _i.words).where(_i.doc > start, _i.doc <= start + _AT_ONCE)
        )
        index.add(connection, [(row.doc, item_grams(row.words)) for row in found])

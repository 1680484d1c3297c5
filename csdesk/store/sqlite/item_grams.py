"""The full-text table of items: contentless FTS5 as ``fulltext`` has one of orders.

``rowid`` is the item's ``doc``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Select, column, select, table

from csdesk.store.sqlite import fulltext

_grams = table("item_grams", column("rowid"), column("item_grams"))


def create(connection: Connection) -> None:
    """The empty index, where there is none."""
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE IF NOT EXISTS item_grams USING fts5("
        "t, content='', columnsize=0, detail=none, tokenize='ascii')"
    )


def add(connection: Connection, rows: Iterable[tuple[int, Iterable[str]]]) -> None:
    """Add tokens that are not there to items, by ``doc``."""
    if batch := [(doc, " ".join(grams)) for doc, grams in sorted(rows, key=_doc)]:
        connection.exec_driver_sql("INSERT INTO item_grams(rowid, t) VALUES (?, ?)", batch)


def remove(connection: Connection, rows: Iterable[tuple[int, Iterable[str]]]) -> None:
    """Take tokens that are there away from items, by ``doc``."""
    if batch := [(doc, " ".join(grams)) for doc, grams in sorted(rows, key=_doc)]:
        connection.exec_driver_sql(
            "INSERT INTO item_grams(item_grams, rowid, t) VALUES ('delete', ?, ?)", batch
        )


def having(grams: Sequence[str]) -> Select[tuple[int]]:
    """The question for the ``doc`` of every item that has all of one or more tokens."""
    expression = fulltext.both([fulltext.token(gram) for gram in grams])
    return select(_grams.c.rowid).where(
        _grams.c.item_grams.op("MATCH", is_comparison=True)(expression)
    )


def _doc(row: tuple[int, Iterable[str]]) -> int:
    return row[0]

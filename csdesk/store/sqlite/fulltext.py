"""The full-text table of grams: contentless FTS5 whose rowid is the order's id.

A contentless table without column sizes does not know what a row holds: inserting a rowid again
adds tokens, and its ``delete`` command with some tokens takes away just those. So a change of
status costs two tokens, not a row. Rowids must ascend inside one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection


def create(connection: Connection) -> None:
    """The empty index."""
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE grams USING fts5("
        "t, content='', columnsize=0, detail=none, tokenize='ascii')"
    )


def add(connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Add tokens, blank-separated, to the orders of ascending ids."""
    batch = list(rows)
    if batch:
        connection.exec_driver_sql("INSERT INTO grams(rowid, t) VALUES (?, ?)", batch)


def remove(connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Take tokens that are there away from the orders of ascending ids."""
    batch = list(rows)
    if batch:
        connection.exec_driver_sql(
            "INSERT INTO grams(grams, rowid, t) VALUES ('delete', ?, ?)", batch
        )

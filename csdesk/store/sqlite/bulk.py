"""How an import writes to SQLite beside people at work: measured, see ARCHITECTURE.md.

Small transactions whose content is ready before they begin; the search index tidied up in bounded
steps, and the write-ahead log folded into the file, both between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from csdesk.store.sqlite import fulltext, pragmas

_MERGE_PAGES = 250
_INDEX_SETTINGS = {"automerge": 0, "usermerge": 8, "hashsize": 64 << 20}
"""Segments are merged by ``tidy`` alone, eight at a time; a piece is gathered whole in memory."""
_AUTOMERGE = 4
"""What FTS5 itself starts with: without an import each write tidies up a little."""

_SETTINGS = ("wal_autocheckpoint = 0", "cache_size = -10240", "mmap_size = 0")
"""No commit waits for the log to be folded in; 10 MiB hold the inner pages of all trees."""


@contextmanager
def writer(engine: Engine) -> Iterator[Connection]:
    """A connection of the import's own; each transaction on it begins ``IMMEDIATE``."""
    with engine.connect().execution_options(**pragmas.IMMEDIATE_LAST) as connection:
        connection.detach()  # with these settings it must not come back into the pool
        driver = connection.connection.dbapi_connection
        assert driver is not None
        cursor = driver.cursor()
        for setting in _SETTINGS:
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()
        with connection.begin():
            for name, value in _INDEX_SETTINGS.items():
                fulltext.configure(connection, name, value)
        try:
            yield connection
        finally:
            # On a full disk this fails too; the next import sets it right.
            with suppress(DBAPIError), connection.begin():
                fulltext.configure(connection, "automerge", _AUTOMERGE)


def tidy(connection: Connection) -> None:
    """One bounded step of merging the index's segments, in a transaction of its own."""
    with connection.begin():
        fulltext.merge(connection, _MERGE_PAGES)

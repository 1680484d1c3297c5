"""How an import writes to SQLite beside people at work: measured, see ARCHITECTURE.md.

Small transactions whose content is ready before they begin; the search index tidied up in bounded
steps, and the write-ahead log folded into the file, both between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from csdesk.store.sqlite import fulltext, pragmas

_MERGE_PAGES = 250
_AUTOMERGE = 4
"""What FTS5 itself starts with."""

_SETTINGS = ("wal_autocheckpoint = 0", "cache_size = -49152")
"""No commit waits for the log to be folded in; 48 MiB hold the inner pages of all trees."""


@contextmanager
def writer(engine: Engine) -> Iterator[Connection]:
    """A connection of the import's own; each transaction on it begins ``IMMEDIATE``.

    While it is open the index is tidied up by ``tidy`` only.
    """
    with engine.connect().execution_options(**pragmas.IMMEDIATE) as connection:
        connection.detach()  # with these settings it must not come back into the pool
        driver = connection.connection.dbapi_connection
        assert driver is not None
        cursor = driver.cursor()
        for setting in _SETTINGS:
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()
        with connection.begin():
            fulltext.automerge(connection, 0)
        try:
            yield connection
        finally:
            with connection.begin():
                fulltext.automerge(connection, _AUTOMERGE)


def tidy(connection: Connection) -> None:
    """One bounded step of merging the index's segments, in a transaction of its own."""
    with connection.begin():
        fulltext.merge(connection, _MERGE_PAGES)

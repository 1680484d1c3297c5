"""A whole copy of a store that others write meanwhile, and a look into one that nobody writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from csdesk.store.sqlite import fulltext, ordering, pragmas


def copy(source: Path, target: Path) -> None:
    """Copy a store as it stands at one instant, page by page; nobody who writes waits.

    The copy is one file, without a log beside it. It is not yet on the disk for good.

    Args:
        source: a store.
        target: an empty file.

    Raises:
        sqlalchemy.exc.DatabaseError: the source cannot be read.
        sqlite3.Error: copying failed; the target is worth nothing.
    """
    engine = pragmas.open_engine(source, cache_kib=256, mapped=False)
    try:
        with engine.connect().execution_options(**pragmas.OUTSIDE) as connection:
            driver: Any = connection.connection.dbapi_connection
            with closing(sqlite3.connect(target)) as to:
                to.execute("PRAGMA synchronous = OFF")  # the whole file is synced at the end
                driver.backup(to)
    finally:
        engine.dispose()


@contextmanager
def at_rest(path: Path) -> Iterator[Connection]:
    """Read a store file that nobody writes, without leaving anything beside it.

    Args:
        path: of a copy; of a store that is in use its newest changes would not be seen.
    """
    query = {"mode": "ro", "immutable": "1", "uri": "true"}
    url = URL.create("sqlite", database=f"file:{pragmas.quoted(path)}", query=query)
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            driver: Any = connection.connection.dbapi_connection
            fulltext.register(driver)
            ordering.register(driver)
            yield connection
    finally:
        engine.dispose()


def damage(connection: Connection, *, thorough: bool = False) -> str:
    """What SQLite finds damaged, in its own words; empty where it finds nothing.

    Args:
        connection: reading.
        thorough: look whether every index tells what its table tells, too; four times as long.
    """
    check = "integrity_check" if thorough else "quick_check"
    found = connection.exec_driver_sql(f"PRAGMA {check}(1)").scalar_one()
    return "" if found == "ok" else str(found)


def row_counts(connection: Connection) -> dict[str, int]:
    """How many rows every table has, by name; those of the search index are its own business."""
    tables = connection.exec_driver_sql(
        "SELECT name FROM pragma_table_list"
        " WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
        " ORDER BY name"
    )
    preparer = connection.dialect.identifier_preparer
    return {
        name: int(
            connection.exec_driver_sql(
                f"SELECT count(*) FROM {preparer.quote_identifier(name)}"  # noqa: S608 - a table's own name
            ).scalar_one()
        )
        for name in tables.scalars().all()
    }

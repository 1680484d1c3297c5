"""Forward-only schema changes: each function takes the store one version up.

A file's version is how many of them it has had. All of them run in one transaction, so that a
failed or killed upgrade leaves the file as it was.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine

from csdesk.store.sqlite import pragmas

Migration = Callable[[Connection], None]


def _tables_and_index(connection: Connection) -> None:
    """Version 1: all tables, and the full-text index."""
    from sqlmodel import SQLModel

    import csdesk.store.tables  # noqa: F401 - its classes fill the metadata
    from csdesk.store import index
    from csdesk.store.sqlite import fulltext

    SQLModel.metadata.create_all(connection)
    fulltext.create(connection)
    index.mark(connection)


def _ledger_of_rows(connection: Connection) -> None:
    """Version 2: counts of rows, rejects by order, obstacles in the inbox, former keys."""
    from sqlalchemy import inspect
    from sqlmodel import SQLModel

    import csdesk.store.tables  # noqa: F401 - its classes fill the metadata

    SQLModel.metadata.create_all(connection)  # those that are missing
    there = inspect(connection)
    for table, column, kind in (
        ("batches", "rows_new", "INTEGER NOT NULL DEFAULT 0"),
        ("batches", "rows_changed", "INTEGER NOT NULL DEFAULT 0"),
        ("batches", "rows_unchanged", "INTEGER NOT NULL DEFAULT 0"),
        ("batches", "fields", "TEXT NOT NULL DEFAULT '{}'"),
        ("orders", "parent_id", "INTEGER NOT NULL DEFAULT 0"),
        ("rejects", "market_no", "VARCHAR NOT NULL DEFAULT ''"),
    ):
        if column not in {each["name"] for each in there.get_columns(table)}:
            connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    for name in ("orders", "rejects", "remarks"):
        for index in SQLModel.metadata.tables[name].indexes:
            index.create(connection, checkfirst=True)
    # All that it had, ix_orders_narrow has too.
    connection.exec_driver_sql("DROP INDEX IF EXISTS ix_orders_batch")


MIGRATIONS: tuple[Migration, ...] = (_tables_and_index, _ledger_of_rows)


def migrate(engine: Engine, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Run what the store has not had yet, in one transaction.

    Args:
        engine: of a store whose version is at most ``len(migrations)``.
        migrations: the whole list, oldest first.
    """
    with (
        engine.connect().execution_options(**pragmas.IMMEDIATE) as connection,
        connection.begin(),
    ):
        for migration in migrations[pragmas.schema_version(connection) :]:
            migration(connection)
        pragmas.set_schema_version(connection, len(migrations))


def create(path: Path) -> None:
    """A new empty store at ``path``, readable by its owner only.

    It is made beside its place and renamed, so that no half-made store is ever found.
    """
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    engine = pragmas.open_engine(unfinished)
    try:
        pragmas.make_wal(engine)
        migrate(engine)
        pragmas.checkpoint(engine, "TRUNCATE")
    finally:
        engine.dispose()
    unfinished.rename(path)

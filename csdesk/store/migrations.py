"""Forward-only schema changes: each function takes the store one version up.

A file's version is how many of them it has had. All of them run in one transaction, so that a
failed or killed upgrade leaves the file as it was.

Whoever changes ``store.tables`` puts one more ``_as_defined`` at the end, with what rows need
before it where a default is not enough, and raises ``engine.SCHEMA_VERSION``.
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


def _as_defined(connection: Connection) -> None:
    """Tables, columns, checks, indexes and triggers that an older store lacks."""
    from sqlmodel import SQLModel

    import csdesk.store.tables  # noqa: F401 - its classes fill the metadata
    from csdesk.store.sqlite import guarding, touching
    from csdesk.store.sqlite.reshaping import reshape

    reshape(connection, SQLModel.metadata)
    touching.create(connection)
    guarding.create(connection)


def _with_stock(connection: Connection) -> None:
    """Version 4: stock; the importer works out what open orders ask of it, some at a time."""
    from csdesk.store.sqlite import touching

    _as_defined(connection)
    touching.touch_all(connection)


def _with_item_search(connection: Connection) -> None:
    """Version 5: shifts; items found by an index of their own; one account for each family."""
    from csdesk.store import item_index, owed_moving
    from csdesk.store.sqlite import item_grams

    _as_defined(connection)
    item_grams.create(connection)
    item_index.number(connection)
    owed_moving.to_placed_orders(connection)


MIGRATIONS: tuple[Migration, ...] = (
    _tables_and_index,
    _as_defined,
    _as_defined,
    _with_stock,
    _with_item_search,
    _as_defined,
)


def migrate(
    engine: Engine,
    migrations: Sequence[Migration] = MIGRATIONS,
    *,
    before: Callable[[], object] = lambda: None,
) -> None:
    """Run what the store has not had yet, in one transaction.

    Args:
        engine: of a store whose version is at most ``len(migrations)``.
        migrations: the whole list, oldest first.
        before: called where there is something to run, while nobody else may write.
    """
    with pragmas.reshaping(engine) as connection:
        missing = migrations[pragmas.schema_version(connection) :]
        if missing:
            before()
        for migration in missing:
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

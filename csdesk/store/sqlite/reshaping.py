"""Making a file's tables and indexes those that csdesk defines now, with all rows kept.

SQLite can neither change a check, a key or a reference of a table nor add a column in the middle
of it: such a table is made anew beside itself and filled from itself.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    MetaData,
    Table,
    column,
    insert,
    literal,
    select,
    table,
)
from sqlalchemy.schema import CreateIndex, CreateTable, DropIndex, Index
from sqlalchemy.sql.schema import ScalarElementColumnDefault

_OWN_INDEXES = ("ix_", "ux_")


def reshape(connection: Connection, wanted: MetaData) -> None:
    """Bring tables and indexes to what ``wanted`` says, inside the caller's transaction.

    A column that is new has its default in every row; one that is no longer wanted goes. What
    should be kept under another name must be copied before.

    Args:
        connection: changing, with references unchecked (``pragmas.reshaping``).
        wanted: all tables of the store; others are left alone.

    Raises:
        sqlalchemy.exc.IntegrityError: a row does not fit what is wanted, or a new column needs a
            value and has no default.
    """
    there = _definitions(connection, "table")
    for each in wanted.sorted_tables:
        definition = str(CreateTable(each).compile(connection))
        if each.name not in there:
            connection.exec_driver_sql(definition)
        elif _plain(there[each.name]) != _plain(definition):
            _make_anew(connection, each, definition)
    _index(connection, wanted)


def _definitions(connection: Connection, kind: str) -> dict[str, str]:
    """Names and DDL of tables or indexes; those that SQLite makes by itself have none."""
    found = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL", (kind,)
    )
    return {row.name: row.sql for row in found}


def _plain(definition: str) -> str:
    """DDL with neither layout nor quotes, which a renamed table has around its name."""
    return " ".join(definition.replace('"', "").split())


def _make_anew(connection: Connection, wanted: Table, definition: str) -> None:
    name, beside = wanted.name, f"{wanted.name}_anew"
    rows = connection.exec_driver_sql("SELECT name FROM pragma_table_info(?)", (name,))
    there = set(rows.scalars())
    old = table(name, *map(column, there))
    values: dict[str, ColumnElement[Any]] = {}
    for each in wanted.c:
        if each.name in there:
            values[each.name] = old.c[each.name]
        elif each.server_default is None and isinstance(each.default, ScalarElementColumnDefault):
            values[each.name] = literal(each.default.arg)
    quoted = connection.dialect.identifier_preparer.format_table(wanted)
    connection.exec_driver_sql(definition.replace(quoted, beside, 1))
    filled = insert(table(beside, *map(column, values)))
    connection.execute(filled.from_select(list(values), select(*values.values())))
    connection.exec_driver_sql(f"DROP TABLE {quoted}")
    connection.exec_driver_sql(f"ALTER TABLE {beside} RENAME TO {quoted}")


def _index(connection: Connection, wanted: MetaData) -> None:
    indexes = [index for each in wanted.sorted_tables for index in each.indexes]
    definitions = {str(each.name): str(CreateIndex(each).compile(connection)) for each in indexes}
    there = _definitions(connection, "index")
    for name, definition in there.items():
        kept = _plain(definitions.get(name, "")) == _plain(definition)
        if name.startswith(_OWN_INDEXES) and not kept:
            connection.execute(DropIndex(Index(name)))
    there = _definitions(connection, "index")
    for name, definition in sorted(definitions.items()):
        if name not in there:
            connection.exec_driver_sql(definition)

"""Writing whole rows over those that have the same key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, TableClause, insert


def put(connection: Connection, table: TableClause, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows, whether there are some of the same key or not.

    Args:
        connection: changing.
        table: one to whose rows no other refers.
        rows: every column of it.
    """
    if rows:
        names = tuple(table.c.keys())
        values = [tuple(row[name] for name in names) for row in rows]
        connection.exec_driver_sql(_putting(table.name, names), values)


def add_missing(
    connection: Connection,
    table: TableClause,
    rows: Select[Any],
    told: Mapping[str, Any] | None = None,
) -> None:
    """Write rows that a question finds; those whose key is there already stay as they are.

    Args:
        connection: changing.
        table: to write into.
        rows: every column of it, in its order.
        told: parameters of the question.
    """
    adding = insert(table).prefix_with("OR IGNORE").from_select(list(table.c.keys()), rows)
    connection.execute(adding, told)


@cache
def _putting(table: str, names: tuple[str, ...]) -> str:
    places = ", ".join("?" * len(names))
    return f"INSERT OR REPLACE INTO {table} ({', '.join(names)}) VALUES ({places})"  # noqa: S608 - names of our own columns

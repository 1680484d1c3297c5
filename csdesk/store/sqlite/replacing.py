"""Writing whole rows over those that have the same key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, TableClause


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


@cache
def _putting(table: str, names: tuple[str, ...]) -> str:
    places = ", ".join("?" * len(names))
    return f"INSERT OR REPLACE INTO {table} ({', '.join(names)}) VALUES ({places})"  # noqa: S608 - names of our own columns

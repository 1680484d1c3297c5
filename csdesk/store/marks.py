"""Small facts about the store itself, by name."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from csdesk.store import columns

_m = columns.marks.c


def read(connection: Connection, name: str) -> str:
    """A mark's value, empty where it was never set."""
    return str(connection.execute(select(_m.value).where(_m.name == name)).scalar() or "")


def keep(connection: Connection, name: str, value: str) -> None:
    """Set a mark; an empty value takes it away."""
    connection.execute(delete(columns.marks).where(_m.name == name))
    if value:
        connection.execute(insert(columns.marks), {"name": name, "value": value})

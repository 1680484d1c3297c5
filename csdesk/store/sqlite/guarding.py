"""Triggers that keep the log append-only, whatever connection writes to it.

They stop mistakes and any code that speaks to the store. Whoever owns the file can drop them:
``missing`` tells that, and the chain of hashes tells what was done then.
"""

from __future__ import annotations

from sqlalchemy import Connection

from csdesk.store import columns

_PURGED = ("before", "after", "salt")
"""Columns that may be emptied: what may be personal stands in the chain by its digest only."""

_KEPT = [each.name for each in columns.events.c if each.name not in _PURGED]
_SAME = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in _KEPT)
_PURGING = (
    "OLD.digest IS NOT NULL AND NEW.before IS NULL AND NEW.after IS NULL"
    f" AND (NEW.salt IS NULL OR NEW.salt IS OLD.salt) AND {_SAME}"
)
_WHAT = {
    "log_end": "BEFORE INSERT ON events WHEN NEW.seq <= (SELECT max(seq) FROM events)",
    "log_kept": "BEFORE DELETE ON events",
    "log_same": f"BEFORE UPDATE ON events WHEN NOT ({_PURGING})",
}
"""What each refuses; ``INSERT OR REPLACE`` would take a step away without deleting it."""

TRIGGERS = {
    name: f"CREATE TRIGGER {name} {what} BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    for name, what in _WHAT.items()
}
"""Name of each trigger -> its definition."""


def create(connection: Connection) -> None:
    """Make the triggers, in place of older ones; a table that is made anew has lost its own."""
    for name, definition in TRIGGERS.items():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(definition)


def missing(connection: Connection) -> tuple[str, ...]:
    """The triggers that somebody dropped or changed."""
    asked = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'events'"
    there = {row.name: row.sql for row in connection.exec_driver_sql(asked)}
    return tuple(name for name, definition in TRIGGERS.items() if there.get(name) != definition)

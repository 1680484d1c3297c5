"""What somebody does who owns the store's file: nothing of the file's own keeps them from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from csdesk.store.sqlite import guarding


def unguard(execute: Callable[[str], object]) -> None:
    """Drop the triggers that keep the log append-only."""
    for name in guarding.TRIGGERS:
        execute(f"DROP TRIGGER IF EXISTS {name}")


def guard(execute: Callable[[str], object]) -> None:
    """Put the triggers back, as if nothing had been done."""
    for definition in guarding.TRIGGERS.values():
        execute(definition)


def tamper(path: Path, *statements: str) -> None:
    """Change a store's log behind its back, and leave no trace of how."""
    with closing(sqlite3.connect(path)) as c, c:
        unguard(c.execute)
        for statement in statements:
            c.execute(statement)
        guard(c.execute)

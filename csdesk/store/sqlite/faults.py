"""What SQLite's error codes say about the file, the disk and its rights."""

from __future__ import annotations

import sqlite3
from enum import Enum

from sqlalchemy.exc import DatabaseError, DBAPIError

RAISED = (DatabaseError, sqlite3.DatabaseError)
"""As SQLAlchemy hands them on, and as they come from where a transaction or connection begins."""


class Fault(Enum):
    """What is wrong; not with the question, but with what it is asked of."""

    BUSY = "busy"
    """Somebody else wrote all the time; nothing is wrong with the file."""
    FULL = "full"
    REFUSED = "refused"
    """A quota, or a fault of the disk: SQLite does not tell them apart."""
    READ_ONLY = "read-only"
    DAMAGED = "damaged"
    CLOSED = "closed"
    """A file of the store cannot be opened."""
    OTHER = "other"


_FAULTS = {
    sqlite3.SQLITE_BUSY: Fault.BUSY,
    sqlite3.SQLITE_FULL: Fault.FULL,
    sqlite3.SQLITE_IOERR: Fault.REFUSED,
    sqlite3.SQLITE_READONLY: Fault.READ_ONLY,
    sqlite3.SQLITE_CORRUPT: Fault.DAMAGED,
    sqlite3.SQLITE_NOTADB: Fault.DAMAGED,
    sqlite3.SQLITE_CANTOPEN: Fault.CLOSED,
    sqlite3.SQLITE_LOCKED: Fault.OTHER,
    sqlite3.SQLITE_PERM: Fault.OTHER,
    sqlite3.SQLITE_PROTOCOL: Fault.OTHER,
}


def fault_of(raised: BaseException) -> Fault | None:
    """What is wrong with file, disk or rights; None where the fault lies with the question."""
    return _FAULTS.get(getattr(_driver(raised), "sqlite_errorcode", 0) & 0xFF)


def code_of(raised: BaseException) -> str:
    """SQLite's own word for it, such as ``SQLITE_CORRUPT``."""
    return str(getattr(_driver(raised), "sqlite_errorname", type(raised).__name__))


def _driver(raised: BaseException) -> BaseException:
    return raised.orig or raised if isinstance(raised, DBAPIError) else raised

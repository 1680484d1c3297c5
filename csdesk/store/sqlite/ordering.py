"""What SQLite needs to sort lists: a narrow copy of what they are sorted by, and how names compare.

Rows of orders are wide. Sorting a hundred thousand of them reads an index that holds only what
lists are sorted by, in a tenth of the bytes; left to itself SQLite takes the rows.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, LargeBinary, Text, column, func, text

from csdesk.store import columns

NARROW = "ix_orders_narrow"
"""The index on ``orders`` that covers ``narrow``."""


UNSHIPPED = "ix_orders_unshipped"
"""The index on ``orders`` that covers ``unshipped``."""


def narrow() -> FromClause:
    """The columns of ``orders`` that lists are sorted by, read from the index alone."""
    rows = text(f"SELECT id, total, paid_at, name FROM orders INDEXED BY {NARROW}")  # noqa: S608 - our own name
    return rows.columns(
        column("id", Integer), column("total", Integer), column("paid_at", Integer),
        column("name", Text),
    ).subquery("narrow")  # fmt: skip


def unshipped() -> FromClause:
    """Key and last day of the orders that must still leave, read from their own index alone."""
    rows = text(
        f"SELECT id, ship_by FROM orders INDEXED BY {UNSHIPPED} WHERE {columns.UNSHIPPED}"  # noqa: S608 - our own names
    )
    return rows.columns(column("id", Integer), column("ship_by", Integer)).subquery("unshipped")


def _dictionary(name: str) -> bytes:
    # GB 2312 has its common characters in the order of their sounds, and Latin letters before.
    return name.lower().encode("gb18030", "replace") if name else b"\xff"


def register(dbapi: Any) -> None:
    """Give a new connection the function that ``dictionary`` calls."""
    dbapi.create_function("dictionary", 1, _dictionary, deterministic=True)


def dictionary(name: ColumnElement[Any]) -> ColumnElement[bytes]:
    """What names are compared by, so that they stand as in a dictionary; no name comes last."""
    return func.dictionary(name, type_=LargeBinary)

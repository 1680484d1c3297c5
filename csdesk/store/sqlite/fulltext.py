"""The full-text table of grams: contentless FTS5 whose rowid is the order's id.

A contentless table without column sizes does not know what a row holds: inserting a rowid again
adds tokens, and its ``delete`` command with some tokens takes away just those. So a change of
status costs two tokens, not a row. Rowids must ascend inside one transaction: each step back
writes out what was gathered so far.

Expressions are made of ``token``, ``both`` and ``either``; FTS5 streams their rows in the order
of rowids, so the newest fifty of a million hits cost no more than fifty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, column, func, table

from csdesk.rules.folding import fold, squeeze
from csdesk.rules.masking import names_of

grams = table("grams", column("rowid"), column("grams"), column("t"))
"""One row for each order that has tokens; ``rowid`` is the order's id."""


def create(connection: Connection) -> None:
    """The empty index."""
    connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE grams USING fts5("
        "t, content='', columnsize=0, detail=none, tokenize='ascii')"
    )


def add(connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Add tokens, blank-separated, to the orders of ascending ids."""
    batch = list(rows)
    if batch:
        connection.exec_driver_sql("INSERT INTO grams(rowid, t) VALUES (?, ?)", batch)


def remove(connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Take tokens that are there away from the orders of ascending ids."""
    batch = list(rows)
    if batch:
        connection.exec_driver_sql(
            "INSERT INTO grams(grams, rowid, t) VALUES ('delete', ?, ?)", batch
        )


def empty(connection: Connection) -> None:
    """Take away everything, to build anew."""
    connection.exec_driver_sql("INSERT INTO grams(grams) VALUES ('delete-all')")


def configure(connection: Connection, name: str, value: int) -> None:
    """Set how the index is kept (``automerge``, ``usermerge``, ``hashsize``); it stays in the file.

    With ``automerge`` 0 segments are tidied up by ``merge`` only.
    """
    connection.exec_driver_sql("INSERT INTO grams(grams, rank) VALUES (?, ?)", (name, value))


def merge(connection: Connection, pages: int) -> None:
    """Tidy up segments, writing about so many pages: a bounded piece of work."""
    connection.exec_driver_sql("INSERT INTO grams(grams, rank) VALUES ('merge', ?)", (pages,))


def token(text: str) -> str:
    """The expression for orders that have one token of ``rules.grams``."""
    return f'"{text}"'


def both(expressions: Sequence[str]) -> str:
    """The expression for orders that fit all of one or more."""
    return expressions[0] if len(expressions) == 1 else f"({' AND '.join(expressions)})"


def either(expressions: Sequence[str]) -> str:
    """The expression for orders that fit at least one of one or more."""
    return expressions[0] if len(expressions) == 1 else f"({' OR '.join(expressions)})"


def without(expression: str, unwanted: Sequence[str]) -> str:
    """The expression for orders that fit the first and none of the others."""
    return f"({expression} NOT {either(unwanted)})" if unwanted else expression


def matches(expression: ColumnElement[Any] | str) -> ColumnElement[bool]:
    """The condition on ``grams`` that an order fits an expression."""
    return grams.c.grams.op("MATCH", is_comparison=True)(expression)


def _holds(needle: str, *texts: str) -> bool:
    return needle in squeeze(fold("\x1f".join(texts)))


def _is_whole(needle: str, *texts: str) -> bool:
    return any(needle in names_of(squeeze(fold(text))) for text in texts if text)


def register(dbapi: Any) -> None:
    """Give a new connection the functions that ``holds`` and ``is_whole`` call."""
    dbapi.create_function("holds", -1, _holds, deterministic=True)
    dbapi.create_function("is_whole", -1, _is_whole, deterministic=True)


def holds(needle: ColumnElement[Any], *texts: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that one of several texts has a fragment, whatever its width and blanks.

    It takes some microseconds a row; ``LIKE`` first spares it for most that have the fragment.

    Args:
        needle: folded and squeezed.
        texts: columns.
    """
    return func.holds(needle, *texts).is_(True)


def merge_all(connection: Connection, pages: int, *, begins: bool) -> bool:
    """A bounded piece of merging all segments into one, so that nothing of what went is left.

    Args:
        connection: changing.
        pages: to write, about.
        begins: whether this is the first piece.

    Returns:
        Whether there was something to do; then there may be more.
    """
    driver: Any = connection.connection.dbapi_connection
    before = driver.total_changes
    merge(connection, -pages if begins else pages)
    return bool(driver.total_changes - before >= _WORKED)


_WORKED = 2
"""Changes that tell that a merge did something, as FTS5 documents it."""


def is_whole(needle: ColumnElement[Any], *texts: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that a needle is the whole of one of several masked texts.

    Args:
        needle: folded and squeezed.
        texts: columns.
    """
    return func.is_whole(needle, *texts).is_(True)

"""Saved searches at rest: one row for each owner and name."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from csdesk.model.searches import SavedSearch
from csdesk.store import columns

_s, _p = columns.saved_searches.c, columns.people.c

EVERYBODY = ""
"""The owner of shared searches."""


def kept(connection: Connection, login: str) -> tuple[SavedSearch, ...]:
    """A person's own searches and then those of everybody, each by name."""
    return _read(connection, _s.owner.in_((login, EVERYBODY)))


def named(connection: Connection, owner: str, folded: str) -> SavedSearch | None:
    """The search that an owner has under a name as it is compared."""
    return next(iter(_read(connection, (_s.owner == owner) & (_s.folded == folded))), None)


def one(connection: Connection, login: str, search_id: int) -> SavedSearch | None:
    """A search that a person sees, by its id."""
    visible = (_s.id == search_id) & _s.owner.in_((login, EVERYBODY))
    return next(iter(_read(connection, visible)), None)


def count(connection: Connection, owner: str) -> int:
    """How many searches an owner has."""
    mine = select(func.count()).select_from(columns.saved_searches).where(_s.owner == owner)
    return connection.execute(mine).scalar_one()


def put(
    connection: Connection, owner: str, folded: str, values: dict[str, str | int]
) -> SavedSearch:
    """Keep a search in place of the one that its owner has under that name.

    Args:
        connection: changing.
        owner: a login, or ``EVERYBODY``.
        folded: the name as it is compared.
        values: ``name``, ``query``, ``author`` (a login) and ``at`` in epoch seconds.
    """
    saved = columns.saved_searches
    same = (_s.owner == owner) & (_s.folded == folded)
    if not connection.execute(update(saved).where(same).values(values)).rowcount:
        connection.execute(insert(saved), {"owner": owner, "folded": folded, **values})
    found = named(connection, owner, folded)
    assert found is not None
    return found


def remove(connection: Connection, search_id: int) -> None:
    """Keep a search no longer."""
    connection.execute(delete(columns.saved_searches).where(_s.id == search_id))


def _read(connection: Connection, which: ColumnElement[bool]) -> tuple[SavedSearch, ...]:
    rows = connection.execute(
        select(
            _s.id, _s.name, _s.query, (_s.owner == EVERYBODY).label("shared"),
            func.coalesce(_p.name, _s.author).label("author"), _s.at,
        )
        .join_from(columns.saved_searches, columns.people, _p.login == _s.author, isouter=True)
        .where(which)
        .order_by(_s.owner == EVERYBODY, _s.folded)
    )  # fmt: skip
    return tuple(
        SavedSearch(
            row.id, row.name, row.query, bool(row.shared), row.author,
            datetime.fromtimestamp(row.at, UTC),
        )
        for row in rows
    )  # fmt: skip

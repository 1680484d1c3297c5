"""What each person did last, so that it can be taken back (``u``)."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from csdesk.store import columns

_a = columns.last_acts.c


STAYS = (0, 0)
"""Instead of events: what the person did last cannot be taken back."""


def keep(connection: Connection, login: str, first: int, last: int) -> None:
    """Note the events of a person's newest act.

    Args:
        connection: changing.
        login: of the person.
        first: sequence number of its first event.
        last: of its last event.
    """
    forget(connection, login)
    connection.execute(
        insert(columns.last_acts), {"login": login, "first_seq": first, "last_seq": last}
    )


def forget(connection: Connection, login: str) -> None:
    """Nothing can be taken back from here on, until the person acts again."""
    connection.execute(delete(columns.last_acts).where(_a.login == login))


def last(connection: Connection, login: str) -> tuple[int, int] | None:
    """First and last event of what the person did last; None where there is nothing."""
    found = connection.execute(select(_a.first_seq, _a.last_seq).where(_a.login == login)).first()
    return (found.first_seq, found.last_seq) if found else None

"""The roster at rest: who is to work in which kind of shift on a day (S54)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select

from csdesk.store import columns

_d = columns.roster.c


def plan(connection: Connection, first: str, last: str) -> dict[tuple[str, str], str]:
    """Day and login -> code of a kind, of a stretch of days.

    Args:
        connection: reading or changing.
        first: ISO day.
        last: ISO day, included.
    """
    found = select(_d.day, _d.login, _d.kind).where(_d.day.between(first, last))
    rows = connection.execute(found.order_by(_d.day, _d.login))
    return {(row.day, row.login): row.kind for row in rows}


def of_person(connection: Connection, login: str, first: str, limit: int) -> list[tuple[str, str]]:
    """Days and kinds of somebody's next duties from a day on."""
    found = select(_d.day, _d.kind).where(_d.login == login, _d.day >= first)
    return [(row.day, row.kind) for row in connection.execute(found.order_by(_d.day).limit(limit))]


def write(connection: Connection, duties: Mapping[tuple[str, str], str]) -> None:
    """Give people other duties; an empty kind frees the day."""
    places: Sequence[tuple[str, str]] = sorted(duties)
    for day, login in places:
        connection.execute(delete(columns.roster).where(_d.day == day, _d.login == login))
    new = [
        {"day": day, "login": login, "kind": duties[day, login]}
        for day, login in places
        if duties[day, login]
    ]
    if new:
        connection.execute(insert(columns.roster), new)

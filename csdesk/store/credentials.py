"""PINs and passwords at rest."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from csdesk.store import columns

_c = columns.credentials.c


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of somebody's secret."""

    secret: str
    must_change: bool
    wrong: int
    wrong_at: int
    """Epoch seconds of the last wrong one."""


def kept(connection: Connection, login: str) -> Kept | None:
    """Of one person; None where nothing is set."""
    row = connection.execute(
        select(_c.secret, _c.must_change, _c.wrong, _c.wrong_at).where(_c.login == login)
    ).first()
    return Kept(row.secret, bool(row.must_change), row.wrong, row.wrong_at) if row else None


def wrong_of_all(connection: Connection) -> dict[str, int]:
    """Login -> wrong ones in a row, of everybody who has a secret."""
    return {row.login: row.wrong for row in connection.execute(select(_c.login, _c.wrong))}


def put(
    connection: Connection, login: str, secret: str, *, by: str, at: int, must_change: bool
) -> None:
    """Keep a new secret in the place of the old one; wrong ones are forgotten."""
    remove(connection, login)
    connection.execute(
        insert(columns.credentials).values(
            login=login, secret=secret, must_change=int(must_change), set_at=at, set_by=by,
            wrong=0, wrong_at=0,
        )
    )  # fmt: skip


def count_wrong(connection: Connection, login: str, wrong: int, at: int) -> None:
    """So many wrong ones in a row, the last of them then."""
    connection.execute(
        update(columns.credentials).where(_c.login == login).values(wrong=wrong, wrong_at=at)
    )


def remove(connection: Connection, login: str) -> bool:
    """Forget somebody's secret; whether there was one."""
    return connection.execute(delete(columns.credentials).where(_c.login == login)).rowcount > 0

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
    set_at: int
    set_by: str


_KEPT = (_c.secret, _c.must_change, _c.wrong, _c.wrong_at, _c.set_at, _c.set_by)


def kept(connection: Connection, login: str) -> Kept | None:
    """Of one person; None where nothing is set."""
    row = connection.execute(select(*_KEPT).where(_c.login == login)).first()
    return _kept(*row) if row else None


def everyone(connection: Connection) -> dict[str, Kept]:
    """Login -> what is kept, of everybody who has a secret."""
    return {row[0]: _kept(*row[1:]) for row in connection.execute(select(_c.login, *_KEPT))}


def _kept(
    secret: str, must_change: int, wrong: int, wrong_at: int, set_at: int, set_by: str
) -> Kept:
    return Kept(secret, bool(must_change), wrong, wrong_at, set_at, set_by)


def put_back(connection: Connection, login: str, kept: Kept) -> None:
    """Keep what another store kept of somebody, wrong ones included."""
    put(connection, login, kept.secret, by=kept.set_by, at=kept.set_at,
        must_change=kept.must_change)  # fmt: skip
    count_wrong(connection, login, kept.wrong, kept.wrong_at)


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

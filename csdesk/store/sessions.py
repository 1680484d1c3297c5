"""Sessions at rest, each under an id that seals how the person came in.

Every event holds the id of its session, and the id goes into the event's link of the chain. The id
is made of twelve random hexadecimal digits and of a digest of them, login, door, credential,
address, terminal and beginning. So a row of ``sessions`` that somebody changed no longer fits its
id, and one that was put under another id fits no event: the chain needs no rows of its own for it.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select, text, update

from csdesk.model.sessions import Door, Ended, Session, Visit
from csdesk.store import columns

_SALT = 12
"""Hexadecimal digits of an id that are random."""

_s, _p = columns.sessions.c, columns.people.c


def new_id(visit: Visit, began: int) -> str:
    """An id for a session that begins now.

    Args:
        visit: who came in, and how.
        began: when, in epoch seconds.
    """
    return _sealed(secrets.token_hex(_SALT // 2), visit, began)


def _sealed(salt: str, visit: Visit, began: int) -> str:
    told = (visit.login, visit.door.value, visit.credential, visit.address, visit.tty, began)
    form = "\x1f".join(map(str, (salt, *told)))
    return salt + hashlib.sha256(form.encode()).hexdigest()[:24]


def fits(row: Session) -> bool:
    """Whether a session is told as it was when it began."""
    return _sealed(row.id[:_SALT], row.visit, int(row.began.timestamp())) == row.id


def astray(connection: Connection) -> tuple[str, ...]:
    """Ids of sessions that somebody changed, or that steps name and that are not there.

    What was noted later, such as their end, is not sealed.
    """
    e = columns.events.c
    named = select(e.session).where(e.session != "").distinct()
    lost = connection.execute(named.where(e.session.not_in(select(_s.id)))).scalars()
    changed = [each.id for each in _sessions(connection, _ALL) if not fits(each)]
    return tuple(sorted({*lost, *changed}))


def add(
    connection: Connection, session_id: str, visit: Visit, began: int, *, over: bool = False
) -> bool:
    """Take a session down, unless it was.

    Args:
        connection: changing.
        session_id: from ``new_id``, with the same ``visit`` and ``began``.
        visit: who came in, and how.
        began: in epoch seconds.
        over: it is one command, so nobody needs to end it.

    Returns:
        Whether it is new.
    """
    row = {
        "id": session_id, "login": visit.login, "door": visit.door.value,
        "credential": visit.credential, "address": visit.address, "tty": visit.tty,
        "began": began, "ended": began if over else None,
        "ended_why": Ended.DONE.value if over else "", "ended_by": "",
    }  # fmt: skip
    known = connection.execute(select(_s.id).where(_s.id == session_id)).first()
    if known is None:
        connection.execute(insert(columns.sessions), row)
    return known is None


def end(connection: Connection, ids: Sequence[str], why: Ended, by: str = "") -> int:
    """Note that sessions are over; those that are keep why.

    Returns:
        How many were on.
    """
    done = connection.execute(
        update(columns.sessions)
        .where(_s.id.in_(list(ids)), _s.ended.is_(None))
        .values(ended=int(time.time()), ended_why=why.value, ended_by=by)
    )
    return done.rowcount


def end_of(connection: Connection, why: Ended, by: str, *, login: str = "", key: str = "") -> int:
    """Note that all sessions of a person, or through a key, are over; how many were on."""
    whose = _s.login == login if login else _s.credential == key
    on = connection.execute(select(_s.id).where(whose, text(columns.SESSION_ON))).scalars()
    return end(connection, list(on), why, by)


def on(connection: Connection, login: str = "") -> tuple[Session, ...]:
    """Sessions that nobody has ended, of one person or of all, newest first."""
    whose = [_s.login == login] if login else []
    return _sessions(connection, _ALL.where(text(columns.SESSION_ON), *whose))


def of(connection: Connection, session_id: str) -> Session | None:
    """One session; None where there is none under this id."""
    found = _sessions(connection, _ALL.where(_s.id == session_id))
    return found[0] if found else None


def beginning(connection: Connection, start: str, login: str = "") -> tuple[Session, ...]:
    """Sessions that are on and whose id begins so, of one person or of all; two at most."""
    return tuple(each for each in on(connection, login) if each.id.startswith(start))[:2]


_ALL = select(columns.sessions, _p.name).join_from(
    columns.sessions, columns.people, _p.login == _s.login, isouter=True
)


def _sessions(connection: Connection, asked: Select[Any]) -> tuple[Session, ...]:
    rows = connection.execute(asked.order_by(_s.began.desc(), _s.id)).mappings()
    return tuple(
        Session(
            id=row["id"],
            visit=Visit(
                row["login"], Door(row["door"]), row["credential"], row["address"], row["tty"]
            ),
            name=row["name"] or row["login"],
            began=datetime.fromtimestamp(row["began"], UTC),
            ended=None if row["ended"] is None else datetime.fromtimestamp(row["ended"], UTC),
            why=Ended(row["ended_why"]) if row["ended_why"] else None,
            ended_by=row["ended_by"],
        )
        for row in rows
    )

"""Notices at rest, and who has read them (F53)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, RowMapping, Select, func, insert, select, text, update

from csdesk.model.desk import Actor
from csdesk.model.notices import Notice, Reader
from csdesk.store import columns

_n, _r, _p = columns.notices.c, columns.notice_readers.c, columns.people.c

_UNREAD = text("read_at IS NULL")


def unread(connection: Connection, login: str, limit: int) -> tuple[Notice, ...]:
    """What somebody has not read, oldest first."""
    ids = select(_r.notice_id).where(_r.login == login, _UNREAD)
    return _read(connection, login, ids.order_by(_r.notice_id).limit(limit))


def newest(connection: Connection, login: str, limit: int) -> tuple[Notice, ...]:
    """What is, or was, for somebody, and what they wrote; the newest first."""
    for_them = select(_r.notice_id).where(_r.login == login)
    ids = select(_n.id).where((_n.login == login) | _n.id.in_(for_them))
    found = _read(connection, login, ids.order_by(_n.id.desc()).limit(limit))
    return tuple(reversed(found))


def one(connection: Connection, login: str, notice_id: int) -> Notice | None:
    """One notice as ``login`` sees it; None where there is none."""
    return next(iter(_read(connection, login, select(_n.id).where(_n.id == notice_id))), None)


def count_unread(connection: Connection, login: str) -> int:
    """How many somebody has not read."""
    counted = select(func.count()).select_from(columns.notice_readers)
    return int(connection.execute(counted.where(_r.login == login, _UNREAD)).scalar_one())


def sent_as(connection: Connection, client_id: str) -> int | None:
    """The notice that a front end sent under this id, if it came before."""
    found: int | None = connection.execute(select(_n.id).where(_n.client_id == client_id)).scalar()
    return found


def add(
    connection: Connection,
    words: str,
    facts: Mapping[str, object],
    about: str,
    author: Actor,
    logins: Iterable[str],
    client_id: str,
) -> int:
    """A new notice for these people; its id."""
    made = connection.execute(
        insert(columns.notices).returning(_n.id),
        {
            "text": words, "facts": json.dumps(facts, ensure_ascii=False) if facts else "",
            "about": about, "login": author.login, "author": author.name, "at": int(time.time()),
            "client_id": client_id,
        },
    )  # fmt: skip
    notice_id = int(made.scalar_one())
    rows = [{"notice_id": notice_id, "login": login} for login in sorted(set(logins))]
    connection.execute(insert(columns.notice_readers), rows)
    return notice_id


def read(connection: Connection, login: str, notice_ids: Sequence[int]) -> tuple[int, ...]:
    """Somebody reads these notices now; which of them they had not read before."""
    mine = (_r.login == login, _r.notice_id.in_(notice_ids), _UNREAD)
    new = connection.execute(select(_r.notice_id).where(*mine).order_by(_r.notice_id)).scalars()
    found = tuple(new)
    if found:
        connection.execute(
            update(columns.notice_readers).where(*mine).values(read_at=int(time.time()))
        )
    return found


def _read(connection: Connection, login: str, ids: Select[int]) -> tuple[Notice, ...]:
    """The notices with these ids, oldest first."""
    wanted = tuple(connection.execute(ids).scalars())
    readers = _readers(connection, wanted)
    rows = connection.execute(select(columns.notices).where(_n.id.in_(wanted)).order_by(_n.id))
    return tuple(_notice(row, login, readers.get(row["id"], ())) for row in rows.mappings())


def _readers(connection: Connection, ids: Sequence[int]) -> dict[int, list[Reader]]:
    rows = connection.execute(
        select(_r.notice_id, _r.login, _r.read_at, _p.name)
        .join_from(columns.notice_readers, columns.people, _p.login == _r.login, isouter=True)
        .where(_r.notice_id.in_(ids))
        .order_by(_p.name, _r.login)
    )
    found: dict[int, list[Reader]] = {}
    for row in rows:
        reader = Reader(row.login, row.name or row.login, _moment(row.read_at))
        found.setdefault(row.notice_id, []).append(reader)
    return found


def _notice(row: RowMapping, login: str, readers: Sequence[Reader]) -> Notice:
    own = next((each for each in readers if each.login == login), None)
    return Notice(
        id=row["id"],
        text=row["text"],
        facts=json.loads(row["facts"] or "{}"),
        about=row["about"],
        login=row["login"],
        author=row["author"],
        at=datetime.fromtimestamp(row["at"], UTC),
        mine=own is not None,
        read_at=own.read_at if own else None,
        readers=tuple(readers),
    )


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

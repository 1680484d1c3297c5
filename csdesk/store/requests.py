"""What leads are asked, at rest (F16)."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, select, text, update

from csdesk.model.desk import Actor
from csdesk.model.requests import Request, RequestKind, RequestState
from csdesk.store import blacklist, columns, orders, visible

_q, _o = columns.requests.c, columns.orders.c

_OPEN = text(columns.REQUESTED)

_SELECT = select(columns.requests, _o.order_no, _o.currency, _o.buyer).join_from(
    columns.requests, columns.orders, _o.id == _q.order_id
)


def _read(
    connection: Connection,
    *where: ColumnElement[bool] | Any,
    limit: int = 500,
    newest: bool = False,
) -> tuple[Request, ...]:
    shown = visible.shown(visible.unfinished(connection))
    order = _q.id.desc() if newest else _q.id
    found = connection.execute(_SELECT.where(*where, *shown).order_by(order).limit(limit))
    rows = found.mappings().all()
    listed = {row.id: row for row in orders.rows(connection, [row["order_id"] for row in rows])}
    return tuple(
        _request(row, listed.get(row["order_id"]), _grounds(connection, row)) for row in rows
    )


def _grounds(connection: Connection, row: RowMapping) -> str:
    """Why the customer stands on the blacklist, for a request to take them off."""
    if row["kind"] != RequestKind.UNBLACKLIST or not row["buyer"]:
        return ""
    there = blacklist.entry(connection, row["buyer"])
    return " / ".join(filter(None, (there.reason, there.evidence, there.by))) if there else ""


def _request(row: RowMapping, order: Any, grounds: str) -> Request:
    return Request(
        id=row["id"],
        order_no=row["order_no"],
        order=order,
        kind=RequestKind(row["kind"]),
        state=RequestState(row["state"]),
        old=row["old"],
        new=row["new"],
        currency=row["currency"],
        reason=row["reason"],
        grounds=grounds,
        login=row["login"],
        author=row["author"],
        at=datetime.fromtimestamp(row["at"], UTC),
        decided_by=row["decided_by"],
        decided_at=orders.instant(row["decided_at"]),
        decision=row["decision"],
        news=bool(row["news"]),
        version=row["version"],
    )


def waiting(connection: Connection, limit: int) -> tuple[Request, ...]:
    """What leads have to decide, oldest first."""
    return _read(connection, _OPEN, _q.state == RequestState.ASKED, limit=limit)


def newest(connection: Connection, limit: int) -> tuple[Request, ...]:
    """All requests, decided or not, the newest first."""
    return _read(connection, limit=limit, newest=True)


def of_order(connection: Connection, order_id: int) -> tuple[Request, ...]:
    """The requests about one order, oldest first."""
    return _read(connection, _q.order_id == order_id)


def of_asker(connection: Connection, login: str, limit: int) -> tuple[Request, ...]:
    """What somebody asked and waits for, or has to do now; oldest first."""
    return _read(connection, _OPEN, _q.login == login, limit=limit)


def unseen(connection: Connection, login: str, limit: int) -> tuple[Request, ...]:
    """Decisions that whoever asked has not seen, oldest first."""
    return _read(connection, _q.login == login, text("news = 1"), limit=limit)


def count_unseen(connection: Connection, login: str) -> int:
    """How many there are."""
    counted = select(func.count()).select_from(columns.requests)
    mine = counted.where(_q.login == login, text("news = 1"))
    return int(connection.execute(mine).scalar_one())


def count_waiting(connection: Connection) -> int:
    """How many requests leads have to decide."""
    counted = select(func.count()).select_from(columns.requests)
    return int(connection.execute(counted.where(_OPEN, _q.state == "asked")).scalar_one())


def seen(connection: Connection, request_ids: Sequence[int]) -> None:
    """Whoever asked has seen these decisions."""
    connection.execute(update(columns.requests).where(_q.id.in_(request_ids)).values(news=0))


def one(connection: Connection, key: int) -> Request | None:
    """One request; None where there is none."""
    return next(iter(_read(connection, _q.id == key)), None)


def order_of(connection: Connection, request_id: int) -> int:
    """The key of the order that a request is about."""
    found = connection.execute(select(_q.order_id).where(_q.id == request_id))
    return int(found.scalar_one())


def sent_as(connection: Connection, client_id: str) -> int | None:
    """The request that a front end sent under this id, if it came before."""
    found: int | None = connection.execute(select(_q.id).where(_q.client_id == client_id)).scalar()
    return found


def add(connection: Connection, values: Mapping[str, object]) -> int:
    """A new request: the columns of ``requests`` without ``id``; its id."""
    made = connection.execute(insert(columns.requests).returning(_q.id), dict(values))
    return int(made.scalar_one())


def move(
    connection: Connection, request: Request, state: RequestState, words: str, actor: Actor
) -> None:
    """Make something else of a request; whoever asked is told where another did it."""
    values: dict[str, object] = {
        "state": state, "decided_login": actor.login, "decided_by": actor.name,
        "decided_at": int(time.time()), "version": request.version + 1,
        "news": int(actor.login != request.login),
    }  # fmt: skip
    if words:
        values["decision"] = words
    connection.execute(update(columns.requests).where(_q.id == request.id).values(values))


def executed(connection: Connection) -> tuple[int, ...]:
    """Approved prices that the marketplace has meanwhile: ids of their requests."""
    found = (
        select(_q.id)
        .join_from(columns.requests, columns.orders, _o.id == _q.order_id)
        .where(_OPEN, _q.state == RequestState.APPROVED, _q.kind == RequestKind.PRICE)
        .where(_q.new == _o.total)
    )
    return tuple(connection.execute(found.order_by(_q.id)).scalars())

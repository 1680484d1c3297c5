"""What customers were told, at rest (I4)."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, insert, select, text, update

from csdesk.model.promises import Promise, PromiseKind, PromiseState
from csdesk.model.status import Verdict
from csdesk.rules.promises import standing
from csdesk.store import columns, orders

_p, _o = columns.promises.c, columns.orders.c

_OPEN = text("state = 'open'")

_SELECT = select(columns.promises, _o.order_no, _o.shipped_at).join_from(
    columns.promises, columns.orders, _o.id == _p.order_id
)


def _promises(connection: Connection, rows: Sequence[RowMapping]) -> tuple[Promise, ...]:
    now = int(time.time())
    listed = {row.id: row for row in orders.rows(connection, [row["order_id"] for row in rows])}
    return tuple(_promise(row, listed, now) for row in rows)


def _promise(row: RowMapping, listed: Mapping[int, Any], now: int) -> Promise:
    kind, kept = PromiseKind(row["kind"]), PromiseState(row["state"])
    return Promise(
        id=row["id"],
        order_no=row["order_no"],
        order=listed.get(row["order_id"]),
        kind=kind,
        due=datetime.fromtimestamp(row["due"], UTC),
        text=row["text"],
        author=row["author"],
        at=datetime.fromtimestamp(row["at"], UTC),
        state=standing(kind, row["due"], row["shipped_at"], kept, now),
        settled_by=row["settled_by"],
        version=row["version"],
        relied=Verdict(row["relied"]) if row["relied"] else None,
        relied_on=date.fromisoformat(row["relied_on"]) if row["relied_on"] else None,
    )


def waiting(
    connection: Connection, limit: int, kind: PromiseKind | None = None
) -> tuple[Promise, ...]:
    """Promises that nobody has decided, those due first; of one kind, or of all."""
    found = _SELECT.where(_OPEN).order_by(_p.due, _p.id).limit(limit)
    if kind is not None:
        found = found.where(_p.kind == kind)
    return _promises(connection, connection.execute(found).mappings().all())


def not_kept(connection: Connection, since: int, limit: int) -> tuple[Promise, ...]:
    """Promises that are overdue, and those that turned out broken since an epoch second."""
    late = _SELECT.where(_OPEN, _p.due < int(time.time())).order_by(_p.due, _p.id)
    broken = _SELECT.where(text("state = 'broken'"), _p.settled_at >= since).order_by(_p.settled_at)
    found = [
        row for asked in (late, broken) for row in connection.execute(asked.limit(limit)).mappings()
    ]
    bad = (PromiseState.OVERDUE, PromiseState.BROKEN)
    return tuple(each for each in _promises(connection, found) if each.state in bad)


def newest(connection: Connection, limit: int) -> tuple[Promise, ...]:
    """All promises, the newest first."""
    found = _SELECT.order_by(_p.id.desc()).limit(limit)
    return _promises(connection, connection.execute(found).mappings().all())


def of_order(connection: Connection, order_id: int) -> tuple[Promise, ...]:
    """The promises about one order, oldest first."""
    found = _SELECT.where(_p.order_id == order_id).order_by(_p.id)
    return _promises(connection, connection.execute(found).mappings().all())


def one(connection: Connection, key: int) -> Promise | None:
    """One promise; None where there is none."""
    found = connection.execute(_SELECT.where(_p.id == key)).mappings().all()
    return next(iter(_promises(connection, found)), None)


def order_of(connection: Connection, promise_id: int) -> int:
    """The key of the order that a promise is about."""
    found = connection.execute(select(_p.order_id).where(_p.id == promise_id))
    return int(found.scalar_one())


def sent_as(connection: Connection, client_id: str) -> int | None:
    """The promise that a front end sent under this id, if it came before."""
    found: int | None = connection.execute(select(_p.id).where(_p.client_id == client_id)).scalar()
    return found


def add(connection: Connection, values: Mapping[str, object]) -> int:
    """A new promise: the columns of ``promises`` without ``id``; its id."""
    made = connection.execute(insert(columns.promises).returning(_p.id), dict(values))
    return int(made.scalar_one())


def settle(connection: Connection, promise_id: int, state: PromiseState, who: str) -> None:
    """Decide a promise, or open it again."""
    still_open = state is PromiseState.OPEN
    connection.execute(
        update(columns.promises)
        .where(_p.id == promise_id)
        .values(
            state=state,
            settled_at=None if still_open else int(time.time()),
            settled_by="" if still_open else who,
            version=_p.version + 1,
        )
    )


def shipped(connection: Connection) -> tuple[Promise, ...]:
    """Undecided promises whose orders have left at a known time, first due first."""
    found = _SELECT.where(_OPEN, and_(_o.shipped_at.is_not(None), _p.kind == PromiseKind.SHIP))
    rows = connection.execute(found.order_by(_p.due, _p.id)).mappings()
    return _promises(connection, rows.all())

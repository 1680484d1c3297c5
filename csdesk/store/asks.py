"""What is asked of departments, at rest: inboxes, moves, and who is called by whom (F31, F32).

The functions run inside the caller's transaction.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, text, update

from csdesk.model.asks import Ask, Asks, Call
from csdesk.model.desk import Actor
from csdesk.model.remarks import Remark
from csdesk.model.status import OrderStatus, RemarkState, StopOutcome, Tab
from csdesk.store import columns, orders, remarks, visible

_s = columns.stops.c
_r, _o, _a, _m = columns.remarks.c, columns.orders.c, columns.answers.c, columns.mentions.c

_OPEN = text(columns.ASKED)
_UNREAD = text("read_at IS NULL")

_Conditions = Sequence[ColumnElement[bool] | Any]


def of_department(connection: Connection, tab: Tab, limit: int) -> Asks:
    """What is asked of a department: parcels to be stopped first, then the oldest first (W33)."""
    return _asked(connection, (_r.tab == tab, _OPEN), limit)


def of_asker(connection: Connection, login: str, limit: int) -> Asks:
    """What somebody asked and still waits for, or is asked back; oldest first."""
    return _asked(connection, (_r.login == login, _OPEN), limit)


def of_everybody(connection: Connection, limit: int) -> Asks:
    """All that anybody waits for (I9)."""
    return _asked(connection, (_OPEN,), limit)


def _asked(connection: Connection, conditions: _Conditions, limit: int) -> Asks:
    """Asks that meet conditions; those of an order that an import still hides wait with it."""
    there = (*conditions, *_there(connection))
    joined = columns.remarks.outerjoin(columns.orders, _o.id == _r.order_id).outerjoin(
        columns.stops, (_s.remark_id == _r.id) & (_s.outcome == StopOutcome.ASKED)
    )
    held = or_(_o.order_status == OrderStatus.HELD, _s.remark_id.is_not(None))
    rows = connection.execute(
        select(columns.remarks)
        .select_from(joined)
        .where(*there)
        .order_by(func.coalesce(held, 0).desc(), _r.id)
        .limit(limit)
    ).mappings()
    found = remarks.read(connection, rows.all())
    total = len(found)
    if total == limit:
        total = connection.execute(
            select(func.count()).select_from(joined).where(*there)
        ).scalar_one()
    return Asks(with_orders(connection, found), total)


def _there(connection: Connection) -> tuple[ColumnElement[bool], ...]:
    hidden = visible.unfinished(connection)
    return (or_(_r.order_id.is_(None), _o.batch_id.not_in(hidden)),) if hidden else ()


def with_orders(connection: Connection, found: Sequence[Remark]) -> tuple[Ask, ...]:
    """Remarks with their orders, where these are imported."""
    ids = [each.id for each in found if each.attached]
    keys: dict[int, int] = {}
    for start in range(0, len(ids), 500):
        some = select(_r.id, _r.order_id).where(_r.id.in_(ids[start : start + 500]))
        keys |= {row.id: row.order_id for row in connection.execute(some)}
    rows = {row.id: row for row in orders.rows(connection, list(keys.values()))} if keys else {}
    return tuple(Ask(each, rows.get(keys.get(each.id, 0))) for each in found)


def count_open(connection: Connection, tab: Tab) -> int:
    """How much is asked of a department."""
    counted = select(func.count()).select_from(columns.remarks).where(_r.tab == tab, _OPEN)
    return int(connection.execute(counted.where(_r.state != RemarkState.QUERY)).scalar_one())


def count_queries(connection: Connection, login: str) -> int:
    """How many asks of somebody came back with a question."""
    counted = select(func.count()).select_from(columns.remarks).where(_OPEN)
    mine = counted.where(_r.state == RemarkState.QUERY, _r.login == login)
    return int(connection.execute(mine).scalar_one())


def move(connection: Connection, remark: Remark, to: RemarkState, words: str, actor: Actor) -> int:
    """Make something else of an ask; what it was stays readable.

    Args:
        connection: changing.
        remark: as it stands.
        to: what it becomes.
        words: from ``clean_text``, or empty.
        actor: who does it.

    Returns:
        The step's number.
    """
    step = len(remark.answers) + 1
    connection.execute(
        insert(columns.answers),
        {
            "remark_id": remark.id, "step": step, "state": to, "text": words,
            "login": actor.login, "author": actor.name, "shift": actor.shift,
            "at": int(time.time()),
        },
    )  # fmt: skip
    connection.execute(update(columns.remarks).where(_r.id == remark.id).values(state=to))
    return step


def news(connection: Connection, order_id: int | None) -> AbstractContextManager[None]:
    """A step inside tells something about the order: it has a new version, others look again."""
    return remarks.order_told(connection, order_id) if order_id else nullcontext()


def call(
    connection: Connection, logins: Iterable[str], remark_ids: Sequence[int], step: int = 0
) -> None:
    """Let people know of remarks or an answer to one, each of them once."""
    named = (_m.login.in_(set(logins)), _m.remark_id.in_(remark_ids), _m.step == step)
    found = connection.execute(select(_m.remark_id, _m.login).where(*named))
    known = {(row.remark_id, row.login) for row in found}
    wanted = ((remark, login) for remark in remark_ids for login in sorted(set(logins)))
    rows = [{"login": login, "remark_id": remark, "step": step}
            for remark, login in wanted if (remark, login) not in known]  # fmt: skip
    if rows:
        connection.execute(insert(columns.mentions), rows)


def calls(connection: Connection, login: str, limit: int) -> tuple[Call, ...]:
    """What somebody is called for and has not read, oldest first."""
    rows = connection.execute(
        select(_m.remark_id, _m.step).where(_m.login == login, _UNREAD).order_by(_m.id).limit(limit)
    ).all()
    found = remarks.chosen(connection, {row.remark_id for row in rows})
    asks = {each.remark.id: each for each in with_orders(connection, list(found.values()))}
    return tuple(_call(asks[row.remark_id], row.step) for row in rows)


def _call(ask: Ask, step: int) -> Call:
    remark = ask.remark
    if not step:
        return Call(ask, remark.text, remark.author, remark.at, is_answer=False)
    answer = remark.answers[step - 1]
    return Call(ask, answer.text, answer.author, answer.at, is_answer=True)


def count_calls(connection: Connection, login: str) -> int:
    """How often somebody is called and has not read it."""
    counted = select(func.count()).select_from(columns.mentions).where(_m.login == login, _UNREAD)
    return int(connection.execute(counted).scalar_one())


def unread_on(connection: Connection, login: str, remark_ids: Sequence[int]) -> tuple[int, ...]:
    """Ids of the calls on these remarks that somebody has not read."""
    found = select(_m.id).where(_m.login == login, _UNREAD, _m.remark_id.in_(remark_ids))
    return tuple(connection.execute(found).scalars())


def read(connection: Connection, call_ids: Sequence[int]) -> None:
    """These calls were read now."""
    now = int(datetime.now(UTC).timestamp())
    connection.execute(
        update(columns.mentions).where(_m.id.in_(call_ids), _UNREAD).values(read_at=now)
    )

"""After-sale cases at rest (F18, F23)."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, func, insert, select, text, update

from csdesk.model.cases import Breach, Case, CaseKind, CaseLine, CaseState, CaseStep, Rating
from csdesk.rules.cases import waits_on
from csdesk.store import columns, orders, visible

if TYPE_CHECKING:
    from csdesk.model.desk import Actor

_c, _l, _s, _o = (
    columns.cases.c, columns.case_lines.c, columns.case_steps.c, columns.orders.c,
)  # fmt: skip

_OPEN = text(columns.OPEN_CASES.replace("state", "cases.state"))

_SELECT = select(columns.cases, _o.order_no, _o.currency).join_from(
    columns.cases, columns.orders, _o.id == _c.order_id
)


def _read(connection: Connection, question: Any) -> tuple[Case, ...]:
    rows = connection.execute(question).mappings().all()
    ids = [row["id"] for row in rows]
    lines: dict[int, list[CaseLine]] = {}
    steps: dict[int, list[CaseStep]] = {}
    told = select(columns.case_lines).where(_l.case_id.in_(ids)).order_by(_l.case_id, _l.line_no)
    for row in connection.execute(told):
        lines.setdefault(row.case_id, []).append(CaseLine(row.line_no, row.quantity, row.amount))
    made = select(columns.case_steps).where(_s.case_id.in_(ids)).order_by(_s.case_id, _s.step)
    for row in connection.execute(made):
        at = datetime.fromtimestamp(row.at, UTC)
        step = CaseStep(CaseState(row.state), row.text, row.told, row.author, at)
        steps.setdefault(row.case_id, []).append(step)
    listed = {row.id: row for row in orders.rows(connection, [row["order_id"] for row in rows])}
    return tuple(_case(row, listed, lines, steps) for row in rows)


def _case(
    row: RowMapping,
    listed: Mapping[int, Any],
    lines: Mapping[int, Sequence[CaseLine]],
    steps: Mapping[int, Sequence[CaseStep]],
) -> Case:
    kind, state = CaseKind(row["kind"]), CaseState(row["state"])
    return Case(
        id=row["id"],
        order_no=row["order_no"],
        order=listed.get(row["order_id"]),
        kind=kind,
        state=state,
        reason=row["reason"],
        rating=Rating(row["rating"]),
        breach=Breach(row["breach"]),
        lines=tuple(lines.get(row["id"], ())),
        steps=tuple(steps.get(row["id"], ())),
        waits_on=waits_on(kind, state),
        since=datetime.fromtimestamp(row["since"], UTC),
        remark_id=row["remark_id"],
        currency=row["currency"],
        login=row["login"],
        author=row["author"],
        at=datetime.fromtimestamp(row["at"], UTC),
        version=row["version"],
    )


def waiting(connection: Connection, limit: int) -> tuple[Case, ...]:
    """Cases on which somebody has to do something, the longest waiting first."""
    shown = visible.shown(visible.unfinished(connection))
    return _read(connection, _SELECT.where(_OPEN, *shown).order_by(_c.since, _c.id).limit(limit))


def count_waiting(connection: Connection) -> int:
    """How many there are."""
    counted = select(func.count()).select_from(columns.cases).where(_OPEN)
    return int(connection.execute(counted).scalar_one())


def newest(connection: Connection, limit: int) -> tuple[Case, ...]:
    """All cases, closed ones too, the newest first."""
    shown = visible.shown(visible.unfinished(connection))
    return _read(connection, _SELECT.where(*shown).order_by(_c.id.desc()).limit(limit))


def of_order(connection: Connection, order_id: int) -> tuple[Case, ...]:
    """The cases of an order, oldest first."""
    return _read(connection, _SELECT.where(_c.order_id == order_id).order_by(_c.id))


def one(connection: Connection, key: int) -> Case | None:
    """One case; None where there is none."""
    return next(iter(_read(connection, _SELECT.where(_c.id == key))), None)


def asked_with(connection: Connection, remark_id: int) -> Case | None:
    """The case whose next step a remark asks for."""
    asked = _SELECT.where(_c.remark_id == remark_id, text("remark_id <> 0"))
    return next(iter(_read(connection, asked)), None)


def order_of(connection: Connection, case_id: int) -> int:
    """The key of a case's order."""
    return int(connection.execute(select(_c.order_id).where(_c.id == case_id)).scalar_one())


def sent_as(connection: Connection, client_id: str) -> int | None:
    """The case that a front end sent under this id, if it came before."""
    found: int | None = connection.execute(select(_c.id).where(_c.client_id == client_id)).scalar()
    return found


def add(connection: Connection, values: Mapping[str, object], lines: Iterable[CaseLine]) -> int:
    """A new case: the columns of ``cases`` without ``id``, and its lines; its id."""
    made = connection.execute(insert(columns.cases).returning(_c.id), dict(values))
    case_id = int(made.scalar_one())
    rows = [
        {"case_id": case_id, "line_no": n.line_no, "quantity": n.quantity, "amount": n.amount}
        for n in lines
    ]
    if rows:
        connection.execute(insert(columns.case_lines), rows)
    return case_id


def step(
    connection: Connection, case_id: int, state: CaseState, actor: Actor, words: str, told: str
) -> None:
    """One more step of a case, signed."""
    number = select(func.count()).select_from(columns.case_steps).where(_s.case_id == case_id)
    values = {
        "case_id": case_id, "step": int(connection.execute(number).scalar_one()) + 1,
        "state": state, "text": words, "told": told, "login": actor.login, "author": actor.name,
        "shift": actor.shift, "at": int(time.time()),
    }  # fmt: skip
    connection.execute(insert(columns.case_steps), values)


def write(connection: Connection, case_id: int, **values: object) -> None:
    """New values of a case; it gets a new version."""
    changed = {**values, "version": _c.version + 1}
    connection.execute(update(columns.cases).where(_c.id == case_id).values(changed))

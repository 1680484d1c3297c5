"""Swaps of shifts at rest (F50)."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from csdesk.model.desk import Actor
from csdesk.model.roster import Duty, RuleFailure, Swap, SwapState
from csdesk.model.settings import SwapRule
from csdesk.store import columns

_w, _p = columns.swaps.c, columns.people.c

_OPEN: ColumnElement[bool] = literal_column(columns.SWAP_OPEN)

_SELECT = select(columns.swaps, _p.name.label("peer")).join_from(
    columns.swaps, columns.people, _p.login == _w.peer_login, isouter=True
)


def waiting(connection: Connection) -> tuple[Swap, ...]:
    """What is not decided, oldest first."""
    return _read(connection, order=(_w.id,), where=(_OPEN,))


def newest(connection: Connection, limit: int) -> tuple[Swap, ...]:
    """All, the newest first."""
    return _read(connection, order=(_w.id.desc(),), limit=limit)


def one(connection: Connection, swap_id: int) -> Swap | None:
    """One as it was kept; None where there is none."""
    return next(iter(_read(connection, where=(_w.id == swap_id,))), None)


def of_duties(connection: Connection, duties: Sequence[tuple[str, str]]) -> tuple[Swap, ...]:
    """What is not decided and concerns any of these days of these people."""
    concerned = [
        ((_w.day == day) & (_w.login == login)) | ((_w.peer_day == day) & (_w.peer_login == login))
        for day, login in duties
    ]
    return _read(connection, where=(_OPEN, or_(*concerned)))


def count(connection: Connection, login: str, *, lead: bool) -> int:
    """How many wait for somebody's yes or no: as the one who is asked, and as a lead."""
    asked = (_w.state == SwapState.ASKED) & (_w.peer_login == login)
    mine = or_(asked, _w.state == SwapState.ACCEPTED) if lead else asked
    counted = select(func.count()).select_from(columns.swaps).where(_OPEN, mine)
    return int(connection.execute(counted).scalar_one())


def sent_as(connection: Connection, client_id: str) -> int | None:
    """The swap that a front end asked for under this id, if it came before."""
    found: int | None = connection.execute(select(_w.id).where(_w.client_id == client_id)).scalar()
    return found


def add(
    connection: Connection,
    asked: Duty,
    offered: Duty | None,
    peer_login: str,
    reason: str,
    client_id: str,
) -> int:
    """A new one; its id."""
    made = connection.execute(
        insert(columns.swaps).returning(_w.id),
        {
            "login": asked.login, "author": asked.name, "day": asked.day, "kind": asked.kind,
            "peer_login": peer_login, "peer_day": offered.day if offered else "",
            "peer_kind": offered.kind if offered else "", "reason": reason, "at": int(time.time()),
            "state": SwapState.ASKED, "failures": "", "decided_login": "", "decided_by": "",
            "decision": "", "version": 1, "client_id": client_id,
        },
    )  # fmt: skip
    return int(made.scalar_one())


def move(
    connection: Connection,
    swap: Swap,
    state: SwapState,
    words: str,
    failures: Sequence[RuleFailure],
    actor: Actor,
) -> None:
    """Make something else of it.

    Args:
        connection: changing.
        swap: as it stands.
        state: what it becomes.
        words: what is said with it.
        failures: what it breaks now, kept with a decision.
        actor: who does it.
    """
    values: dict[str, object] = {"state": state, "version": swap.version + 1}
    if state is not SwapState.ACCEPTED:
        values |= {
            "decided_login": actor.login, "decided_by": actor.name,
            "decided_at": int(time.time()), "decision": words,
            "failures": json.dumps([_kept(each) for each in failures], ensure_ascii=False),
        }  # fmt: skip
    connection.execute(update(columns.swaps).where(_w.id == swap.id).values(values))


def _kept(failure: RuleFailure) -> dict[str, object]:
    return {
        "rule": failure.rule, "hard": failure.hard, "words": failure.words,
        "facts": dict(failure.facts),
    }  # fmt: skip


def _read(
    connection: Connection,
    *,
    where: Sequence[ColumnElement[bool]] = (),
    order: Sequence[ColumnElement[int]] = (),
    limit: int | None = None,
) -> tuple[Swap, ...]:
    asked = _SELECT.where(*where).order_by(*order or (_w.id,)).limit(limit)
    return tuple(_swap(row) for row in connection.execute(asked).mappings())


def _swap(row: RowMapping) -> Swap:
    kept: list[Mapping[str, object]] = json.loads(row["failures"] or "[]")
    peer = row["peer"] or row["peer_login"]
    offered = Duty(row["peer_day"], row["peer_login"], peer, row["peer_kind"])
    return Swap(
        id=row["id"],
        asked=Duty(row["day"], row["login"], row["author"], row["kind"]),
        offered=offered if row["peer_day"] else None,
        peer_login=row["peer_login"],
        peer=peer,
        reason=row["reason"],
        at=datetime.fromtimestamp(row["at"], UTC),
        state=SwapState(row["state"]),
        failures=tuple(_failure(each) for each in kept),
        obstacle=None,
        decided_by=row["decided_by"],
        decision=row["decision"],
        version=row["version"],
    )


def _failure(kept: Mapping[str, object]) -> RuleFailure:
    facts = kept["facts"]
    assert isinstance(facts, dict)
    return RuleFailure(SwapRule(str(kept["rule"])), bool(kept["hard"]), str(kept["words"]), facts)

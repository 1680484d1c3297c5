"""What the log tells of a range of steps: counted in one walk, the telling ones read (F45)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, func, literal, or_, select

from csdesk.model.reports import Done, Figure, ReportList, ReportRow
from csdesk.rules.report_counting import (
    DETAILS,
    NAMED,
    TOLD,
    Steps,
    counted_as,
    kinds_behind,
    told_by,
)
from csdesk.store import columns
from csdesk.store.sqlite.telling import told

_e, _p = columns.events.c, columns.people.c

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_MOST_DETAILS = max(map(len, DETAILS.values()))

_COUNTS: Mapping[str, tuple[str, ...]] = {
    "batch": ("rows", "rows_new", "rows_changed", "rows_unchanged", "rejected", "orders_new",
              "orders_changed", "conflicts", "orders"),
    "stock": ("quantity",),
}  # fmt: skip
"""Numbers of a step that stand in its row of a list, by the first word of its kind."""


def counted(connection: Connection, after_seq: int, cutoff_seq: int) -> list[Steps]:
    """All steps of a range, those that count alike together.

    Args:
        connection: reading.
        after_seq: of the last step before it.
        cutoff_seq: of its last step.
    """
    rows = connection.execute(_counted(), {"after": after_seq, "cutoff": cutoff_seq})
    return [Steps(row[0], row[1], tuple(map(str, row[2:-1])), row[-1]) for row in rows]


@cache
def _counted() -> Select[Any]:
    details = [
        case(
            *((_e.kind == kind, told(_e.after, names[nth]))
              for kind, names in DETAILS.items() if nth < len(names)),
            else_=literal(""),
        ).label(f"detail_{nth}")
        for nth in range(_MOST_DETAILS)
    ]  # fmt: skip
    return (
        select(_e.actor, _e.kind, *details, func.count())
        .where(_e.seq > bindparam("after"), _e.seq <= bindparam("cutoff"))
        .group_by(_e.actor, _e.kind, *details)
    )


def read_steps(
    connection: Connection, after_seq: int, cutoff_seq: int, most: int
) -> tuple[list[tuple[str, dict[str, Any]]], dict[Done, ReportList]]:
    """The steps of a range that tell numbers of their own, and those that are named one by one.

    Args:
        connection: reading.
        after_seq: of the last step before it.
        cutoff_seq: of its last step.
        most: rows that a list names; the others are counted.

    Returns:
        Kind and content of each of ``TOLD``; the lists.
    """
    wanted = {kind for kinds in NAMED.values() for kind in kinds} | {*TOLD}
    found = connection.execute(
        select(_e.at, _e.kind, _e.actor, _e.order_no, _e.after, _p.name)
        .outerjoin_from(columns.events, columns.people, _p.login == _e.actor)
        .where(_e.seq > after_seq, _e.seq <= cutoff_seq, _e.kind.in_(sorted(wanted)))
        .order_by(_e.seq)
    )
    telling: list[tuple[str, dict[str, Any]]] = []
    counts, rows = dict.fromkeys(Done, 0), {each: list[ReportRow]() for each in Done}
    for step in found:
        done = _LIST.get(step.kind)
        named = done is not None and counts[done] < most
        content = json.loads(step.after or "{}") if named or step.kind in TOLD else {}
        if step.kind in TOLD:
            telling.append((step.kind, content))
        if done is not None:
            counts[done] += 1
            if named:
                rows[done].append(_row(step, content))
    return telling, {each: ReportList.of(counts[each], tuple(rows[each])) for each in Done}


def behind(
    connection: Connection, after_seq: int, cutoff_seq: int, figure: Figure, most: int
) -> ReportList:
    """The steps of a range that a figure counts, the newest first.

    Args:
        connection: reading.
        after_seq: of the last step before the range.
        cutoff_seq: of its last step.
        figure: of a report.
        most: rows that are named; the others are counted.
    """
    kinds = kinds_behind(figure)
    found = connection.execute(
        select(_e.at, _e.kind, _e.actor, _e.order_no, _e.after, _p.name)
        .outerjoin_from(columns.events, columns.people, _p.login == _e.actor)
        .where(_e.seq > after_seq, _e.seq <= cutoff_seq,
               or_(*(_e.kind.like(each) for each in kinds)))
        .order_by(_e.seq.desc())
    )  # fmt: skip
    count, rows = 0, list[ReportRow]()
    for step in found:
        content = json.loads(step.after or "{}")
        details = [str(content.get(name) or "") for name in DETAILS.get(step.kind, ())]
        if figure not in (*counted_as(step.kind, details), *told_by(step.kind, content)):
            continue
        count += 1
        if len(rows) < most:
            rows.append(_row(step, content))
    return ReportList.of(count, tuple(rows))


_LIST = {kind: done for done, kinds in NAMED.items() for kind in kinds}


def _row(step: Any, content: Mapping[str, Any]) -> ReportRow:
    of, _, word = step.kind.partition(".")
    numbers = {name: content[name] for name in _COUNTS.get(of, ())
               if isinstance(content.get(name), int)}  # fmt: skip
    about = step.order_no or content.get("file") or ", ".join(content.get("items", ()))
    return ReportRow(
        about=str(about or content.get("day", "")),
        who=step.name or step.actor,
        at=instant_of(step.at),
        counts=numbers,
        word=word,
        is_order=bool(step.order_no),
    )


def instant_of(micros: int) -> datetime:
    """A moment of the log, in whole seconds as reports have it."""
    return _EPOCH + timedelta(seconds=micros // 1_000_000)


def at_of(connection: Connection, seq: int) -> datetime | None:
    """When a step was made; None where there is no such step."""
    at = connection.execute(select(_e.at).where(_e.seq == seq)).scalar()
    return None if at is None else instant_of(at)

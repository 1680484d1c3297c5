"""What the log proves about single people (F51)."""

from __future__ import annotations

from sqlalchemy import Connection, select

from csdesk.model.status import RemarkState
from csdesk.rules.report_counting import Steps
from csdesk.store import columns
from csdesk.store.report import counted
from csdesk.store.sqlite.lists import among, packed
from csdesk.store.sqlite.telling import told

_e, _r, _a = columns.events.c, columns.remarks.c, columns.answers.c

_HANDED = (RemarkState.ASKED, RemarkState.QUERY)


def steps_of(connection: Connection, after_seq: int, cutoff_seq: int) -> list[Steps]:
    """The steps of a range by person; as ``report.counted``."""
    return counted(connection, after_seq, cutoff_seq)


def answer_minutes(
    connection: Connection, after_seq: int, cutoff_seq: int
) -> dict[str, list[float]]:
    """Minutes from each ask to its answer, by the login of who answered in a range of steps."""
    remark = told(_e.after, "remark")
    done = connection.execute(
        select(_e.actor, _e.at, remark)
        .where(_e.seq > after_seq, _e.seq <= cutoff_seq, _e.kind == "remark.state",
               told(_e.after, "state") == RemarkState.DONE)
    ).all()  # fmt: skip
    asked: dict[int, list[int]] = {}
    ids = {"ids": packed(sorted({row[2] for row in done if isinstance(row[2], int)}))}
    written = select(_r.id, _r.at).where(among(_r.id, "ids"))
    handed = select(_a.remark_id, _a.at).where(among(_a.remark_id, "ids"), _a.state.in_(_HANDED))
    for question in (written, handed):
        for remark_id, at in connection.execute(question, ids):
            asked.setdefault(remark_id, []).append(at)
    found: dict[str, list[float]] = {}
    for login, micros, remark_id in done:
        at = micros // 1_000_000
        before = [each for each in asked.get(remark_id, ()) if each <= at]
        if before:
            found.setdefault(login, []).append((at - max(before)) / 60)
    return found

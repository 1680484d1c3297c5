"""Reports of closed shifts at rest: the text that was signed, signatures, what was added (F49)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select

from csdesk.model.closing import ShiftNote
from csdesk.model.shifts import Signature
from csdesk.store import columns, events

_s, _n, _d, _e = columns.shifts.c, columns.shift_notes.c, columns.drafts.c, columns.events.c


@dataclass(frozen=True, slots=True)
class Kept:
    """A report as it is kept."""

    text: str
    hash: str
    logged_hash: str
    """What the step that closed the shift tells; empty where that step does not fit the log."""


def kept(connection: Connection, shift_id: int) -> Kept | None:
    """The report of a shift; None while it is not closed."""
    found = select(_s.report, _s.report_hash, _s.cutoff_seq).where(_s.id == shift_id)
    row = connection.execute(found).first()
    if row is None or row.report is None:
        return None
    return Kept(row.report, row.report_hash, _logged(connection, shift_id, row.cutoff_seq))


def all_kept(connection: Connection) -> Iterator[tuple[int, Kept]]:
    """The reports of all closed shifts with the ids of these, oldest first."""
    found = select(_s.id).where(_s.report.is_not(None)).order_by(_s.after_seq)
    for shift_id in connection.execute(found).scalars().all():
        if (report := kept(connection, shift_id)) is not None:
            yield shift_id, report


def _logged(connection: Connection, shift_id: int, seq: int) -> str:
    """The hash in the step that closed a shift, where that step hangs in its chain."""
    last_two = select(columns.events).where(_e.seq.between(seq - 1, seq)).order_by(_e.seq)
    rows = [dict(row) for row in connection.execute(last_two).mappings()]
    if not rows or rows[-1]["seq"] != seq or rows[-1]["kind"] != CLOSE:
        return ""
    link = rows[0]["hash"] if len(rows) == 2 else events.FIRST_LINK
    if events.chained(link, rows[-1]) != rows[-1]["hash"]:
        return ""
    told = json.loads(rows[-1]["after"] or "{}")
    return str(told.get("hash", "")) if told.get("shift") == shift_id else ""


CLOSE = "shift.close"
"""The kind of a shift's last step."""


def sign(connection: Connection, shift_id: int, signature: Signature) -> None:
    """Somebody's name under a report."""
    connection.execute(
        insert(columns.shift_signatures),
        {
            "shift_id": shift_id, "side": signature.side.value, "login": signature.login,
            "name": signature.name, "at": int(signature.at.timestamp()), "hash": signature.hash,
        },
    )  # fmt: skip


def add_note(connection: Connection, values: Mapping[str, object]) -> int:
    """A note: the columns of ``shift_notes`` without ``id``; its id."""
    made = insert(columns.shift_notes).returning(_n.id)
    return int(connection.execute(made, values).scalar_one())


def notes(connection: Connection, shift_id: int) -> tuple[ShiftNote, ...]:
    """What was added to a report, oldest first."""
    found = select(columns.shift_notes).where(_n.shift_id == shift_id).order_by(_n.id)
    return tuple(
        ShiftNote(row.id, row.text, row.login, row.author, datetime.fromtimestamp(row.at, UTC))
        for row in connection.execute(found)
    )


def drafts_of(connection: Connection, logins: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """What these people left drafts about, with whose they are; the newest first.

    Remarks by the numbers of their orders; what was typed for the hand-over by its number or topic.
    """
    p, h, i = columns.people.c, columns.handover_drafts.c, columns.handover_items.c
    whose = list(logins)
    remarks = (
        select(_d.order_no, p.name, _d.login, _d.at)
        .join_from(columns.drafts, columns.people, p.login == _d.login, isouter=True)
        .where(_d.login.in_(whose))
    )
    about = func.coalesce(
        func.nullif(h.about, ""), func.nullif(i.order_no, ""), func.nullif(i.topic, ""), "-"
    )
    items = (
        select(about.label("order_no"), p.name, h.login, h.at)
        .join_from(columns.handover_drafts, columns.people, p.login == h.login, isouter=True)
        .outerjoin(columns.handover_items, i.id == h.item_id)
        .where(h.login.in_(whose))
    )
    found = [row for each in (remarks, items) for row in connection.execute(each)]
    found.sort(key=lambda row: (-row.at, row.order_no))
    return tuple((row.order_no, row.name or row.login) for row in found)

"""Drafts of the hand-over at rest: one row per person, kind and item; the last words win (F74)."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from sqlalchemy import Connection, and_, delete, insert, select

from csdesk.model.handover import DraftKind, HandoverDraft
from csdesk.store import columns, handover

_d = columns.handover_drafts.c


def keep(connection: Connection, login: str, draft: HandoverDraft) -> None:
    """Store a draft in place of the one before."""
    drop(connection, login, draft.kind, draft.about, draft.item_id)
    values = {
        "login": login, "kind": draft.kind, "about": draft.about, "item_id": draft.item_id,
        "words": json.dumps(dict(draft.words), ensure_ascii=False), "seen": draft.seen,
        "at": int(draft.at.timestamp()),
    }  # fmt: skip
    connection.execute(insert(columns.handover_drafts), values)


def drop(connection: Connection, login: str, kind: DraftKind, about: str, item_id: int) -> None:
    """Forget a draft."""
    which = and_(_d.login == login, _d.kind == kind, _d.about == about, _d.item_id == item_id)
    connection.execute(delete(columns.handover_drafts).where(which))


def kept(connection: Connection, login: str) -> tuple[HandoverDraft, ...]:
    """All of a person, the last touched first, each with its item as it stands."""
    asked = select(columns.handover_drafts).where(_d.login == login)
    rows = connection.execute(asked.order_by(_d.at.desc(), _d.kind, _d.item_id)).all()
    return tuple(
        HandoverDraft(
            DraftKind(row.kind), row.about, row.item_id, json.loads(row.words), row.seen,
            datetime.fromtimestamp(row.at, UTC),
            handover.one(connection, row.item_id) if row.item_id else None,
        )
        for row in rows
    )  # fmt: skip

"""Drafts at rest: one row per person, order number, tab and remark; the last text wins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select

from csdesk.model.remarks import RemarkDraft
from csdesk.model.status import Tab
from csdesk.store import columns

_d = columns.drafts.c


def keep(connection: Connection, login: str, draft: RemarkDraft) -> None:
    """Store a draft in place of the one before."""
    drop(connection, login, (draft.order_no,), draft.tab, draft.remark_id)
    connection.execute(
        insert(columns.drafts),
        {
            "login": login,
            "order_no": draft.order_no,
            "tab": draft.tab,
            "remark_id": draft.remark_id,
            "seen_version": draft.seen_version,
            "text": draft.text,
            "at": int(draft.at.timestamp()),
        },
    )


def drop(
    connection: Connection, login: str, numbers: Iterable[str], tab: Tab, remark_id: int = 0
) -> bool:
    """Forget a draft; false where there was none."""
    mine = and_(
        _d.login == login,
        _d.order_no.in_(list(numbers)),
        _d.tab == tab,
        _d.remark_id == remark_id,
    )
    return bool(connection.execute(delete(columns.drafts).where(mine)).rowcount)


def kept(connection: Connection, login: str) -> tuple[RemarkDraft, ...]:
    """All drafts of a person, the last touched first."""
    return _read(connection, _d.login == login)


def kept_for(connection: Connection, login: str, numbers: Iterable[str]) -> tuple[RemarkDraft, ...]:
    """The drafts of a person on one order, under any of its numbers."""
    return _read(connection, and_(_d.login == login, _d.order_no.in_(list(numbers))))


def _read(connection: Connection, which: ColumnElement[bool]) -> tuple[RemarkDraft, ...]:
    rows = connection.execute(
        select(columns.drafts).where(which).order_by(_d.at.desc(), _d.tab, _d.remark_id)
    )
    return tuple(
        RemarkDraft(
            row.order_no,
            Tab(row.tab),
            row.text,
            datetime.fromtimestamp(row.at, UTC),
            row.remark_id,
            row.seen_version,
        )
        for row in rows
    )

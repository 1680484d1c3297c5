"""Drafts at rest: one row per person, order number and tab; the last text wins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select

from csdesk.model.orders import RemarkDraft
from csdesk.model.status import Tab
from csdesk.store import columns

_d = columns.drafts.c


def keep(connection: Connection, login: str, draft: RemarkDraft) -> None:
    """Store a draft in place of the one before."""
    drop(connection, login, (draft.order_no,), draft.tab)
    connection.execute(
        insert(columns.drafts),
        {
            "login": login,
            "order_no": draft.order_no,
            "tab": draft.tab,
            "text": draft.text,
            "at": int(draft.at.timestamp()),
        },
    )


def drop(connection: Connection, login: str, numbers: Iterable[str], tab: Tab) -> bool:
    """Forget a draft; false where there was none."""
    mine = and_(_d.login == login, _d.order_no.in_(list(numbers)), _d.tab == tab)
    return bool(connection.execute(delete(columns.drafts).where(mine)).rowcount)


def kept(connection: Connection, login: str) -> tuple[RemarkDraft, ...]:
    """All drafts of a person, the last touched first."""
    return _read(connection, _d.login == login)


def kept_for(connection: Connection, login: str, numbers: Iterable[str]) -> tuple[RemarkDraft, ...]:
    """The drafts of a person on one order, under any of its numbers."""
    return _read(connection, and_(_d.login == login, _d.order_no.in_(list(numbers))))


def _read(connection: Connection, which: ColumnElement[bool]) -> tuple[RemarkDraft, ...]:
    rows = connection.execute(
        select(_d.order_no, _d.tab, _d.text, _d.at).where(which).order_by(_d.at.desc(), _d.tab)
    )
    return tuple(
        RemarkDraft(row.order_no, Tab(row.tab), row.text, datetime.fromtimestamp(row.at, UTC))
        for row in rows
    )

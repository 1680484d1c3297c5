"""Who opened the desk when, and how they came in."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from csdesk.store import columns
from csdesk.store.tables.checks import whole


class SessionRow(SQLModel, table=True):
    """One opening of the desk by one person; its id seals what stands here (``store.sessions``)."""

    __tablename__ = "sessions"
    __table_args__ = (
        Index("ix_sessions_on", "login", sqlite_where=text(columns.SESSION_ON)),
        whole("began"),
        whole("ended"),
        {"sqlite_with_rowid": False},
    )

    id: str = Field(primary_key=True)
    login: str
    door: str
    credential: str = ""
    address: str = ""
    tty: str = ""
    began: int
    ended: int | None = None
    ended_why: str = ""
    ended_by: str = ""

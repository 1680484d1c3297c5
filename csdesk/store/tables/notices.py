"""Notices, and who read them (F53)."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from csdesk.store.tables.checks import whole


class Notice(SQLModel, table=True):
    """A word to colleagues; never changed."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("client_id"), whole("at"))

    id: int = Field(primary_key=True)
    text: str
    facts: str = ""
    """JSON of what stands in a message of the desk; empty for a person's own words."""
    about: str = ""
    """What it is about, such as ``swap 12``."""
    login: str
    author: str
    at: int
    client_id: str


class NoticeReader(SQLModel, table=True):
    """Whom a notice is for, and when they read it."""

    __tablename__ = "notice_readers"
    __table_args__ = (
        Index("ix_notice_readers_unread", "login", sqlite_where=text("read_at IS NULL")),
        whole("read_at"),
        {"sqlite_with_rowid": False},
    )

    notice_id: int = Field(
        sa_column=Column(Integer, ForeignKey("notices.id"), primary_key=True, autoincrement=False)
    )
    login: str = Field(primary_key=True)
    read_at: int | None = None

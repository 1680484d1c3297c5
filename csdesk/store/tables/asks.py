"""What departments made of remarks, who is called in them, and what customers were told."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from csdesk.model.promises import PromiseKind, PromiseState
from csdesk.model.status import RemarkState
from csdesk.store.tables.checks import one_of, whole


class Answer(SQLModel, table=True):
    """One move of what is asked in a remark; never changed (F31)."""

    __tablename__ = "answers"
    __table_args__ = (one_of("state", RemarkState), {"sqlite_with_rowid": False})

    remark_id: int = Field(
        sa_column=Column(Integer, ForeignKey("remarks.id"), primary_key=True, autoincrement=False)
    )
    step: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    """1, 2, 3 …"""
    state: str
    """What the ask became."""
    text: str = ""
    login: str
    author: str
    shift: str = ""
    at: int


class Mention(SQLModel, table=True):
    """Somebody is called in a remark or in an answer, or has an answer to read (F32)."""

    __tablename__ = "mentions"
    __table_args__ = (
        UniqueConstraint("login", "remark_id", "step"),
        Index("ix_mentions_unread", "login", "id", sqlite_where=text("read_at IS NULL")),
    )

    id: int = Field(primary_key=True)
    login: str
    """Who is called."""
    remark_id: int = Field(foreign_key="remarks.id")
    step: int
    """Of ``answers``; 0 for the remark itself."""
    read_at: int | None = None


class Promise(SQLModel, table=True):
    """What a customer was told, and by when (I4)."""

    __tablename__ = "promises"
    __table_args__ = (
        UniqueConstraint("client_id"),
        Index("ix_promises_order", "order_id"),
        Index("ix_promises_open", "due", sqlite_where=text("state = 'open'")),
        Index("ix_promises_broken", "settled_at", sqlite_where=text("state = 'broken'")),
        one_of("kind", PromiseKind),
        one_of("state", PromiseState),
        whole("due", "settled_at"),
    )

    id: int = Field(primary_key=True)
    order_id: int = Field(foreign_key="orders.id")
    kind: str
    due: int
    text: str = ""
    login: str
    author: str
    shift: str = ""
    at: int
    state: str
    """``open`` until it was decided."""
    settled_at: int | None = None
    settled_by: str = ""
    version: int = 1
    client_id: str
    relied: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """What was known of the goods then (``Verdict``); empty where it was not about shipping."""
    relied_on: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The day on which they were to come, ISO; empty where none was known."""

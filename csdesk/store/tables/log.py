"""The append-only log, and what each person did last."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from csdesk.store import columns


class Event(SQLModel, table=True):
    """The append-only log; each row is chained to the one before it."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_order", "order_id", sqlite_where=text("order_id IS NOT NULL")),
        Index(
            "ix_events_waiting",
            "order_no",
            sqlite_where=text("order_id IS NULL AND order_no <> ''"),
        ),
        Index("ix_events_changed", "batch_id", sqlite_where=text(columns.CHANGED)),
        Index(
            "ux_events_client",
            "client_id",
            unique=True,
            sqlite_where=text("client_id IS NOT NULL"),
        ),
    )

    seq: int = Field(primary_key=True)
    at: int
    """Epoch microseconds, never below the row before."""
    actor: str
    shift: str = ""
    kind: str
    order_id: int | None = None
    order_no: str = ""
    batch_id: int | None = None
    before: str | None = None
    after: str | None = None
    salt: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    digest: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """SHA-256 of salt, before and after, so that personal values can be purged later."""
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    client_id: str | None = None
    session: str = ""
    """In which session it was done, see ``SessionRow``; empty for the importer."""


class LastAct(SQLModel, table=True):
    """The events of what each person did last: what ``u`` takes back."""

    __tablename__ = "last_acts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    login: str = Field(primary_key=True)
    first_seq: int
    last_seq: int

"""What leads are asked, how often buyers were urged, which parcels shipping was to stop."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from csdesk.model.requests import RequestKind, RequestState
from csdesk.model.status import StopOutcome
from csdesk.store import columns
from csdesk.store.tables.checks import one_of, whole


class Request(SQLModel, table=True):
    """Something that a lead decides (F16)."""

    __tablename__ = "requests"
    __table_args__ = (
        UniqueConstraint("client_id"),
        Index("ix_requests_order", "order_id"),
        Index("ix_requests_open", "id", sqlite_where=text(columns.REQUESTED)),
        Index("ix_requests_news", "login", "id", sqlite_where=text("news = 1")),
        one_of("kind", RequestKind),
        one_of("state", RequestState),
        whole("old", "new", "at", "decided_at", "version"),
    )

    id: int = Field(primary_key=True)
    order_id: int = Field(foreign_key="orders.id")
    kind: str
    state: str
    old: int | None = None
    new: int | None = None
    reason: str
    login: str
    author: str
    shift: str = ""
    at: int
    decided_login: str = ""
    decided_by: str = ""
    decided_at: int | None = None
    decision: str = ""
    news: int = 0
    """1 while whoever asked has not seen what was decided."""
    version: int = 1
    client_id: str


class Urge(SQLModel, table=True):
    """A buyer was urged to pay (F17); never changed."""

    __tablename__ = "urges"
    __table_args__ = (Index("ix_urges_order", "order_id"), whole("at"))

    id: int = Field(primary_key=True)
    order_id: int = Field(foreign_key="orders.id")
    text: str
    login: str
    author: str
    shift: str = ""
    at: int


class Stop(SQLModel, table=True):
    """A remark that asks shipping to stop a parcel, and what became of it (F13)."""

    __tablename__ = "stops"
    __table_args__ = (
        Index("ix_stops_order", "order_id"),
        Index("ix_stops_open", "remark_id", sqlite_where=text(columns.TO_STOP)),
        one_of("outcome", StopOutcome),
        {"sqlite_with_rowid": False},
    )

    remark_id: int = Field(
        sa_column=Column(Integer, ForeignKey("remarks.id"), primary_key=True, autoincrement=False)
    )
    order_id: int = Field(foreign_key="orders.id")
    outcome: str
    tracking_no: str = ""
    author: str = ""
    at: int | None = None

"""Remarks, their versions, and text that is not saved yet."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from csdesk.model.status import RemarkState, Tab
from csdesk.store import columns
from csdesk.store.tables.checks import one_of


class Remark(SQLModel, table=True):
    """The newest version of a remark; ``order_id`` is null until its order is imported (S27)."""

    __tablename__ = "remarks"
    __table_args__ = (
        UniqueConstraint("client_id"),
        Index("ix_remarks_order", "order_id"),
        Index("ix_remarks_waiting", "order_no", sqlite_where=text("order_id IS NULL")),
        Index("ix_remarks_asked", "tab", "id", sqlite_where=text(columns.ASKED)),
        one_of("tab", Tab),
        one_of("state", RemarkState),
    )

    id: int = Field(primary_key=True)
    order_id: int | None = Field(default=None, foreign_key="orders.id")
    order_no: str
    """As the person typed it, without blanks and hyphens-insensitive for search."""
    tab: str
    text: str
    login: str
    author: str
    shift: str = ""
    at: int
    state: str
    in_market: int = 0
    version: int = 1
    client_id: str


class RemarkVersion(SQLModel, table=True):
    """Every version of every remark, the first included; never changed (invariant 7)."""

    __tablename__ = "remark_versions"
    __table_args__ = ({"sqlite_with_rowid": False},)

    remark_id: int = Field(
        sa_column=Column(Integer, ForeignKey("remarks.id"), primary_key=True, autoincrement=False)
    )
    version: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    text: str
    author: str
    shift: str = ""
    at: int
    in_market: int = 0


class Draft(SQLModel, table=True):
    """Text not saved yet, per person, order number, tab and remark corrected (F74)."""

    __tablename__ = "drafts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    login: str = Field(primary_key=True)
    order_no: str = Field(primary_key=True)
    tab: str = Field(primary_key=True)
    remark_id: int = Field(
        default=0,
        sa_column=Column(
            Integer, primary_key=True, autoincrement=False, nullable=False, server_default="0"
        ),
    )
    """The remark that is corrected; 0 for a new one."""
    seen_version: int = Field(
        default=0, sa_column=Column(Integer, nullable=False, server_default="0")
    )
    text: str
    at: int

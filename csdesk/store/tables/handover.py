"""What shifts hand over, and who acknowledged it (F46 to F48)."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from csdesk.model.handover import ItemOrigin, ItemState, Urgency
from csdesk.store.tables.checks import one_of, whole


class HandoverItem(SQLModel, table=True):
    """Something the next shift must know or do."""

    __tablename__ = "handover_items"
    __table_args__ = (
        UniqueConstraint("client_id"),
        Index("ix_handover_items_order", "order_id", sqlite_where=text("order_id IS NOT NULL")),
        Index("ix_handover_items_open", "due", sqlite_where=text("state = 'open'")),
        Index(
            "ux_handover_items_source",
            "origin",
            "source_id",
            unique=True,
            sqlite_where=text("state = 'open' AND source_id IS NOT NULL"),
        ),
        one_of("urgency", Urgency),
        one_of("origin", ItemOrigin),
        one_of("state", ItemState),
        whole("due", "at", "source_id", "settled_at"),
    )

    id: int = Field(primary_key=True)
    order_id: int | None = Field(default=None, foreign_key="orders.id")
    order_no: str = ""
    topic: str = ""
    urgency: str
    summary: str
    action: str
    owner: str
    due: int
    what_if: str = ""
    origin: str
    source_id: int | None = None
    """Key of the remark, promise or order from which the desk proposed it."""
    login: str
    author: str
    shift: str = ""
    at: int
    state: str
    settled_by: str = ""
    settled_at: int | None = None
    version: int = 1
    client_id: str


class HandoverReceipt(SQLModel, table=True):
    """An open item went with a shift's report, and who of the next shift acknowledged it."""

    __tablename__ = "handover_receipts"
    __table_args__ = (
        Index("ix_handover_receipts_item", "item_id"),
        whole("nth", "received_at"),
        {"sqlite_with_rowid": False},
    )

    shift_id: int = Field(
        sa_column=Column(Integer, ForeignKey("shifts.id"), primary_key=True, autoincrement=False)
    )
    item_id: int = Field(
        sa_column=Column(
            Integer, ForeignKey("handover_items.id"), primary_key=True, autoincrement=False
        )
    )
    nth: int
    received_login: str = ""
    received_by: str = ""
    received_at: int | None = None
    read_back: str = ""


class HandoverOverride(SQLModel, table=True):
    """A lead opened the work queue although critical items of a shift wait; never changed."""

    __tablename__ = "handover_overrides"
    __table_args__ = (whole("at"),)

    shift_id: int = Field(
        sa_column=Column(Integer, ForeignKey("shifts.id"), primary_key=True, autoincrement=False)
    )
    """The shift that gave the items."""
    login: str
    name: str
    reason: str
    at: int


class HandoverDraft(SQLModel, table=True):
    """What somebody typed for the hand-over and did not send (F74)."""

    __tablename__ = "handover_drafts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    login: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    about: str = Field(primary_key=True)
    """Number of the order, or the topic, of a new item; empty for one that is there."""
    item_id: int = Field(
        sa_column=Column(Integer, primary_key=True, autoincrement=False, nullable=False)
    )
    """0 for a new one."""
    words: str
    """JSON: field -> text as typed."""
    seen: int
    at: int

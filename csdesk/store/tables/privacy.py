"""What was seen of buyers' data, and what of it left the desk; values stand in neither (F71)."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from csdesk.model.sight import Personal
from csdesk.store.tables.checks import one_of, whole


class Reveal(SQLModel, table=True):
    """Somebody saw one field of one order whole."""

    __tablename__ = "reveals"
    __table_args__ = (
        Index("ix_reveals_login", "login", "at"),
        Index("ix_reveals_order", "order_id"),
        one_of("field", Personal),
        whole("at"),
    )

    id: int = Field(primary_key=True)
    order_id: int = Field(foreign_key="orders.id")
    login: str
    field: str
    at: int
    event_seq: int
    """The step that tells why."""


class Export(SQLModel, table=True):
    """A list of orders that somebody took out, masked as they see it."""

    __tablename__ = "exports"
    __table_args__ = (whole("at", "rows", "until", "gone_at"),)

    id: int = Field(primary_key=True)
    file: str
    """Its name in exports/."""
    login: str
    at: int
    rows: int
    sha256: str
    until: int
    """When it is taken away."""
    gone_at: int | None = None
    """When it was."""

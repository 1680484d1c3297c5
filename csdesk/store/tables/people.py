"""Who works at the desk, and which customers it is careful with."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class Person(SQLModel, table=True):
    """Somebody who works at the desk."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("login"),)

    id: int = Field(primary_key=True)
    login: str
    name: str
    code: str
    roles: str
    active: int = 1


class Blacklisted(SQLModel, table=True):
    """A customer whose orders are red, with the reason; taken off, the row stays (S9, S10)."""

    __tablename__ = "blacklist"
    __table_args__ = (
        Index("ux_blacklist_buyer", "buyer", unique=True, sqlite_where=text("removed_at IS NULL")),
    )

    id: int = Field(primary_key=True)
    buyer: str
    """As ``orders.buyer``."""
    reason: str
    evidence: str = ""
    login: str
    at: int
    removed_by: str = ""
    removed_at: int | None = None
    removed_reason: str = ""

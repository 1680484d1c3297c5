"""What people keep for themselves and for each other."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class SavedSearch(SQLModel, table=True):
    """A search under a name; of everybody where ``owner`` is empty (F2)."""

    __tablename__ = "saved_searches"
    __table_args__ = (UniqueConstraint("owner", "folded"),)

    id: int = Field(primary_key=True)
    owner: str
    """Login of the person whose search it is."""
    folded: str
    """The name as it is compared: letters small, width ordinary."""
    name: str
    query: str
    author: str
    at: int

"""What the search remembers beside its index."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class GramShare(SQLModel, table=True):
    """How common the common search grams are, so that a query starts with the rare ones."""

    __tablename__ = "gram_shares"
    __table_args__ = ({"sqlite_with_rowid": False},)

    gram: str = Field(primary_key=True)
    share: float


class Mark(SQLModel, table=True):
    """Small facts about the store itself: tokeniser version, sample size of gram shares."""

    __tablename__ = "marks"
    __table_args__ = ({"sqlite_with_rowid": False},)

    name: str = Field(primary_key=True)
    value: str

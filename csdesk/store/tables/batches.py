"""Files taken in, and the rows that were refused."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Integer, Text, text
from sqlmodel import Field, SQLModel

from csdesk.model.status import BatchState
from csdesk.store import columns
from csdesk.store.tables.checks import one_of


def _counted() -> Any:
    return Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))


class Batch(SQLModel, table=True):
    """One file: what it was, how far it got, and the ledger's counts (S45)."""

    __tablename__ = "batches"
    __table_args__ = (
        Index("ix_batches_sha256", "sha256"),
        Index("ix_batches_importing", "id", sqlite_where=text(columns.IMPORTING)),
        one_of("state", BatchState),
    )

    id: int = Field(primary_key=True)
    file: str
    sha256: str
    size: int
    profile: str = ""
    shop_id: int | None = Field(default=None, foreign_key="shops.id")
    state: str
    header: str = Field(default="", sa_column=Column(Text, nullable=False))
    """JSON list of the header cells: with a raw row it gives the fields again."""
    fields: str = Field(default="{}", sa_column=Column(Text, nullable=False, server_default="{}"))
    """JSON: which columns, from 0, tell a field; fields of lines as ``line sku``."""
    encoding: str = ""
    rows: int = 0
    rows_done: int = 0
    orders_new: int = 0
    orders_changed: int = 0
    orders_unchanged: int = 0
    rows_new: int = _counted()
    """Rows that tell of new orders; with the next two and ``rejected`` all rows of the file."""
    rows_changed: int = _counted()
    rows_unchanged: int = _counted()
    lines: int = 0
    conflicts: int = 0
    rejected: int = 0
    reason: str = ""
    facts: str = "{}"
    day: str = ""
    ordinal: int = 0
    stamp: str = ""
    """What the name says that two halves of a download share."""
    pair: int | None = None
    alone: int = 0
    source: str = ""
    """Which file of the inbox it was, until that has been taken away: JSON, see intake."""
    attempts: int = 0
    """How often it was begun since it last got on."""
    received_at: int
    finished_at: int | None = None
    accepted_by: str = ""
    accepted_at: int | None = None


class RejectedRow(SQLModel, table=True):
    """A row that did not go in, with its cells for the marked copy (F55)."""

    __tablename__ = "rejects"
    __table_args__ = (
        Index("ix_rejects_batch", "batch_id"),
        Index("ix_rejects_order", "market_no", sqlite_where=text("market_no <> ''")),
    )

    id: int = Field(primary_key=True)
    batch_id: int = Field(foreign_key="batches.id")
    row: int
    column: str
    value: str
    reason: str
    facts: str = "{}"
    cells: str = "[]"
    market_no: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    """Of the order that the row tells of, where it could be read."""


class Obstacle(SQLModel, table=True):
    """Something in the inbox that is never taken in, as the importer saw it last."""

    __tablename__ = "obstacles"
    __table_args__ = ({"sqlite_with_rowid": False},)

    path: str = Field(primary_key=True)
    """Below the inbox, as people are shown it."""
    reason: str
    facts: str = "{}"
    seen_at: int

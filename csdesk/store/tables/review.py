"""The review gate: rows marked as wrong, approved-order files, explained differences."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer
from sqlmodel import Field, SQLModel

from csdesk.model.downloads import Side
from csdesk.store.tables.checks import one_of


class MarkedRow(SQLModel, table=True):
    """A row of a file that a reviewer found wrong, as the file had it (S44, W6)."""

    __tablename__ = "marked_rows"
    __table_args__ = (
        Index("ix_marked_rows_batch", "batch_id"),
        Index("ix_marked_rows_order", "order_id"),
    )

    id: int = Field(primary_key=True)
    batch_id: int = Field(foreign_key="batches.id")
    order_id: int = Field(foreign_key="orders.id")
    row: int
    reason: str
    problem: str
    cells: str
    """JSON list of the row's cells."""
    marks: str
    """JSON list of the columns that failed."""
    login: str
    at: int


class Download(SQLModel, table=True):
    """An approved-order file (S46)."""

    __tablename__ = "downloads"
    __table_args__ = (Index("ix_downloads_batch", "batch_id"), Index("ix_downloads_name", "name"))

    id: int = Field(primary_key=True)
    batch_id: int = Field(foreign_key="batches.id")
    name: str
    """What the manual calls it; several files may have the same."""
    file: str
    """Its name in exports/ without ending."""
    login: str
    at: int


class DownloadedOrder(SQLModel, table=True):
    """An order that stands in an approved-order file."""

    __tablename__ = "downloaded_orders"
    __table_args__ = (
        Index("ix_downloaded_orders_order", "order_id"),
        {"sqlite_with_rowid": False},
    )

    download_id: int = Field(
        sa_column=Column(Integer, ForeignKey("downloads.id"), primary_key=True, autoincrement=False)
    )
    order_id: int = Field(
        sa_column=Column(Integer, ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    )


class Explanation(SQLModel, table=True):
    """Why an order stands on one side of the ledger only (I6)."""

    __tablename__ = "explanations"
    __table_args__ = (
        Index("ix_explanations_order", "order_id"),
        one_of("side", Side),
        {"sqlite_with_rowid": False},
    )

    batch_id: int = Field(
        sa_column=Column(Integer, ForeignKey("batches.id"), primary_key=True, autoincrement=False)
    )
    order_id: int = Field(
        sa_column=Column(Integer, ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    )
    side: str = Field(primary_key=True)
    text: str
    login: str
    at: int

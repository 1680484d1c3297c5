"""Whom purchasing calls, what they said, and which orders come first (S38, S39, F42)."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, text
from sqlmodel import Field, SQLModel

from csdesk.store.tables.checks import whole


class Supplier(SQLModel, table=True):
    """A supplier, as the last suppliers' file told."""

    __tablename__ = "suppliers"
    __table_args__ = (whole("lead_days"), {"sqlite_with_rowid": False})

    key: str = Field(primary_key=True)
    """The name, folded."""
    name: str
    phone: str = ""
    contact: str = ""
    purchaser: str = ""
    lead_days: int | None = None
    note: str = ""
    batch_id: int


class StockCall(SQLModel, table=True):
    """What a supplier answered about an item; the newest of an item is in force (I10)."""

    __tablename__ = "stock_calls"
    __table_args__ = (
        Index("ix_stock_calls_item", "key", "id"),
        whole("at", "quantity", "there"),
    )

    id: int = Field(primary_key=True)
    key: str
    supplier: str = ""
    login: str
    author: str
    shift: str = ""
    at: int
    answer: str = ""
    expected: str = ""
    """ISO day of the desk's zone; empty where none was told."""
    quantity: int | None = None
    """Pieces that come; null for as many as are short."""
    there: int | None = None
    """Pieces that were there for orders then; null where no file told. What is more came since."""


class CallOrder(SQLModel, table=True):
    """An order whose day a call changed, until its customer has been told (I10)."""

    __tablename__ = "call_orders"
    __table_args__ = (
        Index("ix_call_orders_order", "order_id"),
        Index("ix_call_orders_untold", "call_id", sqlite_where=text("told_at IS NULL")),
        whole("told_at"),
        {"sqlite_with_rowid": False},
    )

    call_id: int = Field(
        sa_column=Column(
            Integer, ForeignKey("stock_calls.id"), primary_key=True, autoincrement=False
        )
    )
    order_id: int = Field(
        sa_column=Column(Integer, ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    )
    told_at: int | None = None
    told_by: str = ""


class Priority(SQLModel, table=True):
    """An order that a lead put before others (S32, F42)."""

    __tablename__ = "priorities"
    __table_args__ = ({"sqlite_with_rowid": False},)

    order_id: int = Field(
        sa_column=Column(Integer, ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    )
    level: int
    reason: str
    login: str
    author: str
    at: int

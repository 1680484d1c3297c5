"""Orders whose personal data were taken away."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer
from sqlmodel import Field, SQLModel

from csdesk.store.tables.checks import whole


class PurgedOrder(SQLModel, table=True):
    """An order that no export tells anything of any more."""

    __tablename__ = "purged_orders"
    __table_args__ = (whole("at"), {"sqlite_with_rowid": False})

    order_id: int = Field(
        sa_column=Column(Integer, ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    )
    at: int

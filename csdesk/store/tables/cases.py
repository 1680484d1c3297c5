"""After-sale cases, their lines and their steps (F18, F23)."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from csdesk.model.cases import Breach, CaseKind, CaseState, Rating
from csdesk.store import columns
from csdesk.store.tables.checks import one_of, whole


class Case(SQLModel, table=True):
    """A case as it stands; ``CaseStep`` has how it came there."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("client_id"),
        Index("ix_cases_order", "order_id"),
        Index("ix_cases_open", "since", "id", sqlite_where=text(columns.OPEN_CASES)),
        Index("ix_cases_remark", "remark_id", sqlite_where=text("remark_id <> 0")),
        one_of("kind", CaseKind),
        one_of("state", CaseState),
        one_of("rating", Rating),
        one_of("breach", Breach),
        whole("at", "since", "version"),
    )

    id: int = Field(primary_key=True)
    order_id: int = Field(foreign_key="orders.id")
    kind: str
    state: str
    reason: str
    rating: str = ""
    breach: str = ""
    remark_id: int = 0
    """What its next step is asked with; 0 where nothing is asked."""
    login: str
    author: str
    shift: str = ""
    at: int
    since: int
    version: int = 1
    client_id: str


class CaseLine(SQLModel, table=True):
    """Pieces and money of one line; line 0 is the order as a whole."""

    __tablename__ = "case_lines"
    __table_args__ = (whole("quantity", "amount"), {"sqlite_with_rowid": False})

    case_id: int = Field(
        sa_column=Column(Integer, ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    )
    line_no: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    quantity: int
    amount: int
    """Minor units of the order's currency."""


class CaseStep(SQLModel, table=True):
    """One step of a case; never changed."""

    __tablename__ = "case_steps"
    __table_args__ = (one_of("state", CaseState), {"sqlite_with_rowid": False})

    case_id: int = Field(
        sa_column=Column(Integer, ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    )
    step: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    """1, 2, 3 …; the first is the opening."""
    state: str
    text: str = ""
    told: str = ""
    login: str
    author: str
    shift: str = ""
    at: int

"""Shifts, who worked in them, their reports, signatures and what was added later (design §8)."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from csdesk.model.shifts import ShiftState, Side
from csdesk.store import columns
from csdesk.store.tables.checks import one_of, whole


class Shift(SQLModel, table=True):
    """A shift; the events after ``after_seq`` up to ``cutoff_seq`` are its own."""

    __tablename__ = "shifts"
    __table_args__ = (
        UniqueConstraint("client_id"),
        Index("ux_shifts_after", "after_seq", unique=True),
        Index("ux_shifts_open", "state", unique=True, sqlite_where=text(columns.SHIFT_ON)),
        Index("ix_shifts_day", "day"),
        one_of("state", ShiftState),
        whole("planned_start", "planned_end", "opened_at", "after_seq", "cutoff_seq", "cutoff_at"),
    )

    id: int = Field(primary_key=True)
    kind: str
    """Code of a kind in desk.toml."""
    day: str
    """ISO day of the desk's zone on which it begins."""
    planned_start: int
    planned_end: int
    opened_at: int
    opened_login: str
    opened_by: str
    after_seq: int
    state: str
    cutoff_seq: int | None = None
    cutoff_at: int | None = None
    """Epoch microseconds of the last event that is its own, as in ``events.at``."""
    closed_login: str = ""
    closed_by: str = ""
    report: str | None = None
    """What was reported when it was closed, as canonical JSON; never changed after."""
    report_hash: str = ""
    """SHA-256 of ``report`` in hex; the event ``shift.close`` tells it, too."""
    version: int = 1
    client_id: str


class ShiftPerson(SQLModel, table=True):
    """Somebody works, or worked, in a shift."""

    __tablename__ = "shift_people"
    __table_args__ = (
        Index("ix_shift_people_here", "login", sqlite_where=text("left_at IS NULL")),
        whole("planned_start", "planned_end", "came_at", "left_at"),
        {"sqlite_with_rowid": False},
    )

    shift_id: int = Field(
        sa_column=Column(Integer, ForeignKey("shifts.id"), primary_key=True, autoincrement=False)
    )
    login: str = Field(primary_key=True)
    name: str
    kind: str
    planned_start: int
    planned_end: int
    came_at: int
    left_at: int | None = None


class ShiftSignature(SQLModel, table=True):
    """Somebody signed a report; never changed."""

    __tablename__ = "shift_signatures"
    __table_args__ = (one_of("side", Side), whole("at"), {"sqlite_with_rowid": False})

    shift_id: int = Field(
        sa_column=Column(Integer, ForeignKey("shifts.id"), primary_key=True, autoincrement=False)
    )
    side: str = Field(primary_key=True)
    login: str = Field(primary_key=True)
    name: str
    at: int
    hash: str


class ShiftNote(SQLModel, table=True):
    """A comment or an addendum to a report (F49); never changed."""

    __tablename__ = "shift_notes"
    __table_args__ = (
        UniqueConstraint("client_id"),
        Index("ix_shift_notes_shift", "shift_id"),
        whole("at"),
    )

    id: int = Field(primary_key=True)
    shift_id: int = Field(foreign_key="shifts.id")
    text: str
    login: str
    author: str
    at: int
    client_id: str

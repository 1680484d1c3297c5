"""The roster, and wishes to change it (S54, F50)."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from csdesk.model.roster import SwapState
from csdesk.store import columns
from csdesk.store.tables.checks import one_of, whole


class RosterDay(SQLModel, table=True):
    """Somebody is to work on a day; one shift a day at most."""

    __tablename__ = "roster"
    __table_args__ = ({"sqlite_with_rowid": False},)

    day: str = Field(primary_key=True)
    """ISO day of the desk's zone on which the shift begins."""
    login: str = Field(primary_key=True)
    kind: str
    """Code of a kind in desk.toml."""


class Swap(SQLModel, table=True):
    """Somebody asks a colleague to take a duty of theirs."""

    __tablename__ = "swaps"
    __table_args__ = (
        UniqueConstraint("client_id"),
        Index("ix_swaps_open", "id", sqlite_where=text(columns.SWAP_OPEN)),
        one_of("state", SwapState),
        whole("at", "decided_at"),
    )

    id: int = Field(primary_key=True)
    login: str
    author: str
    day: str
    kind: str
    peer_login: str
    peer_day: str = ""
    """Empty where the peer gives nothing for it."""
    peer_kind: str = ""
    reason: str = ""
    at: int
    state: str
    failures: str = ""
    """JSON: what was broken when it was decided."""
    decided_login: str = ""
    decided_by: str = ""
    decided_at: int | None = None
    decision: str = ""
    version: int = 1
    client_id: str

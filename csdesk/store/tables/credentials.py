"""How people prove who they are at a shared counter."""

from __future__ import annotations

from sqlmodel import Field, SQLModel

from csdesk.store.tables.checks import whole


class Credential(SQLModel, table=True):
    """What is kept of somebody's PIN or password, and of wrong tries since the last right one."""

    __tablename__ = "credentials"
    __table_args__ = (
        whole("must_change", "set_at", "wrong", "wrong_at"),
        {"sqlite_with_rowid": False},
    )

    login: str = Field(primary_key=True)
    secret: str
    """Argon2id, with its parameters and salt."""
    must_change: int = 0
    """1 where somebody else chose it."""
    set_at: int
    set_by: str
    wrong: int = 0
    """Wrong ones in a row; each try counts before it is looked at."""
    wrong_at: int = 0

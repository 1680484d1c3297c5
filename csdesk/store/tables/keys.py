"""With which keys of SSH people come in."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from csdesk.store import columns
from csdesk.store.tables.checks import whole


class SshKey(SQLModel, table=True):
    """The public half of a key, whose it is, and since when not any more; never taken out."""

    __tablename__ = "ssh_keys"
    __table_args__ = (
        UniqueConstraint("fingerprint"),
        Index("ix_ssh_keys_login", "login", sqlite_where=text(columns.KEY_GOOD)),
        whole("added_at", "revoked_at"),
    )

    id: int = Field(primary_key=True)
    login: str
    fingerprint: str
    kind: str
    line: str
    added_by: str
    added_at: int
    revoked_by: str = ""
    revoked_at: int | None = None

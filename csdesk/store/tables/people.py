"""Who works at the desk."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Person(SQLModel, table=True):
    """Somebody who works at the desk."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("login"),)

    id: int = Field(primary_key=True)
    login: str
    name: str
    code: str
    roles: str
    active: int = 1

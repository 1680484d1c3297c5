"""Notices to colleagues, with who has read them (F53)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody whom a notice is for."""

    login: str
    name: str
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Notice:
    """A lead's word to colleagues, or what became of a swap."""

    id: int
    text: str
    """The writer's own words, or what the desk tells in the reader's language."""
    author: str
    at: datetime
    readers: tuple[Reader, ...]

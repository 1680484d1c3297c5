"""Notices to colleagues, with who has read them (F53)."""

from __future__ import annotations

from collections.abc import Mapping
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
    """A lead's word to colleagues, or what the desk tells, such as what became of a swap."""

    id: int
    text: str
    """The writer's own words; with ``facts`` a message template, to be told in the reader's
    language."""
    facts: Mapping[str, object]
    """Empty for a person's own words."""
    about: str
    """What it is about, such as ``swap 12``; empty for nothing that can be opened."""
    login: str
    author: str
    at: datetime
    mine: bool
    """Whether whoever asks is one of those whom it is for."""
    read_at: datetime | None
    """When whoever asks read it."""
    readers: tuple[Reader, ...]
    """All whom it is for, by name; for its author and for leads, others see none."""

    @property
    def unread(self) -> bool:
        """Whether it waits to be read by whoever asks."""
        return self.mine and self.read_at is None

"""The log's chain of hashes: where it ends, and whether it is what it was (S28)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last step of a log: kept elsewhere it is an anchor, which no later log can go without."""

    seq: int
    """Number of the step; 0 where the log is empty."""
    hash: str
    """Its hash in hex, in which all steps before it stand."""


@dataclass(frozen=True, slots=True)
class Restoration:
    """That a backup took the store's place, as the log tells it."""

    who: str
    at: datetime
    backup_seq: int
    """The last step of the backup."""
    former: str
    """Name of the file that the store before became; empty where there was none."""


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What looking through the whole log told."""

    head: ChainHead
    broken: int | None
    """Number of the first step that does not follow from the one before it."""
    missing: int
    """How many steps before that one are missing; 0 where it was changed, swapped or put in."""
    unguarded: tuple[str, ...]
    """Triggers of the store that somebody dropped, so that steps could be changed."""
    anchors: int
    """How many anchors it was held against."""
    astray: ChainHead | None
    """The first anchor that is not in the log: the log was cut before it, or is another one."""
    sessions: tuple[str, ...] = ()
    """Ids of sessions that are not told as they began, or that steps name and nobody tells."""
    emptied: int | None = None
    """Number of the first step whose values are gone though the log tells of no purge of them."""

    @property
    def cut(self) -> bool:
        """Whether the log ends before the anchor that it lacks."""
        return self.astray is not None and self.astray.seq > self.head.seq

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.broken or self.emptied or self.unguarded or self.astray or self.sessions)

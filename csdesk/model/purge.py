"""Taking buyers' personal data away when their time is over."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge took away, or would."""

    orders: int
    """Whose buyers' data and texts are over their time."""
    texts: int
    """Drafts, and remarks on numbers that never came, which are."""
    files: tuple[str, ...]
    """Files below the desk's folder that name such orders, or are over their time themselves."""
    kept: tuple[str, ...] = ()
    """Files that could not be read or taken away."""
    traces: str = ""
    """Why traces may still stand in the store's file, so that the next purge looks after them: an
    English message; empty where none do."""

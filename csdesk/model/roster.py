"""Who is to work when, and who would rather change (S54, F50)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody is to work in the shift of a kind that begins on a day."""

    day: str
    """ISO."""
    login: str
    name: str
    kind: str
    """Code of the kind."""


class SwapState(StrEnum):
    """Where a wish to change stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    """By the peer; a lead decides."""
    DECLINED = "declined"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class RuleFailure:
    """A rule of desk.toml that a swap breaks."""

    rule: str
    hard: bool
    """Whether only a lead with a reason may pass over it."""
    login: str
    """Whom it is about."""
    words: str
    """A message template."""
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class Swap:
    """Somebody asks a colleague to take a duty and give one of theirs, or nothing, for it."""

    id: int
    asked: Duty
    """What whoever asks gives away."""
    offered: Duty | None
    """What the peer gives for it; None where the peer only takes over."""
    peer_login: str
    peer: str
    reason: str
    at: datetime
    state: SwapState
    failures: tuple[RuleFailure, ...]
    """As of now while it is open, as of the decision after it."""
    decided_by: str
    decision: str
    version: int

"""Who is to work when, and who would rather change (S54, F50)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.settings import SwapRule


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

    rule: SwapRule
    hard: bool
    """Whether only a lead with a reason may pass over it."""
    words: str
    """A message template."""
    facts: Mapping[str, object]


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
    obstacle: tuple[str, Mapping[str, object]] | None
    """Why it cannot be done as the roster stands, a message and its facts; None where it can."""
    decided_by: str
    decision: str
    version: int

    @property
    def open(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.state in (SwapState.ASKED, SwapState.ACCEPTED)

    @property
    def hard(self) -> bool:
        """Whether it breaks a rule that must be kept."""
        return any(each.hard for each in self.failures)


@dataclass(frozen=True, slots=True)
class Short:
    """A shift for which too few are on the roster."""

    day: str
    kind: str
    there: int
    needed: int


@dataclass(frozen=True, slots=True)
class Week:
    """Who is to work from a Monday to a Sunday."""

    days: tuple[str, ...]
    """Seven ISO days."""
    today: str
    rows: tuple[WeekRow, ...]
    """Whoever works here and has, or may have, a duty; by name."""
    short: tuple[Short, ...]
    """By day; of days on which anybody is to work."""
    purchasers: tuple[tuple[str, ...], ...]
    """Names of the purchasers on duty, by day."""


@dataclass(frozen=True, slots=True)
class WeekRow:
    """Somebody's week."""

    login: str
    name: str
    kinds: tuple[str, ...]
    """Codes by day; empty for a free day."""
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class RosterReject:
    """A place of a roster file that was not taken in."""

    row: int
    """As a spreadsheet counts."""
    column: str
    """Its head, or its letter; empty where the whole row is meant."""
    value: str
    words: str
    """A message template that says what to do."""
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RosterTaken:
    """What came of a roster file."""

    people: int
    days: int
    set: int
    """Duties that are new, or others than before."""
    freed: int
    """Days that are free now."""
    unchanged: int
    rejects: tuple[RosterReject, ...]

"""Shifts: their kinds in desk.toml, and the one that is on (design §8, F45)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.settings import ShiftKind


@dataclass(frozen=True, slots=True)
class PlannedShift:
    """A shift as desk.toml plans it."""

    kind: ShiftKind
    day: str
    """ISO day of the desk's zone on which it begins."""
    start: datetime
    end: datetime
    closed: bool = False
    """Whether it was closed already."""


class ShiftState(StrEnum):
    """Where a shift stands. Exactly one is open at a time; the others follow each other."""

    OPEN = "open"
    CLOSED = "closed"
    """Cut off, reported, signed by who gives; not received yet."""
    RECEIVED = "received"
    """Signed by both sides."""


class Side(StrEnum):
    """As what somebody signs a report."""

    GIVES = "gives"
    RECEIVES = "receives"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who works in a shift."""

    login: str
    name: str
    kind: str
    """Code of the kind that they came for; people of the next kind may come before it begins."""
    planned_start: datetime
    planned_end: datetime
    came_at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody put their name under a report."""

    side: Side
    login: str
    name: str
    at: datetime
    hash: str
    """SHA-256 of the report's text as it was signed, in hex."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift. To it belong the events ``after_seq < seq <= cutoff_seq``: each to exactly one."""

    id: int
    kind: str
    """Code of its kind."""
    day: str
    """ISO day of the desk's zone on which it begins; all of a night shift belongs to that day."""
    planned_start: datetime
    planned_end: datetime
    opened_at: datetime
    opened_by: str
    """Name."""
    after_seq: int
    """The last event of the shift before; of the first, the last one before it was opened."""
    state: ShiftState
    cutoff_seq: int | None = None
    """The last event that belongs to it; None while it is open."""
    cutoff_at: datetime | None = None
    closed_login: str = ""
    """Who gives."""
    closed_by: str = ""
    """Their name."""
    report_hash: str = ""
    """SHA-256 of its report in hex; empty while it is open."""
    version: int = 1
    people: tuple[Present, ...] = ()
    """In the order in which they came."""
    signatures: tuple[Signature, ...] = field(default=())

    @property
    def here(self) -> tuple[Present, ...]:
        """Who works in it now, or was there to the end."""
        return tuple(each for each in self.people if each.left_at is None)

    def present(self, login: str) -> Present | None:
        """Somebody who works in it now; None where they do not."""
        return next((each for each in self.here if each.login == login), None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much the last shift handed over that nobody has acknowledged."""

    items: int
    critical: int
    """So many of them."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What somebody needs to know who comes to work (W1)."""

    now: datetime
    on: Shift | None
    """The shift that is on; None where one is to be opened."""
    before: Shift | None
    """The shift that was closed last, which hands over; None where none was."""
    mine: Present | None
    """As what the person works in it already."""
    offers: tuple[PlannedShift, ...]
    """What they may have come for, the likeliest first."""
    on_roster: bool
    """Whether the roster says the first of them."""
    waiting: Waiting
    stuck: bool
    """Whether the shift that is on should have ended long ago, so that a lead takes it over."""
    asks: bool
    """Whether to ask them which shift they come for before anything else."""
    connected: frozenset[str] = frozenset()
    """Logins of everybody who has a session open at the desk."""

"""Closing a shift, its signed report, and what is added to it later (W26, W30, F47, F49)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.reports import Report
    from csdesk.model.shifts import Shift, Side


class Obstacle(StrEnum):
    """What keeps a shift from being closed; a lead may pass over it with a reason."""

    DIFFERENCES = "differences"
    """Orders on one side of the count ledger that nobody has explained (I6)."""
    ITEMS = "items"
    """What the shift before handed over and nobody has acknowledged: later nobody receives it."""
    DRAFTS = "drafts"
    """Remarks that those who go home typed and did not save."""
    EARLY = "early"
    """Its planned end is to come, and desk.toml allows no early hand-over."""
    LATE = "late"
    """Its planned end is long past, and desk.toml wants a lead for that."""


@dataclass(frozen=True, slots=True)
class Blocking:
    """One obstacle."""

    obstacle: Obstacle
    count: int
    """Orders, items, drafts, or minutes."""
    named: tuple[str, ...] = ()
    """Some of them: numbers of orders, or topics, and who."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What would come of closing a shift now."""

    shift: Shift
    report: Report
    blocked: tuple[Blocking, ...]
    may_pass: bool
    """Whether the acting person is a lead, who may pass over what blocks."""


class Seal(StrEnum):
    """Whether a report still is what was signed."""

    HOLDS = "holds"
    CHANGED = "changed"
    """Its text is not the one that its hash was made of."""
    NOT_LOGGED = "not_logged"
    """The log tells another hash, or none."""


@dataclass(frozen=True, slots=True)
class ShiftNote:
    """A comment on a report, or something that was found out after it was closed (F49)."""

    id: int
    text: str
    login: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClosedShift:
    """A closed shift as it was reported, and what was added since."""

    shift: Shift
    text: str
    """The report as it was signed, canonical JSON; never changed."""
    report: Report | None
    """The same, read; None where the text was tampered with so that it cannot be."""
    seal: Seal
    notes: tuple[ShiftNote, ...]
    """Oldest first."""
    unacknowledged: int
    """Items that it handed over and nobody has acknowledged."""
    sides: tuple[Side, ...]
    """As what the acting person could sign it, the likeliest first; empty where they could not."""

    @property
    def side(self) -> Side | None:
        """As what the acting person most likely signs it; None where they could not."""
        return next(iter(self.sides), None)

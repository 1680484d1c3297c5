"""Remarks on orders, and their drafts (S24-S27)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.status import RemarkState, StopOutcome, Tab

REMARK_LIMIT = 4_000
"""Characters of one remark."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One move of what is asked of a department: seen, in work, done, a question, its answer."""

    state: RemarkState
    """What it became."""
    text: str
    author: str
    at: datetime
    shift: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark, newest version (S23 to S27)."""

    id: int
    order_no: str
    """The number it was written on: a desk number, or a number not imported yet."""
    tab: Tab
    text: str
    author: str
    at: datetime
    shift: str
    state: RemarkState
    in_market: bool
    """Whether the agent says it also stands in the marketplace's own remark (S26)."""
    version: int
    attached: bool
    login: str = ""
    """Of the author of this version."""
    answers: tuple[Answer, ...] = ()
    """Moves since it was asked, oldest first (F31)."""
    stop: StopOutcome | None = None
    """Whether the parcel was stopped, where the remark asks for that (F13)."""

    @property
    def moved(self) -> int:
        """Grows with every correction and every move: what whoever moves it next must have seen."""
        return self.version + len(self.answers)


@dataclass(frozen=True, slots=True)
class SavedRemark:
    """Receipt for a remark."""

    order_no: str
    id: int
    attached: bool
    case: int = 0
    """The after-sale case that it opened (W20); 0 where it opened none."""


@dataclass(frozen=True, slots=True)
class RemarkDraft:
    """Text typed and not saved yet; kept so that a dropped line loses nothing (F74)."""

    order_no: str
    tab: Tab
    text: str
    at: datetime
    remark_id: int = 0
    """The remark that is being corrected; 0 where a new one is being written."""
    seen_version: int = 0
    """The version of it that the person had before their eyes (F69)."""

"""The review gate: what is checked before an order may be shipped, and what came of it (S29)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from csdesk.model.settings import Check

if TYPE_CHECKING:
    from csdesk.model.changes import Skipped
    from csdesk.model.orders import OrderDetail
    from csdesk.model.sorting import Place


class Outcome(StrEnum):
    """What came of a check."""

    OK = "ok"
    FAILED = "failed"
    NOTE = "note"
    """Right, and an agent must see it all the same."""
    UNKNOWN = "unknown"
    """It cannot be judged: never taken for right."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of an export file that a check judged."""

    batch_id: int
    file: str
    row: int
    """As a spreadsheet counts, the header is 1."""
    column: str
    """Its title in the file."""
    place: int
    """Its column, the first is 0."""
    value: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One check of one order."""

    check: Check
    outcome: Outcome
    detail: str = ""
    """English message template, translated at display; empty where there is nothing to say."""
    facts: Mapping[str, object] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    """What was judged, as events name fields: ``total``, ``line 2 sku``."""
    cells: tuple[Cell, ...] = ()
    """Where that stands in the files, as far as a file told it."""


class StockDoubt(StrEnum):
    """Why nobody may rely on an order's goods."""

    SHORT = "short"
    DISCONTINUED = "discontinued"
    """Too little is left, and no more is bought."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An order with its checks."""

    order_no: str
    version: int
    checks: tuple[Checked, ...]

    @property
    def failed(self) -> tuple[Checked, ...]:
        """What somebody must put right or decide."""
        return tuple(each for each in self.checks if each.outcome is Outcome.FAILED)

    @property
    def clean(self) -> bool:
        """Whether nothing failed."""
        return not self.failed

    @property
    def stock(self) -> StockDoubt | None:
        """What the stock check doubts; None where there is enough, or nobody checks."""
        told = next((each for each in self.checks if each.check is Check.STOCK), None)
        if told is None or told.outcome is Outcome.OK:
            return None
        if told.outcome is Outcome.UNKNOWN:
            return StockDoubt.UNKNOWN
        return StockDoubt.DISCONTINUED if told.facts.get("gone") else StockDoubt.SHORT


@dataclass(frozen=True, slots=True)
class Card:
    """One order of the queue as a reviewer sees it."""

    detail: OrderDetail
    reviewed: Reviewed
    place: Place
    """Where it stands in the queue."""
    file: str
    """The file that brought it."""


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many orders await review."""

    waiting: int
    exact: bool
    """False where counting stopped at ``waiting``."""
    clean: int
    problems: int
    """Of the first ``clean + problems`` of the queue: all, where there are not too many."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An order as somebody saw it."""

    order_no: str
    version: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a bulk approval would do (W7, F20)."""

    ready: tuple[Seen, ...]
    skipped: tuple[Skipped, ...]
    messages: int
    """How many of those ready have a buyer's message."""
    more: bool
    """There are more than are approved at once; they come with the next."""
    stock: Mapping[StockDoubt, int] = field(default_factory=dict)
    """How many of those ready have goods that are doubted, and why; none are left out."""


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """A row of a file's marked table (S44, W6)."""

    row: int
    order_no: str
    reason: str
    problem: str
    """What failed, in words."""
    by: str
    at: int
    """Epoch seconds."""
    cells: tuple[str, ...]
    marks: tuple[int, ...]
    """Columns of the cells that failed."""

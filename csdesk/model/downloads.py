"""Approved-order files and the count ledger (S45, S46, I6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.intake import Batch
    from csdesk.model.status import OrderStatus


class Side(StrEnum):
    """On which side of the ledger an order stands alone."""

    MISSING = "missing"
    """Approved and in no file."""
    EXTRA = "extra"
    """In a file and no longer approved: a parcel may be on its way."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An order that makes approvals and files differ."""

    order_no: str
    side: Side
    order_status: OrderStatus
    explanation: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether nobody has explained it."""
        return not self.explanation


@dataclass(frozen=True, slots=True)
class Download:
    """The receipt for an approved-order file (W8)."""

    file: str
    """Its name in exports/, with ``.csv``; the workbook has the same name."""
    in_file: int
    """Orders in it."""
    orders: int
    """Orders in all files of the import."""
    approved: int
    """Orders of the import that stand approved."""
    equal: bool
    """Whether these are the same orders."""
    fresh: bool = True
    """Whether a file was written now; false where nothing was approved since the last one."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that lies in exports/."""

    name: str
    size: int
    """In bytes."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Ready:
    """An import that has approved orders which stand in no file yet."""

    batch_id: int
    name: str
    """Of the file that would be written, without ending."""
    approved: int
    downloaded: int
    orders: int
    """Orders that would stand in it."""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """The counts of one file (I6). Rows: file = new + changed + unchanged + rejected (+ missed)."""

    batch: Batch
    approved: int
    held: int
    downloaded: int
    difference: int
    """Orders on one side only that nobody has explained."""
    files: tuple[str, ...]

    @property
    def missed(self) -> int:
        """Rows that are in none of the four counts."""
        b = self.batch
        return b.rows - b.rows_new - b.rows_changed - b.rows_unchanged - b.rejected

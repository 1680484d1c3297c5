"""Our remarks held against the marketplace's own remark (S26, F29, I3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.found import OrderRow
    from csdesk.model.remarks import Remark


class MirrorFault(StrEnum):
    """What is wrong between the two."""

    MISSING = "missing"
    DIFFERENT = "different"
    ONLY_THERE = "only_there"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that stands on one side only, or otherwise."""

    fault: MirrorFault
    ours: str
    """Text of our remark, empty for ``ONLY_THERE``."""
    theirs: str
    """The part of the marketplace's remark, empty for ``MISSING``."""
    remark_id: int = 0
    """Our remark, 0 for ``ONLY_THERE``."""


@dataclass(frozen=True, slots=True)
class Unmirrored:
    """An order whose two sides do not say the same."""

    order: OrderRow
    market_remark: str
    mismatches: tuple[Mismatch, ...]
    remarks: tuple[Remark, ...]
    """Ours that ought to stand in the marketplace."""
    paste: str
    """What the marketplace's remark should say: what it says alone, then ours."""


@dataclass(frozen=True, slots=True)
class MirrorReport:
    """The check over all orders that are still being worked on."""

    orders: tuple[Unmirrored, ...]
    """The newest first."""
    checked: int
    """Orders that have something to compare."""
    counts: dict[MirrorFault, int]
    """Of all, also those beyond ``orders``."""

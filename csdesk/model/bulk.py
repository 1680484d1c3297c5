"""Changing many orders at once (F20)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.changes import Skipped
    from csdesk.model.review import Seen


class BulkAction(StrEnum):
    """What can be done to the orders that are marked in a list."""

    APPROVE = "approve"
    HOLD = "hold"
    RELEASE = "release"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What a bulk change would do."""

    action: BulkAction
    ready: tuple[Seen, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class BulkDone:
    """What it did."""

    action: BulkAction
    order_nos: tuple[str, ...]
    skipped: tuple[Skipped, ...]

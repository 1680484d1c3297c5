"""What changed on somebody's orders while they were away (I5, F45)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.as_of import Difference, Moment
    from csdesk.model.found import OrderRow
    from csdesk.model.log import Event


@dataclass(frozen=True, slots=True)
class Changed:
    """An order on which others did something."""

    order_no: str
    order: OrderRow | None
    """As it stands; None where an import hides it."""
    steps: tuple[Event, ...]
    """What others did, oldest first."""
    differences: tuple[Difference, ...]
    """What their steps came to, field by field; what ended as it began is left out."""


@dataclass(frozen=True, slots=True)
class WhileAway:
    """What others did to my orders."""

    since: Moment
    until: Moment
    shift: bool
    """Whether ``since`` is the end of my last shift; otherwise it was asked for, or is a day ago,
    because I have worked in no shift yet."""
    orders: tuple[Changed, ...]
    """The one that changed last first."""
    total: int
    """All of them, with those that are not listed."""

"""Steps of the log: who changed what, when, and from what to what (S28, F21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One step of the log (S28)."""

    seq: int
    at: datetime
    actor: str
    shift: str
    kind: str
    order_no: str
    before: dict[str, object] | None
    after: dict[str, object] | None
    login: str = ""
    """Who acted, as ``csdesk people`` lists them."""


@dataclass(frozen=True, slots=True)
class LogPart:
    """How many steps of one kind somebody did to an order."""

    login: str
    name: str
    kind: str
    steps: int


@dataclass(frozen=True, slots=True)
class LogSteps:
    """Steps of an order's log, and what was tried in vain beside them."""

    steps: tuple[Event, ...] = ()
    """Newest last."""
    refused: int = 0
    """Attempts for which somebody had no right."""
    folded: bool = False
    """Whether those are left out of ``steps``."""

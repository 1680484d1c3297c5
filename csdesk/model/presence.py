"""Who is at an order now (F68)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Doing(StrEnum):
    """What somebody does at an order."""

    VIEWING = "viewing"
    EDITING = "editing"


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody with an order open in a session."""

    login: str
    name: str
    order_no: str
    doing: Doing

"""What it takes to see one field of a buyer's data whole, and to carry orders out of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.sight import Personal

REASONS = (
    "买家来电核对 buyer is on the line",
    "地址不清 address unclear",
    "快递来问 carrier asks",
    "退款核对 refund to check",
    "导出冲突 conflict to settle",
)
"""Why a field is revealed, by number; kept text, so in both languages."""


@dataclass(frozen=True, slots=True)
class Disputed:
    """What both sides of an open conflict about a field say, whole."""

    conflict_id: int
    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Revealed:
    """One field of one order, whole."""

    order_no: str
    field: Personal
    values: tuple[tuple[str, str], ...]
    """Name of the stored field -> value; those of an address in the order they are read."""
    seconds: int
    """How long it may be shown."""
    today: int
    """How many fields the person has revealed today, this one included."""
    disputed: tuple[Disputed, ...] = ()

    @property
    def text(self) -> str:
        """The value as one line."""
        return " ".join(value for _, value in self.values if value)


@dataclass(frozen=True, slots=True)
class RevealCount:
    """How much somebody has seen whole in a day."""

    login: str
    name: str
    fields: int
    orders: int


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A list of orders that left the desk."""

    id: int
    file: str
    """Its name in exports/."""
    login: str
    at: datetime
    rows: int
    """Orders in it."""
    sha256: str
    until: datetime
    """When it is taken away."""
    gone: bool
    """Whether it was."""

"""Receipts for what people change in orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.items import Item
    from csdesk.model.status import OrderStatus


class FieldName(str):
    """The stored name of a field, which a sentence gives in words; ``line 2 quantity`` is one."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """An order as a change left it."""

    order_no: str
    order_status: OrderStatus
    version: int


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back."""

    kind: str
    """What it had been, ``order.approve``."""
    order_nos: tuple[str, ...]
    """Of the orders that it had changed; where it was about items, their numbers."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An order that a bulk change left alone (F20)."""

    order_no: str
    reason: str
    """English message template, translated at display."""

    @property
    def label(self) -> str:
        """The number, to stand before the reason; empty where the reason names it."""
        return "" if self.order_no in self.reason else self.order_no

    @property
    def told(self) -> str:
        """Number and reason."""
        return f"{self.label}: {self.reason}" if self.label else self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Revalued(Changed):
    """An order whose lines come to another amount than before, done or as it would be."""

    difference: int
    """Minor units of ``currency``: above 0 they cost more now, below 0 less."""
    collect: int
    """What the customer has yet to pay for the order and its family."""
    owed: int
    """What the shop owes the customer altogether."""
    currency: str
    paid: bool = True
    """Whether money came for the order; without, a change makes no debt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged(Revalued):
    """An exchange (W14)."""

    item: Item
    """What the customer gets."""
    quantity: int

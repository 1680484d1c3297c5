"""Orders made from another: sent again, split, gifts (S12 to S17), and what is stuck among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csdesk.model.status import OrderStatus


class GiftKind(StrEnum):
    """Why goods are sent for nothing (S13, S14)."""

    GIFT = "gift"
    REBATE = "rebate"
    """They are taken from what the shop owes the customer."""


class StuckKind(StrEnum):
    """What an order made from another waits for, or what is wrong with it (I8)."""

    RESHIP = "reship"
    """Sent again, and nobody has approved it."""
    PART = "part"
    """A part that waits for its goods."""
    GIFT = "gift"
    """A gift whose order has not left."""
    ORIGINAL = "original"
    """A split order that is in work beside its parts: it would be sent twice."""
    PARTLESS = "partless"
    """A split order none of whose parts is in work: nothing of it would be sent."""
    MARKET = "market"
    """A split order whose market says closed or refunded while its parts are in work."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some pieces of one line of an order."""

    line_no: int
    sku: str
    title: str
    attributes: str
    quantity: int
    unit_price: int | None


@dataclass(frozen=True, slots=True)
class Child:
    """An order made from another, as it is or would be."""

    order_no: str
    order_status: OrderStatus
    pieces: tuple[Piece, ...]
    total: int | None = None
    """Minor units of the order's currency."""


@dataclass(frozen=True, slots=True)
class Split:
    """A split order and its parts: first what ships, then what waits."""

    original: str
    order_status: OrderStatus
    """Of the original."""
    children: tuple[Child, ...]
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Reshipped:
    """An order that is sent again."""

    order_no: str
    order_status: OrderStatus
    left: bool
    """Whether the parcel that is to be replaced has left, as far as the desk knows."""


@dataclass(frozen=True, slots=True)
class Given:
    """A gift or rebate."""

    order_no: str
    order_status: OrderStatus
    sku: str
    difference: int
    """What was taken from what the shop owed, in minor units; 0 for a gift."""
    owed: int
    """What it owes now."""
    currency: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a gift or rebate would be, before it is made."""

    sku: str
    title: str
    attributes: str
    unit_price: int | None
    """Minor units; None where no order tells it."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """An order that does not get on (I8)."""

    order_no: str
    kind: StuckKind
    order_status: OrderStatus
    since: datetime
    parent_no: str
    """The order it was made from; its own number for an original."""


Chosen = Mapping[int, int]
"""Line number -> pieces of it."""

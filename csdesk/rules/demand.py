"""What the lines of an order ask of the stock: pieces to be sent, by how far the order is (S34)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from csdesk.model.status import OrderStatus
from csdesk.rules.review_contact import closed

REMEMBERED = 14 * 86_400
"""Seconds for which goods that left are remembered: stock files are never that old."""


class Stage(StrEnum):
    """How far the order is of which a line asks for goods."""

    APPROVED = "approved"
    """It holds stock, or waits for it."""
    AWAITING = "awaiting"
    """It awaits review: told apart, holds nothing."""
    HELD = "held"
    """It is held: told apart, holds nothing."""
    LEFT = "left"
    """It has left; the stock file may still count the goods."""


_STAGES = {
    OrderStatus.APPROVED: Stage.APPROVED,
    OrderStatus.PARTLY_SHIPPED: Stage.APPROVED,
    OrderStatus.AWAITING_REVIEW: Stage.AWAITING,
    OrderStatus.HELD: Stage.HELD,
    OrderStatus.SHIPPED: Stage.LEFT,
    OrderStatus.COMPLETED: Stage.LEFT,
}

DONE = frozenset(status for status, found in _STAGES.items() if found is Stage.LEFT)
"""Orders of which everything has left."""

_GONE = ("已发货", "已收货", "已签收", "交易成功", "shipped", "delivered")
"""In the marketplace's word for a line that has left."""
_NOT_GONE = ("部分发货", "partially", "partly", "unshipped", "未发货")


def stage(order: Mapping[str, Any], now: int) -> Stage | None:
    """How far an order is; None where it asks for nothing.

    Args:
        order: ``order_status`` and ``shipped_at``.
        now: epoch seconds.
    """
    found = _STAGES.get(OrderStatus(order["order_status"]))
    if found is not Stage.LEFT:
        return found
    shipped = order["shipped_at"]
    return Stage.LEFT if shipped is not None and shipped > now - REMEMBERED else None


def pieces(order_status: str, line: Mapping[str, Any]) -> int:
    """How many pieces a line still asks for; 0 where it was cancelled or has left.

    Args:
        order_status: of its order.
        line: ``quantity`` and ``line_status``.
    """
    if closed(line):
        return 0
    partly = order_status == OrderStatus.PARTLY_SHIPPED
    return 0 if partly and _has_left(str(line["line_status"])) else max(int(line["quantity"]), 0)


def _has_left(word: str) -> bool:
    """Whether the marketplace says that this line of a partly shipped order is on its way."""
    said = word.lower()
    return not any(no in said for no in _NOT_GONE) and any(yes in said for yes in _GONE)


def since(order: Mapping[str, Any]) -> int:
    """From when an order counts in the queue: its approval, else payment, else placing.

    Args:
        order: ``order_status``, ``approved_at``, ``paid_at``, ``placed_at``, ``shipped_at``.
    """
    status = OrderStatus(order["order_status"])
    if _STAGES.get(status) is Stage.LEFT:
        return int(order["shipped_at"] or 0)
    first = order["approved_at"] if _STAGES.get(status) is Stage.APPROVED else None
    return int(first or order["paid_at"] or order["placed_at"] or 0)

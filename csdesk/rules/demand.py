"""What the lines of an order ask of the stock: pieces to be sent, by how far the order is (S34)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
    WITHDRAWN = "withdrawn"
    """It asks for them no more; the stock file may still be without them."""


OPEN = (Stage.APPROVED, Stage.AWAITING, Stage.HELD)
"""Stages of lines that ask for goods."""


_STAGES = {
    OrderStatus.APPROVED: Stage.APPROVED,
    OrderStatus.PARTLY_SHIPPED: Stage.APPROVED,
    OrderStatus.AWAITING_REVIEW: Stage.AWAITING,
    OrderStatus.HELD: Stage.HELD,
    OrderStatus.SHIPPED: Stage.LEFT,
    OrderStatus.COMPLETED: Stage.LEFT,
}

_GONE = ("已发货", "已收货", "已签收", "交易成功", "shipped", "delivered")
"""In the marketplace's word for a line that has left."""
_NOT_GONE = ("部分发货", "partially", "partly", "unshipped", "未发货")


@dataclass(frozen=True, slots=True)
class Known:
    """What a line asked for when it was last looked at."""

    stage: Stage
    since: int


def stage(line: Mapping[str, Any]) -> Stage | None:
    """How far the order of a line is, and the line itself where the order left in part.

    Args:
        line: ``order_status``, ``line_status`` and ``quantity``.

    Returns:
        None where it asks for nothing.
    """
    status = OrderStatus(line["order_status"])
    if closed(line):
        return None
    if status is OrderStatus.PARTLY_SHIPPED and _has_left(str(line["line_status"])):
        return Stage.LEFT
    return _STAGES.get(status)


def left_at(line: Mapping[str, Any], known: Mapping[int, Known], now: int) -> int | None:
    """When the goods of a line left.

    An order tells one time of shipping: of the parcels that left since, where it is later than
    those that were known to have left. Where nobody tells, goods that were still here left when the
    desk learned of it.

    Args:
        line: ``line_no`` and ``shipped_at``.
        known: what the lines of the order asked for before, by line.
        now: epoch seconds.

    Returns:
        None where nobody knows, or longer ago than is remembered.
    """
    told, before = line["shipped_at"], known.get(line["line_no"])
    others = [each.since for each in known.values() if each.stage is Stage.LEFT]
    if before is not None and before.stage is Stage.LEFT:
        found = min(before.since, told or before.since)
    elif told is not None and told > max(others, default=0):
        found = told
    else:
        found = told if before is None else now
    return found if found is not None and found > now - REMEMBERED else None


def withdrawn_at(line: Mapping[str, Any], now: int) -> int:
    """From when a line does not ask for goods any more: when its order was closed, if that is told.

    Args:
        line: ``order_status`` and ``finished_at``.
        now: epoch seconds: the desk learns of it.
    """
    closed_order = OrderStatus(line["order_status"]) is OrderStatus.CLOSED
    return min(line["finished_at"] or now, now) if closed_order else now


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
        order: ``order_status``, ``approved_at``, ``paid_at``, ``placed_at``.
    """
    status = OrderStatus(order["order_status"])
    first = order["approved_at"] if _STAGES.get(status) is Stage.APPROVED else None
    return int(first or order["paid_at"] or order["placed_at"] or 0)

"""Why something can leave or cannot (S40): what is there, what was told, and what nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from csdesk.model.status import OrderStatus, Verdict
from csdesk.model.stock import Call, Reason
from csdesk.rules.allocation import WORST, Allotment, Receipt, allot

if TYPE_CHECKING:
    from csdesk.model.can_ship import LineVerdict

NO_DAY_COUNTS = timedelta(days=7)
"""So long a call counts that came to no day; then somebody calls again."""


def day_passed(call: Call, today: date) -> bool:
    """Whether the day that a supplier told is past."""
    return call.expected is not None and call.expected < today


def counts_still(call: Call | None, now: datetime) -> bool:
    """Whether somebody has called and need not call again yet.

    Args:
        call: the last one; None where nobody has called.
        now: in the desk's zone.
    """
    if call is None or day_passed(call, now.date()):
        return False
    return call.expected is not None or now - call.at < NO_DAY_COUNTS


@dataclass(frozen=True, slots=True)
class Supply:
    """Where an item comes from."""

    sellable: int | None = None
    inbound: int | None = None
    known: bool = False
    """Some stock file has the item."""
    discontinued: bool = False
    call: Call | None = None
    """The last one about it."""
    came: int = 0
    """Pieces that came in since that call."""

    def receipts(self, today: date) -> list[Receipt]:
        """What the supplier told to come and has not come yet; a past day counts no more."""
        call = self.call
        if call is None or call.expected is None or day_passed(call, today):
            return []
        if call.quantity is None:
            return [Receipt(call.expected, None)]
        rest = call.quantity - self.came
        return [Receipt(call.expected, rest)] if rest > 0 else []


def judge(supply: Supply, ahead: int, quantity: int, today: date) -> tuple[Allotment, Reason]:
    """What a line gets, and why.

    Args:
        supply: of its item.
        ahead: pieces before it.
        quantity: pieces it asks for.
        today: in the desk's zone.
    """
    got = allot(supply.sellable, supply.receipts(today), ahead, quantity)
    return got, _reason(supply, got.verdict, today)


def _reason(supply: Supply, verdict: Verdict, today: date) -> Reason:
    if verdict is Verdict.AVAILABLE:
        return Reason.IN_STOCK
    if verdict is Verdict.EXPECTED:
        return Reason.CALLED
    if supply.discontinued:
        return Reason.DISCONTINUED
    if verdict is Verdict.UNKNOWN:
        return Reason.MISSING if supply.known else Reason.UNKNOWN_ITEM
    call = supply.call
    if call is not None:
        return Reason.DAY_PASSED if day_passed(call, today) else Reason.NO_DAY
    return Reason.ON_THE_WAY if supply.inbound else Reason.NOT_CALLED


_GONE = {
    OrderStatus.SHIPPED: Reason.SHIPPED,
    OrderStatus.COMPLETED: Reason.SHIPPED,
    OrderStatus.CLOSED: Reason.CLOSED,
    OrderStatus.FRAUD: Reason.CLOSED,
    OrderStatus.SPLIT: Reason.SPLIT,
}
_NOT_YET = {
    OrderStatus.AWAITING_PAYMENT: Reason.NOT_PAID,
    OrderStatus.AWAITING_REVIEW: Reason.NOT_APPROVED,
    OrderStatus.HELD: Reason.HELD,
}


def gone(status: OrderStatus) -> Reason | None:
    """Why nothing of an order waits for goods; None where something does."""
    return _GONE.get(status)


def of_order(
    status: OrderStatus, lines: Sequence[LineVerdict]
) -> tuple[Verdict, date | None, Reason, int | None]:
    """Verdict, day, reason and place of an order: those of its worst line.

    Args:
        status: of the order.
        lines: those that still ask for goods.
    """
    if not lines:
        return Verdict.GONE, None, _GONE.get(status, Reason.SHIPPED), None
    worst = worst_of(lines)
    reason = _NOT_YET.get(status, worst.reason)
    places = [line.place for line in lines if line.verdict is worst.verdict and line.place]
    return worst.verdict, worst.expected, reason, max(places, default=None)


def worst_of(lines: Sequence[LineVerdict]) -> LineVerdict:
    """The line that decides when all of these can leave; there is at least one."""
    return min(lines, key=lambda line: (WORST.index(line.verdict), -_day(line), line.line_no))


def _day(line: LineVerdict) -> int:
    return line.expected.toordinal() if line.expected else 0

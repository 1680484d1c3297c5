"""The money that a change of lines makes: the same for an exchange and for other pieces (S14)."""

from __future__ import annotations

from collections.abc import Mapping

from csdesk.model.changes import Revalued
from csdesk.model.intake import Value
from csdesk.model.owed import OwedReason
from csdesk.model.status import OrderStatus
from csdesk.services.acting import Act
from csdesk.store import owed
from csdesk.store.changing import Standing


def enter(act: Act, now: Standing, difference: int, reason: OwedReason) -> None:
    """Keep in the account what an order costs more or less by the step that was logged last.

    Args:
        act: the change that made it.
        now: the order.
        difference: minor units: above 0 the customer pays more, below 0 the shop owes it.
        reason: what it comes from.
    """
    currency = str(now.order["currency"])
    owed.enter(act.connection, now.id, -difference, currency, reason, act.seqs[-1])


def paid_back(act: Act, now: Standing, values: Mapping[str, Value]) -> None:
    """What a refund, logged last, pays of what is owed for the order: that went out with it.

    Args:
        act: the change that noted it.
        now: the order before.
        values: what was written.
    """
    more = int(values.get("refund", now.order["refund"]) or 0) - int(now.order["refund"] or 0)
    currency = str(now.order["currency"])
    part = min(more, owed.of_family(act.connection, now.id, currency))
    if part > 0:
        owed.enter(act.connection, now.id, -part, currency, OwedReason.PAID_OUT, act.seqs[-1])


def told(act: Act, now: Standing, difference: int, *, ahead: bool = False) -> Revalued:
    """The receipt.

    Args:
        act: reading or changing.
        now: the order as it stands.
        difference: from what was changed.
        ahead: it is not entered yet; the receipt tells what would be.
    """
    currency = str(now.order["currency"])
    balance, collect = owed.amounts(
        act.connection, now.id, currency, ahead=-difference if ahead else 0
    )
    return Revalued(
        now.order_no, OrderStatus(now.order["order_status"]), now.version,
        difference=difference, collect=collect, owed=balance, currency=currency,
    )  # fmt: skip

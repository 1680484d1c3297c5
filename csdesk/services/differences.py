"""The money that a change of lines makes: the same for an exchange and for other pieces (S14)."""

from __future__ import annotations

from collections.abc import Mapping

from csdesk.model.changes import Revalued
from csdesk.model.intake import Value
from csdesk.model.owed import OwedReason
from csdesk.model.status import OrderStatus
from csdesk.rules import prices
from csdesk.rules.review import MONEY_CAME
from csdesk.services.acting import Act
from csdesk.store import owed
from csdesk.store.changing import Standing


def enter(act: Act, now: Standing, difference: int, reason: OwedReason) -> None:
    """Keep in the account what an order costs more or less by the step that was logged last.

    An unpaid order makes no debt; and of what was bought at a discount only the share that was
    paid is owed. There and back is nothing.

    Args:
        act: the change that made it.
        now: the order.
        difference: minor units: above 0 the customer pays more, below 0 the shop owes it.
        reason: what it comes from.
    """
    currency, step = str(now.order["currency"]), act.seqs[-1]
    if difference and _paid(now):
        discount = _discount(act, now, difference, done=True)
        owed.enter(act.connection, now.id, -difference, currency, reason, step)
        owed.enter(act.connection, now.id, discount, currency, OwedReason.DISCOUNT, step)


def _paid(now: Standing) -> bool:
    """Whether money is there: without, nothing is owed and nothing to collect besides."""
    return now.order["payment_status"] in MONEY_CAME


def _discount(act: Act, now: Standing, difference: int, *, done: bool) -> int:
    """What a change takes from what is owed, or gives back, for the order was bought cheaper.

    Args:
        act: the change.
        now: the order.
        difference: as for ``enter``.
        done: the lines have it already; the account has not.
    """
    made, discount = owed.changed(act.connection, now.id, str(now.order["currency"]))
    goods, paid = owed.worth(act.connection, now.order_no)
    bought = goods + made - (difference if done else 0)
    return -prices.not_paid(made - difference, bought, paid) - discount


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
    due = 0
    if ahead and difference and _paid(now):
        due = _discount(act, now, difference, done=False) - difference
    balance, collect = owed.amounts(act.connection, now.id, currency, ahead=due)
    return Revalued(
        now.order_no, OrderStatus(now.order["order_status"]), now.version,
        difference=difference, collect=collect, owed=balance, currency=currency,
        paid=_paid(now),
    )  # fmt: skip

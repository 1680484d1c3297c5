"""Promises to ship that the stock does not let us keep: told before the customer asks (I4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.model.promises import Promise, PromiseKind, PromiseState
from csdesk.model.purchasing import Slip
from csdesk.model.status import OrderStatus, Verdict
from csdesk.rules.item_codes import product_code, short_code
from csdesk.rules.verdicts import gone, worst_of
from csdesk.services import queueing
from csdesk.store.changing import Standing, standing

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.model.can_ship import LineVerdict

_UNDECIDED = (PromiseState.OPEN, PromiseState.DUE, PromiseState.OVERDUE)


def with_slips(
    connection: Connection, promises: Iterable[Promise], zone: ZoneInfo
) -> tuple[Promise, ...]:
    """Promises, each with what keeps it from being kept, where something of the stock does.

    Args:
        connection: reading.
        promises: of any kind and state; those about shipping that nobody has decided may slip.
        zone: of the desk.
    """
    today, told = datetime.now(zone).date(), tuple(promises)
    ids = {
        each.order.id
        for each in told
        if each.order and each.kind is PromiseKind.SHIP and each.state in _UNDECIDED
    }
    orders = [
        order
        for order in standing(connection, sorted(ids)).values()
        if not gone(OrderStatus(order.order["order_status"]))
    ]
    verdicts = queueing.line_verdicts(connection, orders, today)
    return tuple(
        replace(each, slip=_slip(each, verdicts[each.order.id], zone))
        if each.order and each.order.id in verdicts and each.kind is PromiseKind.SHIP
        and each.state in _UNDECIDED
        else each
        for each in told
    )  # fmt: skip


def relied_on(
    connection: Connection, order: Standing, kind: PromiseKind, today: date
) -> dict[str, str]:
    """What is known of the goods of an order while it is promised to ship, to be kept with that.

    Args:
        connection: reading.
        order: as it stands.
        kind: what is promised.
        today: in the desk's zone.
    """
    if kind is not PromiseKind.SHIP:
        return {"relied": "", "relied_on": ""}
    told = queueing.can_ship(connection, order, today)
    day = told.expected.isoformat() if told.expected else ""
    return {"relied": told.verdict.value, "relied_on": day}


def _slip(promise: Promise, lines: Sequence[LineVerdict], zone: ZoneInfo) -> Slip | None:
    day = promise.due.astimezone(zone).date()
    late = [line for line in lines if _is_late(line, day)]
    if not late:
        return None
    line = worst_of(late)
    return Slip(
        promise_id=promise.id,
        order_no=promise.order_no,
        name=promise.order.name if promise.order else "",
        due=promise.due,
        text=promise.text,
        expected=line.expected,
        sku=line.sku,
        key=line.key,
        title=line.title,
        short=short_code(product_code(line.sku)),
        quantity=line.quantity,
        covered=line.covered,
        relied=promise.relied,
        relied_on=promise.relied_on,
    )


def _is_late(line: LineVerdict, day: date) -> bool:
    return line.verdict is Verdict.NOT_AVAILABLE or (
        line.expected is not None and line.expected > day
    )

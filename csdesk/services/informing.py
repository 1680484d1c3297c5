"""Customers who are to be told what calls to suppliers came to, until somebody has (I10, W10)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from csdesk.model.errors import Refused
from csdesk.model.log import Event
from csdesk.model.purchasing import Affected
from csdesk.services import queueing
from csdesk.services.acting import Act
from csdesk.services.item_numbers import stocked_one
from csdesk.store import call_orders, queues
from csdesk.store import stock as items
from csdesk.store.changing import Standing, standing

if TYPE_CHECKING:
    from sqlalchemy import Connection

TOLD = "stock.told"
"""The kind of the step."""


def to_tell(
    connection: Connection, keys: Sequence[str] | None, today: date
) -> tuple[Affected, ...]:
    """Orders that wait for an item about which somebody called since their customer was told.

    Args:
        connection: reading.
        keys: of the items; None for all.
        today: in the desk's zone.

    Returns:
        Each with what it gets and when, as that stands now; promised ones of an item first.
    """
    untold = call_orders.untold(connection, keys)
    listed = items.items(connection, list(untold))
    found: list[Affected] = []
    for key, calls in untold.items():
        supply = queueing.supplies(connection, [key])[key]
        numbers = queues.numbers(connection, list(calls))
        newest = {number: calls[order_id] for order_id, number in numbers.items()}
        lines = [
            each
            for each in queueing.served(connection, key, supply, today)
            if each[0].order_no in newest
        ]
        once = {each.waiting.order_no: each for each in queueing.affected(connection, lines)}
        told = sorted(once.values(), key=lambda each: each.promised is None)
        found += [
            replace(each, item=listed[key], call=newest[each.waiting.order_no]) for each in told
        ]
    return tuple(found)


def tell(act: Act, number: str, call: int | None, sku: str = "", client_id: str = "") -> None:
    """Note that the customer of an order has been told; see ``Purchasing.told``."""
    order = act.order(number)
    if act.sent(client_id):
        return
    if call is None:
        call = _newest_call(act.connection, order, sku)
    calls = call_orders.tell(act.connection, order.id, act.actor.name, int(time.time()), call)
    if not calls:
        raise Refused("The customer of {number} is to be told of no call.", number=order.order_no)
    act.log(TOLD, order_id=order.id, order_no=order.order_no, after={"calls": calls},
            client_id=client_id)  # fmt: skip


def _newest_call(c: Connection, order: Standing, sku: str) -> int:
    """The newest call of which a customer is to be told: of an item, or of the only one.

    Raises:
        Refused: there is none, or it is of several items.
    """
    calls = call_orders.untold_of(c, order.id)
    names = {each: item.name for each, item in items.items(c, list(calls)).items()}
    key = stocked_one(c, sku) if sku else ""
    if not key and len(calls) > 1:
        raise Refused(
            "The customer of {number} is to be told of several items: {items}. Name one of them.",
            number=order.order_no, items=[names.get(each, each) for each in calls],
        )  # fmt: skip
    found = calls.get(key) if key else next(iter(calls.values()), None)
    if found is None:
        raise Refused("The customer of {number} is to be told of no call.", number=order.order_no)
    return found


def take_back(act: Act, steps: Sequence[tuple[int, Event]], client_id: str) -> None:
    """The customers are to be told again, since they were not."""
    for nth, (order_id, step) in enumerate(steps):
        order = standing(act.connection, [order_id])[order_id]
        calls: list[int] = list((step.after or {})["calls"])  # type: ignore[call-overload]  # as it was logged
        call_orders.untell(act.connection, order_id, calls)
        act.log("undo", order_id=order_id, order_no=order.order_no, after={"of": TOLD},
                client_id="" if nth else client_id)  # fmt: skip

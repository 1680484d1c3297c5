"""Bringing the entries of an older store's accounts to where they stand now (S14)."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, func, insert, select, update

from csdesk.model.owed import OwedReason
from csdesk.rules.numbers import family_root
from csdesk.store import columns

_w, _o = columns.owed.c, columns.orders.c
_GIVEN = (OwedReason.REBATE, OwedReason.GRANT)


def to_placed_orders(connection: Connection) -> None:
    """Hang all entries on the orders that customers placed.

    Up to version 4 they hung on the part that was changed, and on the order that a rebate made.
    A rebate that used up what was owed for other orders is taken from these.

    Args:
        connection: changing.
    """
    there = connection.execute(
        select(_o.id, _o.order_no).where(_o.id.in_(select(_w.order_id).distinct()))
    ).all()
    for order_id, number in there:
        if (root := family_root(number)) != number:
            placed = select(_o.id).where(_o.order_no == root).scalar_subquery()
            known = select(_o.id).where(_o.order_no == root).exists()
            moved = update(columns.owed).where(_w.order_id == order_id, known)
            connection.execute(moved.values(order_id=placed))
    _spread_rebates(connection)


def _spread_rebates(connection: Connection) -> None:
    """Take of each rebate what its own order did not bring from the buyer's other orders."""
    given = _w.reason.in_(_GIVEN)
    summed = connection.execute(
        select(
            _o.buyer, _w.currency, _w.order_id, given, func.sum(_w.amount), func.max(_w.event_seq)
        )
        .join_from(columns.owed, columns.orders, _o.id == _w.order_id)
        .where(_o.buyer != "")
        .group_by(_o.buyer, _w.currency, _w.order_id, given)
        .order_by(_w.order_id)
    )
    changed: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    rebates: dict[tuple[str, str], dict[int, tuple[int, int]]] = defaultdict(dict)
    for buyer, currency, order_id, is_given, amount, event in summed:
        if is_given:
            rebates[buyer, currency][order_id] = int(amount), event
        else:
            changed[buyer, currency][order_id] = int(amount)
    for account, taken in rebates.items():
        credit = {order: max(amount, 0) for order, amount in changed[account].items()}
        lacking = {}
        for order, (amount, event) in taken.items():
            own = min(credit.get(order, 0), max(-amount, 0))
            credit[order] = credit.get(order, 0) - own
            lacking[order] = -amount - own, event
        for order, (rest, event) in lacking.items():
            for other in sorted(credit):
                part = min(rest, credit[other])
                if part > 0:
                    _move(connection, order, other, part, account[1], event)
                    credit[other] -= part
                    rest -= part


def _move(
    connection: Connection, order: int, other: int, amount: int, currency: str, event: int
) -> None:
    both = {"currency": currency, "reason": OwedReason.REBATE, "event_seq": event}
    rows = [
        {**both, "order_id": order, "amount": amount},
        {**both, "order_id": other, "amount": -amount},
    ]
    connection.execute(insert(columns.owed), rows)

"""What the desk itself would hand over: open asks, broken promises, stuck orders (F46)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from csdesk.model.handover import ItemOrigin, Owner, Proposal, Urgency
from csdesk.model.settings import DeskSettings
from csdesk.model.status import Tab
from csdesk.rules.family import WAITS
from csdesk.store import asks, handover, orders, promises, shifts
from csdesk.store.lookup import orders_named
from csdesk.vocabulary import NAMES
from csdesk.words import in_both

if TYPE_CHECKING:
    from sqlalchemy import Connection

DAY = 86_400

_DEPARTMENT = {Tab.FINANCE: Owner.FINANCE, Tab.SHIPPING: Owner.SHIPPING}


def proposals(connection: Connection, settings: DeskSettings, limit: int) -> tuple[Proposal, ...]:
    """What could be handed over and is not yet, broken promises first, then the oldest first.

    Args:
        connection: reading or changing.
        settings: of the desk; they say since when an order is stuck.
        limit: of each kind.
    """
    known, items = handover.sources(connection), handover.numbers(connection)
    found = [
        *_broken(connection, items, limit),
        *_asked(connection, items, limit),
        *_stuck(connection, settings, items, limit),
    ]
    rank = list(Urgency)
    fresh = (each for each in found if (each.origin, each.source_id) not in known)
    return tuple(sorted(fresh, key=lambda each: (rank.index(each.urgency), each.since)))


def _asked(connection: Connection, items: dict[str, int], limit: int) -> Iterator[Proposal]:
    """What departments have not answered, and what they asked back."""
    for each in asks.of_everybody(connection, limit).asks:
        remark = each.remark
        owner = _DEPARTMENT.get(each.waits_on, Owner.NEXT_SHIFT) if each.waits_on else None
        yield Proposal(
            ItemOrigin.ASK, remark.id, Urgency.URGENT if each.is_hold else Urgency.ROUTINE,
            each.order_no, each.order, " ".join(remark.text.split()), owner or Owner.NEXT_SHIFT,
            each.since, items.get(each.order_no, 0),
        )  # fmt: skip


def _broken(connection: Connection, items: dict[str, int], limit: int) -> Iterator[Proposal]:
    """What customers were promised and did not get, in this shift or since yesterday."""
    on = shifts.current(connection)
    since = on.opened_at.timestamp() if on else time.time() - DAY
    for each in promises.not_kept(connection, int(since), limit):
        kind = in_both(NAMES["PromiseKind", each.kind])
        yield Proposal(
            ItemOrigin.PROMISE, each.id, Urgency.URGENT, each.order_no, each.order,
            " ".join(f"{kind}: {each.text}".split()) if each.text else kind, Owner.NEXT_SHIFT,
            each.due, items.get(each.order_no, 0),
        )  # fmt: skip


def _stuck(
    connection: Connection, settings: DeskSettings, items: dict[str, int], limit: int
) -> Iterator[Proposal]:
    """Orders made from others that do not get on."""
    from csdesk.store.stuck import stuck

    before = int(time.time() - settings.stuck_hours * 3600)
    for each in stuck(connection, before, WAITS)[:limit]:
        for named in orders_named(connection, each.order_no):
            order = next(iter(orders.rows(connection, [named.id])), None)
            yield Proposal(
                ItemOrigin.STUCK, named.id, Urgency.ROUTINE, each.order_no, order,
                in_both(NAMES["StuckKind", each.kind]), Owner.NEXT_SHIFT, each.since,
                items.get(each.order_no, 0),
            )  # fmt: skip

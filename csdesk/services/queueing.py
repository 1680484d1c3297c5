"""Who gets an item and when: queues and verdicts, worked out when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from csdesk.model.can_ship import CanShip, LineVerdict
from csdesk.model.purchasing import Affected
from csdesk.model.status import OrderStatus, Verdict
from csdesk.model.stock import ItemRow, Queue, Reason, Waiting
from csdesk.rules.allocation import Allotment, Claim, allocate, if_approved, in_turn
from csdesk.rules.demand import Stage, pieces
from csdesk.rules.item_codes import item_key, values_of, variant_key
from csdesk.rules.verdicts import Supply, gone, judge, of_order
from csdesk.store import derived, queues
from csdesk.store import purchasing as calls
from csdesk.store import stock as rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from csdesk.store.changing import Standing

WAITS = (Stage.AWAITING, Stage.HELD)
"""Stages of orders that hold nothing."""


def today(zone: ZoneInfo) -> date:
    """The day in the desk's zone."""
    return datetime.now(zone).date()


def supplies(connection: Connection, keys: Sequence[str]) -> dict[str, Supply]:
    """Where items come from, by key."""
    called = calls.last_calls(connection, keys)
    return queues.supplies(connection, keys, called)


# --- the queue of an item ------------------------------------------------------------------------


def served(
    connection: Connection,
    key: str,
    supply: Supply,
    today: date,
    limit: int | None = None,
    *,
    together: bool = False,
) -> list[tuple[Claim, Allotment, int | None]]:
    """What each line gets that asks for an item: claim, what it gets, its place.

    A line of an order that is not approved gets what ``can_ship`` tells: what it would get if that
    order were approved now.

    Args:
        connection: reading.
        key: of the item.
        supply: of the item.
        today: in the desk's zone.
        limit: lines, the first ones.
        together: as if all were approved now, one after the other: who remains without goods.
    """
    approved, later = queue(connection, key, limit)
    return walk(supply, approved, later, today, together=together)


def queue(
    connection: Connection, key: str, limit: int | None = None
) -> tuple[list[Claim], list[Claim]]:
    """The lines that ask for an item, in their order: those of approved orders, and the others.

    Args:
        connection: reading.
        key: of the item.
        limit: lines of both together, the first ones.
    """
    approved = queues.claims(connection, [key], Stage.APPROVED, limit=limit).get(key, [])
    left = None if limit is None else limit - len(approved)
    later: list[Claim] = []
    if left is None or left > 0:
        later = queues.claims(connection, [key], *WAITS).get(key, [])
        later.sort(key=lambda claim: claim.turn)
    return approved, later[:left]


def walk(
    supply: Supply,
    approved: Sequence[Claim],
    later: Sequence[Claim],
    today: date,
    *,
    together: bool = False,
) -> list[tuple[Claim, Allotment, int | None]]:
    """What lines get, those of approved orders first; see ``served``."""
    told = allocate(supply.sellable, supply.receipts(today), approved, later, together=together)
    return [
        (claim, got, place if place <= len(approved) else None)
        for place, (claim, got, _) in enumerate(told, start=1)
    ]


def waiting(
    connection: Connection, found: Sequence[tuple[Claim, Allotment, int | None]]
) -> tuple[Waiting, ...]:
    """Lines of a queue as lists show them."""
    numbers = sorted({claim.order_no for claim, _, _ in found})
    people = queues.asking(connection, numbers)
    return tuple(
        Waiting(
            order_no=claim.order_no,
            line_no=claim.line_no,
            name=people[claim.order_no]["name"],
            order_status=OrderStatus(people[claim.order_no]["order_status"]),
            quantity=claim.quantity,
            place=place,
            verdict=got.verdict,
            expected=got.expected,
            covered=got.covered,
            priority=claim.priority,
            since=rows.instant(claim.since),
        )
        for claim, got, place in found
        if claim.order_no in people
    )


def affected(
    connection: Connection, found: Sequence[tuple[Claim, Allotment, int | None]]
) -> tuple[Affected, ...]:
    """Lines of a queue with whom to tell about them, in the order of the queue."""
    lines = waiting(connection, found)
    numbers = sorted({line.order_no for line in lines})
    people = queues.asking(connection, numbers)
    told = queues.promised(connection, numbers)
    return tuple(
        Affected(
            line, people[line.order_no]["phone"], people[line.order_no]["account"],
            told.get(line.order_no),
        )
        for line in lines
    )  # fmt: skip


COUNTED: Mapping[str, tuple[Stage, ...]] = {
    "allocated": (Stage.APPROVED,),
    "available": (Stage.APPROVED,),
    "awaiting": (Stage.AWAITING,),
    "on_hold": (Stage.HELD,),
}
"""Number -> stages of the lines that it counts; other numbers count all of the queue."""


def page(
    connection: Connection,
    item: ItemRow,
    today: date,
    counted: str,
    first: int,
    limit: int,
    at: str = "",
) -> Queue:
    """Some lines of the queue of an item, in order; of each exactly what it gets, and its place.

    It costs as much as the lines that are told, and little for each that stands before them.

    Args:
        connection: reading.
        item: whose queue.
        today: in the desk's zone.
        counted: the field of ``Numbers`` whose lines are told; of ``shortage`` those that get too
            little.
        first: lines before one that stands on the page.
        limit: lines of a page.
        at: the number of an order; the page that its first line stands on is told.
    """
    key, supply = item.key, supplies(connection, [item.key])[item.key]
    stages = COUNTED.get(counted, (Stage.APPROVED, *WAITS))
    lines, pieces = queues.ahead(connection, key)
    short = counted == "shortage"
    skipped = 0 if Stage.APPROVED in stages else lines
    if short:
        skipped = queues.covered(connection, key, supply.sellable or 0)
    approved = lines - skipped
    claim = queues.first_of(connection, key, at) if at else None
    if claim is not None:
        first = max(queues.ahead(connection, key, claim)[0] - skipped, 0)
    later: list[tuple[Claim, Allotment, int | None]] = []
    total = approved + queues.count(connection, key, [each for each in WAITS if each in stages])
    if short or (at and claim is None) or first + limit > approved:
        later = _later(connection, supply, today, key, pieces, stages, short=short)
        total = approved + len(later)
    if at and claim is None:
        places = (n for n, (each, _, _) in enumerate(later) if each.order_no == at)
        first = approved + next(places, -approved)
    first = min(first, max(total - 1, 0)) // limit * limit
    found: list[tuple[Claim, Allotment, int | None]] = []
    if first < approved:
        claims, before = queues.stretch(connection, key, skipped + first, limit)
        told = in_turn(supply.sellable, supply.receipts(today), claims, before)
        place = skipped + first + 1
        found = [(claim, got, n) for n, (claim, got, _) in enumerate(told, start=place)]
    start = max(first - approved, 0)
    found += later[start : start + limit - len(found)]
    return Queue(item, waiting(connection, found), total, first)


def _later(
    connection: Connection,
    supply: Supply,
    today: date,
    key: str,
    ahead: int,
    stages: Sequence[Stage],
    *,
    short: bool,
) -> list[tuple[Claim, Allotment, int | None]]:
    """What lines would get that are not approved: each alone behind the pieces that are."""
    waits = [each for each in WAITS if each in stages]
    claims = queues.claims(connection, [key], *waits).get(key, []) if waits else []
    claims.sort(key=lambda claim: claim.turn)
    told = if_approved(supply.sellable, supply.receipts(today), claims, ahead)
    return [
        (claim, got, None) for claim, got, _ in told if not short or got.covered < claim.quantity
    ]


# --- one order -----------------------------------------------------------------------------------


def can_ship(connection: Connection, order: Standing, today: date) -> CanShip:
    """Whether an order can leave, and why not.

    Args:
        connection: reading.
        order: as it stands.
        today: in the desk's zone.
    """
    status = OrderStatus(order.order["order_status"])
    if reason := gone(status):
        parts = derived.children(connection, order.id) if reason is Reason.SPLIT else ()
        alive = tuple(each.order_no for each in parts if each.order["order_status"] != "closed")
        return CanShip(
            order.order_no, status, Verdict.GONE, None, reason, None, 0, (), alive,
        )  # fmt: skip
    lines = line_verdicts(connection, [order], today)[order.id]
    verdict, expected, why, place = of_order(status, lines)
    asked = queues.of_order(connection, order.id)
    return CanShip(
        order.order_no, status, verdict, expected, why, place,
        priority=max((-row["rank"] for row in asked), default=0),
        lines=tuple(lines),
        taken_at=rows.oldest_file(connection, list({line.key: None for line in lines if line.key})),
    )  # fmt: skip


def line_verdicts(
    connection: Connection, orders: Sequence[Standing], today: date
) -> dict[int, list[LineVerdict]]:
    """Whether the lines of orders can leave that ask for goods, by key of the order.

    Args:
        connection: reading.
        orders: as they stand.
        today: in the desk's zone.
    """
    asked = queues.of_orders(connection, [order.id for order in orders])
    claimed = {order.id: {row["line_no"]: row for row in asked[order.id]} for order in orders}
    keys = {order.id: _keys(connection, order, claimed[order.id]) for order in orders}
    needed = {key for of_it in keys.values() for key in of_it.values() if key}
    supply = supplies(connection, sorted(needed))
    found: dict[int, list[LineVerdict]] = {}
    for order in orders:
        before: dict[str, int] = {}
        lines = found[order.id] = []
        for line_no, key in keys[order.id].items():
            count = pieces(order.order["order_status"], order.lines[line_no])
            if count:
                row = claimed[order.id].get(line_no)
                lines.append(_line(connection, order, line_no, key, row, supply, before, today))
                before[key] = before.get(key, 0) + count
    return found


def _keys(
    connection: Connection, order: Standing, claimed: Mapping[int, Mapping[str, Any]]
) -> dict[int, str]:
    """Line number -> key of its item; of an order that asks for nothing yet, what it would be."""
    own = {
        line_no: variant_key(line["sku"], values_of(line["attributes"]))
        for line_no, line in order.lines.items()
        if line_no not in claimed
    }
    variants = rows.which(connection, list(own.values())) if own else frozenset()
    return {
        line_no: claimed[line_no]["key"]
        if line_no in claimed
        else own[line_no]
        if own[line_no] in variants
        else item_key(line["sku"])
        for line_no, line in order.lines.items()
    }


def _line(
    connection: Connection,
    order: Standing,
    line_no: int,
    key: str,
    row: Mapping[str, Any] | None,
    supply: Mapping[str, Supply],
    before: Mapping[str, int],
    today: date,
) -> LineVerdict:
    line = order.lines[line_no]
    count = pieces(order.order["order_status"], line)
    place, ahead = None, 0
    if not key:
        got, reason = Allotment(Verdict.UNKNOWN, 0), Reason.NO_CODE
    else:
        if row is not None and row["stage"] == Stage.APPROVED:
            claim = Claim(-row["rank"], row["since"], row["order_no"], line_no, count)
            lines_before, ahead = queues.ahead(connection, key, claim)
            place = lines_before + 1
        else:
            ahead = queues.ahead(connection, key)[1] + before.get(key, 0)
        got, reason = judge(supply[key], ahead, count, today)
    return LineVerdict(
        line_no=line_no,
        sku=line["sku"],
        title=line["title"],
        attributes=line["attributes"],
        quantity=count,
        covered=got.covered,
        verdict=got.verdict,
        expected=got.expected,
        reason=reason,
        place=place,
        ahead=ahead,
        call=supply[key].call if key and reason is not Reason.IN_STOCK else None,
        key=key,
    )

"""A call to suppliers: what it changes for whom, worked out before anybody has to wait (I10).

All queues of its items are walked, as they are without the call and with it. That is done while
others write; the transaction that logs the call only writes.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from csdesk.model.purchasing import Affected
from csdesk.model.stock import Call, ItemRow
from csdesk.rules.allocation import Allotment, Claim, lateness
from csdesk.rules.verdicts import Supply
from csdesk.services import queueing
from csdesk.services.acting import Act
from csdesk.store import call_orders, queues
from csdesk.store import purchasing as rows
from csdesk.store import stock as items

if TYPE_CHECKING:
    from sqlalchemy import Connection

KIND = "stock.call"
"""The kind of the step."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a supplier said."""

    words: str
    expected: date | None
    """The day on which the items come; None where none was told."""
    quantity: int | None
    """Pieces that come then; None for as many as are short."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a call about an item changes."""

    item: ItemRow
    last: int
    """Id of the call that was in force; 0 where there was none."""
    moved: tuple[tuple[Claim, Allotment, int | None], ...]
    """Lines of the queue that get their goods on another day, as they get them then."""
    orders: tuple[int, ...]
    """Keys of their orders."""
    sooner: frozenset[str]
    """Numbers of the orders that get some line sooner than was known before."""
    later: frozenset[str]


def weigh(c: Connection, keys: Sequence[str], said: Said, today: date) -> dict[str, Weighed]:
    """What a call would change, by item; nothing is written.

    Args:
        c: reading.
        keys: of the items, which are known.
        said: what was said about each of them.
        today: in the desk's zone.
    """
    listed, last = items.items(c, keys), rows.last_calls(c, keys)
    before = queues.supplies(c, keys, last)
    then = queues.supplies(c, keys, {key: _call(listed[key], said) for key in keys})
    return {
        key: _weighed(c, listed[key], last.get(key), before[key], then[key], today) for key in keys
    }


def _call(item: ItemRow, said: Said) -> Call:
    """The call as it will stand in the log."""
    return Call(
        0, item.sku, item.supplier, "", "", datetime.now(UTC), said.words, said.expected,
        said.quantity, item.key, item.numbers.there,
    )  # fmt: skip


def _weighed(
    c: Connection, item: ItemRow, last: Call | None, before: Supply, then: Supply, today: date
) -> Weighed:
    approved, later = queueing.queue(c, item.key)
    was = {
        (claim.order_no, claim.line_no): lateness(got)
        for claim, got, _ in queueing.walk(before, approved, later, today)
    }
    moved: list[tuple[Claim, Allotment, int | None]] = []
    sooner: set[str] = set()
    postponed: set[str] = set()
    for claim, got, place in queueing.walk(then, approved, later, today):
        now, earlier = lateness(got), was[claim.order_no, claim.line_no]
        if now != earlier:
            (sooner if now < earlier else postponed).add(claim.order_no)
            moved.append((claim, got, place))
    orders = queues.ids(c, sorted(sooner | postponed))
    return Weighed(
        item, last.id if last else 0, tuple(moved), tuple(orders), frozenset(sooner),
        frozenset(postponed),
    )  # fmt: skip


def stands(c: Connection, weighed: Mapping[str, Weighed]) -> bool:
    """Whether nobody has called about one of these items since.

    Other changes of a queue meanwhile concern other orders than those that were weighed: they have
    gone, or came an instant ago, when nobody can have told their customers a day.
    """
    now = rows.last_calls(c, list(weighed))
    return all(
        (now[key].id if key in now else 0) == each.last for key, each in weighed.items()
    )  # fmt: skip


def log(act: Act, weighed: Mapping[str, Weighed], said: Said, client_id: str) -> list[int]:
    """Write a call and whom it concerns, until somebody has told them; ids of the calls."""
    day = said.expected.isoformat() if said.expected else None
    made = []
    for key, each in weighed.items():
        call_id = rows.add_call(act.connection, {
            "key": key, "supplier": each.item.supplier, "login": act.actor.login,
            "author": act.actor.name, "shift": act.actor.shift, "at": int(time.time()),
            "answer": said.words, "expected": day or "", "quantity": said.quantity,
            "there": each.item.numbers.there,
        })  # fmt: skip
        call_orders.add(act.connection, call_id, each.orders)
        made.append(call_id)
    after: dict[str, object] = {
        "items": [each.item.name for each in weighed.values()], "expected": day, "calls": made,
    }  # fmt: skip
    told = {"answer": said.words, "quantity": said.quantity}
    after |= {name: value for name, value in told.items() if value}
    act.log(KIND, after=after, client_id=client_id, personal=False)
    return made


def to_tell(c: Connection, weighed: Mapping[str, Weighed]) -> tuple[Affected, ...]:
    """Whom a call concerns, each order once, promised ones first."""
    found: dict[str, Affected] = {}
    for each in weighed.values():
        for line in queueing.affected(c, each.moved):
            found.setdefault(line.waiting.order_no, line)
    return tuple(sorted(found.values(), key=lambda line: line.promised is None))

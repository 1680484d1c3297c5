"""Orders that get their goods before others: a lead's right, with a reason (S32, F42)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.model.desk import Actor
from csdesk.model.errors import NotUnderstood, Refused
from csdesk.model.purchasing import Prioritised, Pushed
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.model.status import OrderStatus
from csdesk.rules.allocation import Claim, lateness
from csdesk.rules.demand import Stage
from csdesk.rules.kept_words import kept_words
from csdesk.rules.verdicts import Supply, gone
from csdesk.services import queueing
from csdesk.services.acting import Act, Acting
from csdesk.store import demand, queues
from csdesk.store import purchasing as rows
from csdesk.store import stock as items
from csdesk.store.changing import Standing
from csdesk.store.engine import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection

PRIORITY = "stock.priority"
"""The kind of the step."""

FIRST, MOST = 1, 9
LONGEST = 200


class Priorities:
    """Putting orders first, and showing whom that makes wait."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._zone = ZoneInfo(settings.zone)
        self._actor = actor
        self._acting = Acting(store, actor)

    def preview(self, number: str, level: int = FIRST) -> Prioritised:
        """Whom it would make wait longer to put an order first; nothing is changed.

        Raises:
            NotFound: no order has the number. Refused: it asks for nothing any more.
        """
        with self._store.read() as c:
            order = Act(c, self._actor).order(number)
            _check(order, level)
            return Prioritised(order.order_no, level, "", self._pushed(c, order, level))

    def put_first(
        self, number: str, reason: str, level: int = FIRST, *, client_id: str = ""
    ) -> Prioritised:
        """Have an order served before all of a lower priority.

        Args:
            number: any of its numbers.
            reason: why; others wait for it.
            level: 1 is first, more is before that; 0 takes it back.
            client_id: made by the front end; sent twice it is done once.

        Returns:
            Whom it makes wait longer.

        Raises:
            NotFound: no order has the number.
            Refused: it asks for nothing any more, or no reason is given, or one that is
                longer than is kept.
            NotAllowed: the person is no lead.
        """
        words = kept_words(reason, LONGEST)
        with self._acting.change(Action.PRIORITY, number) as act:
            c, order = act.connection, act.order(number)
            before = rows.priority(c, order.id)
            if act.sent(client_id):
                return Prioritised(order.order_no, level, words, ())
            _check(order, level)
            if level and not words:
                raise Refused("Say why {number} comes first: others wait for it.",
                              number=order.order_no)  # fmt: skip
            if (before["level"] if before else 0) == level:
                raise Refused("{number} has this priority already.", number=order.order_no)
            pushed = self._pushed(c, order, level)
            set_priority(act, order, level, words, client_id=client_id)
            return Prioritised(order.order_no, level, words, pushed)

    def _pushed(self, c: Connection, order: Standing, level: int) -> tuple[Pushed, ...]:
        """Orders that get their goods later, or fewer of them now."""
        today = queueing.today(self._zone)
        mine = [row for row in queues.of_order(c, order.id) if row["stage"] == Stage.APPROVED]
        keys = sorted({row["key"] for row in mine})
        supply = queueing.supplies(c, keys)
        queued = queues.claims(c, keys, Stage.APPROVED)
        found: list[Pushed] = []
        for key in keys:
            sku = items.items(c, [key])[key].sku
            found += _pushed_for(supply[key], queued[key], order.order_no, level, sku, key, today)
        return tuple(found)


def set_priority(act: Act, order: Standing, level: int, words: str, *, client_id: str = "") -> None:
    """Write how early an order is served, as part of a change whose right was checked.

    Args:
        act: the change.
        order: as it stands; it may have gone, then nothing is served any more.
        level: 0 to let it wait as others do.
        words: the reason.
        client_id: of the front end.
    """
    before = rows.priority(act.connection, order.id)
    write_priority(act, order, level, words)
    was: dict[str, object] = {"priority": before["level"] if before else 0}
    was |= {"reason": before["reason"]} if before else {}
    now: dict[str, object] = {"priority": level}
    now |= {"reason": words} if words else {}
    act.log(PRIORITY, order_id=order.id, order_no=order.order_no, before=was, after=now,
            client_id=client_id)  # fmt: skip


def write_priority(act: Act, order: Standing, level: int, words: str) -> None:
    """The same without a step of its own, for a change that logs another."""
    c = act.connection
    if level:
        rows.put_first(c, {
            "order_id": order.id, "level": level, "reason": words,
            "login": act.actor.login, "author": act.actor.name, "at": int(time.time()),
        })  # fmt: skip
    else:
        rows.put_back(c, order.id)
    demand.touch(c, [order.id])


def _pushed_for(
    supply: Supply,
    queue: Sequence[Claim],
    order_no: str,
    level: int,
    sku: str,
    key: str,
    today: date,
) -> list[Pushed]:
    mine = [c for c in queue if c.order_no == order_no]
    moved = [Claim(level, c.since, c.order_no, c.line_no, c.quantity) for c in mine]
    then = [*(c for c in queue if c.order_no != order_no), *moved]
    then.sort(key=lambda claim: claim.turn)
    before = {
        (c.order_no, c.line_no): (got, place)
        for c, got, place in queueing.walk(supply, queue, (), today)
    }
    pushed = []
    for claim, got, place in queueing.walk(supply, then, (), today):
        was, was_place = before[claim.order_no, claim.line_no]
        later = got.covered < was.covered or lateness(got) > lateness(was)
        if claim.order_no != order_no and later:
            pushed.append(
                Pushed(claim.order_no, sku, was_place or 0, place or 0, was.expected, got.expected,
                       was.covered - got.covered, key)
            )  # fmt: skip
    return pushed


def _check(order: Standing, level: int) -> None:
    if not 0 <= level <= MOST:
        raise NotUnderstood("A priority is 0 to {most}.", most=MOST)
    status = OrderStatus(order.order["order_status"])
    if gone(status):
        raise Refused(
            "{number} is {status}: it asks for no goods any more.",
            number=order.order_no, status=status,
        )  # fmt: skip

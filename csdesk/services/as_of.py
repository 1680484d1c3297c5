"""Orders, queues and counts as of an instant, and what is different since (I5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from csdesk.model.as_of import (
    CONFLICTS,
    LINES,
    REMARKS,
    Difference,
    Moment,
    PastCount,
    PastOrder,
    PastQueue,
    Queue,
    Told,
)
from csdesk.model.desk import Actor
from csdesk.model.errors import NotFound, NotUnderstood, Refused
from csdesk.model.log import Event
from csdesk.model.settings import DeskSettings
from csdesk.model.status import MUST_LEAVE, OrderStatus, Tab
from csdesk.rules import as_of as rules
from csdesk.rules.as_of_words import ALLOWED, LAST_SHIFT, NOW, Wanted, instant
from csdesk.rules.masking import masked_values
from csdesk.rules.merge import field_named
from csdesk.store import as_of as rows
from csdesk.store import log, orders, shifts
from csdesk.store.changing import Standing, standing
from csdesk.store.engine import Store
from csdesk.store.lookup import known_order
from csdesk.store.sight import masked_difference, sight

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST = 500
"""Orders of a queue that are listed; all are counted."""

_STATUS = {
    Queue.REVIEW: OrderStatus.AWAITING_REVIEW,
    Queue.HELD: OrderStatus.HELD,
    Queue.TO_SHIP: OrderStatus.APPROVED,
}
_ASKS = {Queue.FINANCE: Tab.FINANCE, Queue.SHIPPING: Tab.SHIPPING}
_OPEN = {
    "remark": ("asked", "seen", "doing", "query"),
    "request": ("asked",),
    "promise": ("open", "due", "overdue"),
    "item": ("open",),
}
_SETTLED_CASES = ("closed", "refused")
_KIND = {Queue.REQUESTS: "request", Queue.PROMISES: "promise", Queue.CASES: "case",
         Queue.HANDOVER: "item", Queue.FINANCE: "remark", Queue.SHIPPING: "remark"}  # fmt: skip


class AsOf:
    """Looking back. Nothing is stored for it: every answer is folded from the log."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor

    # Instants

    def moment(self, typed: str) -> Moment:
        """The instant that somebody typed.

        Args:
            typed: ``09:00``, ``昨天 17:00``, ``2026-11-22T09:30``, ``8h``, ``#1234`` for the state
                after a step of the log, ``last-shift`` for when the last shift was closed,
                ``my-last-shift`` for when one's own ended, ``now``.

        Raises:
            NotUnderstood: that is no instant.
            NotFound: there is no such step, or no such shift yet.
            Refused: it has not come yet.
        """
        now = datetime.now(ZoneInfo(self._settings.zone))
        wanted = instant(typed, now)
        if wanted is None:
            raise NotUnderstood(
                "{when} is no instant. Examples: {examples}.", when=typed, examples=list(ALLOWED)
            )
        with self._store.read() as c:
            return self._found(c, wanted, now)

    def _found(self, c: Connection, wanted: Wanted, now: datetime) -> Moment:
        if wanted.seq is not None:
            if not 0 <= wanted.seq <= (last := log.length(c)):
                raise NotFound("There is no step {n}; the last one is {last}.",
                               n=wanted.seq, last=last)  # fmt: skip
            return _moment_of(c, wanted.seq)
        if wanted.word == NOW:
            return Moment(now.astimezone(UTC), log.length(c))
        if wanted.word == LAST_SHIFT:
            last_shift = shifts.last_closed(c)
            if last_shift is None or last_shift.cutoff_seq is None:
                raise NotFound("No shift has been closed yet. Give a time, such as 09:00.")
            return _moment_of(c, last_shift.cutoff_seq)
        at = wanted.at or shifts.left(c, self._actor.login)
        if at is None:
            raise NotFound("You have not ended a shift yet. Give a time, such as 09:00.")
        if at > now:
            raise Refused("{when} has not come yet.", when=at.isoformat(timespec="seconds"))
        micros = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        return Moment(at.astimezone(UTC), rows.last_until(c, micros))

    # One order

    def order(self, number: str, moment: Moment) -> PastOrder:
        """An order as it stood.

        Args:
            number: any of its numbers.
            moment: from ``moment``.

        Raises:
            NotFound: the order is not imported.
            Refused: orders of several shops have the number.
        """
        with self._store.read() as c:
            return _shown(c, _order(c, number, moment))

    def compare(
        self, number: str, before: Moment, after: Moment
    ) -> tuple[PastOrder, PastOrder, tuple[Difference, ...]]:
        """An order at two instants, and field by field what is not the same; errors as ``order``.

        Args:
            number: any of its numbers.
            before: the one instant.
            after: the other.
        """
        with self._store.read() as c:
            was, then = _order(c, number, before), _order(c, number, after)
            found = tuple(masked_difference(c, each) for each in _differences(was, then))
            return _shown(c, was), _shown(c, then), found

    # Queues

    def queue(self, queue: Queue, moment: Moment) -> PastQueue:
        """Who stood in a queue, the newest orders first; what was asked, the oldest first.

        Args:
            queue: which.
            moment: from ``moment``.
        """
        with self._store.read() as c:
            since = rows.later(c, moment.seq)
            count, numbers = _stood_in(c, queue, since, moment)
        return PastQueue(count, moment, tuple(numbers[:MOST]))

    def counts(self, moment: Moment) -> tuple[PastCount, ...]:
        """How many stood in every queue, in the order of ``Queue``."""
        with self._store.read() as c:
            since = rows.later(c, moment.seq)
            return tuple(_stood_in(c, each, since, moment)[0] for each in Queue)


def _moment_of(c: Connection, seq: int) -> Moment:
    return Moment(datetime.fromtimestamp(rows.at_of(c, seq) / 1e6, UTC), seq)


def _order(c: Connection, number: str, moment: Moment) -> PastOrder:
    known = known_order(c, number)
    now = standing(c, [known.id])[known.id]
    steps = log.latest(c, known.id, limit=-1)
    if not _there(c, now, steps, moment):
        return PastOrder(now.order_no, moment, False, {}, frozenset(), (), ())
    folded, conflicts = rows.fields_now(now), rows.conflicts_now(c, known.id)
    missing: set[str] = set()
    if moment.seq < (newest := log.length(c)):  # else it is as it stands
        folded = rules.fold_back(folded, steps, moment.seq)
        missing = {key for key, value in folded.items() if value is Told.NOT_KNOWN}
        if rules.conflicts_open(steps, newest) != conflicts:
            missing.add(CONFLICTS)
        conflicts = rules.conflicts_open(steps, moment.seq)
    then = rules.remarks_then(rows.remarks_now(c, known.id), steps, moment.seq)
    if then is None:
        missing.add(REMARKS)
    fields = {key: value for key, value in folded.items() if key not in missing}
    shop_id = fields.pop("shop_id", None)
    if shop_id is not None:
        shop = {key: f"{site} {name}" for key, site, name in orders.shops(c)}
        fields["shop"] = shop.get(int(str(shop_id)), "")
    elif "shop_id" in missing:
        missing = missing - {"shop_id"} | {"shop"}
    return PastOrder(
        now.order_no, moment, True, fields, frozenset(missing),
        () if CONFLICTS in missing else tuple(sorted(conflicts)),
        rows.remarks_as(c, then or {}),
    )  # fmt: skip


def _shown(c: Connection, order: PastOrder) -> PastOrder:
    return replace(order, fields=masked_values(order.fields, sight(c)))


def _there(c: Connection, now: Standing, steps: Sequence[Event], moment: Moment) -> bool:
    """Whether the desk had an order: people see what an import brings when all of it is in."""
    if now.order["parent_id"]:
        began = rules.born(steps)
    else:
        began = rows.appeared(c, int(now.order["batch_id"]))
        if began is None:
            began = next((each.seq for each in steps if each.kind == rules.IMPORTED), None)
    return began is None or began <= moment.seq


def _differences(was: PastOrder, then: PastOrder) -> Iterator[Difference]:
    if was.there != then.there:
        there = [Told.NOTHING, was.order_no]
        yield Difference("order", there[was.there], there[then.there])
        return
    for key in dict.fromkeys((*was.fields, *then.fields, *sorted(was.not_known | then.not_known))):
        if key in (LINES, CONFLICTS, REMARKS) or _of_unknown_line(key, was, then):
            continue
        before, after = _value(was, key), _value(then, key)
        if before != after:
            yield Difference(key, before, after)
    for name in (LINES, CONFLICTS, REMARKS):
        if (name in was.not_known) != (name in then.not_known):
            told = [", ".join(each.conflicts) for each in (was, then)]
            yield Difference(name, *(
                Told.NOT_KNOWN if name in each.not_known else words if name == CONFLICTS else ""
                for each, words in zip((was, then), told, strict=True)
            ))  # fmt: skip
    if not {CONFLICTS} & (was.not_known | then.not_known) and was.conflicts != then.conflicts:
        yield Difference(CONFLICTS, list(was.conflicts), list(then.conflicts))
    yield from _of_remarks(was, then)


def _of_unknown_line(key: str, was: PastOrder, then: PastOrder) -> bool:
    """Whether nothing can be said of a line, because the lines of one instant are not known."""
    return bool(field_named(key)[0]) and LINES in was.not_known | then.not_known


def _of_remarks(was: PastOrder, then: PastOrder) -> Iterator[Difference]:
    if REMARKS in was.not_known | then.not_known:
        return
    before, after = ({each.id: each for each in side.remarks} for side in (was, then))
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            yield Difference(
                f"remark {key}", before.get(key, Told.NOTHING), after.get(key, Told.NOTHING)
            )


def _value(order: PastOrder, key: str) -> object:
    return Told.NOT_KNOWN if key in order.not_known else order.fields.get(key, Told.NOTHING)


def _stood_in(
    c: Connection, queue: Queue, since: rows.Later, moment: Moment
) -> tuple[PastCount, list[str]]:
    """How many stood in a queue, and their numbers."""
    if queue in _KIND:
        numbers = list(_waited(c, queue, since))
        return PastCount(queue, len(numbers), 0), numbers
    at = int(moment.at.timestamp())

    def now_in(connection: Connection) -> Sequence[int]:
        if queue is Queue.LATE:
            return rows.past_their_day(connection, at)
        return rows.with_status(connection, _STATUS[queue])

    numbers, missing = [], 0
    for each in rows.candidates(c, since, now_in):
        stood = _is_late(each.values, at) if queue is Queue.LATE else _has(each.values, queue)
        missing += stood is None
        if stood:
            numbers.append(each.order_no)
    return PastCount(queue, len(numbers), missing), numbers


def _has(values: Mapping[str, object], queue: Queue) -> bool | None:
    status = values["order_status"]
    return None if status is Told.NOT_KNOWN else status == _STATUS[queue]


def _is_late(values: Mapping[str, object], at: int) -> bool | None:
    """Whether an order had to have left and had not; None where the log does not tell."""
    must: dict[str, Callable[[Any], bool]] = {
        "order_status": lambda status: status in MUST_LEAVE,
        "ship_by": lambda day: day is not None and day < at,
        "shipped_at": lambda shipped: shipped is None,
    }
    told = [
        None if values[name] is Told.NOT_KNOWN else is_so(values[name])
        for name, is_so in must.items()
    ]
    return False if False in told else None if None in told else True


def _waited(c: Connection, queue: Queue, since: rows.Later) -> Iterator[str]:
    """The number that each thing is about that waited to be settled."""
    kind = next(each for each in rows.THINGS if each.name == _KIND[queue])
    for row, state in rows.things(c, kind, since):
        waits = state not in _SETTLED_CASES if queue is Queue.CASES else state in _OPEN[kind.name]
        if waits and ("tab" not in row or row["tab"] == _ASKS.get(queue)):
            yield row["order_no"] or row["written_on"]

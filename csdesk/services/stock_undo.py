"""Taking back what was said about items and about who comes first (``u``).

These steps change no field of an order: each says itself what it changed, and what stands upon it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from csdesk.model.errors import Conflict, Refused
from csdesk.model.log import Event
from csdesk.services.acting import Act
from csdesk.services.priorities import write_priority
from csdesk.services.purchasing import DISCONTINUE, RESUME
from csdesk.store import call_orders, log
from csdesk.store import purchasing as rows
from csdesk.store import stock as items
from csdesk.store.changing import standing
from csdesk.words import N_

CHANGED = N_("{item} was changed since; what you did is not taken back.")

_UNDO = "undo"


def take_back_calls(act: Act, steps: Sequence[tuple[int, Event]], client_id: str) -> None:
    """The call before is in force again, and nobody is to be told of this one.

    Raises:
        Conflict: somebody called about one of its items since.
        Refused: customers have been told of it.
    """
    c = act.connection
    for nth, (_, step) in enumerate(steps):
        after = _told(step.after)
        ids = after.get("calls", ())
        calls = rows.by_ids(c, ids)
        newest = rows.last_calls(c, [call.key for call in calls])
        for call in calls:
            if (now := newest[call.key]).id != call.id:
                raise Conflict(
                    "{who} noted a call about {item} since; what you did is not taken back.",
                    who=now.author, item=call.sku,
                )  # fmt: skip
        if told := call_orders.told(c, ids):
            raise Refused(
                "{count} customers have been told of this call. Log another one instead.",
                count=told,
            )
        call_orders.forget(c, ids)
        rows.forget_calls(c, ids)
        _log(act, step, nth, client_id, items=after.get("items", ()))


def take_back_saying(act: Act, steps: Sequence[tuple[int, Event]], client_id: str) -> None:
    """What was said about buying an item counts no more; what was said before does.

    Raises:
        Conflict: somebody said something else since.
    """
    for nth, (_, step) in enumerate(steps):
        before, after = _told(step.before), _told(step.after)
        now = items.item(act.connection, after["key"])
        if now is None or now["discontinued_at"] != after["discontinued_at"]:
            raise Conflict(CHANGED, item=after["item"])
        # The same may have been said again: that is somebody else's word, and it stays.
        later = log.later(act.connection, step.seq, (DISCONTINUE, RESUME, _UNDO))
        if any(_told(each.after).get("key") == after["key"] for each in later):
            raise Conflict(CHANGED, item=after["item"])
        rows.keep_item(act.connection, after["key"], **before)
        _log(act, step, nth, client_id, item=after["item"], key=after["key"])


def take_back_priority(act: Act, steps: Sequence[tuple[int, Event]], client_id: str) -> None:
    """The order is served as it was before.

    Raises:
        Conflict: somebody gave it another priority since.
    """
    for nth, (order_id, step) in enumerate(steps):
        before, after = _told(step.before), _told(step.after)
        order = standing(act.connection, [order_id])[order_id]
        now = rows.priority(act.connection, order_id)
        later = log.later(act.connection, step.seq, (step.kind, _UNDO), order_id)
        given = any("priority" in _told(each.after) for each in later)
        if given or (now["level"] if now else 0) != after["priority"]:
            raise Conflict(CHANGED, item=order.order_no)
        was, words = before["priority"], str(before.get("reason", ""))
        write_priority(act, order, was, words)
        act.log(_UNDO, order_id=order_id, order_no=order.order_no,
                before={"priority": after["priority"]}, after={"priority": was, "of": step.kind},
                client_id="" if nth else client_id)  # fmt: skip


def _log(act: Act, step: Event, nth: int, client_id: str, **about: object) -> None:
    act.log(_UNDO, after={**about, "of": step.kind}, client_id="" if nth else client_id,
            personal=False)  # fmt: skip


def _told(fields: Mapping[str, object] | None) -> Mapping[str, Any]:
    return fields or {}

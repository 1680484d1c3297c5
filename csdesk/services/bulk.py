"""One change for many orders: shown before, skipped by name and reason, taken back whole (F20)."""

from __future__ import annotations

from collections.abc import Sequence

from csdesk.model.bulk import BulkAction, BulkDone, BulkPreview
from csdesk.model.changes import Skipped
from csdesk.model.desk import Actor
from csdesk.model.errors import Refused
from csdesk.model.review import Seen
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.rules.editing import cleaned
from csdesk.services import gate
from csdesk.services.acknowledging import check_queue
from csdesk.services.acting import Acting
from csdesk.services.kinds import AT_ONCE, Many
from csdesk.store import review
from csdesk.store.changing import Standing, standing
from csdesk.store.engine import Store
from csdesk.words import N_, tell

_GONE = N_("it is not there any more")
_MEANWHILE = N_("it has been changed meanwhile")


class Bulk:
    """The orders that somebody marked, changed in one act."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._acting = Acting(store, actor)
        self._gate = gate.Gate(store, settings, actor)

    def allowed(self) -> tuple[BulkAction, ...]:
        """What the person may do with many orders.

        Raises:
            NotAllowed: nothing; that is logged.
        """
        found = tuple(each for each in BulkAction if self._acting.may(AT_ONCE[each][0]))
        if not found:
            self._acting.check(Action.REVIEW)
        return found

    def preview(self, action: BulkAction, order_nos: Sequence[str], value: str = "") -> BulkPreview:
        """What would be done; nothing is changed.

        Args:
            action: what to do.
            order_nos: desk numbers.
            value: the flag, or why the orders are held.

        Raises:
            Refused: the value is none, or there are too many orders.
        """
        value = self._value(action, value, order_nos)
        with self._store.read() as c:
            keys = review.keys_of(c, list(order_nos))
            now = standing(c, list(keys.values()))
        ready, skipped = [], []
        for number in dict.fromkeys(order_nos):
            there = now.get(keys.get(number, 0))
            if (reason := _why_not(AT_ONCE[action][1], there, value)) or there is None:
                skipped.append(Skipped(number, reason))
            else:
                ready.append(Seen(number, there.version))
        return BulkPreview(action, tuple(ready), tuple(skipped))

    def do(
        self, action: BulkAction, chosen: Sequence[Seen], value: str = "", client_id: str = ""
    ) -> BulkDone:
        """Change orders as they were seen; one that changed meanwhile is skipped and named.

        Args:
            action: what to do.
            chosen: from ``preview``.
            value: as for ``preview``.
            client_id: made by the front end; sent twice it is done once.

        Raises:
            Refused: as for ``preview``; or orders are approved while critical items of the shift
                before wait to be acknowledged.
            NotAllowed: the person has no right to.
        """
        value, (right, way) = self._value(action, value, chosen), AT_ONCE[action]
        passed, skipped = [], []
        with self._acting.change(right) as act:
            if act.sent(client_id):
                return BulkDone(action, (), ())
            if action is BulkAction.APPROVE:
                check_queue(act.connection, act.actor)
            keys = review.keys_of(act.connection, [each.order_no for each in chosen])
            now = standing(act.connection, list(keys.values()))
            for each in {each.order_no: each for each in chosen}.values():
                there = now.get(keys.get(each.order_no, 0))
                reason = _why_not(way, there, value, each.version)
                if reason or there is None:
                    skipped.append(Skipped(each.order_no, reason))
                else:
                    passed.append(there)
            way.do(act, passed, value, client_id)
        return BulkDone(action, tuple(each.order_no for each in passed), tuple(skipped))

    def _value(self, action: BulkAction, value: str, orders: Sequence[object]) -> str:
        """The value as it is kept."""
        if len(orders) > gate.MOST_AT_ONCE:
            raise Refused("At most {most:,} orders are changed at once.", most=gate.MOST_AT_ONCE)
        if action is BulkAction.HOLD:
            return self._gate.reason(value)
        return str(cleaned("flag", value)["flag"]) if action is BulkAction.FLAG else ""


def _why_not(way: Many, now: Standing | None, value: str, seen: int | None = None) -> str:
    """Why an order is left alone, in the person's language; empty where it is not."""
    if now is None:
        return tell(_GONE, {})
    if seen is not None and now.version != seen:
        return tell(_MEANWHILE, {})
    try:
        way.check(now, value)
    except Refused as refused:
        return tell(refused.message, refused.facts)
    return ""

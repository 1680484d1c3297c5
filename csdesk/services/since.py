"""Since my last shift: what changed on my orders and asks while I was away (I5)."""

from __future__ import annotations

from datetime import timedelta

from csdesk.model.as_of import Moment
from csdesk.model.desk import Actor
from csdesk.model.errors import NotFound
from csdesk.model.settings import DeskSettings
from csdesk.model.since import Changed, WhileAway
from csdesk.rules.as_of_words import MY_LAST_SHIFT
from csdesk.rules.since import net
from csdesk.services.as_of import AsOf
from csdesk.store import as_of, orders
from csdesk.store import since as rows
from csdesk.store.engine import Store
from csdesk.store.sight import masked_difference, masked_event

MOST = 200
"""Orders that are listed; all are counted."""

BEFORE = timedelta(hours=24)
"""So long before somebody left, what they worked on counts as theirs."""


class Since:
    """Looking at my orders when I come back.

    They are those that I worked on in the day before I left, and those on which something of mine
    is open: an ask, a request, a promise, a case, a hand-over item.
    """

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._login = actor.login
        self._as_of = AsOf(store, settings, actor)

    def away(self, typed: str = "") -> WhileAway:
        """What others did to my orders.

        Args:
            typed: since when, as ``AsOf.moment`` takes it; empty for the end of my last shift, or
                of a day ago where I have worked in none.

        Raises:
            NotUnderstood, NotFound, Refused: as ``AsOf.moment``.
        """
        since, of_shift = self._since(typed)
        until = self._as_of.moment("now")
        with self._store.read() as c:
            before = int((since.at - BEFORE).timestamp() * 1_000_000)
            mine = rows.worked_on(c, self._login, as_of.last_until(c, before), since.seq)
            mine |= rows.waited_for(c, self._login)
            last = rows.changed(c, self._login, sorted(mine), since.seq)
            newest = sorted(last, key=lambda key: last[key], reverse=True)[:MOST]
            listed = {row.id: row for row in orders.rows(c, newest)}
            found = []
            for key in newest:
                steps = rows.steps(c, self._login, key, since.seq)
                number = listed[key].order_no if key in listed else steps[-1].order_no
                told = tuple(masked_difference(c, each) for each in net(steps, rows.FIELDS))
                shown = tuple(masked_event(c, each) for each in steps)
                found.append(Changed(number, listed.get(key), shown, told))
        return WhileAway(since, until, of_shift, tuple(found), len(last))

    def _since(self, typed: str) -> tuple[Moment, bool]:
        """Since when, and whether that is the end of my last shift."""
        if typed:
            return self._as_of.moment(typed), False
        try:
            return self._as_of.moment(MY_LAST_SHIFT), True
        except NotFound:
            return self._as_of.moment("24h"), False

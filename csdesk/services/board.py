"""The lead's morning glance (W27, F52): numbers that are counted anew whenever somebody looks."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csdesk.model.board import Glance, LeadBoard, Number, SignedIn
from csdesk.model.handover import THIRD
from csdesk.model.reports import Left, ReportList
from csdesk.model.settings import DeskSettings
from csdesk.model.shifts import Shift
from csdesk.rules.family import WAITS
from csdesk.rules.search_words import SOON
from csdesk.services.presence import Presence
from csdesk.store import board as rows
from csdesk.store import handover, remaining, requests, shifts
from csdesk.store.engine import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection

_ASKED = {
    Glance.FINANCE: Left.FINANCE, Glance.SHIPPING: Left.SHIPPING, Glance.QUERIES: Left.QUERIES,
}  # fmt: skip
_MOST_CARRIED = 500


class Board:
    """Counts what is left as the closing of a shift does, so that both tell the same."""

    def __init__(self, store: Store, settings: DeskSettings, presence: Presence) -> None:
        self._store = store
        self._settings = settings
        self._presence = presence

    def look(self) -> LeadBoard:
        """All numbers of one instant, who is on shift and who has a session open."""
        with self._store.read() as c:
            on, last = shifts.current(c), shifts.last_closed(c)
            found = {each.figure: each for each in self._numbers(c, last)}
        return LeadBoard(
            tuple(found[figure] for figure in Glance), on, last, tuple(self._signed_in())
        )

    def _signed_in(self) -> Iterator[SignedIn]:
        sessions = Counter((each.name, each.login) for each in self._presence.everybody())
        for (name, login), count in sorted(sessions.items()):
            yield SignedIn(login, name, count)

    def _numbers(self, c: Connection, last: Shift | None) -> Iterator[Number]:
        now = int(time.time())
        yield _items(c, last)
        yield _of(Glance.DIFFERENCES, remaining.differences(c, 1))
        yield Number(Glance.LATE, *rows.leaving(c, None, now))
        yield Number(Glance.SOON, *rows.leaving(c, now, now + SOON + 1))
        if rows.has_stock(c):
            here = datetime.now(ZoneInfo(self._settings.zone))
            yield Number(Glance.SHORTAGES, remaining.shortages(c, here, 1).count)
        else:
            yield Number(Glance.SHORTAGES, None)
        before = int(now - self._settings.stuck_hours * 3_600)
        yield _of(Glance.STUCK, remaining.stuck_orders(c, before, WAITS, 1))
        asked = remaining.asks(c, 1)
        for figure, left in _ASKED.items():
            yield _of(figure, asked[left])
        oldest = requests.waiting(c, 1)
        yield Number(Glance.REQUESTS, requests.count_waiting(c), oldest[0].at if oldest else None)
        yield _of(Glance.CONFLICTS, remaining.conflicts(c, 1))
        yield _of(Glance.OVERDUE, remaining.promises(c, now, 1)[Left.OVERDUE])
        carried = handover.carried(c, THIRD, _MOST_CARRIED)
        yield Number(Glance.CARRIED, len(carried), min((e.at for e in carried), default=None))


def _items(c: Connection, last: Shift | None) -> Number:
    """What the last shift handed over and nobody took: nothing where no shift was ever closed."""
    if last is None:
        return Number(Glance.ITEMS, None)
    total, critical = handover.kept_from(c, last.id)
    since: datetime | None = rows.unacknowledged_since(c, last.id) if total else None
    return Number(Glance.ITEMS, total, since, critical)


def _of(figure: Glance, left: ReportList) -> Number:
    """A number of the report: its first row is the oldest, where rows tell since when."""
    first = left.rows[0] if left.rows else None
    since = (first.due or first.at) if first and figure is not Glance.CONFLICTS else None
    return Number(figure, left.count, since)

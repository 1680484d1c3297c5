"""The double remark: do the marketplace and the desk say the same (S26, F29, I3)?"""

from __future__ import annotations

from collections import Counter

from csdesk.model.desk import Actor
from csdesk.model.found import OrderRow
from csdesk.model.mirror import MirrorFault, MirrorReport, Unmirrored
from csdesk.model.remarks import Remark
from csdesk.model.settings import DeskSettings
from csdesk.rules.mirror import compare, ought_to_stand, pasted
from csdesk.store import marks
from csdesk.store import mirror as rows
from csdesk.store.engine import Store
from csdesk.store.lookup import known_order

MOST = 500
"""Orders that a report lists; its counts are of all."""


class Mirror:
    """The check reads what the last export said; nothing is asked of the marketplace."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._store = store
        self._settings = settings
        self._actor = actor

    def report(self, *, limit: int = MOST) -> MirrorReport:
        """Orders in work whose two sides differ, the newest first; what is shipped is past help.

        Args:
            limit: orders to list; all are counted.
        """
        found: list[Unmirrored] = []
        counts: Counter[MirrorFault] = Counter()
        checked = 0
        with self._store.read() as c:
            for order, market, remarks in rows.in_work(c):
                checked += 1
                faults = compare(market, remarks)
                counts.update(each.fault for each in faults)
                if faults and len(found) < limit:
                    found.append(_unmirrored(order, market, remarks))
        return MirrorReport(tuple(found), checked, {f: counts[f] for f in MirrorFault})

    def count(self) -> None:
        """Compare, and keep what it came to for everybody who is at the desk."""
        counts: Counter[MirrorFault] = Counter()
        with self._store.read() as c:
            for texts in rows.texts_in_work(c):
                counts.update(each.fault for each in compare(*texts))
        with self._store.change() as c:
            marks.keep(c, rows.COUNTED, " ".join(str(counts[fault]) for fault in MirrorFault))

    def counted(self) -> dict[MirrorFault, int] | None:
        """What the check came to after the last import; None until somebody has counted."""
        with self._store.read() as c:
            kept = marks.read(c, rows.COUNTED).split()
        if not kept:
            return None
        told = dict(zip(MirrorFault, map(int, kept), strict=False))
        return {fault: told.get(fault, 0) for fault in MirrorFault}

    def of(self, number: str) -> Unmirrored:
        """One order held against the marketplace, in whatever state it is.

        Raises:
            NotFound: it is not imported: the marketplace has not told of it.
            Refused: orders of several shops have the number.
        """
        with self._store.read() as c:
            ((order, market, remarks),) = rows.some(c, [known_order(c, number).id])
        return _unmirrored(order, market, remarks)


def _unmirrored(order: OrderRow, market: str, remarks: tuple[Remark, ...]) -> Unmirrored:
    return Unmirrored(
        order=order,
        market_remark=market,
        mismatches=compare(market, remarks),
        remarks=tuple(each for each in remarks if ought_to_stand(each)),
        paste=pasted(market, remarks),
    )

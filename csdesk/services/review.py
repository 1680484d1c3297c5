"""What awaits review, and how it stands with the checks (S29, S44).

The queue is a search: orders that await review and are paid. Checks are made when they are asked
for; nothing about them is kept but what a person decides (``services.gate``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from csdesk.model.changes import Skipped
from csdesk.model.desk import Actor
from csdesk.model.errors import NotFound
from csdesk.model.review import Card, Preview, QueueCounts, Reviewed, Seen, StockDoubt
from csdesk.model.settings import Check, DeskSettings, Weight
from csdesk.model.sorting import Place
from csdesk.rules.allocation import short_together
from csdesk.services.acknowledging import check_queue
from csdesk.services.acting import as_known
from csdesk.services.gate import MOST_AT_ONCE
from csdesk.services.judging import in_words, judged
from csdesk.services.orders import Orders
from csdesk.store import batches, order_detail, queues, review
from csdesk.store.engine import Store
from csdesk.store.lookup import known_order

QUEUE = "status:awaiting_review is:paid"
"""The search that finds what awaits review (S22: 已付费, 等待审核)."""

PORTION = 500
"""Orders that are judged with one question."""


class Review:
    """Looking at what awaits review."""

    def __init__(
        self, store: Store, settings: DeskSettings, actor: Actor, orders: Orders | None = None
    ) -> None:
        """Make the service.

        Args:
            store: of the desk.
            settings: of the desk; ``review`` says which checks are on.
            actor: who acts.
            orders: finds the queue.
        """
        self._store = store
        self._settings = settings
        self._orders = orders or Orders(store, settings, actor)
        self._actor = actor

    def _check_queue(self) -> None:
        with self._store.read() as c:
            check_queue(c, as_known(c, self._actor))

    def query(self, batch_id: int | None = None, *, newest_first: bool = False) -> str:
        """The search that finds the queue, of one import with its other half or of all.

        Raises:
            NotFound: there is no such import.
        """
        words = [QUEUE]
        if batch_id is not None:
            with self._store.read() as c:
                both = batches.both_halves(c, batch_id)
            if not both:
                raise NotFound("There is no import {id}.", id=batch_id)
            words.append(f"batch:{','.join(map(str, both))}")
        return " ".join(words if newest_first else [*words, "sort:oldest"])

    def card(
        self,
        batch_id: int | None = None,
        *,
        newest_first: bool = False,
        below: Place | None = None,
        above: Place | None = None,
        at: Place | None = None,
    ) -> Card | None:
        """One order of the queue with its checks; the first where no place is given.

        Args:
            batch_id: of an import; None for all.
            newest_first: by the time of placing; otherwise the oldest come first.
            below: the order that follows this place.
            above: the order before this place.
            at: the order at this place, or the one that follows where it has left the queue.

        Returns:
            None where the queue has none there.

        Raises:
            NotFound: there is no such import.
            Refused: critical items of the shift before wait to be acknowledged (I2).
        """
        self._check_queue()
        query = self.query(batch_id, newest_first=newest_first)
        page = self._orders.search(query, limit=1, below=below, above=above, at=at)
        if not page.rows:
            return None
        row = page.rows[0]
        with self._store.read() as c:
            detail = order_detail.detail(c, row.id)
            found = judged(c, self._settings, [row.id], cells=True).get(row.id)
            if detail is None or found is None:
                return None
            file = review.batch_files(c, [detail.batch_id]).get(detail.batch_id, "")
        return Card(detail, found, row.place, file)

    def check(self, number: str) -> Reviewed:
        """The checks of one order, whatever its state.

        Raises:
            NotFound: no order has that number.
            Refused: orders of several shops have it.
        """
        with self._store.read() as c:
            order = known_order(c, number)
            return judged(c, self._settings, [order.id], cells=True)[order.id]

    def queue(
        self, batch_id: int | None = None, *, newest_first: bool = False, cells: bool = False
    ) -> Iterator[Reviewed]:
        """Every order that awaits review with its checks, some hundreds at a time.

        Args:
            batch_id: of an import; None for all.
            newest_first: by the time of placing; otherwise the oldest come first.
            cells: with the places in the files, which takes twice as long.

        Raises:
            NotFound: there is no such import.
            Refused: critical items of the shift before wait to be acknowledged (I2).
        """
        self._check_queue()
        query = self.query(batch_id, newest_first=newest_first)
        below: Place | None = None
        while True:
            page = self._orders.search(query, limit=PORTION, below=below)
            with self._store.read() as c:
                found = judged(c, self._settings, [row.id for row in page.rows], cells=cells)
            yield from (found[row.id] for row in page.rows if row.id in found)
            if not page.more_after:
                return
            below = page.rows[-1].place

    def counts(self, batch_id: int | None = None, *, most: int = PORTION) -> QueueCounts:
        """How many orders await review, and how many of the first ``most`` are clean.

        Raises:
            NotFound: there is no such import.
        """
        query = self.query(batch_id)
        waiting = self._orders.count(query)
        page = self._orders.search(query, limit=most)
        with self._store.read() as c:
            found = judged(c, self._settings, [row.id for row in page.rows])
        clean = sum(each.clean for each in found.values())
        return QueueCounts(waiting.total, waiting.exact, clean, len(found) - clean)

    def preview(self, batch_id: int | None = None, *, most: int = MOST_AT_ONCE) -> Preview:
        """What approving all clean orders would do: which, and which not and why (W7).

        Args:
            batch_id: of an import; None for all.
            most: orders that are approved at once; ``more`` tells that there are others.

        Raises:
            NotFound: there is no such import.
        """
        ready: dict[str, Reviewed] = {}
        skipped: list[Skipped] = []
        messages = 0
        more = False
        for each in self.queue(batch_id):
            if more := len(ready) >= most or len(skipped) >= most:
                break
            if each.clean:
                ready[each.order_no] = each
                messages += any(c.check is Check.MESSAGE and c.detail for c in each.checks)
            else:
                skipped.append(Skipped(each.order_no, in_words(each.failed)))
        seen = tuple(Seen(each.order_no, each.version) for each in ready.values())
        return Preview(seen, tuple(skipped), messages, more, Counter(self._doubts(ready).values()))

    def _doubts(self, ready: Mapping[str, Reviewed]) -> dict[str, StockDoubt]:
        """Orders whose goods nobody may rely on, also since those approved before take them."""
        doubts = {number: each.stock for number, each in ready.items() if each.stock}
        if self._settings.review.weights[Check.STOCK] is Weight.OFF:
            return doubts
        with self._store.read() as c:
            items = queues.wanted(c, list(review.keys_of(c, list(ready)).values()))
        short: dict[str, list[bool]] = {}
        for item in items.values():
            for claim in short_together(item.available, item.claims):
                short.setdefault(claim.order_no, []).append(item.discontinued)
        for number, gone in short.items():
            doubts[number] = StockDoubt.DISCONTINUED if all(gone) else StockDoubt.SHORT
        return doubts

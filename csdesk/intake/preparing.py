"""Makes a piece of an import ready: which orders are new, the same, or changed, and every row.

All of it is done before the transaction begins. The same files into the same store give the same
rows, numbers and ids, however often the work was broken off and taken up again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from csdesk.intake.arrivals import Arrival, Refusal
from csdesk.intake.job import Job, Telling
from csdesk.intake.merging import Fate, Meeting, meet
from csdesk.intake.newcomers import Newcomers
from csdesk.model.intake import CELL, ROW, Reject
from csdesk.store import batches, loading
from csdesk.store.loading import Piece
from csdesk.words import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

UNKNOWN_ORDER = N_("Neither the order report nor the desk has the order {number}.")
WHICH_SHOP = N_(
    "Orders of several shops have the number {number}, and the file does not name the shop."
)


@dataclass(slots=True)
class _Known:
    """An order that is in already, and what each kind of this import told of it last."""

    id: int
    shop_id: int
    told: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """Kind -> batch and digest."""


class Preparer:
    """Makes the pieces of one import ready."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._newcomers = Newcomers(job)
        self._shops: dict[tuple[str, str], int] = {}
        self._passed = False

    def shops_wanted(self, arrivals: Sequence[Arrival]) -> set[str]:
        """Shops of these orders that ``know_shops`` has not told yet."""
        # Items without their order are of an order that is in, unless they came alone.
        speaking = [each for each in arrivals if each.order or len(self._job.parts) == 1]
        names = {self._shop_named(arrival) for arrival in speaking}
        return {name for name in names if (self._job.site, name) not in self._shops}

    def know_shops(self, shops: dict[tuple[str, str], int]) -> None:
        """Shop ids by site and name."""
        self._shops = shops

    def piece(
        self,
        connection: Connection,
        arrivals: Sequence[Arrival],
        refusals: Sequence[Refusal],
        news: list[tuple[int, Arrival]] | None = None,
        *,
        passed: bool = False,
    ) -> Piece:
        """The rows to write for these orders, as the store stands now.

        Args:
            connection: reading.
            arrivals: of different numbers; their shops are known.
            refusals: rows that the files themselves do not let in.
            news: gets what changes orders that people see, with their keys, instead of the piece.
            passed: their rows have been counted as done.
        """
        piece = Piece(counts={batch: {} for batch in self._job.batch_ids})
        self._passed = passed
        piece.shop_id = next(filter(None, map(self._shop_of, arrivals)), None)
        for refusal in refusals:
            self._refuse(piece, refusal)
        known = self._known(connection, arrivals)
        new: list[tuple[Arrival, int]] = []
        meetings: list[Meeting] = []
        for arrival in arrivals:
            shop_id = self._shop_of(arrival)
            there = self._there(known.get(arrival.number, []), arrival, shop_id)
            if len(there) > 1:
                self._refuse_order(piece, arrival, WHICH_SHOP)
            elif there:
                self._compare(piece, arrival, there[0], meetings, news)
            elif arrival.order is None and len(self._job.parts) > 1:
                self._refuse_order(piece, arrival, UNKNOWN_ORDER)
            elif shop_id is not None:
                self._count_in(piece, arrival, Fate.NEW)
                new.append((arrival, shop_id))
        self._newcomers.add(connection, piece, new)
        for arrival, fate, again in meet(connection, self._job, piece, meetings):
            self._count_in(piece, arrival, fate, again=again)
        return piece

    def news(
        self, connection: Connection, arrivals: Sequence[Arrival]
    ) -> list[tuple[int, Arrival]]:
        """Which of these orders, that are in already, are still to be changed; with their keys."""
        known = self._known(connection, arrivals)
        found = []
        for arrival in arrivals:
            there = self._there(known.get(arrival.number, []), arrival, self._shop_of(arrival))
            if len(there) != 1 or self._brought(there[0]):
                continue
            if not self._says_the_same(there[0], self._job.tellings(arrival)):
                found.append((there[0].id, arrival))
        return found

    def _brought(self, order: _Known) -> bool:
        """Whether this import has told of it before; then nobody sees it yet, or it is changed."""
        return any(batch in self._job.batch_ids for batch, _ in order.told.values())

    def _says_the_same(self, order: _Known, tellings: Sequence[Telling]) -> bool:
        told = order.told.get
        return all(told(each.part.kind, (0, b""))[1] == each.digest for each in tellings)

    # --- which order is meant ----------------------------------------------------------------

    def _known(
        self, connection: Connection, arrivals: Sequence[Arrival]
    ) -> dict[str, list[_Known]]:
        """The orders of the site that have these numbers."""
        shops = {number: site for (site, _), number in self._shops.items()}
        found: dict[int, _Known] = {}
        by_number: dict[str, list[_Known]] = {}
        numbers = [arrival.number for arrival in arrivals]
        for number, order_id, shop_id, kind, batch, digest in loading.known(
            connection, numbers, self._job.kinds
        ):
            if shops.get(shop_id) != self._job.site:
                continue
            order = found.get(order_id)
            if order is None:
                order = found[order_id] = _Known(order_id, shop_id)
                by_number.setdefault(number, []).append(order)
            if kind is not None and batch is not None and digest is not None:
                order.told[kind] = max(order.told.get(kind, (0, b"")), (batch, digest))
        return by_number

    def _shop_named(self, arrival: Arrival) -> str:
        return (arrival.order.shop if arrival.order else "") or self._job.shop

    def _shop_of(self, arrival: Arrival) -> int | None:
        return self._shops.get((self._job.site, self._shop_named(arrival)))

    def _there(self, orders: list[_Known], arrival: Arrival, shop_id: int | None) -> list[_Known]:
        """The orders that the arrival may speak of: none, one, or too many.

        A file that does not name its shop speaks of the order that has its number, whose ever it
        is; and an order that came without a shop is the one that a newer file gives a shop.
        """
        if len(orders) < 2 and not (arrival.order and arrival.order.shop):
            return orders
        nameless = self._shops.get((self._job.site, ""))
        mine = [order for order in orders if order.shop_id == shop_id]
        named = bool(arrival.order and arrival.order.shop)
        return mine or [o for o in orders if not named or o.shop_id == nameless]

    def _compare(
        self,
        piece: Piece,
        arrival: Arrival,
        order: _Known,
        meetings: list[Meeting],
        news: list[tuple[int, Arrival]] | None,
    ) -> None:
        tellings = self._job.tellings(arrival)
        if self._says_the_same(order, tellings):
            self._count_in(piece, arrival, Fate.UNCHANGED)
        elif news is not None and not self._brought(order):
            news.append((order.id, arrival))
            self._count_done(piece, arrival)
        else:
            named = self._shop_of(arrival) if arrival.order and arrival.order.shop else None
            meetings.append(Meeting(order.id, named or order.shop_id, arrival, tellings))

    # --- counting ----------------------------------------------------------------------------

    def _count(self, piece: Piece, column: str, part: int = 0, by: int = 1) -> None:
        counts = piece.counts[self._job.parts[part].batch_id]
        counts[column] = counts.get(column, 0) + by

    def _count_in(self, piece: Piece, arrival: Arrival, fate: Fate, *, again: bool = False) -> None:
        """An order is in: its rows by what became of it, and itself unless it comes again.

        The orders of a download are those of its order report.
        """
        self._count_done(piece, arrival)
        if order := arrival.order:
            if order.lines:
                self._count(piece, "lines", by=len(order.lines))
            self._count(piece, f"rows_{fate}", by=len(order.row_nos))
        if arrival.items:
            for column in ("lines", f"rows_{fate}"):
                self._count(piece, column, -1, len(arrival.items))
        if not again and (arrival.order or len(self._job.parts) == 1):
            self._count(piece, f"orders_{fate}")

    def _count_done(self, piece: Piece, arrival: Arrival) -> None:
        """Its rows need not be read again."""
        if self._passed:
            return
        if arrival.order:
            self._count(piece, "rows_done", by=len(arrival.order.row_nos))
        if arrival.items:
            self._count(piece, "rows_done", -1, len(arrival.items))

    def _refuse(self, piece: Piece, refusal: Refusal) -> None:
        batch_id = self._job.parts[refusal.part].batch_id
        piece.rejects.append(batches.reject_values(batch_id, refusal.reject))
        self._count(piece, "rejected", refusal.part)
        if not self._passed:
            self._count(piece, "rows_done", refusal.part)

    def _refuse_order(self, piece: Piece, arrival: Arrival, reason: str) -> None:
        """Every row of an order that cannot be placed."""
        for refusal in refused(arrival, len(self._job.parts), reason, {"number": arrival.number}):
            self._refuse(piece, refusal)


def refused(arrival: Arrival, parts: int, reason: str, facts: dict[str, object]) -> list[Refusal]:
    """All rows of an arrival, refused.

    Args:
        arrival: the order.
        parts: files of the import.
        reason: English sentence with places for ``facts``.
        facts: values for the places.
    """
    found = []
    if order := arrival.order:
        rows = order.raw.removesuffix(ROW).split(ROW)
        for row_no, row in zip(order.row_nos, rows, strict=True):
            cells = tuple(row.split(CELL))
            found.append(Refusal(0, Reject(row_no, "", "", reason, facts, cells, arrival.number)))
    for item in arrival.items:
        cells = tuple(item.line.raw.split(CELL))
        reject = Reject(item.line.row_no, "", "", reason, facts, cells, arrival.number)
        found.append(Refusal(parts - 1, reject))
    return found

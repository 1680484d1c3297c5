"""Makes a piece of an import ready: which orders are new, the same, or changed, and every row.

All of it is done before the transaction begins. The same files into the same store give the same
rows, numbers and ids, however often the work was broken off and taken up again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from csdesk.intake.arrivals import Refusal, Refused, Unread, read
from csdesk.intake.job import Job, Telling
from csdesk.intake.merging import Fate, Meeting, meet
from csdesk.intake.newcomers import Newcomer, Newcomers
from csdesk.intake.reading.export import rejected
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


@dataclass(slots=True)
class _Placed:
    """An order whose cells are to be read."""

    unread: Unread
    order_id: int | None
    """Of the order of the desk that it speaks of; None for a new one."""
    shop_id: int
    """Its shop from now on."""
    tellings: list[Telling]


class Preparer:
    """Makes the pieces of one import ready."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._newcomers = Newcomers(job)
        self._shops: dict[tuple[str, str], int] = {}
        self._passed = False

    def shops_wanted(self, unread: Sequence[Unread]) -> set[str]:
        """Shops of these orders that ``know_shops`` has not told yet."""
        # Items without their order are of an order that is in, unless they came alone.
        speaking = [each for each in unread if each.order or len(self._job.parts) == 1]
        names = {each.shop or self._job.shop for each in speaking}
        return {name for name in names if (self._job.site, name) not in self._shops}

    def know_shops(self, shops: dict[tuple[str, str], int]) -> None:
        """Shop ids by site and name."""
        self._shops = shops

    def piece(
        self,
        connection: Connection,
        unread: Sequence[Unread],
        refusals: Sequence[Refusal],
        news: list[tuple[int, Unread]] | None = None,
        *,
        passed: bool = False,
    ) -> Piece:
        """The rows to write for these orders, as the store stands now.

        Args:
            connection: reading.
            unread: of different numbers; their shops are known.
            refusals: rows that the files themselves do not let in.
            news: gets what changes orders that people see, with their keys, instead of the piece.
            passed: their rows have been counted as done.
        """
        piece = Piece(counts={batch: {} for batch in self._job.batch_ids})
        self._passed = passed
        piece.shop_id = next(filter(None, map(self._shop_of, unread)), None)
        for refusal in refusals:
            self._refuse(piece, refusal)
        known = self._known(connection, unread)
        new: list[Newcomer] = []
        meetings: list[Meeting] = []
        while unread:
            wanted = [each for one in unread if (each := self._placed(piece, known, one, news))]
            unread = self._read(piece, wanted, new, meetings)
        self._newcomers.add(connection, piece, new)
        for met, fate, again in meet(connection, self._job, piece, meetings):
            self._count_in(piece, met.unread, fate, again=again)
        return piece

    def news(self, connection: Connection, unread: Sequence[Unread]) -> list[tuple[int, Unread]]:
        """Which of these orders, that are in already, are still to be changed; with their keys."""
        known = self._known(connection, unread)
        found = []
        for each in unread:
            there = self._there(known.get(each.number, []), each, self._shop_of(each))
            if len(there) != 1 or self._brought(there[0]):
                continue
            if not self._says_the_same(there[0], self._job.tellings(each)):
                found.append((there[0].id, each))
        return found

    def _brought(self, order: _Known) -> bool:
        """Whether this import has told of it before; then nobody sees it yet, or it is changed."""
        return any(batch in self._job.batch_ids for batch, _ in order.told.values())

    def _says_the_same(self, order: _Known, tellings: Sequence[Telling]) -> bool:
        told = order.told.get
        return all(told(each.part.kind, (0, b""))[1] == each.digest for each in tellings)

    # --- cells ---------------------------------------------------------------------------------

    def _placed(
        self,
        piece: Piece,
        known: dict[str, list[_Known]],
        unread: Unread,
        news: list[tuple[int, Unread]] | None,
    ) -> _Placed | None:
        """Which order of the desk it speaks of; None where nothing of it is to be read now."""
        shop_id = self._shop_of(unread)
        there = self._there(known.get(unread.number, []), unread, shop_id)
        if len(there) > 1:
            self._refuse_order(piece, unread, WHICH_SHOP)
        elif there:
            order, tellings = there[0], self._job.tellings(unread)
            if self._says_the_same(order, tellings):
                self._count_in(piece, unread, Fate.UNCHANGED)
            elif news is not None and not self._brought(order):
                news.append((order.id, unread))
                self._count_done(piece, unread)
            else:
                shop_id = shop_id if unread.shop and shop_id else order.shop_id
                return _Placed(unread, order.id, shop_id, tellings)
        elif unread.order is None and len(self._job.parts) > 1:
            self._refuse_order(piece, unread, UNKNOWN_ORDER)
        elif shop_id is not None:
            return _Placed(unread, None, shop_id, self._job.tellings(unread))
        return None

    def _read(
        self,
        piece: Piece,
        placed: Sequence[_Placed],
        new: list[Newcomer],
        meetings: list[Meeting],
    ) -> list[Unread]:
        """Read orders; what is left of those that cannot be read is to be placed again."""
        first, last = self._job.parts[0], self._job.parts[-1]
        unread = [each.unread for each in placed]
        left: list[Unread] = []
        for each, told in zip(
            placed, read(unread, first.export, last.export, last.file), strict=True
        ):
            if isinstance(told, Refused):
                for refusal in told.refusals:
                    self._refuse(piece, refusal)
                left += [told.left] if told.left else []
            elif each.order_id is not None:
                meetings.append(
                    Meeting(each.order_id, each.shop_id, each.unread, told, each.tellings)
                )
            else:
                self._count_in(piece, each.unread, Fate.NEW)
                new.append(Newcomer(told, each.shop_id, each.tellings))
        return left

    # --- which order is meant ----------------------------------------------------------------

    def _known(self, connection: Connection, unread: Sequence[Unread]) -> dict[str, list[_Known]]:
        """The orders of the site that have these numbers."""
        shops = {number: site for (site, _), number in self._shops.items()}
        found: dict[int, _Known] = {}
        by_number: dict[str, list[_Known]] = {}
        numbers = [each.number for each in unread]
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

    def _shop_of(self, unread: Unread) -> int | None:
        return self._shops.get((self._job.site, unread.shop or self._job.shop))

    def _there(self, orders: list[_Known], unread: Unread, shop_id: int | None) -> list[_Known]:
        """The orders that it may speak of: none, one, or too many.

        A file that does not name its shop speaks of the order that has its number, whose ever it
        is; and an order that came without a shop is the one that a newer file gives a shop.
        """
        if len(orders) < 2 and not unread.shop:
            return orders
        nameless = self._shops.get((self._job.site, ""))
        mine = [order for order in orders if order.shop_id == shop_id]
        return mine or [o for o in orders if not unread.shop or o.shop_id == nameless]

    # --- counting ----------------------------------------------------------------------------

    def _count(self, piece: Piece, column: str, part: int = 0, by: int = 1) -> None:
        counts = piece.counts[self._job.parts[part].batch_id]
        counts[column] = counts.get(column, 0) + by

    def _count_in(self, piece: Piece, unread: Unread, fate: Fate, *, again: bool = False) -> None:
        """An order is in: its rows by what became of it, and itself unless it comes again.

        The orders of a download are those of its order report.
        """
        self._count_done(piece, unread)
        if order := unread.order:
            if lines := self._job.parts[0].export.lines_of(order):
                self._count(piece, "lines", by=lines)
            self._count(piece, f"rows_{fate}", by=len(order.row_nos))
        if unread.items:
            for column in ("lines", f"rows_{fate}"):
                self._count(piece, column, -1, len(unread.items))
        if not again and (unread.order or len(self._job.parts) == 1):
            self._count(piece, f"orders_{fate}")

    def _count_done(self, piece: Piece, unread: Unread) -> None:
        """Its rows need not be gone through again."""
        if self._passed:
            return
        if unread.order:
            self._count(piece, "rows_done", by=len(unread.order.row_nos))
        if unread.items:
            self._count(piece, "rows_done", -1, len(unread.items))

    def _refuse(self, piece: Piece, refusal: Refusal) -> None:
        batch_id = self._job.parts[refusal.part].batch_id
        piece.rejects.append(batches.reject_values(batch_id, refusal.reject))
        self._count(piece, "rejected", refusal.part)
        if not self._passed:
            self._count(piece, "rows_done", refusal.part)

    def _refuse_order(self, piece: Piece, unread: Unread, reason: str) -> None:
        """Every row of an order that cannot be placed."""
        for refusal in refused(unread, len(self._job.parts), reason, {"number": unread.number}):
            self._refuse(piece, refusal)


def refused(unread: Unread, parts: int, reason: str, facts: dict[str, object]) -> list[Refusal]:
    """All rows of an order, refused.

    Args:
        unread: the order.
        parts: files of the import.
        reason: English sentence with places for ``facts``.
        facts: values for the places.
    """
    raws = [(parts - 1, item) for item in unread.items]
    if unread.order:
        raws = [(0, unread.order), *raws]
    return [Refusal(part, each) for part, raw in raws for each in rejected(raw, reason, facts)]

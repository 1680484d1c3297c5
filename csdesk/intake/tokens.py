"""Search tokens of new orders, put in behind their rows.

Orders that one piece after another brings have most tokens in common, and the index works on each
token once for each transaction: large groups cost half of small ones. Nobody sees the orders before
their import is finished, so their tokens may wait for a group, and a group goes in part by part,
since people wait while a transaction lasts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csdesk.store import index
from csdesk.store.loading import Piece
from csdesk.store.sqlite import bulk, pragmas

if TYPE_CHECKING:
    from sqlalchemy import Connection

GROUP, GROUP_BESIDE_PEOPLE = 8_000, 2_000
"""Orders whose tokens are put in together: a part takes some 60 ms, and 25 ms where people write
meanwhile, who wait as long."""


class Tokens:
    """The tokens that one import has still to put in."""

    def __init__(self, writer: Connection) -> None:
        """Catch up with an import that was broken off.

        Args:
            writer: whose transactions begin ``IMMEDIATE``.
        """
        self._writer = writer
        self._waiting: dict[int, tuple[str, ...]] = {}
        self._seq = 0
        self._group = GROUP_BESIDE_PEOPLE
        self._commits = 0
        """Moves with every commit of somebody else."""
        more = True
        while more:
            with writer.begin():
                more = index.catch_up(writer)
                self._commits = pragmas.data_version(writer)

    def keep(self, piece: Piece, seq: int) -> None:
        """A piece was written.

        Args:
            piece: its new orders have no tokens yet.
            seq: of the last event logged with it.
        """
        self._waiting.update(piece.grams)
        self._seq = seq
        if len(self._waiting) >= self._group:
            self.put()

    def make_way(self, piece: Piece) -> None:
        """Before a piece is written: whatever it changes must be in the index as it was."""
        if any(order_id in self._waiting for order_id, *_ in piece.gram_changes):
            self.put()

    def put(self) -> None:
        """Put in all that wait."""
        if not self._waiting:
            return
        orders = sorted(self._waiting)
        parts = list(zip(*map(self._waiting.__getitem__, orders), strict=True))[::-1]
        count, self._waiting = len(parts), {}
        while parts:
            part = parts.pop()  # a part that is in takes no memory any more
            with self._writer.begin():
                index.put(self._writer, zip(orders, part, strict=True))
                index.keep_place(self._writer, self._seq, (count - len(parts)) % count)
                commits = pragmas.data_version(self._writer)
            bulk.tidy(self._writer)
        self._group = GROUP if commits == self._commits else GROUP_BESIDE_PEOPLE
        self._commits = commits

"""Loads an import into the store, piece by piece, so that people can write in between.

Each piece is one transaction that also tells how far the files are. Orders of a batch that is not
finished are hidden from every question, what it changes in others is held, and the last transaction
shows all of it at once; whoever imports next takes up what was broken off, with the same result as
if it had not been. Only a file that changes more than ``HELD_MOST`` orders changes them in pieces.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from csdesk.intake.arrivals import Refusal, Stream, Unread, joined, single
from csdesk.intake.finishing import finish
from csdesk.intake.holding import Held
from csdesk.intake.job import Job
from csdesk.intake.preparing import Preparer, refused
from csdesk.intake.tokens import Tokens
from csdesk.model.intake import Progress
from csdesk.store import batches, demand, index, loading, marks
from csdesk.store.engine import Store, demand_follows
from csdesk.store.following import follow
from csdesk.store.loading import Piece, Stale
from csdesk.store.sqlite import bulk, pragmas
from csdesk.words import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

HELD_MOST = 1_500
"""Changed orders that the last transaction writes: a seventh of a second, in which others wait."""

_PIECEWISE = "piecewise"
"""The mark that tells which batch changes too many orders to change them all at once."""

CHECKPOINT_EVERY = 4
"""Pieces; the log stays below what a session's commit would fold in itself."""

_TRIES = 3
_CONTENT = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, AssertionError)
"""What a row that nobody thought of may raise; anything else is not the row's fault."""

IMPOSSIBLE = N_("csdesk cannot take this order in ({fault}); the rest of the file is not affected.")


class Stopped(Exception):
    """The importer was asked to end; what is not in yet waits for the next one."""


@dataclass(slots=True)
class _Bunch:
    """What goes into one piece."""

    unread: list[Unread] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.unread) + len(self.refusals)


def load(
    store: Store,
    job: Job,
    *,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[Progress], None] | None = None,
) -> None:
    """Take the files of a job in, from where they were left, and finish their batches.

    Args:
        store: to load into; nobody else imports.
        job: its batches are in state ``importing``.
        stop: asked between two pieces.
        progress: told after each piece, if anybody is.

    Raises:
        Stopped: ``stop`` said so; the batches stay unfinished.
        StoreUnusable: the store did not take a piece; the batches stay unfinished.
    """
    with store.taking_changes():
        with _without_gc(), bulk.writer(store.engine) as writer:
            loader = _Loader(store, writer, job)
            stream = _stream(job)
            for bunch in _bunches(_passed(stream, loader.rows_done()), job.orders_per_piece):
                loader.look_back(bunch)
            for bunch in _bunches(stream, job.orders_per_piece):
                if stop():
                    raise Stopped
                loader.take(bunch)
                if progress and (told := loader.progress()):
                    progress(told)
            loader.finish()
        follow(store)
        index.refresh_shares(store)
        pragmas.checkpoint(store.engine)


@contextmanager
def _without_gc() -> Iterator[None]:
    """Rows make many objects and no cycles: looking for dead ones costs a tenth of an import."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _stream(job: Job) -> Stream:
    if len(job.parts) == 1:
        return single(job.parts[0].export)
    orders, items = job.parts
    return joined(orders.export, items.export, items.file)


def _rows(unit: Unread | Refusal, parts: int) -> tuple[int, int]:
    """How many rows of the first and of the last file a unit is made of."""
    if isinstance(unit, Refusal):
        return int(unit.part == 0), int(unit.part == 1)
    of_order = len(unit.order.row_nos) if unit.order else 0
    of_items = len(unit.items)
    return (of_order, of_items) if parts > 1 else (of_order + of_items, 0)


def _passed(stream: Stream, done: list[int]) -> Stream:
    """What has been taken in; pieces end where units end, so the counts meet exactly.

    The stream goes on with what has not.
    """
    left = [*done, 0][:2]
    while any(left):
        if (unit := next(stream, None)) is None:
            return
        first, second = _rows(unit, len(done))
        left = [left[0] - first, left[1] - second]
        yield unit


def _bunches(stream: Stream, size: int) -> Iterator[_Bunch]:
    """Pieces of at most ``size`` orders and refused rows, no order twice in one."""
    bunch, numbers = _Bunch(), set[str]()
    for unit in stream:
        if len(bunch) == size or (isinstance(unit, Unread) and unit.number in numbers):
            yield bunch
            bunch, numbers = _Bunch(), set()
        if isinstance(unit, Unread):
            bunch.unread.append(unit)
            numbers.add(unit.number)
        else:
            bunch.refusals.append(unit)
    if len(bunch):
        yield bunch


class _Loader:
    """Writes the pieces of one job."""

    def __init__(self, store: Store, writer: Connection, job: Job) -> None:
        self._store = store
        self._writer = writer
        self._job = job
        self._preparer = Preparer(job)
        self.tokens = Tokens(writer)
        self._pieces = count(1)
        self._held = Held()
        with store.read() as c:
            self._preparer.know_shops(loading.shops(c))
            self._piecewise = marks.read(c, _PIECEWISE) == str(job.batch_ids[0])

    def rows_done(self) -> list[int]:
        """Rows of each file that are in already."""
        with self._store.read() as c:
            return [int(batches.row(c, batch)["rows_done"]) for batch in self._job.batch_ids]

    def progress(self) -> Progress | None:
        """How far the import is."""
        with self._store.read() as c:
            return batches.progress(c)

    def look_back(self, bunch: _Bunch) -> None:
        """A piece that is in: what it changed in orders that people see is held again."""
        if not self._piecewise:
            with self._store.read() as c:
                self._held.add(self._preparer.news(c, bunch.unread))

    def take(self, bunch: _Bunch) -> None:
        """Write one piece; an order that cannot be written at all is refused, the rest goes in."""
        self._know_shops(bunch)
        self._write(bunch)
        if len(self._held) > HELD_MOST:
            self._let_go()
        if next(self._pieces) % CHECKPOINT_EVERY == 0:
            pragmas.checkpoint(self._store.engine)

    def finish(self) -> None:
        """The last transaction: what was held is written, and all that came is shown."""
        self.tokens.put()
        held = _Bunch(self._held.take_all())
        self._write(held, passed=True, last=True)

    def _let_go(self) -> None:
        """So many orders change that one transaction would keep people waiting."""
        held, size = self._held.take_all(), self._job.orders_per_piece
        for start in range(0, len(held), size):
            self._write(_Bunch(held[start : start + size]), passed=True)
        with self._writer.begin():
            marks.keep(self._writer, _PIECEWISE, str(self._job.batch_ids[0]))
        self._piecewise = True

    def _write(self, bunch: _Bunch, *, passed: bool = False, last: bool = False) -> None:
        try:
            self._commit(bunch, passed=passed, last=last)
        except (*_CONTENT, Stale):
            self._commit(self._without_impossible(bunch), passed=passed, last=last)

    def _know_shops(self, bunch: _Bunch) -> None:
        wanted = self._preparer.shops_wanted(bunch.unread)
        if not wanted:
            return
        with self._writer.begin():
            for name in sorted(wanted):
                loading.shop_id(self._writer, self._job.site, name)
            shops = loading.shops(self._writer)
        self._preparer.know_shops(shops)

    def _commit(self, bunch: _Bunch, *, passed: bool, last: bool) -> None:
        for _ in range(_TRIES):
            with self._store.read() as c:
                piece, news = self._piece(c, bunch, passed=passed)
            self.tokens.make_way(piece)
            with suppress(Stale):
                with self._writer.begin():
                    seq = self._written(piece, last=last)
                break
        else:
            # People change these orders faster than they are compared: nobody may for a moment.
            self.tokens.put()
            with self._writer.begin():
                piece, news = self._piece(self._writer, bunch, passed=passed)
                seq = self._written(piece, last=last)
        self.tokens.keep(piece, seq)
        self._held.add(news)

    def _written(self, piece: Piece, *, last: bool) -> int:
        seq = loading.write(self._writer, piece)
        if last:
            finish(self._writer, self._store, self._job)
            demand.put_off(self._writer, self._job.batch_ids[0])
        demand_follows(self._writer)
        return seq

    def _piece(
        self, connection: Connection, bunch: _Bunch, *, passed: bool
    ) -> tuple[Piece, list[tuple[int, Unread]]]:
        """A piece, and what is not in it but held."""
        news: list[tuple[int, Unread]] = []
        held = None if passed or self._piecewise else news
        piece = self._preparer.piece(connection, bunch.unread, bunch.refusals, held, passed=passed)
        return piece, news

    def _without_impossible(self, bunch: _Bunch) -> _Bunch:
        """Try each order alone, undoing it, and refuse those that fail."""
        kept = _Bunch(refusals=list(bunch.refusals))
        for each in bunch.unread:
            try:
                with self._writer.begin() as trial:
                    piece, _ = self._piece(self._writer, _Bunch([each]), passed=True)
                    loading.write(self._writer, piece)
                    trial.rollback()
                kept.unread.append(each)
            except (*_CONTENT, Stale) as fault:
                facts: dict[str, object] = {"fault": type(fault.__cause__ or fault).__name__}
                kept.refusals += refused(each, len(self._job.parts), IMPOSSIBLE, facts)
        return kept

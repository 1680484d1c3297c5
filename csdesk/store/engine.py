"""Opening the store, and the two ways to use it: a question or a change."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from csdesk.model.errors import NewerStore, ReadOnly, StoreUnusable
from csdesk.model.sight import Sight
from csdesk.store import faults
from csdesk.store import sight as sights
from csdesk.store.sqlite import occupied, pragmas, touching
from csdesk.store.sqlite.faults import RAISED

SCHEMA_VERSION = 6
"""Migrations that this csdesk knows; ``store.migrations`` must have as many."""

_PATIENCE = 10.0
"""Seconds that somebody who opens the store waits for a backup to take its place."""


class Store:
    """An open store. Each thread takes its own connection for each question or change."""

    def __init__(
        self,
        path: Path,
        *,
        cache_kib: int = 4096,
        mapped: bool = True,
        backs_up: bool = True,
        brief: bool = False,
    ) -> None:
        """Open the store file at ``path`` and bring its schema up to date.

        Args:
            path: the store file.
            cache_kib: page cache of each connection.
            mapped: read through the system's page cache, as short questions like it.
            backs_up: make a backup before the schema is changed.
            brief: for one answer; on a read-only disk the file is read as it lies there.

        Raises:
            StoreUnusable: it is missing, damaged, somebody else's, from a newer csdesk, or a
                backup takes its place at this moment.
        """
        self.path = path
        self._first: Callable[[Connection], None] | None = None
        if not path.is_file() or path.stat().st_size == 0:
            raise StoreUnusable(
                "There is no store at {path}. Run `csdesk init` to make one; nothing was created.",
                path=path,
            )
        self._leave = _enter(path)
        self._backs_up = backs_up
        self._identity = faults.identity(path)
        self._damage: StoreUnusable | None = None
        self._engine: Engine = pragmas.open_engine(path, cache_kib=cache_kib, mapped=mapped)
        try:
            try:
                version, owner = self._told()
            except ReadOnly:
                if not (brief and pragmas.lies_whole(path)):
                    raise
                self._engine.dispose()
                self._engine = pragmas.open_engine(path, cache_kib=cache_kib, at_rest=True)
                version, owner = self._told()
            self._bring_up_to_date(version, owner)
        except BaseException:
            self.close()
            raise

    def _told(self) -> tuple[int, int]:
        """The schema, and what made the file."""
        with self.read() as connection:
            return pragmas.schema_version(connection), pragmas.application_id(connection)

    def _bring_up_to_date(self, version: int, owner: int) -> None:
        if owner != pragmas.APPLICATION_ID:
            raise StoreUnusable(
                "{path} is not a csdesk store; nothing was changed.", path=self.path
            )
        if version > SCHEMA_VERSION:
            raise NewerStore(
                "The store was upgraded by a newer csdesk (schema {found}, this one knows"
                " {known}). Install that version; nothing was changed.",
                found=version,
                known=SCHEMA_VERSION,
            )
        if version < SCHEMA_VERSION:
            self._upgrade()

    def _upgrade(self) -> None:
        from csdesk.store import upgrading

        try:
            upgrading.upgrade(self.path, self._engine, backs_up=self._backs_up)
        except RAISED as fault:
            if trouble := faults.trouble(fault, self.path):
                raise trouble from fault
            raise StoreUnusable(
                "The upgrade of the store {path} failed ({cause}) and was undone; nothing was"
                " changed. Go on with the csdesk of before, and report this.",
                path=self.path,
                cause=fault.orig if isinstance(fault, DatabaseError) else fault,
            ) from fault

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One connection with one unchanging view of the store, for one question.

        Raises:
            StoreUnusable: the file is damaged, gone, replaced, or cannot be read.
        """
        with self.telling_faults(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def change(self, *, last: bool = False) -> Iterator[Connection]:
        """One ``BEGIN IMMEDIATE`` transaction: committed at the end, undone on any exception.

        Args:
            last: everybody goes first who waits to write; for long jobs that nobody waits for.

        Raises:
            StoreUnusable: the disk is full, the file read-only, damaged, replaced or upgraded
                meanwhile, or the store stayed locked.
        """
        first = self._first
        with (
            self.taking_changes(),
            self._engine.connect().execution_options(
                **pragmas.IMMEDIATE_LAST if last else pragmas.IMMEDIATE
            ) as connection,
            connection.begin(),
        ):
            self._check_version(connection)
            if first is not None:
                first(connection)
            yield connection
            demand_follows(connection)
        if first is self._first:
            self._first = None

    def begin_changes_with(self, step: Callable[[Connection], None]) -> None:
        """Have the first change that is committed from now on begin with a step.

        Args:
            step: done again where the change is undone, or two begin together; it must look
                whether it was done.
        """
        self._first = step

    @contextmanager
    def taking_changes(self) -> Iterator[None]:
        """Tell what keeps the file from being written; ``change`` and imports write inside it.

        Raises:
            StoreUnusable: the disk is full, the file read-only, or the store stayed locked. Once it
                was found damaged nothing is written to it any more.
        """
        if self._damage is not None:
            raise self._damage
        with self.telling_faults():
            yield

    @contextmanager
    def telling_faults(self) -> Iterator[None]:
        """Tell what is wrong with the file, the disk or its rights.

        Raises:
            StoreUnusable: in one of its kinds.
        """
        # What goes into a file that has lost its name is gone with the last who has it open.
        if faults.identity(self.path) != self._identity:
            raise faults.replaced(self.path)
        try:
            with faults.told(self.path):
                yield
        except StoreUnusable as trouble:
            if faults.is_damage(trouble):
                self._damage = trouble
            raise

    def check_version(self) -> None:
        """Look whether a newer csdesk has upgraded the store meanwhile.

        Raises:
            NewerStore: it has.
            StoreUnusable: the file is damaged, gone, replaced, or cannot be read.
        """
        with self.read() as connection:
            self._check_version(connection)

    @staticmethod
    def _check_version(connection: Connection) -> None:
        if (found := pragmas.schema_version(connection)) > SCHEMA_VERSION:
            raise NewerStore(
                "The desk was upgraded by a newer csdesk (schema {found}, this one knows {known})."
                " Log out and start again; nothing was changed.",
                found=found,
                known=SCHEMA_VERSION,
            )

    def look_as(self, sight: Sight) -> None:
        """From here on answer for somebody who sees buyers so; until then all is masked."""
        sights.look_as(self._engine, sight)

    @property
    def engine(self) -> Engine:
        """For migrations, the pulse and the importer's own connection."""
        return self._engine

    def close(self) -> None:
        """Give back every connection, and let others put another file in the store's place."""
        self._engine.dispose()
        self._leave()


def _enter(path: Path) -> Callable[[], object]:
    """Be among those who have the store open; returns how to leave, which may be done twice."""
    try:
        held = occupied.take(occupied.open_lock(path), shared=True, patience=_PATIENCE)
    except BlockingIOError as fault:
        raise StoreUnusable(
            "A backup takes the place of {path} at this moment. Try again in a minute.", path=path
        ) from fault
    inside = ExitStack()
    if held is not None:
        inside.callback(os.close, held)
    return inside.close


def demand_follows(connection: Connection) -> None:
    """What open orders ask of the stock is brought up to date; ends every changing transaction."""
    if touching.anything(connection):
        from csdesk.store.demand import settle

        settle(connection)

"""Opening the store, and the two ways to use it: a question or a change."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from csdesk.model.errors import StoreUnusable
from csdesk.store.sqlite import occupied, pragmas, touching
from csdesk.words import N_

SCHEMA_VERSION = 6
"""Migrations that this csdesk knows; ``store.migrations`` must have as many."""

_PATIENCE = 10.0
"""Seconds that somebody who opens the store waits for a backup to take its place."""

_UNREADABLE = N_("The store {path} cannot be read ({cause}). Keep the file and restore a backup.")


class Store:
    """An open store. Each thread takes its own connection for each question or change."""

    def __init__(
        self, path: Path, *, cache_kib: int = 4096, mapped: bool = True, backs_up: bool = True
    ) -> None:
        """Open the store file at ``path`` and bring its schema up to date.

        Args:
            path: the store file.
            cache_kib: page cache of each connection.
            mapped: read through the system's page cache, as short questions like it.
            backs_up: make a backup before the schema is changed.

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
        self._engine: Engine = pragmas.open_engine(path, cache_kib=cache_kib, mapped=mapped)
        try:
            with self.read() as connection:
                version = pragmas.schema_version(connection)
                owner = pragmas.application_id(connection)
            self._bring_up_to_date(version, owner)
        except StoreUnusable:
            self.close()
            raise
        except DatabaseError as fault:
            self.close()
            raise StoreUnusable(_UNREADABLE, path=path, cause=fault.orig) from fault
        except BaseException:
            self.close()
            raise

    def _bring_up_to_date(self, version: int, owner: int) -> None:
        if owner != pragmas.APPLICATION_ID:
            raise StoreUnusable(
                "{path} is not a csdesk store; nothing was changed.", path=self.path
            )
        if version > SCHEMA_VERSION:
            raise StoreUnusable(
                "The store was upgraded by a newer csdesk (schema {found}, this one knows"
                " {known}). Install that version; nothing was changed.",
                found=version,
                known=SCHEMA_VERSION,
            )
        if version < SCHEMA_VERSION:
            from csdesk.store import upgrading

            upgrading.upgrade(self.path, self._engine, backs_up=self._backs_up)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One connection with one unchanging view of the store, for one question.

        Raises:
            StoreUnusable: the file is damaged, gone or cannot be read.
        """
        try:
            with self._engine.connect() as connection:
                yield connection
        except DatabaseError as fault:
            if not pragmas.unusable(fault):
                raise
            raise StoreUnusable(_UNREADABLE, path=self.path, cause=fault.orig) from fault

    @contextmanager
    def change(self, *, last: bool = False) -> Iterator[Connection]:
        """One ``BEGIN IMMEDIATE`` transaction: committed at the end, undone on any exception.

        Args:
            last: everybody goes first who waits to write; for long jobs that nobody waits for.

        Raises:
            StoreUnusable: the disk is full, the file read-only, or the store stayed locked.
        """
        first = self._first
        with (
            self.taking_changes(),
            self._engine.connect().execution_options(
                **pragmas.IMMEDIATE_LAST if last else pragmas.IMMEDIATE
            ) as connection,
            connection.begin(),
        ):
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
            StoreUnusable: the disk is full, the file read-only, or the store stayed locked.
        """
        try:
            yield
        except DatabaseError as fault:
            if not pragmas.unusable(fault):
                raise
            if pragmas.busy(fault):
                raise StoreUnusable(
                    "Somebody else has been writing to the store for half a minute; nothing was"
                    " saved. Try again; csdesk doctor looks whether all is well."
                ) from fault
            raise StoreUnusable(
                "The store did not take the change ({cause}); nothing was saved."
                " Free space or rights on {path}, then try again.",
                cause=fault.orig,
                path=self.path,
            ) from fault

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

"""How a connection to the store file is set up, and what the file says of itself."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError

from csdesk.store.sqlite import fulltext, ordering, turns

APPLICATION_ID = 0x43534431
"""``CSD1``: tells a csdesk store from any other SQLite file."""

BEGIN = "csdesk_begin"
"""Execution option naming the statement that opens a transaction."""

_WRITE = "BEGIN IMMEDIATE"
_PATIENCE, _ASK_AGAIN, _ASK_OFTEN = 30, 0.003, 0.0005
"""Seconds that a writer waits for others at most, and between two looks whether they are done: when
it begins to wait, and after a tenth of a second."""

_MOST_MAPPED = 0x7FFF0000
"""Bytes that SQLite maps at most; of what is not mapped each connection copies pages for itself."""

_LONG_LOG, _MOMENT_MS = 12_000, 200
"""Pages of 4 KiB after which the log is begun anew, and how long that may hold up others."""

IMMEDIATE = {BEGIN: _WRITE}
"""Execution options of a connection that writes."""

LAST = "csdesk_last"
"""Execution option: everybody goes first who waits to write."""

IMMEDIATE_LAST = {**IMMEDIATE, LAST: True}
"""As ``IMMEDIATE``, for jobs that write much and that nobody waits for."""

OUTSIDE = {BEGIN: ""}
"""Execution options for pragmas that SQLite refuses inside a transaction."""


def open_engine(
    path: Path, *, cache_kib: int = 8192, mapped: bool = True, at_rest: bool = False
) -> Engine:
    """An engine on the store file at ``path``, which must exist.

    Every transaction that writes must be ``BEGIN IMMEDIATE``: a deferred one that read first
    fails at once when somebody else committed meanwhile, whatever the time-out.

    Args:
        path: the store file.
        cache_kib: page cache of each connection in KiB (sessions small, importer large).
        mapped: read through the system's page cache, which counts as memory of whoever reads.
        at_rest: nobody writes it as long as the engine is open; see ``lies_whole``.
    """
    how = {"mode": "ro", "immutable": "1"} if at_rest else {"mode": "rw"}
    url = URL.create("sqlite", database=f"file:{quoted(path)}", query={**how, "uri": "true"})
    engine = create_engine(url, pool_size=4, max_overflow=8)

    @event.listens_for(engine, "connect")
    def _connected(dbapi: Any, _record: object) -> None:
        dbapi.isolation_level = None
        for setting in (
            f"busy_timeout = {_PATIENCE * 1_000}",
            "foreign_keys = ON",
            "synchronous = FULL",
            "temp_store = MEMORY",
            "trusted_schema = OFF",
            "secure_delete = ON",  # what is purged is overwritten, not only forgotten
            f"mmap_size = {_MOST_MAPPED if mapped else 0}",
            "wal_autocheckpoint = 16000",  # where no importer does it
            f"cache_size = -{cache_kib}",
        ):
            dbapi.execute(f"PRAGMA {setting}").close()
        fulltext.register(dbapi)
        ordering.register(dbapi)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        options = connection.get_execution_options()
        how = options.get(BEGIN, "BEGIN")
        if how == _WRITE:
            if options.get(LAST):
                turns.stand_back(path)
            _take_turn(connection, path)
        elif how:
            connection.exec_driver_sql(how)

    return engine


def lies_whole(path: Path) -> bool:
    """Whether a store on a read-only disk is all in its file, so that it can be read alone.

    Else SQLite must make a file beside it to read what the write-ahead log holds. Who reads a file
    alone looks for no lock: it takes a disk that nobody can write to.
    """
    log = path.with_name(f"{path.name}-wal")
    empty = not log.exists() or log.stat().st_size == 0
    return empty and bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def _take_turn(connection: Connection, path: Path) -> None:
    """Begin to write as soon as nobody else does.

    SQLite's own waiting asks ever more seldom, so that whoever waits long loses to whoever comes
    new, and mostly sleeps when an import lets others in. Here they ask ever more often.
    """
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA busy_timeout = 0").close()
    try:
        if _begins(driver):
            return
        with turns.waiting(path):
            begun = time.monotonic()
            while (waited := time.monotonic() - begun) < _PATIENCE:
                time.sleep(max(_ASK_AGAIN - waited / 40, _ASK_OFTEN))
                if _begins(driver):
                    return
        connection.exec_driver_sql(_WRITE)  # fails as any statement of SQLAlchemy's does
    finally:
        driver.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1_000}").close()


def _begins(driver: Any) -> bool:
    """Whether nobody else writes, so that this transaction has begun."""
    try:
        driver.execute(_WRITE).close()
    except sqlite3.OperationalError as fault:
        if _busy(fault):
            return False
        raise
    return True


def _busy(fault: sqlite3.OperationalError) -> bool:
    return fault.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def quoted(path: Path) -> str:
    """A path as part of a ``file:`` address."""
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def make_wal(engine: Engine) -> None:
    """Write-ahead logging, stored in the file once."""
    with engine.connect().execution_options(**OUTSIDE) as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")


def schema_version(connection: Connection) -> int:
    """The number of migrations the file has had; asked at every change, past SQLAlchemy's ways."""
    driver: Any = connection.connection.dbapi_connection
    return int(driver.execute("PRAGMA user_version").fetchone()[0])


def set_schema_version(connection: Connection, version: int) -> None:
    """Record the migrations; part of the surrounding transaction."""
    connection.exec_driver_sql(f"PRAGMA user_version = {version:d}")
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID:d}")


def application_id(connection: Connection) -> int:
    """Which program the file belongs to."""
    return int(connection.exec_driver_sql("PRAGMA application_id").scalar_one())


def data_version(connection: Connection) -> int:
    """A number that moves when another connection commits; see ``store.pulse``."""
    return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())


def check_references_at_the_end(connection: Connection) -> None:
    """Let rows point at nothing until this transaction ends; then all must be right."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")


@contextmanager
def reshaping(engine: Engine) -> Iterator[Connection]:
    """One transaction that may drop and rename tables at which others point.

    Raises:
        sqlalchemy.exc.IntegrityError: at the end a row points at nothing; nothing was changed.
    """
    with engine.connect().execution_options(**IMMEDIATE) as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA foreign_keys = OFF").close()
        try:
            with connection.begin():
                yield connection
                astray = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                if astray is not None:
                    fault = sqlite3.IntegrityError(f"a row of {astray[0]} points at nothing")
                    raise IntegrityError("PRAGMA foreign_key_check", None, fault)
        finally:
            driver.execute("PRAGMA foreign_keys = ON").close()


def quick_check(connection: Connection) -> str:
    """``ok``, or SQLite's own words about the damage."""
    return str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())


def checkpoint(engine: Engine, how: str = "PASSIVE") -> None:
    """Fold the write-ahead log into the file.

    Args:
        engine: of the store.
        how: ``PASSIVE`` waits for nobody, unless the log has become long because somebody always
            reads its end: then all wait for a moment. ``TRUNCATE`` waits and leaves it empty.
    """
    with engine.connect().execution_options(**OUTSIDE) as connection:
        _, pages, _ = connection.exec_driver_sql(f"PRAGMA wal_checkpoint({how})").one()
        if how == "PASSIVE" and pages > _LONG_LOG:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {_MOMENT_MS}")
            try:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(RESTART)")
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {_PATIENCE * 1_000}")


def empty_log(engine: Engine, patience: float) -> bool:
    """Fold the write-ahead log into the file and leave it empty, so that no older page is in it.

    Args:
        engine: of the store.
        patience: seconds to wait for those who read.

    Returns:
        Whether it is empty; somebody may have been reading all the time.
    """
    end = time.monotonic() + patience
    with engine.connect().execution_options(**OUTSIDE) as connection:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_MOMENT_MS}")
        try:
            while connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]:
                if time.monotonic() >= end:
                    return False
                time.sleep(_MOMENT_MS / 1_000)
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {_PATIENCE * 1_000}")
    return True


def write_anew(engine: Engine, folder: Path) -> None:
    """Write the whole file anew, as only then nothing is left of what was deleted.

    ``secure_delete`` empties cells and pages that are given up, but not what is left between the
    cells of a page that was split (seen with SQLite 3.40).

    Args:
        engine: of the store.
        folder: where the copy stands meanwhile, under no name.

    Raises:
        sqlalchemy.exc.DatabaseError: there is no room, or somebody writes all the time.
    """
    before = os.environ.get(_TEMPORARY)
    os.environ[_TEMPORARY] = str(folder)
    try:
        with engine.connect().execution_options(**OUTSIDE) as connection:
            connection.exec_driver_sql("PRAGMA temp_store = FILE")  # it may be larger than memory
            try:
                connection.exec_driver_sql("VACUUM")
            finally:
                connection.exec_driver_sql("PRAGMA temp_store = MEMORY")
    finally:
        os.environ.pop(_TEMPORARY)
        if before is not None:
            os.environ[_TEMPORARY] = before


_TEMPORARY = "SQLITE_TMPDIR"
"""Names the folder of SQLite's temporary files."""


def keep_log_short(engine: Engine) -> None:
    """As ``checkpoint``, now and then: so nobody need do it in the middle of a change.

    What keeps it from that, such as a full disk, is told to whoever writes next.
    """
    with suppress(DBAPIError):
        checkpoint(engine)


@contextmanager
def stoppable(connection: Connection, stop: Callable[[], bool]) -> Iterator[None]:
    """Let ``stop`` end what the connection is doing; it is asked every millisecond or so.

    Raises:
        sqlalchemy.exc.OperationalError: inside, where ``stop`` said so.
    """
    dbapi: Any = connection.connection.dbapi_connection
    dbapi.set_progress_handler(stop, 2_000)
    try:
        yield
    finally:
        dbapi.set_progress_handler(None, 0)

"""What the importer does again and again: look into the inbox, and take in what is finished.

A pass depends on nothing but what lies there and what the ledger says, so it may happen at any
time and as often as anybody likes.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from csdesk.intake.in_the_way import InTheWay
from csdesk.intake.inbox import MB, Inbox, Problem
from csdesk.intake.living import Living
from csdesk.intake.loading import Stopped
from csdesk.intake.locks import IMPORT_LOCK, SESSIONS_LOCK, Lock
from csdesk.intake.mounts import NETWORK, filesystem_of
from csdesk.intake.putting_away import clear_inbox
from csdesk.intake.sequence import exported
from csdesk.intake.staging import StillChanging, shown_name, source
from csdesk.intake.taking import Intake
from csdesk.intake.watching import Watch
from csdesk.model.desk import Actor
from csdesk.model.errors import DeskError, NewerStore, Replaced
from csdesk.model.settings import DeskSettings
from csdesk.model.status import BatchState
from csdesk.services.exports import take_away
from csdesk.store import batches
from csdesk.store.engine import Store
from csdesk.store.sqlite import pragmas
from csdesk.words import N_

if TYPE_CHECKING:
    from csdesk.intake.importer import Listener

INBOX = "inbox"
STORE_NAME = "desk.db"
_BY_HAND = 0.1
"""Seconds between two looks whether somebody still imports by hand."""
_MEND = 5.0
"""Seconds after which a full disk is tried again."""
_DAY = 86_400.0
"""Seconds after which an importer that has nothing to do looks after the store once more."""
_PUT_OFF = 60.0
"""Seconds after which a file that cannot be read is tried again."""
_ENVIRONMENT = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG, errno.EMFILE)
"""What is no fault of a file."""
_LINGER = 600.0
"""Seconds that a file stays in the inbox after it was taken in, where nobody can tell whether
somebody still writes it."""

NOT_READ = N_("{file} in the inbox cannot be taken in now ({cause}); it is tried again.")
NO_ROOM = N_("Nothing can be taken in now ({cause}). Free space on the disk; no file is lost.")


class Passes:
    """The importer's looks at one desk. Use it in a ``with`` statement."""

    def __init__(
        self,
        folder: Path,
        settings: DeskSettings,
        actor: Actor,
        listener: Listener,
        orders_per_piece: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the store; arguments as for ``importer.run_importer``.

        Raises:
            StoreUnusable: it cannot be opened.
        """
        self._folder = folder
        self._settings = settings
        self._actor = actor
        self._listener = listener
        self._clock = clock
        self._store = Store(folder / STORE_NAME, cache_kib=4096, mapped=False)
        self._ending = Event()
        poll = settings.poll or bool(NETWORK(filesystem_of(folder / INBOX)))
        self._inbox = Inbox(
            folder / INBOX, quiet_seconds=settings.quiet_seconds,
            largest=settings.size_limit_mb * MB, clock=clock,
        )  # fmt: skip
        self._watch = Watch(folder / INBOX, poll=poll)
        self._intake = Intake(
            folder, self._store, settings, actor,
            stop=self._asked_to_end, orders_per_piece=orders_per_piece,
        )  # fmt: skip
        self._zone = ZoneInfo(settings.zone)
        self._next_recovery = 0.0
        self._next_scan = 0.0
        self._growing = False
        self._put_off: dict[Path, float] = {}
        self._in_the_way = InTheWay(folder / INBOX, self._store, self._tell_of)
        self._since: dict[int, float] = {}
        self._living = Living(folder, listener.alive)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._living.end()
        self._watch.stop()
        self._store.close()

    # --- the importer's life -----------------------------------------------------------------

    @property
    def ended(self) -> bool:
        """Whether somebody wants it to end."""
        return self._ending.is_set()

    def end(self) -> None:
        """End after the piece that is being written; safe in a signal handler."""
        self._ending.set()
        self._watch.nudge()

    def _asked_to_end(self) -> bool:
        """Asked between pieces; whoever watches over the importer hears that it works."""
        self._living.alive()
        return self.ended

    def deserted(self, leader: Lock) -> bool:
        """Whether no session is open; then nobody imports any more.

        While no session can come, the place of the importer is given up: a session that opens
        now waits a moment, finds no importer, and starts one.
        """
        sessions = Lock(self._folder / SESSIONS_LOCK)
        if not sessions.take(wait=False):
            return False
        leader.give_back()
        sessions.give_back()
        return True

    def wait(self, seconds: float) -> None:
        """Wait until something happens in the inbox, or a growing file may be finished."""
        if self._growing:
            seconds = min(seconds, max(self._settings.quiet_seconds / 2, 0.01))
        if not self.ended and self._watch.wait(seconds):
            self._next_scan = 0.0

    # --- one pass ----------------------------------------------------------------------------

    def work(self, *, patient: bool = False) -> bool:
        """Look once and take in what is finished.

        Args:
            patient: wait for somebody who imports by hand.

        Returns:
            Whether something is left that a later pass will take in.
        """
        self._living.alive()
        pragmas.keep_log_short(self._store.engine)
        try:
            return self._look(patient)
        except Stopped:
            return False
        except (NewerStore, Replaced):
            raise  # the next importer opens what lies there now
        except (DeskError, OSError) as trouble:
            self._tell(trouble)
            self._next_scan = self._clock() + _MEND
            return True

    def _look(self, patient: bool) -> bool:
        with self._store.read() as c:
            unfinished = bool(batches.rows(c, BatchState.IMPORTING))
            wanted = any(row["alone"] for row in batches.rows(c, BatchState.WAITING))
        due = self._growing or self._clock() >= self._next_scan
        if not (unfinished or wanted or due):
            return False
        ready = self._ready() if due else []
        if not (unfinished or wanted or ready or self._clock() >= self._next_recovery):
            return self._growing
        lock = Lock(self._folder / IMPORT_LOCK)
        while not (mine := lock.take(wait=False)) and patient and not self._asked_to_end():
            time.sleep(_BY_HAND)
        if not mine:  # somebody imports by hand
            self._next_scan = 0.0
            return True
        try:
            self._told(self._intake.recover())
            self._next_recovery = self._clock() + _DAY
            take_away(self._store, self._actor)
            self._told(self._intake.release())
            for path in ready:
                if self._asked_to_end():
                    raise Stopped
                self._take(path)
        finally:
            lock.give_back()
        return self._growing

    def _take(self, path: Path) -> None:
        """One file; what it brings upon us stops no other."""
        try:
            self._told(self._intake.take(path, inbox=True))
        except StillChanging:
            self._growing = True
        except OSError as trouble:
            if trouble.errno in _ENVIRONMENT:
                raise
            self._put_off[path] = self._clock() + _PUT_OFF
            facts: dict[str, object] = {"cause": trouble.strerror or str(trouble)}
            self._in_the_way.met(Problem(path, NOT_READ, facts))

    def _told(self, touched: list[int]) -> None:
        for batch_id in touched:
            self._listener.batch(batch_id)

    def _tell(self, trouble: DeskError | OSError) -> None:
        if isinstance(trouble, DeskError):
            self._listener.trouble(trouble.message, trouble.facts)
        else:
            self._listener.trouble(NO_ROOM, {"cause": trouble.strerror or trouble})

    def _tell_of(self, problem: Problem) -> None:
        facts = {**problem.facts, "file": shown_name(problem.path)}
        self._listener.trouble(problem.reason, facts)

    # --- what lies there ----------------------------------------------------------------------

    def _ready(self) -> list[Path]:
        """Finished files that have not been taken in, in the order in which they were exported."""
        self._next_scan = self._clock() + self._settings.scan_seconds
        scan = self._inbox.scan()
        self._growing = bool(scan.growing)
        now, lingering = self._clock(), self._lingering()
        self._put_off = {path: until for path, until in self._put_off.items() if until > now}
        self._in_the_way.are(scan.problems, self._put_off)
        ready = [
            path
            for path in scan.ready
            if path not in self._put_off and path not in lingering and not _promised(path)
        ]
        return sorted(ready, key=partial(exported, zone=self._zone))

    def _lingering(self) -> set[Path]:
        """Files that were taken in and still lie there; the ones that need not any more go."""
        with self._store.read() as c:
            rows = batches.left_behind(c)
        now = self._clock()
        self._since = {row["id"]: self._since.get(row["id"], now) for row in rows}
        found: set[Path] = set()
        for row in rows:
            if row["state"] != BatchState.IMPORTING:
                clear_inbox(self._store, row, lingered=now - self._since[row["id"]] >= _LINGER)
            if (original := source(row["source"])).there():
                found.add(original.path)
        return found


def _promised(path: Path) -> bool:
    """Whether a browser has made an empty file for a download that lies beside it unfinished."""
    try:
        return not path.lstat().st_size and any(
            path.with_name(path.name + ending).exists() for ending in (".part", ".crdownload")
        )
    except OSError:
        return True

"""Restoring a backup, or trying out whether it could be: the store is never half of anything.

The backup is copied into a folder of its own, checked against its manifest and brought up to date
there. Only then, while nobody else has the store open, one rename puts it in the store's place.
What stood there is kept as a backup; a store that cannot be read is kept as it is.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from csdesk.model.backups import Backup, Closing, Drilled, Manifest, Restored, Why
from csdesk.model.desk import Actor
from csdesk.model.errors import NotAllowed, Refused, StoreUnusable
from csdesk.model.roles import Action
from csdesk.model.sessions import Visit
from csdesk.model.settings import DeskSettings
from csdesk.services.acting import Act, Acting
from csdesk.services.audit import RESTORE
from csdesk.services.closing_again import close_again
from csdesk.services.desk import STORE_NAME
from csdesk.services.orders import Orders
from csdesk.services.presence import Presence
from csdesk.services.sessions import begun
from csdesk.store import backups as files
from csdesk.store import chain, succession
from csdesk.store.engine import Store
from csdesk.store.sqlite import copying

_BLOCK = 1 << 20
_TRIED = f"restore{files.PART}"


class Restoring:
    """What is done with the backups of one desk whose store may be gone."""

    def __init__(
        self, desk: Path, settings: DeskSettings, actor: Actor, visit: Visit | None = None
    ) -> None:
        """Look at nothing yet.

        Args:
            desk: its folder.
            settings: its settings.
            actor: who does it.
            visit: how they came in; None for who runs this process.
        """
        self._visit = visit or Visit(actor.login)
        self._desk = desk
        self._store = desk / STORE_NAME
        self._folder = desk / files.FOLDER
        self._settings = settings
        self._actor = actor

    def restore(self, backup: Backup) -> Restored:
        """Put a backup in the place of the store.

        Args:
            backup: with its manifest.

        Raises:
            NotAllowed: the person may not.
            Refused: somebody has the desk open, the backup is not what its manifest tells, or
                there is no room; the store is as it was.
            StoreUnusable: the backup is from a newer csdesk; the store is as it was.
        """
        self._check_right()
        with (
            self._alone(),
            files.working(self._folder),
            self._copied(backup, 2) as (copy, manifest),
        ):
            Store(copy, backs_up=False).close()
            former, lost = self._kept(manifest)
            closed = self._tell(copy, backup, manifest, former)
            succession.take_place(copy, self._store)
            files.make(
                self._store, self._folder, Why.RESTORED, settings=files.settings_text(self._desk)
            )
        return Restored(backup, former, lost, closed)

    def drill(self, backup: Backup) -> Drilled:
        """Restore a backup beside the desk, look through all of it, and take it away again.

        Args:
            backup: with its manifest.

        Raises:
            Refused: it is not what its manifest tells, or something in it is not sound.
            StoreUnusable: it is from a newer csdesk.
        """
        times = _Times()
        with files.working(self._folder), self._copied(backup) as (copy, manifest):
            times.note("copy")
            _look_through(copy, backup, manifest)
            times.note("check")
            store = Store(copy, backs_up=False)
            try:
                times.note("open")
                Orders(store, self._settings, self._actor).search("")
                times.note("page")
                with store.read() as c:
                    told = chain.check(c)
                times.note("log")
                if not told.ok:
                    raise _unsound(backup, f"step {told.broken or told.emptied or told.unguarded}")
            finally:
                store.close()
        return Drilled(backup, told.head.seq, manifest.rows.get("orders", 0), times.all())

    def _check_right(self) -> None:
        """Whether the person may; a store that cannot tell leaves it to who owns the folder."""
        try:
            store = Store(self._store) if self._store.exists() else None
        except StoreUnusable:
            store = None
        if store is not None:
            try:
                who = begun(store, self._visit, self._actor, stays=False)
                Acting(store, who).check(Action.BACKUP, keeper=True)
            finally:
                store.close()
        elif self._desk.stat().st_uid != os.getuid():
            raise NotAllowed(
                "The store cannot tell who may restore it, so only the owner of {folder} may.",
                folder=self._desk,
            )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Be the only one who has the desk open."""
        alone = ExitStack()
        try:
            alone.enter_context(succession.alone_with(self._store))
        except BlockingIOError as fault:
            there = [each.name for each in Presence(self._desk, self._actor).everybody()]
            raise Refused(
                "The desk is open ({who}). Everybody must leave it first, csdesk sync must be"
                " stopped, and what imports beside sessions ends with the last of them. Nothing"
                " was changed.",
                who=there or "csdesk sync",
            ) from fault
        with alone:
            yield

    @contextmanager
    def _copied(self, backup: Backup, times: int = 1) -> Iterator[tuple[Path, Manifest]]:
        """A copy of a backup that is what its manifest tells, in a folder that goes away again.

        Args:
            backup: with its manifest.
            times: how many files of its size there must be room for.
        """
        manifest = backup.manifest
        assert manifest is not None, "a backup without a manifest was refused"
        place = self._folder / _TRIED
        try:
            files.check_room(manifest.size * times, self._folder)
            place.mkdir(mode=0o700)
            digest = _copy(backup.path, place / STORE_NAME)
        except OSError as fault:
            files.clear(place)
            raise Refused(
                "{path} cannot be copied into {folder} ({cause}). Nothing was changed.",
                path=backup.path, folder=self._folder, cause=fault.strerror or fault,
            ) from fault  # fmt: skip
        try:
            if digest != manifest.sha256:
                raise Refused(
                    "{path} is not the file that its manifest tells of: somebody changed it, or"
                    " the disk did. Take another backup; nothing was changed.",
                    path=backup.path,
                )
            yield place / STORE_NAME, manifest
        finally:
            files.clear(place)

    def _kept(self, manifest: Manifest) -> tuple[Path | None, int | None]:
        """Keep what stands in the store's place, and tell how many steps only that has."""
        if not self._store.exists():
            return None, None
        settings = files.settings_text(self._desk)
        try:
            made = files.make(self._store, self._folder, Why.REPLACED, settings=settings)
            with copying.at_rest(made.path) as c:
                goes_on = chain.has(c, manifest.head)
        except StoreUnusable:
            aside = files.put_by(self._folder)
            succession.put_aside(self._store, aside)
            return aside, None
        succession.closed_up(self._store)
        assert made.manifest is not None
        return made.path, made.manifest.head.seq - manifest.head.seq if goes_on else None

    def _tell(
        self, copy: Path, backup: Backup, manifest: Manifest, former: Path | None
    ) -> tuple[Closing, ...] | None:
        """Log in the copy that it became the store, and close it up.

        Returns:
            What was closed in it, since the former store had closed it; None where nobody can tell.
        """
        told: dict[str, object] = {
            "file": backup.name, "sha256": manifest.sha256, "seq": manifest.head.seq,
            "former": former.name if former else "",
        }  # fmt: skip
        store = Store(copy, backs_up=False)
        try:
            who = begun(store, self._visit, self._actor, stays=False)
            with ExitStack() as reading, store.change() as c:
                act = Act(c, who)
                act.log(RESTORE, after=told, personal=False)
                closed = None
                if former is not None and not files.is_put_by(former):
                    before = reading.enter_context(copying.at_rest(former))
                    closed = close_again(act, before, backup.name)
        finally:
            store.close()
        succession.closed_up(copy)
        return closed


class _Times:
    """How long the steps of something took."""

    def __init__(self) -> None:
        self._begun = self._last = time.perf_counter()
        self._noted: dict[str, float] = {}

    def note(self, step: str) -> None:
        now = time.perf_counter()
        self._noted[step] = round(now - self._last, 3)
        self._last = now

    def all(self) -> dict[str, float]:
        return {**self._noted, "all": round(time.perf_counter() - self._begun, 3)}


def _copy(source: Path, target: Path) -> str:
    """Copy a file, have it on the disk for good, and tell its SHA-256."""
    digest = hashlib.sha256()
    new = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with source.open("rb") as reading, os.fdopen(new, "wb") as writing:
        while block := reading.read(_BLOCK):
            digest.update(block)
            writing.write(block)
        writing.flush()
        os.fsync(writing.fileno())
    return digest.hexdigest()


def _look_through(copy: Path, backup: Backup, manifest: Manifest) -> None:
    """Compare everything that the manifest tells with the copy."""
    with copying.at_rest(copy) as c:
        if found := copying.damage(c, thorough=True):
            raise _unsound(backup, found)
        rows = copying.row_counts(c)
        differs = sorted(
            name for name in {*rows, *manifest.rows} if rows.get(name) != manifest.rows.get(name)
        )
        if differs:
            raise _unsound(backup, ", ".join(differs))
        if not chain.has(c, manifest.head):
            raise _unsound(backup, f"step {manifest.head.seq}")


def _unsound(backup: Backup, what: str) -> Refused:
    return Refused(
        "The backup {path} is not sound ({what}). Keep it, try an older one with csdesk restore"
        " --drill, and make a new one.",
        path=backup.path, what=what,
    )  # fmt: skip

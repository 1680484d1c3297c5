"""Whether the desk still stands on sound ground: its file, its disk, its importer, its clock."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from csdesk.model.errors import (
    Damaged,
    DiskFull,
    DiskRefuses,
    NewerStore,
    ReadOnly,
    Replaced,
    StoreUnusable,
)
from csdesk.model.trouble import Effect, Kind, Trouble
from csdesk.services.heartbeat import SILENT, beats, importer_pid, silent_for
from csdesk.store import soundness
from csdesk.store.engine import Store
from csdesk.words import N_

LOW = 500_000_000
"""Bytes of disk below which people are warned."""

NONE_LEFT = 1_000_000
"""Bytes of disk below which it is tried out whether the store still takes changes."""

MISSED = 30.0
"""Seconds without any importer after which people are told."""

SKEW = 5.0
"""Seconds that the last step may lie ahead of the clock."""

_SENTENCES = {
    Replaced: (
        Kind.REPLACED, Effect.ENDS,
        N_("The store was replaced. Sign in again; your draft is kept."),
    ),
    NewerStore: (
        Kind.NEWER, Effect.ENDS,
        N_("The desk was upgraded by a newer csdesk. Log out and start again; your draft is kept."),
    ),
    DiskFull: (
        Kind.FULL, Effect.HALTS,
        N_("Disk is full: nothing is being saved. Free space; your text is kept."),
    ),
    DiskRefuses: (
        Kind.REFUSED, Effect.HALTS,
        N_("The disk takes nothing (quota, or broken): nothing is saved; your text is kept."),
    ),
    ReadOnly: (
        Kind.READ_ONLY, Effect.HALTS, N_("The store is read-only: you can look, not change."),
    ),
}  # fmt: skip


def trouble_of(error: StoreUnusable) -> Trouble | None:
    """What a refusal of the store means for the whole session; None where it may go on."""
    if isinstance(error, Damaged):
        return Trouble(Kind.DAMAGED, Effect.HALTS, error.message, dict(error.facts))
    found = _SENTENCES.get(type(error))
    return Trouble(*found) if found else None


class Soundness:
    """Looks again and again; where all is well a look costs some system calls and one row."""

    def __init__(
        self,
        folder: Path,
        store: Store,
        *,
        clock: Callable[[], float] | None = None,
        free: Callable[[Path], int] | None = None,
    ) -> None:
        """Look at nothing yet.

        Args:
            folder: the desk.
            store: its store.
            clock: epoch seconds; by default the computer's.
            free: bytes that are left on the disk of a folder.
        """
        self._folder = folder
        self._store = store
        self._clock = clock or time.time
        self._free = free or free_bytes
        self._halted = False
        self._went_back = ""
        self._alone_since = 0.0
        """When it was first seen that nobody imports; 0 while somebody does."""

    def met(self, error: StoreUnusable) -> Trouble | None:
        """What a refusal that somebody met means for the session.

        From now on each look tries whether the store takes changes again.
        """
        trouble = trouble_of(error)
        self._halted |= trouble is not None and trouble.effect is Effect.HALTS
        return trouble

    def look(self) -> tuple[Trouble, ...]:
        """All that is wrong now, the gravest first; one that ends the session alone."""
        try:
            self._store.check_version()
            left = self._free(self._folder)
            if self._halted or left < NONE_LEFT:
                soundness.try_writing(self._store, self._clock())
                self._halted = False
            found = (self._low(left), self._stalled(), self._clock_back())
        except StoreUnusable as error:
            trouble = self.met(error)
            return () if trouble is None else (trouble,)
        return tuple(each for each in found if each)

    def _low(self, left: int) -> Trouble | None:
        if left >= LOW:
            return None
        facts: dict[str, object] = {"megabytes": left // 1_000_000}
        return Trouble(Kind.LOW, Effect.WARNS, N_("disk nearly full: {megabytes} MB left"), facts)

    def _stalled(self) -> Trouble | None:
        silent = silent_for(self._folder)
        if not importer_pid(self._folder) and not beats(self._folder):
            return self._none_imports()
        self._alone_since = 0.0
        if silent < SILENT:
            return None
        facts: dict[str, object] = {"seconds": int(silent)}
        return Trouble(
            Kind.STALLED, Effect.WARNS, N_("the importer has stood still for {seconds} s"), facts
        )

    def _none_imports(self) -> Trouble | None:
        """Sessions start an importer within seconds, but for those of a box, which may not."""
        now = self._clock()
        self._alone_since = min(self._alone_since or now, now)
        if now - self._alone_since < MISSED:
            return None
        told = N_("no importer runs: files wait in the inbox; tell who keeps this computer")
        return Trouble(Kind.STALLED, Effect.WARNS, told)

    def _clock_back(self) -> Trouble | None:
        ahead = soundness.last_step(self._store) - self._clock()
        if ahead <= SKEW:
            self._went_back = ""
            return None
        self._went_back = self._went_back or f"{datetime.now().astimezone():%H:%M}"
        hours, minutes = divmod(int(ahead) // 60, 60)
        facts: dict[str, object] = {"hours": hours, "minutes": minutes, "time": self._went_back}
        return Trouble(
            Kind.CLOCK, Effect.WARNS,
            N_("the clock went back {hours} h {minutes} min at {time}; steps keep their order by"
               " number"),
            facts,
        )  # fmt: skip


def free_bytes(folder: Path) -> int:
    """What is left on a folder's disk for whoever asks; the reserve of root only for root."""
    state = os.statvfs(folder)
    return state.f_frsize * (state.f_bavail if os.geteuid() else state.f_bfree)

"""Taking buyers' personal data away when their time is over (F71, G13)."""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from csdesk.model.desk import Actor
from csdesk.model.errors import NotAllowed
from csdesk.model.purge import Purged
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.rules.purging import DAY, numbers_in
from csdesk.services import draft_files
from csdesk.services.acting import Act, Acting
from csdesk.store import emptied, loading, marks, people, purging
from csdesk.store.engine import Store
from csdesk.store.sqlite import fulltext, pragmas
from csdesk.words import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

NAMING = ("archive", "quarantine", "exports", draft_files.FOLDER)
"""Folders of which a file goes that names an order whose data were taken away."""

AGEING = ("quarantine", "exports", "staging", draft_files.FOLDER)
"""Folders of which a file goes that is as old as data may become, whatever stands in it."""

_AT_ONCE, _PAGES, _PATIENCE = 200, 400, 20.0
"""Orders, and pages of the index, of one transaction; seconds to wait for those who read."""

_ROOM = 2.5
"""Times the store's size that its writing anew may take on the disk: a copy, and the log of it."""

TRACES = "purge_traces"
"""The mark that something was taken away, and the file not written anew since."""

NO_ROOM = N_(
    "There is no room to write desk.db anew: traces may stand in its unused places. Free"
    " space, then purge again."
)
READ_ALL_THE_TIME = N_(
    "Somebody read all the time: older pages still stand in desk.db-wal. Purge again when"
    " it is quieter."
)

_LARGEST = 1 << 28
"""Bytes that are looked at of one file, or of one part of a workbook."""


class Purging:
    """What is over its time, and taking it away."""

    def __init__(self, store: Store, settings: DeskSettings, actor: Actor) -> None:
        """For the person, or the box's own job, in whose name it is logged."""
        self._store = store
        self._settings = settings.purge
        self._actor = actor
        self._folder = store.path.parent

    def preview(self) -> Purged:
        """What a purge would take away now."""
        limits, limit, orders = *self._limits(), 0
        after = _FIRST
        with self._store.read() as c:
            while ids := purging.due(c, limits, after=after, most=_AT_ONCE):
                orders, after = orders + len(ids), ids[-1]
            remarks, drafts = purging.texts_before(c, limit)
        files = [self._below(each) for each in self._over(limit)]
        return Purged(orders, len(remarks) + drafts if limit else 0, tuple(files))

    def purge(self) -> Purged:
        """Take away what is over its time, so that no trace is left on the disk.

        Orders go some at a time, each whole: a purge that is cut off goes on with the next one.

        Raises:
            NotAllowed: the person may not; that is logged.
            StoreUnusable: the store took no change; what was taken away before stays so.
        """
        self._check()
        limits, limit = self._limits()
        orders = self._purge_orders(limits)
        texts = self._purge_texts(limit)
        gone, kept = self._purge_files(limit)
        if orders or texts or gone:
            told = {"orders": orders, "texts": texts, "files": len(gone)}
            with self._store.change() as c:
                Act(c, self._actor).log("purge.done", after=dict(told), personal=False)
        return Purged(orders, texts, tuple(gone), tuple(kept), self._wipe())

    def _wipe(self) -> str:
        """Leave nothing of what was taken away in the file, the index or the log beside it.

        A purge that was cut off left a mark, so that the next one does it.

        Returns:
            Why that could not be done; empty where it was.
        """
        with self._store.read() as c:
            if not marks.read(c, TRACES):
                return ""
        begins = going = True
        while going:
            with self._store.change(last=True) as c:
                going = fulltext.merge_all(c, _PAGES, begins=begins)
            begins = False
        size = self._store.path.stat().st_size
        if shutil.disk_usage(self._folder).free < _ROOM * size:
            return NO_ROOM
        with self._store.taking_changes():
            pragmas.write_anew(self._store.engine, self._folder)
        if not pragmas.empty_log(self._store.engine, _PATIENCE):
            return READ_ALL_THE_TIME
        with self._store.change() as c:
            marks.keep(c, TRACES, "")
        return ""

    def _check(self) -> None:
        """Leads and administrators may; so may the job of whoever owns the store's file."""
        with self._store.read() as c:
            known = people.known(c, self._actor.login)
        if known:
            Acting(self._store, self._actor).check(Action.PURGE, keeper=True)
        elif self._store.path.stat().st_uid != os.getuid():
            raise NotAllowed(
                "Only the owner of the desk may do that; you are {name}.", name=self._actor.name
            )

    def _limits(self) -> tuple[dict[int, int], int]:
        """Shop -> instant before which its orders were delivered; and that of all else.

        What belongs to no shop stays as long as the longest; 0 where one keeps its for ever.
        """
        now, own = int(time.time()), self._settings
        with self._store.read() as c:
            shops = loading.shops(c)
        days = {key: own.shops.get(name, own.days) for (_, name), key in shops.items()}
        limits = {key: now - each * DAY for key, each in days.items() if each}
        every = [*days.values(), own.days]
        return limits, now - max(every) * DAY if all(every) else 0

    # The store

    def _purge_orders(self, limits: Mapping[int, int]) -> int:
        orders, after, at = 0, _FIRST, int(time.time())
        while True:
            with self._store.read() as c:
                found = purging.due(c, limits, after=after, most=_AT_ONCE)
            if not found:
                return orders
            with self._store.change(last=True) as c:
                # Asked again where nobody else writes: a case may have been opened meanwhile.
                marks.keep(c, TRACES, "1")
                ids = purging.due(c, limits, after=after, most=_AT_ONCE)
                if ids:
                    orders += self._purge_some(c, ids, at)
            after = found[-1]

    def _purge_some(self, c: Connection, ids: Sequence[int], at: int) -> int:
        taken, days = purging.purge(c, ids, at), self._settings.days
        act = Act(c, self._actor)
        act.log_all(
            act.step("order.purged", key, number, after={"days": days}, personal=False)
            for key, number in taken.orders
        )
        _note_emptied(act, taken.steps)
        return len(taken.orders)

    def _purge_texts(self, limit: int) -> int:
        if not limit:
            return 0
        with self._store.change(last=True) as c:
            remarks, drafts = purging.texts_before(c, limit)
            _note_emptied(Act(c, self._actor), purging.purge_texts(c, remarks, limit))
            if remarks or drafts:
                marks.keep(c, TRACES, "1")
        return len(remarks) + drafts

    # Files

    def _purge_files(self, limit: int) -> tuple[list[str], list[str]]:
        gone, kept = [], []
        for path in list(self._over(limit)):
            try:
                path.unlink(missing_ok=True)
            except OSError:
                kept.append(self._below(path))
            else:
                gone.append(self._below(path))
        return gone, kept

    def _over(self, limit: int) -> Iterator[Path]:
        """Files whose time is over, with their reports."""
        with self._store.read() as c:
            for folder in sorted({*NAMING, *AGEING}):
                for path, found in _files(self._folder / folder):
                    if folder == draft_files.FOLDER and not draft_files.left_over(path):
                        continue  # an open session types there
                    old = folder in AGEING and found.st_mtime < limit
                    if old or (folder in NAMING and any(
                        purging.purged_among(c, numbers) for numbers in _numbers(path)
                    )):  # fmt: skip
                        yield path
                        report = path.with_name(path.name + ".txt")
                        if not old and report.is_file():
                            yield report

    def _below(self, path: Path) -> str:
        return str(path.relative_to(self._folder))


_FIRST = -(2**62)
"""Below every key of an order."""


def _note_emptied(act: Act, steps: Sequence[int]) -> None:
    """Have the log say which of its steps were emptied, so that others can be told from these."""
    if steps:
        act.log(emptied.KIND, after=emptied.told(steps), personal=False)


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Ordinary files in a folder and below; links are not followed."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            try:
                found = path.lstat()
            except OSError:  # somebody else took it away
                continue
            if stat.S_ISREG(found.st_mode):
                yield path, found


def _numbers(path: Path) -> Iterator[set[str]]:
    """What can be numbers of orders in a file, part by part of a workbook."""
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST)
    except OSError:
        return
    if not content.startswith(b"PK"):
        yield numbers_in(content)
        return
    try:
        with ZipFile(path) as book:
            for part in book.infolist():
                if part.filename.endswith(".xml"):
                    with book.open(part) as stream:
                        yield numbers_in(stream.read(_LARGEST))
    except (BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return  # no workbook: quarantined ones go by their age

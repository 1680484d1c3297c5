"""Taking files in: copied, recognised, paired, loaded, put away; each file in its own try.

A file is copied into ``staging/`` and entered into the ledger before anything else, and put into
``archive/`` or ``quarantine/`` after everything else. Whatever breaks off in between is taken up
from there by whoever imports next: copy, ledger and last piece tell how far it was.
"""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from csdesk.faults import note_fault
from csdesk.intake import halves, pairing
from csdesk.intake.comparing import compare_remarks
from csdesk.intake.copies import Copies
from csdesk.intake.finishing import close
from csdesk.intake.job import Job, part
from csdesk.intake.loading import Stopped, load
from csdesk.intake.putting_away import clear_inbox, put_away
from csdesk.intake.reading.catalogue import profiles
from csdesk.intake.reading.errors import Unreadable
from csdesk.intake.reading.export import Export
from csdesk.intake.reading.stock_file import StockFile
from csdesk.intake.staging import Staged, shown_name, stage, staged_files
from csdesk.intake.stock_loading import load_stock
from csdesk.model.desk import Actor
from csdesk.model.errors import DeskError
from csdesk.model.intake import Progress
from csdesk.model.settings import DeskSettings
from csdesk.model.status import BatchState
from csdesk.rules.filenames import hints
from csdesk.services.remarks import Remarks
from csdesk.store import batches, following, marks, mirror, rebuilding
from csdesk.store.engine import Store
from csdesk.words import N_

ALREADY = N_("The same file was taken in before, as {file} (import {batch}); nothing has changed.")
POISON = N_(
    "csdesk failed {times} times on this file (reference {reference}) and has put it aside. The"
    " fault is csdesk's."
)
DEADLY = N_("csdesk died {times} times of this file and has put it aside. The fault is csdesk's.")

_TRIES = 3
_DEAD_STARTS = 20
"""Processes that may die while they import a file, without getting on, before it is poison."""

Row = dict[str, Any]


class Intake:
    """Takes files into one desk; only the process that holds its import lock may."""

    def __init__(
        self,
        folder: Path,
        store: Store,
        settings: DeskSettings,
        actor: Actor,
        *,
        stop: Callable[[], bool] = lambda: False,
        progress: Callable[[Progress], None] | None = None,
        orders_per_piece: int = 500,
    ) -> None:
        """Take files into a desk.

        Args:
            folder: the desk.
            store: its store.
            settings: its settings.
            actor: in whose name the log has it.
            stop: asked between pieces; true ends the work, which the next importer takes up.
            progress: told how far the running import is, if anybody is.
            orders_per_piece: orders written in one transaction.
        """
        self._folder = folder
        self._store = store
        self._settings = settings
        self._actor = actor
        self._stop = stop
        self._progress = progress
        self._orders_per_piece = orders_per_piece
        self._copies = Copies(folder, settings)

    # --- the ways in -------------------------------------------------------------------------

    def take(self, path: Path, *, inbox: bool = False, alone: bool = False) -> list[int]:
        """Take one file in, together with its other half if that waits.

        Args:
            path: the file; one of the inbox is removed from there once it is safe elsewhere.
            inbox: it lies in the inbox.
            alone: do not wait for its other half.

        Returns:
            The batches that this touched, the file's own first.

        Raises:
            StillChanging: somebody writes the file.
            NotFound, Refused: it cannot be copied.
            Stopped: asked to end. StoreUnusable: the store takes no changes. What was begun is
                taken up later.
        """
        staged = stage(self._folder, path, inbox=inbox)
        with self._store.read() as c:
            same = batches.with_content(c, staged.sha256)
        if waiting := [row for row in same if row["state"] == BatchState.WAITING]:
            return self._came_again(waiting[0]["id"], staged, inbox=inbox, alone=alone)
        touched = self._process(self._enter(staged, path, inbox=inbox, alone=alone))
        if len(touched) > 1:  # a download, whole: it may have brought what another half waits with
            touched += self._look_for_halves()
        return touched

    def _came_again(self, waiting: int, staged: Staged, *, inbox: bool, alone: bool) -> list[int]:
        """A file that waits for its other half comes a second time."""
        if inbox:
            staged.source.remove()
        if not alone:
            return [waiting]
        self._keep(waiting, alone=1)
        return self._process(waiting)

    def recover(self) -> list[int]:
        """Take up what was broken off, and put away what was finished but not put away.

        First an outdated search index is built anew, as far as there is time, and stock follows.

        Returns:
            The batches that were broken off, and those that wait no more.
        """
        if not rebuilding.bring_up_to_date(self._store, stop=self._stop):
            raise Stopped
        following.recover(self._store)
        touched: list[int] = []
        for row in self._rows(BatchState.IMPORTING):
            if row["id"] not in touched:
                touched += self._process(row["id"])
        compare_remarks(self._store, self._settings, self._actor)
        touched += self._look_for_halves()
        for staged in staged_files(self._folder):
            with self._store.read() as c:
                same = batches.with_content(c, staged.name)
            if BatchState.WAITING not in {row["state"] for row in same}:
                for row in same[-1:]:
                    put_away(self._folder, self._store, self._settings, row)
                staged.unlink(missing_ok=True)
        return touched

    def release(self) -> list[int]:
        """Take in the waiting halves that somebody wants taken in alone."""
        wanted = [row["id"] for row in self._rows(BatchState.WAITING) if row["alone"]]
        return [batch for each in wanted for batch in self._process(each)]

    # --- one file ----------------------------------------------------------------------------

    def _enter(self, staged: Staged, path: Path, *, inbox: bool, alone: bool) -> int:
        """Enter a file into the ledger."""
        name = shown_name(path)
        told = hints(name, path.parent.name)
        values = {
            "file": name,
            "sha256": staged.sha256,
            "size": staged.size,
            "state": BatchState.IMPORTING.value,
            "day": told.day,
            "ordinal": told.ordinal,
            "stamp": told.stamp,
            "alone": int(alone),
            "source": staged.source.text() if inbox else "",
            "received_at": int(time.time()),
        }
        with self._store.change() as c:
            batches.keep_importer(c, f"{socket.gethostname()}:{os.getpid()}")
            return batches.add(c, values)

    def _process(self, batch_id: int) -> list[int]:
        """Take in a file that is entered; one on which csdesk fails is put aside in the end."""
        self._copies.trim()
        while True:
            row = self._row(batch_id)
            if row["attempts"] >= _DEAD_STARTS:
                return self._fail(row, DEADLY, {"times": row["attempts"]})
            if first := self._taken_before(row):
                return self._close_duplicate(row, first)
            self._keep(batch_id, attempts=row["attempts"] + 1)
            try:
                touched = self._take_in(row)
            except Unreadable as refusal:
                return self._fail(self._row(batch_id), refusal.message, refusal.facts)
            except (Stopped, DeskError, OSError):
                with suppress(DeskError):
                    self._keep(batch_id, attempts=row["attempts"])
                raise
            except Exception as fault:
                reference, now = note_fault(fault), self._row(batch_id)
                if now["state"] not in (BatchState.IMPORTING, BatchState.WAITING):
                    return [each for each in (batch_id, now["pair"]) if each]  # it is in
                if (times := now["attempts"]) >= _TRIES:
                    return self._fail(now, POISON, {"times": times, "reference": reference})
            else:
                compare_remarks(self._store, self._settings, self._actor)
                return touched

    def _taken_before(self, row: Row) -> Row | None:
        """The batch with which the same bytes went in, if they did."""
        with self._store.read() as c:
            same = batches.with_content(c, row["sha256"])
        earlier = [one for one in same if one["id"] < row["id"] and not one["reason"]]
        return next((one for one in earlier if one["state"] in batches.TAKEN_IN), None)

    def _close_duplicate(self, row: Row, first: Row) -> list[int]:
        self._keep(row["id"], profile=first["profile"])
        facts = {"file": first["file"], "batch": first["id"]}
        self._close(BatchState.DUPLICATE, ALREADY, facts, row)
        # A download may differ from the last one in one half only: the other waits for this.
        return [row["id"], *self._look_for_halves()]

    def _look_for_halves(self) -> list[int]:
        """Look again for the other halves of all that wait; the batches that wait no more.

        The files are read again only if there is another file, or another way to read them.
        """
        seen = self._halves_seen()
        with self._store.read() as c:
            if seen == marks.read(c, batches.HALVES):
                return []
        touched: list[int] = []
        for row in self._rows(BatchState.WAITING):
            if row["id"] not in touched:
                touched += self._process(row["id"])
        with self._store.change() as c:
            marks.keep(c, batches.HALVES, self._halves_seen())
        waiting = {row["id"] for row in self._rows(BatchState.WAITING)}
        return [batch for batch in touched if batch not in waiting]

    def _halves_seen(self) -> str:
        return halves.looked_at(self._store, self._settings, self._copies.there)

    def _take_in(self, row: Row) -> list[int]:
        export = self._copies.file(row)
        if not row["profile"]:
            self._keep(
                row["id"],
                profile=export.profile.id,
                header=json.dumps(export.header, ensure_ascii=False),
                fields=json.dumps(export.fields),
                encoding=export.encoding,
                rows=export.rows_total,
            )
        if isinstance(export, StockFile):
            return self._take_stock(row, export)
        other = self._row(row["pair"]) if row["pair"] else None
        if other is None and not row["alone"] and pairing.can_wait(export):
            found = self._other_half(row, export)
            if found.reason:
                reason, facts = self._overtaken(row, export) or (found.reason, found.facts)
                self._keep(
                    row["id"], state=BatchState.WAITING, attempts=0, reason=reason, facts=facts
                )
                clear_inbox(self._store, row)
                return [row["id"]]
            other = found.row
        if other and other["state"] in (BatchState.WAITING, BatchState.IMPORTING):
            return self._load_pair(row, export, other)
        self._load([(row, export)])
        return [row["id"]]

    def _take_stock(self, row: Row, file: StockFile) -> list[int]:
        load_stock(
            self._store, self._settings, self._actor, self._row(row["id"]), file,
            stop=self._stop, progress=self._progress,
        )  # fmt: skip
        self._put_away(row)
        return [row["id"]]

    def _load_pair(self, row: Row, export: Export, other: Row) -> list[int]:
        pair = [(row, export), (other, self._copies.opened(other))]
        pair.sort(key=lambda half: half[1].half != "orders")
        with self._store.change() as c:
            for one, another in ((row, other), (other, row)):
                batches.keep(
                    c, one["id"], state=BatchState.IMPORTING, pair=another["id"],
                    reason="", facts={},
                )  # fmt: skip
        self._load(pair)
        return [row["id"], other["id"]]

    def _load(self, pair: list[tuple[Row, Export]]) -> None:
        with self._store.change() as c:
            for row, _ in pair:
                batches.keep(c, row["id"], state=BatchState.IMPORTING, reason="", facts={})
        load(self._store, self._job(pair), stop=self._stop, progress=self._progress)
        for row, _ in pair:
            self._put_away(row)

    def _job(self, pair: list[tuple[Row, Export]]) -> Job:
        return Job(
            tuple(part(row["id"], row["file"], export) for row, export in pair),
            self._settings,
            self._actor,
            max(row["received_at"] for row, _ in pair),
            self._orders_per_piece,
        )

    # --- halves ------------------------------------------------------------------------------

    def _other_half(self, row: Row, export: Export) -> pairing.Found:
        """The waiting other half; nothing at all where the other half is in already.

        It went in alone, or its bytes came before with another download.
        """
        kinds = {profile.id: profile for profile in profiles(self._settings)}
        others = [
            other
            for other in self._rows(BatchState.WAITING, BatchState.DUPLICATE, *batches.TAKEN_IN)
            if pairing.is_other_half(export.profile, kinds.get(other["profile"]))
        ]
        waiting = [other for other in others if other["state"] == BatchState.WAITING]
        there = [other for other in waiting if self._copies.there(other)]
        found = pairing.find(row, export, there, self._copies.opened)
        single = [
            other
            for other in others
            if other["pair"] is None
            and (other["alone"] or other["state"] == BatchState.DUPLICATE)
            and other["state"] != BatchState.WAITING
            and not pairing.speaks_against(row, other)
        ]
        if found.row is None and single and halves.orders_are_in(self._store, export):
            with self._store.change() as c:
                batches.keep(c, row["id"], pair=single[-1]["id"])
                batches.keep(c, single[-1]["id"], pair=row["id"])
            return pairing.Found()
        return found

    def _overtaken(self, row: Row, export: Export) -> tuple[str, dict[str, object]] | None:
        """Why a half need not wait any more; None where it has just come, or must."""
        if row["state"] != BatchState.WAITING:
            return None
        newer = halves.overtaken_by(self._store, row, self._job([(row, export)]))
        if newer is None:
            return None
        return halves.OVERTAKEN, {"file": newer["file"], "batch": newer["id"]}

    # --- the ledger --------------------------------------------------------------------------

    def _row(self, batch_id: int) -> Row:
        with self._store.read() as c:
            return batches.row(c, batch_id)

    def _rows(self, *states: BatchState) -> list[Row]:
        with self._store.read() as c:
            return batches.rows(c, *states)

    def _keep(self, batch_id: int, **values: object) -> None:
        with self._store.change() as c:
            batches.keep(c, batch_id, **values)

    def _fail(self, row: Row, reason: str, facts: dict[str, object]) -> list[int]:
        """Put a file aside; what is in of it stays, and its half goes back to waiting."""
        other = self._row(row["pair"]) if row["pair"] else None
        begun = bool(row["rows_done"] or (other and other["rows_done"]))
        state = BatchState.PARTLY if begun else BatchState.QUARANTINED
        if not begun:
            self._keep(row["id"], pair=None)
        if begun and other is not None and other["state"] == BatchState.IMPORTING:
            self._close(state, reason, facts, row, other)
            return [row["id"], other["id"]]
        self._close(state, reason, facts, row)
        if other is None or other["state"] != BatchState.IMPORTING:
            return [row["id"]]
        self._keep(other["id"], pair=None)
        return [row["id"], *self._process(other["id"])]

    def _close(
        self, state: BatchState, reason: str, facts: dict[str, object], *closed: Row
    ) -> None:
        with self._store.change() as c:
            for row in closed:
                close(c, self._actor, row["id"], state, reason=reason, facts=facts)
            if state in batches.TAKEN_IN:  # what is in of a file that was put aside can be seen now
                remarks = Remarks(self._store, self._settings, self._actor)
                remarks.attach_arrivals(c, closed[0]["id"])
                mirror.uncount(c)
        following.follow(self._store)
        for row in closed:
            self._put_away(row)

    def _put_away(self, row: Row) -> None:
        self._copies.close(row)
        put_away(self._folder, self._store, self._settings, self._row(row["id"]))

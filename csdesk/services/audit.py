"""Whether the log is what it was, by itself and against anchors (S28)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from csdesk.model.audit import ChainCheck, ChainHead, Restoration
from csdesk.store import backups, chain, log
from csdesk.store.engine import Store

RESTORE = "store.restore"
"""The kind of the step with which a restored store begins."""


class Audit:
    """Looking through the log. Anybody may: it shows numbers and hashes only."""

    def __init__(self, desk: Path, store: Store) -> None:
        self._desk = desk
        self._store = store

    def head(self) -> ChainHead:
        """Where the log ends now; kept out of reach it is an anchor."""
        with self._store.read() as c:
            return chain.head(c)

    def restored(self) -> Restoration | None:
        """When a backup last took the store's place, as the log tells it; None where none did."""
        with self._store.read() as c:
            step = log.last_of(c, RESTORE)
        if step is None:
            return None
        told = step.after or {}
        return Restoration(
            step.actor, step.at, int(str(told.get("seq", 0))), str(told.get("former", ""))
        )

    def check(self, anchors: Sequence[ChainHead] = ()) -> ChainCheck:
        """Look through the whole log, and hold it against anchors and the last backup.

        Args:
            anchors: heads that it had, the earliest first.
        """
        last = backups.last_going_on(self._desk / backups.FOLDER)
        known = {*anchors, *((last.head,) if last else ())}
        with self._store.read() as c:
            return chain.check(c, sorted(known, key=lambda each: (each.seq, each.hash)))

"""Bringing an older store up to date: backed up before, and undone whole where it fails."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from csdesk.model.backups import Backup, Why
from csdesk.model.errors import Refused, StoreUnusable
from csdesk.store import backups, migrations
from csdesk.store.sqlite.faults import Fault, fault_of


def upgrade(path: Path, engine: Engine, *, backs_up: bool) -> None:
    """Give a store the schema that this csdesk knows.

    Args:
        path: the file.
        engine: on it.
        backs_up: make a backup first, while nobody else may write.

    Raises:
        StoreUnusable: it failed, or no backup can be made; nothing was changed.
    """
    made: list[Backup] = []

    def before() -> None:
        if backs_up:
            made.append(_back_up(path))

    try:
        migrations.migrate(engine, before=before)
    except DatabaseError as fault:
        if fault_of(fault) is Fault.BUSY:
            raise StoreUnusable(
                "Somebody else brings the store {path} up to date or writes to it. Try again in a"
                " minute; nothing was changed.",
                path=path,
            ) from fault
        if made:
            raise StoreUnusable(
                "The store {path} could not be brought up to date ({cause}): that was undone"
                " whole. The backup from before is {backup}. Go on with the csdesk that you had.",
                path=path, cause=fault.orig, backup=made[0].path,
            ) from fault  # fmt: skip
        raise


def _back_up(path: Path) -> Backup:
    folder = path.parent / backups.FOLDER
    try:
        with backups.working(folder):
            return backups.make(
                path, folder, Why.UPGRADE, settings=backups.settings_text(path.parent), whole=False,
                after=backups.last_going_on(folder),
            )  # fmt: skip
    except Refused as fault:
        raise StoreUnusable(fault.message, **fault.facts) from fault

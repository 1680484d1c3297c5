"""Backups of the desk: made, listed, and taken away when they have done their duty."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from csdesk.model.backups import Backup, Why
from csdesk.model.desk import Actor
from csdesk.model.errors import NotFound, Refused
from csdesk.model.roles import Action
from csdesk.model.settings import DeskSettings
from csdesk.rules.retention import superseded
from csdesk.services.acting import Acting
from csdesk.store import backups as files
from csdesk.store.engine import Store


class Backups:
    """Verified copies of the store in backups/, or in another folder."""

    def __init__(self, desk: Path, store: Store, settings: DeskSettings, actor: Actor) -> None:
        self._desk = desk
        self._store = store
        self._settings = settings
        self._acting = Acting(store, actor)

    def folder(self, wish: Path | None = None) -> Path:
        """Where backups lie, if they are wished nowhere else."""
        return wish or self._desk / files.FOLDER

    def list(self, wish: Path | None = None) -> tuple[Backup, ...]:
        """The backups that are there, newest first."""
        return files.listing(self.folder(wish))

    def make(self, wish: Path | None = None, *, anew: bool = False) -> Backup:
        """Make a backup of the store while everybody works on, and log it.

        Args:
            wish: another folder than the desk's.
            anew: let its log be another one than that of the backup before it.

        Raises:
            NotAllowed: the person may not; that is logged.
            Refused: there is no room, or the folder cannot be written.
            StoreUnusable: the store is damaged; or it takes no step of the log, but the backup
                stands.
        """
        self._acting.check(Action.BACKUP, keeper=True)
        folder = self.folder(wish)
        with files.working(folder):
            before = None if anew else files.last_going_on(folder)
            made = files.make(
                self._store.path, folder, Why.ASKED,
                settings=files.settings_text(self._desk), after=before,
            )  # fmt: skip
        manifest = made.manifest
        assert manifest is not None
        told: dict[str, object] = {
            "file": made.name, "sha256": manifest.sha256, "seq": manifest.head.seq,
            "goes_on": manifest.goes_on,
        }  # fmt: skip
        with self._acting.change(Action.BACKUP, undoable=False, keeper=True) as act:
            act.log("store.backup", after=told, personal=False)
        return made

    def thin_out(self, wish: Path | None = None) -> tuple[Backup, ...]:
        """Take away the backups that have done their duty; those without a manifest stay."""
        folder = self.folder(wish)
        with files.working(folder):
            found = {each.name: each for each in files.listing(folder) if each.manifest}
            made = {name: each.manifest.made_at for name, each in found.items() if each.manifest}
            now, kept = datetime.now(UTC), self._settings.backups
            done = superseded(made, now, kept, self._settings.zone)
            for name in sorted(done):
                files.remove(found[name])
            files.forget_damaged(folder, now - timedelta(days=kept.days))
        return tuple(found[name] for name in sorted(done))


def named(desk: Path, wish: str) -> Backup:
    """The backup that somebody means.

    Args:
        desk: its folder.
        wish: a path, or a name in backups/; empty for the newest there.

    Raises:
        NotFound: there is none.
        Refused: it has no manifest, so that nobody can tell whether it is whole.
    """
    folder = desk / files.FOLDER
    if not wish:
        found = files.listing(folder)
        if not found:
            raise NotFound(
                "There is no backup in {folder}. csdesk backup makes one.", folder=folder
            )
        path = found[0].path
    else:
        path = Path(wish).expanduser()
        if not path.is_file() and os.sep not in wish:
            path = folder / wish
        if path.suffix == ".json":
            path = path.with_suffix(".db")
        if not path.is_file():
            raise NotFound("There is no backup {path}.", path=path)
    backup = files.described(path)
    if backup.manifest is None:
        raise Refused(
            "{path} has no manifest beside it ({manifest}), so nobody can tell whether it is"
            " whole. Bring that file too, or take another backup.",
            path=path, manifest=path.with_suffix(".json").name,
        )  # fmt: skip
    return backup

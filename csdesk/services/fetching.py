"""Files of exports/ for people who cannot open the folder, such as all who use a box (S46, F75)."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from csdesk.model.desk import Actor
from csdesk.model.downloads import WrittenFile
from csdesk.model.errors import NotFound, Refused
from csdesk.model.roles import Action
from csdesk.rules.permissions import may
from csdesk.services.acting import Act, Acting, as_known
from csdesk.services.spreadsheets import EXPORTS
from csdesk.store import personal
from csdesk.store.engine import Store

FETCHED = "export.fetched"

_RIGHTS = (
    ("标记-*", Action.DOWNLOAD),
    ("缺货电话单-*", Action.COSTS),
    ("amazon-*", Action.AMAZON),
    ("*订单付款*", Action.DOWNLOAD),
)
"""What a file is called, and the right that whoever fetches it needs; the first that fits counts.
Anything else, such as reports and colleagues' lists, is for leads."""


class Fetching:
    """Giving out what the desk wrote, file by file, and noting it: buyers stand in some whole."""

    def __init__(self, store: Store, actor: Actor) -> None:
        self._store = store
        self._actor = actor
        self._acting = Acting(store, actor)
        self._folder = store.path.parent / EXPORTS

    def files(self) -> tuple[WrittenFile, ...]:
        """The files that the person may fetch, the newest first."""
        with self._store.read() as c:
            who = as_known(c, self._actor)
            own = {each.file for each in personal.exports(c, who.login)}
        return tuple(
            each for each in self._there()
            if may(who.roles, _right(each.name, own=each.name in own))
        )  # fmt: skip

    def fetch(self, name: str) -> bytes:
        """What stands in a file; that it was fetched is logged, with its SHA-256.

        Args:
            name: of the file in exports/, as ``files`` tells it.

        Raises:
            NotAllowed: the person has no right to; that is logged.
            NotFound: there is no such file.
            Refused: it cannot be read.
        """
        with self._store.read() as c:
            own = {each.file for each in personal.exports(c, self._actor.login)}
        self._acting.check(_right(name, own=name in own))
        if name not in {each.name for each in self._there()}:
            raise NotFound(
                "There is no file {file} in exports/; csdesk fetch lists them.", file=name
            )
        content = self._content(self._folder / name)
        sha256 = hashlib.sha256(content).hexdigest()
        with self._store.change() as c:
            Act(c, as_known(c, self._actor)).log(
                FETCHED, after={"file": name, "sha256": sha256}, personal=False
            )
        return content

    def _there(self) -> list[WrittenFile]:
        found: list[WrittenFile] = []
        if not self._folder.is_dir():
            return found
        for entry in os.scandir(self._folder):
            state = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(state.st_mode) and not entry.name.startswith("."):
                at = datetime.fromtimestamp(state.st_mtime, UTC)
                found.append(WrittenFile(entry.name, state.st_size, at))
        return sorted(found, key=lambda each: (each.at, each.name), reverse=True)

    @staticmethod
    def _content(path: Path) -> bytes:
        try:
            with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
                return file.read()
        except OSError as fault:
            raise Refused(
                "{file} cannot be read ({cause}).", file=path.name, cause=fault.strerror or fault
            ) from fault


def _right(name: str, *, own: bool) -> Action:
    """The right that a file of this name needs."""
    if own:
        return Action.EXPORT
    return next((right for form, right in _RIGHTS if fnmatchcase(name, form)), Action.OVERSEE)

"""The staged copies of files, opened: looking one through costs a tenth of taking it in.

The first half of a download is opened when it comes, and again when the other half does; a copy
never changes, so it may as well stay open in between.
"""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import Any

from csdesk.intake.reading.errors import Unreadable
from csdesk.intake.reading.export import Export
from csdesk.intake.reading.opening import open_file
from csdesk.intake.reading.stock_file import StockFile
from csdesk.intake.staging import STAGING
from csdesk.model.settings import DeskSettings
from csdesk.words import N_

VANISHED = N_("Its copy in the desk's staging folder was deleted; drop the file in again.")

_MOST = 4
"""Copies that stay open while nothing is taken in."""


class Copies:
    """Opens the copies of one desk and keeps the last few open."""

    def __init__(self, folder: Path, settings: DeskSettings) -> None:
        """Open nothing yet.

        Args:
            folder: the desk.
            settings: for profiles and the size limit.
        """
        self._folder = folder / STAGING
        self._settings = settings
        self._open: dict[str, Export | StockFile] = {}
        weakref.finalize(self, _close_all, self._open)

    def there(self, row: dict[str, Any]) -> bool:
        """Whether the copy of a file of the ledger lies there."""
        return self._path(row).exists()

    def opened(self, row: dict[str, Any]) -> Export:
        """As ``file``, of one that tells of orders."""
        file = self.file(row)
        assert isinstance(file, Export)
        return file

    def file(self, row: dict[str, Any]) -> Export | StockFile:
        """The copy of a file of the ledger; it is read by one reader at a time.

        Raises:
            Unreadable: it cannot be taken in at all, or is gone.
        """
        sha256 = str(row["sha256"])
        if not self.there(row):
            self.close(row)
            raise Unreadable(VANISHED)
        file = self._open.pop(sha256, None) or open_file(self._path(row), self._settings)
        self._open[sha256] = file
        return file

    def trim(self) -> None:
        """Let go of all but the last few; nobody reads any of them now."""
        while len(self._open) > _MOST:
            self._open.pop(next(iter(self._open))).close()

    def close(self, row: dict[str, Any]) -> None:
        """Let go of a copy that is not needed any more."""
        if export := self._open.pop(str(row["sha256"]), None):
            export.close()

    def _path(self, row: dict[str, Any]) -> Path:
        return self._folder / str(row["sha256"])


def _close_all(exports: dict[str, Export | StockFile]) -> None:
    for export in exports.values():
        export.close()

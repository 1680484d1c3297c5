"""Files of Amazon cases: copies of evidence, and plans for a person to send (F63, F65, I13)."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from csdesk.model.amazon import Checked, Evidence
from csdesk.model.errors import Refused
from csdesk.model.settings import DeskSettings
from csdesk.rules.plan_text import document
from csdesk.services.spreadsheets import EXPORTS, file_name, replacing, write_text
from csdesk.words import N_

FOLDER = "evidence"
"""The folder of a desk that keeps the copies, with one folder for each case."""

_MOST = 1 << 20

_UNWRITABLE = N_("{file} cannot be written ({cause}).")


@dataclass(frozen=True, slots=True)
class Copy:
    """A file as the desk keeps it."""

    file: str
    size: int
    sha256: str


class PlanPapers:
    """Takes evidence in and writes plans out, whole or not at all."""

    def __init__(self, folder: Path, settings: DeskSettings) -> None:
        self._folder = folder
        self._settings = settings

    def take_in(self, case_id: int, path: Path) -> Copy:
        """Copy a file into the desk, so that nobody changes it later.

        Args:
            case_id: of the case that it belongs to.
            path: any file.

        Raises:
            Refused: it cannot be read, is no file, is empty or too large; or there is no room.
        """
        try:
            if not path.is_file():
                raise Refused("{file} is no file.", file=path)
            size = path.stat().st_size
            if not size:
                raise Refused("{file} is empty: nobody could read it.", file=path)
            if size > self._settings.size_limit_mb << 20:
                raise Refused(
                    "{file} is larger than {limit} MB (size_limit_mb of desk.toml).",
                    file=path, limit=self._settings.size_limit_mb,
                )  # fmt: skip
            sha256 = _digest(path)
            name = f"{sha256[:8]}-{file_name(path.name) or 'file'}"
            self._copy(path, self._folder / FOLDER / str(case_id) / name)
        except OSError as fault:
            raise Refused(
                "{file} cannot be taken in ({cause}).", file=path, cause=fault.strerror or fault
            ) from fault
        return Copy(name, size, sha256)

    def _copy(self, source: Path, to: Path) -> None:
        with source.open("rb") as read, replacing(to) as written:
            while block := read.read(_MOST):
                written.write(block)

    def changed(self, case_id: int, each: Evidence) -> bool:
        """Whether the copy of an evidence is gone, or not what was taken in."""
        path = self._path(case_id, each)
        try:
            return _digest(path) != each.sha256
        except OSError:
            return True

    def write(self, checked: Checked) -> Path:
        """Write a plan into exports/; what is missing stands on it (W31).

        Args:
            checked: the case, and what the check found.

        Returns:
            The file, which only its owner can read.

        Raises:
            Refused: the disk does not take it.
        """
        path = self._named(checked, "md")
        with _told(path):
            write_text(path, document(checked))
        return path

    def pack(self, checked: Checked) -> Path:
        """The same with a copy of every evidence, in one ZIP file.

        Raises:
            Refused: a copy is gone or was changed, or the disk does not take it.
        """
        case = checked.case
        kept = [each for each in case.evidence if each.file]
        for each in kept:
            if self.changed(case.id, each):
                raise Refused(
                    "The copy of evidence {n} ({file}) is gone or was changed. Attach it again.",
                    n=each.number, file=each.file,
                )  # fmt: skip
        path = self._named(checked, "zip")
        with _told(path), replacing(path) as file, zipfile.ZipFile(file, "w") as pack:
            pack.writestr(path.with_suffix(".md").name, document(checked))
            for each in kept:
                pack.write(self._path(case.id, each), f"{each.number:02}-{each.file}")
            lines = [f"{each.sha256}  {each.number:02}-{each.file}\n" for each in kept]
            pack.writestr("SHA256SUMS", "".join(lines))
        return path

    def _path(self, case_id: int, each: Evidence) -> Path:
        return self._folder / FOLDER / str(case_id) / each.file

    def _named(self, checked: Checked, form: str) -> Path:
        now = datetime.now(ZoneInfo(self._settings.zone))
        mark = "INCOMPLETE-" if checked.missing else ""
        name = f"amazon-{checked.case.id}-{mark}{now:%Y%m%d-%H%M%S}"
        folder, nth = self._folder / EXPORTS, 1
        while (path := folder / f"{name}{f'-{nth}' if nth > 1 else ''}.{form}").exists():
            nth += 1  # another one of this second
        return path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise Refused(_UNWRITABLE, file=path, cause=fault.strerror or fault) from fault

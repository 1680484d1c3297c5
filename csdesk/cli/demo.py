"""``csdesk demo``: a sample desk with months of orders, to look around in."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from zoneinfo import ZoneInfo

from csdesk.cli import output
from csdesk.cli.opening import settings_of
from csdesk.cli.screens import STORE_NAME, check_terminal, show
from csdesk.model.errors import Refused
from csdesk.settings import SETTINGS_NAME, read_settings
from csdesk.words import _

LONGEST_END = 10.0
"""Seconds that an importer gets to end, before a temporary desk is removed."""


def description() -> str:
    """What the command is for."""
    return _(
        "Open a sample desk: real export formats, invented people. Its files are taken in\n"
        "before your eyes. It is gone when you leave, unless --dir says where to keep it."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    add = parser.add_argument
    add("--dir", metavar="DIR", default="", help=_("keep the desk in this folder"))
    in_place = _("only make it with all orders in, and print its folder")
    add("--no-open", action="store_true", help=in_place)


def run(args: Namespace) -> int:
    """Make the sample desk, and open it unless told otherwise."""
    kept = Path(args.dir).expanduser().absolute() if args.dir else None
    if args.no_open:
        folder = kept or _temporary()
        sample = Sample(folder)
        sample.make()
        sample.work()
        _take_everything_in(folder)
        output.put(output.plain_path(folder))
        return 0
    check_terminal()
    folder = kept or _temporary()
    sample = Sample(folder)
    try:
        return show(
            *settings_of(args, folder), lang=args.lang, mouse=not args.no_mouse,
            prepare=sample.make, first=sample.work,
        )  # fmt: skip
    finally:
        sample.end()
        if kept is None:
            _remove(folder.parent)


def _temporary() -> Path:
    return Path(tempfile.mkdtemp(prefix="csdesk-")) / "demo"


class Sample:
    """A sample desk in the making: files first, so that it opens soon, then a shift's work."""

    def __init__(self, folder: Path) -> None:
        """In ``folder``, which is empty, not there yet, or a desk that is left as it is."""
        self._folder = folder
        self._now: datetime | None = None
        """When it was made; None where there is nothing to do."""
        self._at_work = Lock()

    def make(self) -> None:
        """Make a desk with export files in its inbox; one that is there already stays as it is.

        Raises:
            Refused: the folder holds something else.
        """
        from csdesk.cli.init import make_desk
        from csdesk.sample.demo import write_demo_exports

        folder = self._folder
        if (folder / STORE_NAME).exists():
            return
        if folder.is_dir() and any(folder.iterdir()):
            raise Refused(
                "{folder} is not empty and holds no desk. Choose an empty folder.", folder=folder
            )
        make_desk(folder)
        # These files are whole as soon as they are there, and whoever looks on is in a hurry.
        settings = folder / SETTINGS_NAME
        text = settings.read_text("utf-8").replace("# quiet_seconds = 2 ", "quiet_seconds = 0.2 ")
        settings.write_text(text, encoding="utf-8")
        self._now = datetime.now(ZoneInfo(read_settings(folder).zone))
        write_demo_exports(folder / "inbox", self._now)

    def work(self) -> None:
        """Do what colleagues did before; in any thread, before an importer comes."""
        from csdesk.cli.demo_shift import work_a_shift

        with self._at_work:
            if self._now is not None:
                work_a_shift(self._folder, read_settings(self._folder), self._now)
            self._now = None

    def end(self) -> None:
        """Wait until nothing is written any more."""
        with self._at_work:
            self._now = None


def _take_everything_in(folder: Path) -> None:
    """Import what lies in the inbox, in this process."""
    from csdesk.intake.importer import run_importer

    if sys.stderr and sys.stderr.isatty():
        print(_("Taking in the sample files ..."), file=sys.stderr)
    # Nobody writes these files any more, so there is nothing to wait for.
    run_importer(folder, replace(read_settings(folder), quiet_seconds=0.0), once=True)


def _remove(place: Path) -> None:
    """Take a temporary desk away with the folder around it, after its importer has ended."""
    from csdesk.intake.starting import importer_runs

    folder = place / "demo"
    named = os.fsencode(folder)
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = process.read_bytes().split(b"\0")
            if named in words and b"csdesk.intake.importer" in words:
                os.kill(int(process.parent.name), signal.SIGTERM)
    last = time.monotonic() + LONGEST_END
    while folder.is_dir() and importer_runs(folder) and time.monotonic() < last:
        time.sleep(0.05)
    shutil.rmtree(place, ignore_errors=True)

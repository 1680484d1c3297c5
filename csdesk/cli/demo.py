"""``csdesk demo``: a sample desk with months of orders, to look around in."""

from __future__ import annotations

import shutil
import tempfile
from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from csdesk.cli import output
from csdesk.model.errors import Refused
from csdesk.words import _

STORE_NAME = "desk.db"


def description() -> str:
    """What the command is for."""
    return _(
        "Open a sample desk: real export formats, invented people. Its files are taken in\n"
        "before your eyes. It is gone when you leave, unless --dir says where to keep it."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--dir", metavar="DIR", default="", help=_("keep the desk in this folder"))
    parser.add_argument("--no-open", action="store_true",
                        help=_("only make it, take everything in, and print its folder"))  # fmt: skip


def run(args: Namespace) -> int:
    """Make the sample desk, and open it unless told otherwise."""
    if not args.no_open:
        from csdesk.cli.screens import check_terminal

        check_terminal()
    kept = Path(args.dir).expanduser().absolute() if args.dir else None
    folder = kept or Path(tempfile.mkdtemp(prefix="csdesk-demo-"))
    if args.no_open:
        _prepare(folder)
        _take_everything_in(folder)
        output.put(output.plain_path(folder))
        return 0
    return _open(args, folder, temporary=kept is None)

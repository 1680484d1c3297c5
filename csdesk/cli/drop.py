"""``csdesk drop``: files put into the desk's inbox whole, for scripts."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from csdesk.cli import output
from csdesk.intake.dropping import drop
from csdesk.model.errors import NotFound
from csdesk.settings import desk_folder
from csdesk.words import _


def description() -> str:
    """What the command is for."""
    return _(
        "Put copies of files into the desk's inbox/, each whole or not at all. The\n"
        "importer takes them in; csdesk sync tells what became of them."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", nargs="+", metavar="FILE", help=_("export files"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Put the files there and print under which names; the store is not opened.

    Raises:
        NotFound: there is no such desk, or no such file.
        Refused: a file is no ordinary one, or the inbox does not take it.
    """
    inbox = desk_folder(args.desk) / "inbox"
    if not inbox.is_dir():
        raise NotFound("There is no inbox {folder}.", folder=inbox)
    dropped = [drop(inbox, Path(name).expanduser()) for name in args.files]
    if args.json:
        output.put_document({"dropped": [str(path) for path in dropped]})
    else:
        for path in dropped:
            output.put(output.plain_path(path))
    return 0

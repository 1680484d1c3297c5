"""``csdesk fetch``: a file of exports/ on standard output, for whoever cannot open the folder."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.model.downloads import WrittenFile
from csdesk.model.errors import NotUnderstood
from csdesk.words import _, when_short


def description() -> str:
    """What the command is for."""
    return _(
        "Print a file that the desk wrote into exports/, as it is: csdesk fetch FILE > FILE. On a\n"
        "box this is how files for shipping get to people: ssh csdesk@box fetch FILE > FILE.\n"
        "It is noted who fetched what. Without FILE: list those that you may fetch."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", nargs="?", metavar="FILE", help=_("its name, as it is listed"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Print the file, or list the files."""
    from csdesk.cli.opening import opened

    if args.file is None:
        with opened(args) as desk:
            _list(args, desk.fetching.files(), desk.settings.zone)
        return 0
    if sys.stdout.isatty():
        raise NotUnderstood(
            "A terminal cannot show a file. Send it into one: csdesk fetch {file} > {file}",
            file=args.file,
        )
    with opened(args, joins=True) as desk:
        content = desk.fetching.fetch(args.file)
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
    return 0


def _list(args: Namespace, files: tuple[WrittenFile, ...], zone: str) -> None:
    now = datetime.now(UTC)
    records: list[dict[str, object]] = [
        {"file": each.name, "bytes": each.size, "written": output.instant(each.at, zone)}
        for each in files
    ]
    columns = (
        Column(_("file"), lambda each: each.name),
        Column(_("bytes"), lambda each: f"{each.size:,}", right=True),
        Column(_("written"), lambda each: when_short(each.at, zone, now)),
    )
    output.put_answer(
        args.json, {"files": records}, records,
        lambda: output.put_table(columns, files, _("There is no file that you may fetch.")),
    )  # fmt: skip

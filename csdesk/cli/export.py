"""``csdesk export``: what a search finds as a file, masked, marked and logged (F71, F75)."""

from __future__ import annotations

import shutil
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.cli.search import LONGEST_QUERY, given_text
from csdesk.model.errors import NotUnderstood
from csdesk.model.privacy import ExportFile
from csdesk.words import _, when, when_short


def description() -> str:
    """What the command is for."""
    return _(
        "Write what a search finds into a file of the desk's exports/. Buyers are masked in it,\n"
        "its last row says for whom it was made and when, and after some hours it is taken\n"
        "away. The desk gives it its name. Without --reason: list what was written.\n"
        "From outside the file comes on standard output:\n"
        "  ssh DESK \"export 'QUERY' --reason 'TEXT'\" > orders.csv"
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("query", nargs="*", metavar="QUERY", help=_("what to find"))
    parser.add_argument("--reason", metavar="TEXT", default="", help=_("what the list is for"))
    parser.add_argument("--form", choices=("csv", "xlsx"), default="csv",
                        help=_("of the file: csv or xlsx"))  # fmt: skip
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Write the file and print where it is, or list the files."""
    from csdesk.cli.opening import opened

    query = " ".join(args.query)
    if query.strip() == "-":
        query = given_text(LONGEST_QUERY)
    if not (query or args.reason):
        with opened(args) as desk:
            _list(args, desk.exports.list(), desk.settings.zone)
        return 0
    outside = args.visit is not None
    if outside and (args.json or output.for_people()):
        raise NotUnderstood(
            "From outside the file comes on standard output: leave out --json, and send it to a"
            " file of your own (> orders.csv)."
        )
    with opened(args, joins=True) as desk:
        made = desk.exports.write(query, args.reason, args.form)
        path, zone = desk.exports.folder / made.file, desk.settings.zone
        if outside:
            _hand_over(path)
    told = _("{file}: {n} orders, SHA-256 {sha256}. It is taken away at {time}.").format(
        file=output.plain_path(path), n=made.rows, sha256=made.sha256, time=when(made.until, zone)
    )
    if outside:
        told = _("{file}: {n} orders, SHA-256 {sha256}.").format(
            file=made.file, n=made.rows, sha256=made.sha256
        )
        print(told, file=sys.stderr)
        return 0
    output.put_receipt(args.json, _record(made, zone), told)
    return 0


def _hand_over(path: Path) -> None:
    """The file itself, for who cannot reach it on the box."""
    with path.open("rb") as file:
        shutil.copyfileobj(file, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _record(made: ExportFile, zone: str) -> dict[str, object]:
    return {
        "file": made.file, "login": made.login, "at": output.instant(made.at, zone),
        "orders": made.rows, "sha256": made.sha256, "until": output.instant(made.until, zone),
        "gone": made.gone,
    }  # fmt: skip


def _list(args: Namespace, files: tuple[ExportFile, ...], zone: str) -> None:
    now = datetime.now(UTC)
    records = [_record(each, zone) for each in files]
    columns = (
        Column(_("file"), lambda each: each.file),
        Column(_("who"), lambda each: each.login),
        Column(_("orders"), lambda each: str(each.rows), right=True),
        Column(_("written"), lambda each: when_short(each.at, zone, now)),
        Column(_("until"), lambda each: _("taken away") if each.gone
               else when_short(each.until, zone, now)),
    )  # fmt: skip
    output.put_answer(
        args.json, {"exports": records}, records,
        lambda: output.put_table(columns, files, _("Nothing was exported.")),
    )  # fmt: skip

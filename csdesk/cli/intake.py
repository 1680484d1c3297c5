"""``csdesk import``: files that a person names, taken in now."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from csdesk.cli import output
from csdesk.cli.output import Column
from csdesk.cli.records import Record, batch_record
from csdesk.model.intake import Batch, Progress, Reject
from csdesk.model.status import BatchState
from csdesk.plain import cell_width, plain
from csdesk.words import _, named, ngettext, tell

if TYPE_CHECKING:
    from csdesk.services.desk import Desk

DONE = frozenset({BatchState.IMPORTED, BatchState.DUPLICATE})
"""States that leave nothing to be done."""

LONGEST_VALUE = 40
"""Characters of a rejected value that people are shown."""

SHOWN = 20
"""Rejected rows of a file that are shown to people; all are in the report."""


def description() -> str:
    """What the command is for."""
    return _(
        "Take in export files. The files stay where they are. An order report and its\n"
        "item report find each other; a half alone waits, unless --alone is given.\n"
        "Exit status 1: something was rejected, waits, or could not be read."
    )


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", nargs="+", metavar="FILE", help=_("export files"))
    parser.add_argument("--alone", action="store_true",
                        help=_("do not wait for the other half"))  # fmt: skip
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace) -> int:
    """Take the files in and print what became of them."""
    from csdesk.cli.opening import opened
    from csdesk.intake.by_hand import take_in

    paths = [Path(name).expanduser() for name in args.files]
    with opened(args, joins=True) as desk, _Told() as told:
        batches = take_in(
            desk.folder, desk.store, desk.settings, desk.actor, paths,
            alone=args.alone, progress=told.progress, waits=told.waits,
        )  # fmt: skip
        records = [_record(desk, batch) for batch in batches]
        rejects = {batch.id: desk.imports.rejects(batch.id) for batch in batches}
    output.put_answer(args.json, {"batches": records}, records, lambda: _show(batches, rejects))
    if not args.json and not output.for_people():
        _complain(batches, rejects)
    return 0 if all(batch.state in DONE and not batch.rejected for batch in batches) else 1


def _record(desk: Desk, batch: Batch) -> Record:
    errors: list[Record] = [
        {
            "row": reject.row,
            "column": reject.column,
            "value": reject.value,
            "reason": tell(reject.reason, reject.facts),
        }
        for reject in desk.imports.rejects(batch.id)
    ]
    return batch_record(batch, tell(batch.reason, batch.facts), errors)


def _complain(batches: Sequence[Batch], rejects: Mapping[int, Sequence[Reject]]) -> None:
    """Say on standard error what stands between the files and status 0."""
    for batch in batches:
        if batch.state not in DONE and batch.reason:
            print(plain(f"{batch.file}: {tell(batch.reason, batch.facts)}"), file=sys.stderr)
        for reject in rejects[batch.id]:
            print(plain(f"{batch.file}: {_rejected(reject).strip()}"), file=sys.stderr)


def _show(batches: Sequence[Batch], rejects: Mapping[int, Sequence[Reject]]) -> None:
    output.put_table(batch_columns(), batches)
    for batch in batches:
        if batch.reason:
            output.put()
            output.put(plain(f"{batch.file}: {tell(batch.reason, batch.facts)}"))
        found = rejects[batch.id]
        if not found:
            continue
        output.put()
        heading = ngettext("{file}: {n:,} row was rejected", "{file}: {n:,} rows were rejected",
                           len(found))  # fmt: skip
        output.put(plain(heading.format(file=batch.file, n=len(found))))
        for reject in found[:SHOWN]:
            output.put(_rejected(reject))
        if len(found) > SHOWN:
            rest = _("... and {n:,} more; all of them stand in quarantine/.")
            output.put(rest.format(n=len(found) - SHOWN))


def batch_columns() -> list[Column]:
    """A table of files for people."""
    return [
        Column(_("import"), lambda batch: str(batch.id), right=True),
        Column(_("file"), lambda batch: batch.file, least=12),
        Column(_("state"), lambda batch: named(batch.state), least=16),
        Column(_("rows"), lambda batch: f"{batch.rows:,}", right=True),
        Column(_("new"), lambda batch: f"{batch.orders_new:,}", right=True),
        Column(_("changed"), lambda batch: f"{batch.orders_changed:,}", right=True),
        Column(_("unchanged"), lambda batch: f"{batch.orders_unchanged:,}", right=True),
        Column(_("rejected"), lambda batch: f"{batch.rejected:,}", right=True),
        Column(_("conflicts"), lambda batch: f"{batch.conflicts:,}", right=True),
    ]


def _rejected(reject: Reject) -> str:
    """A row that did not go in, for people: where, what stands there, why."""
    value = (
        reject.value if len(reject.value) <= LONGEST_VALUE else f"{reject.value[:LONGEST_VALUE]}~"
    )
    what = " ".join(filter(None, [reject.column, f'"{value}"' if value else ""]))
    told = _("row {row:,}, {what}: {reason}") if what else _("row {row:,}: {reason}")
    reason = tell(reject.reason, reject.facts)
    return plain("  " + told.format(row=reject.row, what=what, reason=reason))


class _Told:
    """Shows on standard error how far an import is, where that is a terminal."""

    def __init__(self) -> None:
        self._terminal = bool(sys.stderr and sys.stderr.isatty())
        self._width = 0

    def __enter__(self) -> _Told:
        return self

    def __exit__(self, *_: object) -> None:
        self._write("")

    def progress(self, now: Progress) -> None:
        """A piece is in."""
        line = _("{file}: row {done:,}").format(file=plain(now.file), done=now.rows_done)
        self._write(line)

    def waits(self, other: str) -> None:
        """Another process imports."""
        self._write(_("waiting for {other}, which is importing").format(other=plain(other)))

    def _write(self, line: str) -> None:
        if self._terminal:
            blanks = " " * max(0, self._width - cell_width(line))
            print(f"\r{line}{blanks}\r", end="", file=sys.stderr, flush=True)
            self._width = cell_width(line)

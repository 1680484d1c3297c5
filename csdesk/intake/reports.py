"""Reports on what did not go in, for somebody to act on: what, where, why, and what to do (F55)."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from csdesk.intake.shelves import report_of
from csdesk.model.intake import Reject
from csdesk.plain import plain
from csdesk.rules.spreadsheets import csv_cell
from csdesk.words import _, tell

MOST_ROWS = 1_000
"""Rows that a report spells out; the marked copy has all of them."""


def marked_copy(header: Sequence[str], rejects: Sequence[Reject]) -> bytes:
    """The rows that did not go in as CSV for a spreadsheet, with what is wrong in front of each.

    Put right and without the four columns in front, it can be dropped into the inbox.
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    marks = [_("row"), _("column"), _("value"), _("reason")]
    writer.writerow([*marks, *map(csv_cell, header)])
    for reject in rejects:
        told = [str(reject.row), reject.column, reject.value, tell(reject.reason, reject.facts)]
        writer.writerow([csv_cell(cell) for cell in (*told, *reject.cells)])
    return text.getvalue().encode("utf-8-sig", "replace")


def rejects_report(file: str, rows: int, rejects: Sequence[Reject]) -> str:
    """What was refused of a file of which the rest is in."""
    head = _("{rejected} of the {rows} rows of {file} were not taken in. The others are in.")
    lines = [
        head.format(rejected=len(rejects), rows=rows, file=plain(file)),
        _("Put these rows right and import them again, alone or with the whole file."),
        "",
    ]
    for reject in rejects[:MOST_ROWS]:
        place = _("Row {row}").format(row=reject.row)
        if reject.column:
            place += ", " + _("column {column}").format(column=plain(reject.column))
        if reject.value:
            place += ": " + plain(reject.value)
        lines.append(f"{place}\n    {tell(reject.reason, reject.facts)}")
    if len(rejects) > MOST_ROWS:
        more = _("... and {count} more: see the marked copy.")
        lines.append(more.format(count=len(rejects) - MOST_ROWS))
    return "\n".join(lines) + "\n"


def refusal_report(file: str, reason: str, facts: Mapping[str, object]) -> str:
    """Why a whole file was refused."""
    return "\n".join([
        _("{file} was not taken in; nothing in the desk has changed.").format(file=plain(file)),
        "",
        tell(reason, facts),
        "",
        _("The file lies beside this report as it came. Once it is put right or exported again,"
          " drop it into the inbox."),
        "",
    ])  # fmt: skip


def write(path: Path, content: bytes) -> None:
    """Write a report whole; the same report again changes nothing."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name[:200]}.tmp")
    file = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(file, "wb") as report:
        report.write(content)
    unfinished.replace(path)


def write_rejects(
    folder: Path, file: str, rows: int, header: Sequence[str], rejects: Sequence[Reject]
) -> None:
    """The report and the marked copy of one file's rejected rows.

    Args:
        folder: ``quarantine/<batch>``.
        file: a safe name.
        rows: of the whole file.
        header: its column titles.
        rejects: all of them.
    """
    copy = folder / f"{file}.rejected.csv"
    write(copy, marked_copy(header, rejects))
    write(report_of(copy), rejects_report(file, rows, rejects).encode(errors="replace"))


def write_refusal(place: Path, file: str, reason: str, facts: Mapping[str, object]) -> None:
    """The report on a whole file, beside it."""
    write(report_of(place), refusal_report(file, reason, facts).encode(errors="replace"))

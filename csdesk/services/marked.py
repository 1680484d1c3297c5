"""The marked table of a file: its rows that a reviewer found wrong, the cells marked (S44, W6).

Whoever puts a row right needs the cells that are wrong, so these stand there whole; all others that
tell of the buyer are masked. It is an export like others: noted with its hash, and taken away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from csdesk.model.desk import Actor
from csdesk.model.errors import Refused
from csdesk.model.review import MarkedRow
from csdesk.model.settings import DeskSettings
from csdesk.model.sight import Sight
from csdesk.plain import plain
from csdesk.rules.masking import masked_cell
from csdesk.services import exports
from csdesk.services.acting import Act, as_known
from csdesk.services.spreadsheets import (
    EXPORTS,
    Marked,
    Sheet,
    file_name,
    write_csv,
    write_workbook,
)
from csdesk.store import batches, review
from csdesk.store.engine import Store
from csdesk.store.sight import sight
from csdesk.words import _


def table_path(folder: Path, batch_id: int, file: str) -> Path:
    """Where the marked table of a file lies, without ending."""
    return folder / EXPORTS / f"标记-{batch_id}-{file_name(Path(file).stem)}"


def write_tables(
    store: Store, settings: DeskSettings, actor: Actor, batch_ids: Iterable[int]
) -> None:
    """Bring the marked tables of files up to date, in somebody's name.

    Raises:
        Refused: the disk does not take them; what they say stands in the store.
    """
    try:
        for batch_id in sorted(batch_ids):
            _write(store, settings, actor, batch_id)
    except OSError as fault:
        raise Refused(
            "What was decided is kept, but the marked table could not be written: {cause}."
            " Free space in {folder}/; the next problem order writes it again.",
            cause=fault.strerror or fault, folder=EXPORTS,
        ) from fault  # fmt: skip


def _write(store: Store, settings: DeskSettings, actor: Actor, batch_id: int) -> None:
    """Bring the marked table of a file up to date, as CSV and as a workbook, and note both.

    Whoever writes looks again at the end: of two who write at once, one sees the other's row.

    Raises:
        OSError: the disk does not take it.
    """
    written: tuple[MarkedRow, ...] | None = None
    while True:
        with store.read() as c:
            rows, batch = review.marked(c, batch_id), batches.row(c, batch_id)
            told, seen = batches.personal(batch["header"], batch["fields"]), sight(c)
            who = as_known(c, actor)
        if rows == written:
            return
        place = table_path(store.path.parent, batch_id, batch["file"])
        csv, book = (place.with_name(place.name + end) for end in (".csv", ".xlsx"))
        if rows:
            sheet = _sheet(rows, review.header_of(batch), settings.zone, told, seen)
            mark = exports.mark(csv.stem, len(rows), who, datetime.now(ZoneInfo(settings.zone)))
            sheet = replace(sheet, rows=[*sheet.rows, [mark, *[""] * (len(sheet.header) - 1)]])
            write_csv(csv, sheet)
            write_workbook(book, [sheet])
        else:
            csv.unlink(missing_ok=True)
            book.unlink(missing_ok=True)
        _note(store, settings, who, (csv, book), len(rows), batch_id)
        written = rows


def _note(
    store: Store, settings: DeskSettings, who: Actor, files: Iterable[Path], rows: int, batch: int
) -> None:
    """Have the files stand among the exports as they are now."""
    with store.change() as c:
        act = Act(c, who)
        for path in files:
            exports.forget(act, path.name)
            if rows:
                why = _("marked rows of import {id}").format(id=batch)
                exports.note(act, settings, path, rows, why)


def _sheet(
    rows: tuple[MarkedRow, ...],
    header: tuple[str, ...],
    zone: str,
    told: Mapping[str, str],
    seen: Sight,
) -> Sheet:
    heads = (_("row"), _("order"), _("held because"), _("wrong"), _("marked by"), _("marked at"))
    fields = [told.get(plain(title).strip(), "") for title in header]
    table = [_cells(row, zone, fields, seen) for row in rows]
    return Sheet(_("marked rows"), (*heads, *header), table)


def _cells(
    row: MarkedRow, zone: str, fields: Sequence[str], seen: Sight
) -> list[str | int | Marked]:
    at = f"{datetime.fromtimestamp(row.at, ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    cells = (
        Marked(plain(cell)) if n in row.marks
        else masked_cell(fields[n] if n < len(fields) else "", cell, seen)
        for n, cell in enumerate(row.cells)
    )  # fmt: skip
    return [row.row, row.order_no, row.reason, row.problem, row.by, at, *cells]

"""The marked table of a file: its rows that a reviewer found wrong, the cells marked (S44, W6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from csdesk.model.errors import Refused
from csdesk.model.review import MarkedRow
from csdesk.model.settings import DeskSettings
from csdesk.plain import plain
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
from csdesk.words import _


def table_path(folder: Path, batch_id: int, file: str) -> Path:
    """Where the marked table of a file lies, without ending."""
    return folder / EXPORTS / f"标记-{batch_id}-{file_name(Path(file).stem)}"


def write_tables(store: Store, settings: DeskSettings, batch_ids: Iterable[int]) -> None:
    """Bring the marked tables of files up to date.

    Raises:
        Refused: the disk does not take them; what they say stands in the store.
    """
    try:
        for batch_id in sorted(batch_ids):
            write_marked(store, settings, batch_id)
    except OSError as fault:
        raise Refused(
            "What was decided is kept, but the marked table could not be written: {cause}."
            " Free space in {folder}/; the next problem order writes it again.",
            cause=fault.strerror or fault, folder=EXPORTS,
        ) from fault  # fmt: skip


def write_marked(store: Store, settings: DeskSettings, batch_id: int) -> None:
    """Bring the marked table of a file up to date, as CSV and as a workbook.

    Whoever writes looks again at the end: of two who write at once, one sees the other's row.

    Raises:
        OSError: the disk does not take it.
    """
    written: tuple[MarkedRow, ...] | None = None
    while True:
        with store.read() as c:
            rows, batch = review.marked(c, batch_id), batches.row(c, batch_id)
        if rows == written:
            return
        place = table_path(store.path.parent, batch_id, batch["file"])
        csv, book = (place.with_name(place.name + end) for end in (".csv", ".xlsx"))
        if rows:
            sheet = _sheet(rows, review.header_of(batch), settings.zone)
            write_csv(csv, sheet)
            write_workbook(book, [sheet])
        else:
            csv.unlink(missing_ok=True)
            book.unlink(missing_ok=True)
        written = rows


def _sheet(rows: tuple[MarkedRow, ...], header: tuple[str, ...], zone: str) -> Sheet:
    heads = (_("row"), _("order"), _("held because"), _("wrong"), _("marked by"), _("marked at"))
    return Sheet(_("marked rows"), (*heads, *header), [_cells(row, zone) for row in rows])


def _cells(row: MarkedRow, zone: str) -> list[str | int | Marked]:
    at = f"{datetime.fromtimestamp(row.at, ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    cells = (Marked(plain(cell)) if n in row.marks else cell for n, cell in enumerate(row.cells))
    return [row.row, row.order_no, row.reason, row.problem, row.by, at, *cells]

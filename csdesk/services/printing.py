"""The out-of-stock sheet on paper and in spreadsheets (S39, F43, F75)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from csdesk.model.errors import Refused
from csdesk.model.purchasing import CallSheet, SheetForm, Shortage
from csdesk.model.settings import DeskSettings
from csdesk.plain import cell_width, fit, plain
from csdesk.services.call_sheets import write_sheet
from csdesk.services.spreadsheets import EXPORTS, write_text
from csdesk.vocabulary import ON_DUTY
from csdesk.words import UNKNOWN, _, when

NAME = "缺货电话单"
"""What the files are called; the time follows."""


class Printing:
    """Writes what is shown into exports/, whole or not at all."""

    def __init__(self, folder: Path, settings: DeskSettings) -> None:
        self._folder = folder
        self._zone = settings.zone

    def call_sheet(self, sheet: CallSheet, form: SheetForm) -> Path:
        """Write the out-of-stock sheet as it is shown.

        Args:
            sheet: what is shown.
            form: text with columns for reading and printing, or a table for spreadsheets.

        Returns:
            The file, which only its owner can read.

        Raises:
            Refused: the disk does not take it.
        """
        now = datetime.now(ZoneInfo(self._zone))
        path = self._folder / EXPORTS / f"{NAME}-{now:%Y%m%d-%H%M%S}.{form}"
        if form is not SheetForm.TEXT:
            write_sheet(path, sheet, self._zone)
            return path
        try:
            write_text(path, sheet_text(sheet, self._zone))
        except OSError as fault:
            raise Refused(
                "{file} cannot be written ({cause}).", file=path, cause=fault.strerror or fault
            ) from fault
        return path


def sheet_text(sheet: CallSheet, zone: str) -> str:
    """The sheet for reading out and for paper: a supplier, below it the items in columns."""
    return "\n".join(_text_lines(sheet, zone)) + "\n"


def _text_lines(sheet: CallSheet, zone: str) -> Iterator[str]:
    duty = ", ".join(map(plain, sheet.on_duty)) or _("nobody that the desk knows of")
    yield "  ".join((_("Out of stock"), when(sheet.made_at, zone)))
    yield ": ".join((_(ON_DUTY[sheet.by_roster]), duty))
    for part in sheet.suppliers:
        who = part.supplier
        facts = (
            who.name or _("supplier unknown"), who.phone, who.contact,
            " ".join((_("purchaser"), who.purchaser)) if who.purchaser else "",
            " ".join((_("pieces"), f"{part.pieces:,}")),
        )  # fmt: skip
        yield ""
        yield plain("  ".join(filter(None, facts)))
        yield from _in_columns([_heads(), *(_paper_cells(e, zone) for e in part.shortages)])


def _heads() -> tuple[str, ...]:
    return (
        _("Item"), _("colour"), _("size"), _("Pieces"), _("Orders"), _("waiting since"),
        _("expected on"), _("answer"),
    )  # fmt: skip


def _paper_cells(each: Shortage, zone: str) -> tuple[str, ...]:
    call = each.call
    expected = call.expected.isoformat() if call and call.expected else UNKNOWN
    return tuple(
        plain(cell)
        for cell in (
            each.item.sku, each.item.color, each.item.size, f"{each.pieces:,}",
            f"{each.orders:,}", when(each.oldest, zone), expected if call else _("not called"),
            f"{call.author} {when(call.at, zone)} {call.answer}".rstrip() if call else "",
        )
    )  # fmt: skip


def _in_columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Rows with their cells below each other; numbers at the right."""
    widths = [max(map(cell_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            fit(cell, width, right=n in (3, 4))
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield ("  " + "  ".join(cells)).rstrip()

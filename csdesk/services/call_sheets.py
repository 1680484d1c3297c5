"""The out-of-stock sheet as a file: CSV or XLSX (F43)."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from csdesk.model.errors import NotUnderstood, Refused
from csdesk.model.purchasing import CallSheet
from csdesk.services.spreadsheets import Sheet, write_csv, write_workbook

HEADER = (
    "采购员 purchaser", "供货商 supplier", "电话 phone", "联系人 contact", "货号 item",
    "品名 title", "颜色 colour", "尺码 size", "缺件 pieces", "订单 orders", "最早 waiting since",
    "到货日 expected", "答复 answer", "打电话人 called by",
)  # fmt: skip
"""Kept text, read in both languages."""


def write_sheet(path: Path, sheet: CallSheet, zone: str) -> None:
    """Write the sheet, one row for each item.

    Args:
        path: ending in ``.csv`` or ``.xlsx``.
        sheet: from ``Purchasing.sheet``.
        zone: of the desk.

    Raises:
        NotUnderstood: another ending.
        Refused: the file cannot be written.
    """
    table = Sheet("缺货", HEADER, _rows(sheet, ZoneInfo(zone)))
    ending = path.suffix.casefold()
    if ending not in (".csv", ".xlsx"):
        raise NotUnderstood("{file} ends in neither .csv nor .xlsx.", file=path)
    try:
        if ending == ".csv":
            write_csv(path, table)
        else:
            write_workbook(path, [table])
    except OSError as fault:
        raise Refused(
            "{file} cannot be written ({cause}).", file=path, cause=fault.strerror or fault
        ) from fault


def _rows(sheet: CallSheet, zone: ZoneInfo) -> list[list[str | int]]:
    rows: list[list[str | int]] = []
    for group in sheet.suppliers:
        whom = group.supplier
        for each in group.shortages:
            item, call = each.item, each.call
            since = each.oldest.astimezone(zone).date().isoformat() if each.oldest else ""
            expected = call.expected.isoformat() if call and call.expected else ""
            rows.append([
                whom.purchaser, whom.name, whom.phone, whom.contact, item.sku, item.title,
                item.color, item.size, each.pieces, each.orders, since, expected,
                call.answer if call else "", call.author if call else "",
            ])  # fmt: skip
    return rows

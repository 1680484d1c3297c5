"""The out-of-stock sheet as rows: supplier with telephone, then item and pieces (F43)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial

from textual.content import Content

from csdesk.model.purchasing import CallSheet, Shortage, SupplierShortages
from csdesk.plain import plain
from csdesk.ui.screens.stock_rows import call_words, day, number_name, told
from csdesk.ui.signs import BAD, GOOD, WARN, sign
from csdesk.ui.widgets.entries import GUTTER, Entry
from csdesk.ui.widgets.paragraphs import LABEL, Fact, columns, flow
from csdesk.vocabulary import ON_DUTY
from csdesk.words import _, lasting, named, ngettext, when

SKU_CELLS, KIND_CELLS, PIECES_CELLS, ORDERS_CELLS, AGE_CELLS = 18, 14, 6, 6, 12


def sheet_heading(
    sheet: CallSheet, parts: Sequence[SupplierShortages], zone: str, width: int
) -> Content:
    """Who is on duty, how much is short, and the names of the columns.

    Args:
        sheet: the whole of it.
        parts: what is shown of it.
        zone: of the desk.
        width: cells.
    """
    items = sum(len(each.shortages) for each in parts)
    uncalled = sum(each.uncalled for each in parts)
    duty = ", ".join(sheet.on_duty) or _("nobody that the desk knows of")
    count = ngettext("{n} item", "{n} items", items).format(n=items)
    left = ngettext("{n} not called", "{n} not called", uncalled).format(n=uncalled)
    unknown = ""
    if sheet.unknown:
        unknown = ngettext(
            "{n} item asked for is in no stock file", "{n} items asked for are in no stock file",
            sheet.unknown,
        ).format(n=sheet.unknown)  # fmt: skip
    lines = flow(
        [
            Fact("", _("Out of stock"), "bold"),
            Fact("", when(sheet.made_at, zone)),
            Fact(_(ON_DUTY[sheet.by_roster]), duty, "bold"),
            Fact("", count),
            Fact(_("pieces"), f"{sum(each.pieces for each in parts):,}", "bold"),
            Fact("", left, WARN if uncalled else GOOD),
            Fact("", unknown, WARN),
            Fact(_("customers to tell"), f"{sheet.to_tell:,}" if sheet.to_tell else "", WARN),
        ],
        width - 1,
    )
    heads = (
        "  " + _("Item"), _("Colour, size"), _("Pieces"), _("Orders"), _("Waiting"), _("Call"),
    )  # fmt: skip
    titles = Content.styled(" " * GUTTER + _row(heads, width - GUTTER), LABEL).truncate(width)
    return Content("\n").join([*(Content(" ") + line for line in lines), titles])


def sheet_entries(parts: Sequence[SupplierShortages], zone: str, *, whole: bool) -> list[Entry]:
    """Suppliers and their items as rows.

    Args:
        parts: of the sheet.
        zone: of the desk.
        whole: tell all there is about each item.
    """
    return list(_entries(parts, zone, datetime.now(UTC), whole))


def _entries(
    parts: Sequence[SupplierShortages], zone: str, now: datetime, whole: bool
) -> Iterator[Entry]:
    for part in parts:
        yield Entry(f"supplier {part.supplier.name}", partial(_supplier, part))
        for each in part.shortages:
            yield Entry(f"item {each.item.key}", partial(_item, each, zone, now, whole))


def _supplier(part: SupplierShortages, width: int) -> list[Content]:
    who = part.supplier
    uncalled = ngettext("{n} not called", "{n} not called", part.uncalled).format(n=part.uncalled)
    days = ""
    if who.lead_days is not None:
        days = ngettext("{n} day", "{n} days", who.lead_days).format(n=who.lead_days)
    return flow(
        [
            Fact("", who.name or _("supplier unknown"), "bold"),
            Fact(_("phone"), who.phone or ("" if who.contact else "-"), "bold"),
            Fact("", who.contact),
            Fact(_("purchaser"), who.purchaser),
            Fact(_("delivers in"), days),
            Fact(_("pieces"), f"{part.pieces:,}", "bold"),
            Fact(
                "", uncalled if part.uncalled else _("all called"), WARN if part.uncalled else GOOD
            ),
            Fact("", who.note),
        ],
        width,
        most=2,
    )


def _item(each: Shortage, zone: str, now: datetime, whole: bool, width: int) -> list[Content]:
    item, call = each.item, each.call
    kind = " ".join(filter(None, (plain(item.color), plain(item.size))))
    words, style = _("not called"), BAD
    if call is not None:
        words, style = f"{day(call.expected)} {plain(call.author)}", GOOD
        if call.expected is None:
            words, style = _("no day told") + f" {plain(call.author)}", WARN
    cells = (
        "  " + plain(item.sku), kind, f"{each.pieces:,}", f"{each.orders:,}",
        lasting(each.oldest, now), words,
    )  # fmt: skip
    line = _row(cells, width)
    start = len(_row(cells[:-1], width)) + 1
    first = Content(line).stylize(style, start, len(line)).truncate(width)
    if not whole:
        return [first]
    letter, colour = sign(item.status)
    numbers = item.numbers
    more = flow(
        [
            Fact("", item.title),
            Fact("", f"[{letter}] {named(item.status)}", colour),
            *(
                Fact(number_name(name), told(getattr(numbers, name)))
                for name in ("on_hand", "available", "demand", "inbound")
                if getattr(numbers, name) is not None
            ),
            Fact("", call_words(call, zone, now) if call else ""),
        ],
        width - 4,
        most=2,
    )
    return [first, *(Content("    ") + line for line in more)]


def _row(cells: Sequence[str], width: int) -> str:
    fixed = (SKU_CELLS, KIND_CELLS, PIECES_CELLS, ORDERS_CELLS, AGE_CELLS)
    if width > 110:
        fixed = (SKU_CELLS + 10, KIND_CELLS + 10, PIECES_CELLS, ORDERS_CELLS, AGE_CELLS + 3)
    widths = [*fixed, max(0, width - sum(fixed) - len(fixed))][: len(cells)]
    return columns([cells], widths, right=(2, 3))[0]

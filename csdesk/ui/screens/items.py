"""What goes under an item number: a numbered list to pick from (S15, W14, W21)."""

from __future__ import annotations

from collections.abc import Sequence

from csdesk.model.items import Item
from csdesk.model.status import ItemStatus
from csdesk.model.stock import ItemRow
from csdesk.plain import cell_width
from csdesk.ui.desk_screen import Result
from csdesk.ui.screens.questioning import Questioning
from csdesk.ui.screens.stock_rows import WIDE, number_name, told
from csdesk.ui.signs import sign
from csdesk.ui.widgets.paragraphs import columns, short
from csdesk.words import _, money, named

SKU_CELLS, KIND_CELLS, TITLE_CELLS = 20, 14, 30
"""Cells at most of number, colour with size, title."""

MORE = 12
"""Cells more of the first two where the screen is wide."""

BESIDE = 10
"""Cells beside the lines of a choice: margins, and its number."""


async def chosen_item(screen: Questioning[Result], code: str, attributes: str = "") -> Item | None:
    """The one variant that is meant, chosen by the person where there are several.

    Args:
        screen: the one that asks.
        code: full or short item number.
        attributes: of colour and size what the person has typed; any part of it narrows.

    Returns:
        The item; None where the person went back.

    Raises:
        NotFound: nothing has the number; the nearest are named.
    """
    found = await screen.desk_app.ask(screen.desk_app.desk.editing.items, code)
    narrowed = list(found)
    if attributes:
        exact = [item for item in found if item.attributes == attributes]
        narrowed = exact or [item for item in found if attributes in item.attributes] or narrowed
    if len(narrowed) == 1:
        return narrowed[0]
    there = await stock_of(screen, narrowed)
    # What is there comes first; among equals the order stays, the newest sold first.
    ranked = sorted(zip(narrowed, there, strict=True), key=lambda each: not _is_there(each[1]))
    place = await screen.choose(_("Which of them?"), item_options(ranked, screen.size.width))
    return None if place is None else ranked[place][0]


async def stock_of(screen: Questioning[Result], items: Sequence[Item]) -> Sequence[ItemRow]:
    """How the stock stands of items, in their order."""
    return await screen.desk_app.ask(screen.desk_app.desk.stock.beside, items)


def stock_words(row: ItemRow) -> str:
    """What is there of an item: ``available 7 [N] normal``."""
    letter, _style = sign(row.status)
    number = f"{number_name('available')} {told(row.numbers.available)}"
    return f"{number} [{letter}] {named(row.status)}"


def _is_there(row: ItemRow) -> bool:
    return (row.numbers.available or 0) > 0 and row.status is not ItemStatus.DISCONTINUED


def _kind(item: Item, row: ItemRow) -> str:
    """Colour and size, as the stock tells them: without words before them that cost the room."""
    return " ".join(filter(None, (row.color, row.size))) or item.attributes


def item_options(found: Sequence[tuple[Item, ItemRow]], width: int) -> list[str]:
    """Items to choose from, in columns: number, colour and size, price, stock.

    One without colour and size is told by its title, and so is each where there is room.

    Args:
        found: items with how their stock stands.
        width: cells of the screen.
    """
    more = MORE if width > WIDE else 0
    rows = [
        (
            short(item.sku, SKU_CELLS + more),
            short(_kind(item, row) or item.title, KIND_CELLS + more),
            money(item.unit_price, item.currency), stock_words(row),
            short(item.title if item.attributes else "", TITLE_CELLS),
        )
        for item, row in found
    ]  # fmt: skip
    widths = [max(map(cell_width, cells)) for cells in zip(*rows, strict=True)]
    if sum(widths) + len(widths) > width - BESIDE:  # what is cut off is the title, not the stock
        widths[-1] = 0
    return [line.rstrip() for line in columns(rows, widths, right=(2,))]

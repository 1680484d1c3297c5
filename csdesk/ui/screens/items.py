"""What goes under an item number: a numbered list to pick from (S15, W14, W21)."""

from __future__ import annotations

from collections.abc import Sequence

from csdesk.model.items import Item
from csdesk.model.stock import ItemRow, ItemStatus
from csdesk.plain import plain
from csdesk.ui.desk_screen import Result
from csdesk.ui.screens.questioning import Questioning
from csdesk.ui.screens.stock_rows import number_name, told
from csdesk.ui.signs import sign
from csdesk.ui.widgets.paragraphs import short
from csdesk.words import _, money, named


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
    narrowed = (
        [item for item in found if item.attributes == attributes]
        or [item for item in found if attributes in item.attributes]
        or list(found)
    )
    if len(narrowed) == 1:
        return narrowed[0]
    there = await stock_of(screen, narrowed)
    # What is there comes first; among equals the order stays, the newest sold first.
    ranked = sorted(zip(narrowed, there, strict=True), key=lambda each: not _is_there(each[1]))
    options = [_told(item, row) for item, row in ranked]
    place = await screen.choose(_("Which of them?"), options)
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


def _told(item: Item, row: ItemRow) -> str:
    price = money(item.unit_price, item.currency)
    parts = (short(item.sku, 40), short(item.attributes, 60), price, stock_words(row))
    return plain("  ".join(filter(None, parts)))

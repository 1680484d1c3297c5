"""What goes under an item number: a numbered list to pick from (S15, W14, W21)."""

from __future__ import annotations

from typing import Any

from csdesk.model.items import Item
from csdesk.plain import plain
from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.screens.choosing import Choosing
from csdesk.ui.widgets.paragraphs import short
from csdesk.words import _, money


async def chosen_item(
    screen: DeskScreen[Any], code: str, attributes: str = ""
) -> tuple[Item | None, bool]:
    """The one variant that is meant, chosen by the person where there are several.

    Args:
        screen: the one that asks.
        code: full or short item number.
        attributes: of colour and size what the person has typed; any part of it narrows.

    Returns:
        The item, and whether any goes under the number: None where the person went back.
    """
    found = await screen.desk_app.ask(screen.desk_app.desk.editing.items, code)
    if not found:
        return None, False
    narrowed = (
        [item for item in found if item.attributes == attributes]
        or [item for item in found if attributes in item.attributes]
        or list(found)
    )
    if len(narrowed) == 1:
        return narrowed[0], True
    options = [_told(item) for item in narrowed]
    place = await _place(screen, options)
    return (None if place is None else narrowed[place]), True


async def _place(screen: DeskScreen[Any], options: list[str]) -> int | None:
    return await screen.app.push_screen_wait(Choosing(_("Which of them?"), options))


def _told(item: Item) -> str:
    price = money(item.unit_price, item.currency)
    parts = (short(item.sku, 40), short(item.attributes, 60), price)
    return plain("  ".join(filter(None, parts)))

"""What goes under an item number: a numbered list to pick from (S15, W14, W21)."""

from __future__ import annotations

from csdesk.model.items import Item
from csdesk.plain import plain
from csdesk.ui.desk_screen import Result
from csdesk.ui.screens.questioning import Questioning
from csdesk.ui.widgets.paragraphs import short
from csdesk.words import _, money


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
    place = await screen.choose(_("Which of them?"), [_told(item) for item in narrowed])
    return None if place is None else narrowed[place]


def _told(item: Item) -> str:
    price = money(item.unit_price, item.currency)
    parts = (short(item.sku, 40), short(item.attributes, 60), price)
    return plain("  ".join(filter(None, parts)))

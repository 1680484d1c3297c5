"""Copying what a customer may be told about an order (I11, W11)."""

from __future__ import annotations

from csdesk.model.orders import OrderDetail
from csdesk.ui.copying import copy_out
from csdesk.ui.desk_screen import DeskScreen
from csdesk.words import Language

CHINESE_SITES = frozenset({"TB"})
"""Sites whose buyers read Chinese."""


async def copy_card(screen: DeskScreen[None], detail: OrderDetail, *, other: bool = False) -> None:
    """Copy the answer for the customer of an order, in their language.

    Args:
        screen: that was asked, and tells.
        detail: the order.
        other: in the other language.
    """
    chinese = (detail.row.site in CHINESE_SITES) is not other
    spoken: Language = "zh" if chinese else "en"
    app, number = screen.desk_app, detail.row.order_no
    card = await app.ask(app.desk.speaking.card, number, spoken)
    await copy_out(screen, card, f"answer-{number}")

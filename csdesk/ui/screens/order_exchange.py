"""Another item instead of the one ordered, from the order's screen (W14)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from csdesk.model.counting import whole_number
from csdesk.model.roles import Action
from csdesk.ui.jobs import job
from csdesk.ui.screens.order_acting import OrderActing, line_words
from csdesk.ui.screens.order_money import comes_to
from csdesk.ui.widgets.paragraphs import short
from csdesk.words import N_, _

if TYPE_CHECKING:
    from csdesk.model.changes import Exchanged


class Exchanging(OrderActing, inherit_bindings=False):
    """``e``, the item number, Enter, the pieces, Enter, and Enter again on what it comes to."""

    @job("edit", needs=Action.EDIT)
    async def action_exchange(self) -> None:
        """Ask for line, item and pieces, tell the difference, and exchange."""
        detail = self.detail
        line = await self.choose_line(detail) if detail else None
        if detail is None or line is None:
            return
        from csdesk.ui.screens.items import chosen_item, stock_of, stock_words

        label = _("{line}. Which item instead?").format(line=line_words(line))
        item = await self.write_right(label, "", partial(chosen_item, self))
        if item is None:
            return

        async def previewed(typed: str) -> Exchanged:
            return await app.ask(
                exchanges.preview, *asked, quantity=whole_number(typed),
                attributes=item.attributes,
            )  # fmt: skip

        exchanges, app = self.desk_app.desk.exchanges, self.desk_app
        asked = (detail.row.order_no, line.line_no, item.sku)
        (there,) = await stock_of(self, [item])
        label = _("How many pieces, of {n}? {item}: {stock}").format(
            n=line.quantity, item=short(item.sku, 40), stock=stock_words(there)
        )
        told = await self.write_right(label, str(line.quantity), previewed, over=True)
        if told is not None and await self.agree(_comes_to(told)):
            done = N_("Exchanged; shipping is told. u takes it back.")
            await self.change(
                detail, done, exchanges.exchange, *asked[1:], quantity=told.quantity,
                attributes=item.attributes,
            )  # fmt: skip


def _comes_to(told: Exchanged) -> str:
    """What the exchange comes to, as a question."""
    line = " ".join(filter(None, (told.item.sku, told.item.attributes, f"x{told.quantity}")))
    return _("{told} Exchange?").format(told=comes_to(line, told))

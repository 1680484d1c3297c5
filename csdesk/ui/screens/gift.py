"""A gift or a rebate: type, item number, pieces (S13, S14, W21)."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from csdesk.model.counting import whole_number
from csdesk.model.errors import NotUnderstood
from csdesk.model.family import GiftKind, Given, Offer
from csdesk.model.money import minor_units
from csdesk.model.orders import OrderDetail
from csdesk.model.owed import Account
from csdesk.plain import plain
from csdesk.ui.desk_screen import DeskDialog
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.items import chosen_item
from csdesk.ui.screens.questioning import Questioning
from csdesk.ui.widgets.line_input import LineInput
from csdesk.ui.widgets.paragraphs import LABEL, short
from csdesk.words import N_, _, money, named

KINDS = tuple(GiftKind)

_BOXES = {
    "code": N_("Item number, full or short"),
    "pieces": N_("Pieces"),
    "price": N_("No order tells its price: what does one piece cost?"),
}
"""Boxes and what they ask, in the order in which they come."""


class GiftDialog(DeskDialog[Given], Questioning[Given], inherit_bindings=False):
    """Asks for one thing after the other and gives; what is refused can be typed anew."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("gift"))
    CSS_PATH = "gift.tcss"
    AUTO_FOCUS = ""

    def __init__(self, detail: OrderDetail, account: Account) -> None:
        """Ask about one order.

        Args:
            detail: the order that the goods go with.
            account: what is owed to its buyer.
        """
        super().__init__()
        self._detail = detail
        self._account = account
        self._kind: GiftKind | None = None
        self._offer: Offer | None = None
        self._client_id = uuid4().hex

    def compose_body(self) -> ComposeResult:
        """The types with the account, then the boxes."""
        yield Static(id="gift-head", markup=False)
        yield Static(id="gift-offer", markup=False)
        for name, label in _BOXES.items():
            yield Static(_(label), id=f"gift-{name}-label", classes="gift-label", markup=False)
            yield LineInput(id=f"gift-{name}", classes="gift-box")

    def on_mount(self) -> None:
        """Ask for the type."""
        self._show()

    def _show(self) -> None:
        heading = _("{number}: gift or rebate? Type its number.")
        lines = [Content(plain(heading.format(number=self._detail.row.order_no)))]
        for n, kind in enumerate(KINDS, 1):
            mark = ">" if kind is self._kind else " "
            told = f"{mark} {n} {named(kind)}"
            if kind is GiftKind.REBATE:
                owed = money(self._account.owed, self._account.currency)
                told += "  " + _("owed to this customer: {owed}").format(owed=owed)
            lines.append(Content.styled(told, "bold" if kind is self._kind else ""))
        self.query_one("#gift-head", Static).update(Content("\n").join(lines))
        offer = self.query_one("#gift-offer", Static)
        offer.display = self._offer is not None
        if self._offer is not None:
            offer.update(_offered(self._offer, self._account.currency))
        self._reveal("code", self._kind is not None)
        self._reveal("pieces", self._offer is not None)
        self._reveal("price", self._needs_price)

    def _reveal(self, name: str, there: bool) -> None:
        self.query_one(f"#gift-{name}").display = there
        self.query_one(f"#gift-{name}-label").display = there

    @property
    def _needs_price(self) -> bool:
        offer = self._offer
        return self._kind is GiftKind.REBATE and offer is not None and offer.unit_price is None

    def _typed(self, name: str) -> str:
        return plain(self.query_one(f"#gift-{name}", LineInput).value).strip()

    # Steps

    def on_key(self, event: events.Key) -> None:
        """Before anything is typed a digit is the type."""
        if self._kind is None and event.key in ("1", "2"):
            event.stop()
            self._kind = KINDS[int(event.key) - 1]
            self._show()
            self.query_one("#gift-code").focus()

    @job("take")
    async def action_take(self) -> None:
        """The next step; the last one gives."""
        if self._kind is None:
            return
        focused = self.focused.id if self.focused else ""
        if focused == "gift-code" or self._offer is None:
            await self._ask_offer()
        elif self._needs_price and focused == "gift-pieces":
            self.query_one("#gift-price").focus()
        else:
            await self._give(self._kind, self._offer)

    async def _ask_offer(self) -> None:
        self._offer = None
        self._show()
        code, _blank, attributes = self._typed("code").partition(" ")
        item = await chosen_item(self, code, attributes.strip())
        if item is None:
            return
        gifts, number = self.desk_app.desk.gifts, self._detail.row.order_no
        self._offer = await self.desk_app.ask(gifts.offer, number, item.sku, item.attributes)
        self._show()
        self.query_one("#gift-pieces").focus()

    async def _give(self, kind: GiftKind, offer: Offer) -> None:
        number, currency = self._detail.row.order_no, self._account.currency
        if not (typed := self._typed("pieces")):
            raise NotUnderstood("How many pieces? Type a number.")
        pieces = whole_number(typed)
        price = minor_units(self._typed("price"), currency) if self._needs_price else None
        given = await self.desk_app.ask(
            self.desk_app.desk.gifts.give, number, kind, offer.sku, pieces,
            attributes=offer.attributes, price=price, seen=self._detail.version,
            client_id=self._client_id,
        )  # fmt: skip
        self.dismiss(given)

    def action_back(self) -> None:
        """Give nothing."""
        self.dismiss(None)


def _offered(offer: Offer, currency: str) -> Content:
    price = money(offer.unit_price, currency)
    item = " ".join(filter(None, (short(offer.sku, 40), short(offer.attributes, 40))))
    return Content.assemble((item, "bold"), f"  {price}  ", (short(offer.title, 60), LABEL))

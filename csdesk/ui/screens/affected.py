"""Customers whose orders ask for an item: to tell, to exchange, to refund (F44, I10, W34)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar
from uuid import uuid4

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.purchasing import Affected
from csdesk.model.roles import Action
from csdesk.plain import plain
from csdesk.ui.copying import copy_out
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.notices import notice
from csdesk.ui.screens.claims import waiting_lines
from csdesk.ui.screens.inbox_rows import heading
from csdesk.ui.screens.listing import Listing
from csdesk.ui.screens.stock_rows import item_words
from csdesk.ui.signs import WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import Fact, flow
from csdesk.words import N_, _, named, when

Asked = Callable[[], Awaitable[Sequence[Affected]]]


class AffectedScreen(Listing[None, Sequence[Affected]]):
    """Orders with customer and telephone; ``Enter`` opens the order."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("affected"))
    NOTHING = N_("No customer is concerned.")

    def __init__(self, title: str, note: str, asked: Asked) -> None:
        """Show a list.

        Args:
            title: what it is, a message id.
            note: more about it, in the person's language.
            asked: asks for it.
        """
        super().__init__()
        self._title = title
        self._note = note
        self._ask_for = asked

    async def fetch(self) -> Sequence[Affected]:
        """Ask for it."""
        return await self._ask_for()

    def heading(self, answer: Sequence[Affected]) -> Content:
        """What it is, and how many."""
        return heading(_(self._title), len(answer), self._note)

    def rows(self, answer: Sequence[Affected]) -> Sequence[Entry]:
        """One order each, with its customer."""
        now, zone = datetime.now(UTC), self.desk_app.settings.zone
        return [
            Entry(f"order {each.waiting.order_no} {n}", partial(customer_lines, each, now, zone))
            for n, each in enumerate(answer)
        ]

    @property
    def acting_on(self) -> str:
        """The order under the cursor."""
        return self.key.split(" ")[1] if self.key else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Customers are noted as told only where they are listed to be told."""
        if action == "told":
            return False
        return super().check_action(action, parameters)

    def action_open(self) -> None:
        """Open the order under the cursor."""
        if self.key:
            self.desk_app.open_order(self.acting_on)

    def action_told(self) -> None:
        """Its customer has been told. For lists of those who are to be."""

    @job("copy")
    async def action_copy(self) -> None:
        """Copy the list: order, name, telephone, account, one customer a line."""
        lines = [
            "  ".join(
                plain(text)
                for text in (
                    each.waiting.order_no, each.waiting.name, each.phone, each.account,
                    each.waiting.expected.isoformat() if each.waiting.expected
                    else named(each.waiting.verdict),
                )
            )
            for each in self.answer or ()
        ]  # fmt: skip
        if lines:
            await copy_out(self, "\n".join(lines), "customers")


class ToTellScreen(AffectedScreen):
    """Customers to tell what calls came to, until somebody has (W10)."""

    NOTHING = N_("No customer is to be told of a call.")

    def __init__(self, sku: str = "", name: str = "") -> None:
        """Show whom to tell.

        Args:
            sku: only those who wait for this item; all by default.
            name: of the item, as people read it.
        """
        super().__init__(N_("Customers to tell of the new day:"), name, self._to_tell)
        self._sku = sku

    async def _to_tell(self) -> Sequence[Affected]:
        return await self.desk_app.ask(self.desk_app.desk.purchasing.to_tell, self._sku)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where nobody is listed nobody was told."""
        if action == "told":
            return bool(self.key)
        return super().check_action(action, parameters)

    def action_told(self) -> None:
        """The customer has been told: they leave the list."""
        self._note_told()

    @job("told", needs=Action.PROMISE)
    async def _note_told(self) -> None:
        if not (number := self.acting_on):
            return
        app, told = self.desk_app, (self.answer or ())[int(self.key.rsplit(" ", 1)[1])]
        try:
            await app.ask(app.desk.purchasing.told, number, call=told.call, client_id=uuid4().hex)
        finally:
            await self.load_now()
        text = _("The customer of {number} has been told; u takes it back.")
        notice(self, text.format(number=plain(number)))


def customer_lines(each: Affected, now: datetime, zone: str, width: int) -> list[Content]:
    """An order of a queue, below it how its customer is reached and what they were told."""
    lines = waiting_lines(each.waiting, now, zone, width)
    told = _("promised until {time}").format(time=when(each.promised, zone))
    return lines + [
        Content("  ") + line
        for line in flow(
            [
                Fact("", item_words(each.item) if each.item else ""),
                Fact(_("phone"), each.phone),
                Fact(_("account"), each.account),
                Fact("", told if each.promised else "", WARN),
            ],
            width - 2,
            most=1,
        )
    ]

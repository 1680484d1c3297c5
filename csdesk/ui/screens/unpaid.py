"""Orders that await payment: the list, one of them, and urging (W18)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar
from uuid import uuid4

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.roles import Action
from csdesk.model.urging import Unpaid, UnpaidOrders
from csdesk.plain import plain
from csdesk.ui.copying import copy_out
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.inbox_rows import heading
from csdesk.ui.screens.listing import Answer, Listing
from csdesk.ui.signs import GOOD, WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import Fact, flow, paragraph
from csdesk.words import N_, _, age, money, ngettext, when


class Urging(Listing[None, Answer]):
    """A screen from which a buyer can be urged."""

    @property
    def chosen(self) -> Unpaid | None:
        """The order that keys act on."""
        raise NotImplementedError

    @property
    def acting_on(self) -> str:
        """The order that keys act on."""
        return self.chosen.order.order_no if self.chosen else ""

    @job("urge", needs=Action.URGE)
    async def action_urge(self) -> None:
        """Choose a text by its number: it is noted as sent, and copied (F17).

        Who may not be urged now is named before, with the time of the next.
        """
        each, app = self.chosen, self.desk_app
        if each is None:
            return
        urging = app.desk.urging
        await app.ask(urging.check, each.order.order_no)
        texts = urging.texts(each.order)
        head = _("Urge {name} for {number}: which text?")
        place = await self.choose(
            head.format(name=plain(each.order.name), number=each.order.order_no), texts
        )
        if place is None:
            return
        try:
            urged = await app.ask(
                urging.urge, each.order.order_no, place + 1,
                seen=each.version, client_id=uuid4().hex,
            )  # fmt: skip
        finally:
            self.load()
        await copy_out(self, urged.text, f"urge-{urged.order_no}")


class UnpaidScreen(Urging[UnpaidOrders]):
    """The orders, the newest first; old ones close by themselves in the marketplace."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("unpaid"))
    NOTHING = N_("No order awaits payment.")

    _oldest = False

    async def fetch(self) -> UnpaidOrders:
        """Ask for them."""
        return await self.desk_app.ask(self.desk_app.desk.urging.queue, oldest_first=self._oldest)

    def heading(self, answer: UnpaidOrders) -> Content:
        """How many there are, and which come first."""
        order = _("oldest first") if self._oldest else _("newest first")
        shown = len(answer.orders)
        if answer.total > shown:
            order += ", " + _("the first {n} are shown").format(n=shown)
        return heading(_("Orders that await payment:"), answer.total, order)

    def rows(self, answer: UnpaidOrders) -> Sequence[Entry]:
        """The orders."""
        now, zone = datetime.now(UTC), self.desk_app.settings.zone
        return [
            Entry(f"order {each.order.id}", partial(unpaid_lines, each, now, zone))
            for each in answer.orders
        ]

    @property
    def chosen(self) -> Unpaid | None:
        """The order under the cursor."""
        orders = self.answer.orders if self.answer else ()
        return next((each for each in orders if each.order.id == self.number), None)

    def action_open(self) -> None:
        """Look at the order under the cursor, and at how it was urged."""
        if self.chosen is not None:
            self.app.push_screen(UnpaidCard(self.chosen.order.order_no))

    def action_turn(self) -> None:
        """Begin with the newest orders, or with the oldest."""
        self._oldest = not self._oldest
        self.ask_anew()


class UnpaidCard(Urging[Unpaid]):
    """One order: its age, every urge so far, and when the next may be."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("urging"))
    CURSOR = False

    def __init__(self, number: str) -> None:
        """Show an order.

        Args:
            number: its desk number.
        """
        super().__init__()
        self._order_no = number

    async def fetch(self) -> Unpaid:
        """Ask for it."""
        return await self.desk_app.ask(self.desk_app.desk.urging.one, self._order_no)

    def heading(self, answer: Unpaid) -> Content:
        """Which order."""
        return Content.styled(" " + _("Awaits payment:") + " " + answer.order.order_no, "bold")

    def rows(self, answer: Unpaid) -> Sequence[Entry]:
        """What is known."""
        return [Entry("order", partial(self._lines, answer))]

    def _lines(self, each: Unpaid, width: int) -> list[Content]:
        zone = self.desk_app.settings.zone
        row = each.order
        lines = unpaid_lines(each, datetime.now(UTC), zone, width)
        lines += flow(
            [
                Fact("", row.market_no),
                Fact(_("phone"), row.phone),
                Fact(_("account"), row.account),
                Fact(_("nickname"), row.nick),
                Fact(_("placed"), when(row.placed_at, zone)),
            ],
            width,
        )
        for urge in each.urges:
            label = f"  -> {plain(urge.author)} {when(urge.at, zone)}:"
            lines += paragraph(label, urge.text, width, most=4)
        return lines

    @property
    def chosen(self) -> Unpaid | None:
        """The order that is shown."""
        return self.answer

    def action_open(self) -> None:
        """Open the order."""
        self.desk_app.open_order(self._order_no)


def unpaid_lines(each: Unpaid, now: datetime, zone: str, width: int) -> list[Content]:
    """Number, age, urges so far, the next time; the customer, the goods."""
    row, free = each.order, each.next_at <= now
    urges = len(each.urges)
    count = ngettext("{n} urge", "{n} urges", urges).format(n=urges)
    again = _("may be urged now")
    if not free:
        again = _("next at {time}").format(time=when(each.next_at, zone))
    return flow(
        [
            Fact("", row.order_no, "bold"),
            Fact("", age(row.placed_at, now)),
            Fact("", money(row.total, row.currency)),
            Fact("", count, "bold"),
            Fact("", again, GOOD if free else WARN),
            Fact("", row.name),
            Fact("", row.title),
        ],
        width,
        most=1,
    )

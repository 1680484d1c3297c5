"""Orders that await payment: the list, one of them, and urging (W18)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar
from uuid import uuid4

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.urging import Unpaid, UnpaidOrders
from csdesk.plain import plain
from csdesk.ui.copying import copy_out
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.inbox_rows import heading
from csdesk.ui.screens.listing import Listing
from csdesk.ui.signs import GOOD, WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import Fact, flow, paragraph
from csdesk.words import _, age, money, ngettext, when


class Urging(Listing):
    """A screen from which a buyer can be urged."""

    @property
    def chosen(self) -> Unpaid | None:
        """The order that keys act on."""
        raise NotImplementedError

    @job("urge")
    async def action_urge(self) -> None:
        """Choose a text by its number: it is noted as sent, and copied (F17)."""
        each, app = self.chosen, self.desk_app
        if each is None:
            return
        urging = app.desk.urging
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


class UnpaidScreen(Urging):
    """The orders, the newest first; old ones close by themselves in the marketplace."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("unpaid"))

    def __init__(self) -> None:
        super().__init__()
        self._found = UnpaidOrders((), 0, exact=True)
        self._oldest = False

    async def fetch(self) -> None:
        """Ask for them."""
        urging = self.desk_app.desk.urging
        self._found = await self.desk_app.ask(urging.queue, oldest_first=self._oldest)

    def heading(self) -> Content:
        """How many there are, and which come first."""
        order = _("oldest first") if self._oldest else _("newest first")
        shown = len(self._found.orders)
        if self._found.total > shown:
            order += ", " + _("the first {n} are shown").format(n=shown)
        return heading(_("Orders that await payment:"), self._found.total, order)

    def rows(self) -> Sequence[Entry]:
        """The orders."""
        now, zone = datetime.now(UTC), self.desk_app.settings.zone
        return [
            Entry(f"order {each.order.id}", partial(unpaid_lines, each, now, zone))
            for each in self._found.orders
        ]

    def nothing(self) -> str:
        """All is paid."""
        return _("No order awaits payment.")

    @property
    def chosen(self) -> Unpaid | None:
        """The order under the cursor."""
        return next((e for e in self._found.orders if e.order.id == self.current), None)

    def action_open(self) -> None:
        """Look at the order under the cursor, and at how it was urged."""
        if self.chosen is not None:
            self.app.push_screen(UnpaidCard(self.chosen.order.order_no))

    @job("turn")
    async def action_turn(self) -> None:
        """Begin with the newest orders, or with the oldest."""
        self._oldest = not self._oldest
        self.load()


class UnpaidCard(Urging):
    """One order: its age, every urge so far, and when the next may be."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("urging"))
    CURSOR = False

    def __init__(self, number: str) -> None:
        """Show an order.

        Args:
            number: its desk number.
        """
        super().__init__()
        self._number = number
        self._unpaid: Unpaid | None = None

    async def fetch(self) -> None:
        """Ask for it."""
        self._unpaid = await self.desk_app.ask(self.desk_app.desk.urging.one, self._number)

    def heading(self) -> Content:
        """Which order."""
        return Content.styled(" " + _("Awaits payment:") + " " + self._number, "bold")

    def rows(self) -> Sequence[Entry]:
        """What is known."""
        assert self._unpaid is not None
        return [Entry("order 0", partial(self._drawn, self._unpaid))]

    def _drawn(self, each: Unpaid, width: int) -> list[Content]:
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
        return self._unpaid

    def action_open(self) -> None:
        """Open the order."""
        self.desk_app.open_order(self._number)


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

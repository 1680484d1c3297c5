"""Whether an order can leave, and why not: the answer to "why has it not shipped?" (S40, W11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.can_ship import CanShip, LineVerdict
from csdesk.model.orders import OrderDetail
from csdesk.model.remarks import Remark
from csdesk.model.status import Tab
from csdesk.model.stock import Reason
from csdesk.plain import plain
from csdesk.ui.jobs import job
from csdesk.ui.keys import bindings
from csdesk.ui.screens.claims import ClaimsScreen
from csdesk.ui.screens.item import ItemScreen
from csdesk.ui.screens.prioritising import Prioritising
from csdesk.ui.screens.speaking import copy_card
from csdesk.ui.screens.stock_rows import call_words, leaves_words
from csdesk.ui.signs import WARN, sign
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import LABEL, Fact, flow, paragraph, rule, short
from csdesk.words import _, age, named, when

MOST_REMARK = 4


@dataclass(frozen=True, slots=True)
class Why:
    """What the screen shows."""

    told: CanShip
    detail: OrderDetail

    @property
    def remark(self) -> Remark | None:
        """The last one for shipping."""
        shipping = [each for each in self.detail.remarks if each.tab is Tab.SHIPPING]
        return shipping[-1] if shipping else None


class CanShipScreen(Prioritising[Why]):
    """The verdict with its reason, place and day; then each line; then the last shipping remark."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("can_ship"))

    def __init__(self, number: str) -> None:
        """Show the verdict of an order.

        Args:
            number: any of its numbers.
        """
        super().__init__()
        self._number = number

    async def fetch(self) -> Why:
        """Ask for the verdict, and for the order with its remarks."""
        app = self.desk_app
        told = await app.ask(app.desk.stock.can_ship, self._number)
        return Why(told, await app.ask(app.desk.orders.order, told.order_no))

    @property
    def order_now(self) -> str:
        """The order that is shown."""
        return self.answer.told.order_no if self.answer else ""

    @property
    def is_first(self) -> bool:
        """Whether it was put first already."""
        return self.answer is not None and self.answer.told.priority > 0

    @property
    def order_no(self) -> str:
        """The order that is open here, for colleagues to see."""
        return self.order_now

    def heading(self, answer: Why) -> Content:
        """Verdict, reason, place, day."""
        return Content("\n").join(
            verdict_lines(answer.told, self.desk_app.settings.zone, self.size.width)
        )

    def rows(self, answer: Why) -> Sequence[Entry]:
        """The lines of the order, its parts, the last shipping remark."""
        zone, now = self.desk_app.settings.zone, datetime.now(UTC)
        rows = [
            Entry(f"line {n}", partial(line_lines, each, zone, now))
            for n, each in enumerate(answer.told.lines)
        ]
        rows += [
            Entry(f"part {number}", lambda _w, number=number: [Content(plain(number))])  # type: ignore[misc]  # number is bound here
            for number in answer.told.parts
        ]
        return [*rows, Entry("remark", partial(_remark, answer.remark, zone))]

    def _current(self) -> LineVerdict | None:
        kind, _blank, place = self.key.partition(" ")
        return self.answer.told.lines[int(place)] if self.answer and kind == "line" else None

    # Commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is for a line needs one that names an item."""
        if action in ("open", "item"):
            line = self._current()
            return bool(line and line.key) or (action == "open" and self.key.startswith("part "))
        return super().check_action(action, parameters)

    def action_open(self) -> None:
        """The queue of the line's item, or the verdict of a part."""
        line = self._current()
        if line is not None and line.key:
            self.app.push_screen(ClaimsScreen(line.key, at=self.order_now))
        elif self.key.startswith("part "):
            self.app.push_screen(CanShipScreen(self.key.removeprefix("part ")))

    def action_item(self) -> None:
        """The item of the line."""
        line = self._current()
        if line is not None and line.key:
            self.app.push_screen(ItemScreen(line.key))

    @job("copy")
    async def action_copy(self) -> None:
        """What the customer may be told, in their language."""
        if self.answer is not None:
            await copy_card(self, self.answer.detail)

    @job("copy")
    async def action_speak(self) -> None:
        """The same in the other language."""
        if self.answer is not None:
            await copy_card(self, self.answer.detail, other=True)


def verdict_lines(told: CanShip, zone: str, width: int) -> list[Content]:
    """Verdict, reason, place, and the day of the stock file that they rest on."""
    verdict = leaves_words(told.verdict, told.expected)
    state, colour = sign(told.order_status)
    lines = flow(
        [
            Fact("", told.order_no, "bold"),
            Fact("", f"[{state}] {named(told.order_status)}", colour),
            Fact("", verdict, f"bold {sign(told.verdict).style}"),
            Fact(_("reason"), named(told.reason), "bold"),
            Fact(_("place in the queue"), f"{told.place:,}" if told.place else ""),
            Fact("", _("put first by a lead") if told.priority else "", WARN),
        ],
        width - 1,
    )
    as_of = _("stock as of {time}").format(time=when(told.taken_at, zone))
    if told.taken_at is None:
        as_of = _("no stock file tells of its items")
    lines.append(Content.styled(as_of, LABEL))
    return [Content(" ") + line for line in lines]


def line_lines(each: LineVerdict, zone: str, now: datetime, width: int) -> list[Content]:
    """One line of the order: what of it is there, when the rest comes, and who said so."""
    verdict, style = leaves_words(each.verdict, each.expected), sign(each.verdict).style
    item = " ".join(filter(None, (short(each.sku, 30), short(each.attributes, 40))))
    covered = _("{n:,} of {all:,} there").format(n=each.covered, all=each.quantity)
    lines = flow(
        [
            Fact("", f"{each.line_no} {item or short(each.title, 60)} x{each.quantity}", "bold"),
            Fact("", verdict, style),
            Fact("", covered),
            Fact("", named(each.reason) if each.reason is not Reason.IN_STOCK else ""),
            Fact(_("place"), f"{each.place:,}" if each.place else ""),
            Fact(_("pieces before it"), f"{each.ahead:,}" if each.ahead else ""),
            Fact("", each.title if item else "", LABEL),
        ],
        width,
        most=2,
    )
    if each.call is not None:
        lines += paragraph("  ->", call_words(each.call, zone, now), width, most=2)
    return lines


def _remark(remark: Remark | None, zone: str, width: int) -> list[Content]:
    head = rule(_("Last shipping remark"), width)
    if remark is None:
        return [head, Content.styled(_("There is none."), LABEL)]
    by = f"{plain(remark.author)} {when(remark.at, zone)} ({age(remark.at, datetime.now(UTC))}):"
    return [head, *paragraph(by, remark.text, width, most=MOST_REMARK)]

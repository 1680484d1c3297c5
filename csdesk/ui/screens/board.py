"""The lead board: what is stuck, in numbers; each of them opens its list (W27, F52)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.content import Content

from csdesk.model.board import Glance, LeadBoard, Number
from csdesk.model.shifts import Shift, ShiftState
from csdesk.model.status import Tab
from csdesk.plain import cell_width, fit, plain
from csdesk.ui.keys import bindings
from csdesk.ui.screens.listing import Listing
from csdesk.ui.signs import BAD, WARN
from csdesk.ui.widgets.entries import Entry
from csdesk.ui.widgets.paragraphs import LABEL, Fact, flow
from csdesk.words import N_, _, age, language, when

if TYPE_CHECKING:
    from textual.screen import Screen

    from csdesk.model.settings import ShiftKind

WORDS = {
    Glance.ITEMS: N_("Hand-over items not acknowledged"),
    Glance.DIFFERENCES: N_("Count differences, unexplained"),
    Glance.LATE: N_("Orders past their ship-by moment"),
    Glance.SOON: N_("Orders to leave within a day"),
    Glance.SHORTAGES: N_("Items short, nobody called"),
    Glance.STUCK: N_("Made from orders, and stuck"),
    Glance.FINANCE: N_("Asked of finance"),
    Glance.SHIPPING: N_("Asked of shipping"),
    Glance.REQUESTS: N_("Requests for a lead"),
    Glance.CONFLICTS: N_("Orders in conflict"),
    Glance.QUERIES: N_("Questions back to whoever asked"),
    Glance.OVERDUE: N_("Promises past their time"),
    Glance.CARRIED: N_("Items carried three times or more"),
}
"""English words for the numbers."""

NOT_COUNTED = {
    Glance.ITEMS: N_("no shift was closed yet"),
    Glance.SHORTAGES: N_("no stock file was taken in yet"),
}
"""Why there is no number: nothing was counted, which is not zero."""

_TOTAL_CELLS = 6
_URGENT = frozenset({Glance.ITEMS, Glance.LATE, Glance.OVERDUE, Glance.DIFFERENCES})


class BoardScreen(Listing[None, LeadBoard]):
    """The numbers; a digit or Enter opens the list behind one."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings("board"))

    async def fetch(self) -> LeadBoard:
        """Have it all counted."""
        return await self.desk_app.ask(self.desk_app.desk.board.look)

    def heading(self, answer: LeadBoard) -> Content:
        """Who is on shift, who has a session open, what became of the shift before."""
        settings, width = self.desk_app.settings, self.size.width
        facts = [Fact("", _("Lead board"), "bold")]
        if answer.on is None:
            facts.append(Fact("", _("no shift is on")))
        else:
            people = ", ".join(
                f"{plain(each.name)} {_clock(each.came_at, settings.zone)}"
                for each in answer.on_shift
            )
            kind = kind_words(settings.shifts.kind(answer.on.kind), answer.on.kind)
            facts.append(Fact(kind, people or _("nobody")))
        if answer.last is not None:
            facts.append(Fact("", _last(answer.last, settings.zone)))
        there = ", ".join(
            plain(each.name) + (f" x{each.sessions}" if each.sessions > 1 else "")
            for each in answer.signed_in
        )
        facts.append(Fact(_("online"), there or _("nobody")))
        return Content("\n").join([*flow(facts, width), Content("")])

    def rows(self, answer: LeadBoard) -> Sequence[Entry]:
        """The numbers in their sequence."""
        now = datetime.now(UTC)
        keys = {figure: str((place + 1) % 10) for place, figure in enumerate(Glance) if place < 10}
        return [
            Entry(each.figure.value, partial(_number, each, keys.get(each.figure, ""), now))
            for each in answer.numbers
        ]

    # The lists behind the numbers

    def action_open(self) -> None:
        """The list behind the number under the cursor."""
        if self.key:
            self._open(Glance(self.key))

    def _open(self, figure: Glance) -> None:
        if query := _SEARCHES.get(figure):
            self.desk_app.find_orders(query)
        else:
            self.app.push_screen(_screen(figure))

    def action_items(self) -> None:
        """What the last shift handed over."""
        self._open(Glance.ITEMS)

    def action_differences(self) -> None:
        """The ledger."""
        self._open(Glance.DIFFERENCES)

    def action_late(self) -> None:
        """Orders past their moment to ship by."""
        self._open(Glance.LATE)

    def action_soon(self) -> None:
        """Orders that must leave within a day."""
        self._open(Glance.SOON)

    def action_shortages(self) -> None:
        """The out-of-stock sheet."""
        self._open(Glance.SHORTAGES)

    def action_stuck(self) -> None:
        """What was made from orders and does not get on."""
        self._open(Glance.STUCK)

    def action_finance(self) -> None:
        """What finance is asked."""
        self._open(Glance.FINANCE)

    def action_shipping(self) -> None:
        """What shipping is asked."""
        self._open(Glance.SHIPPING)

    def action_requests(self) -> None:
        """What leads are asked."""
        self._open(Glance.REQUESTS)

    def action_conflicts(self) -> None:
        """Orders in conflict."""
        self._open(Glance.CONFLICTS)


_SEARCHES = {
    Glance.LATE: "is:late sort:due",
    Glance.SOON: "is:soon sort:due",
    Glance.CONFLICTS: "is:conflict",
}
"""Numbers behind which orders stand: what finds them."""


def _screen(figure: Glance) -> Screen[None]:
    """The list behind a number, each loaded when it is asked for."""
    if figure in (Glance.FINANCE, Glance.SHIPPING):
        from csdesk.ui.screens.inbox import InboxScreen

        return InboxScreen(Tab(figure.value))
    if figure is Glance.QUERIES:
        from csdesk.ui.screens.my_queue import QueueScreen

        return QueueScreen(everybody=True)
    return _PLAIN[figure]()


def _carried() -> Screen[None]:
    from csdesk.ui.screens.board_items import CarriedScreen

    return CarriedScreen()


def _handover() -> Screen[None]:
    from csdesk.ui.screens.handover import HandoverScreen

    return HandoverScreen()


def _ledger() -> Screen[None]:
    from csdesk.ui.screens.ledger import LedgerScreen

    return LedgerScreen(at_difference=True)


def _shortages() -> Screen[None]:
    from csdesk.ui.screens.shortages import ShortagesScreen

    return ShortagesScreen()


def _stuck() -> Screen[None]:
    from csdesk.ui.screens.stuck import StuckScreen

    return StuckScreen()


def _requests() -> Screen[None]:
    from csdesk.ui.screens.lead import LeadScreen

    return LeadScreen()


def _promises() -> Screen[None]:
    from csdesk.ui.screens.promises import PromisesScreen

    return PromisesScreen()


_PLAIN = {
    Glance.ITEMS: _handover,
    Glance.CARRIED: _carried,
    Glance.DIFFERENCES: _ledger,
    Glance.SHORTAGES: _shortages,
    Glance.STUCK: _stuck,
    Glance.REQUESTS: _requests,
    Glance.OVERDUE: _promises,
}


# What is drawn


def kind_words(kind: ShiftKind | None, code: str) -> str:
    """What people call a kind of shift; its code where desk.toml no longer has it."""
    if kind is None:
        return plain(code)
    return plain(kind.name_en if language() == "en" and kind.name_en else kind.name)


def _last(shift: Shift, zone: str) -> str:
    """What became of the shift before."""
    text = _("the last one closed {when} by {who}, not received yet")
    if shift.state is ShiftState.RECEIVED:
        text = _("the last one closed {when} by {who}, received")
    return text.format(when=when(shift.cutoff_at, zone), who=plain(shift.closed_by))


def _clock(at: datetime, zone: str) -> str:
    return when(at, zone)[-5:]


def _number(each: Number, key: str, now: datetime, width: int) -> list[Content]:
    label, more = _(WORDS[each.figure]), _more(each, now)
    total = "-" if each.total is None else f"{each.total:,}"
    words = max(8, min(33, width - 6 - _TOTAL_CELLS - 20))
    head = (
        f"{f'[{key}]' if key else '':3} {fit(label, words)} {fit(total, _TOTAL_CELLS, right=True)}"
    )
    style = ""
    if each.total:
        style = f"bold {BAD if each.figure in _URGENT else WARN}"
    room = max(0, width - cell_width(head) - 2)
    return [Content.assemble((head, style), "  ", (fit(more, room).rstrip(), LABEL))]


def _more(each: Number, now: datetime) -> str:
    """What stands behind a number: since when, how many of them are critical."""
    if each.total is None:
        return _(NOT_COUNTED[each.figure])
    told = []
    if each.critical:
        told.append(_("{n} critical").format(n=each.critical))
    if each.total and each.since is not None:
        text = _("the first {when}") if each.figure is Glance.SOON else _("the oldest {when}")
        told.append(text.format(when=age(each.since, now)))
    return " · ".join(told)

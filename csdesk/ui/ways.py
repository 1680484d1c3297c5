"""The ways to the screens, and what waits for the person there."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.widgets import Input

from csdesk.model.errors import Refused
from csdesk.model.roles import Action
from csdesk.model.status import Tab
from csdesk.ui.desk_screen import DeskScreen
from csdesk.ui.jobs import job
from csdesk.ui.notices import notice, refusal
from csdesk.ui.screens.order_acting import OrderActing
from csdesk.ui.sitting import Sitting
from csdesk.words import _, named

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen

    from csdesk.model.asks import Unread
    from csdesk.model.mirror import MirrorFault
    from csdesk.model.remarks import SavedRemark
    from csdesk.ui.app import CsdeskApp


class Ways(Sitting):
    """A session that knows what is asked of its person."""

    unread: Unread | None = None
    """What waits, as last counted; None until it was."""

    working = ""
    """Code of the kind of shift in which the person works now; empty where they are in none."""

    rights: frozenset[Action] | None = None
    """What the person may do, as last learned: for what is shown. None until it was."""

    _told_mirror: dict[MirrorFault, int] | None = None

    async def learn_rights(self) -> None:
        """Ask what the person may do, and offer keys accordingly; roles change seldom."""
        rights = await self.ask(self.desk.learn_rights)
        if rights != self.rights:
            self.rights = rights
            if isinstance(self.screen, DeskScreen):
                self.screen.show_keys()

    async def count_unread(self) -> None:
        """Count what waits for this person, and show it in the header line."""
        counted = await self.ask(self.desk.inboxes.unread)
        if counted != self.unread:
            known = self.unread.notices if self.unread else 0
            self.unread = counted
            if isinstance(self.screen, DeskScreen):
                self.screen.show_facts()
            if counted.notices > known:
                await self.tell_notice()

    async def tell_notice(self) -> None:
        """Say what the newest notice says, on whatever screen the person is."""
        from csdesk.ui.screens.shift_words import notice_words

        unread = await self.ask(self.desk.notices.unread)
        if unread:
            newest, told = unread[-1], _("{text}  (g e: {n} to read)")
            text = notice_words(newest, self.settings.shifts)
            if "who" not in newest.facts:  # else the desk's own sentence names them
                text = f"{newest.author}: {text}"
            notice(self, told.format(text=text, n=len(unread)), news=True)

    def unread_words(self) -> str:
        """What waits, with the keys that lead there; nothing where nothing does."""
        if self.unread is None:
            return ""
        counts = (
            ("g f", self.unread.finance), ("g d", self.unread.shipping), ("g m", self.unread.mine),
            ("g l", self.unread.lead), ("g h", self.unread.handover),
            ("g a", self.unread.amazon),
            ("g t", self.unread.swaps), ("g e", self.unread.notices),
        )  # fmt: skip
        return "  ".join(f"[{key} {n}]" for key, n in counts if n)

    async def look_at_shift(self, *, tells: bool = False) -> None:
        """Ask whether the person works in a shift, and show it in the header line.

        Args:
            tells: say so where a colleague has closed it.
        """
        working = await self.ask(self.desk.shifts.working)
        if working != self.working:
            if tells and not working:
                text = _("Your shift was closed. g u opens or joins the next one.")
                notice(self, text, news=True)
            self.working = working
            if isinstance(self.screen, DeskScreen):
                self.screen.show_facts()

    @job("arrive")
    async def arrive(self) -> None:
        """Ask who comes to work which shift it is, on a desk that works in shifts (W1)."""
        arrival = await self.ask(self.desk.shifts.arrival)
        if not arrival.asks or len(self.screen_stack) > 1:
            return
        if isinstance(self.focused, Input):
            notice(self, _("You are in no shift. g u opens or joins one."), news=True)
        else:
            await self.action_shift()

    async def tell_mirror(self) -> None:
        """Say what differs from the marketplace's own remarks, once an import made it worse."""
        from csdesk.model.mirror import MirrorFault

        counts = await self.ask(self.desk.mirror.counted)
        if counts is None:  # nobody has counted yet: whatever it comes to is news
            self._told_mirror = self._told_mirror or dict.fromkeys(MirrorFault, 0)
            return
        before, self._told_mirror = self._told_mirror or counts, counts
        worse = any(n > before[fault] for fault, n in counts.items())
        wrong = counts[MirrorFault.MISSING] + counts[MirrorFault.DIFFERENT]
        if worse and wrong:
            text = _(
                "The market's own remarks: {missing} missing, {different} different,"
                " {alone} only there. m lists them."
            )
            notice(
                self,
                text.format(
                    missing=counts[MirrorFault.MISSING],
                    different=counts[MirrorFault.DIFFERENT],
                    alone=counts[MirrorFault.ONLY_THERE],
                ),
                news=True,
            )

    def open_order(self, number: str) -> None:
        """Show one order on top of what is shown."""
        from csdesk.ui.screens.order import OrderScreen

        self.push_screen(OrderScreen(number))

    @job("write", needs=Action.REMARK)
    async def write_remark(
        self, number: str, tab: Tab, then: Callable[[SavedRemark | None], None] | None = None
    ) -> None:
        """Open the editor for a remark on a number, imported or not.

        Args:
            number: desk number, or a marketplace number not imported yet.
            tab: where the remark will stand.
            then: called with the receipt, or with None when the person went back.
        """
        from csdesk.ui.screens.remark_editor import RemarkEditor

        self.push_screen(RemarkEditor(number, tab), then)

    def find_orders(self, query: str) -> None:
        """Show the orders that a query finds on top of what is shown; Esc comes back to it."""
        from csdesk.ui.screens.found import FoundScreen

        self.push_screen(FoundScreen(query))

    def open_remark(self, number: str, tab: Tab, remark_id: int) -> None:
        """Show an order with the cursor on one of its remarks."""
        from csdesk.ui.screens.order import OrderScreen

        self.push_screen(OrderScreen(number, tab=tab, at=remark_id))

    async def action_orders(self) -> None:
        """Back to the list of orders. For the app."""
        raise NotImplementedError

    async def _go(self, screen: Screen[None]) -> None:
        await self.action_orders()
        self.push_screen(screen)

    async def action_roster(self) -> None:
        """To who is to work when, and the swaps of shifts."""
        from csdesk.ui.screens.roster import RosterScreen

        await self._go(RosterScreen())

    async def action_notices(self) -> None:
        """To what the person is told."""
        from csdesk.ui.screens.notices import NoticesScreen

        await self._go(NoticesScreen())

    async def action_lead(self) -> None:
        """To what is stuck, in numbers."""
        from csdesk.ui.screens.board import BoardScreen

        await self._go(BoardScreen())

    async def action_since(self) -> None:
        """To what others did to my orders while I was away."""
        from csdesk.ui.screens.since import SinceScreen

        await self._go(SinceScreen())

    async def action_requests(self) -> None:
        """To what leads are asked."""
        from csdesk.ui.screens.lead import LeadScreen

        await self._go(LeadScreen())

    async def action_shift(self) -> None:
        """To the shift of the person."""
        from csdesk.ui.screens.arrival import ArrivalScreen

        await self._go(ArrivalScreen())

    def close_shift(self) -> None:
        """Show what would be reported if the shift that is on were closed now."""
        from csdesk.ui.screens.closing import ClosingScreen

        self.push_screen(ClosingScreen())

    def open_shift_report(self, shift_id: int, *, comment: bool = False) -> None:
        """Show the report of a closed shift on top of what is shown, to comment on it or not."""
        from csdesk.ui.screens.shift_report import ShiftReportScreen

        self.push_screen(ShiftReportScreen(shift_id, comment=comment))

    async def action_unpaid(self) -> None:
        """To the orders that await payment."""
        from csdesk.ui.screens.unpaid import UnpaidScreen

        await self._go(UnpaidScreen())

    async def action_cases(self) -> None:
        """To the after-sale cases."""
        from csdesk.ui.screens.cases import CasesScreen

        await self._go(CasesScreen())

    async def action_amazon(self) -> None:
        """To Amazon's notices."""
        from csdesk.ui.screens.amazon import AmazonScreen

        await self._go(AmazonScreen())

    async def action_imports(self) -> None:
        """To the imports."""
        from csdesk.ui.screens.imports import ImportsScreen

        await self.action_orders()
        self.push_screen(ImportsScreen())

    def action_drafts(self) -> None:
        """To the remarks that were typed and not saved."""
        from csdesk.ui.screens.remark_editor_list import DraftsScreen

        self.push_screen(DraftsScreen())

    async def action_finance_inbox(self) -> None:
        """To what finance is asked."""
        from csdesk.ui.screens.inbox import InboxScreen

        await self._go(InboxScreen(Tab.FINANCE))

    async def action_shipping_inbox(self) -> None:
        """To what shipping is asked."""
        from csdesk.ui.screens.inbox import InboxScreen

        await self._go(InboxScreen(Tab.SHIPPING))

    async def action_stuck(self) -> None:
        """To what was made from orders and does not get on."""
        from csdesk.ui.screens.stuck import StuckScreen

        await self._go(StuckScreen())

    async def action_stock(self) -> None:
        """To the stock."""
        from csdesk.ui.screens.stock import StockScreen

        await self._go(StockScreen())

    async def action_shortages(self) -> None:
        """To the out-of-stock sheet."""
        from csdesk.ui.screens.shortages import ShortagesScreen

        await self._go(ShortagesScreen())

    async def action_reports(self) -> None:
        """To the report of the shift that is on, or of today."""
        from csdesk.ui.screens.reports import ReportsScreen

        await self._go(ReportsScreen())

    async def action_my_queue(self) -> None:
        """To what I asked, questions to me, and where I am called."""
        from csdesk.ui.screens.my_queue import QueueScreen

        await self._go(QueueScreen())

    async def action_promised(self) -> None:
        """To what customers were told, and by when."""
        from csdesk.ui.screens.promises import PromisesScreen

        await self._go(PromisesScreen())

    async def action_handover(self) -> None:
        """To what the shift before handed over, and what goes to the next."""
        from csdesk.ui.screens.handover import HandoverScreen

        await self._go(HandoverScreen())

    @job("hand over", needs=Action.SHIFT)
    async def action_hand_over(self) -> None:
        """Write something down for the next shift, about the order that is shown or none (W25)."""
        screen = self.screen
        await self.write_item(screen.acting_on if isinstance(screen, DeskScreen) else "")

    async def write_item(self, about: str) -> None:
        """Ask for an item for the next shift; what was typed for it before is there again.

        Args:
            about: a number of an order, or a topic; may be empty.
        """
        from csdesk.ui.screens.handover_drafts import draft_at
        from csdesk.ui.screens.handover_form import ItemForm, place_of

        beginning = await self.ask(self.desk.handover.beginning, about)
        draft = await draft_at(cast("CsdeskApp", self), place_of(beginning))
        item = await self.push_screen_wait(ItemForm(beginning, draft=draft))
        if item is not None:
            text = _("It goes to the next shift ({n}): g h.")
            notice(self, text.format(n=named(item.urgency)))

    async def action_review(self) -> None:
        """To the orders that await review; while critical items wait, to what is handed over."""
        from csdesk.ui.screens.review import ReviewScreen

        try:
            await self.ask(self.desk.receiving.check_queue)
        except Refused as closed:
            await self.action_handover()
            refusal(self, closed)
            return
        await self._go(ReviewScreen())

    @job("mirror")
    async def action_mirror(self) -> None:
        """Compare the order that is shown with the marketplace, or all orders in work."""
        from csdesk.ui.screens.mirror import MirrorScreen

        screen = self.screen
        if isinstance(screen, OrderActing):
            if screen.detail is not None:
                self.push_screen(MirrorScreen(screen.detail.row.order_no))
            return
        if not isinstance(screen, MirrorScreen):
            self.push_screen(MirrorScreen())

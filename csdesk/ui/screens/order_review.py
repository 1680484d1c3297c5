"""Deciding about an order from its screen: approve, mark as a problem, hold, release (W5, W6)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from csdesk.model.roles import Action
from csdesk.model.status import OrderStatus
from csdesk.ui.jobs import job
from csdesk.ui.screens.order_acting import OrderActing
from csdesk.ui.screens.review_card import in_words
from csdesk.words import N_, _

if TYPE_CHECKING:
    from csdesk.model.review import Reviewed


class Deciding(OrderActing, inherit_bindings=False):
    """What a reviewer does with the order that is shown."""

    busy = False
    """Whether a decision is on its way: keys wait until the next order stands there."""

    async def reviewed(self) -> Reviewed | None:
        """The checks of the order that is shown."""
        if self.detail is None:
            return None
        desk = self.desk_app.desk
        return await self.desk_app.ask(desk.review.check, self.detail.row.order_no)

    async def decided(self) -> None:
        """The order has been decided about. For subclasses."""

    @job("decide", needs=Action.REVIEW)
    async def action_approve(self) -> None:
        """Approve it; where a check failed the person is asked once more."""
        await self._decide(self._approve)

    @job("decide", needs=Action.REVIEW)
    async def action_problem(self) -> None:
        """Hold it for an error in the file, whose rows are marked in a table."""
        await self._decide(self._problem)

    @job("decide", needs=Action.REVIEW)
    async def action_hold(self) -> None:
        """Hold it, or let it go on."""
        await self._decide(self._hold)

    async def _decide(self, decision: Callable[[], Awaitable[bool]]) -> None:
        self.busy = True
        try:
            if await decision():
                await self.decided()
        finally:
            self.busy = False

    async def _approve(self) -> bool:
        detail = self.detail
        reviewed = await self.reviewed()
        if detail is None or reviewed is None:
            return False
        if reviewed.failed and detail.row.order_status is OrderStatus.AWAITING_REVIEW:
            text = _("{what}\nApprove all the same?")
            if not await self.agree(text.format(what=in_words(reviewed.failed))):
                return False
        gate = self.desk_app.desk.gate
        await self.change(detail, N_("Approved; u takes it back."), gate.approve)
        return True

    async def _problem(self) -> bool:
        detail = self.detail
        reason = await self._reason(_("What is wrong?"))
        if detail is None or not reason:
            return False
        done = N_("Held, and marked in the table in exports/; u takes it back.")
        await self.change(detail, done, self.desk_app.desk.gate.problem, reason)
        return True

    async def _hold(self) -> bool:
        detail, gate = self.detail, self.desk_app.desk.gate
        if detail is None:
            return False
        if detail.row.order_status is OrderStatus.HELD:
            done = N_("Released; u takes it back.")
            await self.change(detail, done, gate.release)
        elif reason := await self._reason(_("Why is the order held?")):
            await self.change(detail, N_("Held; u takes it back."), gate.hold, reason)
        else:
            return False
        return True

    async def _reason(self, heading: str) -> str:
        """A reason by its number, or in words; empty where the person went back."""
        if self.detail is None:
            return ""
        reasons = self.desk_app.desk.gate.reasons()
        place = await self.choose(heading, [*reasons, _("something else: write it")])
        if place is None:
            return ""
        if place < len(reasons):
            return reasons[place]
        written = await self.write(heading)
        return written or ""

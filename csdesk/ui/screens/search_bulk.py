"""Changing the orders that are marked in the list (F20)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from csdesk.model.roles import Action
from csdesk.model.status import Flag
from csdesk.ui.jobs import job
from csdesk.ui.keys import offered
from csdesk.ui.notices import notice
from csdesk.ui.screens.questioning import Questioning
from csdesk.ui.widgets.order_table import OrderTable
from csdesk.words import N_, _, named

if TYPE_CHECKING:
    from csdesk.model.bulk import BulkAction

_WILL = {
    "approve": N_("{n:,} of {all:,} will be approved"),
    "hold": N_("{n:,} of {all:,} will be held"),
    "release": N_("{n:,} of {all:,} will go on"),
    "flag": N_("{n:,} of {all:,} will be flagged"),
}


class Marking(Questioning[None], inherit_bindings=False):
    """``B``: what is to be done with the marked orders, a look at what is skipped, and done."""

    @property
    def acting_on(self) -> str:
        """The order under the cursor."""
        row = self.query_one(OrderTable).row
        return row.order_no if row else ""

    @job("bulk")
    @offered(Action.REVIEW, Action.EDIT)
    async def action_bulk(self) -> None:
        """Change every order that is marked; without marks, the one under the cursor."""
        table = self.query_one(OrderTable)
        numbers = list(table.marked.values())
        if not numbers and table.row:
            numbers = [table.row.order_no]
        if not numbers:
            return
        actions = await self.desk_app.ask(self.desk_app.desk.bulk.allowed)
        heading = _("What is to be done with {n:,} orders?").format(n=len(numbers))
        place = await self.choose(heading, [named(each) for each in actions])
        if place is None:
            return
        action, app = actions[place], self.desk_app
        value = await self._value(action)
        if value is None:
            return
        from csdesk.ui.screens.review_bulk import BulkScreen

        bulk = app.desk.bulk
        preview = await app.ask(bulk.preview, action, numbers, value)
        will = _(_WILL[action]).format(n=len(preview.ready), all=len(numbers))
        screen = BulkScreen(will, len(preview.ready), preview.skipped)
        if not await self.app.push_screen_wait(screen):
            return
        done = await app.ask(bulk.do, action, preview.ready, value, uuid4().hex)
        text = _("{n:,} orders changed; u takes it back.").format(n=len(done.order_nos))
        if done.skipped:
            names = "; ".join(each.told for each in done.skipped[:3])
            text += " " + _("{n:,} skipped: {names}").format(n=len(done.skipped), names=names)
        notice(self, text, warning=bool(done.skipped))
        table.unmark()

    async def _value(self, action: BulkAction) -> str | None:
        """The flag, or why the orders are held; empty where nothing is asked."""
        from csdesk.model.bulk import BulkAction

        if action is BulkAction.FLAG:
            flags = list(Flag)
            place = await self.choose(_("Which flag?"), [named(flag) for flag in flags])
            return None if place is None else flags[place].value or "none"
        if action is not BulkAction.HOLD:
            return ""
        heading, reasons = _("Why are the orders held?"), self.desk_app.desk.gate.reasons()
        place = await self.choose(heading, [*reasons, _("something else: write it")])
        if place is None or place < len(reasons):
            return None if place is None else reasons[place]
        return await self.write(heading)

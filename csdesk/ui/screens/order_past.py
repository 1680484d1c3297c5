"""From an order to how it stood (I5)."""

from __future__ import annotations

from csdesk.ui.jobs import job
from csdesk.ui.screens.order_acting import OrderActing
from csdesk.words import _


class LookingBack(OrderActing, inherit_bindings=False):
    """``O`` shows the order as of an instant."""

    @job("as_of")
    async def action_as_of(self) -> None:
        """Ask for an instant, and show the order as it stood then."""
        from csdesk.ui.screens.past import PastScreen

        if self.detail is None:
            return
        number, app = self.detail.row.order_no, self.desk_app
        label = _("As of when? 09:00, yesterday 17:00, 8h, last-shift, #step")
        of = app.desk.as_of.moment
        moment = await self.write_right(
            label, _("last-shift"), lambda typed: app.ask(of, typed), over=True
        )
        if moment is not None:
            app.push_screen(PastScreen(number, moment))

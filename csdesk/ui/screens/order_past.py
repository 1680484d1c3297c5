"""From an order to how it stood (I5), and to what else its customer has ordered (S6)."""

from __future__ import annotations

from csdesk.ui.jobs import job
from csdesk.ui.notices import notice
from csdesk.ui.screens.order_acting import OrderActing
from csdesk.ui.typed_query import quoted
from csdesk.words import _

PAID = "is:paid"
"""Narrows a search to what the second counter counts."""


class LookingBack(OrderActing, inherit_bindings=False):
    """``O`` shows the order as of an instant, ``c`` and ``C`` list its customer's orders."""

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

    def action_customer(self) -> None:
        """All orders of this customer, in any state (S6)."""
        self._find_customer()

    def action_paid(self) -> None:
        """The paid orders of this customer (S6)."""
        self._find_customer(PAID)

    def _find_customer(self, *narrowed: str) -> None:
        detail = self.detail
        if detail is None:
            return
        if detail.history.buyer:
            placed = (f"buyer:{quoted(detail.history.buyer)}", "-is:derived")
            query = " ".join((*placed, *narrowed))
            self.desk_app.find_orders(query)
        else:
            notice(self, _("The export says no account of this customer."), warning=True)

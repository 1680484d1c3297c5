"""From an order to the stock: whether it can leave (W11)."""

from __future__ import annotations

from csdesk.ui.screens.order_acting import OrderActing


class Explaining(OrderActing, inherit_bindings=False):
    """``w`` tells why the order has not shipped."""

    def action_can_ship(self) -> None:
        """Whether it can leave, why not, and when."""
        from csdesk.ui.screens.can_ship import CanShipScreen

        if self.detail is not None:
            self.app.push_screen(CanShipScreen(self.detail.row.order_no))

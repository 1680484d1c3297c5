"""The line of tabs over the remarks of an order."""

from __future__ import annotations

import pytest

from csdesk.ui.screens.order import OrderScreen
from tests.ui.conftest import press, session, until
from tests.ui.order_sample import conflict, whole_order


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (120, 30), (140, 40)], ids=["80", "120", "140"])
async def test_it_is_one_line_with_conflicts_too(orders, folder, size, lang):
    conflict(orders, whole_order(orders))
    async with session(folder, size=size, lang=lang) as pilot:
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
        await until(pilot, lambda: pilot.app.screen.answered)
        assert pilot.app.screen.query_one("#order-tabs").size.height == 1

"""Marked orders are changed together: a look first, names of the skipped, one step back (F20)."""

from __future__ import annotations

import pytest

from csdesk.ui.screens.review_bulk import BulkScreen
from tests.hostile import PAYLOADS, forbidden
from tests.ui.conftest import press, screen_text, session, until


@pytest.fixture
def three(orders):
    """Two that await review and one that has left; the newest stands first."""
    states = ("shipped", "awaiting_review", "awaiting_review")
    return {
        f"TB240202-000{n}": orders.order(
            f"TB240202-000{n}", str(n) * 18, order_status=state, placed_at=1_706_846_700 + n
        )
        for n, state in enumerate(states, 1)
    }


@pytest.mark.parametrize(
    ("lang", "look"), [("en", "2 of 3 will be approved, 1 skipped"), ("zh", "跳过 1")]
)
async def test_what_is_marked_is_approved_after_a_look_and_taken_back_with_one_key(
    orders, three, folder, lang, look
):
    def states():
        return [orders.row(key)["order_status"] for key in three.values()]

    async with session(folder, lang=lang) as pilot:
        await press(pilot, "space", "space", "space", "B", "1", "enter")
        await until(pilot, lambda: look in screen_text(pilot.app))
        assert screen_text(pilot.app).count("TB240202-0001") == 1, "its reason names it"
        await press(pilot, "enter")
        await until(pilot, lambda: states() == ["shipped", "approved", "approved"])
        await press(pilot, "u")
        await until(pilot, lambda: states() == ["shipped", "awaiting_review", "awaiting_review"])


async def test_orders_are_held_with_a_reason_by_its_number_and_esc_changes_nothing(
    orders, three, folder
):
    async with session(folder) as pilot:
        await press(pilot, "space", "B", "2", "enter", "1", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, BulkScreen))
        await press(pilot, "escape")
        assert orders.row(three["TB240202-0003"])["order_status"] == "awaiting_review"
        await press(pilot, "B", "2", "enter", "1", "enter", "enter")
        await until(pilot, lambda: orders.row(three["TB240202-0003"])["order_status"] == "held")


async def test_hostile_hold_reasons_are_shown_and_not_obeyed(orders, folder):
    for n, payload in enumerate(PAYLOADS[::8]):
        orders.order(f"TB240203-{n:04}", f"2{n:017}", order_status="held", hold_reason=payload)
    async with session(folder) as pilot:
        for _ in PAYLOADS[::8]:
            await press(pilot, "space")
        await press(pilot, "B", "2", "enter", "1", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, BulkScreen))
        assert "held already" in screen_text(pilot.app)
        assert forbidden(screen_text(pilot.app), lines=True) == []

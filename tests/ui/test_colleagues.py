"""Two sessions at one order: each sees the other by name, viewing or editing (F68, 5.5)."""

from __future__ import annotations

import pytest

from csdesk.model.presence import Doing
from csdesk.services.presence import Presence
from tests.hostile import CASES, forbidden
from tests.services.desks import person
from tests.ui.conftest import press, screen_lines, screen_text, session, until
from tests.ui.order_sample import HAN, NUMBER, whole_order


@pytest.fixture
def han(folder):
    """Another session, of 韩梅梅."""
    made = Presence(folder, HAN)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("lang", "viewing", "editing"),
    [("en", "viewing: 韩梅梅", "editing: 韩梅梅"), ("zh", "正在查看：韩梅梅", "正在编辑：韩梅梅")],
)
async def test_who_else_has_the_order_open_is_named_until_they_leave(
    orders, folder, han, lang, viewing, editing
):
    whole_order(orders)
    async with session(folder, lang=lang) as pilot:
        await press(pilot, "enter")
        han.at(NUMBER)
        await until(pilot, lambda: viewing in screen_text(pilot.app))
        han.at(NUMBER, Doing.EDITING)
        await until(pilot, lambda: editing in screen_text(pilot.app))
        han.close()
        await until(pilot, lambda: "韩梅梅" not in screen_lines(pilot.app)[2])


async def test_the_list_signs_the_orders_that_others_have_open(orders, folder, han):
    whole_order(orders)
    async with session(folder) as pilot:

        def sign():
            """The sign before the order."""
            return next(each[2] for each in screen_lines(pilot.app) if NUMBER in each)

        assert sign() == " "
        han.at(NUMBER)
        await until(pilot, lambda: sign() == "o")
        han.at(NUMBER, Doing.EDITING)
        await until(pilot, lambda: sign() == "w")
        han.at("")
        await until(pilot, lambda: sign() == " ")


async def test_others_see_where_this_session_is(orders, folder, han):
    whole_order(orders)
    async with session(folder) as pilot:
        assert han.others() == ()
        await press(pilot, "enter")
        await until(pilot, lambda: [each.order_no for each in han.others()] == [NUMBER])
        assert han.others()[0].doing is Doing.VIEWING
        await press(pilot, "n")
        await until(pilot, lambda: han.others()[0].doing is Doing.EDITING)
        await press(pilot, "escape", "escape")
        await until(pilot, lambda: han.others() == ())


async def test_hostile_names_are_shown_and_not_obeyed(orders, folder):
    whole_order(orders)
    async with session(folder) as pilot:
        await press(pilot, "enter")
        for n, name in enumerate(CASES[::8]):
            other = Presence(folder, person(f"x{n}", f"who {name}"))
            other.at(NUMBER)
            await until(pilot, lambda: "viewing: who" in screen_text(pilot.app))
            assert forbidden(screen_text(pilot.app), lines=True) == []
            other.close()
            await until(pilot, lambda: "viewing:" not in screen_text(pilot.app))

"""A list in another order: asked for by a key or by a word, and every place can be reached."""

from __future__ import annotations

import pytest

from csdesk.model.status import Tab
from csdesk.services.remarks import Remarks
from tests import golden
from tests.ui.conftest import press, screen_text, session, until
from tests.ui.test_search import numbers, table, typed, under_cursor

LARGEST, SMALLEST = "TB240202-0020", "TB240202-0001"


async def test_a_key_opens_the_ways_to_sort_and_the_line_says_which(twenty, folder):
    async with session(folder) as pilot:
        await press(pilot, "s", "j", "enter")
        await until(pilot, lambda: numbers(pilot)[0] == SMALLEST)
        assert pilot.app.screen.box.value == "sort:oldest"
        assert table(pilot).has_focus
        assert "20 orders   oldest first" in screen_text(pilot.app)
        await press(pilot, "s", "6", "enter")
        await until(pilot, lambda: "by name" in screen_text(pilot.app).splitlines()[2])
        assert pilot.app.screen.box.value == "sort:name"
        await press(pilot, "ctrl+e", "1", "enter")
        await until(pilot, lambda: numbers(pilot)[0] == LARGEST)
        assert pilot.app.screen.box.value == ""
        assert "first" not in screen_text(pilot.app).splitlines()[2]


async def test_the_words_of_the_search_stay_and_are_said_in_its_language(twenty, folder):
    async with session(folder, lang="zh") as pilot:
        await typed(pilot, "娜娜")
        await press(pilot, "enter", "escape")
        await until(pilot, lambda: table(pilot).has_focus)
        await press(pilot, "s", "j", "j", "enter")
        await until(pilot, lambda: pilot.app.screen.answered)
        assert pilot.app.screen.box.value == "娜娜 排序:金额"
        await until(pilot, lambda: "金额从大到小" in screen_text(pilot.app))
        await press(pilot, "s", "escape")
        assert pilot.app.screen.box.value == "娜娜 排序:金额"


async def test_a_word_that_is_no_order_is_told_with_those_there_are(twenty, folder):
    async with session(folder) as pilot:
        await typed(pilot, "sort:colour")
        assert "no order that a list can stand in" in screen_text(pilot.app)
        await press(pilot, *("backspace",) * 6, "a")
        await until(pilot, lambda: "amount 金额" in screen_text(pilot.app))
        await press(pilot, "tab")
        await until(pilot, lambda: pilot.app.screen.box.value == "sort:amount")


async def test_sorted_by_payment_the_list_shows_when_it_was_paid(twenty, folder):
    paid = 1_706_900_000
    twenty.order("TB240203-0001", "290000000000000001", placed_at=paid - 9**6, paid_at=paid)
    async with session(folder) as pilot:
        await typed(pilot, "sort:paid")
        await until(pilot, lambda: under_cursor(pilot) == "TB240203-0001")
        assert "Paid at" in screen_text(pilot.app).splitlines()[3]
        assert "2024-02-03" in screen_text(pilot.app).splitlines()[4]
        await press(pilot, "escape", "escape")
        await until(pilot, lambda: "Placed" in screen_text(pilot.app).splitlines()[3])


@pytest.mark.parametrize("sort", ["amount", "oldest"])
async def test_every_order_is_met_on_the_way_down_and_up(orders, folder, sort):
    for n in range(330):
        orders.order(f"TB240202-{n:04d}", f"28{n:016d}", total=n * 7919 % 50, name=f"马{n % 9}")
    async with session(folder) as pilot:
        await typed(pilot, f"sort:{sort}")
        await press(pilot, "escape")
        await until(pilot, lambda: table(pilot).has_focus and pilot.app.screen.answered)
        for key, done in (
            ("pagedown", lambda w: not w.more_below and w.cursor == len(w.rows) - 1),
            ("pageup", lambda w: not w.more_above and w.cursor == 0),
        ):
            seen = set()
            for _ in range(200):
                w = table(pilot).window
                seen |= {row.order_no for row in w.rows[w.top : w.top + w.height]}
                if done(w):
                    break
                await press(pilot, key)
                await until(pilot, lambda: not table(pilot).window.wants_below)
                await until(pilot, lambda: not table(pilot).window.wants_above)
            assert len(seen) == 330
        await press(pilot, "end")
        await until(pilot, lambda: table(pilot).window.cursor == len(table(pilot).window.rows) - 1)
        assert not table(pilot).window.more_below


async def test_the_cursor_stays_on_its_order_when_larger_ones_come(twenty, folder):
    async with session(folder) as pilot:
        await typed(pilot, "sort:amount")
        await press(pilot, "escape", "j", "j")
        assert under_cursor(pilot) == "TB240202-0018"
        twenty.order("TB240203-0001", "290000000000000001", total=9_999_999)
        twenty.service(Remarks).add("TB240202-0018", Tab.SHIPPING, "改发顺丰")
        await until(pilot, lambda: table(pilot).row.remarks.shipping == 1)
        assert under_cursor(pilot) == "TB240202-0018"
        assert "newer orders above" not in screen_text(pilot.app)
        await press(pilot, "home")
        await until(pilot, lambda: under_cursor(pilot) == "TB240203-0001")


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_how_the_ways_to_sort_look(twenty, folder, lang):
    async with session(folder, lang=lang) as pilot:
        await press(pilot, "s", "j", "j")
        golden.check(f"sorting-{lang}", screen_text(pilot.app))

"""Saved searches at the keys: kept, counted while one looks, used again, removed, brought back."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, update

from csdesk.model.status import Tab
from csdesk.services.remarks import Remarks
from csdesk.services.saved import SavedSearches
from csdesk.store import columns
from csdesk.ui.screens import saved as screen
from csdesk.ui.screens.saved import SavedScreen
from tests import golden
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person
from tests.ui.conftest import press, screen_lines, screen_text, session, until
from tests.ui.test_search import numbers, typed

MA = person("ma", "马姐")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(screen, "RECOUNT_SECONDS", 0.0)


def line(pilot, name):
    """The line of the list that shows a search, without the cursor's mark."""
    found = (each[2:] for each in screen_lines(pilot.app) if each[2:].startswith(name))
    return next(found, "")


def kept(desk):
    return [(each.name, each.query, each.shared) for each in desk.service(SavedSearches).list()]


async def test_a_search_is_saved_counted_and_used_again(twenty, folder):
    async with session(folder) as pilot:
        await typed(pilot, "娜娜 sort:amount")
        await press(pilot, "escape", "S")
        await until(pilot, lambda: "No search is saved yet" in screen_text(pilot.app))
        await press(pilot, "s", *"nana", "enter")
        await until(pilot, lambda: line(pilot, "nana").split()[1:2] == ["5"])
        assert kept(twenty) == [("nana", "娜娜 sort:amount", False)]
        await press(pilot, "escape", "escape")
        await until(pilot, lambda: len(numbers(pilot)) == 20)
        await press(pilot, "ctrl+l", "enter")
        await until(pilot, lambda: pilot.app.screen is pilot.app.screen_stack[0])
        assert pilot.app.screen.box.value == "娜娜 sort:amount"
        await until(pilot, lambda: len(numbers(pilot)) == 5)


async def test_counts_follow_what_others_do_while_the_list_is_open(twenty, folder):
    twenty.service(SavedSearches).save("nana", "娜娜")
    async with session(folder) as pilot:
        await press(pilot, "S")
        await until(pilot, lambda: line(pilot, "nana").split()[1:2] == ["5"])
        twenty.order("TB240202-0021", "280000000000000021", name="欧阳娜娜")
        twenty.service(SavedSearches, MA).save("held", "status:held", shared=True)
        await until(pilot, lambda: line(pilot, "nana").split()[1:2] == ["6"])
        await until(pilot, lambda: line(pilot, "held").split()[1:2] == ["5"])
        assert "for all, ma" in line(pilot, "held")
        assert screen_lines(pilot.app)[3].startswith("> nana")


async def test_a_shared_search_is_everybodys_and_a_taken_name_is_asked_about(twenty, folder):
    twenty.service(SavedSearches, MA).save("held", "status:held", shared=True)
    async with session(folder) as pilot:
        await typed(pilot, "status:approved")
        await press(pilot, "escape", "S", "S", *"HELD", "enter")
        await until(pilot, lambda: "held is saved already: status:held" in question(pilot))
        await press(pilot, "n")
        await until(pilot, lambda: isinstance(pilot.app.screen, SavedScreen))
        assert kept(twenty) == [("held", "status:held", True)]
        await press(pilot, "S", *"HELD", "enter")
        await until(pilot, lambda: "Replace it?" in question(pilot))
        await press(pilot, "y")
        await until(pilot, lambda: kept(twenty) == [("HELD", "status:approved", True)])


def question(pilot):
    """What a dialog asks, on one line."""
    return " ".join(" ".join(each.strip(" │") for each in screen_lines(pilot.app)).split())


async def test_what_was_removed_can_be_brought_back(twenty, folder):
    for name in ("a", "b", "c"):
        twenty.service(SavedSearches).save(name, "status:held")
    before = kept(twenty)
    async with session(folder) as pilot:
        await press(pilot, "S", "j", "d")
        await until(pilot, lambda: "Remove the saved search b?" in question(pilot))
        await press(pilot, "n")
        await until(pilot, lambda: isinstance(pilot.app.screen, SavedScreen))
        assert kept(twenty) == before
        await press(pilot, "d", "y")
        await until(pilot, lambda: "Removed: b. b brings it back." in screen_text(pilot.app))
        await until(pilot, lambda: screen_lines(pilot.app)[4].startswith("> c"))
        await press(pilot, "b")
        await until(pilot, lambda: kept(twenty) == before)
        await until(pilot, lambda: screen_lines(pilot.app)[4].startswith("> b"))


async def test_without_a_search_there_is_nothing_to_save(twenty, folder):
    async with session(folder) as pilot:
        await press(pilot, "S", "s")
        await until(pilot, lambda: "search box is empty" in screen_lines(pilot.app)[-1])
        assert isinstance(pilot.app.screen, SavedScreen)
        await press(pilot, "d", "enter", "escape")
        await until(pilot, lambda: pilot.app.screen is pilot.app.screen_stack[0])


async def test_a_search_that_means_nothing_any_more_says_why(twenty, folder):
    twenty.service(SavedSearches).save("shop", "shop:旗舰店")
    with twenty.store.change() as c:
        c.execute(update(columns.shops).values(name="新店"))
    async with session(folder) as pilot:
        await press(pilot, "S")
        await until(pilot, lambda: line(pilot, "shop").split()[1:2] == ["?"])
        assert "There is no shop of that name" in screen_text(pilot.app)
        assert "新店" in screen_text(pilot.app)


async def test_keys_are_not_held_up_by_counting(twenty, folder):
    for n in range(60):
        twenty.service(SavedSearches).save(f"n{n:02}", f"-status:closed 连衣裙 -{n:04}")
    async with session(folder) as pilot:
        await press(pilot, "S", *"jjj", "enter")
        await until(pilot, lambda: pilot.app.screen is pilot.app.screen_stack[0])
        assert pilot.app.screen.box.value == "-status:closed 连衣裙 -0003"


async def test_hostile_names_and_queries_are_shown_and_not_obeyed(twenty, folder):
    for n, text in enumerate(PAYLOADS[:60]):
        with twenty.store.change() as c:
            row: dict[str, object] = {
                "owner": "li",
                "folded": str(n),
                "name": text,
                "query": text,
                "author": "x",
            }
            with_text = text.encode("utf-8", "replace").decode()
            row |= {"name": with_text, "query": with_text, "at": 0}
            c.execute(insert(columns.saved_searches), row)
    async with session(folder) as pilot:
        await press(pilot, "S")
        await until(pilot, lambda: pilot.app.screen.answered)
        for _ in range(8):
            assert forbidden("".join(screen_lines(pilot.app))) == []
            await press(pilot, "pagedown")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
async def test_how_the_list_looks(twenty, folder, lang, size):
    mine, theirs = twenty.service(SavedSearches), twenty.service(SavedSearches, MA)
    mine.save("今天要催的", "状态:暂停 排序:最早")
    mine.save(
        "long", "status:approved,awaiting_review,held -is:blacklisted site:TB place:手机 连衣裙"
    )
    theirs.save("退款", "付款:申请退款", shared=True)
    twenty.service(Remarks).add("TB240202-0018", Tab.SHIPPING, "改发顺丰")
    async with session(folder, lang=lang, size=size) as pilot:
        await typed(pilot, "娜娜")
        await press(pilot, "escape", "S")
        await until(pilot, lambda: not pilot.app.screen._again and "..." not in counts(pilot))
        golden.check(f"saved-{lang}-{size[0]}x{size[1]}", screen_text(pilot.app))


def counts(pilot):
    return "".join(screen_lines(pilot.app)[3:6])

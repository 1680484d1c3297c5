"""Writing remarks: Enter saves, nothing typed is lost, hostile pastes are text."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual import events

from csdesk.model.remarks import REMARK_LIMIT
from csdesk.model.status import RemarkState, Tab
from csdesk.plain import plain
from csdesk.services.drafts import Drafts
from csdesk.services.remarks import Remarks
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.screens.remark_editor import RemarkEditor
from csdesk.ui.screens.remark_editor_list import DraftsScreen
from csdesk.ui.widgets.text_box import TextBox
from tests.golden import check
from tests.hostile import PAYLOADS, forbidden
from tests.ui.conftest import press, screen_lines, screen_text, session, until
from tests.ui.order_sample import HAN, MARKET, NUMBER, PLACED, whole_order


async def editing(pilot, *keys, number=NUMBER):
    """Open the order and the editor."""
    pilot.app.open_order(number)
    await until(pilot, lambda: getattr(pilot.app.screen, "answered", False))
    await press(pilot, *keys, "n")
    await until(pilot, lambda: isinstance(pilot.app.screen, RemarkEditor))
    return pilot.app.screen


def typed(pilot):
    return pilot.app.screen.query_one(TextBox).text


async def paste(pilot, text):
    pilot.app.screen.query_one(TextBox).post_message(events.Paste(text))
    await pilot.pause()


def drafts(orders):
    return {(each.tab, each.remark_id): each.text for each in orders.service(Drafts).kept()}


@contextmanager
def broken(orders, table):
    """The store takes nothing into a table, as when its disk is full."""
    with orders.store.change() as c:
        c.exec_driver_sql(
            f"CREATE TRIGGER full BEFORE INSERT ON {table}"
            " BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    yield
    with orders.store.change() as c:
        c.exec_driver_sql("DROP TRIGGER full")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
async def test_the_editor_looks_as_it_is_kept(orders, folder, size, lang):
    whole_order(orders)
    async with session(folder, size=size, lang=lang) as pilot:
        await editing(pilot, "3")
        await press(pilot, "ctrl+t", *"YTO please")
        check(f"remark-{lang}-{size[0]}x{size[1]}", screen_text(pilot.app))


async def test_several_lines_are_saved_with_enter(orders, folder):
    whole_order(orders)
    async with session(folder) as pilot:
        await editing(pilot, "2")
        await press(pilot, *"refund 12", "ctrl+j", *"asked twice", "ctrl+t", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
        await until(pilot, lambda: "asked twice" in screen_text(pilot.app))
        await until(pilot, lambda: "Saved in finance" in screen_text(pilot.app))
    saved = orders.service(Remarks).of(NUMBER)[-1]
    assert (saved.text, saved.tab, saved.in_market) == ("refund 12\nasked twice", Tab.FINANCE, True)
    assert drafts(orders) == {}


async def test_pressing_enter_twice_saves_once(orders, folder):
    whole_order(orders)
    before = len(orders.service(Remarks).of(NUMBER))
    async with session(folder) as pilot:
        editor = await editing(pilot)
        await press(pilot, *"once")
        editor.action_save()
        editor.action_save()
        await until(
            pilot, lambda: "once" in screen_text(pilot.app) and len(pilot.app.screen_stack) == 2
        )
    assert len(orders.service(Remarks).of(NUMBER)) == before + 1


async def test_esc_keeps_the_draft_and_n_goes_on_with_it(orders, folder):
    whole_order(orders)
    async with session(folder) as pilot:
        await editing(pilot, "3")
        await press(pilot, *"half a tho", "escape")
        await until(pilot, lambda: "[3 shipping 2*]" in screen_text(pilot.app))
        assert drafts(orders) == {(Tab.SHIPPING, 0): "half a tho"}
        await press(pilot, "n")
        await until(pilot, lambda: "Your draft of" in screen_text(pilot.app))
        await press(pilot, *"ught", "enter")
        await until(pilot, lambda: "[3 shipping 3]" in screen_text(pilot.app))
    assert orders.service(Remarks).of(NUMBER)[-1].text == "half a thought"
    assert drafts(orders) == {}


async def test_an_emptied_box_leaves_no_draft(orders, folder):
    whole_order(orders)
    async with session(folder) as pilot:
        await editing(pilot)
        await press(pilot, *"x", "backspace", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
    assert drafts(orders) == {}


async def test_drafts_are_told_at_the_start_and_listed(orders, folder):
    whole_order(orders)
    orders.service(Drafts).keep(MARKET, Tab.SHIPPING, "first")
    orders.service(Drafts).keep("2499999999999999999", Tab.FINANCE, "second")
    async with session(folder) as pilot:
        await until(pilot, lambda: "2 drafts are waiting" in screen_text(pilot.app))
        await press(pilot, "g", "n")
        await until(pilot, lambda: "second" in screen_text(pilot.app))
        assert isinstance(pilot.app.screen, DraftsScreen)
        await press(pilot, "j", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RemarkEditor))
        await until(pilot, lambda: typed(pilot) in ("first", "second"))


TYPIST = """
import asyncio, sys
from pathlib import Path
from tests.ui.conftest import press, session, until
from tests.ui.test_remark_editor import editing
async def main():
    async with session(Path(sys.argv[1])) as pilot:
        await editing(pilot, "3")
        await press(pilot, *"the buyer wants YTO")
        print("typed", flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


async def test_a_killed_session_loses_nothing_that_was_kept(orders, folder):
    """The draft is there a moment after the last key, and is offered to the next session."""
    whole_order(orders)
    with subprocess.Popen(
        [sys.executable, "-c", TYPIST, str(folder)], stdout=subprocess.PIPE, cwd=Path.cwd()
    ) as typist:
        assert typist.stdout is not None
        assert typist.stdout.readline() == b"typed\n"
        while drafts(orders).get((Tab.SHIPPING, 0)) != "the buyer wants YTO":
            assert typist.poll() is None
        typist.send_signal(signal.SIGKILL)
    async with session(folder) as pilot:
        await until(pilot, lambda: "1 draft is waiting: g n" in screen_text(pilot.app))
        await press(pilot, "g", "n", "enter")
        await until(pilot, lambda: typed_in(pilot) == "the buyer wants YTO")
        assert "[3] shipping" in screen_text(pilot.app)


async def test_a_store_that_takes_no_draft_is_told_once_and_loses_nothing(orders, folder):
    whole_order(orders)
    async with session(folder) as pilot:
        await editing(pilot)
        with broken(orders, "drafts"):
            await press(pilot, *"kept here")
            await until(pilot, lambda: "is not kept as a draft now" in screen_text(pilot.app))
            await press(pilot, "escape")
            await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
            await press(pilot, "n")
            await until(pilot, lambda: isinstance(pilot.app.screen, RemarkEditor))
            assert typed(pilot) == "kept here"
        await press(pilot, *"!")
        await until(pilot, lambda: drafts(orders) == {(Tab.INTERNAL, 0): "kept here!"})
        await until(pilot, lambda: "kept again" in screen_text(pilot.app))


async def test_a_remark_that_is_not_saved_stays_in_the_open_editor(orders, folder):
    whole_order(orders)
    async with session(folder) as pilot:
        await editing(pilot)
        with broken(orders, "remarks"):
            await press(pilot, *"important", "enter")
            await until(pilot, lambda: "Nothing was changed" in screen_text(pilot.app))
            assert typed(pilot) == "important"
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
    assert orders.service(Remarks).of(NUMBER)[-1].text == "important"


async def test_an_empty_remark_is_refused_with_a_sentence(orders, folder):
    whole_order(orders)
    async with session(folder) as pilot:
        await editing(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: "The remark is empty" in screen_text(pilot.app))


async def test_the_limit_is_told_before_it_is_hit_and_nothing_is_cut(orders, folder):
    whole_order(orders)
    async with session(folder) as pilot:
        await editing(pilot)
        await paste(pilot, "字" * (REMARK_LIMIT - 10))
        await until(pilot, lambda: "room for 10 more characters" in screen_text(pilot.app))
        await paste(pilot, "尾" * 15)
        await until(pilot, lambda: "5 characters too many" in screen_text(pilot.app))
        await press(pilot, "enter")
        await until(pilot, lambda: "4,005 characters" in screen_text(pilot.app))
        assert len(typed(pilot)) == REMARK_LIMIT + 5
        await press(pilot, *["backspace"] * 5, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))


async def test_a_huge_paste_is_refused_whole(orders, folder):
    whole_order(orders)
    async with session(folder) as pilot:
        await editing(pilot)
        await press(pilot, *"mine")
        await paste(pilot, "x" * 1_000_000)
        await until(pilot, lambda: "1,000,000 characters" in screen_text(pilot.app))
        assert typed(pilot) == "mine"


async def test_hostile_pastes_are_text_with_their_line_breaks(orders, folder):
    whole_order(orders)
    async with session(folder) as pilot:
        await editing(pilot)
        for payload in PAYLOADS:
            text = payload[:300]
            await paste(pilot, text)
            assert typed(pilot) == plain(text, lines=True)
            assert [forbidden(line) for line in screen_lines(pilot.app) if forbidden(line)] == []
            pilot.app.screen.query_one(TextBox).text = ""


async def test_a_correction_is_a_new_version_and_the_old_one_stays(orders, folder):
    whole_order(orders)
    async with session(folder) as pilot:
        pilot.app.open_order(NUMBER)
        await until(pilot, lambda: getattr(pilot.app.screen, "answered", False))
        await press(pilot, "1", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RemarkEditor))
        await press(pilot, *" OK", "enter")
        await until(pilot, lambda: "v2" in screen_text(pilot.app))
    remarks = orders.service(Remarks)
    first = remarks.of(NUMBER)[0]
    assert [each.text[-3:] for each in remarks.versions(first.id)] == ["地址。", " OK"]


async def test_somebody_elses_newer_text_is_shown_and_the_own_kept(orders, folder):
    """F69: a stale correction is refused, shows the newer text, loses neither."""
    whole_order(orders)
    async with session(folder) as pilot:
        pilot.app.open_order(NUMBER)
        await until(pilot, lambda: getattr(pilot.app.screen, "answered", False))
        await press(pilot, "1", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RemarkEditor))
        await press(pilot, *" mine")
        first = orders.service(Remarks).of(NUMBER)[0]
        orders.service(Remarks, HAN).revise(first.id, "Han was faster", seen_version=1)
        await press(pilot, "enter")
        await until(pilot, lambda: "Han was faster" in screen_text(pilot.app))
        assert typed(pilot).endswith(" mine")
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OrderScreen))
    texts = [each.text for each in orders.service(Remarks).versions(first.id)]
    assert texts[1] == "Han was faster"
    assert texts[2].endswith(" mine")


async def test_a_draft_of_a_correction_remembers_the_version_it_was_made_on(orders, folder):
    whole_order(orders)
    first = orders.service(Remarks).of(NUMBER)[0]
    orders.service(Drafts).keep(
        NUMBER, Tab.INTERNAL, "my correction", remark_id=first.id, seen_version=1
    )
    orders.service(Remarks, HAN).revise(first.id, "Han was faster", seen_version=1)
    async with session(folder) as pilot:
        pilot.app.open_order(NUMBER)
        await until(pilot, lambda: getattr(pilot.app.screen, "answered", False))
        await press(pilot, "1", "enter")
        await until(pilot, lambda: typed_in(pilot) == "my correction")
        await press(pilot, "enter")
        await until(pilot, lambda: "changed it meanwhile" in screen_text(pilot.app))
        assert typed(pilot) == "my correction"


def typed_in(pilot):
    return typed(pilot) if isinstance(pilot.app.screen, RemarkEditor) else ""


async def test_w13_a_remark_on_a_number_that_is_not_imported_takes_five_keys(
    orders, folder, clipboard
):
    """W13: ``/`` number ``Enter`` ``n`` text ``Enter`` ``y``."""
    orders.order(placed_at=PLACED)
    number = "2499999999999999999"
    async with session(folder) as pilot:
        await press(pilot, "/", number)
        await until(pilot, lambda: "is not imported" in screen_text(pilot.app))
        await press(pilot, "enter", "n")
        await until(pilot, lambda: isinstance(pilot.app.screen, RemarkEditor))
        await press(pilot, *"YTO please", "enter")
        await until(pilot, lambda: "waits for" in screen_text(pilot.app))
        await press(pilot, "y")
        await until(pilot, lambda: clipboard != [])
    assert clipboard == [f"1) {number} YTO please"]
    saved = orders.service(Remarks).of(number)
    assert [(each.text, each.attached, each.state) for each in saved] == [
        ("YTO please", False, RemarkState.ASKED)
    ]


async def test_the_text_is_safe_when_the_session_is_told_to_end(orders, folder):
    whole_order(orders)
    async with session(folder) as pilot:
        await editing(pilot)
        await press(pilot, *"hang up")
        pilot.app.leave(128 + signal.SIGHUP)
        await until(pilot, lambda: drafts(orders) == {(Tab.INTERNAL, 0): "hang up"})

"""What is typed for the hand-over and not sent is there again (F74)."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from csdesk.model.handover import DraftKind, HandoverDraft, ItemState, NewItem, Urgency
from csdesk.services.drafts import Drafts
from csdesk.services.handover import Handover
from csdesk.services.receiving import Receiving
from csdesk.ui.screens.handover import HandoverScreen
from csdesk.ui.screens.handover_form import ItemForm
from csdesk.ui.screens.handover_rows import draft_lines
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.screens.order_value import ValuePrompt
from csdesk.ui.screens.question import Question
from csdesk.ui.screens.remark_editor_list import DraftsScreen
from tests.hostile import PAYLOADS, forbidden
from tests.services.handing import HAN, LI, NUMBER, change_of_shifts, item, team, write
from tests.ui.conftest import press, screen_text, session, until
from tests.ui.typist import Typist

LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])


@pytest.fixture
def desk(orders):
    return team(orders)


def kept(desk, actor):
    return {
        (each.kind, each.about, each.item_id): dict(each.words)
        for each in desk.service(Drafts, actor).of_handover()
    }


async def in_form(pilot):
    typist = Typist(pilot)
    pilot.app.open_order(NUMBER)
    await typist.on(OrderScreen)
    await press(pilot, "H")
    await typist.on(ItemForm)
    return typist


@LANGUAGES
async def test_an_item_that_esc_left_is_there_again_and_listed(desk, folder, lang):
    async with session(folder, lang=lang, actor=LI) as pilot:
        typist = await in_form(pilot)
        await press(pilot, *"1stop it", "down", *"call YTO", "escape")
        await typist.on(OrderScreen)
        assert kept(desk, LI) == {
            ("item", NUMBER, 0): {
                "urgency": "critical", "summary": "stop it", "action": "call YTO",
            }
        }  # fmt: skip
        await press(pilot, "g", "n")
        await typist.on(DraftsScreen)
        await typist.sees(NUMBER, "stop it", "call YTO")
        await press(pilot, "enter")
        await typist.on(ItemForm)
        await typist.sees("Your draft of" if lang == "en" else "草稿", "stop it", "call YTO")
        await press(pilot, "end", *"!", "enter")
        await typist.on(DraftsScreen)
    (made,) = desk.service(Handover).waiting()
    assert (made.urgency, made.summary, made.action) == (Urgency.CRITICAL, "stop it!", "call YTO")
    assert kept(desk, LI) == {}


async def test_h_goes_on_with_the_draft_and_an_emptied_one_is_gone(desk, folder):
    async with session(folder, actor=LI) as pilot:
        typist = await in_form(pilot)
        await press(pilot, *"ab", "escape")
        await typist.on(OrderScreen)
        await press(pilot, "H")
        await typist.sees("Your draft of")
        await press(pilot, "backspace", "backspace", "escape")
        await typist.on(OrderScreen)
    assert kept(desk, LI) == {}


async def test_a_form_that_was_only_looked_at_leaves_no_draft(desk, folder):
    async with session(folder, actor=LI) as pilot:
        typist = await in_form(pilot)
        await press(pilot, "2", "escape")
        await typist.on(OrderScreen)
    assert kept(desk, LI) == {}


async def test_a_correction_is_kept_and_tells_what_the_item_says_meanwhile(desk, folder):
    write(desk, item("催圆通", Urgency.URGENT))
    async with session(folder, actor=LI) as pilot:
        typist = Typist(pilot)
        await press(pilot, "g", "h")
        await typist.on(HandoverScreen)
        await typist.sees("催圆通")
        await press(pilot, "j", "e")
        await typist.on(ItemForm)
        await press(pilot, "down", "end", *" now", "escape")
        await typist.on(HandoverScreen)
        (made,) = desk.service(Handover).waiting()
        assert kept(desk, LI) == {("item", "", made.id): {"summary": "催圆通 now"}}
        desk.service(Handover, HAN).edit(made.id, NewItem(Urgency.URGENT, "改派顺丰", due="3d"))
        await press(pilot, "g", "n")
        await typist.on(DraftsScreen)
        await press(pilot, "enter")
        await typist.on(ItemForm)
        await typist.sees("changed since", "改派顺丰", "催圆通 now")
        await press(pilot, "enter")
        await typist.on(HandoverScreen)
    (made,) = desk.service(Handover).waiting()
    assert made.summary == "催圆通 now"
    assert kept(desk, LI) == {}


async def test_a_read_back_is_kept_offered_again_and_gone_once_it_is_given(desk, folder):
    change_of_shifts(desk, item("拦截包裹", Urgency.CRITICAL))
    async with session(folder, actor=HAN) as pilot:
        typist = Typist(pilot)
        await press(pilot, "g", "h")
        await typist.on(HandoverScreen)
        await typist.sees("拦截包裹")
        await press(pilot, "a")
        await typist.on(ValuePrompt)
        await press(pilot, *"I call", "escape")
        await typist.on(HandoverScreen)
        (words,) = kept(desk, HAN).values()
        assert words == {"read_back": "I call"}
        await press(pilot, "a")
        await typist.on(ValuePrompt)
        await typist.sees("I call")
        await press(pilot, "escape", "g", "n")
        await typist.on(DraftsScreen)
        await typist.sees("I call")
        await press(pilot, "enter")
        await typist.on(ValuePrompt)
        await press(pilot, *" YTO", "enter")
        await until(pilot, lambda: not desk.service(Receiving).handed().critical)
        await until(pilot, lambda: kept(desk, HAN) == {})
    assert desk.service(Receiving).handed().items[0].receipts[-1].read_back == "I call YTO"


async def test_a_draft_of_a_settled_item_can_be_thrown_away(desk, folder):
    write(desk, item("催圆通", Urgency.URGENT))
    (made,) = desk.service(Handover).waiting()
    desk.service(Drafts, LI).keep_handover(DraftKind.ITEM, "", made.id, {"summary": "又催"})
    desk.service(Handover, HAN).settle(made.id, ItemState.DONE)
    async with session(folder, actor=LI) as pilot:
        typist = Typist(pilot)
        await press(pilot, "g", "n")
        await typist.on(DraftsScreen)
        await typist.sees("又催", "settled meanwhile")
        await press(pilot, "enter")
        await typist.on(Question)
        await press(pilot, "enter")
        await typist.sees("No draft is waiting")
    assert kept(desk, LI) == {}


TYPIST = """
import asyncio, sys
from pathlib import Path
from tests.services.handing import LI
from tests.ui.conftest import press, session
from tests.ui.test_handover_drafts import in_form
async def main():
    async with session(Path(sys.argv[1]), actor=LI) as pilot:
        await in_form(pilot)
        await press(pilot, *"1stop the parcel")
        print("typed", flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


async def test_a_killed_session_loses_no_item(desk, folder):
    with subprocess.Popen(
        [sys.executable, "-c", TYPIST, str(folder)], stdout=subprocess.PIPE, cwd=Path.cwd()
    ) as typist:
        assert typist.stdout is not None
        assert typist.stdout.readline() == b"typed\n"
        words = {"urgency": "critical", "summary": "stop the parcel"}
        while kept(desk, LI).get(("item", NUMBER, 0)) != words:
            assert typist.poll() is None
        typist.send_signal(signal.SIGKILL)
    async with session(folder, actor=LI) as pilot:
        await until(pilot, lambda: "1 draft is waiting: g n" in screen_text(pilot.app))
        await press(pilot, "g", "n", "enter")
        await Typist(pilot).on(ItemForm)
        await Typist(pilot).sees("stop the parcel")


@pytest.mark.parametrize("text", PAYLOADS)
def test_hostile_words_are_drawn_harmless(text):
    draft = HandoverDraft(
        DraftKind.ITEM, f"a{text}", 0, {"summary": f"b{text}", "action": f"c{text}"}, 0,
        datetime.now(UTC),
    )  # fmt: skip
    for width in (38, 78):
        for line in draft_lines(draft, "Asia/Shanghai", width):
            assert not forbidden(line.plain)
            assert line.cell_length <= width

"""Handing over at the keys: W2 and W25 with their budgets, proposals, who is told what."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from csdesk.model.handover import ItemState, Override, Urgency
from csdesk.model.promises import PromiseKind
from csdesk.model.shifts import Side
from csdesk.model.status import Tab
from csdesk.services.closing import ShiftReports
from csdesk.services.gate import Gate
from csdesk.services.handover import Handover
from csdesk.services.promises import Promises
from csdesk.services.receiving import Receiving
from csdesk.services.remarks import Remarks
from csdesk.services.shifts import Shifts
from csdesk.store import columns
from csdesk.ui.jobs import LOAD
from csdesk.ui.screens.closing import ClosingScreen
from csdesk.ui.screens.handover import HandoverScreen
from csdesk.ui.screens.handover_form import ItemForm
from csdesk.ui.screens.handover_rows import handed_heading, item_lines, proposal_lines
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.screens.order_value import ValuePrompt
from csdesk.ui.screens.promises import PromisesScreen
from csdesk.ui.screens.question import Question
from csdesk.ui.screens.review import ReviewScreen
from csdesk.ui.screens.shift_report import ShiftReportScreen
from tests import golden
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person
from tests.services.handing import (
    HAN,
    LEAD,
    LI,
    MA,
    NUMBER,
    OTHER,
    change_of_shifts,
    item,
    team,
    write,
)
from tests.ui.conftest import press, screen_text, session, until
from tests.ui.test_typeahead import at_once
from tests.ui.typist import Typist

LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
CRITICAL, URGENT = Urgency.CRITICAL, Urgency.URGENT


@pytest.fixture
def desk(orders):
    return team(orders)


async def at_handover(pilot):
    typist = Typist(pilot)
    await press(pilot, "g", "h")
    await typist.on(HandoverScreen)
    return typist


# W25


@LANGUAGES
async def test_w25_an_item_from_an_order_in_three_keys(desk, folder, lang):
    async with session(folder, lang=lang, actor=LI) as pilot:
        pilot.app.open_order(NUMBER)
        typist = Typist(pilot)
        await typist.on(OrderScreen)
        await typist.press("H")
        await typist.on(ItemForm)
        for words in (NUMBER, "马*云", "critical" if lang == "en" else "紧急必读"):
            assert words in screen_text(pilot.app)
        await typist.press("1")
        await typist.type("stop the parcel")
        await typist.press("enter")
        await typist.on(OrderScreen)
    assert typist.keys <= 3
    (made,) = desk.service(Handover).waiting()
    assert (made.order_no, made.urgency, made.summary) == (NUMBER, CRITICAL, "stop the parcel")
    assert (made.owner, made.state) == ("next_shift", ItemState.OPEN)
    assert made.due > datetime.now(UTC)


async def test_w25_a_duplicate_is_pointed_out_before_it_is_written(desk, folder):
    write(desk, item("客户要改地址", URGENT))
    async with session(folder, actor=HAN) as pilot:
        pilot.app.open_order(NUMBER)
        typist = Typist(pilot)
        await typist.on(OrderScreen)
        await press(pilot, "H")
        await typist.on(ItemForm)
        await typist.sees("Handed over already by 李雷", "客户要改地址")
        await press(pilot, "escape")
        await typist.on(OrderScreen)
    assert len(desk.service(Handover).waiting()) == 1


async def test_what_a_colleague_wrote_meanwhile_is_pointed_out_too_and_enter_writes_it(
    desk, folder
):
    async with session(folder, actor=HAN) as pilot:
        pilot.app.open_order(NUMBER)
        typist = Typist(pilot)
        await typist.on(OrderScreen)
        await press(pilot, "H")
        await typist.on(ItemForm)
        write(desk, item("客户要改地址", URGENT))
        await press(pilot, *"2addr", "enter")
        await typist.sees("Enter once more")
        assert len(desk.service(Handover).waiting()) == 1
        await press(pilot, "enter")
        await typist.on(OrderScreen)
    assert len(desk.service(Handover).waiting()) == 2


async def test_text_typed_at_once_is_the_item_and_what_is_wrong_can_be_typed_anew(desk, folder):
    async with session(folder, actor=LI) as pilot:
        typist = Typist(pilot)
        await press(pilot, "g", "h")
        await typist.on(HandoverScreen)
        await press(pilot, "H")
        await typist.on(ItemForm)
        await press(pilot, *"lost", "up", *"YTO", "down", "down", "down", "end", *"x", "enter")
        await typist.sees("Nobody here is called")
        await typist.on(ItemForm)
        await press(pilot, "backspace", "enter")
        await typist.on(HandoverScreen)
        await typist.sees("YTO", "lost")
    (made,) = desk.service(Handover).waiting()
    assert (made.topic, made.summary, made.urgency) == ("YTO", "lost", Urgency.ROUTINE)


async def test_h_hands_over_the_order_of_a_row_in_lists(desk, folder):
    desk.service(Promises, LI).make(OTHER, PromiseKind.SHIP, "3d", "周五发")
    async with session(folder, actor=LI) as pilot:
        typist = Typist(pilot)
        await press(pilot, "H")
        await typist.on(ItemForm)
        assert OTHER in screen_text(pilot.app)
        await press(pilot, "escape", "g", "k")
        await typist.on(PromisesScreen)
        await press(pilot, "H")
        await typist.on(ItemForm)
        assert OTHER in screen_text(pilot.app)
        await press(pilot, "escape", "g", "r")
        await typist.on(ReviewScreen)
        await press(pilot, "H")
        await typist.on(ItemForm)
        assert NUMBER in screen_text(pilot.app)


async def test_who_may_not_is_told_before_anything_is_asked(desk, folder):
    async with session(folder, actor=person("eve", "Eve", roles=("viewer",))) as pilot:
        typist = Typist(pilot)
        await press(pilot, "H")
        await typist.sees("Who may")
        assert not isinstance(pilot.app.screen, ItemForm)


# W2


async def test_who_handed_over_is_refused_before_they_read_anything_back(desk, folder):
    change_of_shifts(desk, item("拦截包裹", CRITICAL))
    desk.service(Shifts, LI).join()
    async with session(folder, actor=LI) as pilot:
        typist = await at_handover(pilot)
        await typist.sees("拦截包裹")
        pilot.app.screen.entries.go(f"item {desk.service(Handover).waiting()[0].id}")
        await press(pilot, "a")
        await typist.sees("You handed this over yourself", "韩梅梅")
        assert isinstance(pilot.app.screen, HandoverScreen), "no question first"


@LANGUAGES
async def test_w2_each_item_is_acknowledged_by_one_key_a_critical_one_read_back(desk, folder, lang):
    change_of_shifts(
        desk,
        item("拦截包裹", CRITICAL, action="打圆通", what_if="拦不住就拒收"),
        item("催财务退款", URGENT, number=OTHER),
        item("圆通停运", number="", topic="圆通"),
    )
    async with session(folder, lang=lang, actor=HAN) as pilot:
        typist = Typist(pilot)
        await typist.sees("[g h 3]")
        await press(pilot, "g", "h")
        await typist.on(HandoverScreen)
        counter = "{n} of 3" if lang == "en" else "{n}/3"
        for words in (
            counter.format(n=0), NUMBER, "拦截包裹", "打圆通", "拦不住就拒收", "李雷",
            "critical" if lang == "en" else "紧急必读",
            "next shift" if lang == "en" else "下一班",
        ):  # fmt: skip
            assert words in screen_text(pilot.app)
        await press(pilot, "S")
        await typist.sees("Not acknowledged yet: 3" if lang == "en" else "还有 3 条没有确认")
        assert not isinstance(pilot.app.screen, Question)
        await typist.press("a")
        await typist.on(ValuePrompt)
        assert "拦截包裹" in screen_text(pilot.app)
        await typist.type("call YTO")
        await typist.press("enter")
        await typist.sees(counter.format(n=1))
        await typist.press("a")
        await typist.sees(counter.format(n=2))
        await typist.press("a")
        await typist.sees(counter.format(n=3))
        assert typist.keys <= 2 + 1 + 1
        await typist.press("S")
        await typist.on(Question)
        await typist.press("enter")
        await typist.sees("Signed" if lang == "en" else "已签收")
    assert typist.keys <= 2 + 1 + 1 + 2
    signed = desk.service(Shifts).newest()[1].signatures
    assert [(each.side, each.name) for each in signed] == [
        (Side.GIVES, "李雷"), (Side.RECEIVES, "韩梅梅"),
    ]  # fmt: skip
    handed = desk.service(Receiving).handed()
    assert handed.waiting == ()
    assert {each.receipts[-1].received_by for each in handed.items} == {"韩梅梅"}
    assert handed.items[0].receipts[-1].read_back == "call YTO"


@LANGUAGES
async def test_w2_the_work_queue_does_not_open_while_a_critical_item_waits(desk, folder, lang):
    change_of_shifts(desk, item("拦截包裹", CRITICAL))
    async with session(folder, lang=lang, actor=HAN) as pilot:
        typist = Typist(pilot)
        await press(pilot, "g", "r")
        await typist.on(HandoverScreen)
        await typist.sees("work queue" if lang == "en" else "审核队列")
        await press(pilot, "a")
        await typist.on(ValuePrompt)
        await press(pilot, *"ok", "enter")
        await typist.sees("own words" if lang == "en" else "自己的话")
        await typist.on(ValuePrompt)
        await press(pilot, *" I stop it at YTO", "enter")
        await until(pilot, lambda: not desk.service(Receiving).handed().critical)
        await press(pilot, "g", "r")
        await typist.on(ReviewScreen)


@LANGUAGES
async def test_a_lead_who_makes_a_waiting_critical_item_less_urgent_says_why(desk, folder, lang):
    (made,) = change_of_shifts(desk, item("拦截包裹", CRITICAL))
    async with session(folder, lang=lang, actor=LEAD) as pilot:
        typist = await at_handover(pilot)
        await press(pilot, "home", "down", "down", "e")
        await typist.on(ItemForm)
        await press(pilot, "3", "enter")
        await typist.on(ValuePrompt)
        await typist.sees("Why is it less urgent?" if lang == "en" else "为什么降低紧急程度")
        assert desk.service(Handover).one(made.id).urgency is CRITICAL
        await press(pilot, *"stopped", "enter")
        await until(pilot, lambda: desk.service(Handover).one(made.id).urgency is Urgency.ROUTINE)
        await typist.on(HandoverScreen)


@LANGUAGES
async def test_an_item_that_was_changed_since_it_was_acknowledged_says_so(desk, folder, lang):
    (made,) = change_of_shifts(desk, item("改寄上海"))
    desk.service(Receiving, HAN).acknowledge(made.id)
    desk.service(Handover, LI).edit(made.id, item("改寄北京"))
    async with session(folder, lang=lang, actor=HAN) as pilot:
        typist = await at_handover(pilot)
        words = "changed since 韩梅梅" if lang == "en" else "韩梅梅 确认之后又改过"
        await typist.sees(words)
        await press(pilot, "a")
        await until(pilot, lambda: not desk.service(Receiving).handed().waiting)


async def test_a_lead_opens_the_queue_with_a_reason(desk, folder):
    change_of_shifts(desk, item("拦截包裹", CRITICAL))
    async with session(folder, actor=HAN) as pilot:
        typist = await at_handover(pilot)
        await press(pilot, "O")
        await typist.sees("Who may: lead")
    async with session(folder, actor=LEAD) as pilot:
        typist = await at_handover(pilot)
        await press(pilot, "O")
        await typist.on(ValuePrompt)
        await press(pilot, *"busy", "enter")
        await typist.sees("王主管 lets orders be reviewed all the same: busy")
        await press(pilot, "g", "r")
        await typist.on(ReviewScreen)
    desk.service(Gate, HAN).approve(NUMBER)


async def test_two_at_the_same_list_see_what_the_other_acknowledged(desk, folder):
    first, _second = change_of_shifts(
        desk, item("one", URGENT), item("two", number=OTHER), receivers=(HAN, MA)
    )
    async with session(folder, actor=HAN) as pilot:
        typist = await at_handover(pilot)
        desk.service(Receiving, MA).acknowledge(first.id)
        await press(pilot, "a")
        await typist.sees("马强", "of 2 acknowledged")
    assert desk.service(Handover).one(first.id).receipts[-1].received_by == "马强"


async def test_who_waits_for_the_list_waits_for_the_one_that_the_pulse_asked_for(desk, folder):
    change_of_shifts(desk, item("one", URGENT), receivers=(HAN,))
    async with session(folder, actor=HAN) as pilot:
        await at_handover(pilot)
        screen = pilot.app.screen
        waiting = asyncio.create_task(screen.load_now())
        await asyncio.sleep(0)  # it has asked
        screen.store_changed()
        await waiting
        assert [each for each in screen.workers if each.group == LOAD and each.is_running] == []


async def test_quick_keys_acknowledge_one_item_after_the_other(desk, folder):
    items = change_of_shifts(
        desk,
        item("one", URGENT),
        item("two", number=OTHER),
        item("three", URGENT),
        receivers=(HAN,),
    )
    async with session(folder, actor=HAN) as pilot:
        typist = await at_handover(pilot)
        await typist.sees("0 of 3 acknowledged")
        at_once(pilot, *"aaa")
        await typist.sees("3 of 3 acknowledged")
    receipts = [desk.service(Handover).one(each.id).receipts[-1] for each in items]
    assert [each.received_by for each in receipts] == ["韩梅梅"] * 3


async def test_proposals_are_taken_settled_and_dropped(desk, folder):
    desk.service(Remarks, LI).add(NUMBER, Tab.FINANCE, "退差价 12 元")
    async with session(folder, actor=LI) as pilot:
        typist = await at_handover(pilot)
        await typist.sees("The desk proposes to hand over 1", "[open ask]", "finance")
        await press(pilot, "t")
        await typist.sees("Goes to the next shift 1")
        await press(pilot, "home", "down", "e")
        await typist.on(ItemForm)
        await press(pilot, *"1 now", "enter")
        await typist.sees("[critical]", "now")
        await press(pilot, "x")
        await typist.on(ValuePrompt)
        await press(pilot, *"paid", "enter")
        await until(pilot, lambda: not desk.service(Handover).waiting())
        await typist.sees("The desk proposes to hand over 1")


async def test_an_item_s_order_opens_and_shows_the_item(desk, folder):
    change_of_shifts(desk, item("拦截包裹", CRITICAL))
    async with session(folder, actor=HAN) as pilot:
        typist = await at_handover(pilot)
        await press(pilot, "enter")
        await typist.on(OrderScreen)
        await typist.sees("拦截包裹")


async def test_the_last_report_opens_with_enter_where_nothing_is_to_be_acknowledged(desk, folder):
    change_of_shifts(desk, item("a"))
    async with session(folder, actor=LEAD) as pilot:
        typist = await at_handover(pilot)
        await press(pilot, "enter")
        await typist.on(ShiftReportScreen)
        await press(pilot, "escape")
        await typist.on(HandoverScreen)


async def test_comments_that_were_added_since_are_told_to_whom_it_is_handed(desk, folder):
    change_of_shifts(desk, item("a"))
    desk.service(ShiftReports, LI).note("钥匙在前台")
    async with session(folder, actor=HAN) as pilot:
        typist = await at_handover(pilot)
        await typist.sees("+ 1 comment added")


async def test_settled_items_stay_to_be_read(desk, folder):
    (each,) = write(desk, item("rung up"))
    desk.service(Handover, LI).settle(each.id, ItemState.DONE)
    async with session(folder, actor=LI) as pilot:
        typist = await at_handover(pilot)
        assert "rung up" not in screen_text(pilot.app)
        await press(pilot, "A")
        await typist.sees("All items, the newest first 1", "rung up", "done 李雷")
        await press(pilot, "A")
        await until(pilot, lambda: "rung up" not in screen_text(pilot.app))


async def test_a_number_that_is_not_imported_is_a_topic(desk, folder):
    async with session(folder, actor=LI) as pilot:
        pilot.app.open_order("290000000000000001")
        typist = Typist(pilot)
        await typist.on(OrderScreen)
        await press(pilot, "H")
        await typist.on(ItemForm)
        await press(pilot, "1", *"ask the buyer", "enter")
        await typist.on(OrderScreen)
    (made,) = desk.service(Handover).waiting()
    assert (made.order_no, made.topic) == ("", "290000000000000001")


async def test_c_shows_what_would_be_reported(desk, folder):
    change_of_shifts(desk, item("a"))
    async with session(folder, actor=HAN) as pilot:
        typist = await at_handover(pilot)
        await press(pilot, "C")
        await typist.on(ClosingScreen)


# Hostile text, and how it looks


@pytest.mark.parametrize("width", [20, 80])
def test_whatever_is_written_is_drawn_harmless(desk, width):
    desk.service(Remarks, LI).add(NUMBER, Tab.FINANCE, "x")
    (each,) = change_of_shifts(desk, item("a", CRITICAL))
    now = desk.service(Receiving, HAN).acknowledge(each.id, "call YTO at once")
    (proposed,) = desk.service(Handover).proposals()
    handed = desk.service(Receiving).handed()
    at = datetime.now(UTC)
    for payload in PAYLOADS:
        receipt = replace(now.receipts[0], received_by=payload, read_back=payload)
        told = replace(
            now, summary=payload, action=payload, what_if=payload, owner=payload, author=payload,
            topic=payload, order_no=payload, receipts=(receipt,),
        )  # fmt: skip
        lines = [
            *item_lines(told, at, "Asia/Shanghai", width, order=True),
            *proposal_lines(
                replace(proposed, summary=payload, order_no=payload), at, "Asia/Shanghai", width
            ),
        ]
        assert forbidden("\n".join(line.plain for line in lines), lines=True) == []
        assert max(line.cell_length for line in lines) <= width
        giver = replace(handed.giver, closed_by=payload, kind=payload)
        override = Override(payload, payload, at)
        for one in (handed, replace(handed, items=(each,), override=override)):
            head = handed_heading(
                replace(one, giver=giver), desk.settings.shifts, "Asia/Shanghai", width
            )
            assert forbidden(head.plain, lines=True) == []


async def test_hostile_items_are_shown_and_not_obeyed(desk, folder):
    payload = "\x1b[2J\x1b]0;x\x07[bold]red[/] \u202eabc"
    change_of_shifts(desk, item(payload, CRITICAL, action=payload, what_if=payload))
    async with session(folder, actor=HAN) as pilot:
        typist = await at_handover(pilot)
        await typist.sees("[bold]red[/]")
        assert forbidden(screen_text(pilot.app), lines=True) == []
        await press(pilot, "H")
        await typist.on(ItemForm)
        await press(pilot, "escape")
        await typist.on(HandoverScreen)
        await press(pilot, "a")
        await typist.on(ValuePrompt)
        assert forbidden(screen_text(pilot.app), lines=True) == []


@pytest.fixture
def still(monkeypatch):
    """Moments that do not go on."""
    monkeypatch.setattr("csdesk.ui.screens.handover_rows.age", lambda *_: "5 d")
    for name in ("when", "when_short"):
        monkeypatch.setattr(f"csdesk.ui.screens.handover_rows.{name}", lambda *_: "11-22 16:30")
    monkeypatch.setattr("csdesk.ui.screens.handover_form.when", lambda *_: "2026-11-22 16:30")


@SIZES
@LANGUAGES
@pytest.mark.usefixtures("still")
async def test_how_it_looks(desk, folder, lang, size):
    desk.service(Remarks, LI).add(OTHER, Tab.FINANCE, "退差价 12 元")
    critical = item(
        "客户拒收，包裹在杭州中转站，客户要求退款不要补发", CRITICAL,
        action="打圆通拦截，再给客户回电话", what_if="拦不住就让客户拒收，记在发货备注里",
    )  # fmt: skip
    change_of_shifts(desk, critical)
    change_of_shifts(desk, giver=HAN, receivers=(MA,))
    urgent = item("催财务退差价", URGENT, number=OTHER, owner="finance")
    change_of_shifts(desk, urgent, item("圆通杭州仓停运到周三", number="", topic="圆通"),
                     giver=MA, receivers=(LI,))  # fmt: skip
    write(desk, item("新的一条", number=OTHER))
    with desk.store.change() as c:
        days = {n: f"2026-11-{20 + n}" for n in range(1, 5)}
        s = columns.shifts.c
        for shift_id, day in days.items():
            c.execute(columns.shifts.update().where(s.id == shift_id).values(day=day, kind="early"))
    desk.service(Receiving, LI).acknowledge(2)
    look = f"{lang}-{size[0]}x{size[1]}"
    async with session(folder, lang=lang, size=size, actor=LI) as pilot:
        typist = await at_handover(pilot)
        await pilot.pause()
        golden.check(f"handover-{look}", screen_text(pilot.app))
        pilot.app.open_order(OTHER)
        await typist.on(OrderScreen)
        await press(pilot, "H", "2", *"call them")
        await typist.on(ItemForm)
        golden.check(f"item-form-{look}", screen_text(pilot.app))
        assert desk.service(Shifts).now() is not None


async def test_why_an_item_is_not_needed_is_asked_until_words_are_there(desk, folder):
    write(desk, item("催圆通", URGENT))
    async with session(folder, actor=HAN) as pilot:
        typist = await at_handover(pilot)
        await typist.sees("催圆通")
        await press(pilot, "j", "x")
        await typist.on(ValuePrompt)
        await press(pilot, "enter")
        await typist.sees("Words are needed here")
        await press(pilot, *"done already", "enter")
        await typist.sees("is dropped")
    (made,) = desk.service(Handover).newest()
    assert made.state is ItemState.DROPPED

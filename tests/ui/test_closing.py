"""Closing a shift, and reading, signing and adding to its report: W26, W30 with their budgets."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, update
from textual.widgets import Input

from csdesk.model.closing import Seal
from csdesk.model.shifts import ShiftState, Side
from csdesk.model.status import Tab
from csdesk.services.closing import ShiftReports
from csdesk.services.drafts import Drafts
from csdesk.services.gate import Gate
from csdesk.services.receiving import Receiving
from csdesk.services.remarks import Remarks
from csdesk.services.shifts import Shifts
from csdesk.store import columns
from csdesk.ui.screens.arrival import ArrivalScreen
from csdesk.ui.screens.closing import ClosingScreen
from csdesk.ui.screens.handover import HandoverScreen
from csdesk.ui.screens.ledger import LedgerScreen
from csdesk.ui.screens.order_value import ValuePrompt
from csdesk.ui.screens.question import Question
from csdesk.ui.screens.remark_editor_list import DraftsScreen
from csdesk.ui.screens.shift_report import ShiftReportScreen
from tests import golden
from tests.hostile import PAYLOADS, forbidden
from tests.ui.conftest import press, screen_text, session, until
from tests.ui.order_sample import NUMBER
from tests.ui.test_shifts import (
    EYE,
    HOUR,
    LANGUAGES,
    LEAD,
    LI,
    MORNING,
    SIZES,
    WANG,
    clock,
    handed,
)
from tests.ui.typist import Typist

__all__ = ["clock", "handed"]

SECOND = "TB240202-0077"


@pytest.fixture
def worked(handed, clock):
    """The early shift of 李雷 with a little work in it, at its end; 王芳 is there already."""
    handed.service(Shifts, LI).open("early")
    with handed.store.change() as c:
        c.execute(update(columns.handover_receipts).values(received_at=1, received_by="李雷"))
    handed.service(Remarks, LI).add(NUMBER, Tab.SHIPPING, "客户要圆通")
    handed.service(Remarks, LI).add(NUMBER, Tab.INTERNAL, "电话已打")
    clock(8 * HOUR)
    handed.service(Shifts, WANG).join("late")
    clock(8 * HOUR + 1_500)
    return handed


async def to_closing(pilot):
    typist = Typist(pilot)
    await until(pilot, lambda: pilot.app.working)
    await typist.press("g h")
    await typist.on(HandoverScreen)
    await typist.press("C")
    await typist.on(ClosingScreen)
    return typist


# W26


@LANGUAGES
async def test_w26_a_shift_is_closed_with_its_report_in_six_keys(worked, folder, lang):
    async with session(folder, lang=lang, actor=LI) as pilot:
        typist = await to_closing(pilot)
        shown = screen_text(pilot.app)
        for word in (
            ("files taken in", "orders approved", "orders in them", "orders held",
             "internal remarks 1", "asks to shipping 1", "calls to suppliers",
             "count differences nobody explained", "drafts that were not saved",
             "orders with unsettled conflicts", "asks that finance has open",
             "asks that shipping has open 3", "hand-over items open 2")
            if lang == "en"
            else ("内部", "发货", "冲突")
        ):  # fmt: skip
            assert word in " ".join(shown.split()), shown
        await typist.press("S")
        await until(pilot, lambda: isinstance(pilot.app.screen, Question))
        await typist.press("enter")
        await until(pilot, lambda: worked.service(Shifts, LI).now() is None)
        await typist.sees("is closed and signed" if lang == "en" else "已交班并签字")
        assert typist.keys <= 6
        assert pilot.app.working == ""
    closed = worked.service(ShiftReports, LI).closed()
    assert (closed.seal, closed.shift.state) == (Seal.HOLDS, ShiftState.CLOSED)
    assert closed.report.figures["shipping"] == 1
    worked.service(Remarks, WANG).add(NUMBER, Tab.INTERNAL, "später")
    assert worked.service(Shifts, WANG).open("late").after_seq == closed.shift.cutoff_seq


async def test_what_blocks_is_named_and_opened_and_an_agent_is_refused(worked, folder):
    worked.service(Drafts, LI).keep(NUMBER, Tab.INTERNAL, "还没写完")
    worked.order(SECOND, "280000000000000077")
    worked.service(Gate, LI).approve(SECOND)
    async with session(folder, actor=LI) as pilot:
        typist = await to_closing(pilot)
        await typist.sees("It cannot be closed yet",
                          "! count differences that nobody has explained: 1",
                          "! drafts that are not saved: 1", f"{NUMBER} 李雷")  # fmt: skip
        await typist.press("S")
        await typist.sees("cannot be closed yet: count differences that nobody")
        await typist.press("enter")
        await typist.on(LedgerScreen)
        await press(pilot, "escape")
        await typist.on(ClosingScreen)
        await press(pilot, "j", "enter")
        await typist.on(DraftsScreen)
    assert worked.service(Shifts, LI).now() is not None


async def test_what_nobody_acknowledged_is_named_before_a_lead_passes_over_it(worked, folder):
    with worked.store.change() as c:
        c.execute(update(columns.handover_receipts).values(received_at=None, received_by=""))
    worked.service(Shifts, LEAD).join("early")
    async with session(folder, actor=LEAD) as pilot:
        typist = await to_closing(pilot)
        await typist.sees("! items of the shift before that nobody has acknowledged: 2")
        await typist.press("S")
        await typist.sees("acknowledged: 2.", "can then never be received")
        await typist.press("escape")
        await typist.on(ClosingScreen)
        await typist.press("enter")
        await typist.on(HandoverScreen)
    assert worked.service(Shifts, LI).now() is not None


async def test_what_somebody_else_has_closed_is_not_offered_any_more(worked, folder):
    worked.service(Shifts, LEAD).join("early")
    async with session(folder, actor=LI) as pilot:
        typist = await to_closing(pilot)
        await typist.sees("S closes the shift")
        worked.service(ShiftReports, LEAD).close()
        await typist.sees("Somebody has closed it meanwhile")
        await typist.sees("closed 2026-11-22 early shift at")
        assert not any("S sign" in line for line in screen_text(pilot.app).splitlines()[-1:])


async def test_who_closes_is_told_what_goes_on_for_the_third_time(worked, folder, clock):
    worked.service(ShiftReports, LI).close()
    worked.service(Shifts, WANG).open("late")
    with worked.store.change() as c:
        c.execute(update(columns.handover_receipts).values(received_at=1, received_by="王芳"))
    async with session(folder, actor=WANG) as pilot:
        typist = await to_closing(pilot)
        await typist.sees("2 items go on for the third time, leads are told: 系统, 系统.")
        await typist.press("S")
        await until(pilot, lambda: isinstance(pilot.app.screen, Question))
        assert "third time" in screen_text(pilot.app)


async def test_a_lead_closes_it_all_the_same_and_says_why(worked, folder):
    worked.service(Drafts, LI).keep(NUMBER, Tab.INTERNAL, "还没写完")
    worked.service(Shifts, LEAD).join("early")
    async with session(folder, actor=LEAD) as pilot:
        typist = await to_closing(pilot)
        await typist.press("S")
        await until(pilot, lambda: isinstance(pilot.app.screen, ValuePrompt))
        await typist.press("escape")
        await typist.on(ClosingScreen)
        assert worked.service(Shifts, LI).now() is not None
        await typist.press("S")
        await until(pilot, lambda: isinstance(pilot.app.screen, ValuePrompt))
        await typist.type("李雷已走")
        await typist.press("enter")
        await typist.sees("is closed and signed")
    kinds = [each["kind"] for each in worked.events()][-2:]
    assert kinds == ["shift.override", "shift.close"]
    assert worked.service(Drafts, LI).kept()


async def test_what_others_do_meanwhile_shows_before_it_is_signed(worked, folder):
    async with session(folder, actor=LI) as pilot:
        typist = await to_closing(pilot)
        worked.service(Remarks, WANG).add(NUMBER, Tab.INTERNAL, "还有")
        await typist.sees("internal remarks 2")


async def test_who_works_on_is_told_that_a_colleague_closed_the_shift(worked, folder):
    async with session(folder, actor=WANG) as pilot:
        typist = Typist(pilot)
        await typist.sees("王芳  late shift")
        worked.service(ShiftReports, LI).close()
        await typist.sees("Your shift was closed. g u opens or joins the next one.")
        assert pilot.app.working == ""
        worked.service(Shifts, LEAD).open("late")
        await typist.sees("王芳  late shift")


# W30


@pytest.fixture
def closed(worked, clock):
    """That shift is closed."""
    made = worked.service(ShiftReports, LI).close()
    clock(9 * HOUR)
    return made


@LANGUAGES
async def test_w30_a_lead_reads_comments_and_signs_in_six_keys(worked, closed, folder, lang):
    before = worked.service(ShiftReports, LEAD).closed(closed.id)
    async with session(folder, lang=lang, actor=LEAD) as pilot:
        typist = Typist(pilot)
        await typist.on(ArrivalScreen)
        await press(pilot, "escape")
        await typist.press("g h")
        await typist.on(HandoverScreen)
        await typist.press("r")
        await until(pilot, lambda: isinstance(pilot.app.screen, ValuePrompt))
        shown = screen_text(pilot.app)
        assert closed.report_hash[:12] in shown
        assert ("as it was signed" if lang == "en" else "与签字时一致") in shown
        await typist.type("交接清楚")
        await typist.press("enter")
        await typist.sees("+ 陈静", "交接清楚")
        await typist.press("S")
        await typist.sees("You sign as: lead." if lang == "en" else "以主管身份签字")
        assert Side.LEAD not in {
            each.side for each in worked.service(ShiftReports, LEAD).closed().shift.signatures
        }
        await typist.press("enter")
        await typist.sees("Signed: lead." if lang == "en" else "已签字：主管。")
        assert typist.keys <= 6
    after = worked.service(ShiftReports, LEAD).closed(closed.id)
    assert (after.text, after.seal) == (before.text, Seal.HOLDS)
    assert {each.side for each in after.shift.signatures} == {Side.GIVES, Side.LEAD}


async def test_a_lead_who_took_a_shift_over_chooses_as_what_she_signs(worked, folder, clock):
    worked.service(Shifts, LEAD).take_over("人都走了")
    worked.service(Shifts, LI).join("early")
    made = worked.service(ShiftReports, LI).close()
    async with session(folder, actor=LEAD) as pilot:
        pilot.app.open_shift_report(made.id)
        typist = Typist(pilot)
        await typist.on(ShiftReportScreen)
        await typist.press("S")
        await typist.sees("1 lead", "2 gives")
        await typist.press("escape")
        await typist.on(ShiftReportScreen)
        await typist.press("S")
        await typist.sees("1 lead")
        await typist.press("enter")
        await typist.sees("Signed: lead.")
    signed = worked.service(ShiftReports, LI).closed().shift.signatures
    assert {(each.side, each.login) for each in signed} == {
        (Side.GIVES, "li"), (Side.LEAD, "chen"),
    }  # fmt: skip


async def test_after_closing_the_hand_over_shows_what_waits_and_not_old_reports(
    worked, folder, clock
):
    async with session(folder, size=(80, 24), actor=LI) as pilot:
        typist = await to_closing(pilot)
        await typist.press("S", "enter")
        await typist.on(HandoverScreen)
        await until(pilot, lambda: pilot.app.screen.key.startswith("item "))
        first = worked.service(Receiving, LI).handed().waiting[0]
        assert pilot.app.screen.number == first.id


async def test_who_works_next_signs_as_the_receiver_and_an_addendum_after_that_is_flagged(
    worked, closed, folder, clock
):
    worked.service(Shifts, WANG).open("late")
    with worked.store.change() as c:
        c.execute(update(columns.handover_receipts).values(received_at=1, received_by="王芳"))
    async with session(folder, actor=WANG) as pilot:
        pilot.app.open_shift_report(closed.id)
        typist = Typist(pilot)
        await typist.on(ShiftReportScreen)
        await typist.press("S")
        await typist.sees("1 receives", "2 gives")
        await typist.press("enter")
        await typist.sees("Signed: receives.", "received")
        clock(10 * HOUR)
        worked.service(ShiftReports, LI).note("晚点想起来的", closed.id)
        await typist.sees("晚点想起来的", "added after it was received")


async def test_the_shift_is_closed_from_its_own_screen_too_and_a_long_comment_is_not_lost(
    worked, folder
):
    async with session(folder, actor=LI) as pilot:
        typist = Typist(pilot)
        await until(pilot, lambda: pilot.app.working)
        await typist.press("g u")
        await typist.on(ArrivalScreen)
        await typist.press("C")
        await typist.on(ClosingScreen)
        await typist.press("S", "enter")
        await typist.sees("is closed and signed")
        assert isinstance(pilot.app.screen, ArrivalScreen)
        pilot.app.open_shift_report(worked.service(ShiftReports, LI).closed().shift.id)
        await typist.on(ShiftReportScreen)
        await typist.press("r")
        await until(pilot, lambda: isinstance(pilot.app.screen, ValuePrompt))
        pilot.app.screen.query_one(Input).value = "长" * 2_001
        await typist.press("enter")
        await typist.sees("longer than 2000 characters", "长长长")
        assert isinstance(pilot.app.screen, ValuePrompt)


async def test_tampering_is_shown_and_nobody_signs(worked, closed, folder):
    text = worked.service(ShiftReports, LI).closed().text
    with worked.store.change() as c:
        c.execute(
            update(columns.shifts).values(report=text.replace('"internal":1', '"internal":7'))
        )
    async with session(folder, actor=LEAD) as pilot:
        pilot.app.open_shift_report(closed.id)
        typist = Typist(pilot)
        await typist.on(ShiftReportScreen)
        await typist.sees("its text was changed", "This is not what was signed")
        await typist.press("S")
        await typist.sees("This report is not what was signed")


async def test_a_report_that_cannot_be_read_is_shown_as_it_stands(worked, closed, folder):
    with worked.store.change() as c:
        c.execute(update(columns.shifts).values(report="{\x1b[2J[/]"))
    async with session(folder, actor=LEAD) as pilot:
        pilot.app.open_shift_report(closed.id)
        typist = Typist(pilot)
        await typist.on(ShiftReportScreen)
        await typist.sees("its text was changed")
        assert not forbidden(screen_text(pilot.app).replace("\n", ""))


async def test_who_only_looks_reads_and_does_not_sign(worked, closed, folder):
    async with session(folder, actor=EYE) as pilot:
        pilot.app.open_shift_report(closed.id)
        typist = Typist(pilot)
        await typist.on(ShiftReportScreen)
        await typist.press("S")
        await typist.sees("Who may:")


async def test_hostile_words_are_shown_and_not_obeyed(worked, folder, clock):
    texts = [each.encode(errors="replace").decode()[:300] for each in PAYLOADS]
    with worked.store.change() as c:
        for n, text in enumerate(texts, 10):
            c.execute(
                insert(columns.handover_items),
                {
                    "id": n, "order_no": "", "topic": text, "urgency": "routine", "summary": text,
                    "action": text, "owner": text, "due": MORNING, "what_if": text,
                    "origin": "person", "login": "li", "author": text, "shift": "", "at": 1,
                    "state": "open", "settled_by": "", "version": 1, "client_id": f"h{n}",
                },
            )  # fmt: skip
    async with session(folder, actor=LI) as pilot:
        typist = await to_closing(pilot)
        await scrolls(pilot)
        await typist.press("S", "enter")
        await typist.sees("is closed and signed")
        closed = worked.service(ShiftReports, LI).closed().shift
        for text in texts:
            if text.strip("\x00 \n\r\t"):
                try:
                    worked.service(ShiftReports, LI).note(text, closed.id)
                except Exception as refused:
                    assert "Say what" in str(refused)  # noqa: PT017 - nothing was left of it
        pilot.app.open_shift_report(closed.id)
        await typist.on(ShiftReportScreen)
        await scrolls(pilot)


async def scrolls(pilot):
    """To the end of what is shown; nothing on the way reaches the terminal as it was."""
    before = ""
    while before != (shown := screen_text(pilot.app)):
        assert not forbidden(shown.replace("\n", ""))
        before = shown
        await press(pilot, "pagedown")


# Goldens


@LANGUAGES
@SIZES
async def test_golden_closing(worked, folder, lang, size):
    worked.service(Shifts, LEAD).join("early")
    worked.service(Drafts, LEAD).keep(NUMBER, Tab.INTERNAL, "还没写完")
    with worked.store.change() as c:
        c.execute(update(columns.drafts).values(at=MORNING + 7 * HOUR))
    async with session(folder, lang=lang, size=size, actor=LI) as pilot:
        await to_closing(pilot)
        golden.check(f"closing-{lang}-{size[0]}x{size[1]}", screen_text(pilot.app))


@LANGUAGES
@SIZES
async def test_golden_report(worked, closed, folder, lang, size):
    worked.service(ShiftReports, LEAD).note("交接清楚", closed.id)
    worked.service(ShiftReports, LEAD).sign(closed.id)
    async with session(folder, lang=lang, size=size, actor=LEAD) as pilot:
        typist = Typist(pilot)
        await typist.on(ArrivalScreen)
        await press(pilot, "escape")
        pilot.app.open_shift_report(closed.id)
        await typist.on(ShiftReportScreen)
        shown = screen_text(pilot.app).replace(closed.report_hash[:12], "0" * 12)
        golden.check(f"shift-report-{lang}-{size[0]}x{size[1]}", shown)

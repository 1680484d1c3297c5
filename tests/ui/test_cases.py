"""Leads, unpaid orders and cases at the keys: W18, W19, W28 with their budgets."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from csdesk.model.cases import CaseKind, CaseLine, CaseState, Rating
from csdesk.model.requests import RequestKind, RequestState
from csdesk.model.settings import DeskSettings, UrgingSettings
from csdesk.model.status import Tab
from csdesk.services.blacklist import Blacklist
from csdesk.services.cases import Cases
from csdesk.services.gate import Gate
from csdesk.services.people import People
from csdesk.services.remarks import Remarks
from csdesk.services.requests import Requests
from csdesk.services.urging import Urging
from csdesk.store import columns
from csdesk.ui.screens.case_rows import case_lines, history
from csdesk.ui.screens.cases import CaseCard, CasesScreen
from csdesk.ui.screens.choosing import Choosing
from csdesk.ui.screens.inbox import InboxScreen
from csdesk.ui.screens.lead import LeadScreen, RequestCard
from csdesk.ui.screens.my_queue import QueueScreen
from csdesk.ui.screens.order import OrderScreen
from csdesk.ui.screens.order_value import ValuePrompt
from csdesk.ui.screens.palette import PaletteScreen
from csdesk.ui.screens.remark_editor import RemarkEditor
from csdesk.ui.screens.request_rows import request_lines
from csdesk.ui.screens.unpaid import UnpaidCard, UnpaidScreen
from csdesk.words import use_language
from tests import golden
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person
from tests.ui.conftest import press, screen_text, session, until
from tests.ui.order_sample import HAN, MARKET, NUMBER, PLACED, whole_order
from tests.ui.typist import Typist

AGENT = person()
LEAD = person("wang", "王主管", roles=("lead",))
SHIPPER = person("zhou", "周发", roles=("shipping",), shift="")
FINANCE = person("qian", "钱多", roles=("finance",), shift="")
LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
NO_NIGHT = UrgingSettings(quiet_from=clock(0), quiet_until=clock(0))
AWAKE = DeskSettings(zone="Asia/Shanghai", urging=NO_NIGHT)


@pytest.fixture
def team(orders):
    """The order with everything, at a desk where everybody works; buyers never sleep."""
    orders.settings = AWAKE
    orders.service(People, person("boss", "老板", roles=())).ensure()
    for each in (AGENT, HAN, LEAD, SHIPPER, FINANCE):
        orders.service(People, person("boss", "老板", roles=())).add(
            each.login, each.name, each.roles
        )
    return orders


async def at_order(pilot, number=NUMBER):
    pilot.app.open_order(number)
    typist = Typist(pilot)
    await typist.on(OrderScreen)
    return typist


# W18


def unpaid(team, n=1):
    for each in range(n):
        team.order(
            f"TB240202-{each + 1:04d}", f"28000000000000{each + 1:04d}", name="马小云",
            order_status="awaiting_payment", payment_status="unpaid", placed_at=PLACED + each,
        )  # fmt: skip


@LANGUAGES
async def test_w18_a_buyer_is_urged_with_a_text_in_six_keys(team, folder, clipboard, lang):
    unpaid(team, 2)
    async with session(folder, lang=lang, actor=AGENT, settings=AWAKE) as pilot:
        typist = Typist(pilot)
        await typist.press("g w")
        await typist.on(UnpaidScreen)
        assert ("0 urges" if lang == "en" else "催 0 次") in screen_text(pilot.app)
        await typist.press("enter")
        await typist.on(UnpaidCard)
        await typist.press("t")
        await typist.on(Choosing)
        await typist.press("1", "enter")
        await until(pilot, lambda: clipboard)
        await typist.sees("1 urge" if lang == "en" else "催 1 次")
    assert typist.keys <= 6
    (urge,) = team.service(Urging).one("TB240202-0002").urges
    assert clipboard == [urge.text]
    assert "280000000000000002" in urge.text


async def test_the_fourth_is_refused_with_the_time_of_the_next(team, folder, clipboard):
    unpaid(team)
    for _ in range(3):
        team.service(Urging).urge("TB240202-0001")
    async with session(folder, actor=AGENT, settings=AWAKE) as pilot:
        typist = Typist(pilot)
        await typist.press("g w")
        await typist.on(UnpaidScreen)
        assert "next at" in screen_text(pilot.app)
        await typist.press("t")
        await typist.sees("3 times within 24 hours", "may be urged again")
        assert isinstance(pilot.app.screen, UnpaidScreen), "no text is asked for first"
    assert clipboard == []
    assert len(team.service(Urging).one("TB240202-0001").urges) == 3


@LANGUAGES
async def test_in_quiet_hours_the_time_of_the_next_comes_before_any_text(team, folder, lang):
    unpaid(team)
    now = datetime.now(ZoneInfo(DeskSettings().zone))
    begin, end = now - timedelta(hours=1), now + timedelta(hours=2)
    night = DeskSettings(urging=UrgingSettings(quiet_from=begin.time(), quiet_until=end.time()))
    async with session(folder, lang=lang, actor=AGENT, settings=night) as pilot:
        typist = Typist(pilot)
        await typist.press("g w")
        await typist.on(UnpaidScreen)
        await typist.press("t")
        peace = "is left in peace now" if lang == "en" else "免打扰"
        await typist.sees(peace, f"{end:%Y-%m-%d %H:%M}")
        assert isinstance(pilot.app.screen, UnpaidScreen)


async def test_who_may_not_urge_is_refused_on_the_screen(team, folder, clipboard):
    unpaid(team)
    async with session(folder, actor=FINANCE, settings=AWAKE) as pilot:
        typist = Typist(pilot)
        await typist.press("g w")
        await typist.on(UnpaidScreen)
        await typist.press("t")
        await typist.sees("Who may: agent, lead")
        await typist.press("1", "enter")
    assert clipboard == []


# W19


@LANGUAGES
async def test_w19_a_price_is_asked_in_the_palette(team, folder, lang):
    whole_order(team)
    async with session(folder, lang=lang, actor=AGENT) as pilot:
        typist = await at_order(pilot)
        await typist.press(":")
        await typist.on(PaletteScreen)
        await typist.type("price" if lang == "en" else "改价")
        await typist.press("enter")
        await typist.on(ValuePrompt)
        assert "¥1,234.00" in screen_text(pilot.app)
        assert "王主管" in screen_text(pilot.app)
        await typist.type("1000")
        await typist.press("enter")
        await typist.sees("¥1,000.00")
        await typist.type("VIP")
        await typist.press("enter")
        await typist.on(OrderScreen)
        await typist.sees("price asked" if lang == "en" else "已申请改价")
    assert typist.keys <= 6
    (asked,) = team.service(Requests).waiting()
    assert (asked.kind, asked.old, asked.new, asked.reason) == (
        RequestKind.PRICE, 123_400, 100_000, "VIP",
    )  # fmt: skip


async def test_a_wrong_price_is_said_and_nothing_is_asked(team, folder):
    whole_order(team)
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_order(pilot)
        await press(pilot, ":", *"ask a lead:", "enter")
        await typist.on(Choosing)
        await press(pilot, "1", "enter")
        await typist.on(ValuePrompt)
        await press(pilot, *"cheap", "enter")
        await typist.sees("no amount")
        assert team.service(Requests).waiting() == ()
        assert isinstance(pilot.app.screen, ValuePrompt)
        await press(pilot, "ctrl+u", *"1000", "enter")
        await typist.sees("¥1,000.00")


# W28


@LANGUAGES
async def test_w28_a_lead_decides_in_the_list_and_the_asker_is_told(team, folder, lang):
    whole_order(team)
    asked = team.service(Requests).ask(NUMBER, RequestKind.PRICE, "老客户", new=100_000)
    async with session(folder, lang=lang, actor=LEAD) as pilot:
        typist = Typist(pilot)
        await typist.sees("[g l 1]")
        await typist.press("g l", "9")
        await typist.on(LeadScreen)
        typist.keys = 0
        await typist.press("enter")
        await typist.on(RequestCard)
        for fact in ("¥1,234.00 -> ¥1,000.00", "老客户", "李雷"):
            assert fact in screen_text(pilot.app)
        await typist.press("y")
        await typist.on(ValuePrompt)
        await typist.type("ok")
        await typist.press("enter")
        await typist.on(LeadScreen)
    assert typist.keys <= 3
    now = team.service(Requests).one(asked.id)
    assert (now.state, now.decided_by, now.decision) == (RequestState.APPROVED, "王主管", "ok")
    async with session(folder, lang=lang, actor=AGENT) as pilot:
        typist = Typist(pilot)
        await typist.sees("[g m 1]")
        await typist.press("g m")
        await typist.on(QueueScreen)
        await typist.press("enter")
        await typist.on(RequestCard)
        await until(pilot, lambda: not team.service(Requests).one(asked.id).news)
        await typist.press("d")
        await until(pilot, lambda: team.service(Requests).one(asked.id).state is RequestState.DONE)


@LANGUAGES
async def test_w28_off_the_blacklist_with_reason_evidence_and_who_asked(team, folder, lang):
    key = whole_order(team)
    team.service(Blacklist).add(NUMBER, "恶意留差评", evidence="评价 88")
    async with session(folder, lang=lang, actor=AGENT) as pilot:
        typist = await at_order(pilot)
        await press(pilot, "b")
        await typist.on(ValuePrompt)
        await press(pilot, *"mistake", "enter")
        await until(pilot, lambda: team.service(Requests).waiting())
    async with session(folder, lang=lang, actor=LEAD) as pilot:
        typist = Typist(pilot)
        await press(pilot, "g", "l", "9")
        await typist.on(LeadScreen)
        await typist.press("enter")
        await typist.on(RequestCard)
        for fact in ("恶意留差评", "评价 88", "mistake", "李雷"):
            assert fact in screen_text(pilot.app)
        await typist.press("y")
        await typist.on(ValuePrompt)
        await typist.type("seen")
        await typist.press("enter")
        await until(pilot, lambda: team.row(key)["blacklisted"] == 0)
    assert typist.keys <= 3


async def test_an_agent_may_look_and_not_decide(team, folder):
    whole_order(team)
    asked = team.service(Requests).ask(NUMBER, RequestKind.PRIORITY, "急")
    async with session(folder, actor=AGENT) as pilot:
        typist = Typist(pilot)
        await press(pilot, "g", "l", "9")
        await typist.on(LeadScreen)
        await press(pilot, "enter")
        await typist.on(RequestCard)
        await press(pilot, "y")
        await typist.sees("Who may: lead")
        await typist.on(RequestCard)
    assert team.service(Requests).one(asked.id).state is RequestState.ASKED


# Holds, W33


async def test_a_hold_is_answered_from_the_inbox_and_the_order_shows_it(team, folder):
    team.order("TB240202-0042", "2401234567890123457", order_status="approved", approved_at=5)
    team.service(Gate).hold("TB240202-0042", "客户要退")
    async with session(folder, actor=SHIPPER) as pilot:
        typist = Typist(pilot)
        await press(pilot, "g", "d")
        await typist.on(InboxScreen)
        assert "HOLD" in screen_text(pilot.app)
        await press(pilot, "X")
        await typist.on(ValuePrompt)
        await press(pilot, *"YT99", "enter")
        await typist.sees("too late")
        await at_order(pilot, "TB240202-0042")
        await press(pilot, "3")
        await typist.sees("来不及了 too late YT99")
        await press(pilot, ":", *"has left", "enter")
        await typist.on(ValuePrompt)
        await press(pilot, "enter")
        await typist.sees("is held: it does not leave")


# Cases


@LANGUAGES
async def test_a_refund_case_from_opening_to_paid(team, folder, lang):
    key = team.order(NUMBER, MARKET, order_status="shipped", line={"quantity": 1})
    async with session(folder, lang=lang, actor=AGENT) as pilot:
        typist = await at_order(pilot)
        await press(pilot, "A", "1", "enter")
        await typist.on(ValuePrompt)
        assert "¥99.00" in screen_text(pilot.app)
        await press(pilot, *["backspace"] * 5, *"30", "enter")
        await typist.sees("customer want" if lang == "en" else "客户要什么")
        await press(pilot, *"torn", "enter")
        await typist.sees("¥30.00", "torn")
        await press(pilot, "A", "1", "enter")
        await typist.on(CaseCard)
        await press(pilot, "s", "1", "enter")
        await typist.on(ValuePrompt)
        await press(pilot, "enter")
        await typist.sees("customer told" if lang == "en" else "告诉客户")
        await press(pilot, *"30 back", "enter")
        await until(pilot, lambda: team.service(Cases).of(NUMBER)[0].state is CaseState.AGREED)
    async with session(folder, lang=lang, actor=FINANCE) as pilot:
        typist = Typist(pilot)
        await press(pilot, "g", "c")
        await typist.on(CasesScreen)
        await press(pilot, "enter")
        await typist.on(CaseCard)
        await press(pilot, "s", "1", "enter")
        await typist.on(ValuePrompt)
        assert "30.00" in screen_text(pilot.app)
        await press(pilot, "enter")
        await until(pilot, lambda: "¥198.00" not in screen_text(pilot.app))
        await press(pilot, "enter")
        await pilot.pause()
        await press(pilot, "enter")
        await until(pilot, lambda: team.row(key)["refund"] == 3_000)
    assert team.row(key)["payment_status"] == "partly_refunded"


async def test_what_the_market_forbids_is_refused_and_what_was_typed_is_kept(team, folder):
    team.order(NUMBER, MARKET, order_status="shipped")
    one = team.service(Cases).open(
        NUMBER, CaseKind.FEEDBACK, "差", rating=Rating.NEGATIVE
    )  # fmt: skip
    async with session(folder, actor=AGENT) as pilot:
        typist = Typist(pilot)
        await press(pilot, "g", "c")
        await typist.on(CasesScreen)
        await press(pilot, "enter")
        await typist.on(CaseCard)
        await press(pilot, "s", "1", "enter")
        await typist.on(ValuePrompt)
        await press(pilot, *"sent again", "enter")
        await typist.sees("What is the customer told?")
        await press(pilot, *"please remove your review", "enter")
        await typist.sees("Not sent")
        await press(pilot, "s", "1", "enter")
        await typist.on(ValuePrompt)
        await press(pilot, *"sent again", "enter")
        await typist.sees("please remove your review")
    assert team.service(Cases).one(one.id).state is CaseState.ASKED


async def test_a_refund_template_tells_of_its_case(team, folder):
    whole_order(team)
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_order(pilot)
        await press(pilot, "2", "t", "1", "enter")
        await typist.on(RemarkEditor)
        await press(pilot, *"12", "tab", *"torn", "enter")
        await typist.sees("After-sale case 1 is opened")
        await typist.sees("waits on finance")


# Hostile text, and how they look


@pytest.mark.parametrize("width", [20, 80])
def test_whatever_is_written_is_drawn_harmless(team, width):
    whole_order(team)
    (case,) = [team.service(Cases).open(NUMBER, CaseKind.FEEDBACK, "x", rating=Rating.NEUTRAL)]
    asked = team.service(Requests).ask(NUMBER, RequestKind.PRIORITY, "x")
    now = datetime.now(UTC)
    for payload in PAYLOADS:
        words = replace(asked, reason=payload, grounds=payload, decision=payload, author=payload,
                        decided_by=payload, order_no=payload)  # fmt: skip
        step = replace(case.steps[0], text=payload, told=payload, author=payload)
        told = replace(case, reason=payload, order_no=payload, steps=(step,))
        lines = [
            *request_lines(words, now, width, order=True),
            *case_lines(told, now, width, order=True),
            *history(told, "Asia/Shanghai", width),
        ]
        assert forbidden("\n".join(line.plain for line in lines), lines=True) == []
        assert max(line.cell_length for line in lines) <= width


async def test_hostile_reasons_are_shown_and_not_obeyed(team, folder):
    whole_order(team)
    async with session(folder, actor=LEAD) as pilot:
        typist = Typist(pilot)
        for payload in PAYLOADS[::12]:
            asked = team.service(Requests).ask(NUMBER, RequestKind.PRIORITY, f"why {payload}"[:200])
            case = team.service(Cases).open(
                NUMBER, CaseKind.FEEDBACK, f"bad {payload}"[:500], rating=Rating.NEUTRAL
            )
            for keys, screen, card in (
                ("gl9", LeadScreen, RequestCard),
                ("gc", CasesScreen, CaseCard),
            ):
                await press(pilot, *keys)
                await typist.on(screen)
                assert forbidden(screen_text(pilot.app), lines=True) == []
                await press(pilot, "enter")
                await typist.on(card)
                assert forbidden(screen_text(pilot.app), lines=True) == []
            team.service(Requests).move(asked.id, RequestState.WITHDRAWN)
            for to in (CaseState.SOLVED, CaseState.EXPLAINED, CaseState.CLOSED):
                team.service(Cases).step(case.id, to, "x")


def frozen(team):
    """Everything was asked long ago, so that ages do not move."""
    whole_order(team)
    team.order(
        "TB240202-0042", "2401234567890123457", order_status="awaiting_payment", name="王五",
        payment_status="unpaid", placed_at=PLACED, title="连衣裙", buyer="w", account="w",
    )  # fmt: skip
    team.service(Blacklist).add("TB240202-0042", "恶意留差评", evidence="评价 88")
    team.service(Urging).urge("TB240202-0042", 2)
    requests, cases = team.service(Requests), team.service(Cases)
    requests.ask("TB240202-0042", RequestKind.PRICE, "老客户，上次少发一件", new=15_000)
    requests.ask("TB240202-0042", RequestKind.UNBLACKLIST, "评价是别人写的")
    one = cases.open(
        NUMBER, CaseKind.REFUND, "袜子破洞", [CaseLine(2, 1, 3_000)], told="退您 30 元"
    )
    cases.step(one.id, CaseState.AGREED)
    cases.open(NUMBER, CaseKind.FEEDBACK, "发货太慢，客服态度差", rating=Rating.NEGATIVE)
    with team.store.change() as c:
        for table in (columns.requests, columns.cases, columns.case_steps, columns.urges):
            c.execute(update(table).values(at=PLACED + 60))


@pytest.fixture
def ages(monkeypatch):
    """Ages do not move with the calendar."""
    for name in ("request_rows", "case_rows", "unpaid"):
        monkeypatch.setattr(f"csdesk.ui.screens.{name}.age", lambda *_: "5 d")
    monkeypatch.setattr("csdesk.ui.screens.inbox_rows.lasting", lambda *_: "5 d")


SCREENS = {"lead": "gl9", "unpaid": "gw", "cases": "gc"}
CARDS = {"lead": RequestCard, "unpaid": UnpaidCard, "cases": CaseCard}


@SIZES
@LANGUAGES
@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.usefixtures("ages")
async def test_how_they_look(team, folder, name, lang, size):
    use_language("zh")  # remarks that are written by themselves
    frozen(team)
    async with session(folder, lang=lang, size=size, actor=LEAD, settings=AWAKE) as pilot:
        typist = Typist(pilot)
        await press(pilot, *SCREENS[name])
        await until(
            pilot,
            lambda: len(pilot.app.screen_stack) >= len(SCREENS[name]) and pilot.app.screen.answered,
        )
        look = f"{lang}-{size[0]}x{size[1]}"
        golden.check(f"{name}-{look}", screen_text(pilot.app))
        if size == (80, 24):
            await press(pilot, "enter")
            await typist.on(CARDS[name])
            golden.check(f"{name}-card-{lang}", screen_text(pilot.app))


async def test_an_ordinary_remark_on_a_held_order_is_just_done(team, folder):
    team.order("TB240202-0042", "2401234567890123457", order_status="held")
    asked = team.service(Remarks).add("TB240202-0042", Tab.SHIPPING, "送小礼品").id
    async with session(folder, actor=SHIPPER) as pilot:
        typist = Typist(pilot)
        await press(pilot, "g", "d")
        await typist.on(InboxScreen)
        await press(pilot, "d")
        await typist.sees("done")
    (remark,) = team.service(Remarks).of("TB240202-0042")
    assert (remark.id, remark.stop, remark.answers[-1].text) == (asked, None, "")

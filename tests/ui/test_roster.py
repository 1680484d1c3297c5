"""The roster, swaps and notices at the keys: W29 with its budget."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, update

from csdesk.model.errors import DeskError
from csdesk.model.roster import SwapState
from csdesk.model.settings import KINDS, DeskSettings, ShiftKind, ShiftSettings
from csdesk.services.drafts import Drafts
from csdesk.services.notices import Notices
from csdesk.services.people import People
from csdesk.services.roster import Roster
from csdesk.services.swaps import Swaps
from csdesk.store import columns
from csdesk.ui.screens.choosing import Choosing
from csdesk.ui.screens.notices import NoticesScreen
from csdesk.ui.screens.order_value import ValuePrompt
from csdesk.ui.screens.remark_editor_list import DraftsScreen
from csdesk.ui.screens.roster import RosterScreen, SwapCard
from tests import golden
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person
from tests.ui.conftest import screen_text, session, until
from tests.ui.typist import Typist

BOSS = person("boss", "老板", roles=())
LEAD = person("wang", "王主管", roles=("lead",), shift="")
LI = person(shift="")
HAN = person("han", "韩梅梅", shift="")
BUYER = person("zhou", "周采", roles=("purchasing",), shift="")
MONEY = person("qian", "钱会计", roles=("finance",), shift="")
PACKER = person("sun", "孙打包", roles=("shipping",), shift="")
LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
NIGHT = ShiftKind("night", "夜班", KINDS[1].end, KINDS[0].start, "night shift")
TWO = tuple(replace(each, heads=2) for each in KINDS)
SHIFTS = ShiftSettings(kinds=(*TWO, NIGHT))
SETTINGS = DeskSettings(shifts=SHIFTS)
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
MONDAY = TODAY - timedelta(days=TODAY.weekday()) + timedelta(days=14)


def day(n):
    """A day of the week after next; 0 is its Monday."""
    return MONDAY + timedelta(days=n)


@pytest.fixture
def team(orders):
    orders.settings = SETTINGS
    boss = orders.service(People, BOSS)
    boss.ensure()
    for each in (LEAD, LI, HAN, BUYER):
        boss.add(each.login, each.name, each.roles)
    boss.give_roles("boss", ["admin"])
    return orders


@pytest.fixture(autouse=True)
def nobody_comes_to_work(monkeypatch):
    """The screen for coming to work has tests of its own."""
    monkeypatch.setattr("csdesk.ui.app.CsdeskApp.arrive", lambda _: None)


def put(team, monday=MONDAY, **weeks):
    for login, days in weeks.items():
        for n, kind in days.items():
            team.service(Roster, LEAD).set(login, monday + timedelta(days=n), kind)
    team.service(Notices, LI).read([each.id for each in team.service(Notices, LI).unread()])
    team.service(Notices, HAN).read([each.id for each in team.service(Notices, HAN).unread()])


def roster(team):
    with team.store.read() as c:
        rows = c.exec_driver_sql("SELECT login, day, kind FROM roster").all()
    return {(login, (date.fromisoformat(d) - MONDAY).days): kind for login, d, kind in rows}


def swapped(team, *, accepted=True, reason="看牙医"):
    """李雷 gives away Monday's late shift for 韩梅梅's early one of Thursday."""
    swap = team.service(Swaps, LI).ask(day(0), "han", day(3), reason)
    return team.service(Swaps, HAN).move(swap.id, SwapState.ACCEPTED) if accepted else swap


def at(folder, actor, **more):
    return session(folder, actor=actor, settings=SETTINGS, **more)


# W29


@LANGUAGES
async def test_w29_a_swap_is_approved_in_four_keys(team, folder, lang):
    """Shown: both shifts, that the colleague agrees, which rules are broken."""
    put(team, li={0: "late"}, han={3: "early"})
    swapped(team)
    async with at(folder, LEAD, lang=lang) as pilot:
        typist = Typist(pilot)
        await typist.press("g t")
        await typist.on(RosterScreen)
        await typist.press("enter")
        await typist.on(SwapCard)
        agrees, none, late, early = {
            "en": ("韩梅梅 agrees", "No rule is broken", "late shift", "early shift"),
            "zh": ("韩梅梅已同意", "没有违反规定", "晚班", "早班"),
        }[lang]
        await typist.sees(day(0).isoformat(), late, day(3).isoformat(), early, agrees, none, "牙医")
        await typist.press("y")
        await typist.on(RosterScreen)
    assert typist.keys <= 4
    assert roster(team) == {("han", 0): "late", ("li", 3): "early"}


@LANGUAGES
async def test_w29_a_swap_is_refused_in_four_keys_and_those_of_the_reason(team, folder, lang):
    """What is typed behind ``n`` is the reason, and no command."""
    put(team, li={0: "late"}, han={3: "early"})
    swap = swapped(team)
    async with at(folder, LEAD, lang=lang) as pilot:
        typist = Typist(pilot)
        await typist.press("g t")
        await typist.on(RosterScreen)
        await typist.press("enter")
        await typist.on(SwapCard)
        await typist.press("n")
        assert typist.keys <= 4
        await typist.type("xQyu too few")
        await typist.on(ValuePrompt)
        assert team.service(Swaps, LI).one(swap.id).state is SwapState.ACCEPTED
        await typist.press("enter")
        await typist.on(RosterScreen)
    refused = team.service(Swaps, LI).one(swap.id)
    assert (refused.state, refused.decision) == (SwapState.REFUSED, "xQyu too few")
    assert roster(team) == {("li", 0): "late", ("han", 3): "early"}


async def test_a_colleague_says_no_without_a_reason_or_thinks_again(team, folder):
    put(team, li={0: "late"}, han={3: "early"})
    swap = swapped(team, accepted=False)
    async with at(folder, HAN) as pilot:
        typist = Typist(pilot)
        pilot.app.push_screen(SwapCard(swap.id))
        await typist.on(SwapCard)
        await typist.press("n", "escape")
        await typist.on(SwapCard)
        assert team.service(Swaps, LI).one(swap.id).state is SwapState.ASKED
        await typist.press("n", "enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, SwapCard | ValuePrompt))
    assert team.service(Swaps, LI).one(swap.id).state is SwapState.DECLINED


@LANGUAGES
async def test_w29_a_rule_that_must_be_kept_is_passed_over_with_a_reason(team, folder, lang):
    put(team, li={0: "late"}, han={1: "early", 3: "early"})
    swap = swapped(team)
    async with at(folder, LEAD, lang=lang) as pilot:
        typist = Typist(pilot)
        await typist.press("g t")
        await typist.on(RosterScreen)
        await typist.press("enter")
        await typist.on(SwapCard)
        await typist.sees({"en": "would rest 8 h", "zh": "只休息 8 小时"}[lang])
        await typist.press("y")
        await typist.on(ValuePrompt)
        await typist.press("enter")  # nothing said, nothing done: what is typed next is the reason
        await typist.sees({"en": "Words are needed here", "zh": "这里必须填写"}[lang])
        assert ("li", 0) in roster(team)
        await typist.on(ValuePrompt)
        await typist.type("nobody else")
        await typist.press("enter")
        await typist.on(RosterScreen)
    assert roster(team) == {("han", 0): "late", ("han", 1): "early", ("li", 3): "early"}
    assert team.service(Swaps, LI).one(swap.id).decision == "nobody else"


async def test_both_are_told_on_the_next_screen(team, folder):
    put(team, li={0: "late"}, han={3: "early"})
    swap = swapped(team)
    team.service(Swaps, LEAD).move(swap.id, SwapState.APPROVED)
    for who in (LI, HAN):
        async with at(folder, who) as pilot:
            typist = Typist(pilot)
            await typist.sees("王主管 agreed: 韩梅梅 works in late shift", "[g e ")
            await typist.press("g e")
            await typist.on(NoticesScreen)
            await typist.press("end", "enter")
            await typist.on(SwapCard)
            await typist.sees("agreed by the lead")


async def test_whoever_is_there_is_told_while_they_work(team, folder):
    put(team, li={0: "late"}, han={3: "early"})
    async with at(folder, HAN) as pilot:
        typist = Typist(pilot)
        await until(pilot, lambda: pilot.app.unread is not None)
        swapped(team, accepted=False)
        await typist.sees("李雷 asks you to take late shift", "[g t 1]", "[g e 1]")
        assert "李雷: 李雷" not in screen_text(pilot.app)


# Asking and answering


@LANGUAGES
async def test_a_swap_is_asked_and_accepted_at_the_keys(team, folder, lang):
    for each in (MONEY, PACKER):
        team.service(People, BOSS).add(each.login, each.name, each.roles)
    put(team, li={0: "late"}, han={3: "early"})
    async with at(folder, LI, lang=lang) as pilot:
        typist = Typist(pilot)
        await typist.press("g t")
        await typist.on(RosterScreen)
        await typist.press("s")
        await typist.on(Choosing)
        await typist.sees(day(0).isoformat())
        await typist.press("1", "enter")
        await typist.sees("韩梅梅", "周采")
        assert not re.search(r"\d (钱会计|孙打包)", screen_text(pilot.app)), "nobody counts them"
        await typist.type("韩")
        await typist.press("enter")
        await typist.sees(day(3).isoformat())
        await typist.press("2", "enter")
        await typist.on(ValuePrompt)
        await typist.type("dentist")
        await typist.press("enter")
        await typist.on(RosterScreen)
        await typist.sees("李雷", "->")
    (swap,) = team.service(Swaps, LI).waiting()
    assert (swap.peer, swap.offered.day, swap.reason) == ("韩梅梅", day(3).isoformat(), "dentist")
    async with at(folder, HAN, lang=lang) as pilot:
        typist = Typist(pilot)
        await typist.press("g t")
        await typist.on(RosterScreen)
        await typist.press("enter")
        await typist.on(SwapCard)
        await typist.press("y")
        await typist.on(RosterScreen)
        assert typist.keys <= 4
    assert team.service(Swaps, LI).one(swap.id).state is SwapState.ACCEPTED
    assert roster(team) == {("li", 0): "late", ("han", 3): "early"}


async def test_keys_are_offered_to_whom_they_are_for(team, folder):
    put(team, li={0: "late"}, han={3: "early"})
    swapped(team, accepted=False)
    for who, there, missing in ((LI, "withdraw", "y yes"), (HAN, "y yes", "withdraw"),
                                (LEAD, "n no", "y yes"), (BUYER, "back", "n no")):  # fmt: skip
        async with at(folder, who) as pilot:
            typist = Typist(pilot)
            await typist.press("g t")
            await typist.on(RosterScreen)
            await typist.press("enter")
            await typist.on(SwapCard)
            await until(pilot, lambda there=there: there in screen_text(pilot.app).splitlines()[-1])
            assert missing not in screen_text(pilot.app).splitlines()[-1]


async def test_who_came_second_is_told_who_was_faster(team, folder):
    put(team, li={0: "late"}, han={3: "early"})
    swap = swapped(team)
    async with at(folder, LEAD) as pilot:
        typist = Typist(pilot)
        pilot.app.push_screen(SwapCard(swap.id))
        await typist.on(SwapCard)
        shown = pilot.app.screen.answer
        team.service(Swaps, LI).move(swap.id, SwapState.WITHDRAWN)
        pilot.app.screen.answer = shown
        pilot.app.screen.action_yes()
        await typist.sees("was faster")
    assert roster(team) == {("li", 0): "late", ("han", 3): "early"}


# The week


async def test_a_lead_sets_a_day(team, folder):
    async with at(folder, LEAD) as pilot:
        typist = Typist(pilot)
        await typist.press("g t")
        await typist.on(RosterScreen)
        await typist.press("right", "right")
        await typist.sees(day(0).isoformat())
        pilot.app.screen.entries.go("person li")
        await typist.press("e")
        await typist.on(Choosing)
        await typist.press("2", "enter")
        await typist.sees("early shift")
        await typist.press("3", "enter")
        await typist.sees("李雷", "late shift.")
    assert roster(team) == {("li", 1): "late"}


async def test_an_agent_does_not_set_the_roster(team, folder):
    async with at(folder, LI) as pilot:
        typist = Typist(pilot)
        await typist.press("g t")
        await typist.on(RosterScreen)
        await typist.press("e")
        await typist.sees("Who may: lead")


async def test_who_has_no_shift_is_told_so(team, folder):
    async with at(folder, LI) as pilot:
        typist = Typist(pilot)
        await typist.press("g t")
        await typist.on(RosterScreen)
        await typist.press("enter")
        await typist.sees("no shift of yours to come")


# Notices


async def writing_a_notice(pilot):
    """A notice to all agents is begun; its text is asked for next."""
    typist = Typist(pilot)
    await typist.press("g e")
    await typist.on(NoticesScreen)
    await typist.press("n")
    await typist.on(ValuePrompt)
    await typist.type("agent")
    await typist.press("enter")
    return typist


@LANGUAGES
async def test_a_lead_writes_and_sees_who_has_read_it(team, folder, lang):
    async with at(folder, LEAD, lang=lang) as pilot:
        typist = await writing_a_notice(pilot)
        await typist.on(ValuePrompt)
        await typist.type("双十一不调班")
        await typist.press("enter")
        await typist.on(NoticesScreen)
        await typist.press("A")
        await typist.sees(
            "双十一不调班", {"en": "read by 0 of 2", "zh": "0/2 人已读"}[lang], "李雷"
        )
    async with at(folder, LI, lang=lang) as pilot:
        typist = Typist(pilot)
        await typist.sees("王主管", "双十一不调班", "[g e 1]")
        await typist.press("g e")
        await typist.on(NoticesScreen)
        await typist.press("enter")
        await until(pilot, lambda: pilot.app.unread.notices == 0)
        assert "[g e" not in screen_text(pilot.app)
    (sent,) = team.service(Notices, LEAD).newest()
    assert {r.login: bool(r.read_at) for r in sent.readers} == {"li": True, "han": False}


async def test_what_nobody_is_called_can_be_mended(team, folder):
    async with at(folder, LEAD) as pilot:
        typist = Typist(pilot)
        await typist.press("g e")
        await typist.on(NoticesScreen)
        await typist.press("n")
        await typist.on(ValuePrompt)
        await typist.type("x")
        await typist.press("enter")
        await typist.on(ValuePrompt)
        await typist.type("a long text")
        await typist.press("enter")
        await typist.sees('called "x"')
        await typist.press("backspace", *"all", "enter")
        await typist.sees("a long text")
        await typist.press("enter")
        await typist.on(NoticesScreen)
    assert team.service(Notices, LI).unread()[0].text == "a long text"


@LANGUAGES
async def test_a_notice_that_is_not_sent_is_a_draft(team, folder, lang):
    async with at(folder, LEAD, lang=lang) as pilot:
        typist = await writing_a_notice(pilot)
        await typist.sees({"en": "What are they to read?", "zh": "要让他们看什么"}[lang])
        await typist.type("双十一不调班")
        await typist.press("escape")
        await typist.sees({"en": "Kept as a draft", "zh": "已存为草稿"}[lang])
    async with at(folder, LEAD, lang=lang) as pilot:
        typist = Typist(pilot)
        await typist.press("g n")
        await typist.on(DraftsScreen)
        await typist.sees("双十一不调班", "agent")
        await typist.press("enter")
        await typist.on(ValuePrompt)
        await typist.sees("agent")
        await typist.press("enter")
        await typist.sees("双十一不调班")
        await typist.press("enter")
        await typist.sees({"en": "Sent to 2 people", "zh": "2 人"}[lang])
    assert team.service(Notices, LI).unread()[0].text == "双十一不调班"
    assert team.service(Drafts, LEAD).of_handover() == ()


# How it looks

FIXED = date(2026, 11, 23)


@SIZES
@LANGUAGES
async def test_how_it_looks(team, folder, monkeypatch, lang, size):
    for name in ("roster", "roster_rows"):
        monkeypatch.setattr(f"csdesk.ui.screens.{name}.age", lambda *_: "3 h")
    put(team, li={0: "late", 1: "early"}, han={3: "early", 4: "night"}, zhou={0: "early"})
    swapped(team)
    with team.store.change() as c:  # the same days in every run
        for table, name in ((columns.roster, "day"), (columns.swaps, "day"),
                            (columns.swaps, "peer_day")):  # fmt: skip
            for n in range(7):
                there = table.c[name] == day(n).isoformat()
                new = (FIXED + timedelta(days=n)).isoformat()
                c.execute(update(table).where(there).values({name: new}))
    monkeypatch.setattr(Roster, "today", lambda _: FIXED)
    monkeypatch.setattr("csdesk.services.swaps.datetime", Then)
    team.service(Notices, LEAD).send("双十一期间不调班，有事先问主管。", ["agent"])
    with team.store.change() as c:
        c.execute(update(columns.notices).values(at=1_795_400_000))
        for n in range(7):
            facts = func.replace(columns.notices.c.facts, str(day(n)), str(FIXED + timedelta(n)))
            c.execute(update(columns.notices).values(facts=facts))
        c.execute(update(columns.swaps).values(at=1_795_300_000))
    look = f"{lang}-{size[0]}x{size[1]}"
    async with at(folder, LEAD, lang=lang, size=size) as pilot:
        typist = Typist(pilot)
        await typist.sees("[g e ")
        await typist.press("g t")
        await typist.on(RosterScreen)
        pilot.app.notices.now = None
        pilot.app.screen.show_keys()
        await typist.sees("->")
        golden.check(f"roster-{look}", screen_text(pilot.app))
        await typist.press("enter")
        await typist.on(SwapCard)
        golden.check(f"swap-{look}", screen_text(pilot.app))
        await typist.press("g e")
        await typist.on(NoticesScreen)
        await typist.press("A")
        await typist.sees("双十一")
        golden.check(f"notices-{look}", screen_text(pilot.app))


class Then(datetime):
    """A clock that stands before the days that are shown."""

    @classmethod
    def now(cls, tz=None):
        return cls(2026, 11, 20, 12, tzinfo=tz)


async def test_hostile_text_is_shown_and_not_obeyed(team, folder):
    put(team, li={0: "late"}, han={3: "early"})
    texts = [text for text in PAYLOADS if len(text) < 300]
    for text in texts[::5]:
        try:
            swap = swapped(team, reason=text)
            team.service(Notices, LEAD).send(text, ["li"])
        except DeskError:
            continue
        async with at(folder, LI) as pilot:
            typist = Typist(pilot)
            await typist.press("g t")
            await typist.on(RosterScreen)
            assert forbidden(screen_text(pilot.app)) == []
            await typist.press("enter")
            await typist.on(SwapCard)
            assert forbidden(screen_text(pilot.app)) == []
            await typist.press("g e")
            await typist.on(NoticesScreen)
            assert forbidden(screen_text(pilot.app)) == []
        team.service(Swaps, LI).move(swap.id, SwapState.WITHDRAWN)

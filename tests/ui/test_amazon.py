"""Amazon cases at the keys: W31 with its budget, writing a plan, hostile text, how they look."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from csdesk.model.amazon import AmazonState, EvidenceKind, NoticeKind, PlanDraft, Section
from csdesk.rules.plan_text import INCOMPLETE
from csdesk.services.amazon import AmazonCases
from csdesk.services.people import People
from csdesk.services.submissions import Submissions
from csdesk.store import columns
from csdesk.ui.screens.amazon import AmazonScreen
from csdesk.ui.screens.amazon_case import AmazonCard
from csdesk.ui.screens.amazon_check import AmazonCheck
from csdesk.ui.screens.amazon_rows import case_rows, finding_rows, head_lines, rows_of
from csdesk.ui.screens.choosing import Choosing
from csdesk.ui.screens.order_value import ValuePrompt
from csdesk.ui.screens.plan_editor import PlanEditor
from csdesk.ui.screens.question import Question
from csdesk.ui.widgets.text_box import TextBox
from tests import golden
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person
from tests.ui.conftest import press, screen_text, session, until
from tests.ui.typist import Typist

AGENT = person()
LEAD = person("wang", "王主管", roles=("lead",))
VIEWER = person("gast", "客人", roles=("viewer",))
LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh"])
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 40)], ids=["80x24", "140x40"])
ASIN, OTHER = "B0CSDESK01", "B0CSDESK02"
NOTICE = (
    f"We removed your listings ASIN {ASIN} and ASIN {OTHER} because buyers told us that the items"
    " were not as described. Send a plan of action within 72 hours."
)
CAUSE, ACTION, PREVENTION = Section.CAUSE, Section.ACTION, Section.PREVENTION


@pytest.fixture
def team(orders):
    """A desk where an agent, a lead and a viewer work."""
    orders.service(People, person("boss", "老板", roles=())).ensure()
    for each in (AGENT, LEAD, VIEWER):
        orders.service(People, person("boss", "老板", roles=())).add(
            each.login, each.name, each.roles
        )
    return orders


def amazon(team, who=AGENT):
    return team.service(AmazonCases, who)


def draft(team):
    """A case with a plan in which something is missing."""
    cases = amazon(team)
    one = cases.open(NoticeKind.QUALITY, NOTICE, due="72h", account="US", reference="98-1")
    cases.write(one.id, CAUSE, f"The page of {ASIN} showed a size chart in inches, ours is in cm.")
    cases.write(one.id, ACTION, "We corrected the size chart on the page.", day="2020-11-20")
    cases.write(one.id, PREVENTION, "每次补货前核对页面和实物，抽检 20 件", every="每次补货")
    cases.attach(one.id, EvidenceKind.INSPECTION, "检查记录 200 件", about=ASIN, day="2020-11-19")
    return cases.one(one.id)


async def at_case(pilot):
    typist = Typist(pilot)
    await typist.press("g a")
    await typist.on(AmazonScreen)
    await typist.press("enter")
    await typist.on(AmazonCard)
    return typist


# W31


@LANGUAGES
async def test_w31_the_case_is_checked_in_four_keys_and_exported_as_incomplete(team, folder, lang):
    draft(team)
    async with session(folder, lang=lang, actor=LEAD) as pilot:
        typist = await at_case(pilot)
        seen = screen_text(pilot.app)
        for fact in (
            "We removed your listings", "72h", "size chart in inches", "corrected the size chart",
            "每次补货前", f"[x] {ASIN}", f"[ ] {OTHER}", "11 ", "12 ", "10 ",
        ):  # fmt: skip
            assert fact in seen, fact
        await typist.press("l")
        await typist.on(AmazonCheck)
        assert typist.keys <= 4
        seen = screen_text(pilot.app)
        for number, about in (("11", OTHER), ("12", OTHER), ("10", "1")):
            assert any(f" {number} " in line and about in line for line in seen.splitlines())
        await typist.press("escape")
        await typist.on(AmazonCard)
        await typist.press("E")
        await typist.sees("INCOMPLETE" if lang == "en" else "未完成")
    (path,) = (folder / "exports").iterdir()
    assert INCOMPLETE in path.read_text("utf-8-sig")
    assert amazon(team).one(1).state is AmazonState.DRAFT


async def test_a_finding_leads_to_its_place(team, folder):
    draft(team)
    async with session(folder, actor=LEAD) as pilot:
        typist = await at_case(pilot)
        await typist.press("l")
        await typist.on(AmazonCheck)
        await typist.press("enter")
        await typist.on(AmazonCard)
        assert pilot.app.screen.key == "prevention 1"


# Writing


async def paste(pilot, text):
    box = pilot.app.screen.query_one(TextBox)
    box.insert(text)
    await pilot.pause()


@LANGUAGES
async def test_a_notice_is_put_in_with_its_deadline(team, folder, lang):
    async with session(folder, lang=lang, actor=AGENT) as pilot:
        typist = Typist(pilot)
        await press(pilot, "g", "a")
        await typist.on(AmazonScreen)
        await press(pilot, "n")
        await typist.on(Choosing)
        await press(pilot, "2", "enter")
        await typist.on(PlanEditor)
        await paste(pilot, NOTICE)
        await press(pilot, "enter")
        await typist.on(ValuePrompt)
        await typist.sees("72h")
        await press(pilot, *["backspace"] * 3, *"soon", "enter")
        await typist.sees("soon")
        await typist.on(ValuePrompt)
        await press(pilot, *["backspace"] * 4, *"72h", "enter")
        await typist.on(AmazonCard)
        await typist.sees("72h", ASIN)
    (one,) = amazon(team).waiting()
    assert (one.kind, one.notice, one.due_words) == (NoticeKind.LATE, NOTICE, "72h")


async def test_a_notice_that_was_typed_and_not_saved_is_told_and_gone_on_with(team, folder):
    async with session(folder, actor=AGENT) as pilot:
        typist = Typist(pilot)
        await press(pilot, "g", "a")
        await typist.on(AmazonScreen)
        await press(pilot, "n", "2", "enter")
        await typist.on(PlanEditor)
        await paste(pilot, NOTICE)
        await press(pilot, "escape")
        await typist.sees("not saved: n goes on")
        await press(pilot, "n", "2", "enter")
        await typist.on(PlanEditor)
        await typist.sees("We removed your listings")
        await press(pilot, "enter")
        await typist.on(ValuePrompt)
        await press(pilot, "enter")
        await typist.on(AmazonCard)
        await typist.sees("72h")
    assert amazon(team).waiting()[0].notice == NOTICE
    assert amazon(team).drafts(0) == ()


async def test_a_plan_is_written_at_the_keys(team, folder):
    one = amazon(team).open(NoticeKind.ACCOUNT, "Your account is at risk.")
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_case(pilot)
        await press(pilot, "n", "1", "enter")
        await typist.on(PlanEditor)
        await press(pilot, *"Handling time was one day", "enter")
        await typist.on(AmazonCard)
        await press(pilot, "n", "2", "enter")
        await typist.on(PlanEditor)
        await press(pilot, *"We set it to three days", "enter")
        await typist.on(ValuePrompt)
        await press(pilot, *"today", "enter")
        await typist.on(AmazonCard)
        await press(pilot, "n", "3", "enter")
        await typist.on(PlanEditor)
        await press(pilot, *"It is looked at each month", "enter")
        await typist.sees("Who sees to it?")
        await press(pilot, *"Chen", "enter")
        await typist.sees("How often?")
        await press(pilot, *"monthly", "enter")
        await typist.sees("From which day on?")
        await press(pilot, *"tomorrow", "enter")
        await until(pilot, lambda: amazon(team).checked(one.id).missing == 0)
        await typist.on(AmazonCard)
        await typist.sees("monthly")
    now = amazon(team).one(one.id)
    assert [each.text for each in now.entries] == [
        "Handling time was one day", "We set it to three days", "It is looked at each month",
    ]  # fmt: skip
    assert now.section(PREVENTION)[0].owner == "Chen"


async def test_what_is_under_the_cursor_is_corrected_proven_and_taken_out(team, folder):
    one = draft(team)
    proof = folder / "photo.png"
    proof.write_bytes(b"png")
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_case(pilot)
        pilot.app.screen.entries.go("cause 1")
        await press(pilot, "enter")
        await typist.on(PlanEditor)
        await press(pilot, *" and ml", "enter")
        await typist.on(AmazonCard)
        await until(pilot, lambda: amazon(team).one(one.id).entries[0].text.endswith("cm. and ml"))
        pilot.app.screen.entries.go(f"subject {OTHER}")
        await press(pilot, "enter")
        await typist.on(Choosing)
        await press(pilot, "6", "enter")
        await typist.sees("What is it called?")
        await press(pilot, *"page", "enter")
        await typist.sees("Which ASINs", OTHER)
        await press(pilot, "enter")
        await typist.sees("Which file?")
        await press(pilot, *"/nowhere", "enter")
        await typist.sees("is no file")
        await typist.on(ValuePrompt)
        pilot.app.screen.query_one("Input").value = str(proof)
        await press(pilot, "enter")
        await typist.on(AmazonCard)
        await typist.sees(f"[x] {OTHER}")
        pilot.app.screen.entries.go("action 1")
        await press(pilot, "x")
        await typist.on(Question)
        await press(pilot, "y")
        await until(pilot, lambda: not amazon(team).one(one.id).section(ACTION))
        await typist.sees("no action")
    now = amazon(team).one(one.id)
    assert now.evidence[1].subjects == (OTHER,)
    assert now.evidence[1].sha256


async def test_what_is_typed_and_not_saved_is_offered_again(team, folder):
    draft(team)
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_case(pilot)
        await press(pilot, "n", "1", "enter")
        await typist.on(PlanEditor)
        await press(pilot, *"half a cause", "escape")
        await typist.on(AmazonCard)
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_case(pilot)
        assert "half a cause" in screen_text(pilot.app)
        await press(pilot, "j", "enter")
        await typist.on(PlanEditor)
        await typist.sees("half a cause", "Your draft of")
        await press(pilot, *" is whole now", "enter")
        await typist.on(AmazonCard)
    assert amazon(team).one(1).section(CAUSE)[1].text == "half a cause is whole now"
    assert amazon(team).drafts(1) == ()


async def test_what_a_colleague_wrote_into_the_entry_is_shown_before_it_is_replaced(team, folder):
    one = draft(team)
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_case(pilot)
        pilot.app.screen.entries.go("cause 1")
        await press(pilot, "enter")
        await typist.on(PlanEditor)
        await press(pilot, *" And mine.")
        lead = amazon(team, LEAD)
        lead.write(one.id, CAUSE, "A long analysis of the dye lot", number=1)
        await press(pilot, "enter")
        await typist.sees("王主管", "A long analysis of the dye lot", "mine.")
        lead.write(one.id, CAUSE, "A longer analysis, never shown", number=1)
        await press(pilot, "enter")
        await typist.sees("A longer analysis, never shown", "mine.")
        assert amazon(team).one(one.id).section(CAUSE)[0].text == "A longer analysis, never shown"
        await press(pilot, "enter")
        await typist.on(AmazonCard)
    assert amazon(team).one(one.id).section(CAUSE)[0].text.endswith("And mine.")


async def test_what_is_changed_elsewhere_in_the_case_keeps_nobody_from_saving(team, folder):
    one = draft(team)
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_case(pilot)
        await press(pilot, "n", "1", "enter")
        await typist.on(PlanEditor)
        await press(pilot, *"one more cause of it")
        amazon(team, LEAD).set(one.id, "account", "UK")
        await press(pilot, "enter")
        await typist.on(AmazonCard)
    assert amazon(team).one(one.id).section(CAUSE)[1].text == "one more cause of it"


# Sent and answered


async def test_a_lead_notes_that_it_was_sent_and_what_was_answered(team, folder):
    one = draft(team)
    async with session(folder, actor=LEAD) as pilot:
        typist = await at_case(pilot)
        await press(pilot, "s", "1", "enter")
        await typist.on(ValuePrompt)
        await press(pilot, "enter")
        await typist.on(Question)
        assert "parts of the plan are missing" in screen_text(pilot.app)
        await press(pilot, "n")
        await typist.on(AmazonCard)
        assert amazon(team).one(one.id).state is AmazonState.DRAFT
        await press(pilot, "s", "1", "enter")
        await typist.on(ValuePrompt)
        await press(pilot, "enter")
        await typist.on(Question)
        await press(pilot, "y")
        await typist.sees("S75", "sent to Amazon")
        await press(pilot, "s", "2", "enter")
        await typist.on(ValuePrompt)
        await press(pilot, *"no cause given", "enter")
        await typist.sees("By when")
        await press(pilot, *"17d", "enter")
        await typist.sees("refused by Amazon", "17d")
    now = amazon(team).one(one.id)
    assert (now.state, now.submissions[0].answer_text) == (AmazonState.REFUSED, "no cause given")


async def test_an_agent_does_not_say_that_it_was_sent(team, folder):
    draft(team)
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_case(pilot)
        await press(pilot, "s", "1", "enter")
        await typist.sees("Who may: lead")
    assert amazon(team).one(1).submissions == ()


@pytest.mark.parametrize("keys", ["n", "v", "d", "c", "enter"])
async def test_a_viewer_looks_only(team, folder, keys):
    draft(team)
    async with session(folder, actor=VIEWER) as pilot:
        typist = await at_case(pilot)
        await press(pilot, keys)
        await typist.sees("Who may: agent, lead")
        await typist.on(AmazonCard)


async def test_deadline_and_kind_are_corrected(team, folder):
    one = draft(team)
    async with session(folder, actor=AGENT) as pilot:
        typist = await at_case(pilot)
        await press(pilot, "d")
        await typist.on(ValuePrompt)
        await press(pilot, *["backspace"] * 3, "enter")
        await typist.sees("no deadline told")
        await press(pilot, "c", "1", "enter")
        await typist.on(Choosing)
        await press(pilot, *"counterfeit", "enter")
        await until(pilot, lambda: amazon(team).one(one.id).kind is NoticeKind.COUNTERFEIT)
        await press(pilot, "c", "6", "enter")
        await typist.on(ValuePrompt)
        await press(pilot, *"B0CSDESK09", "enter")
        await typist.sees("[ ] B0CSDESK09")
    assert amazon(team).one(one.id).deadlines == ()


async def test_what_is_over_is_not_written_any_more(team, folder):
    one = draft(team)
    team.service(Submissions, LEAD).move(one.id, AmazonState.CLOSED, "双份")
    async with session(folder, actor=AGENT) as pilot:
        typist = Typist(pilot)
        await press(pilot, "g", "a")
        await typist.on(AmazonScreen)
        await typist.sees("No Amazon case waits")
        await press(pilot, "A")
        await typist.sees("case 1")
        await press(pilot, "enter")
        await typist.on(AmazonCard)
        await press(pilot, "n", "enter", "x")
        await pilot.pause()
        await typist.on(AmazonCard)
    assert amazon(team).one(one.id).version == one.version + 1


# Hostile text, and how they look


@pytest.mark.parametrize("width", [20, 80])
def test_whatever_is_written_is_drawn_harmless(team, width):
    checked = amazon(team).checked(draft(team).id)
    now = datetime.now(UTC)
    for payload in PAYLOADS:
        case = checked.case
        told = replace(
            case, notice=payload, account=payload, reference=payload, due_words=payload,
            entries=tuple(replace(e, text=payload, owner=payload, every=payload)
                          for e in case.entries),
            evidence=tuple(replace(e, title=payload, supplier=payload, contact=payload,
                                   file=payload) for e in case.evidence),
            deadlines=tuple(replace(e, words=payload) for e in case.deadlines),
            steps=tuple(replace(e, text=payload, author=payload) for e in case.steps),
        )  # fmt: skip
        dirty = replace(checked, case=told, findings=tuple(
            replace(e, facts=dict.fromkeys(e.facts, payload)) for e in checked.findings
        ))  # fmt: skip
        typed = [PlanDraft(1, "cause 0", payload, 1, now)]
        entries = [
            *case_rows([dirty], "UTC", now), *rows_of(dirty, typed, "UTC", 40),
            *finding_rows(dirty),
        ]  # fmt: skip
        lines = head_lines(dirty, "UTC", now, width)
        for entry in entries:
            lines += entry.draw(width)
        assert forbidden("\n".join(line.plain for line in lines), lines=True) == []
        assert max(line.cell_length for line in lines) <= width


async def test_hostile_notices_are_shown_and_not_obeyed(team, folder):
    async with session(folder, actor=LEAD) as pilot:
        typist = Typist(pilot)
        for payload in PAYLOADS[::12]:
            one = amazon(team).open(NoticeKind.LATE, f"why {payload}"[:20_000], due="72h")
            amazon(team).write(one.id, CAUSE, f"bad {payload}"[:4_000])
            await press(pilot, "g", "a")
            await typist.on(AmazonScreen)
            assert forbidden(screen_text(pilot.app), lines=True) == []
            for keys, screen in (("enter", AmazonCard), ("l", AmazonCheck)):
                await press(pilot, keys)
                await typist.on(screen)
                assert forbidden(screen_text(pilot.app), lines=True) == []
            await press(pilot, "escape")
            await typist.on(AmazonCard)
            await press(pilot, "enter")
            await typist.on(PlanEditor)
            assert forbidden(screen_text(pilot.app), lines=True) == []
            await press(pilot, "escape")
            await typist.on(AmazonCard)
            team.service(Submissions, LEAD).move(one.id, AmazonState.CLOSED, "x")


THEN = int(datetime(2020, 11, 20, 9, tzinfo=UTC).timestamp())


def frozen(team):
    """Two cases of a day that is past."""
    one = draft(team)
    two = amazon(team).open(NoticeKind.PREMIUM, "您的两日达资格已取消。", account="UK")
    c = columns
    with team.store.change() as connection:
        connection.execute(update(c.amazon_cases).values(received=THEN, at=THEN))
        due = THEN + int(timedelta(hours=72).total_seconds())
        which = c.amazon_cases.c.id == one.id
        connection.execute(update(c.amazon_cases).where(which).values(due=due))
        connection.execute(update(c.amazon_steps).values(at=THEN))
    return one, two


@pytest.fixture
def ages(monkeypatch):
    """Ages do not move with the calendar, and nothing becomes overdue."""
    monkeypatch.setattr("csdesk.ui.screens.amazon_words.age", lambda *_: "2 d")
    monkeypatch.setattr("csdesk.model.amazon.Deadline.is_overdue", lambda *_: False)


@SIZES
@LANGUAGES
@pytest.mark.usefixtures("ages")
async def test_how_they_look(team, folder, lang, size):
    frozen(team)
    look = f"{lang}-{size[0]}x{size[1]}"
    async with session(folder, lang=lang, size=size, actor=LEAD) as pilot:
        typist = Typist(pilot)
        await press(pilot, "g", "a")
        await typist.on(AmazonScreen)
        golden.check(f"amazon-{look}", screen_text(pilot.app))
        await press(pilot, "enter")
        await typist.on(AmazonCard)
        golden.check(f"amazon-case-{look}", screen_text(pilot.app))
        await press(pilot, "l")
        await typist.on(AmazonCheck)
        golden.check(f"amazon-check-{look}", screen_text(pilot.app))


@pytest.mark.usefixtures("ages")
async def test_an_overdue_case_says_so(team, folder, monkeypatch):
    monkeypatch.undo()
    frozen(team)
    with team.store.change() as connection:
        connection.execute(update(columns.amazon_cases).values(due=THEN - 10**7))
    async with session(folder, actor=LEAD) as pilot:
        typist = Typist(pilot)
        await press(pilot, "g", "a")
        await typist.sees("OVERDUE", "overdue 2")

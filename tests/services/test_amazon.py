"""Amazon cases on a real store: rights, versions, one event each, files, nothing sent by itself."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from csdesk.model.amazon import (
    AmazonState,
    EvidenceKind,
    Fault,
    MomentKind,
    MomentSource,
    NoticeKind,
    ReplyForm,
    Section,
)
from csdesk.model.errors import Conflict, NeedsYes, NotAllowed, NotFound, NotUnderstood, Refused
from csdesk.model.roles import Action, Role
from csdesk.rules.permissions import ALLOWED
from csdesk.rules.plan_text import INCOMPLETE
from csdesk.services.amazon import AmazonCases
from csdesk.services.asks import Inboxes
from csdesk.services.people import People
from csdesk.services.submissions import Submissions
from csdesk.store import columns
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person

AGENT, LEAD = person(), person("wang", "王主管", roles=("lead",))
ASIN, OTHER = "B0CSDESK01", "B0CSDESK02"
NOTICE = f"Your listing for ASIN {ASIN} and ASIN {OTHER} was removed. Answer within 72 hours."
CAUSE, ACTION, PREVENTION = Section.CAUSE, Section.ACTION, Section.PREVENTION


@pytest.fixture
def team(desk):
    """A desk where an agent, a lead and one colleague of every other role work."""
    boss = desk.service(People, person("boss", "老板", roles=()))
    boss.ensure()
    boss.add("li", "李雷", ["agent"])
    boss.add("wang", "王主管", ["lead"])
    for role in Role:
        boss.add(f"a-{role}", role, [role])
    return desk


def amazon(desk, who=AGENT):
    return desk.service(AmazonCases, who)


def sending(desk, who=LEAD):
    return desk.service(Submissions, who)


def opened(desk, **more):
    return amazon(desk).open(NoticeKind.CONDITION, NOTICE, **{"due": "72h", **more})


def file(tmp_path, name="invoice.pdf", text="invoice"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def whole(desk, tmp_path):
    """A case in which nothing is missing."""
    cases = amazon(desk)
    one = opened(desk)
    cases.write(one.id, CAUSE, f"Our size chart of {ASIN} and {OTHER} was in inches.")
    cases.write(one.id, ACTION, "We corrected the size chart of both pages.", day="yesterday")
    cases.write(
        one.id, PREVENTION, "Every new page is compared with the goods.", day="tomorrow",
        owner="陈姐", every="每周",
    )  # fmt: skip
    for kind in (EvidenceKind.TEST_REPORT, EvidenceKind.UNDERTAKING):
        cases.attach(one.id, kind, kind.value, about="all", file=file(tmp_path, f"{kind}.pdf"))
    cases.attach(
        one.id, EvidenceKind.INVOICE, "发票 88", about="全部", day="yesterday", supplier="王厂",
        contact="138", quantity=200, file=file(tmp_path),
    )  # fmt: skip
    return cases.one(one.id)


def kinds(desk):
    return [each["kind"] for each in desk.events() if each["kind"].startswith("amazon")]


def test_a_notice_is_opened_with_what_it_names_and_its_own_deadline(team):
    one = opened(team, account="US", reference="case 9")
    assert (one.state, one.form, one.subjects) == (
        AmazonState.DRAFT, ReplyForm.PLAN, (ASIN, OTHER),
    )  # fmt: skip
    due = one.deadline
    assert (due.kind, due.source, due.words) == (MomentKind.REPLY, MomentSource.NOTICE, "72h")
    assert due.at == one.received + timedelta(hours=72)
    assert kinds(team) == ["amazon.opened"]
    assert [each.kind for each in one.steps] == ["amazon.opened"]


def test_no_day_is_made_up(team):
    one = opened(team, due="")
    assert one.deadlines == ()
    claim = amazon(team).open(NoticeKind.CLAIM, "A-to-z decided")
    assert claim.deadline.source is MomentSource.MANUAL
    for due in ("soon", "2020-01-01"):
        with pytest.raises(NotUnderstood):
            opened(team, due=due)
    with pytest.raises(Refused, match="what Amazon wrote"):
        amazon(team).open(NoticeKind.LATE, " \n ")
    with pytest.raises(Refused, match="20000"):
        amazon(team).open(NoticeKind.LATE, "x" * 20_001)


def test_what_waits_stands_by_its_deadline_and_what_is_over_goes(team):
    late, none, soon = opened(team, due="17d"), opened(team, due=""), opened(team, due="72h")
    assert [each.id for each in amazon(team).waiting()] == [soon.id, late.id, none.id]
    sending(team).move(late.id, AmazonState.CLOSED, "重复")
    assert [each.case.id for each in amazon(team).listed()] == [soon.id, none.id]
    assert [each.case.id for each in amazon(team).listed(everything=True)] == [
        soon.id, none.id, late.id,
    ]  # fmt: skip


def test_what_is_due_within_a_day_is_counted_for_those_who_work_on_it(team):
    def counted(who=AGENT):
        return team.service(Inboxes, who).unread().amazon

    opened(team, due="72h")
    assert counted() == 0
    soon = opened(team, due="20h")
    assert (counted(), counted(LEAD), counted(person("a-viewer"))) == (1, 1, 0)
    past = amazon(team).open(NoticeKind.LATE, "x", received="2026-01-02", due="72h")
    assert counted() == 2
    sending(team).submit(past.id, yes=True)
    sending(team).move(soon.id, AmazonState.CLOSED, "x")
    assert counted() == 0


def test_every_change_is_one_event_and_one_line_of_history(team, tmp_path):
    one = whole(team, tmp_path)
    amazon(team).set(one.id, "reference", "9")
    amazon(team).detach(one.id, 3)
    amazon(team).remove(one.id, PREVENTION, 1)
    now = amazon(team).one(one.id)
    assert kinds(team) == [each.kind for each in now.steps]
    assert now.version == len(now.steps) + 1
    removed = [e for e in team.events() if e["kind"] == "amazon.entry_removed"]
    assert "compared with the goods" in removed[0]["before"]


def test_the_same_again_is_no_event(team):
    one = opened(team, reference="9")
    before = len(team.events())
    amazon(team).set(one.id, "reference", " 9 ")
    assert len(team.events()) == before
    assert amazon(team).one(one.id).version == one.version


@pytest.mark.parametrize(
    "change",
    [
        lambda c, s, n, **k: c.open(NoticeKind.LATE, "notice", client_id=k["client_id"]),
        lambda c, s, n, **k: c.set(n, "account", "UK", **k),
        lambda c, s, n, **k: c.write(n, CAUSE, "one more cause of it", **k),
        lambda c, s, n, **k: c.remove(n, ACTION, 1, **k),
        lambda c, s, n, **k: c.attach(n, EvidenceKind.OTHER, "photo", **k),
        lambda c, s, n, **k: c.detach(n, 1, **k),
        lambda c, s, n, **k: s.submit(n, **k),
        lambda c, s, n, **k: s.move(n, AmazonState.CLOSED, "x", **k),
    ],
)
def test_sent_twice_it_is_done_once(team, tmp_path, change):
    one = whole(team, tmp_path)
    first = change(amazon(team), sending(team), one.id, client_id="abc")
    count = len(team.events())
    again = change(amazon(team), sending(team), one.id, client_id="abc")
    assert again == first
    assert len(team.events()) == count


def test_who_looked_at_an_older_version_is_told_who_changed_it(team):
    one = opened(team)
    amazon(team, LEAD).set(one.id, "account", "US")
    for change in (
        lambda: amazon(team).set(one.id, "account", "UK", seen=one.version),
        lambda: amazon(team).write(one.id, CAUSE, "a cause of it all", seen=one.version),
        lambda: sending(team).submit(one.id, seen=one.version),
    ):
        with pytest.raises(Conflict, match="王主管"):
            change()


@pytest.mark.parametrize("role", sorted(set(Role) - ALLOWED[Action.AMAZON]))
def test_who_may_not_is_refused_and_that_is_logged(team, role, tmp_path):
    one = opened(team)
    who = person(f"a-{role}", role, roles=(role,))
    for change in (
        lambda: amazon(team, who).open(NoticeKind.LATE, "x"),
        lambda: amazon(team, who).set(one.id, "account", "x"),
        lambda: amazon(team, who).write(one.id, CAUSE, "x"),
        lambda: amazon(team, who).attach(one.id, EvidenceKind.OTHER, "x", file=file(tmp_path)),
        lambda: sending(team, who).move(one.id, AmazonState.CLOSED, "x"),
    ):
        with pytest.raises(NotAllowed):
            change()
    assert [e["kind"] for e in team.events()][-5:] == ["refused"] * 5
    assert not (tmp_path / "evidence").exists()
    assert amazon(team, who).one(one.id) == one, "everybody may look"


def test_only_a_lead_says_that_it_was_sent_and_answered(team, tmp_path):
    one = whole(team, tmp_path)
    with pytest.raises(NotAllowed, match="lead"):
        sending(team, AGENT).submit(one.id)
    sending(team).submit(one.id)
    with pytest.raises(NotAllowed):
        sending(team, AGENT).answer(one.id, AmazonState.RESTORED)


def test_nothing_but_a_person_makes_it_sent(team, tmp_path):
    one = whole(team, tmp_path)
    assert amazon(team).checked(one.id).findings == ()
    sending(team).export(one.id)
    sending(team).pack(one.id)
    amazon(team).set(one.id, "account", "US")
    assert amazon(team).one(one.id).state is AmazonState.DRAFT
    assert amazon(team).one(one.id).submissions == ()
    with pytest.raises(NotUnderstood):
        sending(team).move(one.id, AmazonState.SUBMITTED, "x")


def test_from_the_draft_over_a_refusal_to_restored(team, tmp_path):
    one = whole(team, tmp_path)
    with pytest.raises(Refused, match="cannot become"):
        sending(team).answer(one.id, AmazonState.RESTORED)
    sent = sending(team).submit(one.id)
    (first,) = sent.submissions
    assert (sent.state, first.missing, first.author) == (AmazonState.SUBMITTED, 0, "王主管")
    assert "Our size chart" in first.text
    assert sent.deadline.kind is MomentKind.VERDICT
    with pytest.raises(NeedsYes, match="not answered yet"):
        sending(team).submit(one.id)
    with pytest.raises(Refused, match="what Amazon answered"):
        sending(team).answer(one.id, AmazonState.REFUSED)
    refused = sending(team).answer(one.id, AmazonState.REFUSED, "No root cause.", due="")
    assert refused.submissions[0].answer is AmazonState.REFUSED
    assert refused.deadlines == (), "the notice's 72 hours hold no more"
    assert {each.fault for each in amazon(team).checked(one.id).findings} == {Fault.SAME_TEXT}
    sending(team).submit(one.id)
    asked = sending(team).answer(one.id, AmazonState.MORE_ASKED, "Invoices?", due="17d")
    assert (asked.deadline.source, asked.deadline.words) == (MomentSource.NOTICE, "17d")
    sending(team).submit(one.id)
    done = sending(team).answer(one.id, AmazonState.RESTORED)
    assert [each.answer for each in done.submissions] == [
        AmazonState.REFUSED, AmazonState.MORE_ASKED, AmazonState.RESTORED,
    ]  # fmt: skip
    with pytest.raises(Refused, match="Take it up again"):
        amazon(team).write(one.id, CAUSE, "another cause of it")
    sending(team).move(one.id, AmazonState.DRAFT, "Amazon removed it again")
    amazon(team).write(one.id, CAUSE, "another cause of it")


def test_what_is_incomplete_or_sent_twice_is_noted_only_after_a_yes(team):
    one = opened(team)
    with pytest.raises(NeedsYes, match="no_cause"):
        sending(team).submit(one.id)
    assert amazon(team).one(one.id).state is AmazonState.DRAFT
    sent = sending(team).submit(one.id, yes=True)
    assert sent.submissions[0].missing == amazon(team).checked(one.id).missing
    assert len(sending(team).submit(one.id, yes=True).submissions) == 2


def test_a_late_answer_is_noted_when_the_case_was_closed_or_taken_up_again(team):
    one = opened(team)
    sending(team).submit(one.id, yes=True)
    closed = sending(team).move(one.id, AmazonState.CLOSED, "nothing came")
    with pytest.raises(Refused, match="closed and cannot become submitted"):
        sending(team).submit(one.id, yes=True)
    assert AmazonState.REFUSED in sending(team).steps(closed)
    sending(team).move(one.id, AmazonState.DRAFT, "it came back")
    late = sending(team).answer(one.id, AmazonState.REFUSED, "No root cause.")
    assert (late.state, late.submissions[0].answer) == (AmazonState.REFUSED, AmazonState.REFUSED)
    with pytest.raises(Refused, match="cannot become"):
        sending(team).answer(one.id, AmazonState.RESTORED)


def test_days_of_sending_and_answering_are_past_and_in_their_order(team):
    one = opened(team)
    for on in ("tomorrow", "2020-01-01"):
        with pytest.raises(NotUnderstood):
            sending(team).submit(one.id, on, yes=True)
    sending(team).submit(one.id, "today", yes=True)
    with pytest.raises(NotUnderstood, match="before the plan was sent"):
        sending(team).answer(one.id, AmazonState.RESTORED, on="yesterday")


def test_fields_are_corrected_and_a_deadline_in_hours_follows_the_notice(team):
    one = opened(team)
    now = amazon(team).set(one.id, "received", "yesterday")
    assert now.deadline.at == now.received + timedelta(hours=72)
    assert amazon(team).set(one.id, "due", "").deadlines == ()
    assert amazon(team).set(one.id, "subjects", "B0CSDESK03").subjects == (
        ASIN, OTHER, "B0CSDESK03",
    )  # fmt: skip
    assert amazon(team).set(one.id, "kind", "知识产权投诉").kind is NoticeKind.PROPERTY
    assert amazon(team).set(one.id, "form", "quiz").form is ReplyForm.QUIZ
    assert [each.fault for each in amazon(team).checked(one.id).findings] == [Fault.DEADLINE]
    assert amazon(team).set(one.id, "verdict_hours", "12").verdict_hours == 12
    for field, value in (("kind", "gold"), ("state", "submitted"), ("received", "tomorrow"),
                         ("subjects", "shoes"), ("verdict_hours", "x")):  # fmt: skip
        with pytest.raises(NotUnderstood):
            amazon(team).set(one.id, field, value)
    with pytest.raises(NotFound):
        amazon(team).set(99, "account", "x")


def test_entries_keep_their_numbers_and_links_follow(team):
    cases, one = amazon(team), opened(team)
    for text in ("first cause of it", "second cause of it"):
        cases.write(one.id, CAUSE, text)
    cases.write(one.id, ACTION, "we did something about both", causes=[2, 1, 2])
    assert cases.one(one.id).section(ACTION)[0].causes == (1, 2)
    cases.remove(one.id, CAUSE, 1)
    now = cases.one(one.id)
    assert [each.number for each in now.section(CAUSE)] == [2]
    assert now.section(ACTION)[0].causes == (2,)
    changed = cases.write(one.id, ACTION, number=1, day="yesterday").section(ACTION)[0]
    assert (changed.text, changed.causes) == ("we did something about both", (2,))
    for wrong in (
        lambda: cases.write(one.id, ACTION, "x of it all", causes=[1]),
        lambda: cases.write(one.id, ACTION, "x", number=9),
        lambda: cases.remove(one.id, CAUSE, 1),
        lambda: cases.detach(one.id, 1),
    ):
        with pytest.raises(NotFound):
            wrong()
    for refused in (
        lambda: cases.write(one.id, CAUSE, ""),
        lambda: cases.write(one.id, CAUSE, "x", day="today"),
        lambda: cases.write(one.id, ACTION, "x", owner="x"),
        lambda: cases.write(one.id, CAUSE, "x" * 4_001),
    ):
        with pytest.raises(Refused):
            refused()


def test_evidence_is_copied_and_nobody_changes_it_unseen(team, tmp_path):
    one = whole(team, tmp_path)
    proof = one.evidence[2]
    assert proof.subjects == (ASIN, OTHER)
    copy = tmp_path / "evidence" / str(one.id) / proof.file
    (tmp_path / "invoice.pdf").unlink()
    assert copy.read_text("utf-8") == "invoice"
    assert copy.stat().st_mode & 0o077 == 0
    pack = sending(team).pack(one.id)
    with zipfile.ZipFile(pack) as held:
        assert held.testzip() is None
        names = held.namelist()
        sums = held.read("SHA256SUMS").decode()
    assert f"03-{proof.file}" in names
    assert f"{proof.sha256}  03-{proof.file}\n" in sums
    assert pack.stat().st_mode & 0o077 == 0
    copy.write_text("forged", encoding="utf-8")
    with pytest.raises(Refused, match="was changed"):
        sending(team).pack(one.id)


def test_what_is_no_readable_file_is_not_taken_in(team, tmp_path):
    one = opened(team)
    for path in (tmp_path / "none.pdf", tmp_path, file(tmp_path, "empty.pdf", "")):
        with pytest.raises(Refused):
            amazon(team).attach(one.id, EvidenceKind.OTHER, "x", file=path)
    assert amazon(team).one(one.id).evidence == ()


@pytest.mark.parametrize("name", ["invoice " * 20, "证" * 79])
def test_a_long_name_is_cut_before_its_ending(team, tmp_path, name):
    one = opened(team)
    path = tmp_path / f"{name[:79]}.pdf"
    path.write_bytes(b"x")
    kept = amazon(team).attach(one.id, EvidenceKind.OTHER, "x", file=path).evidence[0].file
    assert kept.endswith(".pdf")
    assert sending(team).pack(one.id).exists()


@pytest.mark.parametrize("name", ["../../out.pdf", "a b\x1b[2J.pdf", "..."])
def test_a_copy_stays_in_its_folder_whatever_its_name(team, tmp_path, name):
    one = opened(team)
    source = tmp_path / "in"
    source.mkdir()
    path = source / Path(name).name
    path.write_bytes(b"x")
    now = amazon(team).attach(one.id, EvidenceKind.OTHER, "x", file=path)
    kept = [each for each in (tmp_path / "evidence").rglob("*") if each.is_file()]
    assert [each.name for each in kept] == [now.evidence[0].file]
    assert forbidden(now.evidence[0].file, lines=False) == []


def test_what_is_exported_says_incomplete_until_it_is_whole(team, tmp_path):
    draft = opened(team)
    path = sending(team).export(draft.id)
    assert "INCOMPLETE" in path.name
    assert INCOMPLETE in path.read_text("utf-8-sig")
    done = sending(team).export(whole(team, tmp_path).id)
    assert "INCOMPLETE" not in done.name + done.read_text("utf-8-sig")
    assert done.parent == tmp_path / "exports"


def test_what_is_exported_in_the_same_second_is_another_file(team, monkeypatch):
    one = opened(team)
    at = datetime.now(UTC)

    class Still(datetime):
        @classmethod
        def now(cls, tz=None):
            return at.astimezone(tz)

    monkeypatch.setattr("csdesk.services.plan_papers.datetime", Still)
    assert len({sending(team).export(one.id) for _ in range(3)}) == 3


def test_hostile_text_is_kept_harmless_and_case_by_case(team):
    cases = amazon(team)
    for payload in PAYLOADS:
        one = cases.open(NoticeKind.LATE, f"x{payload}"[:20_000])
        cases.write(one.id, CAUSE, f"x {payload}"[:4_000])
        now = cases.one(one.id)
        assert forbidden(now.notice + now.entries[0].text) == []
        path = sending(team).export(one.id)
        assert forbidden(path.read_text("utf-8-sig")) == []
        path.unlink()


def test_drafts_are_a_person_s_own_and_stay_until_they_are_empty(team):
    one = opened(team)
    amazon(team).keep_draft(one.id, "cause 0", "typed \x1b[2J so far", 3)
    amazon(team).keep_draft(one.id, "cause 0", "typed so far, and more", 3)
    (draft,) = amazon(team).drafts(one.id)
    assert (draft.text, draft.seen) == ("typed so far, and more", 3)
    assert amazon(team, LEAD).drafts(one.id) == ()
    count = len(team.events())
    amazon(team).keep_draft(one.id, "cause 0", " ", 3)
    assert amazon(team).drafts(one.id) == ()
    assert len(team.events()) == count, "drafts are no events"


def test_a_draft_goes_with_its_entry_and_does_not_hang_on_the_next(team):
    one = opened(team)
    amazon(team).write(one.id, CAUSE, "first cause of it")
    amazon(team, LEAD).keep_draft(one.id, "cause 1", "about the first", 3)
    amazon(team).keep_draft(one.id, "cause 0", "a new one", 3)
    amazon(team).remove(one.id, CAUSE, 1)
    assert amazon(team, LEAD).drafts(one.id) == ()
    assert [each.part for each in amazon(team).drafts(one.id)] == ["cause 0"]


def test_events_name_the_case_and_hold_json(team, tmp_path):
    one = whole(team, tmp_path)
    sending(team).submit(one.id)
    for each in team.events():
        if each["kind"].startswith("amazon"):
            assert json.loads(each["after"])["amazon"] == one.id
    with team.store.read() as c:
        at = c.execute(select(columns.plan_submissions.c.sent_at)).scalar_one()
    assert abs(at - datetime.now(UTC).timestamp()) < 60

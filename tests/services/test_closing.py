"""A shift's report: cut off, signed by both sides, and from then on only added to (W26, W30)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import insert, update

from csdesk.model.closing import Obstacle, Seal
from csdesk.model.errors import Conflict, NotAllowed, NotFound, Refused
from csdesk.model.handover import DraftKind
from csdesk.model.reports import Left
from csdesk.model.roles import Action
from csdesk.model.settings import ShiftSettings
from csdesk.model.shifts import ShiftState, Side
from csdesk.model.status import Tab
from csdesk.rules import report_form
from csdesk.services.closing import ShiftReports
from csdesk.services.drafts import Drafts
from csdesk.services.gate import Gate
from csdesk.services.ledger import Ledger
from csdesk.services.remarks import Remarks
from csdesk.store import columns
from tests.hostile import PAYLOADS
from tests.services.test_shifts import CHEN, EYE, HOUR, LI, WANG, clock, shifts_of, staff
from tests.tampering import unguard

__all__ = ["clock", "staff"]

NUMBER = "TB261122-0001"


def reports_of(desk, who):
    return desk.service(ShiftReports, who)


@pytest.fixture
def worked(staff, clock):
    """The early shift of 李雷, with a remark in it; 王芳 came for the late one; it is 16:40."""
    staff.order(NUMBER)
    shifts_of(staff, LI).open()
    staff.service(Remarks, LI).add(NUMBER, Tab.INTERNAL, "客户要圆通")
    clock(4 * HOUR + 600)
    shifts_of(staff, WANG).join("late")
    clock(4 * HOUR + 2_400)
    return staff


def item(desk, urgency="routine", item_id=1):
    """An open hand-over item."""
    with desk.store.change() as c:
        c.execute(
            insert(columns.handover_items),
            {
                "id": item_id, "order_no": NUMBER, "topic": "", "urgency": urgency,
                "summary": "客户改地址", "action": "打电话", "owner": "next_shift", "due": 1,
                "what_if": "", "origin": "person", "login": "li", "author": "李雷", "shift": "",
                "at": 1, "state": "open", "settled_by": "", "version": 1,
                "client_id": f"i{item_id}",
            },
        )  # fmt: skip


def acknowledge(desk):
    with desk.store.change() as c:
        c.execute(update(columns.handover_receipts).values(received_at=1, received_by="王芳"))


def test_the_step_that_closes_a_shift_is_its_last_and_later_ones_belong_to_the_next(worked):
    closed = reports_of(worked, LI).close()
    last = worked.events()[-1]
    assert (last["kind"], last["seq"]) == ("shift.close", closed.cutoff_seq)
    assert closed.cutoff_at.timestamp() == pytest.approx(last["at"] / 1e6)
    assert (closed.state, closed.closed_by) == (ShiftState.CLOSED, "李雷")
    assert json.loads(last["after"])["hash"] == closed.report_hash
    worked.service(Remarks, LI).add(NUMBER, Tab.INTERNAL, "下班后写的")
    opened = shifts_of(worked, WANG).open()
    assert opened.after_seq == closed.cutoff_seq
    report = reports_of(worked, LI).closed(closed.id).report
    assert report.figures["internal"] == 1
    assert reports_of(worked, WANG).preview().report.figures["internal"] == 1


def test_the_report_is_the_text_whose_hash_the_log_tells(worked):
    item(worked, "critical")
    closed = reports_of(worked, LI).close()
    told = reports_of(worked, LI).closed()
    assert told.seal is Seal.HOLDS
    assert report_form.digest(told.text) == closed.report_hash
    assert report_form.canonical(told.report) == told.text
    assert [each.age_shifts for each in told.report.remaining.items] == [1]
    assert [(each.side, each.name, each.hash) for each in told.shift.signatures] == [
        (Side.GIVES, "李雷", closed.report_hash)
    ]
    assert told.unacknowledged == 1


def test_who_came_for_the_next_kind_stays_and_moves_on_the_others_go_home(worked, clock):
    closed = reports_of(worked, LI).close()
    assert [each.name for each in closed.here] == ["王芳"]
    clock(5 * HOUR)
    opened = shifts_of(worked, CHEN).open("late")
    assert {(each.name, each.kind) for each in opened.here} == {("王芳", "late"), ("陈静", "late")}
    assert shifts_of(worked, LI).one(closed.id).here == ()


def test_only_who_is_in_the_shift_closes_it(worked):
    with pytest.raises(Refused, match="Join it to close it"):
        reports_of(worked, CHEN).close()
    shifts_of(worked, CHEN).take_over("都走了")
    assert reports_of(worked, CHEN).close().closed_by == "陈静"
    with pytest.raises(
        Refused, match=r"No shift is on: 陈静 closed 2026-11-22 .* at 2026-11-22 16:40"
    ):
        reports_of(worked, CHEN).close()


def test_drafts_of_its_people_keep_a_shift_open_and_a_lead_passes_over_them(worked):
    worked.service(Drafts, LI).keep(NUMBER, Tab.SHIPPING, "还没写完")
    worked.service(Drafts, EYE).keep(NUMBER, Tab.SHIPPING, "别人的")
    (blocked,) = reports_of(worked, LI).preview().blocked
    assert (blocked.obstacle, blocked.count) == (Obstacle.DRAFTS, 1)
    assert blocked.named == (f"{NUMBER} 李雷",)
    with pytest.raises(Refused, match="cannot be closed yet"):
        reports_of(worked, LI).close()
    with pytest.raises(NotAllowed, match="pass_over"):
        reports_of(worked, LI).close("算了")
    refused = worked.events()[-1]
    assert (refused["kind"], refused["actor"]) == ("refused", "li")
    assert json.loads(refused["after"]) == {"action": "pass_over"}
    shifts_of(worked, CHEN).take_over("李雷走了")
    assert reports_of(worked, CHEN).preview().may_pass
    with pytest.raises(Refused, match="with a reason"):
        reports_of(worked, CHEN).close()
    closed = reports_of(worked, CHEN).close("草稿明天写")
    override, close = worked.events()[-2:]
    assert (override["kind"], close["seq"]) == ("shift.override", closed.cutoff_seq)
    assert json.loads(override["after"])["passed_over"] == {"drafts": 1}
    assert worked.service(Drafts, LI).kept()[0].text == "还没写完"


def test_what_was_typed_for_the_hand_over_is_a_draft_that_keeps_a_shift_open(worked):
    item(worked)
    drafts = worked.service(Drafts, LI)
    drafts.keep_handover(DraftKind.ITEM, "打印机", 0, {"summary": "卡纸"})
    drafts.keep_handover(DraftKind.ITEM, "", 1, {"summary": "客户改了两次地址"})
    worked.service(Drafts, WANG).keep_handover(DraftKind.ITEM, "x", 0, {"summary": "留下的人"})
    found = reports_of(worked, LI).preview()
    (blocked,) = found.blocked
    assert (blocked.obstacle, blocked.count) == (Obstacle.DRAFTS, 2)
    assert set(blocked.named) == {"打印机 李雷", f"{NUMBER} 李雷"}
    left = found.report.remaining.left[Left.DRAFTS]
    assert left.count == 3
    assert {each.who: each.counts["drafts"] for each in left.rows} == {"李雷": 2, "王芳": 1}


def test_a_draft_of_who_stays_keeps_no_shift_open(worked):
    worked.service(Drafts, WANG).keep(NUMBER, Tab.SHIPPING, "王芳还在写")
    assert reports_of(worked, LI).preview().blocked == ()
    assert reports_of(worked, LI).close().state is ShiftState.CLOSED


def test_only_the_shift_that_was_looked_at_is_closed(worked):
    seen = reports_of(worked, WANG).preview()
    shifts_of(worked, CHEN).join("late")
    with pytest.raises(Conflict, match="came or went"):
        reports_of(worked, WANG).close(seen=seen.shift, shown=seen.blocked)
    reports_of(worked, LI).close()
    on = shifts_of(worked, WANG).open("late")
    with pytest.raises(Conflict, match=r"2026-11-22 .* is closed by now, and .* is on"):
        reports_of(worked, WANG).close(seen=seen.shift, shown=seen.blocked)
    assert shifts_of(worked, WANG).now() == on
    seen = reports_of(worked, WANG).preview()
    assert reports_of(worked, WANG).close(seen=seen.shift, shown=seen.blocked).id == on.id


def test_a_lead_passes_only_over_what_they_saw(worked):
    shifts_of(worked, CHEN).join("early")
    worked.service(Drafts, LI).keep(NUMBER, Tab.SHIPPING, "还没写完")
    seen = reports_of(worked, CHEN).preview()
    worked.service(Drafts, LI).keep(NUMBER, Tab.INTERNAL, "又一个")
    with pytest.raises(Conflict, match="than you saw: drafts"):
        reports_of(worked, CHEN).close("明天写", seen=seen.shift, shown=seen.blocked)
    with pytest.raises(Conflict, match="than you saw"):
        reports_of(worked, CHEN).close("明天写", seen=seen.shift, shown=[])
    seen = reports_of(worked, CHEN).preview()
    closed = reports_of(worked, CHEN).close("明天写", seen=seen.shift, shown=seen.blocked)
    assert closed.state is ShiftState.CLOSED


def test_a_note_under_the_id_of_another_one_is_told(worked):
    reports_of(worked, LI).close(client_id="c")
    reports_of(worked, LI).note("一", client_id="n")
    for text, sent in (("二", "n"), ("一", "c")):
        with pytest.raises(Refused, match="Something else was sent"):
            reports_of(worked, LI).note(text, client_id=sent)


def test_what_nobody_acknowledged_keeps_a_shift_open_as_its_report_could_never_be_received(worked):
    item(worked, "critical")
    first = reports_of(worked, LI).close()
    shifts_of(worked, WANG).open("late")
    (blocked,) = reports_of(worked, WANG).preview().blocked
    assert (blocked.obstacle, blocked.count, blocked.named) == (Obstacle.ITEMS, 1, (NUMBER,))
    with pytest.raises(Refused, match="cannot be closed yet: items"):
        reports_of(worked, WANG).close()
    acknowledge(worked)
    reports_of(worked, WANG).sign(first.id)
    assert reports_of(worked, WANG).close().state is ShiftState.CLOSED


def test_a_count_difference_keeps_a_shift_open_until_it_is_explained(worked):
    worked.service(Gate, LI).approve(NUMBER)
    (blocked,) = reports_of(worked, LI).preview().blocked
    assert (blocked.obstacle, blocked.count, blocked.named) == (
        Obstacle.DIFFERENCES, 1, ("a.csv",),
    )  # fmt: skip
    with pytest.raises(Refused, match="cannot be closed yet: differences"):
        reports_of(worked, LI).close()
    worked.service(Ledger, LI).explain(1, NUMBER, "明天一起下载")
    assert reports_of(worked, LI).close().state is ShiftState.CLOSED


@pytest.mark.parametrize(
    ("rules", "after", "obstacle"),
    [
        (ShiftSettings(early_handover=False), 2 * HOUR, Obstacle.EARLY),
        (ShiftSettings(early_handover=False), 5 * HOUR, None),
        (ShiftSettings(late_handover=False), 5 * HOUR, None),
        (ShiftSettings(late_handover=False), 6 * HOUR, Obstacle.LATE),
        (ShiftSettings(), 2 * HOUR, None),
        (ShiftSettings(), 9 * HOUR, None),
    ],
)
def test_desk_toml_says_whether_a_shift_is_handed_over_early_or_late(
    staff, clock, rules, after, obstacle
):
    staff.settings = replace(staff.settings, shifts=rules)
    shifts_of(staff, LI).open()
    clock(after)
    blocked = [each.obstacle for each in reports_of(staff, LI).preview().blocked]
    assert blocked == ([obstacle] if obstacle else [])
    if obstacle is None:
        assert reports_of(staff, LI).close().state is ShiftState.CLOSED


def test_both_sides_sign_and_never_the_same_person(worked, clock):
    item(worked)
    reports_of(worked, LI).close()
    wang = reports_of(worked, WANG)
    with pytest.raises(Refused, match="works in the shift that is on"):
        wang.sign(side=Side.RECEIVES)
    shifts_of(worked, WANG).open("late")
    with pytest.raises(Refused, match="Not acknowledged yet: 1"):
        wang.sign()
    acknowledge(worked)
    shifts_of(worked, LI).join("late")
    with pytest.raises(Refused, match="somebody else receives"):
        reports_of(worked, LI).sign(side=Side.RECEIVES)
    with pytest.raises(Refused, match="somebody else receives"):
        reports_of(worked, LI).sign()
    assert wang.closed().side is Side.RECEIVES
    signed = wang.sign(client_id="s")
    assert signed.state is ShiftState.RECEIVED
    assert [each.side for each in signed.signatures] == [Side.GIVES, Side.RECEIVES]
    assert wang.sign(client_id="s") == signed
    with pytest.raises(Refused, match="signed this report already"):
        wang.sign()
    shifts_of(worked, CHEN).join("late")
    with pytest.raises(Refused, match="has received"):
        reports_of(worked, CHEN).sign(side=Side.RECEIVES)
    event = worked.events()[-2]
    assert (event["kind"], event["actor"]) == ("shift.sign", "wang")


def test_who_was_in_the_shift_may_sign_with_the_giver_and_a_lead_signs_what_was_reported(worked):
    closed = reports_of(worked, LI).close()
    assert reports_of(worked, CHEN).closed().side is Side.LEAD
    reports_of(worked, CHEN).sign(closed.id)
    assert reports_of(worked, WANG).closed().side is Side.GIVES
    signed = reports_of(worked, WANG).sign(closed.id)
    assert {(each.side, each.name) for each in signed.signatures} == {
        (Side.GIVES, "李雷"), (Side.LEAD, "陈静"), (Side.GIVES, "王芳"),
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        reports_of(worked, EYE).sign(closed.id)
    with pytest.raises(NotAllowed) as refused:
        reports_of(worked, LI).sign(closed.id, Side.LEAD)
    assert refused.value.facts["action"] is Action.SIGN_LEAD


def test_a_lead_who_took_a_shift_over_signs_it_as_a_lead_or_as_one_of_its_people(worked):
    shifts_of(worked, CHEN).take_over("都走了")
    shifts_of(worked, LI).join("early")
    reports_of(worked, LI).close()
    assert reports_of(worked, CHEN).closed().sides == (Side.LEAD, Side.GIVES)
    signed = reports_of(worked, CHEN).sign()
    assert [each.side for each in signed.signatures if each.login == "chen"] == [Side.LEAD]


def test_only_the_shift_that_was_closed_last_is_received(worked, clock):
    first = reports_of(worked, LI).close()
    shifts_of(worked, WANG).open("late")
    reports_of(worked, WANG).close()
    shifts_of(worked, CHEN).open("early", yes=True)
    with pytest.raises(Refused, match="receive that one"):
        reports_of(worked, CHEN).sign(first.id, Side.RECEIVES)


@pytest.mark.parametrize("text", PAYLOADS)
def test_what_is_added_later_leaves_the_report_as_it_was_signed(worked, text):
    closed = reports_of(worked, LI).close()
    before = reports_of(worked, CHEN).closed(closed.id)
    try:
        note = reports_of(worked, CHEN).note(text, closed.id, client_id="n")
    except Refused:
        return  # nothing is left of it
    assert reports_of(worked, CHEN).note(text, closed.id, client_id="n") == note
    after = reports_of(worked, CHEN).closed(closed.id)
    assert (after.text, after.shift, after.seal) == (before.text, before.shift, Seal.HOLDS)
    assert [(each.author, each.text) for each in after.notes] == [("陈静", note.text)]
    assert "\x1b" not in note.text


@pytest.mark.parametrize(
    ("column", "value", "seal"),
    [
        ("report", '{"form":1}', Seal.CHANGED),
        ("report_hash", "0" * 64, Seal.CHANGED),
        ("both", "", Seal.NOT_LOGGED),
    ],
)
def test_a_report_that_was_tampered_with_is_shown_as_such_and_not_signed(
    worked, column, value, seal
):
    closed = reports_of(worked, LI).close()
    told = reports_of(worked, CHEN).closed(closed.id)
    forged = told.text.replace('"internal":1', '"internal":9')
    values = {column: value}
    if column == "both":
        values = {"report": forged, "report_hash": report_form.digest(forged)}
    with worked.store.change() as c:
        c.execute(update(columns.shifts).values(**values))
    seen = reports_of(worked, CHEN).closed(closed.id)
    assert seen.seal is seal
    with pytest.raises(Refused, match="not what was signed"):
        reports_of(worked, CHEN).sign(closed.id)


def test_a_step_of_the_log_that_was_changed_with_the_report_does_not_hold_either(worked):
    closed = reports_of(worked, LI).close()
    forged = reports_of(worked, LI).closed().text.replace('"internal":1', '"internal":9')
    digest = report_form.digest(forged)
    with worked.store.change() as c:
        c.execute(update(columns.shifts).values(report=forged, report_hash=digest))
        e = columns.events.c
        told = json.dumps({"shift": closed.id, "hash": digest})
        unguard(c.exec_driver_sql)
        c.execute(update(columns.events).where(e.seq == closed.cutoff_seq).values(after=told))
    assert reports_of(worked, LI).closed().seal is Seal.NOT_LOGGED


def test_closing_sent_twice_closes_once(worked):
    closed = reports_of(worked, LI).close(client_id="c")
    assert reports_of(worked, LI).close(client_id="c") == closed
    assert len([1 for each in worked.events() if each["kind"] == "shift.close"]) == 1


def test_a_clock_that_went_back_neither_closes_nor_signs(worked, clock):
    clock(0)
    with pytest.raises(Refused, match="Set the clock right"):
        reports_of(worked, LI).close()
    clock(5 * HOUR)
    reports_of(worked, LI).close()
    clock(0)
    for change in (lambda r: r.sign(), lambda r: r.note("x")):
        with pytest.raises(Refused, match="Set the clock right"):
            change(reports_of(worked, CHEN))


def test_what_is_not_there_is_said(worked):
    with pytest.raises(NotFound, match="No shift was closed"):
        reports_of(worked, LI).closed()
    with pytest.raises(Refused, match="not closed yet"):
        reports_of(worked, LI).closed(1)
    with pytest.raises(NotFound, match="no shift 9"):
        reports_of(worked, LI).sign(9)
    with pytest.raises(Refused, match="not closed yet"):
        reports_of(worked, LI).note("x", 1)


def test_a_shift_over_midnight_stays_one_of_the_day_on_which_it_began(staff, clock):
    staff.order(NUMBER)
    clock(5 * HOUR)
    shifts_of(staff, LI).open("late")
    clock(12 * HOUR + 600)  # ten past midnight
    staff.service(Remarks, LI).add(NUMBER, Tab.INTERNAL, "夜里")
    shifts_of(staff, WANG).join()
    closed = reports_of(staff, LI).close()
    assert (closed.day, closed.kind) == ("2026-11-22", "late")
    assert (closed.planned_end - closed.planned_start).total_seconds() == 8 * HOUR
    assert [(each.kind, each.planned_start) for each in closed.people if each.login == "wang"] == [
        ("late", closed.planned_start)
    ]
    clock(20 * HOUR)  # eight in the morning
    opened = shifts_of(staff, WANG).open()
    assert (opened.day, opened.kind, opened.after_seq) == ("2026-11-23", "early", closed.cutoff_seq)
    assert reports_of(staff, LI).closed(closed.id).report.figures["internal"] == 1

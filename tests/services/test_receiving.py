"""Receiving a shift: each item is acknowledged, critical ones in own words; until then no work."""

from __future__ import annotations

import threading
from zoneinfo import ZoneInfo

import pytest

from csdesk.model.bulk import BulkAction
from csdesk.model.errors import Conflict, DeskError, NotAllowed, Refused
from csdesk.model.handover import ItemState, NewItem, Urgency
from csdesk.services.asks import Inboxes
from csdesk.services.bulk import Bulk
from csdesk.services.gate import Gate
from csdesk.services.handover import Handover
from csdesk.services.receiving import Receiving
from csdesk.services.review import Review
from csdesk.services.shifts import Shifts
from csdesk.store import columns
from tests.services.handing import (
    HAN,
    LEAD,
    LI,
    MA,
    NUMBER,
    OTHER,
    SHIPPER,
    change_of_shifts,
    close,
    item,
    team,
    write,
)

CRITICAL = Urgency.CRITICAL
OWN_WORDS = "先拦件，再给客户回电话"


@pytest.fixture
def desk(desk):
    return team(desk)


def receiving(desk, who=HAN):
    return desk.service(Receiving, who)


def test_the_next_shift_acknowledges_item_by_item(desk):
    first, second = change_of_shifts(desk, item("a"), item("b", Urgency.URGENT, number=OTHER))
    now = receiving(desk).handed()
    assert [each.id for each in now.items] == [second.id, first.id]
    assert (now.acknowledged, len(now.items), now.queue_closed) == (0, 2, False)
    assert desk.service(Inboxes, HAN).unread().handover == 2
    assert desk.service(Inboxes, LI).unread().handover == 0
    seen = receiving(desk).acknowledge(second.id, seen=second.version)
    assert (seen.acknowledged, seen.receipts[-1].received_by) == (True, "韩梅梅")
    now = receiving(desk).handed()
    assert (now.acknowledged, [each.id for each in now.waiting]) == (1, [first.id])
    assert desk.events()[-1]["kind"] == "handover.ack"
    assert desk.service(Inboxes, HAN).unread().handover == 1


def test_a_critical_item_is_read_back_in_own_words(desk):
    (each,) = change_of_shifts(desk, item("拦截包裹，客户要退款", CRITICAL))
    for words in ("", "好的", "OK!", "拦截包裹 客户要退款。", "1"):
        with pytest.raises(Refused, match="own words"):
            receiving(desk).acknowledge(each.id, words)
    now = receiving(desk).acknowledge(each.id, OWN_WORDS)
    assert now.receipts[-1].read_back == OWN_WORDS
    assert OWN_WORDS in desk.events()[-1]["after"]


def test_no_order_is_reviewed_before_critical_items_are_known(desk):
    (each,) = change_of_shifts(desk, item("a", CRITICAL))
    gate, review, bulk = (desk.service(kind, HAN) for kind in (Gate, Review, Bulk))
    ready = bulk.preview(BulkAction.APPROVE, [NUMBER, OTHER]).ready
    for asked in (
        lambda: gate.approve(NUMBER), review.card, lambda: list(review.queue()),
        review.preview, lambda: bulk.do(BulkAction.APPROVE, ready),
    ):  # fmt: skip
        with pytest.raises(Refused, match="critical items") as told:
            asked()
        assert told.value.facts == {"count": 1}
    assert desk.row(desk.service(Review, SHIPPER).card().detail.row.id)["approved_at"] is None
    gate.hold(NUMBER, "客户要退")
    assert review.counts().waiting == 1
    receiving(desk).acknowledge(each.id, OWN_WORDS)
    assert review.card() is not None
    gate.approve(OTHER)


def test_a_desk_without_shifts_works_as_ever(desk):
    write(desk, item("a", CRITICAL))
    desk.service(Gate, HAN).approve(NUMBER)
    assert receiving(desk).handed().giver is None
    desk.service(Shifts, LI).open()
    desk.service(Gate, HAN).approve(OTHER)


def test_a_lead_opens_the_queue_with_a_reason_and_the_items_go_on_waiting(desk):
    (each,) = change_of_shifts(desk, item("a", CRITICAL))
    with pytest.raises(NotAllowed, match="lead"):
        receiving(desk).open_queue("busy")
    lead = receiving(desk, LEAD)
    with pytest.raises(Refused, match="why"):
        lead.open_queue(" ")
    now = lead.open_queue("双十一，先放单")
    assert (now.queue_closed, [e.id for e in now.critical]) == (False, [each.id])
    assert now.override is not None
    assert (now.override.name, now.override.reason) == ("王主管", "双十一，先放单")
    event = desk.events()[-1]
    assert (event["kind"], "双十一" in event["after"]) == ("handover.override", True)
    desk.service(Gate, HAN).approve(NUMBER)
    with pytest.raises(Refused, match="queue is open"):
        lead.open_queue("again")
    desk.service(Shifts, LEAD).join()
    close(desk, LEAD, "the file is written tomorrow")
    with pytest.raises(Refused, match="critical items"):
        desk.service(Gate, HAN).approve(OTHER)


def test_only_who_works_in_the_shift_acknowledges(desk):
    (each,) = change_of_shifts(desk, item("a"))
    with pytest.raises(Refused, match="韩梅梅"):
        receiving(desk, MA).acknowledge(each.id)
    close(desk, HAN)
    with pytest.raises(Refused, match="No shift is on"):
        receiving(desk, HAN).acknowledge(each.id)


def test_who_handed_over_leaves_it_to_a_colleague_where_one_is_there(desk):
    (each,) = change_of_shifts(desk, item("a"), receivers=(LI, HAN))
    with pytest.raises(Refused, match="Who acknowledges it: 韩梅梅"):
        receiving(desk, LI).acknowledge(each.id)
    desk.service(Shifts, HAN).leave()
    assert receiving(desk, LI).acknowledge(each.id).acknowledged


def test_what_was_not_handed_over_settled_or_changed_meanwhile_is_not_acknowledged(desk):
    first, second = change_of_shifts(desk, item("a"), item("b", number=OTHER))
    (fresh,) = write(desk, item("c"), by=HAN)
    with pytest.raises(Refused, match="not handed over yet"):
        receiving(desk).acknowledge(fresh.id)
    desk.service(Handover, LI).edit(first.id, item("a2"))
    with pytest.raises(Conflict, match="Read it again"):
        receiving(desk).acknowledge(first.id, seen=first.version)
    desk.service(Handover, LI).settle(second.id, ItemState.DONE)
    with pytest.raises(Refused, match="already"):
        receiving(desk).acknowledge(second.id)
    assert receiving(desk).handed().acknowledged == 1


def test_a_critical_item_that_nobody_knows_of_is_not_settled_away(desk):
    (each,) = change_of_shifts(desk, item("a", CRITICAL))
    with pytest.raises(Refused, match="acknowledged first"):
        desk.service(Handover, HAN).settle(each.id, ItemState.DROPPED, "no time")
    desk.service(Handover, LEAD).settle(each.id, ItemState.DROPPED, "客户已取消")
    assert not receiving(desk).handed().queue_closed


def test_sent_twice_it_is_acknowledged_once(desk):
    (each,) = change_of_shifts(desk, item("a"))
    first = receiving(desk).acknowledge(each.id, client_id="once")
    assert receiving(desk).acknowledge(each.id, client_id="once") == first
    with pytest.raises(Conflict, match="韩梅梅"):
        receiving(desk).acknowledge(each.id)


def test_of_two_who_acknowledge_at_once_one_is_told_that_the_other_was_faster(desk):
    written = change_of_shifts(
        desk, *(item(f"item {n}", number="") for n in range(12)), receivers=(HAN, MA)
    )
    start = threading.Barrier(2)
    told: dict[str, list[object]] = {HAN.login: [], MA.login: []}

    def all_of_them(who):
        service = receiving(desk, who)
        for each in written:
            start.wait()
            try:
                service.acknowledge(each.id, seen=each.version, client_id=f"{who.login} {each.id}")
                told[who.login].append("done")
            except DeskError as error:
                told[who.login].append(type(error))

    threads = [threading.Thread(target=all_of_them, args=(who,)) for who in (HAN, MA)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    for outcome in zip(told["han"], told["ma"], strict=True):
        assert set(outcome) == {"done", Conflict}
    acknowledged = [each for each in desk.events() if each["kind"] == "handover.ack"]
    assert len(acknowledged) == len(written)
    with desk.store.read() as c:
        by = c.execute(columns.handover_receipts.select()).mappings().all()
    assert {row["item_id"]: row["received_login"] for row in by} == {
        each.id: event["actor"] for each, event in zip(written, acknowledged, strict=True)
    }


def test_only_a_lead_makes_a_waiting_critical_item_less_urgent_and_says_why(desk):
    (made,) = change_of_shifts(desk, item("拦截包裹", CRITICAL))
    softer = item("拦截包裹", Urgency.ROUTINE)
    for who in (LI, HAN):
        with pytest.raises(Refused, match="acknowledged first"):
            desk.service(Handover, who).edit(made.id, softer)
    leads = desk.service(Handover, LEAD)
    with pytest.raises(Refused, match="why"):
        leads.edit(made.id, softer)
    with pytest.raises(Refused, match="critical items"):
        desk.service(Gate, HAN).approve(OTHER)
    assert leads.edit(made.id, softer, "已拦截").urgency is Urgency.ROUTINE
    assert '"reason": "已拦截"' in desk.events()[-1]["after"]
    desk.service(Gate, HAN).approve(OTHER)


def test_a_known_critical_item_may_be_made_less_urgent_by_anybody(desk):
    (made,) = change_of_shifts(desk, item("拦截包裹", CRITICAL))
    receiving(desk).acknowledge(made.id, "先打电话")
    assert desk.service(Handover, HAN).edit(made.id, item("拦截包裹")).urgency is Urgency.ROUTINE


@pytest.mark.parametrize(
    "change",
    [{"summary": "改寄北京"}, {"urgency": CRITICAL}, {"action": "x"}, {"what_if": "x"}],
    ids=str,
)
def test_an_item_that_changes_after_it_was_acknowledged_is_acknowledged_again(desk, change):
    (made,) = change_of_shifts(desk, item("改寄上海"))
    knows, handover = receiving(desk), desk.service(Handover, LI)
    knows.acknowledge(made.id)
    told = {"summary": "改寄上海", "urgency": Urgency.ROUTINE} | change
    now = handover.edit(made.id, item(**told))
    assert (now.waits, now.acknowledged, now.known_before) == (True, False, "韩梅梅")
    assert '"acknowledged_by": "韩梅梅"' in desk.events()[-1]["before"]
    handed = knows.handed()
    assert [each.id for each in handed.waiting] == [made.id]
    assert handed.queue_closed is (change.get("urgency") is CRITICAL)
    again = knows.acknowledge(made.id, "重新看过了")
    assert (again.acknowledged, again.known_before) == (True, "")


def test_who_is_to_act_and_older_hand_overs_ask_nobody_again(desk):
    (made,) = change_of_shifts(desk, item("改寄上海"))
    receiving(desk).acknowledge(made.id)
    due = {"due": made.due.astimezone(ZoneInfo(desk.settings.zone)).strftime("%Y-%m-%d %H:%M")}
    words = NewItem(Urgency.ROUTINE, "改寄上海", owner="财务", **due)
    assert desk.service(Handover, HAN).edit(made.id, words).acknowledged
    close(desk, HAN)
    first, _last = desk.service(Handover, HAN).one(made.id).receipts
    desk.service(Handover, HAN).edit(made.id, item("改寄北京"))
    assert desk.service(Handover, HAN).one(made.id).receipts[0] == first


def test_what_is_written_while_no_shift_is_on_reaches_the_next_one(desk):
    desk.service(Shifts, LI).open()
    close(desk, LI)
    (made,) = write(desk, item("凌晨报警", CRITICAL))
    assert made.waits
    desk.service(Shifts, HAN).open(yes=True)
    assert receiving(desk).handed().critical == (made,)
    with pytest.raises(Refused, match="critical items"):
        desk.service(Gate, HAN).approve(OTHER)
    receiving(desk).acknowledge(made.id, "马上查仓库")
    desk.service(Gate, HAN).approve(OTHER)
    assert not write(desk, item("白天的"))[0].receipts

"""Items for the next shift: writing, pointing out what is twice, proposals, settling, carrying."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from csdesk.model.errors import Conflict, NeedsYes, NotAllowed, NotFound, NotUnderstood, Refused
from csdesk.model.handover import ItemOrigin, ItemState, NewItem, Owner, Urgency
from csdesk.model.promises import PromiseKind, PromiseState
from csdesk.model.status import RemarkState, Tab
from csdesk.services.asks import Inboxes
from csdesk.services.handover import Handover
from csdesk.services.notices import Notices
from csdesk.services.people import People
from csdesk.services.promises import Promises
from csdesk.services.receiving import Receiving
from csdesk.services.remarks import Remarks
from csdesk.store import columns
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
    close,
    item,
    team,
    write,
)


@pytest.fixture
def desk(desk):
    return team(desk)


@pytest.fixture
def handover(desk):
    return desk.service(Handover, LI)


def steps(desk):
    """The kinds of all steps of handing over."""
    return [each["kind"] for each in desk.events() if each["kind"].startswith("handover.")]


def test_an_item_says_what_who_and_by_when(desk, handover):
    made = handover.add(
        NewItem(Urgency.URGENT, "包裹破损\x1b[31m", NUMBER, action="联系圆通", owner="财务",
                due="3d", what_if="不赔就补发")
    )  # fmt: skip
    assert (made.order_no, made.urgency, made.summary) == (NUMBER, Urgency.URGENT, "包裹破损␛[31m")
    assert (made.action, made.owner, made.what_if) == ("联系圆通", Owner.FINANCE, "不赔就补发")
    assert (made.author, made.state, made.age_shifts) == ("李雷", ItemState.OPEN, 0)
    assert timedelta(days=2) < made.due - datetime.now(UTC) < timedelta(days=4)
    assert made.order is not None
    assert made.order.order_no == NUMBER
    assert handover.of(NUMBER) == (made,) == handover.waiting()
    assert (desk.events()[-1]["kind"], desk.events()[-1]["order_no"]) == ("handover.add", NUMBER)


def test_a_topic_needs_no_order(handover):
    made = handover.add(NewItem(Urgency.ROUTINE, "圆通杭州仓停运", topic="圆通", due="明天"))
    assert (made.order_no, made.order, made.topic) == ("", None, "圆通")


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ({"summary": " \n"}, Refused, "next shift must know"),
        ({"owner": " "}, Refused, "who is to act"),
        ({"owner": "nobody here"}, Refused, "韩梅梅"),
        ({"due": ""}, Refused, "by when"),
        ({"due": "gestern"}, NotUnderstood, "not a time"),
        ({"due": "2020-01-01"}, NotUnderstood, "past"),
        ({"summary": "长" * 501}, Refused, "500"),
        ({"action": "长" * 301}, Refused, "300"),
        ({"number": "TB261122-9999"}, NotFound, "9999"),
    ],
)
def test_what_is_missing_or_wrong_is_said(desk, handover, wrong, error, words):
    told = {"summary": "x", "number": NUMBER, "due": "3d"} | wrong
    with pytest.raises(error, match=words):
        handover.add(NewItem(Urgency.ROUTINE, **told))
    assert handover.waiting() == ()
    assert steps(desk) == []


def test_an_owner_is_a_colleague_by_login_or_name_or_a_party_in_any_language(handover):
    owners = {"han": "韩梅梅", "韩梅梅": "韩梅梅", "Lead": Owner.LEAD, "下一班": Owner.NEXT_SHIFT}
    for n, (typed, kept) in enumerate(owners.items()):
        assert handover.add(item(f"item {n}", owner=typed)).owner == kept


def test_the_same_order_or_topic_is_pointed_out_with_what_stands_there(handover):
    first = handover.add(item("地址错了"), despite=())
    with pytest.raises(NeedsYes, match="地址错了") as told:
        handover.add(item("addr"), despite=())
    assert told.value.facts["ids"] == [first.id]
    assert handover.beginning(NUMBER).others == (first,)
    handover.add(item("addr"), despite=[first.id])
    handover.add(NewItem(Urgency.ROUTINE, "x", topic="圆通 停运", due="3d"), despite=())
    with pytest.raises(NeedsYes):
        handover.add(NewItem(Urgency.ROUTINE, "y", topic="圆通停运!", due="3d"), despite=())
    assert len(handover.waiting()) == 3
    handover.settle(first.id, ItemState.DONE)
    assert [each.id for each in handover.beginning(NUMBER).others] == [first.id + 1]


def test_sent_twice_it_is_written_once(desk, handover):
    first = handover.add(item(), client_id="once")
    assert handover.add(item(), despite=(), client_id="once") == first
    assert steps(desk) == ["handover.add"]


def test_an_item_is_corrected_with_its_version_and_the_log_tells_what(desk, handover):
    made = handover.add(item("a", action="b"))
    now = handover.edit(made.id, item("c", Urgency.CRITICAL, action="b"), seen=made.version)
    assert (now.summary, now.urgency, now.version) == ("c", Urgency.CRITICAL, 2)
    assert '"summary": "a"' in desk.events()[-1]["before"]
    assert "action" not in desk.events()[-1]["after"]
    with pytest.raises(Conflict):
        handover.edit(made.id, item("d"), seen=made.version)
    assert handover.one(made.id).summary == "c"


def test_what_is_done_or_dropped_is_settled_once_and_dropping_needs_a_reason(desk, handover):
    first, second = write(desk, item("a"), item("b", number=OTHER))
    with pytest.raises(Refused, match="why"):
        handover.settle(first.id, ItemState.DROPPED)
    done = handover.settle(first.id, ItemState.DONE, "called", seen=first.version)
    assert (done.state, done.settled_by) == (ItemState.DONE, "李雷")
    with pytest.raises(Refused, match="already"):
        handover.settle(first.id, ItemState.DROPPED, "x")
    handover.settle(second.id, ItemState.DROPPED, "客户取消")
    assert handover.waiting() == ()
    assert steps(desk)[-2:] == ["handover.done", "handover.drop"]
    assert [each.id for each in handover.newest()] == [second.id, first.id]


def test_who_works_in_no_shift_writes_nothing(desk):
    viewer = desk.service(Handover, person("eve", "Eve", roles=("viewer",)))
    with pytest.raises(NotAllowed):
        viewer.add(item())
    with pytest.raises(NotAllowed):
        viewer.take(ItemOrigin.ASK, 1)
    assert viewer.waiting() == ()


def test_every_open_item_goes_with_every_report_until_it_is_settled(desk, handover):
    first, second = change_of_shifts(desk, item("a"), item("b", number=OTHER))
    desk.service(Receiving, HAN).acknowledge(first.id)
    handover.settle(second.id, ItemState.DONE)
    (third,) = change_of_shifts(desk, item("c", number=OTHER), giver=HAN, receivers=(MA,))
    ages = {each.id: each.age_shifts for each in handover.waiting()}
    assert ages == {first.id: 2, third.id: 1}
    assert handover.carried() == ()
    change_of_shifts(desk, giver=MA, receivers=(LI,))
    (carried,) = handover.carried()
    assert (carried.id, carried.age_shifts, carried.for_lead) == (first.id, 3, True)
    assert [each.received_by for each in carried.receipts] == ["韩梅梅", "马强", ""]
    assert carried.at == first.at
    (notice,) = desk.service(Notices, LEAD).unread()
    assert (notice.about, notice.facts["what"], notice.facts["n"]) == (
        f"item {first.id}",
        NUMBER,
        3,
    )
    assert desk.service(Notices, HAN).unread() == ()
    change_of_shifts(desk, giver=LI, receivers=(HAN,))
    told = [each.about for each in desk.service(Notices, LEAD).unread()]
    assert told == [f"item {first.id}", f"item {third.id}"]


# What the desk proposes


def test_the_desk_proposes_what_nobody_answered_or_kept_and_each_once(desk, handover):
    asked = desk.service(Remarks, LI).add(NUMBER, Tab.FINANCE, "退差价 12 元")
    promises = desk.service(Promises, LI)
    promises.make(OTHER, PromiseKind.SHIP, "3d", "周五发")
    late = promises.make(NUMBER, PromiseKind.REFUND, "3d", "")
    broken = promises.make(NUMBER, PromiseKind.ANSWER, "3d", "")
    promises.settle(broken.id, PromiseState.BROKEN)
    with desk.store.change() as c:
        p = columns.promises.c
        c.execute(columns.promises.update().where(p.id == late.id).values(due=int(time.time()) - 9))
    found = {(each.origin, each.source_id): each for each in handover.proposals()}
    assert set(found) == {
        (ItemOrigin.ASK, asked.id), (ItemOrigin.PROMISE, late.id), (ItemOrigin.PROMISE, broken.id),
    }  # fmt: skip
    ask = found[ItemOrigin.ASK, asked.id]
    assert (ask.order_no, ask.summary, ask.owner) == (NUMBER, "退差价 12 元", Owner.FINANCE)
    assert [each.urgency for each in handover.proposals()][:2] == [Urgency.URGENT] * 2
    made = handover.take(ItemOrigin.ASK, asked.id)
    assert (made.summary, made.owner, made.origin) == (
        "退差价 12 元", Owner.FINANCE, ItemOrigin.ASK,
    )  # fmt: skip
    assert made.due > datetime.now(UTC)
    assert len(handover.proposals()) == 2
    assert {each.others for each in handover.proposals()} == {1}
    with pytest.raises(Refused, match="not proposed any more"):
        desk.service(Handover, HAN).take(ItemOrigin.ASK, asked.id)
    handover.settle(made.id, ItemState.DONE)
    assert len(handover.proposals()) == 3
    finance = desk.service(Inboxes, person("qian", "钱多", roles=("finance",)))
    desk.service(People, LEAD).add("qian", "钱多", ["finance"])
    finance.move(asked.id, RemarkState.DONE, "paid")
    assert len(handover.proposals()) == 2


def test_a_stuck_order_is_proposed(desk, handover):
    desk.order("RETB261122-0001", "1234567890123456781", parent_id=1)
    with desk.store.change() as c:
        o = columns.orders.c
        parent = (
            c.execute(columns.orders.select().where(o.order_no == NUMBER)).mappings().one()["id"]
        )
        again = columns.orders.update().where(o.order_no == "RETB261122-0001")
        c.execute(again.values(parent_id=parent))
    (each,) = handover.proposals()
    assert (each.origin, each.order_no) == (ItemOrigin.STUCK, "RETB261122-0001")
    assert "nobody approved it" in each.summary
    made = handover.take(each.origin, each.source_id)
    assert made.order_no == "RETB261122-0001"
    assert handover.proposals() == ()


def test_the_usual_time_is_when_the_next_shift_has_begun_or_ends(desk, handover):
    due = handover.beginning().due
    assert datetime.now(UTC) < due[Urgency.CRITICAL] <= due[Urgency.ROUTINE]


def test_whatever_is_written_is_kept_harmless(handover):
    for payload in PAYLOADS:
        words = payload[:200].replace("\0", "").encode(errors="replace").decode()
        made = handover.add(item(words + "x", action=words, what_if=words))
        assert forbidden(f"{made.summary}{made.action}{made.what_if}") == []


def test_nothing_is_lost_when_a_shift_without_receivers_closes(desk, handover):
    change_of_shifts(desk, item("a"))
    close(desk, HAN)
    (each,) = handover.waiting()
    assert (each.age_shifts, each.waits) == (2, True)

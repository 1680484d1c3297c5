"""Parcels: stopped, too late, sent; and what must be answered first (F13, W33)."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import update

from csdesk.model.errors import Conflict, NotAllowed, NotFound, Refused
from csdesk.model.promises import PromiseKind, PromiseState
from csdesk.model.status import RemarkState, StopOutcome, Tab
from csdesk.services.asks import Inboxes
from csdesk.services.gate import Gate
from csdesk.services.people import People
from csdesk.services.promises import Promises
from csdesk.services.remarks import Remarks
from csdesk.services.shipping import Shipping
from csdesk.services.undo import Undo
from csdesk.store import columns
from tests.hostile import PAYLOADS, forbidden
from tests.services.desks import person

NUMBER = "TB261122-0001"
AGENT = person()
SHIPPER = person("zhou", "周发", roles=("shipping",))
STOPPED, TOO_LATE = StopOutcome.STOPPED, StopOutcome.TOO_LATE
OTHERS = [person(r, r, roles=(r,)) for r in ("agent", "lead", "finance", "viewer")]


@pytest.fixture
def approved(desk):
    boss = person("boss", "老板", roles=())
    desk.service(People, boss).ensure()
    for each in (AGENT, SHIPPER):
        desk.service(People, boss).add(each.login, each.name, each.roles)
    desk.key = desk.order(NUMBER, order_status="approved", approved_at=5)
    return desk


def shipping(desk, who=SHIPPER):
    return desk.service(Shipping, who)


def held(desk):
    """The ask to stop the parcel, after an agent held the order."""
    desk.service(Gate).hold(NUMBER, "客户要退")
    return next(r for r in desk.service(Remarks).of(NUMBER) if r.stop is StopOutcome.ASKED)


def test_a_hold_asks_shipping_and_stands_on_top(approved):
    approved.order("TB261122-0002", "2234567890123456789", order_status="approved")
    approved.service(Remarks).add("TB261122-0002", Tab.SHIPPING, "送小礼品")
    ask = held(approved)
    asks = approved.service(Inboxes).of_department(Tab.SHIPPING).asks
    assert (asks[0].remark.id, asks[0].is_hold) == (ask.id, True)
    assert not asks[-1].is_hold


def test_stopped_goes_back_to_whoever_asked(approved):
    ask = held(approved)
    answered = shipping(approved).answer_stop(ask.id, STOPPED, seen=ask.moved)
    assert (answered.stop, answered.state) == (STOPPED, RemarkState.DONE)
    assert answered.answers[-1].text == "已拦截 stopped"
    (call,) = approved.service(Inboxes, AGENT).mine().calls
    assert (call.text, call.author) == ("已拦截 stopped", "周发")
    assert approved.row(approved.key)["order_status"] == "held"
    released = approved.service(Gate).release(NUMBER)
    assert released.order_status == "approved"


def test_too_late_has_the_parcels_number_and_the_order_has_left_when_it_is_released(approved):
    ask = held(approved)
    with pytest.raises(Refused, match="number of the parcel"):
        shipping(approved).answer_stop(ask.id, TOO_LATE)
    answered = shipping(approved).answer_stop(ask.id, TOO_LATE, "YT99")
    assert answered.answers[-1].text == "来不及了 too late YT99"
    row = approved.row(approved.key)
    assert (row["order_status"], row["tracking_no"]) == ("held", "YT99")
    assert approved.service(Gate).release(NUMBER).order_status == "shipped"


def test_a_parcel_to_be_stopped_is_not_just_done(approved):
    ask = held(approved)
    with pytest.raises(Refused, match="stopped, or too late"):
        approved.service(Inboxes, SHIPPER).move(ask.id, RemarkState.DONE)
    shipping(approved).answer_stop(ask.id, STOPPED)
    with pytest.raises(Refused, match="answered already"):
        shipping(approved).answer_stop(ask.id, TOO_LATE, "YT1")
    with pytest.raises(Conflict):
        shipping(approved).answer_stop(ask.id, STOPPED, seen=ask.moved)


def test_asked_again_it_is_open_again(approved):
    ask = held(approved)
    shipping(approved).answer_stop(ask.id, STOPPED)
    approved.service(Inboxes, AGENT).move(ask.id, RemarkState.ASKED, "真的吗？")
    assert approved.service(Inboxes).one(ask.id).remark.stop is StopOutcome.ASKED


@pytest.mark.parametrize("who", OTHERS, ids=lambda each: each.login)
def test_nobody_else_answers_or_ships(approved, who):
    ask = held(approved)
    with pytest.raises(NotAllowed, match="shipping"):
        shipping(approved, who).answer_stop(ask.id, STOPPED)
    with pytest.raises(NotAllowed, match="shipping"):
        shipping(approved, who).ship(NUMBER, "YT1")


def test_an_ordinary_ask_and_an_unknown_one_stop_nothing(approved):
    other = approved.service(Remarks).add(NUMBER, Tab.SHIPPING, "送小礼品").id
    with pytest.raises(Refused, match="stop no parcel"):
        shipping(approved).answer_stop(other, STOPPED)
    with pytest.raises(NotFound):
        shipping(approved).answer_stop(99, STOPPED)


def test_what_was_held_leaves_only_after_release_and_answer(approved):
    ask = held(approved)
    with pytest.raises(Refused, match="is held"):
        shipping(approved).ship(NUMBER, "YT1")
    approved.service(Gate).release(NUMBER)
    with pytest.raises(Refused, match="was to be stopped"):
        shipping(approved).ship(NUMBER, "YT1")
    shipping(approved).answer_stop(ask.id, STOPPED)
    with pytest.raises(Refused, match="nobody has read"):
        shipping(approved).ship(NUMBER, "YT1")
    inboxes = approved.service(Inboxes, SHIPPER)
    for each in inboxes.of_department(Tab.SHIPPING).asks:
        inboxes.look(each.remark.id)
    shipped = shipping(approved).ship(NUMBER, "YT1", carrier="圆通")
    assert shipped.order_status == "shipped"
    row = approved.row(approved.key)
    assert (row["tracking_no"], row["carrier"]) == ("YT1", "圆通")
    approved.service(Undo, SHIPPER).take_back()
    assert approved.row(approved.key)["order_status"] == "approved"


def test_only_what_is_approved_leaves_and_with_a_number(approved):
    approved.order("TB261122-0002", "2234567890123456789")
    with pytest.raises(Refused, match="only what is approved"):
        shipping(approved).ship("TB261122-0002", "YT1")
    for number in ("", " ", "x" * 61):
        with pytest.raises(Refused, match="number of the parcel"):
            shipping(approved).ship(NUMBER, number)
    with pytest.raises(Conflict):
        shipping(approved).ship(NUMBER, "YT1", seen=99)


def test_sent_twice_it_left_once(approved):
    shipping(approved).ship(NUMBER, "YT1", client_id="once")
    again = shipping(approved).ship(NUMBER, "YT1", client_id="once")
    assert again.order_status == "shipped"
    assert [e["kind"] for e in approved.events()].count("order.ship") == 1


def test_a_hold_that_is_taken_back_stops_nothing(approved):
    held(approved)
    approved.service(Undo).take_back()
    assert not any(r.stop is StopOutcome.ASKED for r in approved.service(Remarks).of(NUMBER))


def test_hostile_numbers_are_kept_harmless(approved):
    for payload in PAYLOADS[::4]:
        ask = held(approved)
        number = f"Y{payload}"[:20]
        answered = shipping(approved).answer_stop(ask.id, TOO_LATE, number)
        assert forbidden(answered.answers[-1].text, lines=True) == []
        with approved.store.change() as c:
            c.exec_driver_sql("UPDATE orders SET order_status = 'approved'")


def test_the_last_part_that_was_too_late_leaves_an_order_partly_shipped(approved):
    approved.order("TB261122-0003", "3234567890123456789", order_status="partly_shipped")
    approved.service(Gate).hold("TB261122-0003", "x")
    (ask,) = approved.service(Remarks).of("TB261122-0003")
    shipping(approved).answer_stop(ask.id, TOO_LATE, "YT2")
    released = approved.service(Gate).release("TB261122-0003")
    assert released.order_status == "partly_shipped"


def test_what_left_by_hand_keeps_the_promise_to_ship(approved):
    promises = approved.service(Promises)
    promises.make(NUMBER, PromiseKind.SHIP, "3d", "今天发")
    shipping(approved).ship(NUMBER, "YT1")
    assert 0 <= time.time() - approved.row(approved.key)["shipped_at"] < 60
    (promise,) = promises.of(NUMBER)
    assert promise.state is PromiseState.KEPT
    approved.service(Undo, SHIPPER).take_back()
    assert approved.row(approved.key)["shipped_at"] is None


def test_what_was_too_late_left_when_shipping_said_so(approved):
    ask = held(approved)
    shipping(approved).answer_stop(ask.id, TOO_LATE, "YT99")
    with approved.store.change() as c:
        c.execute(update(columns.stops).values(at=1_790_000_500))
    approved.service(Gate).release(NUMBER)
    assert approved.row(approved.key)["shipped_at"] == 1_790_000_500


@pytest.mark.parametrize("outcome", [STOPPED, TOO_LATE])
def test_a_hold_that_shipping_answered_is_released_not_taken_back(approved, outcome):
    with approved.store.change() as c:
        c.execute(update(columns.orders).values(tracking_no="YT1"))
    ask = held(approved)
    shipping(approved).answer_stop(ask.id, outcome, "YT1")
    with pytest.raises(Refused, match="Release the order instead"):
        approved.service(Undo).take_back()
    assert approved.row(approved.key)["order_status"] == "held"
    assert approved.service(Remarks).of(NUMBER)[0].stop is outcome

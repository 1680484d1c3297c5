"""What customers were told and by when: due, overdue, kept, broken."""

from __future__ import annotations

import time

import pytest

from csdesk.model.errors import Conflict, NotAllowed, NotFound, NotUnderstood, Refused
from csdesk.model.promises import PromiseKind, PromiseState
from csdesk.services.promises import Promises
from csdesk.store import columns
from tests.services.desks import person

NUMBER = "TB261122-0001"
SHIP, REFUND = PromiseKind.SHIP, PromiseKind.REFUND


@pytest.fixture
def promises(desk):
    desk.order(NUMBER)
    return desk.service(Promises)


def set_due(desk, seconds):
    """Every promise is due in so many seconds."""
    with desk.store.change() as c:
        c.execute(columns.promises.update().values(due=int(time.time()) + seconds))


def ship(desk, seconds):
    """The parcel left so many seconds from now."""
    with desk.store.change() as c:
        c.execute(columns.orders.update().values(shipped_at=int(time.time()) + seconds))


def test_a_promise_says_who_told_what_when_and_by_when(desk, promises):
    made = promises.make(NUMBER, SHIP, "3d", "三天内发\x1b[31m")
    assert (made.order_no, made.kind, made.text, made.author) == (
        NUMBER,
        SHIP,
        "三天内发␛[31m",
        "李雷",
    )
    assert made.state is PromiseState.OPEN
    assert promises.of(NUMBER) == (made,)
    assert promises.waiting() == (made,)
    (event,) = desk.events()
    assert (event["kind"], event["order_no"]) == ("promise.made", NUMBER)


def test_due_and_overdue_stand_first_and_shipping_decides_what_was_said_about_shipping(
    desk, promises
):
    promises.make(NUMBER, SHIP, "3d")
    promises.make(NUMBER, REFUND, "5d")
    states = [each.state for each in promises.waiting()]
    assert states == [PromiseState.OPEN, PromiseState.OPEN]
    set_due(desk, 60)
    assert {each.state for each in promises.waiting()} == {PromiseState.DUE}
    set_due(desk, -60)
    assert {each.state for each in promises.waiting()} == {PromiseState.OVERDUE}
    ship(desk, -120)
    by_kind = {each.kind: each.state for each in promises.waiting()}
    assert by_kind == {SHIP: PromiseState.KEPT, REFUND: PromiseState.OVERDUE}
    ship(desk, 0)
    assert promises.of(NUMBER)[0].state is PromiseState.BROKEN


def test_a_promise_is_decided_by_hand_once_and_may_be_opened_again(promises):
    made = promises.make(NUMBER, REFUND, "3d")
    kept = promises.settle(made.id, PromiseState.KEPT, seen=made.version)
    assert (kept.state, kept.settled_by) == (PromiseState.KEPT, "李雷")
    assert promises.waiting() == ()
    assert promises.newest() == (kept,)
    with pytest.raises(Conflict, match="李雷"):
        promises.settle(made.id, PromiseState.BROKEN, seen=made.version)
    opened = promises.settle(made.id, PromiseState.OPEN)
    assert (opened.state, opened.settled_by) == (PromiseState.OPEN, "")


def test_sent_twice_it_is_promised_once(promises):
    first = promises.make(NUMBER, SHIP, "3d", client_id="once")
    assert promises.make(NUMBER, SHIP, "3d", client_id="once") == first
    assert len(promises.of(NUMBER)) == 1


def test_what_cannot_be_promised_is_refused(desk, promises):
    for by in ("gestern", "", "2020-01-01"):
        with pytest.raises(NotUnderstood):
            promises.make(NUMBER, SHIP, by)
    with pytest.raises(Refused, match="600"):
        promises.make(NUMBER, SHIP, "3d", "长" * 600)
    with pytest.raises(Refused, match="Not sent"):
        promises.make(NUMBER, SHIP, "3d", "改好评就送红包")
    with pytest.raises(NotFound):
        promises.make("TB261122-9999", SHIP, "3d")
    with pytest.raises(NotFound):
        promises.settle(5, PromiseState.KEPT)
    made = promises.make(NUMBER, SHIP, "3d")
    with pytest.raises(Refused):
        promises.settle(made.id, PromiseState.OVERDUE)
    shipping = desk.service(Promises, person("z", "周", roles=("shipping",)))
    with pytest.raises(NotAllowed, match="agent"):
        shipping.make(NUMBER, SHIP, "3d")
    with pytest.raises(NotAllowed):
        shipping.settle(made.id, PromiseState.KEPT)

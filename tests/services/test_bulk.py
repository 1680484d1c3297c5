"""Many orders at once: previewed, skipped by name and reason, one step back for all (F20)."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from csdesk.model.bulk import BulkAction
from csdesk.model.errors import NotAllowed, Refused
from csdesk.services.bulk import Bulk
from csdesk.services.editing import Editing
from csdesk.services.undo import Undo
from tests.services.desks import person

NUMBERS = tuple(f"TB261122-{n:04}" for n in range(1, 5))


@pytest.fixture
def four(desk):
    """Two that await review, one that is held, one that has left; their keys by number."""
    states = ("awaiting_review", "awaiting_review", "held", "shipped")
    return {
        number: desk.order(number, str(n) * 18, order_status=state, hold_reason="x" * (n == 3))
        for n, (number, state) in enumerate(zip(NUMBERS, states, strict=True), 1)
    }


def status(desk, four):
    return [desk.row(key)["order_status"] for key in four.values()]


@pytest.mark.parametrize(
    ("action", "value", "ready", "after"),
    [
        ("approve", "", (0, 1), ["approved", "approved", "held", "shipped"]),
        ("hold", "地址不全", (0, 1), ["held", "held", "held", "shipped"]),
        ("release", "", (2,), ["awaiting_review", "awaiting_review", "awaiting_review", "shipped"]),
        ("flag", "blue", (0, 1, 2, 3), ["awaiting_review", "awaiting_review", "held", "shipped"]),
    ],
)
def test_what_is_previewed_is_done_and_one_step_takes_all_back(
    desk, four, action, value, ready, after
):
    bulk, before = desk.service(Bulk), status(desk, four)
    told = bulk.preview(BulkAction(action), NUMBERS, value)
    assert [each.order_no for each in told.ready] == [NUMBERS[n] for n in ready]
    assert len(told.skipped) == 4 - len(ready)
    assert all(each.order_no in each.reason for each in told.skipped)
    assert desk.events() == []
    done = bulk.do(BulkAction(action), told.ready, value, "a")
    assert list(done.order_nos) == [NUMBERS[n] for n in ready]
    assert status(desk, four) == after
    events = len(desk.events())
    assert bulk.do(BulkAction(action), told.ready, value, "a").order_nos == ()
    assert len(desk.events()) == events, "sent twice it is done once"
    assert len(desk.service(Undo).take_back().order_nos) == len(ready)
    assert status(desk, four) == before


def test_what_changed_since_the_preview_is_skipped_and_named(desk, four):
    bulk = desk.service(Bulk)
    told = bulk.preview(BulkAction.APPROVE, NUMBERS)
    desk.service(Editing, person("han", "韩")).set(NUMBERS[0], "name", "李四")
    done = bulk.do(BulkAction.APPROVE, told.ready)
    assert done.order_nos == (NUMBERS[1],)
    assert [(each.order_no, each.reason) for each in done.skipped] == [
        (NUMBERS[0], "it has been changed meanwhile")
    ]


def test_a_number_that_is_gone_is_named(desk, four):
    told = desk.service(Bulk).preview(BulkAction.FLAG, ["TB261122-0099"], "red")
    assert [each.reason for each in told.skipped] == ["it is not there any more"]


def test_no_reason_no_flag_no_right_and_too_many_are_refused(desk, four):
    bulk = desk.service(Bulk)
    for action, value in ((BulkAction.HOLD, " "), (BulkAction.FLAG, "pink")):
        with pytest.raises(Refused):
            bulk.preview(action, NUMBERS, value)
    with pytest.raises(Refused, match="1,000"):
        bulk.preview(BulkAction.APPROVE, ["x"] * 1_001)
    told = bulk.preview(BulkAction.APPROVE, NUMBERS)
    with pytest.raises(NotAllowed, match="Who may: agent, lead"):
        desk.service(Bulk, person(roles=("finance",))).do(BulkAction.APPROVE, told.ready)


def test_an_order_that_is_marked_twice_is_changed_once(desk, four):
    bulk = desk.service(Bulk)
    told = bulk.preview(BulkAction.APPROVE, [NUMBERS[0], NUMBERS[0]])
    assert [each.order_no for each in told.ready] == [NUMBERS[0]]
    assert bulk.do(BulkAction.APPROVE, told.ready * 2).order_nos == (NUMBERS[0],)
    assert [each["kind"] for each in desk.events()] == ["order.approve"]
    bulk.do(BulkAction.HOLD, bulk.preview(BulkAction.HOLD, NUMBERS[:1], "x").ready * 2, "x")
    assert desk.service(Undo).take_back().order_nos == (NUMBERS[0],)


@pytest.mark.parametrize("step", ["hold", "release", "undo"])
def test_many_orders_that_shipping_may_have_hold_up_nobody(desk, step):
    """The store is asked in as few words for many as for few, but for the orders' own rows."""
    bulk = desk.service(Bulk)

    def asked(numbers):
        for number in numbers:
            desk.order(number, f"{number[-4:]:0>18}", order_status="approved", approved_at=1)
        if step != "hold":
            bulk.do(BulkAction.HOLD, bulk.preview(BulkAction.HOLD, numbers, "x").ready, "x")
        act = BulkAction.RELEASE if step == "release" else BulkAction.HOLD
        ready = bulk.preview(act, numbers, "x").ready
        with counted(desk) as statements:
            if step == "undo":
                assert len(desk.service(Undo).take_back().order_nos) == len(numbers)
            else:
                assert len(bulk.do(act, ready, "x").order_nos) == len(numbers)
        return len(statements)

    few = asked([f"TB261123-{n:04}" for n in range(4)])
    many = asked([f"TB261124-{n:04}" for n in range(1000, 1024)])
    assert many - few == 20, "the 20 rows more that are changed"


@contextmanager
def counted(desk):
    """The statements that are run meanwhile."""
    statements = []

    def note(*told):
        statements.append(told[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)

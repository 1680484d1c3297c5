"""Who may change what, what becomes of a refusal, and how one step is taken back."""

from __future__ import annotations

import pytest

from csdesk.model.errors import Conflict, NotAllowed, Refused
from csdesk.model.roles import Action, Role
from csdesk.model.status import Tab
from csdesk.rules.permissions import ALLOWED, may
from csdesk.services.acting import Acting
from csdesk.services.people import People
from csdesk.services.remark_writing import put_remark
from csdesk.services.remarks import Remarks
from csdesk.services.undo import Undo
from csdesk.store.changing import Rewrite
from tests.services.desks import person

NUMBER = "TB261122-0001"


def approve(desk, who, number=NUMBER, seen=None):
    """An approval as the review service writes it."""
    with Acting(desk.store, who).change(Action.REVIEW, number) as act:
        now = act.order(number, seen)
        act.write("order.approve", [Rewrite(now, {"order_status": "approved", "approved_at": 5})])


def test_every_action_belongs_to_somebody_and_nobody_unknown_may_anything():
    assert set(ALLOWED) == set(Action)
    assert all(ALLOWED.values())
    for action in Action:
        assert not may(["owner", ""], action)
        assert not may([], action)


def test_only_finance_changes_the_payment_status_and_only_a_lead_unblacklists():
    assert ALLOWED[Action.PAY] == {Role.FINANCE}
    assert ALLOWED[Action.UNBLACKLIST] == {Role.LEAD}


@pytest.mark.parametrize("action", Action)
def test_who_only_looks_is_refused_with_who_may_and_it_is_logged(desk, action):
    if action is Action.SEARCHES:
        pytest.skip("everybody may save searches of their own")
    acting = Acting(desk.store, person(roles=("viewer",)))
    with pytest.raises(NotAllowed, match="Who may: "), acting.change(action, NUMBER):
        pytest.fail("the change was let through")
    (told,) = desk.events()
    assert (told["kind"], told["order_no"], told["actor"]) == ("refused", NUMBER, "li")


def test_the_rights_that_count_are_those_of_the_store_at_the_moment_of_the_change(desk):
    desk.order()
    lead, agent = person("wang", "王", roles=()), person("li", "李雷", roles=("agent",))
    desk.service(People, lead).ensure()
    desk.service(People, lead).add("li", "李雷", ["agent"])
    approve(desk, agent)
    desk.service(People, lead).off("li")
    with pytest.raises(NotAllowed):
        approve(desk, agent)


def test_whom_nobody_let_in_brings_no_rights_along_where_there_are_people(desk):
    desk.order()
    stranger = person("new", "新人", roles=("lead", "admin"))
    approve(desk, stranger)
    desk.service(Undo, stranger).take_back()
    desk.service(People, person("wang", "王")).ensure()
    with pytest.raises(NotAllowed, match="Who may: agent, lead"):
        approve(desk, stranger)
    with pytest.raises(NotAllowed):
        Acting(desk.store, stranger).check(Action.OVERSEE)
    assert [each["actor"] for each in desk.events() if each["kind"] == "refused"] == ["new", "new"]


def test_a_stale_change_is_refused_and_says_who_changed_what(desk):
    key = desk.order()
    han = desk.service(People, person("han", "韩梅梅"))
    han.ensure()
    han.add("li", "李雷", ["agent"])
    seen = desk.row(key)["version"]
    approve(desk, person("han", "韩梅梅"), seen=seen)
    with pytest.raises(
        Conflict, match=r"韩梅梅 changed TB261122-0001 meanwhile .*order_status"
    ) as told:
        approve(desk, person(), seen=seen)
    assert told.value.facts["version"] == seen + 1
    steps = told.value.facts["steps"]
    assert isinstance(steps, tuple)
    assert [step.kind for step in steps] == ["order.approve"]


def test_a_remark_by_somebody_else_makes_what_one_saw_stale(desk):
    key = desk.order()
    seen = desk.row(key)["version"]
    desk.service(Remarks, person("han", "韩")).add(NUMBER, Tab.SHIPPING, "do not ship")
    with pytest.raises(Conflict):
        approve(desk, person(), seen=seen)


def test_taking_back_gives_every_field_its_old_value_and_is_a_step_of_its_own(desk):
    key = desk.order()
    approve(desk, person())
    assert desk.row(key)["order_status"] == "approved"
    undone = desk.service(Undo).take_back()
    assert (undone.kind, undone.order_nos) == ("order.approve", (NUMBER,))
    row = desk.row(key)
    assert (row["order_status"], row["approved_at"]) == ("awaiting_review", None)
    assert [each["kind"] for each in desk.events()] == ["order.approve", "undo"]
    with pytest.raises(Refused, match="One step goes back"):
        desk.service(Undo).take_back()


def test_nothing_older_is_taken_back_where_the_last_thing_stays(desk):
    key = desk.order()
    approve(desk, person())
    desk.service(Remarks).add(NUMBER, Tab.INTERNAL, "what I did last")
    with pytest.raises(Refused, match="what you did last stays"):
        desk.service(Undo).take_back()
    assert desk.row(key)["order_status"] == "approved"


def test_taking_back_twice_in_one_breath_is_done_once(desk):
    desk.order()
    approve(desk, person())
    undo = desk.service(Undo)
    assert undo.take_back("click") == undo.take_back("click")
    assert [each["kind"] for each in desk.events()].count("undo") == 1


def test_what_somebody_built_upon_is_not_taken_back(desk):
    key = desk.order()
    approve(desk, person())
    with Acting(desk.store, person("han", "韩")).change(Action.REVIEW) as act:
        act.write("order.hold", [Rewrite(act.order(NUMBER), {"order_status": "held"})])
    with pytest.raises(Conflict, match="han"):
        desk.service(Undo).take_back()
    assert desk.row(key)["order_status"] == "held"


def test_a_remark_written_since_does_not_stand_in_the_way(desk):
    key = desk.order()
    approve(desk, person())
    desk.service(Remarks, person("han", "韩")).add(NUMBER, Tab.INTERNAL, "seen")
    desk.service(Undo).take_back()
    assert desk.row(key)["order_status"] == "awaiting_review"


def test_nobody_takes_back_what_others_did(desk):
    desk.order()
    approve(desk, person())
    with pytest.raises(Refused, match="nothing to take back"):
        desk.service(Undo, person("han", "韩")).take_back()


def test_a_bulk_act_is_taken_back_whole(desk):
    keys = [desk.order(f"TB261122-{n:04}", f"12345678901234567{n:02}") for n in range(1, 6)]
    with Acting(desk.store, person()).change(Action.REVIEW) as act:
        new = [
            Rewrite(act.order(f"TB261122-{n:04}"), {"order_status": "approved"})
            for n in range(1, 6)
        ]
        act.write("order.approve", new, client_id="bulk")
    assert len(desk.service(Undo).take_back().order_nos) == 5
    assert {desk.row(key)["order_status"] for key in keys} == {"awaiting_review"}


def test_a_remark_that_the_change_wrote_is_struck_and_its_first_version_stays(desk):
    key = desk.order()
    with Acting(desk.store, person()).change(Action.EDIT) as act:
        act.write("order.set", [Rewrite(act.order(NUMBER), {"carrier": "圆通"})])
        put_remark(act, key, NUMBER, Tab.SHIPPING, "改发圆通")
    desk.service(Undo).take_back()
    (remark,) = desk.service(Remarks).of(NUMBER)
    assert remark.text.startswith("【已撤销")
    assert desk.service(Remarks).versions(remark.id)[0].text == "改发圆通"
    assert desk.row(key)["carrier"] != "圆通"

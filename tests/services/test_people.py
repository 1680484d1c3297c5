"""The desk knows who works at it by the login of the operating system."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from csdesk.model.errors import NotAllowed, NotUnderstood, Refused
from csdesk.services.people import People
from csdesk.store import columns
from tests.hostile import CASES, forbidden
from tests.services.desks import person


def test_the_first_who_comes_lets_the_others_in_the_next_only_looks(desk):
    first = desk.service(People, person("li", "李雷")).ensure()
    second = desk.service(People, person("han", "韩梅梅", roles=("admin",))).ensure()
    assert first.roles == {"agent", "lead", "admin"}
    assert second.roles == {"viewer"}, "nobody brings roles along"
    assert [each.name for each in desk.service(People).list()] == ["李雷", "韩梅梅"]


def test_coming_again_changes_nothing(desk):
    people = desk.service(People)
    assert people.ensure() == people.ensure() == people.me()
    assert [each["kind"] for each in desk.events()] == ["person.join"]


def test_a_look_takes_nobody_down(desk):
    who = person()
    assert desk.service(People, who).me() == who
    assert desk.service(People).list() == ()
    assert desk.events() == []


def test_a_look_of_whom_nobody_let_in_is_that_of_a_viewer(desk):
    desk.service(People, person("li", "李雷")).ensure()
    stranger = desk.service(People, person("han", "韩梅梅", roles=("agent", "lead")))
    assert stranger.me().roles == {"viewer"}
    assert [each.login for each in stranger.list()] == ["li"]


def test_the_name_and_roles_of_the_desk_count_and_the_shift_of_the_moment(desk):
    desk.service(People, person("li", "李雷")).ensure()
    again = desk.service(People, person("li", "somebody else", shift="晚班")).me()
    assert (again.name, again.shift) == ("李雷", "晚班")


def test_who_has_left_does_not_come_in(desk):
    people = desk.service(People)
    people.ensure()
    with desk.store.change() as c:
        c.execute(update(columns.people).values(active=0))
    with pytest.raises(NotAllowed, match="李雷"):
        people.me()
    with pytest.raises(NotAllowed):
        people.ensure()


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_name_is_kept_harmless(desk, name):
    kept = desk.service(People, person("li", name)).ensure()
    assert forbidden(kept.name, lines=False) == []
    assert kept.name.strip()
    assert len(kept.name) <= 40


@pytest.fixture
def admin(desk):
    """The people service of whoever came first."""
    first = person("wang", "王芳")
    desk.service(People, first).ensure()
    return desk.service(People, first)


def test_people_are_added_change_roles_leave_and_come_back(desk, admin):
    assert admin.add("li", "李雷", ["agent"]).roles == {"agent"}
    assert admin.give_roles("li", ["agent", "finance"]).roles == {"agent", "finance"}
    admin.off("li")
    assert [each.login for each in admin.left()] == ["li"]
    assert admin.add("li", "李雷", ["shipping"]).roles == {"shipping"}
    told = [each["kind"] for each in desk.events()]
    assert told == ["person.join", "person.add", "person.roles", "person.off", "person.add"]


def test_nobody_can_lock_everybody_out(admin):
    for change in (lambda: admin.off("wang"), lambda: admin.give_roles("wang", ["agent"])):
        with pytest.raises(Refused, match="Make somebody else administrator first"):
            change()


def test_a_lead_lets_agents_in_but_makes_no_leads(desk, admin):
    admin.add("zhao", "赵", ["lead"])
    lead = desk.service(People, person("zhao", "赵"))
    lead.add("li", "李雷", ["agent"])
    for change in (
        lambda: lead.add("qian", "钱", ["admin"]),
        lambda: lead.give_roles("li", ["lead"]),
        lambda: lead.off("wang"),
    ):
        with pytest.raises(NotAllowed, match="leads and administrators"):
            change()


def test_an_agent_lets_nobody_in(desk, admin):
    admin.add("li", "李雷", ["agent"])
    with pytest.raises(NotAllowed, match="Who may: lead, admin"):
        desk.service(People, person("li", "李雷")).add("sun", "孙", ["agent"])


@pytest.mark.parametrize("login", ["", "a b", "-x", "../x", "x" * 40, "李雷", "a\x1b[2J"])
def test_what_can_be_no_login_is_refused(admin, login):
    with pytest.raises(NotUnderstood, match="no login"):
        admin.add(login, "x", ["agent"])


def test_an_unknown_role_is_refused_with_those_there_are(admin):
    with pytest.raises(NotUnderstood, match=r'no role "boss".*agent, lead'):
        admin.add("li", "李雷", ["boss"])


def test_turning_somebody_away_twice_in_one_breath_is_done_once(desk, admin):
    admin.add("li", "李雷", ["agent"])
    assert admin.off("li", client_id="click") == admin.off("li", client_id="click")
    assert [each["kind"] for each in desk.events()].count("person.off") == 1

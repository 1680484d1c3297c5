"""The desk knows who works at it by the login of the operating system."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from csdesk.model.errors import NotAllowed
from csdesk.services.people import People
from csdesk.store import columns
from tests.hostile import CASES, forbidden
from tests.services.desks import person


def test_the_first_who_comes_is_also_lead_the_next_is_not(desk):
    first = desk.service(People, person("li", "李雷")).ensure()
    second = desk.service(People, person("han", "韩梅梅", roles=("admin",))).ensure()
    assert first.roles == {"agent", "lead"}
    assert second.roles == {"agent"}, "nobody brings roles along"
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

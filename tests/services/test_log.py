"""The log tells every step of an order, and whether somebody has meddled with it (S28)."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from csdesk.model.errors import NotAllowed, NotFound
from csdesk.model.status import Tab
from csdesk.services.log import Log
from csdesk.services.people import People
from csdesk.services.remarks import Remarks
from csdesk.store import columns
from tests.services.desks import person
from tests.tampering import unguard


@pytest.fixture
def log(desk):
    return desk.service(Log)


def remarked(desk, times=3):
    """An order with some steps."""
    desk.order()
    for n in range(times):
        desk.service(Remarks).add("TB261122-0001", Tab.INTERNAL, f"第{n}条")


@pytest.mark.parametrize("number", ["TB261122-0001", "1234567890123456789", "tb2611220001"])
def test_the_steps_of_an_order_under_any_number_the_newest_last(desk, log, number):
    remarked(desk)
    found = log.events(number)
    assert [each.after["text"] for each in found if each.after] == ["第0条", "第1条", "第2条"]
    assert [each.seq for each in found] == sorted(each.seq for each in found)
    assert {(each.kind, each.shift) for each in found} == {("remark.add", "早班")}


def test_the_last_steps_are_told_when_there_are_many(desk, log):
    remarked(desk, 5)
    assert [each.after["text"] for each in log.events("TB261122-0001", limit=2)] == [
        "第3条",
        "第4条",
    ]


def test_steps_of_one_person_and_of_one_kind(desk, log):
    people = desk.service(People)
    people.ensure()
    people.add("han", "韩梅梅", ["agent"])
    remarked(desk, 2)
    first = desk.service(Remarks).of("TB261122-0001")[0]
    desk.service(Remarks, person("han", "韩梅梅")).revise(first.id, "改", seen_version=1)

    def kinds(**narrowed):
        return [each.kind for each in log.events("TB261122-0001", **narrowed)]

    assert kinds(by="han") == kinds(by="韩梅梅") == ["remark.revise"]
    assert kinds(by="li") == ["remark.add", "remark.add"]
    assert kinds(kind="remark.add") == ["remark.add", "remark.add"]
    assert kinds(kind="remark") == kinds()
    assert kinds(kind="rem") == kinds(kind="remark%") == []
    assert kinds(by="li", kind="remark.revise") == []
    with pytest.raises(NotFound, match=r"Nobody has the login or name wang.*han, li"):
        kinds(by="wang")
    told = {(each.login, each.name, each.kind): each.steps for each in log.parts("TB261122-0001")}
    assert told == {
        ("li", "李雷", "remark.add"): 2, ("han", "韩梅梅", "remark.revise"): 1,
    }  # fmt: skip


def test_what_is_narrowed_is_cut_off_last(desk, log):
    remarked(desk, 4)
    first = desk.service(Remarks).of("TB261122-0001")[0]
    desk.service(Remarks).revise(first.id, "改", seen_version=1)
    found = log.events("TB261122-0001", kind="remark.add", limit=2)
    assert [each.after["text"] for each in found] == ["第2条", "第3条"]


def test_people_are_told_by_name_once_the_desk_knows_them(desk, log):
    remarked(desk, 1)
    assert log.events("TB261122-0001")[0].actor == "li"
    desk.service(People).ensure()
    assert log.events("TB261122-0001")[0].actor == "李雷"


def test_the_steps_before_the_import_stay_with_the_order(desk, log):
    desk.service(Remarks).add("12345678901234567", Tab.SHIPPING, "等")
    assert [each.kind for each in log.events("12345678901234567")] == ["remark.add"]
    order_id = desk.order("AM261122-0001", "123-4567890-1234567")
    with desk.store.change() as c:
        desk.service(Remarks).attach(c, order_id, ("AM261122-0001", "123-4567890-1234567"))
    kinds = [each.kind for each in log.events("AM261122-0001")]
    assert kinds == ["remark.add", "remark.attach"]


def test_other_orders_steps_are_not_told(desk, log):
    remarked(desk)
    desk.order("TB261122-0002", "9999888877776666555")
    assert log.events("TB261122-0002") == ()


def test_an_unknown_number_is_not_found(log):
    with pytest.raises(NotFound, match="98765432"):
        log.events("98765432")
    with pytest.raises(NotFound):
        log.events("?")


e = columns.events


@pytest.mark.parametrize(
    ("meddle", "broken"),
    [
        (update(e).where(e.c.seq == 2).values(actor="somebody"), 2),
        (update(e).where(e.c.seq == 2).values(after='{"text": "别的"}'), 2),
        (update(e).where(e.c.seq == 2).values(at=e.c.at + 1), 2),
        (delete(e).where(e.c.seq == 2), 3),
    ],
    ids=["who", "what", "when", "gone"],
)
def test_meddling_is_found_at_the_very_step(desk, log, meddle, broken):
    remarked(desk)
    assert log.verify() is None
    with desk.store.change() as c:
        unguard(c.exec_driver_sql)
        c.execute(meddle)
    assert log.verify() == broken


def test_a_purged_value_leaves_the_chain_whole(desk, log):
    remarked(desk)
    with desk.store.change() as c:
        c.execute(update(e).where(e.c.seq == 2).values(before=None, after=None))
    assert log.verify() is None


def test_the_log_of_a_person_without_rights_is_the_same(desk):
    remarked(desk)
    assert len(desk.service(Log, person(roles=("viewer",))).events("TB261122-0001")) == 3


def test_refused_attempts_are_counted_apart_and_push_no_step_out(desk, log):
    remarked(desk)
    viewer = person("eye", "Eye", roles=("viewer",))
    for _ in range(5):
        with pytest.raises(NotAllowed):
            desk.service(Remarks, viewer).add("TB261122-0001", Tab.INTERNAL, "x")
    told = log.steps("TB261122-0001", limit=3)
    assert [each.kind for each in told.steps] == ["remark.add"] * 3
    assert (told.refused, told.folded) == (5, True)
    whole = log.steps("TB261122-0001", refused=True)
    assert [each.kind for each in whole.steps] == ["remark.add"] * 3 + ["refused"] * 5
    assert (whole.refused, whole.folded) == (5, False)
    assert len(log.steps("TB261122-0001", kind="refused").steps) == 5
    assert log.steps("TB261122-0001", by="li").refused == 0

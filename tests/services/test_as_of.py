"""Looking back: instants as people type them, what the log does not tell, late orders, shifts."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from csdesk.model.as_of import LINES, Queue, Told
from csdesk.model.errors import NotFound, NotUnderstood, Refused
from csdesk.model.status import Flag, Tab
from csdesk.services.as_of import AsOf
from csdesk.services.editing import Editing
from csdesk.services.family import Family
from csdesk.services.gate import Gate
from csdesk.services.remarks import Remarks
from csdesk.store import as_of as store_as_of
from csdesk.store import columns, log
from csdesk.store.changing import Rewrite
from tests.intake.desks import make_desk, rows, sample, take, write_pair
from tests.services.desks import person

NUMBER = "TB261122-0001"


@pytest.fixture
def order(desk):
    """An order that was held, corrected and remarked on, in this sequence: steps 1 to 3."""
    desk.order(NUMBER)
    desk.service(Gate).hold(NUMBER, "地址不全")
    desk.service(Editing).set(NUMBER, "name", "王小明")
    desk.service(Remarks).add(NUMBER, Tab.INTERNAL, "客户来电")
    return desk


def at(desk, typed, number=NUMBER):
    as_of = desk.service(AsOf)
    return as_of.order(number, as_of.moment(typed))


def test_a_field_is_what_it_was_before_the_first_later_step(order):
    names = [at(order, f"#{seq}").fields["name"] for seq in range(4)]
    assert names == ["马*云", "马*云", "王*明", "王*明"]
    statuses = [at(order, f"#{seq}").fields["order_status"] for seq in range(4)]
    assert statuses == ["awaiting_review", "held", "held", "held"]
    assert [len(at(order, f"#{seq}").remarks) for seq in range(4)] == [0, 0, 0, 1]


def test_the_difference_names_each_thing_once_with_both_values(order):
    as_of = order.service(AsOf)
    _, _, told = as_of.compare(NUMBER, as_of.moment("#0"), as_of.moment("now"))
    found = {each.field: (each.before, each.after) for each in told}
    assert found.pop("remark 1")[0] is Told.NOTHING
    assert found == {
        "name": ("马*云", "王*明"),
        "order_status": ("awaiting_review", "held"),
        "hold_reason": ("", "地址不全"),
    }
    _, _, nothing = as_of.compare(NUMBER, as_of.moment("now"), as_of.moment("now"))
    assert nothing == ()


def test_a_change_that_nobody_logged_is_not_told_as_if_it_had_always_been_so(order):
    with order.store.change() as c:
        c.execute(update(columns.orders).values(name="某人", carrier="顺丰"))
    assert at(order, "now").fields["name"] == "某*", "what stands there is known"
    then = at(order, "#2")
    assert "name" in then.not_known
    assert "name" not in then.fields
    assert at(order, "#1").fields["name"] == "马*云", "the step tells what it replaced"


def test_purged_values_are_not_known_and_what_later_steps_tell_is(order):
    order.service(Editing).set(NUMBER, "flag", Flag.RED)
    with order.store.change() as c:
        e = columns.events
        c.execute(update(e).where(e.c.seq == 2).values(before=None, after=None))
    then = at(order, "#1")
    assert {"name", "phone", LINES} <= then.not_known
    assert then.fields["order_status"] == "held", "the step before tells it"
    assert not at(order, "#2").not_known


def test_of_a_part_that_was_made_anew_the_former_life_is_not_guessed(desk):
    desk.order(NUMBER, line={"quantity": 4})
    family = desk.service(Family)
    family.split(NUMBER, {1: 1})
    with desk.store.read() as c:
        split = log.length(c)
    family.unsplit(NUMBER)
    family.split(NUMBER, {1: 2})
    part = f"OSP2-{NUMBER}"
    assert at(desk, "#0", part).there is False
    first = at(desk, f"#{split}", part)
    assert first.there
    assert LINES in first.not_known
    assert "line 1 quantity" not in first.fields
    assert first.fields["order_status"] == "held", "told when it was put together again"
    assert at(desk, "now", part).fields["line 1 quantity"] == 2


def test_what_an_import_brings_is_there_from_its_end_on(tmp_path):
    desk = make_desk(tmp_path / "desk")
    take(desk, *write_pair(tmp_path / "a", sample(5)))
    ends = next(e["seq"] for e in rows(desk, "events") if e["kind"] == "batch.imported")
    number = rows(desk, "orders")[0]["order_no"]
    as_of = desk.as_of
    for seq in range(ends):
        assert not as_of.order(number, as_of.moment(f"#{seq}")).there
        assert as_of.counts(as_of.moment(f"#{seq}"))[0].total == 0
    assert as_of.order(number, as_of.moment(f"#{ends}")).there
    desk.close()


def test_an_order_that_got_another_key_keeps_its_past(tmp_path):
    desk = make_desk(tmp_path / "desk")
    orders, items = write_pair(tmp_path / "a", sample(3, days=200))
    take(desk, items, alone=True)
    number = rows(desk, "orders")[0]["order_no"]
    desk.remarks.add(number, Tab.SHIPPING, "改圆通")
    with desk.store.read() as c:
        before = log.length(c)
    row = next(r for r in rows(desk, "orders") if r["order_no"] == number)
    take(desk, orders)
    assert rows(desk, "former_keys")
    then = desk.as_of.order(number, desk.as_of.moment(f"#{before}"))
    assert then.fields["placed_at"] == row["placed_at"]
    assert then.fields["payment_status"] == row["payment_status"]
    assert [each.text for each in then.remarks] == ["改圆通"]
    counted = desk.as_of.counts(desk.as_of.moment(f"#{before}"))
    assert next(each.total for each in counted if each.queue is Queue.SHIPPING) == 1
    desk.close()


def test_late_is_meant_as_of_the_instant(desk):
    now = int(time.time())
    for nth, ship_by in enumerate((now - 7_200, now - 1_800, now + 3_600, None)):
        desk.order(f"TB261122-000{nth}", f"123456789012345678{nth}", ship_by=ship_by)
    as_of = desk.service(AsOf)

    def late(typed):
        return as_of.queue(Queue.LATE, as_of.moment(typed))

    assert late("now").count.total == 2
    assert late("1h").order_nos == ("TB261122-0000",)
    desk.service(Gate, person()).approve("TB261122-0000")
    with desk.store.change() as c:
        from csdesk.services.acting import Act

        act = Act(c, person())
        shipped: dict[str, str | int | None] = {"order_status": "shipped", "shipped_at": now}
        act.write("order.ship", [Rewrite(act.order("TB261122-0000"), shipped)])
    assert late("now").order_nos == ("TB261122-0001",)
    assert late("1h").order_nos == ("TB261122-0000",)
    assert late("3h").count.total == 0


@pytest.mark.parametrize(
    ("typed", "error"),
    [("next week", NotUnderstood), ("25:00", NotUnderstood), ("#99", NotFound),
     ("last-shift", NotFound), ("我上一班", NotFound), ("2999-01-01T00:00:00+08:00", Refused)],
)  # fmt: skip
def test_what_is_no_instant_is_refused(order, typed, error):
    with pytest.raises(error):
        order.service(AsOf).moment(typed)


def test_instants_as_people_type_them(order):
    as_of, now = order.service(AsOf), datetime.now(UTC)
    assert as_of.moment("now").seq == as_of.moment("现在").seq == 3
    assert as_of.moment("昨天").seq == as_of.moment("2 小时前").seq == 0
    assert abs(as_of.moment("8h").at - (now - timedelta(hours=8))) < timedelta(minutes=1)
    exact = (now + timedelta(hours=-1)).isoformat()
    assert as_of.moment(exact).seq == 0
    assert as_of.moment("today").seq == 3, "a day that is not over ends now"


def test_every_instant_is_found_in_the_log_by_halving(order):
    with order.store.read() as c:
        times = [store_as_of.at_of(c, seq) for seq in range(4)]
        assert [store_as_of.last_until(c, each) for each in times[1:]] == [1, 2, 3]
        assert store_as_of.last_until(c, times[1] - 1) == 0
        assert store_as_of.last_until(c, times[3] + 10**9) == 3


def shift(c, nth, opened, after, cutoff, logins, left=None):
    """A shift at rest: who came when, and who went before its end."""
    s, w = columns.shifts, columns.shift_people
    c.execute(insert(s), {
        "id": nth, "kind": "early", "day": "2026-11-22", "planned_start": opened,
        "planned_end": opened + 60, "opened_at": opened, "opened_login": "li", "opened_by": "李",
        "after_seq": after, "state": "closed" if cutoff else "open", "cutoff_seq": cutoff,
        "cutoff_at": store_as_of.at_of(c, cutoff) if cutoff else None, "closed_login": "",
        "closed_by": "", "report": None, "report_hash": "", "version": 1, "client_id": f"c{nth}",
    })  # fmt: skip
    for login in logins:
        c.execute(insert(w), {
            "shift_id": nth, "login": login, "name": login, "kind": "early",
            "planned_start": opened, "planned_end": opened + 60, "came_at": opened,
            "left_at": left,
        })  # fmt: skip


def test_my_last_shift_ended_when_i_went_home(order):
    now = int(time.time())
    with order.store.change() as c:
        shift(c, 1, now - 90_000, 0, 1, ["li", "mei"])
        shift(c, 2, now + 5, 1, 2, ["li"])  # who stays from one shift into the next is not away
        shift(c, 3, now + 8, 2, None, ["li", "mei"])
    as_of = order.service(AsOf, person("mei", "梅"))
    with order.store.read() as c:
        first_cut = store_as_of.at_of(c, 1)
    assert as_of.moment("my-last-shift").at.timestamp() == pytest.approx(first_cut / 1e6)
    assert as_of.moment("last-shift").seq == 2
    with pytest.raises(NotFound):
        order.service(AsOf, person()).moment("my-last-shift")

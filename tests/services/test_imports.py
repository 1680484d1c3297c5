"""Looking at imports, taking note, settling conflicts (W3, W4)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import insert, update

from csdesk.model.errors import Conflict, NotAllowed, NotFound, NotUnderstood, Refused
from csdesk.model.orders import Settlement
from csdesk.model.status import BatchState, Choice
from csdesk.services.accounts import Accounts
from csdesk.services.desk import Desk
from csdesk.services.editing import Editing
from csdesk.store import columns, index
from csdesk.store.tables import FieldConflict
from tests.intake.desks import (
    AGENT,
    changed_cells,
    make_desk,
    order,
    rows,
    sample,
    take,
    write_pair,
)

ORDERS = sample(12, days=1)
ONE = ORDERS[0]


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path / "desk")
    take(desk, *write_pair(tmp_path / "first", ORDERS))
    yield desk
    desk.close()


def write(desk, **values):
    """A colleague edits the order."""
    row = order(desk, ONE.number)
    with desk.store.change() as c, index.in_step(c, [row["id"]]):
        o = columns.orders
        changed = values | {"version": row["version"] + 1}
        c.execute(update(o).where(o.c.id == row["id"]).values(changed))


@pytest.fixture
def conflict(desk, tmp_path):
    write(desk, name="王小明", total=1_00)
    paths = write_pair(tmp_path / "x", ORDERS, "2026-11-22-11.csv", "2026-11-22-22.csv")
    changed_cells(paths[0], {ONE.number: {"收货人姓名": "王晓明", "总金额": "2.00"}})
    paths[1].write_bytes(paths[1].read_bytes() + b"\r\n")
    take(desk, *paths)
    return {each.field: each for each in desk.conflicts.open(ONE.number)}


def test_batches_are_listed_newest_first_with_their_counts(desk):
    items, orders = desk.imports.batches()
    assert (orders.rows, orders.orders_new, items.lines) == (12, 12, items.rows)
    assert desk.imports.batch(orders.id) == orders
    assert desk.imports.batches(limit=1) == (items,)
    with pytest.raises(NotFound):
        desk.imports.batch(99)


@pytest.mark.parametrize(
    ("choice", "typed", "name"),
    [
        (Choice.OURS, "", "王小明"),
        (Choice.THEIRS, "", "王晓明"),
        (Choice.EDIT, " 王小鸣\x1b ", "王小鸣␛"),
    ],
)
def test_one_answer_settles_a_conflict_in_one_logged_step(desk, conflict, choice, typed, name):
    version = order(desk, ONE.number)["version"]
    events = len(rows(desk, "events"))
    desk.conflicts.settle(Settlement(conflict["name"].id, choice, typed), client_id="a" * 32)
    row = order(desk, ONE.number)
    assert (row["name"], row["version"], row["conflicts"]) == (name, version + 1, 1)
    assert {each.field for each in desk.conflicts.open()} == {"total"}
    (event,) = rows(desk, "events")[events:]
    assert event["kind"] == "conflict.settled"
    assert json.loads(event["before"]) == {"name": "王小明"}
    assert json.loads(event["after"]) == {"name": name, "choice": choice}
    assert [r.market_no for r in desk.orders.search(f"name:{name[:3]}").rows] == [ONE.number]


def test_an_amount_is_taken_as_an_amount(desk, conflict):
    desk.conflicts.settle(Settlement(conflict["total"].id, Choice.THEIRS))
    assert order(desk, ONE.number)["total"] == 2_00
    with pytest.raises(Refused):
        desk.conflicts.settle(Settlement(conflict["name"].id, Choice.EDIT, "x" * 3_000))


@pytest.mark.parametrize(("choice", "more"), [(Choice.OURS, 2), (Choice.THEIRS, 1)])
def test_a_settled_quantity_has_its_money_in_the_account(desk, conflict, choice, more):
    """Ours was edited, so its money is entered already; theirs takes that away with the pieces."""
    row = order(desk, ONE.number)
    line = next(each for each in rows(desk, "lines") if each["order_id"] == row["id"])
    now, price = line["quantity"], line["unit_price"]
    accounts = Accounts(desk.store, desk.settings, AGENT)
    Editing(desk.store, desk.settings, AGENT).set_line(ONE.number, 1, quantity=now + 2)
    given = {"order_id": row["id"], "line_no": 1, "field": "quantity", "ours": str(now + 2),
             "theirs": str(now + 1), "batch_id": 1, "id": 99}  # fmt: skip
    with desk.store.change() as c:
        c.execute(insert(columns.conflicts), FieldConflict(**given).model_dump())
    desk.conflicts.settle(Settlement(99, choice))
    assert accounts.of(ONE.number).collect == more * price


def test_an_amount_cannot_be_typed(desk, conflict):
    with pytest.raises(Refused, match="take ours or theirs"):
        desk.conflicts.settle(Settlement(conflict["total"].id, Choice.EDIT, "3.00"))


def test_the_same_answer_sent_twice_is_one_answer(desk, conflict):
    answer = Settlement(conflict["name"].id, Choice.THEIRS)
    desk.conflicts.settle(answer, client_id="b" * 32)
    events = len(rows(desk, "events"))
    desk.conflicts.settle(answer, client_id="b" * 32)
    assert len(rows(desk, "events")) == events


def test_a_second_person_is_told_who_settled_it(desk, conflict):
    desk.conflicts.settle(Settlement(conflict["name"].id, Choice.OURS))
    with pytest.raises(Conflict, match="li has settled"):
        desk.conflicts.settle(Settlement(conflict["name"].id, Choice.THEIRS))


def test_a_value_changed_meanwhile_is_seen_before_it_is_decided(desk, conflict):
    write(desk, name="王大明")
    with pytest.raises(Conflict, match="changed meanwhile"):
        desk.conflicts.settle(Settlement(conflict["name"].id, Choice.THEIRS))
    assert order(desk, ONE.number)["name"] == "王大明"
    (again,) = [each for each in desk.conflicts.open(ONE.number) if each.field == "name"]
    assert again.ours == "王*明"
    desk.conflicts.settle(Settlement(again.id, Choice.THEIRS))
    assert order(desk, ONE.number)["name"] == "王晓明"


def test_whoever_looked_takes_note_in_their_own_name(desk):
    batch = desk.imports.batches()[-1]
    seen = desk.imports.accept(batch.id, client_id="c" * 32)
    assert seen.accepted_by == AGENT.name
    other = Desk(desk.folder, desk.settings, replace(AGENT, login="ma", name="马姐"))
    assert other.imports.accept(batch.id).accepted_by == AGENT.name, "the first stays named"
    other.close()
    noted = [row["batch_id"] for row in rows(desk, "events") if row["kind"] == "batch.accepted"]
    assert noted == [batch.id, batch.pair], "once, and of both halves of the pair"
    assert desk.imports.batch(batch.pair).accepted_by == AGENT.name


def test_a_file_that_waits_is_not_taken_note_of_but_taken_in_alone(desk, tmp_path):
    orders, _ = write_pair(tmp_path / "z", sample(5, seed=3), "2026-11-22-111.csv", "x.csv")
    (half,) = take(desk, orders)
    with pytest.raises(Refused):
        desk.imports.accept(half.id)
    desk.imports.go_alone(half.id, client_id="d" * 32)
    desk.imports.go_alone(half.id, client_id="d" * 32)
    from csdesk.intake.taking import Intake

    Intake(desk.folder, desk.store, desk.settings, AGENT).release()
    assert desk.imports.batch(half.id).state is BatchState.IMPORTED
    with pytest.raises(Refused, match="does not wait"):
        desk.imports.go_alone(half.id)


def test_who_may_only_look_decides_nothing(desk, conflict):
    viewer = Desk(desk.folder, desk.settings, replace(AGENT, roles=frozenset({"viewer"})))
    with pytest.raises(NotAllowed):
        viewer.imports.accept(1)
    with pytest.raises(NotAllowed):
        viewer.conflicts.settle(Settlement(conflict["name"].id, Choice.OURS))
    viewer.close()


def test_the_orders_of_a_file_are_found_by_its_number(desk):
    assert desk.orders.count("batch:1").total == 12


def test_many_conflicts_are_settled_the_same_way_and_what_is_left_is_named(desk, conflict):
    ids = [each.id for each in conflict.values()]
    write(desk, name="王大明")
    (left,) = desk.conflicts.settle_all(ids, Choice.THEIRS, "c" * 32)
    assert left.reason == "it has been changed meanwhile"
    assert [each.field for each in desk.conflicts.open()] == ["name"]
    events = len(rows(desk, "events"))
    assert desk.conflicts.settle_all(ids, Choice.THEIRS, "c" * 32) == ()
    assert len(rows(desk, "events")) == events
    with pytest.raises(NotUnderstood):
        desk.conflicts.settle_all(ids, Choice.EDIT)

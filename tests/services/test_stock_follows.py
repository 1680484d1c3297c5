"""Whatever people do to orders, the numbers of the stock are those of a full pass."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, insert, select

from csdesk.model.family import GiftKind
from csdesk.model.intake import Value
from csdesk.model.orders import Settlement
from csdesk.model.roles import Action
from csdesk.model.status import Choice, Verdict
from csdesk.services.acting import Acting
from csdesk.services.conflicts import Conflicts
from csdesk.services.editing import Editing
from csdesk.services.exchanges import Exchanges
from csdesk.services.family import Family
from csdesk.services.gate import Gate
from csdesk.services.gifts import Gifts
from csdesk.services.priorities import Priorities
from csdesk.services.shipping import Shipping
from csdesk.services.stock import Stock
from csdesk.services.undo import Undo
from csdesk.store import columns, demand, keys
from csdesk.store.changing import Rewrite
from csdesk.store.sqlite import touching
from tests.services.desks import person

NUMBER = "TB261122-0001"


def asked(desk):
    """What is asked of each item, as kept."""
    with desk.store.read() as c:
        rows = c.execute(select(columns.demand)).mappings()
        return sorted(
            (r["key"], r["stage"], r["rank"], r["order_no"], r["line_no"], r["quantity"])
            for r in rows
            if r["stage"] != "withdrawn"  # what was asked once, no pass over orders can tell
        )


def kept(desk):
    with desk.store.read() as c:
        totals = select(columns.stock_totals).order_by(columns.stock_totals.c.key)
        rows = [dict(r) for r in c.execute(totals).mappings() if r["demand"] or r["left"]]
        assert not touching.anything(c)
    return asked(desk), rows


def from_nothing(desk):
    """The same, worked out anew for every order."""
    with desk.store.change() as c:
        items = set(c.execute(select(columns.stock_totals.c.key)).scalars())
        c.execute(delete(columns.demand))
        touching.touch_all(c)
        while demand.settle_shown(c):
            pass
        demand.refresh(c, items)
    return kept(desk)


@pytest.fixture
def order(desk):
    """An order of two pieces that awaits review."""
    desk.order(NUMBER, "1234567890123456789", {"sku": "WLY0QU1098-BK-M", "quantity": 3})
    desk.order(
        "TB261122-0002", "1234567890123456780", {"sku": "WXZ0KU1122", "quantity": 1},
        order_status="approved", approved_at=1_790_000_000,
    )  # fmt: skip
    return desk


LEAD, AGENT = person("wang", "王", ("lead",)), person()
SHIPPER = person("zhou", "周", ("shipping",))


def approve(desk):
    with Acting(desk.store, AGENT).change(Action.REVIEW, NUMBER) as act:
        values: dict[str, Value] = {"order_status": "approved", "approved_at": 1_790_000_500}
        act.write("order.approve", [Rewrite(act.order(NUMBER), values)])


def settle_conflict(desk):
    with desk.store.change() as c:
        order_id = c.execute(
            select(columns.orders.c.id).where(columns.orders.c.order_no == NUMBER)
        ).scalar_one()
        row = dict.fromkeys((each.name for each in columns.conflicts.c), None) | {
            "id": 1, "order_id": order_id, "line_no": 1, "field": "quantity", "base": "3",
            "ours": "3", "theirs": "5", "batch_id": 1, "changed_by": "", "choice": "",
            "settled_by": "",
        }  # fmt: skip
        c.execute(insert(columns.conflicts), row)
    desk.service(Conflicts).settle(Settlement(1, Choice.THEIRS))


def move_key(desk):
    with desk.store.change() as c:
        row = c.execute(select(columns.orders).where(columns.orders.c.order_no == NUMBER))
        order = row.mappings().one()
        assert keys.move(c, [(order["id"], order["version"], order["id"] + 77)])


def unsplit(desk):
    desk.service(Family).split(NUMBER, {1: 2})
    desk.service(Family).unsplit(NUMBER)


STEPS = {
    "approve": approve,
    "hold": lambda d: d.service(Gate).hold(NUMBER, "等货"),
    "release": lambda d: (d.service(Gate).hold(NUMBER, "等货"), d.service(Gate).release(NUMBER)),
    "undo": lambda d: (approve(d), d.service(Undo).take_back()),
    "edit": lambda d: d.service(Editing).set_line(NUMBER, 1, quantity=5),
    "exchange": lambda d: d.service(Exchanges).exchange(NUMBER, 1, "WXZ0KU1122", quantity=2),
    "split": lambda d: d.service(Family).split(NUMBER, {1: 2}),
    "unsplit": unsplit,
    "reship": lambda d: d.service(Family).reship(NUMBER, "丢件"),
    "gift": lambda d: d.service(Gifts).give(NUMBER, GiftKind.GIFT, "WXZ0KU1122", 1),
    "ship": lambda d: (approve(d), d.service(Shipping, SHIPPER).ship(NUMBER, "YT1234567890123")),
    "priority": lambda d: (approve(d), d.service(Priorities, LEAD).put_first(NUMBER, "急")),
    "conflict": settle_conflict,
    "key": move_key,
}


@pytest.mark.parametrize("name", STEPS)
def test_every_way_to_change_an_order_moves_the_numbers(order, name):
    before = asked(order)
    STEPS[name](order)
    after, totals = kept(order)
    if name not in ("undo", "release", "unsplit", "key"):
        assert after != before
    assert from_nothing(order) == (after, totals)


def test_an_order_that_gets_another_key_keeps_its_priority(order):
    approve(order)
    order.service(Priorities, LEAD).put_first(NUMBER, "急")
    move_key(order)
    told = order.service(Stock).can_ship(NUMBER)
    assert (told.priority, told.verdict) == (1, Verdict.UNKNOWN)


def test_a_thousand_orders_that_get_earlier_keys_ask_once(order):
    """Such as when the order report comes after the item report: one transaction moves them all."""
    count = 1_100
    with order.store.change() as c:
        row = dict(c.execute(select(columns.orders)).mappings().first())
        line = dict(c.execute(select(columns.lines)).mappings().first())
        new = [
            {**row, "id": row["id"] + 2_000_000 + n, "order_no": f"TB261122-{n:05}",
             "market_no": f"99{n:08}"}
            for n in range(count)
        ]  # fmt: skip
        c.execute(insert(columns.orders), new)
        c.execute(insert(columns.lines), [{**line, "order_id": each["id"]} for each in new])
    before = asked(order)
    with order.store.change() as c:
        assert keys.move(c, [(each["id"], each["version"], each["id"] - 1_500_000) for each in new])
    after, totals = kept(order)
    assert len(after) == count + 2
    assert after == before
    assert from_nothing(order) == (after, totals)

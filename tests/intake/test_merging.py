"""A newer export meets orders that people work on: taken, kept, or listed (design §5)."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from csdesk.model.orders import Settlement
from csdesk.model.sight import Sight
from csdesk.model.status import Choice, OrderStatus
from csdesk.store import columns, events, index
from csdesk.store.rebuilding import rebuild
from tests.intake.desks import (
    AGENT,
    changed_cells,
    grams,
    make_desk,
    order,
    rows,
    sample,
    take,
    write_pair,
)

ORDERS = [
    each
    for each in sample(60, days=1)
    if each.paid_at and not (each.shipped_at or each.finished_at)
][:12]
SHIPPED = "卖家已发货，等待买家确认"

CLEAR = Sight(clear=True)
"""Masks are no matter of imports."""


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path / "desk")
    take(desk, *write_pair(tmp_path / "first", ORDERS))
    yield desk
    desk.close()


@pytest.fixture
def newer(tmp_path):
    """Take in a newer download in which some cells of the order report differ."""

    def bring(desk, change, items=None, stamp="202611221730"):
        paths = write_pair(
            tmp_path / stamp, ORDERS,
            f"ExportOrderList{stamp}.csv", f"ExportOrderDetailList{stamp}.csv",
        )  # fmt: skip
        changed_cells(paths[0], change)
        changed_cells(paths[1], items or {"": {}})
        if not items:  # other bytes, the same rows
            paths[1].write_bytes(paths[1].read_bytes() + b"\r\n" * (int(stamp) % 7 + 1))
        return take(desk, *paths)

    return bring


def set_by_hand(desk, market_no, **values):
    """What a person of the shop does to an order, as a service of the desk does it."""
    row = order(desk, market_no)
    with desk.store.change() as c, index.in_step(c, [row["id"]]):
        o = columns.orders
        c.execute(
            update(o).where(o.c.id == row["id"]).values(values | {"version": row["version"] + 1})
        )
        events.append(
            c,
            events.NewEvent(
                "order.edit", AGENT.login, order_id=row["id"], order_no=row["order_no"],
                before={name: row[name] for name in values}, after=dict(values),
            ),
        )  # fmt: skip


def last_event(desk):
    event = [row for row in rows(desk, "events") if row["order_id"]][-1]
    return event["kind"], json.loads(event["before"] or "{}"), json.loads(event["after"] or "{}")


def test_the_marketplaces_change_is_taken_logged_and_found(desk, newer):
    one = ORDERS[0]
    batch, _ = newer(desk, {one.number: {"物流单号": "SF9988776655443", "订单状态": SHIPPED}})
    assert (batch.orders_changed, batch.orders_unchanged, batch.conflicts) == (1, 11, 0)
    row = order(desk, one.number)
    assert row["tracking_no"] == "SF9988776655443"
    assert row["order_status"] == "shipped"
    assert [r.market_no for r in desk.orders.search("9988776655").rows] == [one.number]
    kind, before, after = last_event(desk)
    assert kind == "order.alert", "nobody had reviewed it"
    assert before["tracking_no"] == ""
    assert after["tracking_no"] == "SF9988776655443"
    assert after["alert"] == "shipped_unreviewed"


def test_work_on_an_order_stays_where_the_export_did_not_change(desk, newer):
    one = ORDERS[1]
    set_by_hand(desk, one.number, address="新地址 8 号", order_status="approved")
    batch, _ = newer(desk, {one.number: {"订单备注": "客户催"}})
    row = order(desk, one.number)
    assert (row["address"], row["order_status"]) == ("新地址 8 号", "approved")
    assert row["market_remark"] == "客户催"
    assert batch.conflicts == 0


def test_both_sides_changed_is_a_conflict_with_who_and_when(desk, newer):
    one = ORDERS[2]
    set_by_hand(desk, one.number, name="王小明")
    batch, _ = newer(desk, {one.number: {"收货人姓名": "王晓明"}})
    assert batch.conflicts == 1
    desk.store.look_as(CLEAR)
    (conflict,) = desk.conflicts.open(one.number)
    assert (conflict.field, conflict.base, conflict.ours, conflict.theirs) == (
        "name", one.buyer.name, "王小明", "王晓明",
    )  # fmt: skip
    assert conflict.changed_by == AGENT.login
    assert conflict.changed_at is not None
    row = order(desk, one.number)
    assert (row["name"], row["conflicts"]) == ("王小明", 1), "ours stays in force"
    assert [r.market_no for r in desk.orders.search("is:conflict").rows] == [one.number]


def test_the_same_conflict_is_listed_once_and_follows_the_newest_file(desk, newer):
    one = ORDERS[2]
    set_by_hand(desk, one.number, name="王小明")
    newer(desk, {one.number: {"收货人姓名": "王晓明"}}, stamp="202611221731")
    newer(desk, {one.number: {"收货人姓名": "王晓名"}}, stamp="202611221732")
    desk.store.look_as(CLEAR)
    (conflict,) = desk.conflicts.open()
    assert conflict.theirs == "王晓名"
    assert order(desk, one.number)["conflicts"] == 1


def test_a_conflict_is_over_when_the_two_sides_come_together(desk, newer):
    one = ORDERS[2]
    set_by_hand(desk, one.number, name="王小明")
    newer(desk, {one.number: {"收货人姓名": "王晓明"}}, stamp="202611221731")
    newer(desk, {one.number: {"收货人姓名": "王小明"}}, stamp="202611221732")
    assert desk.conflicts.open() == ()
    assert order(desk, one.number)["conflicts"] == 0
    assert desk.orders.search("is:conflict").rows == ()


def test_a_settled_conflict_does_not_come_back_with_the_next_file(desk, newer):
    one = ORDERS[2]
    set_by_hand(desk, one.number, name="王小明")
    newer(desk, {one.number: {"收货人姓名": "王晓明"}}, stamp="202611221731")
    (conflict,) = desk.conflicts.open()
    desk.conflicts.settle(Settlement(conflict.id, Choice.OURS))
    newer(desk, {one.number: {"收货人姓名": "王晓明", "订单备注": "x"}}, stamp="202611221732")
    assert desk.conflicts.open() == ()
    assert order(desk, one.number)["name"] == "王小明"


def test_masked_and_blanked_data_overwrites_nothing(desk, newer):
    before = {each.number: order(desk, each.number) for each in ORDERS}
    masked = {
        "收货人姓名": "张**",
        "联系手机": "1******6198",
        "收货地址": "",
        "买家支付宝账号": "",
    }
    newer(desk, {each.number: masked for each in ORDERS}, stamp="202611221731")
    for number, row in before.items():
        now = order(desk, number)
        for field in ("name", "phone", "address", "account", "buyer"):
            assert now[field] == row[field]


def test_strangers_with_the_same_mask_are_not_one_buyer(tmp_path):
    """History counts what one buyer bought; ``张**`` is thousands of people."""
    desk = make_desk(tmp_path / "desk")
    paths = write_pair(tmp_path / "f", ORDERS)
    mask = {"买家会员名": "t**1", "买家支付宝账号": "138****0000", "收货人姓名": "张**"}
    changed_cells(paths[0], {each.number: mask for each in ORDERS})
    take(desk, *paths)
    assert {row["buyer"] for row in rows(desk, "orders")} == {""}
    assert desk.orders.order(ORDERS[0].number).history.orders == 0
    desk.close()


def test_a_mask_that_is_chosen_in_a_conflict_makes_no_buyer(desk, newer):
    one = ORDERS[0]
    set_by_hand(desk, one.number, account="t**1", buyer="")
    newer(desk, {one.number: {"买家会员名": "someone"}})
    for conflict in desk.conflicts.open(one.number):
        desk.conflicts.settle(Settlement(conflict.id, Choice.OURS))
    assert order(desk, one.number)["buyer"] != "t**1"


def test_an_order_held_for_an_unknown_word_that_ships_is_shouted_about(desk, newer):
    one = ORDERS[3]
    newer(desk, {one.number: {"订单状态": "跨境清关中"}})
    assert order(desk, one.number)["order_status"] == "held"
    newer(desk, {one.number: {"订单状态": SHIPPED}}, stamp="202611221830")
    assert order(desk, one.number)["order_status"] == "shipped"
    kind, _, after = last_event(desk)
    assert (kind, after["alert"]) == ("order.alert", "shipped_unreviewed")


def test_an_address_told_again_after_a_masked_export_is_no_conflict(desk, newer):
    """Full, then masked, then full and changed: nobody of the shop touched it."""
    one = ORDERS[3]
    newer(desk, {one.number: {"收货人姓名": "张**"}}, stamp="202611221731")
    batch, _ = newer(desk, {one.number: {"收货人姓名": "李新"}}, stamp="202611221732")
    assert batch.conflicts == 0
    assert order(desk, one.number)["name"] == "李新"


def test_orders_missing_from_a_newer_file_stay(desk, tmp_path):
    before = len(rows(desk, "orders"))
    take(desk, *write_pair(tmp_path / "few", ORDERS[:3], "2026-11-22-11.csv", "2026-11-22-22.csv"))
    assert len(rows(desk, "orders")) == before


def test_closed_after_approval_alerts_once(desk, newer):
    one = ORDERS[4]
    set_by_hand(desk, one.number, order_status="approved")
    newer(desk, {one.number: {"订单状态": "交易关闭"}}, stamp="202611221731")
    assert order(desk, one.number)["order_status"] == OrderStatus.CLOSED
    assert last_event(desk)[2]["alert"] == "closed_after_approval"
    newer(desk, {one.number: {"订单状态": "交易关闭", "订单备注": "x"}}, stamp="202611221732")
    assert "alert" not in last_event(desk)[2]


ELSEWHERE = {"收货地址": "上海 上海市 浦东新区 世纪大道1号(200120)", "收货人姓名": "新名字"}


@pytest.mark.parametrize(
    ("status", "approved_at", "alert"),
    [
        ("approved", 1, "readdressed"),
        ("partly_shipped", 1, "readdressed"),
        ("held", 1, "readdressed"),
        ("held", None, None),
        ("awaiting_review", None, None),
        ("shipped", 1, None),
    ],
)
def test_another_recipient_of_an_approved_order_is_shouted_about(
    desk, newer, status, approved_at, alert
):
    number = ORDERS[4].number
    set_by_hand(desk, number, order_status=status, approved_at=approved_at)
    newer(desk, {number: ELSEWHERE}, stamp="202611221731")
    assert order(desk, number)["name"] == "新名字"
    assert last_event(desk)[2].get("alert") == alert
    newer(desk, {number: {**ELSEWHERE, "订单备注": "x"}}, stamp="202611221732")
    assert "alert" not in last_event(desk)[2], "once"


def test_a_settled_address_of_an_approved_order_is_told_to_shipping(desk, newer):
    number = ORDERS[4].number
    set_by_hand(desk, number, address="old road 1", order_status="approved", approved_at=1)
    set_by_hand(desk, number, name="li ming")
    newer(desk, {number: ELSEWHERE}, stamp="202611221731")
    desk_no = order(desk, number)["order_no"]
    for each in desk.conflicts.open(desk_no):
        assert each.field in ("address", "name")
        choice = Choice.THEIRS if each.field == "address" else Choice.OURS
        desk.conflicts.settle(Settlement(each.id, choice))
    ((tab, text),) = [(each.tab, each.text) for each in desk.remarks.of(desk_no)]
    assert tab == "shipping"
    assert "浦东新区 世纪大道1号" in text, "the whole new address"


def test_an_unknown_word_holds_the_order_until_a_known_one_comes(desk, newer):
    one = ORDERS[5]
    newer(desk, {one.number: {"订单状态": "跨境清关中"}}, stamp="202611221731")
    row = order(desk, one.number)
    assert row["order_status"] == "held"
    assert "跨境清关中" in row["hold_reason"]
    newer(desk, {one.number: {"订单状态": SHIPPED}}, stamp="202611221732")
    row = order(desk, one.number)
    assert (row["order_status"], row["hold_reason"]) == ("shipped", "")


def test_a_changed_line_is_merged_and_one_that_is_gone_stays(desk, newer, tmp_path):
    one = next(each for each in ORDERS if len(each.lines) > 1)
    newer(desk, {}, items={one.number: {"订单状态": "交易关闭"}})
    detail = desk.orders.order(one.number)
    assert {line.line_status for line in detail.lines} == {"交易关闭"}
    orders, items = write_pair(tmp_path / "x", [one], "2026-11-22-11.csv", "2026-11-22-22.csv")
    lines = items.read_bytes().split(b"\r\n")
    items.write_bytes(b"\r\n".join([lines[0], lines[1], b""]))
    take(desk, orders, items)
    assert len(desk.orders.order(one.number).lines) == len(one.lines)


def test_a_line_that_both_changed_is_a_conflict_of_that_line(desk, newer):
    one = ORDERS[6]
    row = order(desk, one.number)
    with desk.store.change() as c:
        line = columns.lines
        c.execute(
            update(line).where(line.c.order_id == row["id"], line.c.line_no == 1).values(quantity=7)
        )
    newer(desk, {}, items={one.number: {"购买数量": "9"}})
    found = [each for each in desk.conflicts.open(one.number) if each.line_no == 1]
    assert [(each.field, each.ours, each.theirs) for each in found] == [("quantity", "7", "9")]


def test_the_search_index_says_what_the_rows_say_after_many_merges(desk, newer):
    set_by_hand(desk, ORDERS[0].number, name="王小明")
    change = {
        ORDERS[0].number: {"收货人姓名": "王晓明"},
        ORDERS[1].number: {"物流单号": "YT1234567890123", "订单状态": SHIPPED},
        ORDERS[2].number: {"收货地址": "上海 上海市 浦东新区 世纪大道1号(200120)"},
    }
    newer(desk, change, items={ORDERS[3].number: {"外部系统编号": "ZZZ0QU9999"}})
    kept = grams(desk)
    rebuild(desk.store)
    assert grams(desk) == kept


def test_an_order_taken_in_with_items_only_waits_for_its_report(tmp_path):
    desk = make_desk(tmp_path / "other")
    orders, items = write_pair(tmp_path / "files", ORDERS)
    (batch,) = take(desk, items, alone=True)
    assert batch.orders_new == len(ORDERS)
    assert {row["order_status"] for row in rows(desk, "orders")} == {"held"}
    (batch,) = take(desk, orders)
    assert batch.orders_changed == len(ORDERS)
    row = order(desk, ORDERS[0].number)
    assert (row["order_status"], row["hold_reason"]) == ("awaiting_review", "")
    assert row["name"] == ORDERS[0].buyer.name
    desk.close()


def test_what_the_desk_made_up_for_items_alone_is_no_conflict(tmp_path):
    """An item report tells neither the payment nor the order's own title."""
    alone = make_desk(tmp_path / "alone")
    orders, items = write_pair(tmp_path / "halves", ORDERS)
    take(alone, items, alone=True)
    mine = ORDERS[0].number
    set_by_hand(alone, mine, payment_status="refunded")
    (batch,) = take(alone, orders, alone=True)
    assert (batch.orders_changed, batch.conflicts) == (len(ORDERS), 1)
    (open_one,) = alone.conflicts.open()
    assert (open_one.field, open_one.ours, open_one.theirs) == (
        "payment_status",
        "refunded",
        "paid",
    )
    others = [row for row in rows(alone, "orders") if row["market_no"] != mine]
    assert {row["payment_status"] for row in others} == {"paid"}
    alone.close()


def test_a_file_that_comes_after_a_newer_one_takes_nothing_back(tmp_path):
    """It only tells what the newer one withheld."""
    desk = make_desk(tmp_path / "late")
    evening = write_pair(tmp_path / "e", ORDERS, "2026-11-22-11.csv", "2026-11-22-22.csv")
    morning = write_pair(tmp_path / "m", ORDERS, "2026-11-22-1.csv", "2026-11-22-2.csv")
    one, other = ORDERS[:2]
    changed_cells(
        evening[0],
        {
            one.number: {"物流单号": "SF9988776655443", "订单状态": SHIPPED, "订单备注": "已催"},
            other.number: {"收货人姓名": "张**"},
        },
    )
    morning[1].write_bytes(morning[1].read_bytes() + b"\r\n")
    take(desk, *evening)
    before = order(desk, one.number)
    for batch in take(desk, *morning):
        assert (batch.state, batch.conflicts) == ("imported", 0)
    assert order(desk, one.number) == before
    assert order(desk, other.number)["name"] == other.buyer.name
    assert len(rows(desk, "lines")) == sum(len(each.lines) for each in ORDERS)
    desk.close()

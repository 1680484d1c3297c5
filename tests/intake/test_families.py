"""Exports meet orders that were split, sent again or given to: what was made stays (C2)."""

from __future__ import annotations

import json

import pytest

from csdesk.model.family import GiftKind
from csdesk.store import keys
from tests.intake.desks import (
    changed_cells,
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
    if each.paid_at and not (each.shipped_at or each.finished_at) and len(each.lines) > 1
][:3]
SHIPPED = "卖家已发货，等待买家确认"


@pytest.fixture
def desk(tmp_path):
    """A desk that took in three orders; the first is split, the second sent again and given to."""
    desk = make_desk(tmp_path / "desk")
    take(desk, *write_pair(tmp_path / "first", ORDERS))
    first, second = (order(desk, each.number)["order_no"] for each in ORDERS[:2])
    desk.family.split(first, {1: 1})
    desk.family.reship(second, "lost")
    sku, attributes = desk.orders.order(second).lines[0].sku, None
    variants = desk.editing.items(sku)
    attributes = variants[0].attributes if len(variants) > 1 else None
    desk.gifts.give(second, GiftKind.GIFT, variants[0].sku, 1, attributes=attributes)
    yield desk
    desk.close()


def newer(desk, folder, change, items=None, stamp="202611221730"):
    """A newer download in which some cells differ."""
    paths = write_pair(
        folder / stamp, ORDERS, f"ExportOrderList{stamp}.csv", f"ExportOrderDetailList{stamp}.csv"
    )
    changed_cells(paths[0], change)
    changed_cells(paths[1], items or {"": {}})
    if not items:
        paths[1].write_bytes(paths[1].read_bytes() + b"\r\n" * (int(stamp) % 7 + 1))
    return take(desk, *paths)


def made_here(desk):
    """Every row and line of what the desk made from orders."""
    derived = {row["id"]: row for row in rows(desk, "orders") if row["parent_id"]}
    lines = [line for line in rows(desk, "lines") if line["order_id"] in derived]
    return list(derived.values()), lines


def test_the_same_export_again_changes_nothing(desk, tmp_path):
    before, orders = made_here(desk), len(rows(desk, "orders"))
    paths = write_pair(tmp_path / "again", ORDERS, "2026-11-22-11.csv", "2026-11-22-22.csv")
    paths[0].write_bytes(paths[0].read_bytes() + b"\r\n")
    paths[1].write_bytes(paths[1].read_bytes() + b"\r\n")
    batch, _ = take(desk, *paths)
    assert (batch.orders_new, batch.orders_changed) == (0, 0)
    assert made_here(desk) == before
    assert len(rows(desk, "orders")) == orders
    assert order(desk, ORDERS[0].number)["order_status"] == "split"


def test_a_newer_export_neither_resurrects_the_original_nor_touches_what_was_made(desk, tmp_path):
    before, orders = made_here(desk), len(rows(desk, "orders"))
    change = {
        each.number: {"订单状态": SHIPPED, "收货地址": "上海 上海市 浦东新区 世纪大道1号(200120)",
                      "收货人姓名": "新名字"}
        for each in ORDERS
    }  # fmt: skip
    newer(desk, tmp_path, change, items={ORDERS[0].number: {"购买数量": "9"}})
    assert made_here(desk) == before
    assert len(rows(desk, "orders")) == orders
    assert order(desk, ORDERS[0].number)["order_status"] == "split"
    assert order(desk, ORDERS[1].number)["order_status"] == "shipped"


@pytest.mark.parametrize(
    ("word", "alert"), [(SHIPPED, "shipped_while_split"), ("交易关闭", "closed_after_approval")]
)
def test_progress_of_a_split_order_is_shouted_about_once_and_listed_as_stuck(
    desk, tmp_path, word, alert
):
    number = ORDERS[0].number
    newer(desk, tmp_path, {number: {"订单状态": word}}, stamp="202611221730")
    newer(desk, tmp_path, {number: {"订单状态": word, "订单备注": "x"}}, stamp="202611221731")
    key = order(desk, number)["id"]
    told = [json.loads(e["after"]) for e in rows(desk, "events") if e["order_id"] == key]
    assert [after["alert"] for after in told if "alert" in after] == [alert]
    assert [(each.kind, each.order_no) for each in desk.stuck.list()] == [
        ("market", order(desk, number)["order_no"])
    ]


def test_another_recipient_of_a_split_order_is_shouted_about_and_listed_as_stuck(desk, tmp_path):
    """The parts were born with the old one."""
    number = ORDERS[0].number
    newer(desk, tmp_path, {number: {"收货人姓名": "新名字"}})
    key = order(desk, number)["id"]
    told = [json.loads(e["after"]) for e in rows(desk, "events") if e["order_id"] == key]
    assert [after["alert"] for after in told if "alert" in after] == ["readdressed"]
    assert [each.kind for each in desk.stuck.list()] == ["market"]


def test_a_split_order_that_the_market_moved_on_is_held_when_put_together(desk, tmp_path):
    number = ORDERS[0].number
    newer(desk, tmp_path, {number: {"订单状态": "交易关闭"}})
    desk.family.unsplit(order(desk, number)["order_no"])
    row = order(desk, number)
    assert (row["order_status"], "交易关闭" in row["hold_reason"]) == ("held", True)


def test_an_order_that_an_export_calls_like_a_part_is_an_order_of_its_own(desk, tmp_path):
    """The desk's numbers are not reserved in anybody's export."""
    part = made_here(desk)[0][0]
    from dataclasses import replace

    alike = replace(ORDERS[2], number=part["market_no"])
    before = made_here(desk)
    take(desk, *write_pair(tmp_path / "alike", [alike], "2026-11-22-11.csv", "2026-11-22-22.csv"))
    assert made_here(desk) == before


def test_what_was_made_follows_an_order_that_gets_another_key(desk):
    row = order(desk, ORDERS[0].number)
    account = desk.accounts.of(row["order_no"]).owed
    with desk.store.change() as c:
        (new,) = keys.free(c, [row["id"] + 5_000])
        assert keys.move(c, [(row["id"], row["version"], new)])
    family = desk.orders.order(row["order_no"]).family
    assert family == (f"OSP1-{row['order_no']}", f"OSP2-{row['order_no']}")
    assert desk.accounts.of(row["order_no"]).owed == account
    assert desk.family.unsplit(row["order_no"]).order_status == "awaiting_review"


def test_the_search_index_says_what_the_rows_say(desk):
    from csdesk.store import index

    with desk.store.read() as c:
        derived = [row for row in rows(desk, "orders") if row["parent_id"]]
        told = index.tokens(c, [row["id"] for row in derived])
    for row in derived:
        found = desk.orders.search(row["order_no"]).rows
        assert row["order_no"] in [each.order_no for each in found]
        assert told[row["id"]]

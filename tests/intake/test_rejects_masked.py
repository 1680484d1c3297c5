"""Rows that did not go in tell no more of a buyer than orders do."""

from __future__ import annotations

from csdesk.model.sight import MASKED, Personal, Sight
from tests.intake.desks import changed_cells, make_desk, sample, take, write_pair

CELLS = {
    "收货人姓名": "ZQXJ张三\n丰", "联系手机": "13900001234\n5", "收货地址": "ZQXJ路\n18号",
    "买家会员名": "ZQXJ会员\n名",
}  # fmt: skip


def test_the_cell_for_whose_sake_a_row_is_refused_is_masked(tmp_path):
    desk = make_desk(tmp_path / "desk")
    orders = sample(len(CELLS))
    pair = write_pair(tmp_path / "in", orders)
    bad = zip(orders, CELLS.items(), strict=True)
    changed_cells(pair[0], {order.number: {title: text} for order, (title, text) in bad})
    batches = take(desk, *pair)
    for seen in (MASKED, Sight(withheld=frozenset(Personal))):
        desk.store.look_as(seen)
        by_file = [each for batch in batches for each in desk.imports.rejects(batch.id)]
        by_number = [each.reject for order in orders for each in desk.imports.refused(order.number)]
        for found in (by_file, by_number):
            assert {each.column for each in found if each.value} == set(CELLS)
            assert "ZQXJ" not in repr(found)
            assert "13900001234" not in repr(found)
    desk.store.look_as(Sight(clear=True))
    assert "ZQXJ张三" in repr(desk.imports.rejects(batches[0].id))
    desk.close()

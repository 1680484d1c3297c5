"""A large file is read piece by piece."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

from csdesk.intake.reading import open_export
from csdesk.model.intake import OrderDraft
from tests.intake.reading.exports import NUMBER, SETTINGS, order_report, sold_items


def _many(path: Path, count: int) -> Path:
    rows = [{"订单编号": str(int(NUMBER) + n), "宝贝标题": f"短袖T恤{n}" * 9} for n in range(count)]
    return order_report(path, *rows, vintage="2017")


def test_memory_does_not_grow_with_the_file_but_for_the_numbers(tmp_path):
    path = _many(tmp_path / "o.csv", 8_000)
    assert path.stat().st_size > 2_000_000
    tracemalloc.start()
    try:
        with open_export(path, SETTINGS) as export:
            read = sum(1 for _ in export.records())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read == 8_000
    # About 100 bytes for each number, and what one row and the reading itself take.
    assert peak < 8_000 * 150 + 600_000


def test_the_first_order_comes_before_the_last_row_is_read(tmp_path):
    path = _many(tmp_path / "o.csv", 2_000)
    with open_export(path, SETTINGS) as export:
        records = export.records()
        first = next(records)
        path.write_bytes(path.read_bytes()[:100_000])
        assert isinstance(first, OrderDraft)
        assert first.market_no == NUMBER


def test_only_orders_that_stand_apart_wait_for_their_last_row(tmp_path):
    numbers = ["4567890123456789010", "4567890123456789020", "4567890123456789030"]
    rows = [{"订单编号": numbers[n]} for n in (0, 1, 2, 0, 2)]
    with open_export(sold_items(tmp_path / "o.xlsx", *rows), SETTINGS) as export:
        orders = [record for record in export.records() if isinstance(record, OrderDraft)]
    assert [order.market_no for order in orders] == [numbers[n] for n in (1, 0, 2)]
    assert [len(order.lines or ()) for order in orders] == [1, 2, 2]


def test_a_file_may_be_read_again(tmp_path):
    with open_export(order_report(tmp_path / "o.csv", {}), SETTINGS) as export:
        assert list(export.records()) == list(export.records())


def test_the_number_of_rows_is_known_before_the_first_is_taken_in(tmp_path):
    with open_export(_many(tmp_path / "o.csv", 321), SETTINGS) as export:
        assert export.rows_total == 321

"""Export files: headers to the letter, each vintage's quirks, the same bytes for a seed."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from python_calamine import CalamineWorkbook

from csdesk.sample import exports
from csdesk.sample.columns import (
    AMAZON_ALL_ORDERS,
    AMAZON_NEW_ORDERS,
    AMAZON_UNSHIPPED,
    TAOBAO_ITEMS,
    TAOBAO_ORDERS,
)
from csdesk.sample.orders import CHINA, Market, State, generate

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=CHINA)
ORDERS = list(generate(60, 5, until=NOW, days=12))
AMAZON = list(generate(300, 5, until=NOW, days=12, market=Market.AMAZON))
CSV_VINTAGES = [vintage for vintage in TAOBAO_ORDERS if vintage < "2024"]


def _text_rows(path, encoding="gb18030"):
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, strict=True))


def _sheet_rows(path):
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name("export").to_python()


def _tabbed_rows(path, encoding="utf-8"):
    lines = path.read_bytes().decode(encoding).split("\n")
    assert lines.pop() == ""
    return [line.split("\t") for line in lines]


def _write_pair(folder, vintage, **more):
    paths = folder / f"orders-{vintage}", folder / f"items-{vintage}"
    assert exports.write_taobao_pair(ORDERS, *paths, vintage=vintage, **more) == len(ORDERS)
    return paths


# --- the same bytes ------------------------------------------------------------------------------


def _write_everything(folder):
    for vintage in TAOBAO_ORDERS:
        _write_pair(folder, vintage)
    for columns in AMAZON_ALL_ORDERS:
        exports.write_amazon_all_orders(AMAZON, folder / f"all-{columns}", columns)
    for columns in AMAZON_UNSHIPPED:
        exports.write_amazon_unshipped(AMAZON, folder / f"unshipped-{columns}", columns, now=NOW)
    exports.write_amazon_new_orders(AMAZON, folder / "new")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_orders_give_the_same_bytes(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = _write_everything(tmp_path / "a")
    assert first == _write_everything(tmp_path / "b")
    assert len(first) == 2 * len(TAOBAO_ORDERS) + 6


# --- Taobao --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("vintage", "order_columns", "item_columns"),
    [
        ("2011", 30, 10),
        ("2013", 37, 10),
        ("2015", 41, 10),
        ("2017", 46, 10),
        ("2021", 71, 18),
        ("2024", 36, 23),
        ("2026", 36, 36),
    ],
)
def test_each_vintage_has_its_number_of_columns(vintage, order_columns, item_columns):
    assert len(TAOBAO_ORDERS[vintage]) == order_columns
    assert len(TAOBAO_ITEMS[vintage]) == item_columns


@pytest.mark.parametrize("vintage", CSV_VINTAGES)
def test_six_headers_of_each_csv_order_report_end_in_a_blank(tmp_path, vintage):
    header = _text_rows(_write_pair(tmp_path, vintage)[0])[0]
    assert [name for name in header if name.endswith(" ")] == [
        "收货地址 ",
        "联系电话 ",
        "订单付款时间 ",
        "宝贝标题 ",
        "宝贝种类 ",
        "物流单号 ",
    ]


def test_the_2017_order_report_starts_and_ends_as_the_real_one(tmp_path):
    header = _text_rows(_write_pair(tmp_path, "2017")[0])[0]
    assert header[:5] == [
        "订单编号",
        "买家会员名",
        "买家支付宝账号",
        "买家应付货款",
        "买家应付邮费",
    ]
    assert header[-5:] == ["天猫卡券抵扣", "集分宝抵扣", "是否是O2O交易", "退款金额", "预约门店"]
    assert header[30:38] == [
        "发票抬头",
        "是否手机订单",
        "分阶段订单信息",
        "特权订金订单id",
        "是否上传合同照片",
        "是否上传小票",
        "是否代付",
        "定金排名",
    ]


@pytest.mark.parametrize("vintage", ["2011", "2017", "2019"])
def test_rows_of_a_ten_column_item_report_end_in_an_extra_comma(tmp_path, vintage):
    rows = _text_rows(_write_pair(tmp_path, vintage)[1])
    assert len(rows[0]) == 10
    assert {len(row) for row in rows[1:]} == {11}
    assert {row[10] for row in rows[1:]} == {""}


def test_rows_of_the_18_column_item_report_do_not(tmp_path):
    assert {len(row) for row in _text_rows(_write_pair(tmp_path, "2021")[1])} == {18}


def test_id_cells_have_the_equals_sign_outside_the_quotes(tmp_path):
    text = _write_pair(tmp_path, "2017")[0].read_text(encoding="gb18030")
    assert f'\n="{ORDERS[0].number}","' in text
    assert ',="",' in text, "an empty 特权订金订单id"


def test_telephones_lead_with_an_apostrophe_and_nothing_is_null(tmp_path):
    rows = _text_rows(_write_pair(tmp_path, "2017")[0])
    mobile, landline = rows[0].index("联系手机"), rows[0].index("联系电话 ")
    note, message = rows[0].index("订单备注"), rows[0].index("买家留言")
    assert {row[mobile][:2] for row in rows[1:]} == {"'1"}
    assert "'null" in {row[landline] for row in rows[1:]}
    assert " null " in {row[note] for row in rows[1:]}
    assert "null" in {row[message] for row in rows[1:]}


def test_waybills_have_their_prefix_until_2017(tmp_path):
    for vintage, prefix in (("2017", "No:"), ("2021", "")):
        rows = _text_rows(_write_pair(tmp_path, vintage)[0])
        column = rows[0].index("物流单号 ")
        sent = [row[column] for row in rows[1:] if row[column]]
        assert sent
        assert all(re.match(prefix + r"[A-Z0-9]{10,}", cell) for cell in sent)


def test_no_refund_is_a_sentence_in_the_item_report(tmp_path):
    rows = _text_rows(_write_pair(tmp_path, "2021")[1])
    status, money = rows[0].index("退款状态"), rows[0].index("退款金额")
    told = {(row[status], row[money]) for row in rows[1:]}
    assert ("没有申请退款", "无退款申请") in told


def test_each_item_row_belongs_to_an_order_and_amounts_agree(tmp_path):
    order_path, item_path = _write_pair(tmp_path, "2021")
    orders, items = _text_rows(order_path), _text_rows(item_path)
    due: dict[str, float] = {}
    for row in items[1:]:
        due[row[1]] = due.get(row[1], 0) + float(row[items[0].index("买家应付货款")])
    goods = orders[0].index("买家应付货款")
    assert {row[0]: float(row[goods]) for row in orders[1:]} == {
        number: pytest.approx(amount) for number, amount in due.items()
    }


def test_gbk_has_a_question_mark_for_what_it_lacks(tmp_path):
    order = replace(ORDERS[0], message="生日快乐🎂")
    paths = tmp_path / "o.csv", tmp_path / "i.csv"
    exports.write_taobao_pair([order], *paths, encoding="gbk")
    assert '"生日快乐?"' in paths[0].read_text(encoding="gbk")


def test_quotes_commas_and_line_ends_stay_inside_their_cell(tmp_path):
    talk = '他说:"先别发",,\n第二行'
    paths = tmp_path / "o.csv", tmp_path / "i.csv"
    exports.write_taobao_pair([replace(ORDERS[0], message=talk)], *paths)
    header, row = _text_rows(paths[0])
    assert row[header.index("买家留言")] == talk


@pytest.mark.parametrize("vintage", ["2024", "2026"])
def test_workbooks_hold_text_and_read_back_whole(tmp_path, vintage):
    hostile = replace(ORDERS[0], message="响铃\x07 _x0041_ <b>&")
    paths = tmp_path / "o.xlsx", tmp_path / "i.xlsx"
    exports.write_taobao_pair([hostile, *ORDERS[1:]], *paths, vintage=vintage)
    rows = _sheet_rows(paths[0])
    assert tuple(rows[0]) == TAOBAO_ORDERS[vintage]
    assert rows[1][0] == hostile.number
    assert "<b>&" in rows[1][rows[0].index("买家留言")]
    items = _sheet_rows(paths[1])
    assert tuple(items[0]) == TAOBAO_ITEMS[vintage]
    assert len(items) - 1 == sum(len(order.lines) for order in ORDERS)
    assert all(isinstance(cell, str) for row in rows + items for cell in row)


# --- Amazon --------------------------------------------------------------------------------------


def test_amazon_headers():
    assert set(AMAZON_ALL_ORDERS) == {29, 91}
    assert set(AMAZON_UNSHIPPED) == {27, 68, 85}
    assert all(len(header) == count for count, header in AMAZON_ALL_ORDERS.items())
    assert AMAZON_ALL_ORDERS[91][-1] == "invoice-business-tax-office "
    assert AMAZON_UNSHIPPED[68][-2:] == (
        "verge-of-lateShipment",
        "signature-confirmation-recommended",
    )
    assert "signature-confirmation-recommended" not in AMAZON_UNSHIPPED[85]
    assert set(AMAZON_UNSHIPPED[27]) < set(AMAZON_UNSHIPPED[68])
    assert len(AMAZON_NEW_ORDERS) == 34
    assert "delivery-Instructions" in AMAZON_NEW_ORDERS


@pytest.mark.parametrize("columns", [29, 91])
def test_all_orders_is_utf8_with_line_feeds_and_bare_quotes(tmp_path, columns):
    path = tmp_path / "all.txt"
    exports.write_amazon_all_orders(AMAZON, path, columns)
    assert b"\r" not in path.read_bytes()
    rows = _tabbed_rows(path)
    assert tuple(rows[0]) == AMAZON_ALL_ORDERS[columns]
    assert {len(row) for row in rows} == {columns}
    assert len(rows) - 1 == sum(len(order.lines) for order in AMAZON)
    assert any('"' in row[rows[0].index("product-name")] for row in rows)
    dates = {row[rows[0].index("purchase-date")] for row in rows[1:]}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", date) for date in dates)


def test_cancelled_rows_have_quantity_0_and_mostly_no_price(tmp_path):
    path = tmp_path / "all.txt"
    exports.write_amazon_all_orders(generate(4_000, 1, until=NOW, market=Market.AMAZON), path, 91)
    rows = [dict(zip(AMAZON_ALL_ORDERS[91], row, strict=True)) for row in _tabbed_rows(path)[1:]]
    cancelled = [row for row in rows if row["item-status"] == "Cancelled"]
    assert {row["quantity"] for row in cancelled} == {"0"}
    priceless = [row for row in cancelled if not row["item-price"] and not row["currency"]]
    assert 0.8 < len(priceless) / len(cancelled) < 1
    assert any(row["order-status"] == "Shipped" for row in cancelled), "partly cancelled"
    assert {row["currency"] for row in rows} == {"GBP", "EUR", "USD", "JPY", ""}
    assert all("." not in row["item-price"] for row in rows if row["currency"] == "JPY")
    assert len({tuple(row.values()) for row in rows}) < len(rows), "identical rows are legitimate"


def test_unshipped_holds_only_what_the_seller_has_to_send(tmp_path):
    path = tmp_path / "unshipped.txt"
    waiting = [o for o in AMAZON if o.state is State.PAID and not o.sent_by_marketplace]
    assert exports.write_amazon_unshipped(AMAZON, path, 85, now=NOW) == len(waiting) > 0
    rows = [dict(zip(AMAZON_UNSHIPPED[85], row, strict=True)) for row in _tabbed_rows(path)[1:]]
    assert {row["order-id"] for row in rows} == {order.number for order in waiting}
    assert {row["quantity-shipped"] for row in rows} == {"0"}
    assert min(int(row["days-past-promise"]) for row in rows) < 0


@pytest.mark.parametrize(
    ("country", "day", "promise"),
    [
        ("US", "2025-05-13", "T06:59:59+00:00"),
        ("US", "2025-01-13", "T07:59:59+00:00"),
        ("GB", "2025-05-13", "T22:59:59+00:00"),
        ("JP", "2025-05-13", "T14:59:59+00:00"),
    ],
)
def test_the_promise_is_the_end_of_a_day_in_the_marketplace_s_zone(tmp_path, country, day, promise):
    now = datetime.fromisoformat(day).replace(tzinfo=CHINA)
    stream = generate(400, 1, until=now, days=2, market=Market.AMAZON)
    orders = [order for order in stream if order.channel.country == country]
    exports.write_amazon_unshipped(orders, tmp_path / "u.txt", now=now)
    rows = _tabbed_rows(tmp_path / "u.txt")
    assert {row[rows[0].index("promise-date")][10:] for row in rows[1:]} == {promise}


def test_new_orders_tell_time_with_the_offset_of_their_channel(tmp_path):
    path = tmp_path / "new.txt"
    exports.write_amazon_new_orders(AMAZON, path)
    rows = _tabbed_rows(path)
    assert tuple(rows[0]) == AMAZON_NEW_ORDERS
    offsets = {
        datetime.fromisoformat(row[rows[0].index("purchase-date")]).utcoffset() for row in rows[1:]
    }
    assert offsets == {timedelta(hours=hours) for hours in (-8, 0, 1, 9)}


def test_japanese_and_german_rows_fit_the_encodings_amazon_uses_there(tmp_path):
    for country, encoding in (("JP", "cp932"), ("DE", "cp1252")):
        orders = [order for order in AMAZON if order.channel.country == country]
        exports.write_amazon_all_orders(orders, tmp_path / "o.txt", encoding=encoding)
        text = (tmp_path / "o.txt").read_text(encoding=encoding)
        assert "?" not in text


def test_a_buyer_s_tab_cannot_make_a_column(tmp_path):
    order = replace(AMAZON[0], buyer=replace(AMAZON[0].buyer, name="Eve\tX\nY"))
    order = replace(order, state=State.PAID, paid_at=order.placed_at)
    exports.write_amazon_new_orders([order], tmp_path / "n.txt")
    assert {len(row) for row in _tabbed_rows(tmp_path / "n.txt")} == {34}


def test_writers_read_their_orders_once_and_keep_none(tmp_path):
    written = io.StringIO()

    def stream():
        for order in ORDERS:
            written.write(order.number)
            yield order

    exports.write_taobao_pair(stream(), tmp_path / "o.csv", tmp_path / "i.csv")
    assert written.getvalue() == "".join(order.number for order in ORDERS)

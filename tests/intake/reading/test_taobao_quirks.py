"""Every quirk of Taobao's reports (formats.md 1.5 to 1.7), by name."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from csdesk.sample.columns import TAOBAO_ITEMS, TAOBAO_ORDERS
from tests.intake.reading.exports import (
    NUMBER,
    Found,
    item_report,
    order_report,
    read,
    sold_items,
    write_csv,
)


def _order(tmp_path: Path, vintage: str = "2019", **cells: str) -> Found:
    return read(order_report(tmp_path / "o.csv", cells, vintage=vintage))


def _item(tmp_path: Path, vintage: str = "2021", **cells: str) -> Found:
    return read(item_report(tmp_path / "i.csv", cells, vintage=vintage))


def _shanghai(text: str) -> int:
    return int(datetime.fromisoformat(text + "+08:00").timestamp())


# --- headers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("vintage", [v for v in TAOBAO_ORDERS if v < "2024"])
def test_every_vintage_of_the_order_report_is_known_by_its_header(tmp_path, vintage):
    found = _order(tmp_path, vintage)
    assert found.export.profile.id == "taobao-orders"
    assert found.export.half == "orders"
    assert found.order.market_no == NUMBER
    assert found.order.fields["name"] == "张三"
    assert found.order.fields["total"] == 1230


@pytest.mark.parametrize("vintage", sorted(set(TAOBAO_ITEMS)))
def test_every_vintage_of_the_item_report_is_known_by_its_header(tmp_path, vintage):
    found = _item(tmp_path, vintage)
    assert found.export.profile.id == "taobao-items"
    assert found.export.half == "items"
    assert found.item.market_no == NUMBER
    assert found.item.line.fields["quantity"] == 2
    assert found.item.line.fields["unit_price"] == 5900


def test_headers_with_and_without_trailing_space_are_the_same(tmp_path):
    spaced = TAOBAO_ORDERS["2019"]
    assert any(name.endswith(" ") for name in spaced)
    with_space = _order(tmp_path).order
    stripped = [name.strip() for name in spaced]
    row = [""] * len(stripped)
    for name, cell in {"订单编号": NUMBER, "订单状态": "交易成功", "收货地址": "某处"}.items():
        row[stripped.index(name)] = cell
    without = read(write_csv(tmp_path / "s.csv", stripped, [row])).order
    assert without.fields.keys() == with_space.fields.keys()
    assert without.fields["address"] == "某处"


def test_the_kind_is_never_told_by_the_file_name(tmp_path):
    path = item_report(tmp_path / "ExportOrderList202611220930.csv", {})
    assert read(path).export.profile.id == "taobao-items"


def test_columns_in_any_order_are_found_by_name(tmp_path):
    header = ["收货人姓名", "总金额", "备忘", "订单状态", "订单编号"]
    row = ["李四", "8.00", "?", "交易成功", NUMBER]
    order = read(write_csv(tmp_path / "o.csv", header, [row])).order
    assert (order.market_no, order.fields["name"], order.fields["total"]) == (NUMBER, "李四", 800)


def test_a_column_the_file_lacks_is_absent_not_empty(tmp_path):
    order = _order(tmp_path, "2011").order
    assert "ship_by" not in order.fields
    assert "flag" not in order.fields
    assert order.fields["closed_reason"] == ""


def test_renamed_columns_are_the_same_field(tmp_path):
    header = [
        "订单编号",
        "订单状态",
        "买家实付金额",
        "收货人姓名",
        "商品标题",
        "运单号",
        "商家备注",
    ]
    row = [NUMBER, "交易成功", "8.00", "李四", "短袖", "YT1234567890123", "送围巾"]
    fields = read(write_csv(tmp_path / "o.csv", header, [row])).order.fields
    assert (fields["title"], fields["tracking_no"], fields["market_remark"]) == (
        "短袖",
        "YT1234567890123",
        "送围巾",
    )


def test_titles_above_the_header_are_passed_over(tmp_path):
    path = order_report(tmp_path / "o.csv", {})
    path.write_bytes("订单报表,,\r\n\r\n".encode("gb18030") + path.read_bytes())
    found = read(path)
    assert found.order.row_no == 4
    assert found.order.market_no == NUMBER


# --- cells -------------------------------------------------------------------------------------


def test_an_id_wrapped_as_a_formula_is_its_digits(tmp_path):
    assert _order(tmp_path, 订单编号='="35153123456789012"').order.market_no == "35153123456789012"


def test_only_a_whole_formula_is_unwrapped_and_no_character_eaten(tmp_path):
    cells = {"买家会员名": '="=昵称="', "订单备注": '他说="不要"', "收货人姓名": "='张三'"}
    fields = _order(tmp_path, **cells).order.fields
    assert fields["nick"] == "=昵称="
    assert fields["market_remark"] == '他说="不要"'
    assert fields["name"] == "='张三'"


def test_empty_formula_is_empty(tmp_path):
    assert _order(tmp_path, 买家会员名='=""').order.fields["nick"] == ""


@pytest.mark.parametrize("digits", [15, 17, 19])
def test_order_numbers_of_any_length_stay_text(tmp_path, digits):
    number = "1" * digits
    assert _order(tmp_path, 订单编号=number).order.market_no == number


@pytest.mark.parametrize("lost", ["1.23E+17", "4.567890123456789e+18", "7.43E18"])
def test_an_order_number_that_excel_made_a_float_of_is_rejected_with_the_reason(tmp_path, lost):
    reject = _order(tmp_path, 订单编号=lost).reject
    assert (reject.row, reject.column, reject.value) == (2, "订单编号", lost)
    assert "lost digits" in reject.reason


def test_a_sub_order_number_that_excel_made_a_float_of_is_rejected(tmp_path):
    reject = _item(tmp_path, 子订单编号="4.57E+18").reject
    assert reject.column == "子订单编号"
    assert reject.market_no == NUMBER


def test_an_order_number_cut_short_is_rejected(tmp_path):
    assert "not an order number" in _order(tmp_path, 订单编号="7427").reject.reason


def test_phones_lose_their_leading_apostrophe(tmp_path):
    assert _order(tmp_path, 联系手机="'13900000001").order.fields["phone"] == "13900000001"


def test_virtual_phones_keep_their_extension(tmp_path):
    assert _order(tmp_path, 联系手机="18400913965-7576").order.fields["phone"] == "18400913965-7576"


def test_the_landline_counts_where_there_is_no_mobile(tmp_path):
    cells = {"联系手机": "'null", "联系电话": "'0571-88888888"}
    assert _order(tmp_path, **cells).order.fields["phone"] == "0571-88888888"


@pytest.mark.parametrize(
    "word", ["null", "'null", " null ", "NULL", "--", "#NULL!", "None", "-", '="null"', ""]
)
def test_words_for_nothing_are_empty(tmp_path, word):
    cells = {"买家留言": word, "联系电话": word, "收货人姓名": word, "订单付款时间": word}
    fields = _order(tmp_path, 总金额=word, **cells).order.fields
    assert (fields["buyer_message"], fields["phone"], fields["name"]) == ("", "", "")
    assert (fields["paid_at"], fields["total"]) == (None, None)


def test_the_prefix_of_waybills_is_dropped_once(tmp_path):
    cells = {"物流单号": "No:268465186954"}
    assert _order(tmp_path, **cells).order.fields["tracking_no"] == "268465186954"


def test_several_waybills_in_one_cell(tmp_path):
    cells = {"物流单号": "No:SF1098112233445，YT1234567890123;73112233445566 /No:SF1098112233445"}
    assert _order(tmp_path, **cells).order.fields["tracking_no"] == (
        "SF1098112233445 YT1234567890123 73112233445566"
    )


def test_a_waybill_that_excel_made_a_float_of_is_rejected(tmp_path):
    reject = _order(tmp_path, 物流单号="7.31E+13").reject
    assert reject.column == "物流单号"
    assert reject.market_no == NUMBER


def test_an_unchanged_address_says_no_and_a_changed_one_counts(tmp_path):
    assert _order(tmp_path).order.fields["address"] == "仓前街道 文一西路1号"
    changed = {"修改后的收货地址": "江苏省 南京市 玄武区 中山路2号(210000)"}
    fields = _order(tmp_path, **changed).order.fields
    assert (fields["city"], fields["address"], fields["zip"]) == ("南京市", "中山路2号", "210000")


@pytest.mark.parametrize(
    ("cell", "fen"),
    [("0元", 0), ("12.30元", 1230), ("¥1,234.50", 123450), ("１２．３０", 1230), ("5", 500)],
)
def test_amounts_with_unit_sign_and_thousands(tmp_path, cell, fen):
    assert _order(tmp_path, 总金额=cell).order.fields["total"] == fen


def test_no_refund_asked_for_is_zero_not_unknown(tmp_path):
    assert _order(tmp_path, 退款金额="无退款申请").order.fields["refund"] == 0


def test_an_order_that_is_not_closed_has_no_reason_for_it(tmp_path):
    assert _order(tmp_path).order.fields["closed_reason"] == ""
    assert _order(tmp_path, 订单关闭原因="买家未付款").order.fields["closed_reason"] == "买家未付款"


def test_a_mobile_order_says_so_or_nothing(tmp_path):
    assert _order(tmp_path, 是否手机订单="手机订单").order.fields["place"] == "手机订单"
    assert _order(tmp_path, 是否手机订单="").order.fields["place"] == ""


def test_joined_titles_stay_together(tmp_path):
    title = "短袖T恤，真皮腰带,围巾"
    assert _order(tmp_path, 宝贝标题=title).order.fields["title"] == title


def test_an_address_is_taken_apart_where_it_fits(tmp_path):
    fields = _order(tmp_path).order.fields
    assert [fields[part] for part in ("province", "city", "district", "address", "zip")] == [
        "浙江省",
        "杭州市",
        "余杭区",
        "仓前街道 文一西路1号",
        "310000",
    ]


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("上海 上海市 ***", ("上海", "上海市", "", "***", "")),
        ("广东省 东莞市 长安镇 振安路3号(000000)",
         ("广东省", "东莞市", "", "长安镇 振安路3号", "")),
        ("新疆维吾尔自治区 喀什地区 喀什市 人民路(844000)",
         ("新疆维吾尔自治区", "喀什地区", "喀什市", "人民路", "844000")),
        ("仓前街道文一西路1号", ("", "", "", "仓前街道文一西路1号", "")),
        ("Marina Bay, Singapore (018956)", ("", "", "", "Marina Bay, Singapore", "018956")),
        ("浙江省 杭州市", ("", "", "", "浙江省 杭州市", "")),
        ("", ("", "", "", "", "")),
    ],
)  # fmt: skip
def test_an_address_that_does_not_fit_is_kept_whole(tmp_path, cell, parts):
    fields = _order(tmp_path, 收货地址=cell).order.fields
    found = tuple(fields[part] for part in ("province", "city", "district", "address", "zip"))
    assert found == parts


def test_masked_values_are_kept_as_they_are(tmp_path):
    fields = _order(tmp_path, 收货人姓名="张**", 联系手机="1******6198").order.fields
    assert (fields["name"], fields["phone"]) == ("张**", "1******6198")


def test_several_ship_by_times_in_a_cell_give_the_earliest(tmp_path):
    cell = "子订单4567890123456789013： 2026-06-12 22:17前 ; 子订单9： 2026-06-11 22:17前 ; "
    found = read(sold_items(tmp_path / "o.xlsx", {"应发货时间": cell}))
    assert found.order.fields["ship_by"] == _shanghai("2026-06-11 22:17:00")


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-11-22 09:30:05", "2026-11-22 09:30:05"),
        ("2026/11/2 9:30", "2026-11-02 09:30:00"),
        ("2026-11-22 10:48:5", "2026-11-22 10:48:05"),
        ("46348.5", "2026-11-22 12:00:00"),
        ("46348", "2026-11-22 00:00:00"),
        ("2026-11-22", "2026-11-22 00:00:00"),
        ("2026年11月22日 9时30分5秒", "2026-11-22 09:30:05"),
        ('="2026-11-22 09:30:05"', "2026-11-22 09:30:05"),
    ],
)
def test_times_in_every_form_seen_are_shanghai_time(tmp_path, cell, moment):
    assert _order(tmp_path, 订单创建时间=cell).order.fields["placed_at"] == _shanghai(moment)


@pytest.mark.parametrize("cell", ["2026-13-45 99:00:00", "2026-02-30", "昨天", "0000-00-00", "7"])
def test_a_time_that_is_none_rejects_the_row_naming_it(tmp_path, cell):
    reject = _order(tmp_path, 订单创建时间=cell).reject
    assert (reject.row, reject.column, reject.value) == (2, "订单创建时间", cell)


def test_the_hour_that_shanghai_skipped_is_read_all_the_same(tmp_path):
    # No daylight saving since 1991; a fast path for days must not move any hour.
    for hour in ("00:00:00", "23:59:59"):
        order = _order(tmp_path, 订单创建时间=f"2026-03-29 {hour}").order
        assert order.fields["placed_at"] == _shanghai(f"2026-03-29 {hour}")


def test_a_message_keeps_its_lines_commas_and_quotes(tmp_path):
    talk = '他说:"先别发","等我",,\n第二行'
    assert _order(tmp_path, 买家留言=talk).order.fields["buyer_message"] == talk


def test_a_line_break_where_none_can_be_rejects_the_row(tmp_path):
    reject = _order(tmp_path, 收货人姓名="张\n三").reject
    assert reject.column == "收货人姓名"
    assert "line break" in reject.reason


def test_colour_and_size_stay_one_text(tmp_path):
    attributes = "颜色分类：天蓝色；尺码：S"
    assert _item(tmp_path, 商品属性=attributes).item.line.fields["attributes"] == attributes


def test_the_code_of_the_item_counts_before_that_of_the_product(tmp_path):
    both = {"外部系统编号": "WLY0QU1098-BK-M", "商家编码": "WLY0QU1098"}
    assert _item(tmp_path, **both).item.line.fields["sku"] == "WLY0QU1098-BK-M"
    assert _item(tmp_path, 外部系统编号="null").item.line.fields["sku"] == "WLY0QU1098"


def test_the_seller_s_flag_is_a_colour(tmp_path):
    for word, flag in (("红旗", "red"), ("5", "purple"), ("", ""), ("黄色", "yellow")):
        found = read(sold_items(tmp_path / "o.xlsx", {"备注标签": word}))
        assert found.order.fields["flag"] == flag


def test_a_flag_word_nobody_explained_says_nothing(tmp_path):
    found = read(sold_items(tmp_path / "o.xlsx", {"备注标签": "加急"}))
    assert "flag" not in found.order.fields


# --- status words ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "order_status", "payment_status"),
    [
        ("等待买家付款", "awaiting_payment", "unpaid"),
        ("买家已付款，等待卖家发货", "awaiting_review", "paid"),
        ("买家已付款,等待卖家发货", "awaiting_review", "paid"),
        ("买家已付款", "awaiting_review", "paid"),
        ("卖家部分发货", "partly_shipped", "paid"),
        ("卖家已发货，等待买家确认", "shipped", "paid"),
        ("交易成功", "completed", "paid"),
        ("交易关闭", "closed", "refunded"),
    ],
)
def test_status_words(tmp_path, word, order_status, payment_status):
    order = _order(tmp_path, 订单状态=word).order
    assert (order.order_status, order.payment_status) == (order_status, payment_status)
    assert order.fields["market_status"] == word


def test_closed_before_payment_is_unpaid_not_refunded(tmp_path):
    order = _order(tmp_path, 订单状态="交易关闭", 订单付款时间="").order
    assert (order.order_status, order.payment_status) == ("closed", "unpaid")
    assert order.fields["paid_at"] is None


def test_closed_without_a_column_for_the_payment_leaves_the_payment_open(tmp_path):
    header = ["订单编号", "订单状态", "总金额", "收货人姓名"]
    row = [NUMBER, "交易关闭", "8.00", "李四"]
    order = read(write_csv(tmp_path / "o.csv", header, [row])).order
    assert (order.order_status, order.payment_status) == ("closed", "")


@pytest.mark.parametrize("word", ["跨境清关中", "没有申请退款", "退款中", "买家已付款，等待", ""])
def test_a_status_word_nobody_knows_is_kept_and_never_guessed(tmp_path, word):
    order = _order(tmp_path, 订单状态=word).order
    assert (order.order_status, order.payment_status) == ("", "")
    assert order.fields["market_status"] == word


def test_no_refund_asked_for_is_not_taken_for_a_refund(tmp_path):
    line = _item(tmp_path, 退款状态="没有申请退款", 退款金额="无退款申请").item.line
    assert line.fields["refund_status"] == "没有申请退款"


# --- several rows ------------------------------------------------------------------------------


def test_the_items_of_an_order_each_have_their_number(tmp_path):
    other = "4567890123456789013"
    found = read(item_report(tmp_path / "i.csv", {}, {"子订单编号": other}))
    assert [item.market_no for item in found.items] == [NUMBER, NUMBER]
    assert [item.line.fields["market_line_no"] for item in found.items] == [NUMBER, other]
    assert [item.line.row_no for item in found.items] == [2, 3]


def test_an_item_says_what_it_knows_of_its_order(tmp_path):
    cells = {"物流单号": "No:SF1098112233445", "主订单买家留言": "快点", "商家备注": "送围巾"}
    order = _item(tmp_path, "2024", **cells).item.order
    assert order["tracking_no"] == "SF1098112233445"
    assert (order["buyer_message"], order["market_remark"]) == ("快点", "送围巾")


def test_the_extra_comma_of_old_item_reports_is_no_column(tmp_path):
    found = read(item_report(tmp_path / "i.csv", {}, {}, vintage="2017", tail=","))
    assert [item.line.fields["sku"] for item in found.items] == ["WLY0QU1098"] * 2


@pytest.mark.parametrize("tail", [",,", ',"x"'])
def test_any_other_number_of_columns_rejects_the_row(tmp_path, tail):
    reject = read(item_report(tmp_path / "i.csv", {}, vintage="2017", tail=tail)).reject
    assert reject.reason == "The row has {found} cells, the header {wanted}."
    assert reject.facts["wanted"] == 10


def test_the_rows_of_a_workbook_that_repeats_numbers_are_lines(tmp_path):
    rows = (
        {"订单状态": "交易关闭", "总金额": "10.00", "商家编码": "A", "宝贝总数量": "1"},
        {"订单状态": "卖家已发货，等待买家确认", "总金额": "20.00", "商家编码": "B"},
        {"订单编号": "4567890123456789099", "商家编码": "C"},
    )
    found = read(sold_items(tmp_path / "o.xlsx", *rows))
    several, single = found.orders
    assert several.lines is not None
    assert [line.fields["sku"] for line in several.lines] == ["A", "B"]
    assert [line.fields["line_status"] for line in several.lines] == [
        "交易关闭",
        "卖家已发货，等待买家确认",
    ]
    assert single.lines is not None
    assert single.fields["total"] == 1230


def test_a_line_s_status_and_amount_never_become_the_order_s(tmp_path):
    rows = (
        {"订单状态": "交易关闭", "总金额": "10.00"},
        {"订单状态": "卖家已发货，等待买家确认", "总金额": "20.00"},
    )
    order = read(sold_items(tmp_path / "o.xlsx", *rows)).order
    assert (order.order_status, order.payment_status) == ("", "")
    assert "market_status" not in order.fields
    assert "total" not in order.fields


def test_a_status_that_all_lines_share_is_the_order_s(tmp_path):
    order = read(sold_items(tmp_path / "o.xlsx", {"商家编码": "A"}, {"商家编码": "B"})).order
    assert order.order_status == "awaiting_review"


def test_a_workbook_without_repeated_numbers_is_an_order_report(tmp_path):
    found = read(sold_items(tmp_path / "o.xlsx", {}, {"订单编号": "4567890123456789099"}))
    assert [order.lines for order in found.orders] == [None, None]


def test_money_of_the_order_repeated_on_its_lines_counts_once(tmp_path):
    rows = [{"买家应付邮费": "8.00", "退款金额": refund} for refund in ("0.00", "5.00", "5.00")]
    order = read(sold_items(tmp_path / "o.xlsx", *rows)).order
    assert (order.fields["postage"], order.fields["refund"]) == (800, 500)


def test_the_parcels_of_all_lines_count_and_the_earliest_deadline(tmp_path):
    rows = (
        {"运单号": "YT1234567890123", "物流公司": "圆通", "应发货时间": "2026-11-25 10:00前"},
        {"运单号": "SF1098112233445", "物流公司": "顺丰", "应发货时间": "2026-11-24 10:00前"},
        {"运单号": "YT1234567890123", "物流公司": "圆通"},
    )
    fields = read(sold_items(tmp_path / "o.xlsx", *rows)).order.fields
    assert fields["tracking_no"] == "YT1234567890123 SF1098112233445"
    assert fields["carrier"] == "圆通 顺丰"
    assert fields["ship_by"] == _shanghai("2026-11-24 10:00:00")


def test_the_reason_why_a_line_was_closed_is_not_the_order_s(tmp_path):
    rows = ({"订单状态": "交易关闭", "订单关闭原因": "退款"}, {"订单关闭原因": "订单未关闭"})
    order = read(sold_items(tmp_path / "o.xlsx", *rows)).order
    assert "market_status" not in order.fields
    assert "closed_reason" not in order.fields


def test_an_order_whose_rows_stand_apart_is_one_order(tmp_path):
    other = {"订单编号": "4567890123456789099", "商家编码": "X"}
    rows = ({"商家编码": "A"}, other, {"商家编码": "B"}, {**other, "商家编码": "Y"})
    found = read(sold_items(tmp_path / "o.xlsx", *rows))
    skus = {
        order.market_no: [line.fields["sku"] for line in order.lines or ()]
        for order in found.orders
    }
    assert skus == {NUMBER: ["A", "B"], "4567890123456789099": ["X", "Y"]}


def test_one_bad_row_of_an_order_keeps_the_whole_order_out(tmp_path):
    rows = ({"商家编码": "A"}, {"订单编号": "4567890123456789099"}, {"总金额": "十块"})
    found = read(sold_items(tmp_path / "o.xlsx", *rows))
    assert [order.market_no for order in found.orders] == ["4567890123456789099"]
    assert {(reject.row, reject.column) for reject in found.rejects} == {(4, "总金额"), (2, "")}
    assert all(reject.market_no == NUMBER for reject in found.rejects)
    companion = next(reject for reject in found.rejects if reject.row == 2)
    assert companion.facts == {"row": 4}


def test_the_shop_is_named_where_the_row_names_it(tmp_path):
    assert _order(tmp_path, 店铺名称="某旗舰店").order.shop == "某旗舰店"


def test_placed_at_is_the_instant_in_utc(tmp_path):
    placed = _order(tmp_path).order.fields["placed_at"]
    assert isinstance(placed, int)
    assert datetime.fromtimestamp(placed, UTC).isoformat() == "2026-11-22T01:30:00+00:00"

"""What other importers got wrong (formats.md 7), each with the case that shows it."""

from __future__ import annotations

from tests.intake.reading.exports import NUMBER, item_report, order_report, read, sold_items

OTHER = "4567890123456789099"


def test_neither_number_of_columns_nor_length_of_ids_is_fixed(tmp_path):
    for vintage in ("2011", "2013", "2015", "2017", "2018", "2019", "2021"):
        for number in ("4567890123", "456789012345678", NUMBER):
            path = order_report(tmp_path / "o.csv", {"订单编号": number}, vintage=vintage)
            assert read(path).order.market_no == number


def test_rows_are_not_split_by_hand(tmp_path):
    cells = {
        "买家留言": '","',
        "宝贝标题": '短袖","长袖',
        "收货地址": "浙江省 杭州市 余杭区 1号,2号",
    }
    fields = read(order_report(tmp_path / "o.csv", cells)).order.fields
    assert fields["buyer_message"] == '","'
    assert fields["title"] == '短袖","长袖'
    assert fields["address"] == "1号,2号"


def test_equals_signs_and_quotes_of_real_text_are_not_eaten(tmp_path):
    cells = {"订单备注": '="送=号"了', "买家会员名": '"=赢家="', "宝贝标题": '6"屏 a=b'}
    fields = read(order_report(tmp_path / "o.csv", cells)).order.fields
    assert fields["market_remark"] == '="送=号"了'
    assert fields["nick"] == '"=赢家="'
    assert fields["title"] == '6"屏 a=b'


def test_the_word_refund_inside_another_word_means_nothing(tmp_path):
    path = item_report(tmp_path / "i.csv", {"退款状态": "没有申请退款"}, {"退款状态": "退款成功"})
    words = [item.line.fields["refund_status"] for item in read(path).items]
    assert words == ["没有申请退款", "退款成功"]
    order = read(order_report(tmp_path / "o.csv", {"订单状态": "没有申请退款"})).order
    assert order.payment_status == ""


def test_two_reports_in_turn_do_not_flip_an_order(tmp_path):
    whole = read(order_report(tmp_path / "o.csv", {"订单状态": "交易成功"})).order
    rows = ({"订单状态": "交易关闭", "总金额": "1.00"}, {"订单状态": "交易成功", "总金额": "2.00"})
    by_lines = read(sold_items(tmp_path / "o.xlsx", *rows)).order
    assert (whole.order_status, whole.fields["total"]) == ("completed", 1230)
    assert (by_lines.order_status, by_lines.fields.get("total", "unsaid")) == ("", "unsaid")


def test_a_refund_repeated_on_each_row_is_not_counted_twice(tmp_path):
    path = sold_items(tmp_path / "o.xlsx", {"退款金额": "5.00"}, {"退款金额": "5.00"})
    assert read(path).order.fields["refund"] == 500


def test_an_order_number_that_comes_twice_does_not_block_the_file(tmp_path):
    path = order_report(tmp_path / "o.csv", {}, {"订单编号": OTHER}, {}, vintage="2017")
    found = read(path)
    assert sorted(order.market_no for order in found.orders) == sorted([NUMBER, OTHER])
    assert not found.rejects


def test_two_exports_put_together_are_read_past_the_second_header(tmp_path):
    first = order_report(tmp_path / "o.csv", {}).read_bytes()
    second = order_report(tmp_path / "p.csv", {"订单编号": OTHER}).read_bytes()
    (tmp_path / "both.csv").write_bytes(first + second)
    found = read(tmp_path / "both.csv")
    assert [order.market_no for order in found.orders] == [NUMBER, OTHER]
    assert found.orders[1].row_no == 4
    assert not found.rejects


def test_one_bad_row_does_not_keep_the_rest_out(tmp_path):
    rows = ({"总金额": "很多"}, {"订单编号": OTHER})
    found = read(order_report(tmp_path / "o.csv", *rows))
    assert [order.market_no for order in found.orders] == [OTHER]
    assert [(reject.row, reject.column, reject.value) for reject in found.rejects] == [
        (2, "总金额", "很多")
    ]
    assert len(found.rejects[0].cells) == len(found.export.header)


def test_blank_rows_are_neither_orders_nor_rejects(tmp_path):
    path = order_report(tmp_path / "o.csv", {}, {"订单编号": OTHER})
    lines = path.read_bytes().split(b"\r\n")
    lines[2:2] = [b"", b"," * 60]
    path.write_bytes(b"\r\n".join(lines))
    found = read(path)
    assert found.export.rows_total == 2
    assert [order.row_no for order in found.orders] == [2, 5]

"""Taobao's reports as they are taken in: every vintage, every quirk that is not an error."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from case import NOW, Expected, case, expected, few, pair, varied

from csdesk.sample.columns import TAOBAO_ITEMS, TAOBAO_ORDERS
from csdesk.sample.damage import edit_sheet, save_again, set_cell
from csdesk.sample.exports import write_taobao_pair
from csdesk.sample.orders import generate
from csdesk.sample.people import masked
from csdesk.sample.records import CHINA, Refund, State


def _vintage(vintage: str) -> None:
    columns = len(TAOBAO_ORDERS[vintage]), len(TAOBAO_ITEMS[vintage])
    kind = "XLSX" if vintage >= "2024" else "gb18030 CSV"

    @case(
        f"imported/taobao-{vintage}",
        f"Order report with {columns[0]} and item report with {columns[1]} columns, {kind}",
    )
    def _(folder: Path) -> Expected:
        orders = varied(int(vintage), datetime(int(vintage), 11, 30, 9, 30, tzinfo=CHINA))
        pair(folder, orders, vintage=vintage, stamp=f"{vintage}11300930")
        return expected(orders)


for _name in TAOBAO_ORDERS:
    _vintage(_name)


@case(
    "imported/taobao-day-names",
    "Two downloads of one day under the desk's own names: -1/-2 morning, -11/-22 afternoon (S42)",
)
def _(folder: Path) -> Expected:
    everything = []
    for seed, hour, ordinals in ((21, 9, ("1", "2")), (22, 15, ("11", "22"))):
        until = datetime(2011, 2, 15, hour, 30, tzinfo=CHINA)
        orders = list(generate(5, seed, until=until, days=0.2))
        paths = [folder / f"2011-2-15-{ordinal}.csv" for ordinal in ordinals]
        write_taobao_pair(orders, *paths, vintage="2011")
        everything += orders
    return expected(everything)


@case(
    "imported/taobao-renamed",
    "A browser's copy ` (1)` and another tool's prefix with a mojibake 到: a pair all the same",
)
def _(folder: Path) -> Expected:
    orders = few(23)
    order_path, item_path = pair(folder, orders)
    order_path.rename(order_path.with_stem(f"{order_path.stem} (1)"))
    prefix = "2026-11-21 00_00_00 µ½ 2026-11-22 09_29_59"
    item_path.rename(item_path.with_name(prefix + item_path.name))
    return expected(orders)


@case("imported/taobao-gbk", "GBK proper: what GBK lacks (emoji, rare names) arrived as `?`")
def _(folder: Path) -> Expected:
    orders = few(24)
    rare = replace(orders[1].buyer, name="王𬭚")
    orders[0] = replace(orders[0], message="生日快乐🎂 谢谢")
    orders[1] = replace(orders[1], buyer=rare)
    pair(folder, orders, vintage="2017", encoding="gbk")
    return expected(orders)


@case("imported/taobao-rare-names", "gb18030 beyond GBK: 𠮷, 䶮, 𬭚 and emoji survive")
def _(folder: Path) -> Expected:
    orders = few(25, 3)
    names = ("李𠮷", "龚䶮", "王𬭚")
    orders = [
        replace(order, buyer=replace(order.buyer, name=name), message="生日快乐🎂 谢谢")
        for order, name in zip(orders, names, strict=True)
    ]
    pair(folder, orders)
    return expected(orders)


@case(
    "imported/taobao-saved-by-excel",
    'Order report opened and saved in Excel: UTF-8 with BOM, `yyyy/M/d H:mm`, ids without `=""`; '
    "the item report is still gb18030",
)
def _(folder: Path) -> Expected:
    orders = varied(26, NOW)
    order_path, _item_path = pair(folder, orders, vintage="2017")
    save_again(order_path)
    return expected(orders)


@case("imported/taobao-utf8", "Saved by WPS: UTF-8 without BOM")
def _(folder: Path) -> Expected:
    orders = few(27)
    for path in pair(folder, orders):
        save_again(path, encoding="utf-8")
    return expected(orders)


@case("imported/taobao-utf16", "Saved by Excel as Unicode text: UTF-16 with BOM, tabs, .txt")
def _(folder: Path) -> Expected:
    orders = few(28)
    for path in pair(folder, orders):
        save_again(path, encoding="utf-16", delimiter="\t")
        path.rename(path.with_suffix(".txt"))
    return expected(orders)


@case(
    "imported/taobao-masked-later",
    "The same orders twice, the second time masked (张**, 1******6198, `上海 上海市 ***`): "
    "nothing is overwritten, the second download changes no order",
)
def _(folder: Path) -> Expected:
    orders = few(29)
    pair(folder, orders, vintage="2019", stamp="202611220930")
    hidden = [replace(order, buyer=masked(order.buyer)) for order in orders]
    pair(folder, hidden, vintage="2019", stamp="202611221730")
    return expected(orders)


@case(
    "imported/taobao-unknown-status",
    "Status words nobody has seen: the first order (跨境清关中) is held and shows the word, the "
    "second says 退款中 in its line; nothing is guessed",
)
def _(folder: Path) -> Expected:
    orders = few(30)
    order_path, item_path = pair(folder, orders)
    set_cell(order_path, orders[0].number, "订单状态", "跨境清关中")
    set_cell(item_path, orders[1].number, "订单状态", "退款中")
    return expected(orders)


_QUIRKS = (
    ("订单备注", "NULL"),
    ("买家留言", "--"),
    ("联系电话", "#NULL!"),
    ("发票抬头", "None"),
    ("买家留言", "-"),
    ("订单备注", "'null"),
)


@case(
    "imported/taobao-quirks",
    "Words for nothing (NULL, --, #NULL!, None, -, 'null, ` null `), half-width comma and short "
    "form of a status, a time 8:48:5, several waybills in one cell, `No:`, 0元, quotes, commas and "
    "line ends in a message",
)
def _(folder: Path) -> Expected:
    orders = few(31, 9)
    talk = '他说:"先别发","等我",,\n第二行,完'
    orders[8] = replace(orders[8], message=talk)
    order_path, _item_path = pair(folder, orders, vintage="2017")
    for order, (column, word) in zip(orders, _QUIRKS, strict=False):
        set_cell(order_path, order.number, column, word)
    set_cell(order_path, orders[0].number, "订单状态", "买家已付款,等待卖家发货")
    set_cell(order_path, orders[1].number, "订单状态", "买家已付款")
    set_cell(order_path, orders[2].number, "订单付款时间", "2026-11-22 8:48:5")
    waybills = "No:SF1098112233445，YT1234567890123;73112233445566"
    set_cell(order_path, orders[3].number, "物流单号", waybills)
    set_cell(order_path, orders[4].number, "退款金额", "0元")
    return expected(orders)


@case(
    "imported/taobao-repeated-numbers",
    "An order report that repeats 订单编号, one row per item, without sub-order numbers; a "
    "refunded item's row says 交易关闭 though its order goes on: such an order is not closed",
)
def _(folder: Path) -> Expected:
    stream = list(generate(2_000, 32, until=NOW, days=20))
    several = [order for order in stream if len(order.lines) > 1]
    going_on = [o for o in several if o.state is State.SUCCESS and o.lines[0].refund is Refund.DONE]
    single = [order for order in stream if len(order.lines) == 1]
    orders = going_on[:2] + several[-3:] + single[-2:]
    rows = [
        replace(order, lines=(line,), state=line.state) for order in orders for line in order.lines
    ]
    _order_path, item_path = pair(folder, rows, vintage="2024")
    write_taobao_pair(orders, folder / "unused.xlsx", item_path, vintage="2024")
    (folder / "unused.xlsx").unlink()
    return expected(orders)


@case(
    "imported/taobao-xlsx-awkward",
    "XLSX named .xls, sheet dimension A1, `_x002B_` for a plus, a control character in a message, "
    "a quantity as number",
)
def _(folder: Path) -> Expected:
    orders = few(33)
    orders[0] = replace(orders[0], message="响铃\x07和_x0041_不是A")
    order_path, item_path = pair(folder, orders, vintage="2024")
    shown = ">184"
    edit_sheet(order_path, lambda xml: xml.replace(shown, ">_x002B_86 184", 1))
    as_text = '<c t="inlineStr"><is><t xml:space="preserve">1</t></is></c>'
    edit_sheet(item_path, lambda xml: xml.replace(as_text, "<c><v>1</v></c>", 1))
    order_path.rename(order_path.with_suffix(".xls"))
    return expected(orders)

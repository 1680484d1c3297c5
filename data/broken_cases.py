"""Files that go in partly, wait, are refused, or are left alone."""

from pathlib import Path

from case import Expected, Reject, amazon, case, expected, few, pair

from csdesk.sample.damage import (
    cut,
    edit_sheet,
    save_again,
    set_cell,
    write_bomb,
    write_encrypted_workbook,
)
from csdesk.sample.exports import write_amazon_all_orders, write_amazon_new_orders
from csdesk.sample.records import SampleOrder, State

_LOST = "Excel has lost digits of the order number"


def _lose_digits(number: str) -> str:
    return f"{float(number):.2E}"


@case(
    "partly/taobao-lost-digits",
    "Excel turned two order numbers into 7.43E+18, a third is cut to four digits",
)
def _(folder: Path) -> Expected:
    orders = few(51, 8)
    rejects = []
    paths = pair(folder, orders, vintage="2017")
    damaged = [_lose_digits(orders[1].number), _lose_digits(orders[4].number), "7427"]
    for order, value in zip((orders[1], orders[4], orders[6]), damaged, strict=True):
        for path in paths:
            # One row in the order report, one per item in the item report.
            rows = len(order.lines) if path is paths[1] else 1
            for _ in range(rows):
                row = set_cell(path, order.number, "订单编号", value)
                why = "shorter than 15 digits" if value == "7427" else _LOST
                rejects.append(Reject(path.name, row, "订单编号", value, why))
    return expected(
        (order for place, order in enumerate(orders) if place not in (1, 4, 6)), rejects
    )


@case(
    "partly/taobao-bad-cells",
    "A time, a postage and a quantity that are none, an empty order number; the rest goes in",
)
def _(folder: Path) -> Expected:
    orders = few(52, 9)
    order_path, item_path = pair(folder, orders, vintage="2017")
    cells = (
        (order_path, 1, "订单创建时间", "2026-13-45 99:00:00", "not a time"),
        (order_path, 3, "买家应付邮费", "十块", "not an amount"),
        (order_path, 5, "订单编号", "", "the order number is missing"),
        (item_path, 7, "购买数量", "两件", "not a whole number"),
    )
    rejects = []
    for path, place, column, value, why in cells:
        row = set_cell(path, orders[place].number, column, value)
        rejects.append(Reject(path.name, row, column, value, why))
    return expected(orders[::2], rejects)


@case(
    "partly/taobao-xlsx-number-id",
    "One order number is a number cell: a spreadsheet keeps 15 of its 19 digits",
)
def _(folder: Path) -> Expected:
    orders = few(53)
    order_path, _item_path = pair(folder, orders, vintage="2024")
    number = orders[2].number
    as_text = f'<c t="inlineStr"><is><t xml:space="preserve">{number}</t></is></c>'
    edit_sheet(order_path, lambda xml: xml.replace(as_text, f"<c><v>{number}</v></c>", 1))
    rejects = [Reject(order_path.name, 4, "订单编号", "", _LOST)]
    return expected((order for order in orders if order.number != number), rejects)


def _new_orders(seed: int) -> list[SampleOrder]:
    stream = amazon(seed, 160, days=4)
    return [o for o in stream if o.state is State.PAID and len(o.lines) == 1][:8]


@case(
    "partly/amazon-bad-cells", "Somebody typed into a New Orders report: time, quantity, price, id"
)
def _(folder: Path) -> Expected:
    orders = _new_orders(54)
    path = folder / "new-orders.txt"
    write_amazon_new_orders(orders, path)
    cells = (
        (0, "purchase-date", "昨天", "not a time"),
        (2, "quantity-purchased", "two", "not a whole number"),
        (4, "item-price", "12,99,9", "not an amount"),
        (6, "order-id", "", "the order number is missing"),
    )
    rejects = []
    for place, column, value, why in cells:
        row = set_cell(path, orders[place].number, column, value, encoding="utf-8")
        rejects.append(Reject(path.name, row, column, value, why))
    return expected(orders[1::2], rejects)


@case(
    "partly/amazon-half-written",
    "A download that broke off inside its last row: that row has too few columns",
)
def _(folder: Path) -> Expected:
    orders = _new_orders(55)
    path = folder / "new-orders.txt"
    write_amazon_new_orders(orders, path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.rindex(orders[-1].number) + 60], encoding="utf-8", newline="")
    rejects = [Reject(path.name, len(orders) + 1, "", "", "fewer columns than the header")]
    return expected(orders[:-1], rejects)


@case("waiting/taobao-orders-only", "The afternoon's order report; -22 is missing")
def _(folder: Path) -> Expected:
    order_path, item_path = pair(folder, few(61))
    order_path.rename(folder / "2026-11-22-11.csv")
    item_path.unlink()
    return Expected(why="waits for the item report")


@case("waiting/taobao-items-only", "An item report whose order report is missing")
def _(folder: Path) -> Expected:
    order_path, _item_path = pair(folder, few(62))
    order_path.unlink()
    return Expected(why="waits for the order report")


@case(
    "waiting/taobao-two-downloads",
    "Order report of one download and item report of another: stamps and orders differ, both wait",
)
def _(folder: Path) -> Expected:
    pair(folder, few(63), stamp="202611220930")[1].unlink()
    pair(folder, few(64), stamp="202611211500")[0].unlink()
    return Expected(why="each waits for its other half")


def _quarantined(name: str, shows: str, file: str, content: bytes, why: str) -> None:
    @case(f"quarantined/{name}", shows)
    def _(folder: Path) -> Expected:
        (folder / file).write_bytes(content)
        return Expected(why=why)


_quarantined("empty", "0 bytes", "ExportOrderList202611220931.csv", b"", "the file is empty")
_quarantined(
    "blank", "Blanks and line ends only", "unshipped.txt", b" \r\n\r\n", "the file is empty"
)
_quarantined(
    "html-named-xls",
    "A page (a session had ended) under the name of a workbook",
    "ExportOrderList202611220932.xls",
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>请登录</title></head>"
    "<body><table><tr><td>登录已超时</td></tr></table></body></html>".encode(),
    "a web page, not a workbook",
)
_quarantined(
    "unknown-header",
    "Somebody's own list",
    "补货清单.csv",
    "日期,客户,货号,件数\r\n2026-11-22,张三,1098,2\r\n".encode("gb18030"),
    "no known header",
)
_quarantined(
    "refund-report",
    "A refund export: shares 订单编号 and more with an order report, but is none",
    "退款202611220930.csv",
    "订单编号,退款编号,支付单号,订单付款时间,商品id,商品编码,退款完结时间,买家实际支付金额,宝贝标题,"
    "买家退款金额,手工退款/系统退款,售后类型,退款的申请时间,超时时间,退款状态,货物状态\r\n"
    "7427556644743003479,1098112233,,2026-11-20 10:00:00,,,,99.00,连衣裙,99.00,手工退款,仅退款,"
    "2026-11-21 10:00:00,,退款成功,未发货\r\n".encode("gb18030"),
    "no known header",
)


@case("quarantined/nul-bytes", "A NUL byte inside a cell")
def _(folder: Path) -> Expected:
    order_path, item_path = pair(folder, few(71, 4))
    item_path.unlink()
    order_path.write_bytes(order_path.read_bytes().replace("样例".encode("gb18030"), b"\0", 1))
    return Expected(why="NUL bytes")


@case("quarantined/unterminated-quote", "A quotation mark that never ends swallows the file")
def _(folder: Path) -> Expected:
    orders = few(72, 4)
    order_path, item_path = pair(folder, orders)
    item_path.unlink()
    save_again(order_path)
    name = orders[-1].buyer.name.encode()
    order_path.write_bytes(order_path.read_bytes().replace(name, b'"' + name, 1))
    return Expected(why="a quotation mark does not end")


@case("quarantined/half-written", "A download that broke off inside a quoted cell")
def _(folder: Path) -> Expected:
    orders = few(73, 4)
    order_path, item_path = pair(folder, orders)
    item_path.unlink()
    content = order_path.read_bytes()
    inside = content.rindex(orders[-1].buyer.address.state.encode("gb18030"))
    order_path.write_bytes(content[: inside + 2])
    return Expected(why="a quotation mark does not end")


@case("quarantined/mixed-encodings", "gb18030 with one line in UTF-8: two files pasted together")
def _(folder: Path) -> Expected:
    orders = few(74, 4)
    order_path, item_path = pair(folder, orders)
    item_path.unlink()
    lines = order_path.read_bytes().split(b"\n")
    lines[2] = lines[2].decode("gb18030").replace(orders[1].buyer.name, "张三丰").encode()
    order_path.write_bytes(b"\n".join(lines))
    return Expected(why="line 3 is in another encoding")


@case("quarantined/all-digits-lost", "Saved by Excel as numbers: every order number is 7.43E+18")
def _(folder: Path) -> Expected:
    for path in pair(folder, few(75, 4), vintage="2017"):
        save_again(path, lose_digits=lambda row: row > 1)
    return Expected(why=f"no row can be read: {_LOST}")


@case("quarantined/encrypted", "A workbook under a password (OLE container)")
def _(folder: Path) -> Expected:
    write_encrypted_workbook(folder / "ExportOrderList202611220936.xlsx")
    return Expected(why="protected by a password")


@case("quarantined/zip-bomb", "An XLSX that unpacks to 64 MB, hundreds of times its own size")
def _(folder: Path) -> Expected:
    write_bomb(folder / "ExportOrderList202611220937.xlsx", size=64 * 1_024_000)
    return Expected(why="unpacks to far more than it holds")


@case("quarantined/far-cell", "One stray cell at XFD1048576: a naive reader asks for 550 GB")
def _(folder: Path) -> Expected:
    order_path, item_path = pair(folder, few(76, 4), vintage="2024")
    item_path.unlink()
    stray = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    edit_sheet(order_path, lambda xml: xml.replace("</sheetData>", stray, 1))
    return Expected(why="too many columns")


@case("quarantined/cut-workbook", "The first two thirds of an XLSX")
def _(folder: Path) -> Expected:
    order_path, item_path = pair(folder, few(77, 4), vintage="2024")
    item_path.unlink()
    cut(order_path, 2 / 3)
    return Expected(why="not a whole workbook")


@case(
    "ignored/not-finished",
    "Downloads under way and Excel's lock file: the watcher leaves them alone",
)
def _(folder: Path) -> Expected:
    order_path, item_path = pair(folder, few(81, 4))
    order_path.rename(order_path.with_name(f"{order_path.name}.crdownload"))
    item_path.rename(item_path.with_name(f"{item_path.name}.part"))
    (folder / "~$ExportOrderList202611220930.xlsx").write_bytes(b"\x05lihua".ljust(165, b" "))
    path = folder / ".all-orders.txt.tmp"
    write_amazon_all_orders(amazon(82, 3), path)
    return Expected(why="not finished")

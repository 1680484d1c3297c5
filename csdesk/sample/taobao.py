"""Order and item reports of Taobao (已卖出的宝贝 → 批量导出) as they looked in each vintage."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from csdesk.sample.columns import TAOBAO_ITEMS, TAOBAO_ORDERS
from csdesk.sample.records import Flag, Refund, SampleLine, SampleOrder, State
from csdesk.sample.workbook import Workbook

_SHOP = "样例女装旗舰店"
_STATES = {
    State.UNPAID: "等待买家付款",
    State.PAID: "买家已付款，等待卖家发货",
    State.PARTLY_SHIPPED: "卖家部分发货",
    State.SHIPPED: "卖家已发货，等待买家确认",
    State.SUCCESS: "交易成功",
    State.CLOSED: "交易关闭",
}
_REFUNDS = {
    Refund.NONE: "没有申请退款",
    Refund.REQUESTED: "买家已经申请退款，等待卖家同意",
    Refund.DONE: "退款成功",
}
_FLAGS = {
    Flag.NONE: "",
    Flag.RED: "红旗",
    Flag.YELLOW: "黄旗",
    Flag.GREEN: "绿旗",
    Flag.BLUE: "蓝旗",
    Flag.PURPLE: "紫旗",
}
# Cells written as ="123": the equals sign stands outside the quotes so that Excel keeps the digits.
_IDS = frozenset({"订单编号", "主订单编号", "子订单编号", "支付单号", "特权订金订单id"})
_APOSTROPHE = frozenset({"联系电话", "联系手机"})
# What stands for nothing in some cells since September 2017.
_NULLS = {"买家留言": "null", "联系电话": "'null", "订单备注": " null "}
_NULLS_SINCE = "2017"
_VIRTUAL_SINCE = "2021"
_WORKBOOK_SINCE = "2024"
_PREFIX_UNTIL = "2017"

OrderCell = Callable[[SampleOrder], str]
LineCell = Callable[[SampleOrder, SampleLine], str]


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _time(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def _titles(order: SampleOrder) -> str:
    return "，".join(line.item.title for line in order.lines)


def _ship_by(order: SampleOrder) -> str:
    """The time a parcel must leave by, per line: several in one cell."""
    if not order.paid_at:
        return ""
    by = f"{order.paid_at + timedelta(hours=48):%Y-%m-%d %H:%M}"
    return "".join(f"子订单{line.number}： {by}前 ; " for line in order.lines)


def _virtual_number(order: SampleOrder) -> str:
    return f"184{order.number[:8]}-{order.number[8:12]}"


def _virtual_until(order: SampleOrder) -> str:
    return _time(order.placed_at + timedelta(days=60))


_ORDER: dict[str, OrderCell] = {
    "订单编号": lambda o: o.number,
    "主订单编号": lambda o: o.number,
    "买家会员名": lambda o: o.buyer.nick,
    "买家会员昵称": lambda o: o.buyer.nick,
    "买家支付宝账号": lambda o: o.buyer.account,
    "支付单号": lambda o: o.payment_number if o.paid_at else "",
    "支付详情": lambda o: f"支付宝：{_yuan(o.paid)}" if o.paid_at else "",
    "买家应付货款": lambda o: _yuan(o.total - o.postage),
    "买家应付邮费": lambda o: _yuan(o.postage),
    "买家支付积分": lambda _: "0",
    "总金额": lambda o: _yuan(o.total),
    "总金额(旧版)": lambda o: _yuan(o.total),
    "返点积分": lambda _: "0",
    "买家实际支付金额": lambda o: _yuan(o.paid),
    "买家实付金额": lambda o: _yuan(o.paid),
    "买家实际支付积分": lambda _: "0",
    "订单状态": lambda o: _STATES[o.state],
    "买家留言": lambda o: o.message,
    "收货人姓名": lambda o: o.buyer.name,
    "收货地址": lambda o: o.buyer.address.one_line,
    "运送方式": lambda o: "快递" if o.postage else "快递 免邮",
    "联系电话": lambda o: o.buyer.landline,
    "联系手机": lambda o: o.buyer.mobile,
    "虚拟号过期时间": _virtual_until,
    "订单创建时间": lambda o: _time(o.placed_at),
    "订单付款时间": lambda o: _time(o.paid_at),
    "宝贝标题": _titles,
    "商品标题": _titles,
    "宝贝种类": lambda o: str(len(o.lines)),
    "物流单号": lambda o: o.waybill,
    "运单号": lambda o: o.waybill,
    "物流公司": lambda o: o.carrier,
    "订单备注": lambda o: o.remark,
    "商家备忘": lambda o: o.remark,
    "商家备注": lambda o: o.remark,
    "备注标签": lambda o: _FLAGS[o.flag],
    "宝贝总数量": lambda o: str(o.pieces),
    "店铺Id": lambda _: "0",
    "店铺名称": lambda _: _SHOP,
    "订单关闭原因": lambda o: o.close_reason or "订单未关闭",
    "卖家服务费": lambda _: "0元",
    "买家服务费": lambda _: "0元",
    "是否手机订单": lambda o: "手机订单" if o.number[0] in "3456789" else "",
    "是否上传合同照片": lambda _: "否",
    "是否上传小票": lambda _: "否",
    "是否代付": lambda _: "否",
    "修改后的收货地址": lambda _: "否",
    "退款金额": lambda o: _yuan(o.refunded),
    "发货时间": lambda o: _time(o.shipped_at),
    "应发货时间": _ship_by,
    "确认收货时间": lambda o: _time(o.finished_at) if o.state is State.SUCCESS else "",
    "打款商家金额": lambda o: f"{_yuan(_settled(o))}元",
    "确认收货打款金额": lambda o: _yuan(_settled(o)),
    "是否主动赔付": lambda _: "否",
    "商品属性SKU": lambda o: "，".join(line.item.attributes for line in o.lines),
    "商家编码": lambda o: "，".join(line.item.code for line in o.lines),
}
_LINE: dict[str, LineCell] = {
    "订单编号": lambda o, _: o.number,
    "主订单编号": lambda o, _: o.number,
    "子订单编号": lambda _, line: line.number,
    "标题": lambda _, line: line.item.title,
    "商品标题": lambda _, line: line.item.title,
    "价格": lambda _, line: _yuan(line.unit_price),
    "商品价格": lambda _, line: _yuan(line.unit_price),
    "购买数量": lambda _, line: str(line.quantity),
    "外部系统编号": lambda _, line: line.item.sku,
    "商品属性": lambda _, line: line.item.attributes,
    "订单状态": lambda _, line: _STATES[line.state],
    "商家编码": lambda _, line: line.item.code,
    "支付单号": lambda o, _: o.payment_number if o.paid_at else "",
    "买家应付货款": lambda _, line: _yuan(line.due),
    "买家实际支付金额": lambda o, line: _yuan(line.due if o.paid_at else 0),
    "买家实付金额": lambda o, line: _yuan(line.due if o.paid_at else 0),
    "退款状态": lambda _, line: _REFUNDS[line.refund],
    "退款金额": lambda _, line: (
        "无退款申请" if line.refund is Refund.NONE else _yuan(line.refunded)
    ),
    "订单创建时间": lambda o, _: _time(o.placed_at),
    "订单付款时间": lambda o, _: _time(o.paid_at),
    "商品ID": lambda _, line: line.item.product_id,
    "商品 ID": lambda _, line: line.item.product_id,
    "商家备注": lambda o, _: o.remark,
    "主订单买家留言": lambda o, _: o.message,
    "发货时间": lambda o, line: "" if line.state is State.PAID else _time(o.shipped_at),
    "物流单号": lambda o, line: "" if line.state is State.PAID else o.waybill,
    "物流公司": lambda o, line: "" if line.state is State.PAID else o.carrier,
    "应发货时间": lambda o, _: _ship_by(o),
    "备注标签": lambda o, _: _FLAGS[o.flag],
    "是否主动赔付": lambda _, __: "否",
    "skuId": lambda _, line: line.item.sku_id,
}


def _settled(order: SampleOrder) -> int:
    return order.paid - order.refunded if order.state is State.SUCCESS else 0


def _nothing(*_: object) -> str:
    return ""


def _order_cells(vintage: str) -> list[OrderCell]:
    """One function per column of the vintage's order report."""
    cells = dict(_ORDER)
    if vintage >= _VIRTUAL_SINCE:
        cells["联系手机"] = _virtual_number
    if vintage <= _PREFIX_UNTIL:
        cells["物流单号"] = lambda o: f"No:{o.waybill}" if o.waybill else ""
    return [cells.get(header.strip(), _nothing) for header in TAOBAO_ORDERS[vintage]]


def _csv_quoters(header: tuple[str, ...], vintage: str) -> list[Callable[[str], str]]:
    """One function per column that writes a cell the way the vintage quotes it."""

    def quoter(name: str) -> Callable[[str], str]:
        nothing = _NULLS.get(name, "") if vintage >= _NULLS_SINCE else ""
        lead = "'" if name in _APOSTROPHE else ""
        if name in _IDS:
            return lambda text: f'="{text}"'
        return lambda text: (
            f'"{lead}{text.replace(chr(34), chr(34) * 2)}"' if text else f'"{nothing}"'
        )

    return [quoter(name.strip()) for name in header]


RowWriter = Callable[[Iterable[str]], None]


@contextmanager
def _csv(
    path: Path, header: tuple[str, ...], vintage: str, encoding: str, tail: str
) -> Iterator[RowWriter]:
    quoters = _csv_quoters(header, vintage)
    # A marketplace that writes GBK puts "?" for what GBK lacks.
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        file.write(",".join(f'"{name}"' for name in header) + "\r\n")

        def row(cells: Iterable[str]) -> None:
            file.write(
                ",".join([quote(cell) for quote, cell in zip(quoters, cells, strict=True)]) + tail
            )

        yield row


@contextmanager
def _workbook(path: Path, header: tuple[str, ...]) -> Iterator[RowWriter]:
    with Workbook(path) as book:
        book.row(header)
        yield book.row


def write_taobao_pair(
    orders: Iterable[SampleOrder],
    order_path: Path,
    item_path: Path,
    *,
    vintage: str = "2017",
    encoding: str = "gb18030",
) -> int:
    """Write the order report and the item report of one download; returns the number of orders.

    ``vintage`` is a key of ``TAOBAO_ORDERS``. From 2024 on both files are XLSX and ``encoding``
    does not matter. Item reports until 2019 have the real ones' extra comma at the end of each row.

    Raises:
        KeyError: no such vintage.
        OSError: a file cannot be written.
    """
    order_header, item_header = TAOBAO_ORDERS[vintage], TAOBAO_ITEMS[vintage]
    order_cells = _order_cells(vintage)
    line_cells = [_LINE.get(name, _nothing) for name in item_header]
    written = 0
    with ExitStack() as stack:
        if vintage >= _WORKBOOK_SINCE:
            order_row = stack.enter_context(_workbook(order_path, order_header))
            item_row = stack.enter_context(_workbook(item_path, item_header))
        else:
            extra = ",\r\n" if len(item_header) == len(TAOBAO_ITEMS["2011"]) else "\r\n"
            order_row = stack.enter_context(
                _csv(order_path, order_header, vintage, encoding, "\r\n")
            )
            item_row = stack.enter_context(_csv(item_path, item_header, vintage, encoding, extra))
        for order in orders:
            order_row([cell(order) for cell in order_cells])
            for line in order.lines:
                item_row([cell(order, line) for cell in line_cells])
            written += 1
    return written

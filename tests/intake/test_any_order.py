"""Files in whatever order, and some of them again, end in the same store (design §5, §6)."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from csdesk.store import columns
from tests.intake.desks import make_desk, take

HEAD = (
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,总金额,买家实际支付金额,订单状态,收货人姓名,"
    "收货地址 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,物流公司,订单备注\n"
)
PAID, SHIPPED, DONE = "买家已付款，等待卖家发货", "卖家已发货，等待买家确认", "交易成功"
DAYS = (
    {"1": (PAID, "张三", "", ""), "2": (PAID, "李四", "", "")},
    {
        "1": (PAID, "张三丰", "", "加急"),
        "2": (SHIPPED, "李四", "圆通速递", ""),
        "3": (PAID, "王五", "", ""),
    },
    {
        "1": (SHIPPED, "张三丰", "申通快递", "加急"),
        "2": (DONE, "李四", "圆通速递", "已问"),
        "3": (PAID, "王武", "", ""),
    },
)
"""Three exports, the oldest first: order -> status, name, carrier, seller's remark."""

_NOT_COMPARED = {"id", "order_no", "version", "batch_id"}


def export(folder, nth):
    """One of the exports, with the moment of the download in its name."""
    rows = [
        f'="{number * 18}",nick{number},a{number}@x.cn,10.00,10.00,10.00,"{status}",{name},'
        f"浙江省 杭州市 西湖区 文三路 1 号,13800001111,2026-11-20 10:00:0{number},"
        f"2026-11-20 10:01:00,裙子,{carrier},{remark}\n"
        for number, (status, name, carrier, remark) in DAYS[nth].items()
    ]
    path = folder / f"ExportOrderList2026112{nth}1000.csv"
    path.write_bytes((HEAD + "".join(rows)).encode("gb18030"))
    return path


def told(desk):
    """What the orders say, whatever they are numbered."""
    with desk.store.read() as c:
        orders = c.execute(select(columns.orders)).mappings().all()
    return sorted(tuple((k, v) for k, v in row.items() if k not in _NOT_COMPARED) for row in orders)


def after(takes):
    """The store after these exports, one after the other."""
    with TemporaryDirectory() as folder:
        desk = make_desk(Path(folder))
        for nth in takes:
            take(desk, export(Path(folder), nth), alone=True)
        end = told(desk)
        conflicts = desk.conflicts.open()
        desk.close()
        return end, conflicts


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations([0, 1, 2]), st.lists(st.sampled_from([0, 1, 2]), max_size=2))
def test_any_order_and_any_repetition_end_in_the_same_store(order, again):
    in_turn, none = after([0, 1, 2])
    end, conflicts = after([*order, *again])
    assert end == in_turn
    assert conflicts == none == ()

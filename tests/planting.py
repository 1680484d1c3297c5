"""Strings that tell of buyers, planted where exports have them, and found again anywhere."""

from __future__ import annotations

import re
import time

from sqlalchemy import update

from csdesk.store import columns
from tests.intake.desks import ITEMS, ORDERS, changed_cells, write_pair

DAY = 86_400
PLANTED = re.compile(rb"ZQXJ[a-z]{2}\d{4}|1390000\d{4}")
"""The four digits at the end are the order's, with 5,000 more or not."""

OF_AN_ORDER = 8
CELLS = {
    "收货人姓名": "ZQXJna", "收货地址": "浙江省 杭州市 西湖区 ZQXJad", "买家会员名": "ZQXJac",
    "买家支付宝账号": "ZQXJpa", "买家留言": "请快点 ZQXJme", "订单备注": "老客户 ZQXJre",
}  # fmt: skip


def export(folder, orders, order_name=ORDERS, item_name=ITEMS):
    """Both reports, with a planted string in every cell that tells of a buyer; 5,000 at most."""
    pair = write_pair(folder, orders, order_name, item_name)
    change = {}
    for n, each in enumerate(orders):
        cells = {title: f"{text}{n:04}" for title, text in CELLS.items()}
        phones = {"联系手机": f"'1390000{n:04}", "联系电话": f"1390000{n + 5_000:04}"}
        change[each.number] = cells | phones
    changed_cells(pair[0], change)
    return pair


def planted(folder):
    """What of the planted strings stands anywhere below a folder, in any encoding."""
    found = set()
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for each in (content, content.replace(b"\0", b"")):
                found.update(PLANTED.findall(each))
    return found


def old(desk, ids, days=31):
    """As if these orders had been delivered so many days ago."""
    then = int(time.time()) - days * DAY
    o = columns.orders
    told = {"order_status": "completed", "finished_at": then, "hold_reason": "ZQXJho0001"}
    with desk.store.change() as c:
        for start in range(0, len(ids), 500):
            c.execute(update(o).where(o.c.id.in_(ids[start : start + 500])).values(**told))

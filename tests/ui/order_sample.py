"""One order with everything an order can have, and the moments of its steps set to known ones."""

from __future__ import annotations

from sqlalchemy import insert, update

from csdesk.model.status import Tab
from csdesk.services.remarks import Remarks
from csdesk.store import columns
from tests.services.desks import person
from tests.tampering import unguard

NUMBER = "TB240202-0041"
MARKET = "2401234567890123456"
PLACED = 1_706_846_700
"""2024-02-02 12:05 in Shanghai."""

HAN = person("han", "韩梅梅", shift="晚班")

FACTS = {
    "name": "张三丰", "account": "zhang_sf@example.com", "nick": "风清扬", "phone": "13800138000",
    "province": "浙江省", "city": "杭州市", "district": "西湖区", "zip": "310012",
    "address": "浙江省杭州市西湖区文三路一百二十三号东部软件园科技大厦 A 座 1203 室，请放门卫",
    "market_status": "买家已付款，等待卖家发货", "method": "支付宝", "total": 123_400,
    "postage": 1_000, "refund": 0, "placed_at": PLACED, "paid_at": PLACED + 600,
    "carrier": "圆通速递", "tracking_no": "YT1234567890123", "flag": "red",
    "buyer": "zhang_sf@example.com", "buyer_message": "请发圆通，不要申通！周五之前一定要到。",
    "market_remark": "客户要求改圆通",
}  # fmt: skip

LINES = (
    ("WXZ0KU1122", "2024 秋冬新款 女装 加绒 连帽 卫衣 宽松 韩版", "颜色:黑色;尺码:XL", 1, 12_900),
    ("A-3", "赠品 袜子", "", 3, 0),
)


def whole_order(desk, order_no=NUMBER, market_no=MARKET, **more):
    """The order with three lines, four remarks in three tabs, one of them corrected; its id."""
    order_id = desk.order(order_no, market_no, **(FACTS | more))
    remarks = desk.service(Remarks)
    remarks.add(order_no, Tab.INTERNAL, "客户电话里说可以周六送。\n已和他确认地址。")
    remarks.add(order_no, Tab.SHIPPING, "改发圆通，不要申通", in_market=True)
    remarks.add(order_no, Tab.SHIPPING, "换款成 WXZ0KU1122 红色 M")
    wrong = remarks.add(order_no, Tab.FINANCE, "退差价 10 元")
    desk.service(Remarks, HAN).revise(wrong.id, "退差价 12 元", seen_version=1)
    with desk.store.change() as c:
        for n, (sku, title, attributes, quantity, price) in enumerate(LINES, 2):
            values = {
                "order_id": order_id, "line_no": n, "sku": sku, "title": title,
                "attributes": attributes, "quantity": quantity, "unit_price": price,
                "line_status": "", "refund_status": "", "market_line_no": "",
            }  # fmt: skip
            c.execute(insert(columns.lines), values)
    set_clock(desk)
    return order_id


def set_clock(desk):
    """Let all that was done so far have been done an hour after the order was placed."""
    with desk.store.change() as c:
        c.execute(update(columns.remarks).values(at=PLACED + 3_600))
        c.execute(update(columns.remark_versions).values(at=PLACED + 3_600))
        e = columns.events.c
        unguard(c.exec_driver_sql)  # times of a sample may be any
        c.execute(update(columns.events).values(at=(PLACED + 3_600) * 10**6 + e.seq))


def conflict(desk, order_id, field="address", *, ours="文三路 1 号", theirs="文三路 2 号", **more):
    """A field that both sides changed, still open; its id."""
    k, o = columns.conflicts, columns.orders
    with desk.store.change() as c:
        values = {
            "order_id": order_id, "line_no": 0, "field": field, "base": "文三路", "ours": ours,
            "theirs": theirs, "batch_id": 1, "changed_by": "李雷", "changed_at": PLACED,
            "choice": "", "settled_by": "",
        } | more  # fmt: skip
        made = c.execute(insert(k).returning(k.c.id), values).scalar_one()
        c.execute(
            update(o)
            .where(o.c.id == order_id)
            .values({field: ours, "conflicts": o.c.conflicts + 1})
        )
        return made

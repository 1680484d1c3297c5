"""Rows of a result list, made up."""

from __future__ import annotations

from datetime import UTC, datetime

from csdesk.model.found import OrderRow, Page, RemarkCounts
from csdesk.model.status import Flag, OrderStatus, PaymentStatus


def order_row(key=1, **more):
    """One row; larger keys are newer."""
    values = {
        "id": key, "order_no": f"TB240202-{key:04d}", "market_no": str(10**17 + key), "site": "TB",
        "shop": "旗舰店", "placed_at": datetime(2024, 2, 2, 4, 5, tzinfo=UTC), "paid_at": None,
        "name": "马小云", "account": "ma@example.com", "nick": "马家小铺", "phone": "13800001111",
        "province": "浙江省", "city": "杭州市", "order_status": OrderStatus.APPROVED,
        "payment_status": PaymentStatus.PAID, "market_status": "买家已付款", "total": 123_450,
        "currency": "CNY", "carrier": "圆通速递", "tracking_no": "YT1234567890", "flag": Flag.NONE,
        "blacklisted": False, "remarks": RemarkCounts(), "conflicts": 0, "title": "连衣裙",
    }  # fmt: skip
    return OrderRow(**values | more)


class Result:
    """A result of any keys, asked for by page as ``Orders.search`` answers."""

    def __init__(self, keys):
        self.keys = sorted(keys, reverse=True)

    def page(self, *, limit, below=None, above=None, at=None, from_end=False):
        """A page, the largest key first."""
        keys = self.keys
        if below is not None:
            keys = [key for key in keys if key < below.id]
        if at is not None:
            keys = [key for key in keys if key <= at.id]
        if above is not None:
            keys = [key for key in keys if key > above.id]
        chosen = keys[-limit:] if from_end or above is not None else keys[:limit]
        before = bool(chosen) and chosen[0] != self.keys[0]
        after = bool(chosen) and chosen[-1] != self.keys[-1]
        return Page(tuple(order_row(key) for key in chosen), before, after, 0.0)

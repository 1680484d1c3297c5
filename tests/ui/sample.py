"""Twenty orders for the tests of the list, of a year in which nothing is today."""

from __future__ import annotations

PLACED = 1_706_846_700
"""2024-02-02 12:05 in Shanghai."""

TWENTY = [
    {
        "order_no": f"TB240202-{n:04d}", "market_no": f"28000000000000{n:04d}",
        "name": ["马小云", "欧阳娜娜", "John Smith", "李四"][n % 4],
        "city": ["杭州市", "乌鲁木齐市"][n % 3 == 0], "province": "浙江省",
        "placed_at": PLACED + n * 60, "title": ["连衣裙", "USB-C Cable"][n % 2],
        "account": f"buyer{n}@example.com", "tracking_no": f"YT88{n:08d}", "carrier": "圆通速递",
        "order_status": ["awaiting_review", "approved", "shipped", "held"][n % 4],
        "payment_status": ["paid", "refund_requested"][n % 5 == 0], "total": 19_800 + n,
        "flag": ["", "red"][n % 7 == 0], "blacklisted": int(n == 18), "conflicts": int(n == 17),
    }
    for n in range(1, 21)
]  # fmt: skip

"""A desk with stock files taken in and orders that want what is there, and what is not."""

from __future__ import annotations

import csv
import sqlite3
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from csdesk.intake.by_hand import take_in
from csdesk.services.people import People
from csdesk.services.purchasing import Purchasing
from csdesk.services.stock import Stock
from csdesk.store.engine import Store
from tests.services.desks import BareDesk, bare_desk, person
from tests.ui.order_sample import PLACED

AGENT = person()
LEAD = person("wang", "王主管", roles=("lead",))
BUYER = person("zhoucai", "周采", roles=("purchasing",), shift="")

DRESS, SCARF, TROUSERS = "WLY0QU1098", "QWJ0KU1098", "WXZ0KU1122"
"""The first two have the same short code."""

SHORT = f"{TROUSERS}-NV-M"
"""One on hand, three orders want two of it each."""

THERE = f"{TROUSERS}-NV-S"
"""Enough of it."""

COLORS = ("红", "黑", "白", "藏青", "米色", "军绿", "酒红", "卡其", "浅灰", "深灰", "天蓝", "墨绿")
SIZES = ("XS", "S", "M", "L", "XL", "XXL", "3XL", "4XL")

COUNTED_AT = "2024-02-02 08:00"

_STOCK = (
    "sku", "product", "title", "color", "size", "on_hand", "defective", "supplier", "status",
    "price", "cost", "currency", "counted_at",
)  # fmt: skip
_SUPPLIERS = ("supplier", "phone", "contact", "purchaser", "lead_days", "note")
_MOVEMENTS = ("sku", "moved_at", "kind", "quantity", "warehouse", "reference", "note")


def table(folder, name, header, rows):
    """A CSV file."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def dresses():
    """Twelve colours by eight sizes; one colour is not bought any more, one pair is not made."""
    for row, color in enumerate(COLORS):
        for column, size in enumerate(SIZES):
            if (color, size) == ("白", "4XL"):
                continue
            on_hand = (row * 7 + column * 5) % 23
            status = "停产" if color == "军绿" else "正常"
            yield (
                f"{DRESS}-{row:02}-{size}", DRESS, "2024 秋冬新款 加绒 连衣裙", color, size,
                on_hand, column % 2, "广州嘉禾服饰", status, "129.00", "45.00", "CNY", COUNTED_AT,
            )  # fmt: skip


def others():
    """A scarf with the dress's short code, and trousers of which one size is short."""
    yield (f"{SCARF}-F", SCARF, "羊毛围巾", "红", "均码", 30, 0, "杭州一厂", "正常", "39.00",
           "12.00", "CNY", COUNTED_AT)  # fmt: skip
    for size, count in (("S", 9), ("M", 1)):
        yield (f"{TROUSERS}-NV-{size}", TROUSERS, "西装裤 直筒", "藏青", size, count, 0, "杭州一厂",
               "正常", "99.00", "31.00", "CNY", COUNTED_AT)  # fmt: skip


SUPPLIERS = (
    ("广州嘉禾服饰", "020-81234567", "王经理", "周采", 7, ""),
    ("杭州一厂", "0571-88001122", "陈厂长", "周采", 5, "周日休息"),
)


def take(desk, folder, *paths):
    """Take files in as an agent."""
    return take_in(folder, desk.store, desk.settings, AGENT, paths)


def stocked_desk(folder):
    """A desk in ``folder`` with all of it; the caller closes its store."""
    for name in ("inbox", "archive", "quarantine", "files"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "desk.db").write_bytes(_stocked_store())
    return BareDesk(Store(folder / "desk.db"))


@cache
def _stocked_store() -> bytes:
    """Made once: taking files in takes longer than most of what is tested."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        desk = bare_desk(folder)
        stock_up(desk, folder)
        desk.store.close()
        with sqlite3.connect(folder / "desk.db") as c:
            c.execute("VACUUM INTO ?", (str(folder / "whole.db"),))
        c.close()
        return (folder / "whole.db").read_bytes()


def stock_up(desk, folder):
    """Everybody at work, suppliers, stock and movements in, and the orders."""
    for name in ("inbox", "archive", "quarantine"):
        (folder / name).mkdir()
    boss = person("boss", "老板", roles=())
    desk.service(People, boss).ensure()
    for each in (AGENT, LEAD, BUYER):
        desk.service(People, boss).add(each.login, each.name, each.roles)
    files = folder / "files"
    files.mkdir()
    take(
        desk, folder,
        table(files, "suppliers.csv", _SUPPLIERS, SUPPLIERS),
        table(files, "stock.csv", _STOCK, [*dresses(), *others()]),
        table(files, "movements.csv", _MOVEMENTS, [
            (SHORT, "2024-02-01 10:00", "in", 40, "主仓", "PO-88", "到货"),
            (SHORT, "2024-02-01 15:00", "out", 39, "主仓", "", ""),
        ]),
    )  # fmt: skip
    for n, name in enumerate(("张三", "李四", "王五"), 1):
        wanted(desk, n, SHORT, name=name)
    wanted(desk, 4, SHORT, name="赵六", order_status="awaiting_review")
    wanted(desk, 5, THERE, name="孙七")
    wanted(desk, 6, f"{DRESS}-00-L", name="周八")


def wanted(desk, n, sku, *, quantity=2, attributes="颜色:藏青;尺码:M", **more):
    """An order for one item, approved unless something else is told; its number."""
    values = {
        "order_status": "approved", "approved_at": PLACED + n * 3_600, "placed_at": PLACED + n,
        "paid_at": PLACED + n, "phone": f"1380000000{n}", "account": f"buyer{n}@example.com",
    }  # fmt: skip
    number = f"TB240202-{n:04}"
    line = {"sku": sku, "title": "西装裤 直筒", "attributes": attributes, "quantity": quantity}
    desk.order(number, f"28000000000000{n:04}", line=line, **values | more)
    return number


def call_about(desk, sku, typed, *, actor=AGENT):
    """Somebody logs what the supplier said, typed as on the sheet."""
    purchasing = desk.service(Purchasing, actor)
    told = purchasing.read(typed)
    expected = told.expected.isoformat() if told.expected else ""
    return purchasing.call([sku], expected, told.words, quantity=told.quantity)


def item(desk, sku):
    """An item as it stands."""
    return desk.service(Stock).item(sku).row


def calls_about(desk, sku):
    """The calls about an item, the newest first."""
    return desk.service(Stock).item(sku).calls


def can_ship(desk, number):
    """Whether an order can leave."""
    return desk.service(Stock).can_ship(number)

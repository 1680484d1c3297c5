"""Answers about stock, made up, for the tests of what draws and writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from csdesk.model.can_ship import CanShip, LineVerdict
from csdesk.model.purchasing import Affected, CallSheet, Shortage, Slip, SupplierShortages
from csdesk.model.status import ItemStatus, OrderStatus, Verdict
from csdesk.model.stock import (
    Alarm,
    AlarmKind,
    Call,
    Formula,
    ItemCard,
    ItemRow,
    Level,
    Movement,
    Numbers,
    Product,
    ProductRow,
    Reason,
    Supplier,
    Unmoved,
    Waiting,
)

AT = datetime(2026, 11, 22, 1, 40, tzinfo=UTC)
"""2026-11-22 09:40 in Shanghai."""

COLORS = (
    "红", "黑", "白", "藏青", "米色", "军绿", "酒红", "卡其", "浅灰", "深灰", "天蓝",
    "墨绿色加绒加厚特别款",
)  # fmt: skip
SIZES = ("XS", "S", "M", "L", "XL", "XXL", "3XL", "4XL")


def numbers(**more):
    """Ten on hand, one of them bad, six promised."""
    told = {
        "on_hand": 10, "defective": 1, "sellable": 9, "allocated": 6, "awaiting": 5, "demand": 11,
        "available": 3, "shortage": 2,
    }  # fmt: skip
    return Numbers(**told | more)


def item(text="", *, sku="", color="", size="", status=ItemStatus.NORMAL, **more):
    """An item; ``text`` stands in every field that a file fills."""
    return ItemRow(
        sku=sku or text, code=text, short=text, title=text, color=color or text,
        size=size or text, supplier=text, status=status, status_word=text, warehouses=(text,),
        missing=False, numbers=numbers(**more), key=sku or text,
    )  # fmt: skip


def product(colors=COLORS, sizes=SIZES, *, without=()):
    """A product with an item for each pair but those in ``without``."""
    states = list(ItemStatus)
    cells = {
        (color, size): item(
            sku=f"WLY0QU1098-{row}-{column}", color=color, size=size,
            status=states[(row + column) % 3], available=row * 10 + column - 5,
        )
        for row, color in enumerate(colors)
        for column, size in enumerate(sizes)
        if (color, size) not in without
    }  # fmt: skip
    row = ProductRow("WLY0QU1098", "1098", "连衣裙", ItemStatus.PARTIAL, len(cells), numbers())
    return Product(row, tuple(colors), tuple(sizes), cells)


def waiting(text="", **more):
    """A line in a queue."""
    values = {
        "order_no": text, "line_no": 1, "name": text, "order_status": OrderStatus.APPROVED,
        "quantity": 2, "place": 3, "verdict": Verdict.EXPECTED, "expected": date(2026, 11, 28),
        "covered": 1, "priority": 1, "since": AT,
    }  # fmt: skip
    return Waiting(**values | more)


def call(text="", **more):
    """A call to a supplier."""
    values = {
        "id": 1, "sku": text, "supplier": text, "author": text, "login": "li", "at": AT,
        "answer": text, "expected": date(2026, 11, 28), "quantity": 50,
    }  # fmt: skip
    return Call(**values | more)


def supplier(text=""):
    """A supplier with all there is to know."""
    return Supplier(text, text, text, text, 7, text)


def card(text=""):
    """All about an item, with everything that a card can show."""
    return ItemCard(
        row=item(text), levels=(Level(text, False, AT, True, numbers(inbound=3)),),
        formulas=(
            Formula("available", 3, ((1, "on_hand", 10), (-1, "defective", 1),
                                     (-1, "allocated", 6))),
            Formula("shortage", 2, ((1, "demand", 11), (-1, "sellable", 9)), True),
        ),
        supplier=supplier(text), calls=(call(text),),
        movements=(Movement(AT, "in", 20, text, text, text),), queue=(waiting(text),),
        queue_total=1, price=12_900, cost=4_500, cost_hidden=False, currency=text,
        discontinued_by=text,
        alarms=(alarm(text),),
    )  # fmt: skip


def alarm(text=""):
    """Something that does not fit."""
    unmoved = (Unmoved(text, text, 1),)
    return Alarm(AlarmKind.UNMOVED, text, text, 3, 5, 2, unmoved, "", item(text))


def affected(text=""):
    """A customer who waits."""
    return Affected(waiting(text), text, text, AT, item(text))


def slip(text=""):
    """A promise that slips."""
    return Slip(1, text, text, AT, text, date(2026, 11, 28), text, "", text, text, 2, 1)


def verdict(text=""):
    """Whether an order can leave."""
    line = LineVerdict(
        1, text, text, text, 2, 1, Verdict.EXPECTED, date(2026, 11, 28), Reason.CALLED, 3, 4,
        call(text),
    )  # fmt: skip
    return CanShip(
        text, OrderStatus.APPROVED, Verdict.EXPECTED, date(2026, 11, 28), Reason.CALLED, 3, 1,
        (line,), (text,), AT,
    )  # fmt: skip


def sheet(text="", **more):
    """A sheet of one supplier and two items, one of them called about."""
    called = Shortage(item(text, **more), 8, 5, AT - timedelta(days=3), call(text))
    fresh = Shortage(item(text), 2, 1, AT - timedelta(days=1), None)
    return CallSheet(
        (text,), False, (SupplierShortages(supplier(text), (called, fresh), 10, 1),), 1, AT
    )

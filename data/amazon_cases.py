"""Amazon's order files as they are taken in."""

from dataclasses import replace
from pathlib import Path
from shutil import copyfile

from case import NOW, Expected, amazon, case, expected

from csdesk.sample.columns import AMAZON_ALL_ORDERS, AMAZON_UNSHIPPED
from csdesk.sample.exports import (
    write_amazon_all_orders,
    write_amazon_new_orders,
    write_amazon_unshipped,
)
from csdesk.sample.records import Channel, Refund, SampleOrder, State


def _waiting(orders: list[SampleOrder]) -> list[SampleOrder]:
    return [o for o in orders if o.state is State.PAID and not o.sent_by_marketplace]


def _all_orders(columns: int) -> None:
    @case(f"imported/amazon-all-orders-{columns}", f"All Orders report with {columns} columns")
    def _(folder: Path) -> Expected:
        orders = amazon(columns)
        write_amazon_all_orders(orders, folder / f"all-orders-{columns}.txt", columns)
        return expected(orders)


def _unshipped(columns: int) -> None:
    @case(
        f"imported/amazon-unshipped-{columns}",
        f"Unshipped Orders report with {columns} columns; days-past-promise is negative while time "
        "is left",
    )
    def _(folder: Path) -> Expected:
        orders = _waiting(amazon(columns, 200, days=4))[:8]
        write_amazon_unshipped(orders, folder / f"unshipped-{columns}.txt", columns, now=NOW)
        return expected(orders)


for _columns in AMAZON_ALL_ORDERS:
    _all_orders(_columns)
for _columns in AMAZON_UNSHIPPED:
    _unshipped(_columns)


@case(
    "imported/amazon-new-orders",
    "New Orders report; times with the offsets of four zones, four currencies (JPY without cents)",
)
def _(folder: Path) -> Expected:
    orders = [o for o in amazon(34, 20, days=2) if o.paid_at and o.state is not State.CLOSED]
    write_amazon_new_orders(orders, folder / "new-orders.txt")
    return expected(orders)


@case(
    "imported/amazon-awkward",
    "Two identical rows that are two items, an order with one item cancelled (quantity 0), "
    "cancelled orders with and without a price, six channels and currencies, Non-Amazon, bare "
    "inch marks, commas in promotion-ids",
)
def _(folder: Path) -> Expected:
    stream = amazon(35, 600)
    twice = next(o for o in stream if len(o.lines) > 1 and o.lines[0].item == o.lines[1].item)
    same = replace(twice.lines[1], quantity=1, state=State.SHIPPED, refund=Refund.NONE)
    lines = same, replace(same, number="10000000000001")
    twice = replace(twice, state=State.SHIPPED, postage=0, lines=lines)
    part = next(o for o in stream if o.state is State.SHIPPED and o.lines[0].state is State.CLOSED)
    inches = next(o for o in stream if '"' in o.lines[0].item.title_en and o.paid_at)
    closed = [o for o in stream if o.state is State.CLOSED]
    priced = next(o for o in closed if int(o.number[-2:]) % 11 == 0)
    priceless = next(o for o in closed if int(o.number[-2:]) % 11)
    plain = [o for o in stream if o.state is State.SHIPPED and len(o.lines) == 1]
    lira = replace(plain[0], channel=Channel("Amazon.com.tr", "TRY", 2, "TR", "Europe/Istanbul"))
    krona = replace(
        plain[1],
        number="S01-1098112-2334455",
        channel=Channel("Non-Amazon", "SEK", 2, "SE", "Europe/Stockholm"),
    )
    orders = [twice, part, inches, priced, priceless, lira, krona]
    for country in ("US", "JP", "DE"):
        orders.append(next(o for o in plain[2:] if o.channel.country == country))
    orders = sorted({o.number: o for o in orders}.values(), key=lambda order: order.placed_at)
    write_amazon_all_orders(orders, folder / "all-orders.txt", 91)
    return expected(orders)


@case("imported/amazon-japan", "All Orders of Amazon.co.jp in Windows-31J (cp932)")
def _(folder: Path) -> Expected:
    orders = [order for order in amazon(36, 80) if order.channel.country == "JP"][:6]
    write_amazon_all_orders(orders, folder / "all-orders-jp.txt", encoding="cp932")
    return expected(orders)


@case("imported/amazon-germany", "Unshipped Orders of Amazon.de in Windows-1252")
def _(folder: Path) -> Expected:
    orders = [o for o in _waiting(amazon(37, 900, days=4)) if o.channel.country == "DE"][:6]
    path = folder / "unshipped-de.txt"
    write_amazon_unshipped(orders, path, 85, now=NOW, encoding="cp1252")
    return expected(orders)


@case(
    "imported/amazon-overlap",
    "All Orders and the Unshipped report of the same orders: the second adds names and addresses, "
    "no order is there twice",
)
def _(folder: Path) -> Expected:
    orders = amazon(38, 20, days=2)
    write_amazon_all_orders(orders, folder / "all-orders.txt")
    write_amazon_unshipped(orders, folder / "unshipped.txt", 68, now=NOW)
    return expected(orders)


@case("imported/amazon-nothing-to-ship", "An Unshipped report of a day without orders: header only")
def _(folder: Path) -> Expected:
    write_amazon_unshipped([], folder / "unshipped.txt", 68, now=NOW)
    return Expected()


@case("duplicate/amazon-copy", "The same bytes again under a browser's name: changes nothing")
def _(folder: Path) -> Expected:
    orders = amazon(39)
    write_amazon_all_orders(orders, folder / "all-orders.txt")
    copyfile(folder / "all-orders.txt", folder / "all-orders (1).txt")
    return expected(orders)

"""The export files that the inbox of a demo desk starts with."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from shutil import copyfile

from csdesk.sample import shift
from csdesk.sample.damage import set_cell, write_encrypted_workbook
from csdesk.sample.exports import (
    write_amazon_all_orders,
    write_amazon_new_orders,
    write_amazon_unshipped,
    write_taobao_pair,
)
from csdesk.sample.orders import generate
from csdesk.sample.people import Buyer, chinese_buyer, masked
from csdesk.sample.records import CHINA, Market, Refund, SampleOrder, State
from csdesk.sample.shift import APPROVED, EDITS
from csdesk.sample.stock import stock_of, write_movements, write_stock, write_suppliers

_HISTORY_ORDERS = 3_000
# About 400 of them still wait for payment or dispatch at nine in the morning.
_PLACED_OVERNIGHT = 750
_AFTERNOON_ORDERS = 40
_AMAZON_ORDERS = 480
_NEW_ORDERS = 30
# Of some 80 that were paid by noon and not shipped.
_PLACED_YESTERDAY = 200
_WORKED = 36
_OTHER_MOBILE = "13700005678"
# The vintage that has the Alipay account, which agents search by (S3).
_VINTAGE = "2019"
_MS_MA = "马女士"
_TYPED = (("purchase-date", "昨天"), ("quantity-purchased", "two"), ("item-price", "12,99,9"))
_UNKNOWN_STATUS = "跨境清关中"
#: Buyer messages that try to command the terminal, to break a row or to fool the eye.
HOSTILE_MESSAGES = (
    "[@click=app.quit]点我[/]",
    "[/] [b [link=https://example.com]看这里",
    "\x1b]0;已被接管\x07\x1b[31m红字\x1b[2J 请改发顺丰",
    "\x1b]8;;https://example.com\x1b\\点这里领红包\x1b]8;;\x1b\\",
    "\u202e单退要不\u202c 请不要退单",
    "顺\u200b丰\u200d到\ufeff付\u2060",
    "急" * 4_000,
    "👨‍👩‍👧‍👦 给全家人的 👍🏽🇨🇳 生日快乐 🧧",
    "z̸̧̢̛a̵͝l̴͘g̷̛o̶͠ 快点发货",
    '=HYPERLINK("https://example.com","领券")',
    '他说:"先别发","等我",,;\n第二行\t制表符',
)


def _of_buyer(order: SampleOrder, buyer: Buyer) -> SampleOrder:
    """The order as if ``buyer`` had placed it; its numbers end in the buyer's six digits."""

    def own(number: str) -> str:
        return number[: -len(buyer.tail)] + buyer.tail

    lines = tuple(replace(line, number=own(line.number)) for line in order.lines)
    return replace(order, buyer=buyer, number=own(order.number), lines=lines)


def _with_ms_ma(orders: Iterable[SampleOrder], every: int) -> Iterator[SampleOrder]:
    """The orders, one in ``every`` of them placed by the same Ms Ma (S4)."""
    ms_ma = replace(chinese_buyer(1098), name=_MS_MA, nick="马家小铺", account="majia@qq.example")
    for place, order in enumerate(orders):
        yield _of_buyer(order, ms_ma) if place % every == every // 2 else order


def _with_hostile_text(orders: Iterable[SampleOrder]) -> Iterator[SampleOrder]:
    """The orders, the first of them with messages, remarks and names that no terminal may obey."""
    for place, order in enumerate(orders):
        if place < len(HOSTILE_MESSAGES):
            yield replace(order, message=HOSTILE_MESSAGES[place])
        elif place == len(HOSTILE_MESSAGES):
            nick = replace(order.buyer, nick="[@click=app.bell]买家[/]", name="[red]张三[/red]")
            yield replace(order, buyer=nick, remark="[b]先别发[/b] \x1b[5m闪\x1b[0m")
        elif place == len(HOSTILE_MESSAGES) + 1:
            yield replace(order, buyer=masked(order.buyer))
        else:
            yield order


def _morning_pair(folder: Path, since: datetime, now: datetime) -> list[Path]:
    """Today's pair, named by the day and its ordinal (S42), with one status word nobody knows."""
    days = (now - since) / timedelta(days=1)
    placed = generate(_PLACED_OVERNIGHT, 2, until=now, days=days, first_buyer=1_350)
    waiting = (order for order in placed if order.state in (State.UNPAID, State.PAID))
    orders = list(_with_hostile_text(_with_ms_ma(waiting, every=100)))
    paths = [folder / f"{now:%Y-%m-%d}-{ordinal}.csv" for ordinal in (1, 2)]
    write_taobao_pair(orders, *paths, vintage=_VINTAGE)
    paid = next(order for order in orders[20:] if order.state is State.PAID and not order.message)
    set_cell(paths[0], paid.number, "订单状态", _UNKNOWN_STATUS)
    return paths


def _history_pair(folder: Path, until: datetime) -> list[Path]:
    paths = [folder / f"ExportOrder{kind}List{until:%Y%m%d%H%M}.csv" for kind in ("", "Detail")]
    orders = _with_ms_ma(generate(_HISTORY_ORDERS, 1, until=until, days=90), every=1_000)
    write_taobao_pair(orders, *paths, vintage=_VINTAGE)
    return paths


def _half_pair(folder: Path, until: datetime) -> Path:
    """An afternoon's order report whose item report was forgotten: it waits."""
    path = folder / f"{until:%Y-%m-%d}-11.csv"
    forgotten = folder / f"{until:%Y-%m-%d}-22.csv"
    orders = generate(_AFTERNOON_ORDERS, 3, until=until, days=1 / 6, first_buyer=1_100)
    write_taobao_pair(orders, path, forgotten, vintage=_VINTAGE)
    forgotten.unlink()
    return path


def _amazon_files(folder: Path, now: datetime) -> list[Path]:
    """All Orders, the Unshipped ones among them, and a browser's copy of the first file."""
    orders = list(generate(_AMAZON_ORDERS, 4, until=now, days=12, market=Market.AMAZON))
    everything = folder / f"AllOrders-{now:%Y-%m-%d}.txt"
    unshipped = folder / f"Unshipped-{now:%Y-%m-%d}.txt"
    again = folder / f"AllOrders-{now:%Y-%m-%d} (1).txt"
    write_amazon_all_orders(orders, everything, 91)
    write_amazon_unshipped(orders, unshipped, 68, now=now)
    copyfile(everything, again)
    return [everything, unshipped, again]


def _partly_readable(folder: Path, now: datetime) -> Path:
    """New Orders in which somebody typed a date, a quantity and a price that are none."""
    path = folder / f"NewOrders-{now:%Y-%m-%d}.txt"
    stream = generate(
        _NEW_ORDERS, 5, until=now, days=2, market=Market.AMAZON, first_buyer=_AMAZON_ORDERS
    )
    orders = list(stream)
    write_amazon_new_orders(orders, path)
    # The report lists what is paid and not closed; an order of one row is spoilt by one cell.
    listed = (order for order in orders if order.paid_at and order.state is not State.CLOSED)
    single = (order for order in listed if len(order.lines) == 1)
    for column, value in _TYPED:
        set_cell(path, next(single).number, column, value, encoding="utf-8")
    return path


def worked_orders(now: datetime) -> list[SampleOrder]:
    """Yesterday morning's paid orders, on which colleagues have worked already (``shift``).

    A naive ``now`` is China time.
    """
    noon = _noon_before(now)
    placed = generate(_PLACED_YESTERDAY, 6, until=noon, days=1, first_buyer=2_100)
    paid = (o for o in placed if o.state is State.PAID and o.lines[0].refund is Refund.NONE)
    return list(islice(paid, _WORKED))


def write_worked_pair(folder: Path, now: datetime) -> list[Path]:
    """The pair of ``worked_orders`` as it was downloaded yesterday morning."""
    paths = [folder / f"{_noon_before(now):%Y-%m-%d}-{ordinal}.csv" for ordinal in (1, 2)]
    write_taobao_pair(worked_orders(now), *paths, vintage=_VINTAGE)
    return paths


def write_demo_stock(folder: Path, now: datetime) -> list[Path]:
    """Suppliers, goods in and out, and the stock as it was counted yesterday evening.

    Of what colleagues telephoned about there is none (``shift.CALLED``, ``shift.UNCALLED``).
    """
    orders = worked_orders(now)
    short = [orders[each].lines[0].item for each in (shift.CALLED[0], shift.UNCALLED)]
    more = [line.item for order in orders for line in order.lines]
    counted = _noon_before(now) + timedelta(hours=8)
    stock = stock_of(short, more)
    paths = [
        folder / f"{name}-{counted:%Y-%m-%d_%H%M}.csv" for name in ("供应商", "出入库", "库存")
    ]
    write_suppliers(paths[0])
    write_movements(stock, paths[1], counted)
    write_stock(stock, paths[2], counted)
    return paths


def write_pair_again(folder: Path, now: datetime) -> list[Path]:
    """The same orders as they are downloaded this morning: some buyers changed address or phone.

    The last three that were approved are on their way.
    """
    orders = worked_orders(now)
    for place, _who, column, _value in EDITS:
        buyer = orders[place].buyer
        if column == "phone":
            buyer = replace(buyer, mobile=_OTHER_MOBILE)
        else:
            address = replace(buyer.address, street=f"{buyer.address.street} 3 号楼 902 室")
            buyer = replace(buyer, address=address)
        orders[place] = replace(orders[place], buyer=buyer)
    shipped_at = _noon_before(now) + timedelta(hours=5)
    for nth, place in enumerate(APPROVED[-3:], 1):
        order = orders[place]
        lines = tuple(replace(line, state=State.SHIPPED) for line in order.lines)
        orders[place] = replace(
            order, state=State.SHIPPED, shipped_at=shipped_at, lines=lines, carrier="圆通速递",
            waybill=f"YT{8_812_345_670_000 + nth}",
        )  # fmt: skip
    stamp = f"{now - timedelta(minutes=20):%Y%m%d%H%M}"
    paths = [folder / f"ExportOrder{kind}List{stamp}.csv" for kind in ("", "Detail")]
    write_taobao_pair(orders, *paths, vintage=_VINTAGE)
    return paths


def _noon_before(now: datetime) -> datetime:
    at_home = (now if now.tzinfo else now.replace(tzinfo=CHINA)).astimezone(CHINA)
    return (at_home - timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)


def write_demo_exports(folder: Path, now: datetime) -> list[Path]:
    """Write what a demo desk finds in its inbox at ``now``; returns the files, oldest first.

    Together they show every state of an import: a pair of three months' orders and this morning's
    pair (imported), yesterday afternoon's order report without its item report (waiting), Amazon
    files that overlap, one of them twice (duplicate), a file with rows nobody can read (partly), a
    workbook under a password (quarantined). A naive ``now`` is China time. Equal ``now``, equal
    bytes.

    Raises:
        OSError: ``folder`` is missing or cannot be written.
    """
    now = (now if now.tzinfo else now.replace(tzinfo=CHINA)).replace(microsecond=0)
    yesterday = now.astimezone(CHINA) - timedelta(days=1)
    evening = yesterday.replace(hour=17, minute=0, second=0)
    encrypted = folder / f"售后登记-{now:%Y-%m-%d}.xlsx"
    write_encrypted_workbook(encrypted)
    return [
        *_history_pair(folder, evening - timedelta(hours=4)),
        _half_pair(folder, evening),
        *_morning_pair(folder, evening, now),
        *_amazon_files(folder, now),
        _partly_readable(folder, now),
        encrypted,
    ]

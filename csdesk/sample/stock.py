"""Made-up stock: what the sample shop has of its goods, who supplies them, goods in and out."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from csdesk.sample.goods import Item, catalogue
from csdesk.sample.tables import words

_SEED = 20110216
_BEST_SELLERS = 40
_AMBIGUOUS = 1098
_KINDS_OF_WAREHOUSE = ("主仓", "杭州仓")

OWN_STOCK = words(
    "sku product title color size warehouse on_hand defective held inbound supplier cost currency"
    " status counted_at"
)
OWN_SUPPLIERS = words("supplier phone contact purchaser lead_days note")
OWN_MOVEMENTS = words("sku moved_at kind quantity warehouse reference note")
"""Columns of csdesk's own layouts."""


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who makes some of the goods."""

    name: str
    phone: str
    contact: str
    purchaser: str
    lead_days: int


SUPPLIERS = (
    Supplier("杭州云锦制衣", "0571-5550101", "王厂长", "小钱", 5),
    Supplier("广州恒达服饰", "020-5550102", "李小姐", "小钱", 7),
    Supplier("温州百步鞋业", "0577-5550103", "陈经理", "孙采购", 4),
    Supplier("义乌优品箱包", "0579-5550104", "周老板", "孙采购", 3),
)


@dataclass(frozen=True, slots=True)
class Stocked:
    """What there is of one item in one warehouse."""

    item: Item
    warehouse: str
    on_hand: int
    defective: int
    held: int
    inbound: int
    supplier: Supplier
    discontinued: bool = False


def supplier_of(item: Item) -> Supplier:
    """Who makes an item."""
    kind = item.code[:3]
    if kind == "XPX":
        return SUPPLIERS[2]
    if kind in ("BSB", "SWJ"):
        return SUPPLIERS[3]
    return SUPPLIERS[item.code[0] == "M"]


def stock_of(short: Iterable[Item], more: Iterable[Item] = ()) -> list[Stocked]:
    """The stock of the best sellers: products with some items sold out or discontinued among them.

    Another product than the manual's dress has the short code 1098 as well (S15).

    Args:
        short: items of which there is none.
        more: items that must be in it.
    """
    rng = Random(_SEED)
    products = {item.code: items for items in catalogue()[:_BEST_SELLERS] for item in items}
    wanted = {item.sku: item for items in products.values() for item in items}
    none = {item.sku: item for item in short}
    wanted |= {item.sku: item for item in [*more, *none.values()]}
    twin = next(items for items in catalogue() if items[0].code.startswith("MCS0SA"))
    for item in twin:
        code = f"MCS0SA{_AMBIGUOUS}"
        like = replace(item, code=code, sku=item.sku.replace(item.code, code))
        wanted[like.sku] = like
    found = []
    for nth, item in enumerate(wanted.values()):
        on_hand = 0 if item.sku in none or rng.random() < 0.08 else rng.randint(1, 40)
        spoilt, held = rng.random() < 0.1, rng.random() < 0.1
        found.append(
            Stocked(
                item,
                _KINDS_OF_WAREHOUSE[rng.random() < 0.15 and item.sku not in none],
                on_hand,
                int(spoilt and on_hand > 0),
                2 if held and on_hand > 3 else 0,
                0 if on_hand else rng.choice((0, 20, 30)),
                supplier_of(item),
                discontinued=nth % 23 == 7 and item.sku not in none,
            )
        )
    return found


def write_stock(stock: Iterable[Stocked], path: Path, counted_at: datetime) -> None:
    """Write a stock list in csdesk's own layout.

    Raises:
        OSError: the file cannot be written.
    """
    rows = [
        [each.item.sku, each.item.code, each.item.title, each.item.colour, each.item.size,
         each.warehouse, each.on_hand, each.defective, each.held, each.inbound,
         each.supplier.name, f"{each.item.price * 4 // 1_000}.00", "CNY",
         "停产" if each.discontinued else "正常", f"{counted_at:%Y-%m-%d %H:%M:%S}"]
        for each in stock
    ]  # fmt: skip
    _write(path, OWN_STOCK, rows)


def write_suppliers(path: Path) -> None:
    """Write the suppliers in csdesk's own layout.

    Raises:
        OSError: the file cannot be written.
    """
    rows = [[s.name, s.phone, s.contact, s.purchaser, s.lead_days, ""] for s in SUPPLIERS]
    _write(path, OWN_SUPPLIERS, rows)


def write_movements(stock: Sequence[Stocked], path: Path, until: datetime) -> None:
    """Write how these goods came in, and some that went out, in csdesk's own layout.

    Raises:
        OSError: the file cannot be written.
    """
    rows: list[list[object]] = []
    for nth, each in enumerate(stock):
        if each.on_hand:
            at = until - timedelta(days=2 + nth % 9, hours=nth % 7)
            rows.append([each.item.sku, f"{at:%Y-%m-%d %H:%M:%S}", "采购入库", each.on_hand + 2,
                         each.warehouse, f"CG{at:%y%m%d}-{nth % 90:02d}", ""])  # fmt: skip
            out = at + timedelta(days=1)
            rows.append([each.item.sku, f"{out:%Y-%m-%d %H:%M:%S}", "销售出库", 2,
                         each.warehouse, "", "批量"])  # fmt: skip
    _write(path, OWN_MOVEMENTS, rows)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)

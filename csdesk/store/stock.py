"""Items, products and what is asked of them, read for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    func,
    or_,
    select,
    text,
)

from csdesk.model.stock import ItemRow, Level, Movement, Numbers, ProductRow, Supplier
from csdesk.rules import stock as rules
from csdesk.rules.folding import fold
from csdesk.rules.item_codes import SEAM, item_key, short_code
from csdesk.store import columns
from csdesk.store.sqlite.lists import among, packed

_i, _s, _v, _w = (
    columns.items.c, columns.stock_totals.c, columns.stock_levels.c, columns.warehouses.c,
)  # fmt: skip
_d, _n, _u, _m = columns.demand.c, columns.snapshots.c, columns.suppliers.c, columns.movements.c

_NUMBERS = (
    "on_hand", "defective", "held", "left", "sellable", "allocated", "awaiting", "on_hold",
    "available", "demand", "shortage", "inbound", "told_available",
)  # fmt: skip

_AFTER_SEAM = chr(ord(SEAM) + 1)
"""Behind a key it bounds the keys that name colour and size besides."""

SHORT_OF = text(columns.SHORT_OF)
"""Items of which there is too little."""
DISCONTINUED = or_(_i.discontinued_at.is_not(None), _i.told_status == "discontinued")

Row = Mapping[str, Any] | RowMapping


def instant(seconds: int) -> datetime:
    """Epoch seconds as a moment."""
    return datetime.fromtimestamp(seconds, UTC)


# --- items ---------------------------------------------------------------------------------------


_NUMBER_COLUMNS = tuple(_s[name] for name in _NUMBERS)
_joined = columns.items.outerjoin(columns.stock_totals, _s.key == _i.key)
_ROWS = (
    select(
        _i.key, _i.sku, _i.code, _i.short, _i.title, _i.color, _i.size, _i.supplier,
        _i.status_word, DISCONTINUED, _s.key, _s.defective_inside, *_NUMBER_COLUMNS,
    )
    .select_from(_joined)
    .where(among(_i.key, "keys"))
)  # fmt: skip


def items(connection: Connection, keys: Sequence[str]) -> dict[str, ItemRow]:
    """Items as lists show them; those of which only orders tell have their number and no more."""
    told = {"keys": packed(keys)}
    places: dict[str, tuple[str, ...]] = {}
    there = connection.execute(
        select(_v.key, _w.name)
        .join_from(columns.stock_levels, columns.warehouses, _w.id == _v.warehouse_id)
        .where(among(_v.key, "keys"), _v.snapshot_id >= _w.snapshot_id)
        .order_by(_v.key, _w.name),
        told,
    )
    for key, name in there:
        places[key] = (*places.get(key, ()), name)
    found = _rows(connection, keys, places)
    if unknown := [key for key in keys if key not in found]:
        found |= _only_asked_for(connection, unknown)
    return {key: found[key] for key in keys}


def _rows(
    connection: Connection, keys: Sequence[str], places: Mapping[str, tuple[str, ...]]
) -> dict[str, ItemRow]:
    found: dict[str, ItemRow] = {}
    for row in connection.execute(_ROWS, {"keys": packed(keys)}):
        key, sku, code, short, title, color, size, supplier, word, gone, total, inside, *own = row
        numbers = Numbers() if total is None else _numbers(own, inside)
        where = places.get(key, ())
        found[key] = ItemRow(
            sku, code, short or short_code(code), title, color, size, supplier,
            rules.item_status(numbers, discontinued=bool(gone)), word, where, not where, numbers,
            key,
        )  # fmt: skip
    return found


def _numbers(values: Sequence[Any], inside: int) -> Numbers:
    on_hand, defective, held, left, sellable, allocated, awaiting, on_hold, *rest = values
    available, demand, shortage, inbound, told_available = rest
    return Numbers(
        on_hand, defective, held, left, sellable, allocated, awaiting, on_hold, available, demand,
        shortage, inbound, told_available, bool(inside),
    )  # fmt: skip


def _only_asked_for(connection: Connection, keys: Sequence[str]) -> dict[str, ItemRow]:
    """Items that no stock file has."""
    asked = select(_s.key, _s.defective_inside, *_NUMBER_COLUMNS).where(among(_s.key, "keys"))
    totals = {
        key: _numbers(numbers, inside)
        for key, inside, *numbers in connection.execute(asked, {"keys": packed(keys)})
    }
    found = {}
    for key in keys:
        own = totals.get(key, Numbers())
        state = rules.item_status(own, discontinued=False)
        found[key] = ItemRow(key, "", "", "", "", "", "", state, "", (), False, own, key)
    return found


def item(connection: Connection, key: str) -> Row | None:
    """All columns of one item; None where no file tells of it."""
    return connection.execute(select(columns.items).where(_i.key == key)).mappings().first()


def products(rows: Iterable[ItemRow]) -> tuple[ProductRow, ...]:
    """The products of these items, each with the sum of them, in the order in which they come."""
    by_code: dict[str, list[ItemRow]] = {}
    for row in rows:
        by_code.setdefault(item_key(row.code), []).append(row)
    return tuple(map(product, by_code.values()))


def products_of(connection: Connection, codes: Sequence[str]) -> tuple[ProductRow, ...]:
    """Products by folded code, in this order; warehouses do not matter to them."""
    listed = products(_rows(connection, of_products(connection, codes), {}).values())
    by_code = {item_key(row.code): row for row in listed}
    return tuple(by_code[code] for code in codes)


def product(of_it: Sequence[ItemRow]) -> ProductRow:
    """The product that these items are."""
    return ProductRow(
        code=of_it[0].code,
        short=of_it[0].short,
        title=next((row.title for row in of_it if row.title), ""),
        status=rules.product_status(row.status for row in of_it),
        items=len(of_it),
        numbers=rules.total([row.numbers for row in of_it]),
    )


def codes_of(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    """The folded codes of the products of items, by key."""
    asked = select(_i.key, _i.code_key).where(among(_i.key, "keys"))
    asked = asked.order_by(_i.code_key, _i.key)
    return {row.key: row.code_key for row in connection.execute(asked, {"keys": packed(keys)})}


def of_products(connection: Connection, codes: Sequence[str]) -> list[str]:
    """Keys of all items of these products, by folded code."""
    asked = select(_i.key).where(among(_i.code_key, "codes")).order_by(_i.code_key, _i.key)
    return list(connection.execute(asked, {"codes": packed(codes)}).scalars())


def told_suppliers(connection: Connection) -> tuple[str, ...]:
    """Names of the suppliers that items have."""
    asked = select(_i.supplier).where(_i.supplier != "").distinct().order_by(_i.supplier)
    return tuple(connection.execute(asked).scalars())


def told_warehouses(connection: Connection) -> tuple[str, ...]:
    """Names of all warehouses."""
    return tuple(connection.execute(select(_w.name).order_by(_w.name)).scalars())


def levels(connection: Connection, key: str) -> tuple[Level, ...]:
    """What each warehouse has of an item."""
    rows = connection.execute(
        select(columns.stock_levels, _w.name, _w.ships, _w.snapshot_id.label("now"), _n.taken_at)
        .join_from(columns.stock_levels, columns.warehouses, _w.id == _v.warehouse_id)
        .join(columns.snapshots, _n.id == _v.snapshot_id)
        .where(_v.key == key)
        .order_by(_w.ships.desc(), _w.name)
    ).mappings()
    return tuple(_level(row) for row in rows)


def _level(row: Row) -> Level:
    told = rules.Told(
        row["on_hand"], row["defective"], row["held"], row["available"], row["inbound"],
        bool(row["defective_inside"]),
    )  # fmt: skip
    return Level(
        warehouse=row["name"],
        ships=bool(row["ships"]),
        taken_at=instant(row["taken_at"]),
        missing=row["snapshot_id"] < row["now"],
        numbers=rules.numbers([told], rules.Asked()),
    )


def oldest_file(connection: Connection, keys: Sequence[str]) -> datetime | None:
    """When the oldest numbers of these items were true, of the warehouses that ship."""
    asked = (
        select(func.min(_n.taken_at))
        .join_from(columns.stock_levels, columns.warehouses, _w.id == _v.warehouse_id)
        .join(columns.snapshots, _n.id == _v.snapshot_id)
        .where(among(_v.key, "keys"), _w.ships == 1, _v.snapshot_id >= _w.snapshot_id)
    )
    at = connection.execute(asked, {"keys": packed(keys)}).scalar()
    return None if at is None else instant(at)


def supplier(connection: Connection, name: str) -> Supplier | None:
    """A supplier by name; only the name where no suppliers' file has it, None without a name."""
    return suppliers(connection, [name]).get(fold(name).strip()) if name else None


def suppliers(connection: Connection, names: Sequence[str]) -> dict[str, Supplier]:
    """Suppliers by folded name; those that no file has are told by name only."""
    by_key = {fold(name).strip(): Supplier(name) for name in names}
    asked = select(columns.suppliers).where(among(_u.key, "keys"))
    for row in connection.execute(asked, {"keys": packed(list(by_key))}).mappings():
        by_key[row["key"]] = Supplier(
            row["name"], row["phone"], row["contact"], row["purchaser"], row["lead_days"],
            row["note"],
        )  # fmt: skip
    return by_key


def moved(key: str | ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that a movement is one of an item, whose own key may name less than it.

    Movements keep the colour and size that their file told, whether or not stock files tell the
    items of that number apart, now or later.

    Args:
        key: of the item, a text or a column.
    """
    end = key + _AFTER_SEAM if isinstance(key, str) else key.concat(_AFTER_SEAM)
    return and_(_m.key >= key, _m.key < end)


def movements(connection: Connection, key: str, limit: int) -> tuple[Movement, ...]:
    """Goods in and out of an item, the newest first."""
    asked = select(columns.movements).where(moved(key)).order_by(_m.at.desc(), _m.id.desc())
    return tuple(
        Movement(instant(row["at"]), row["kind"], row["quantity"], row["warehouse"],
                 row["reference"], row["note"])
        for row in connection.execute(asked.limit(limit)).mappings()
    )  # fmt: skip


def told_normal(connection: Connection, keys: Sequence[str]) -> frozenset[str]:
    """Of these items those that the export calls normal."""
    asked = select(_i.key).where(among(_i.key, "keys"), _i.told_status == "normal")
    return frozenset(connection.execute(asked, {"keys": packed(keys)}).scalars())


def which(connection: Connection, keys: Sequence[str]) -> frozenset[str]:
    """Of these keys those that stock files have."""
    asked = select(_i.key).where(among(_i.key, "keys"))
    return frozenset(connection.execute(asked, {"keys": packed(keys)}).scalars())

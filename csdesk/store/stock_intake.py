"""What taking a stock file in asks of the store and writes; inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from csdesk.rules.item_codes import SEAM, item_key, variant_key
from csdesk.store import columns, item_index
from csdesk.store.sqlite.lists import among, packed
from csdesk.store.sqlite.replacing import add_missing, put

_w, _n, _v, _i = columns.warehouses.c, columns.snapshots.c, columns.stock_levels.c, columns.items.c
_m, _u, _c = columns.movements.c, columns.suppliers.c, columns.stock_calls.c

NUMBERS = ("on_hand", "defective", "held", "available", "inbound")
TOLD = (
    "sku", "code", "title", "color", "size", "supplier", "status_word", "price", "cost", "currency",
)  # fmt: skip
"""Fields of an item that a stock file may tell; what it has no column for stays."""

Row = dict[str, Any]

_NEVER: Row = {"snapshot_id": 0}


@dataclass(frozen=True, slots=True)
class InForce:
    """The stock file whose numbers of a warehouse count."""

    warehouse_id: int
    snapshot_id: int
    taken_at: int | None
    file: str


def in_force(connection: Connection, names: Collection[str]) -> dict[str, InForce]:
    """Warehouses by name, with the file in force; those that are not known are left out."""
    b = columns.batches
    found = connection.execute(
        select(_w.name, _w.id, _w.snapshot_id, _w.taken_at, b.c.file)
        .select_from(columns.warehouses)
        .outerjoin(columns.snapshots, _n.id == _w.snapshot_id)
        .outerjoin(b, b.c.id == _n.batch_id)
        .where(_w.name.in_(names))
    )
    return {
        name: InForce(warehouse, snapshot, taken_at, file or "")
        for name, warehouse, snapshot, taken_at, file in found
    }


def begun(connection: Connection, batch_id: int) -> dict[str, int]:
    """The snapshots that a file has begun: warehouse -> snapshot."""
    found = connection.execute(
        select(_w.name, _n.id)
        .join_from(columns.snapshots, columns.warehouses, _w.id == _n.warehouse_id)
        .where(_n.batch_id == batch_id)
    )
    return {row.name: row.id for row in found}


def begin(
    connection: Connection,
    batch_id: int,
    taken_at: Mapping[str, int],
    counts: Mapping[str, int],
    ships: bool,
) -> dict[str, int]:
    """Begin a snapshot of each warehouse; its numbers are in force when it is finished.

    Args:
        connection: changing.
        batch_id: of the file.
        taken_at: warehouse -> when its numbers were true, epoch seconds.
        counts: warehouse -> items that the file covers.
        ships: whether orders leave from a warehouse that is not known yet.

    Returns:
        Warehouse -> snapshot.
    """
    known = in_force(connection, counts)
    made = {}
    for name, count in counts.items():
        if name in known:
            warehouse_id = known[name].warehouse_id
        else:
            new = insert(columns.warehouses).returning(_w.id)
            values = {"name": name, "ships": int(ships), "snapshot_id": 0, "taken_at": None}
            warehouse_id = connection.execute(new, values).scalar_one()
        values = {"warehouse_id": warehouse_id, "batch_id": batch_id,
                  "taken_at": taken_at[name], "items": count}  # fmt: skip
        snapshot = insert(columns.snapshots).returning(_n.id)
        made[name] = int(connection.execute(snapshot, values).scalar_one())
    return made


def enforce(connection: Connection, snapshots: Iterable[int]) -> None:
    """From now on the numbers of these snapshots count.

    Items that their warehouses had until now and these files leave out are noted in
    ``stock_stale``; those that were missing before stay so.
    """
    for snapshot in snapshots:
        found = connection.execute(
            select(_n.warehouse_id, _n.taken_at, _w.snapshot_id.label("until_now"))
            .join_from(columns.snapshots, columns.warehouses, _w.id == _n.warehouse_id)
            .where(_n.id == snapshot)
        ).one()
        left_out = select(_v.key).where(
            _v.warehouse_id == found.warehouse_id,
            _v.snapshot_id >= found.until_now,
            _v.snapshot_id < snapshot,
        )
        add_missing(connection, columns.stock_stale, left_out)
        there = update(columns.warehouses).where(_w.id == found.warehouse_id)
        connection.execute(there.values(snapshot_id=snapshot, taken_at=found.taken_at))


def items(connection: Connection, keys: Sequence[str]) -> dict[str, Row]:
    """Items by key, all columns; those that are not known are left out."""
    found = connection.execute(
        select(columns.items).where(among(_i.key, "keys")), {"keys": packed(keys)}
    ).mappings()
    return {row["key"]: dict(row) for row in found}


def several(connection: Connection, keys: Collection[str]) -> set[str]:
    """Of these keys of numbers, those that stand for several colours or sizes."""
    found = select(_i.sku).distinct().where(_i.key.contains(SEAM))
    return set(map(item_key, connection.execute(found).scalars())).intersection(keys)


def tell_apart(connection: Connection, numbers: Collection[str]) -> set[str]:
    """Items that came before anybody told that their number stands for several get keys of theirs.

    Which file comes first must not matter: numbers and calls go with the colour and size that were
    told of the item; one of which neither was told keeps its key.

    Args:
        connection: changing.
        numbers: keys of numbers that stand for several colours or sizes.

    Returns:
        The keys that were left and those that came instead.
    """
    touched: set[str] = set()
    for old, item in items(connection, sorted(numbers)).items():
        new = variant_key(item["sku"], (item["color"], item["size"]))
        if new != old:
            _rename(connection, item, new)
            touched |= {old, new}
    return touched


def _rename(connection: Connection, item: Row, new: str) -> None:
    old = item["key"]
    if items(connection, [new]):
        item_index.drop(connection, item)
    else:
        item_index.rename(connection, item, new)
    known = levels(connection, [old, new])
    moved = [
        {**level, "key": new}
        for (key, warehouse), level in known.items()
        if key == old and known.get((new, warehouse), _NEVER)["snapshot_id"] < level["snapshot_id"]
    ]
    put(connection, columns.stock_levels, moved)
    connection.execute(delete(columns.stock_levels).where(_v.key == old))
    connection.execute(update(columns.stock_calls).where(_c.key == old).values(key=new))


def levels(connection: Connection, keys: Sequence[str]) -> dict[tuple[str, int], Row]:
    """The numbers of items by key and warehouse, with when they were true."""
    found = connection.execute(
        select(columns.stock_levels).where(among(_v.key, "keys")), {"keys": packed(keys)}
    ).mappings()
    return {(row["key"], row["warehouse_id"]): dict(row) for row in found}


def add_movements(connection: Connection, rows: Sequence[Mapping[str, object]]) -> int:
    """Write movements that were not told before.

    Args:
        connection: changing.
        rows: every column of ``movements`` but ``id``.

    Returns:
        How many were new.
    """
    wanted = [row["digest"] for row in rows]
    there = set(connection.execute(select(_m.digest).where(_m.digest.in_(wanted))).scalars())
    new = [dict(row) for row in rows if row["digest"] not in there]
    if new:
        connection.execute(insert(columns.movements), new)
    return len(new)


def suppliers(connection: Connection, keys: Sequence[str]) -> dict[str, Row]:
    """Suppliers by key, all columns."""
    found = connection.execute(
        select(columns.suppliers).where(among(_u.key, "keys")), {"keys": packed(keys)}
    ).mappings()
    return {row["key"]: dict(row) for row in found}

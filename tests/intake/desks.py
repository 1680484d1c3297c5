"""A desk in a temporary folder, and what a person would see in it."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from csdesk.intake.by_hand import take_in
from csdesk.model.desk import Actor
from csdesk.model.intake import Batch
from csdesk.model.settings import DeskSettings
from csdesk.sample.exports import write_taobao_pair
from csdesk.sample.orders import generate
from csdesk.sample.records import CHINA, SampleOrder
from csdesk.services.desk import Desk
from csdesk.store import columns
from csdesk.store.engine import Store
from tests.new_store import new_store

AGENT = Actor("li", "李雷", "LI", frozenset({"agent"}), "早班")
UNTIL = datetime(2026, 11, 22, 9, 30, tzinfo=CHINA)
ORDERS, ITEMS = "ExportOrderList202611220930.csv", "ExportOrderDetailList202611220930.csv"

_NOT_COMPARED = {
    "batches": {"received_at", "finished_at", "accepted_at", "attempts"},
    "events": {"at", "salt", "digest", "hash"},
    "raw_orders": {"id"},
    "conflicts": {"settled_at"},
}
"""Times, salts and hashes; and the order in which raw rows were rewritten."""


def make_desk(folder: Path, settings: DeskSettings | None = None) -> Desk:
    """An empty desk in ``folder``, opened by an agent."""
    for name in ("inbox", "archive", "quarantine"):
        (folder / name).mkdir(parents=True)
    new_store(folder / "desk.db")
    return Desk(folder, settings or DeskSettings(quiet_seconds=0.05), AGENT)


def copy_store(desk: Desk, other: Desk) -> None:
    """Give another desk the same store."""
    with sqlite3.connect(desk.folder / "desk.db") as c:
        (other.folder / "desk.db").unlink()
        c.execute("VACUUM INTO ?", (str(other.folder / "desk.db"),))
    other.store.close()
    other.store = Store(other.folder / "desk.db")


_BROKEN = """
    CREATE TRIGGER broken BEFORE INSERT ON orders WHEN (SELECT count(*) FROM orders) >= :after
    BEGIN SELECT abs(-9223372036854775807 - 1); END
"""


def break_store(desk: Desk, after: int) -> None:
    """From so many orders on the store fails with an error that nobody has thought of."""
    with desk.store.change() as c:
        c.exec_driver_sql(_BROKEN.replace(":after", str(after)))


def take(desk: Desk, *paths: Path, alone: bool = False) -> tuple[Batch, ...]:
    """Take files in by hand, as the desk's agent."""
    return take_in(desk.folder, desk.store, desk.settings, desk.actor, paths, alone=alone)


def sample(count: int, seed: int = 7, *, days: int = 20) -> list[SampleOrder]:
    """Made-up Taobao orders, the newest first, as the marketplace lists them."""
    return list(generate(count, seed, until=UNTIL, days=days))[::-1]


def write_pair(
    folder: Path,
    orders: Iterable[SampleOrder],
    order_name: str = ORDERS,
    item_name: str = ITEMS,
    *,
    vintage: str = "2017",
    encoding: str = "gb18030",
) -> tuple[Path, Path]:
    """Order report and item report of one download."""
    folder.mkdir(exist_ok=True)
    paths = folder / order_name, folder / item_name
    write_taobao_pair(orders, *paths, vintage=vintage, encoding=encoding)
    return paths


def changed_cells(path: Path, change: dict[str, dict[str, str]], encoding: str = "gb18030") -> Path:
    """The same export with other cells: order number -> column title -> text; in place."""
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode(encoding)), strict=True))
    titles = [title.strip() for title in rows[0]]
    for row in rows[1:]:
        number = row[titles.index("订单编号")].strip('="')
        for title, text in change.get(number, {}).items():
            row[titles.index(title)] = text
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)
    return path


def rows(desk: Desk, table: str) -> list[dict[str, Any]]:
    """All rows of a table as dicts."""
    with desk.store.read() as c:
        found = c.execute(select(getattr(columns, table))).mappings()
        return [dict(row) for row in found]


def order(desk: Desk, market_no: str) -> dict[str, Any]:
    """The row of an order."""
    return next(row for row in rows(desk, "orders") if row["market_no"] == market_no)


def everything(desk: Desk) -> dict[str, Any]:
    """The whole store but times, salts and hashes, and what lies in the desk's folders."""
    store = {
        table: sorted(
            repr(sorted((k, v) for k, v in row.items() if k not in _NOT_COMPARED.get(table, ())))
            for row in rows(desk, table)
        )
        for table in (
            "shops", "orders", "raw_orders", "lines", "remarks", "events", "batches", "rejects",
            "conflicts", "serials",
        )
    }  # fmt: skip
    with desk.store.read() as c:  # how often something was put in: a token that stands there
        # twice stays when it is taken away
        put_in = c.exec_driver_sql("SELECT block FROM grams_data WHERE id = 1").scalar()
    found: dict[str, Any] = {"store": store, "search": grams(desk), "put in": put_in}
    for name in ("inbox", "staging", "archive", "quarantine"):
        files = [path for path in (desk.folder / name).rglob("*") if path.is_file()]
        found[name] = {str(p.relative_to(desk.folder / name)): p.read_bytes() for p in files}
    return found


def grams(desk: Desk) -> list[tuple[str, int]]:
    """What the search index holds: token and order."""
    with desk.store.change() as c:
        c.exec_driver_sql(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.grams_seen USING fts5vocab("
            "main, 'grams', 'instance')"
        )
        found = c.exec_driver_sql("SELECT DISTINCT term, doc FROM temp.grams_seen").all()
    return sorted(map(tuple, found))

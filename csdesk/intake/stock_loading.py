"""Loads files about the stock, piece by piece, so that people can write in between.

Each piece is one transaction: the numbers of some items, and what follows from them for the orders
that ask for them. A warehouse's new file is in force from the last piece on; until then an item has
the numbers of whichever file told it last. A killed import goes on where it stopped.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from csdesk.intake.finishing import close, outcome
from csdesk.intake.loading import Stopped
from csdesk.intake.reading.errors import BadCell, Unreadable
from csdesk.intake.reading.stock_file import StockFile, StockRow
from csdesk.intake.reading.stock_profile import MOVEMENTS, STOCK
from csdesk.model.desk import Actor
from csdesk.model.intake import Progress, Reject
from csdesk.model.settings import DeskSettings
from csdesk.rules.filenames import moment_in
from csdesk.rules.folding import fold
from csdesk.rules.item_codes import SEAM, item_key, product_code, short_code, variant_key
from csdesk.store import batches, columns, demand, item_index
from csdesk.store import stock_intake as rows
from csdesk.store.engine import Store
from csdesk.store.following import follow
from csdesk.store.sqlite.replacing import put
from csdesk.words import N_

if TYPE_CHECKING:
    from sqlalchemy import Connection

OLDER = N_(
    "These numbers of {warehouse} are of {this}, older than those of {there} that are in force"
    " ({file}); nothing was changed."
)
AT_ONCE = 1_000
"""Rows of one transaction: some hundredths of a second."""

Row = dict[str, Any]


def load_stock(
    store: Store,
    settings: DeskSettings,
    actor: Actor,
    row: Row,
    file: StockFile,
    *,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[Progress], None] | None = None,
) -> None:
    """Take a file about the stock in, from where it was left, and finish its batch.

    Args:
        store: to load into; nobody else imports.
        settings: for the desk's zone.
        actor: in whose name the log has it.
        row: of the ledger, in state ``importing``.
        file: opened.
        stop: asked between two pieces.
        progress: told after each piece, if anybody is.

    Raises:
        Unreadable: newer numbers of all its warehouses are in force; the rows of some are rejected.
        Stopped: ``stop`` said so; the batch stays unfinished.
    """
    loader = _Loader(store, settings, row, file)
    done = int(row["rows_done"])
    for piece in chain(_pieces(file.rows), _pieces(file.rejects)):
        count = sum(map(_rows_of, piece))
        if done >= count:
            done -= count
            continue
        if stop():
            raise Stopped
        loader.take(piece)
        if progress:
            with store.read() as c:
                if told := batches.progress(c):
                    progress(told)
    loader.finish(actor)
    follow(store)


def _pieces(found: Sequence[StockRow | Reject]) -> Iterator[Sequence[StockRow | Reject]]:
    for start in range(0, len(found), AT_ONCE):
        yield found[start : start + AT_ONCE]


def _rows_of(each: StockRow | Reject) -> int:
    return len(each.row_nos) if isinstance(each, StockRow) else 1


class _Loader:
    def __init__(self, store: Store, settings: DeskSettings, row: Row, file: StockFile) -> None:
        self._store = store
        self._row = row
        self._file = file
        self._profile = file.profile
        self._snapshots: dict[str, int] = {}
        self._warehouses: dict[str, int] = {}
        self._seen = Counter[bytes]()
        if self._profile.tells == STOCK:
            self._begin(ZoneInfo(settings.zone))
        elif self._profile.tells == MOVEMENTS:
            self._digests = {id(each): self._digest(each) for each in file.rows}

    def _begin(self, zone: ZoneInfo) -> None:
        """Enter the snapshots, unless that was done before the work was broken off.

        Raises:
            Unreadable: newer numbers of all its warehouses are in force.
        """
        counts = Counter(each.warehouse for each in self._file.rows)
        with self._store.change(last=True) as c:
            self._snapshots = rows.begun(c, self._row["id"])
            taken_at = self._taken_at(counts, zone)
            others = [name for name in counts if name not in self._snapshots]
            older = self._older(rows.in_force(c, others), taken_at, zone)
            if older and len(older) == len(counts):
                first = next(iter(older.values()))
                raise Unreadable(first.reason, **first.facts)
            self._file.refuse(older)
            if not self._snapshots:
                new = {name: count for name, count in counts.items() if name not in older}
                ships = self._profile.ships
                self._snapshots = rows.begin(c, self._row["id"], taken_at, new, ships)
            known = rows.in_force(c, counts)
            self._warehouses = {name: each.warehouse_id for name, each in known.items()}
            self._tell_apart(c)

    def _taken_at(self, warehouses: Iterable[str], zone: ZoneInfo) -> dict[str, int]:
        """Warehouse -> when its numbers were true; never later than the file came."""
        otherwise = self._without_a_word(zone)
        received = int(self._row["received_at"])
        told = self._file.taken_at
        return {name: min(told.get(name, otherwise), received) for name in warehouses}

    def _without_a_word(self, zone: ZoneInfo) -> int:
        """When numbers were true of which no cell tells: as the name tells, or when they came."""
        received = int(self._row["received_at"])
        if moment := moment_in(str(self._row["file"])):
            return int(moment.replace(tzinfo=zone).timestamp())
        today = datetime.fromtimestamp(received, zone).date().isoformat()
        if (day := str(self._row["day"])) and day < today:
            end = datetime.fromisoformat(f"{day} 23:59:59").replace(tzinfo=zone)
            return int(end.timestamp())
        return received

    @staticmethod
    def _older(
        known: Mapping[str, rows.InForce], taken_at: Mapping[str, int], zone: ZoneInfo
    ) -> dict[str, BadCell]:
        """Warehouses of which newer numbers are in force, each with both times."""
        return {
            name: BadCell(
                OLDER, warehouse=name, file=there.file, this=_when(taken_at[name], zone),
                there=_when(there.taken_at, zone),
            )
            for name, there in known.items()
            if there.taken_at is not None and taken_at[name] < there.taken_at
        }  # fmt: skip

    def _tell_apart(self, connection: Connection) -> None:
        """Numbers that stand for several colours and sizes do so in every later file, too."""
        plain = {each.key for each in self._file.rows if SEAM not in each.key}
        apart = rows.several(connection, plain)
        for each in self._file.rows:
            if each.key in apart:
                told = each.fields
                values = str(told.get("color") or ""), str(told.get("size") or "")
                each.key = variant_key(str(told["sku"]), values)

    # --- pieces ----------------------------------------------------------------------------------

    def take(self, piece: Sequence[StockRow | Reject]) -> None:
        """Write one piece."""
        told = [each for each in piece if isinstance(each, StockRow)]
        rejects = [each for each in piece if isinstance(each, Reject)]
        with self._store.change(last=True) as c:
            write = {STOCK: self._stock, MOVEMENTS: self._movements}.get(self._profile.tells)
            fates = (write or self._suppliers)(c, told)
            batches.reject(c, self._row["id"], rejects)
            now = batches.row(c, self._row["id"])
            grown = {f"rows_{fate}": now[f"rows_{fate}"] + count for fate, count in fates.items()}
            batches.keep(
                c, self._row["id"], attempts=0, rejected=now["rejected"] + len(rejects),
                rows_done=now["rows_done"] + sum(map(_rows_of, piece)), **grown,
            )  # fmt: skip

    def finish(self, actor: Actor) -> None:
        """The last transaction: the new numbers are in force, the batch is closed."""
        with self._store.change(last=True) as c:
            rows.enforce(c, self._snapshots.values())
            done = batches.row(c, self._row["id"])
            state, reason = outcome(done)
            close(
                c, actor, self._row["id"], state, reason=reason,
                facts={"rows": done["rows_done"]} if reason else {}, rows=done["rows_done"],
            )  # fmt: skip

    def _stock(self, connection: Connection, piece: Sequence[StockRow]) -> Counter[str]:
        keys = sorted({each.key for each in piece})
        renamed = rows.tell_apart(connection, {key.split(SEAM)[0] for key in keys if SEAM in key})
        items, levels = rows.items(connection, keys), rows.levels(connection, keys)
        fates, fresh = Counter[str](), list[str]()
        new_items: dict[str, Row] = {}
        new_levels: list[Row] = []
        for each in piece:
            before = new_items.get(each.key) or items.get(each.key)
            item = self._item(each, before)
            warehouse = self._warehouses[each.warehouse]
            level = self._level(each, warehouse)
            there = levels.get((each.key, warehouse))
            if before is None:
                fresh.append(each.key)
            same = there is not None and item == before and _told(there) == _told(level)
            fate = "new" if there is None else "unchanged" if same else "changed"
            fates[fate] += len(each.row_nos)
            if item != items.get(each.key):
                new_items[each.key] = item
            new_levels.append(level)
        item_index.keep(connection, list(new_items.values()), items)
        put(connection, columns.stock_levels, new_levels)
        if variants := renamed | {key.split(SEAM)[0] for key in fresh if SEAM in key}:
            demand.touch_lines(connection, sorted(variants), self._row["id"])
        demand.refresh(connection, renamed.union(keys))
        return fates

    def _item(self, row: StockRow, before: Row | None) -> Row:
        """All columns of an item: what the file tells over what is known."""
        told = row.fields
        item: Row = dict(before or _BLANK)
        status = {"status_word": told.get("status")} if "status" in told else {}
        for name, value in {**told, **status}.items():
            if name in rows.TOLD and value not in (None, ""):
                item[name] = value
        item["key"] = row.key
        item["code"] = told.get("code") or item["code"] or product_code(str(item["sku"]))
        item["code_key"], item["short"] = item_key(item["code"]), short_code(item["code"])
        item["supplier_key"] = fold(item["supplier"]).strip()
        self._priced(item, told, before or _BLANK)
        word = str(item["status_word"])
        item["told_status"] = self._profile.status.get(word, item["told_status"] if word else "")
        words = (item[name] for name in ("sku", "code", "title", "supplier", "color", "size"))
        item["words"] = fold(" ".join(map(str, words)))
        return item

    def _priced(self, item: Row, told: Mapping[str, object], before: Row) -> None:
        """Price, cost and their one currency: a price in another one than a known cost is left."""
        currency = told.get("currency") or self._profile.currency
        amounts = [name for name in _AMOUNTS if told.get(name) is not None]
        known = before["currency"]
        if known and (not amounts or (currency != known and _left_alone(told, before))):
            item.update({name: before[name] for name in (*_AMOUNTS, "currency")})
            return
        item["currency"] = currency
        if currency != known:
            item.update({name: None for name in _AMOUNTS if name not in amounts})

    def _level(self, row: StockRow, warehouse: int) -> Row:
        numbers = {name: row.fields.get(name) for name in rows.NUMBERS}
        return {
            **numbers, "key": row.key, "warehouse_id": warehouse,
            "defective_inside": int(self._profile.defective_inside),
            "snapshot_id": self._snapshots[row.warehouse],
        }  # fmt: skip

    def _movements(self, connection: Connection, piece: Sequence[StockRow]) -> Counter[str]:
        found = []
        for each in piece:
            told = each.fields
            found.append(
                {
                    "digest": self._digests[id(each)], "key": each.key, "at": told["at"],
                    "kind": told["kind"], "quantity": told["quantity"],
                    "warehouse": each.warehouse, "reference": told.get("reference") or "",
                    "note": told.get("note") or "", "batch_id": self._row["id"],
                }
            )  # fmt: skip
        new = rows.add_movements(connection, found)
        return Counter(new=new, unchanged=len(found) - new)

    def _digest(self, row: StockRow) -> bytes:
        """Of what a row says, and how often the file said it before."""
        told = row.fields
        said = [row.key, *(told.get(name) for name in ("at", "kind", "quantity", "reference")),
                row.warehouse]  # fmt: skip
        digest = hashlib.blake2b(repr(said).encode(), digest_size=16).digest()
        self._seen[digest] += 1
        again = str(self._seen[digest]).encode()
        return hashlib.blake2b(digest + again, digest_size=16).digest()

    def _suppliers(self, connection: Connection, piece: Sequence[StockRow]) -> Counter[str]:
        known = rows.suppliers(connection, [each.key for each in piece])
        fates, new = Counter[str](), []
        for each in piece:
            before = known.get(each.key)
            told = {name: each.fields.get(name) for name in _SUPPLIER if name in each.fields}
            blank: Row = {**dict.fromkeys(_SUPPLIER, ""), "lead_days": None}
            now = {**(before or blank), **told, "key": each.key, "batch_id": self._row["id"]}
            same = before is not None and {**before, "batch_id": 0} == {**now, "batch_id": 0}
            fates["unchanged" if same else "new" if before is None else "changed"] += 1
            if not same:
                new.append(now)
        put(connection, columns.suppliers, new)
        return fates


_SUPPLIER = ("name", "phone", "contact", "purchaser", "lead_days", "note")
_AMOUNTS = ("price", "cost")
_BLANK: Row = {
    **dict.fromkeys(
        ("key", "sku", "code", "code_key", "short", "title", "color", "size", "supplier",
         "supplier_key", "status_word", "told_status", "currency", "words", "discontinued_by"), ""
    ),
    "doc": None, "price": None, "cost": None, "discontinued_at": None,
}  # fmt: skip


def _left_alone(told: Mapping[str, object], before: Row) -> bool:
    """Whether the file tells no cost, such as a marketplace's list, and the item has one."""
    return told.get("cost") is None and before["cost"] is not None


def _told(level: Row) -> tuple[object, ...]:
    return tuple(level[name] for name in (*rows.NUMBERS, "defective_inside"))


def _when(moment: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(moment, UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")

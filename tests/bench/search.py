"""How long a search takes, by kind of query, beside a scan with ``LIKE`` over the same rows.

    python -m tests.bench.search [--orders 10000 100000 1000000] [--samples 60]

Stores are built once from the project's own generator and kept in the cache folder (a million
orders take some minutes and 1.6 GB). Times are processor time of the asking thread, warm, and
hold the whole way from typed text to rows.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import quantiles
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, or_, select
from sqlalchemy.schema import CreateTable

from csdesk.model.errors import NotUnderstood
from csdesk.model.sight import CLEAR, MASKED
from csdesk.rules.grams import order_grams
from csdesk.rules.search_language import parse
from csdesk.store import columns, index, migrations, tables
from csdesk.store.engine import Store
from csdesk.store.search import Search
from csdesk.store.sqlite import pragmas
from tests.store import filling

ZONE = ZoneInfo("Asia/Shanghai")
NOW = filling.NOW.astimezone(ZONE)
EPOCH = int(NOW.timestamp())
SIZES = [10_000, 100_000, 1_000_000]
PAGE, CAP = 50, 10_000
_o, _l = columns.orders.c, columns.lines.c


def cache_folder() -> Path:
    """Where the stores lie until their making changes."""
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(root) / "csdesk-bench"


def _recipe() -> str:
    """A digest of what a built store holds: its tables, and some orders with their tokens."""
    parts = [str(CreateTable(table)) for table in tables.Order.metadata.sorted_tables]
    parts += [str(sorted(map(str, table.indexes))) for table in tables.Order.metadata.sorted_tables]
    for serial, order in enumerate(filling.mixed(200)):
        row, lines = filling.order_values(order, 0, serial, 1), filling.order_lines(order, 0)
        parts += [str(row), str(lines), str(sorted(order_grams(row, lines)))]
    return hashlib.sha256("".join(parts).encode()).hexdigest()[:12]


def built(count: int) -> Store:
    """The store of so many orders, from the cache or made now."""
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"search-{count}-{_recipe()}.db"
    if not path.exists():
        for old in folder.glob(f"search-{count}-*.db"):
            old.unlink()
        unfinished = path.with_suffix(f".{os.getpid()}")  # two runs must not write one file
        _build(unfinished, count)
        unfinished.rename(path)
    return Store(path)


def _build(path: Path, count: int) -> None:
    path.unlink(missing_ok=True)
    migrations.create(path)
    store = Store(path, cache_kib=262_144)
    with store.change() as connection:
        filling.shops(connection)
        filling.batch(connection, 1)
    writing = filling.Filling(filling.mixed(count))
    started = time.monotonic()
    more = True
    while more:
        with store.change() as connection:
            more = writing.write(connection, 20_000) > 0
        pragmas.checkpoint(store.engine)
        took = time.monotonic() - started
        print(f"\rbuilding {writing.written:,} of {count:,} orders, {took:.0f} s", end="")
    index.refresh_shares(store, always=True)
    pragmas.checkpoint(store.engine, "TRUNCATE")
    store.close()
    print()


@dataclass(frozen=True)
class Kind:
    """One kind of query; ``make`` gives the text from an order's row, or nothing."""

    name: str
    make: Callable[[dict[str, str], random.Random], str]
    scan: bool = True
    """Whether ``LIKE`` can answer the same."""


def _piece(text: str, length: int, rng: random.Random) -> str:
    if len(text) < length:
        return ""
    start = rng.randrange(len(text) - length + 1)
    found = text[start : start + length]
    return found if found.isalnum() else ""


def _street(row: dict[str, str]) -> str:
    return row["address"].split(" ")[-1] if row["site"] == "TB" else ""


def _road(row: dict[str, str]) -> str:
    street = _street(row)
    digits = next((i for i, c in enumerate(street) if c.isdigit()), 0)
    end = next((i for i in range(digits, len(street)) if not street[i].isdigit()), 0)
    return street[: end + 1] if digits and end else ""


KINDS = (
    Kind("everything", lambda r, _: "", scan=False),
    Kind("order number, whole", lambda r, _: r["market_no"]),
    Kind("order number, last 4", lambda r, _: r["market_no"][-4:]),
    Kind("order number, last 6", lambda r, _: r["market_no"][-6:]),
    Kind("order number, first 6", lambda r, _: r["market_no"][:6].replace("-", "")),
    Kind("order number, first 10", lambda r, _: r["market_no"][:10]),
    Kind("desk number", lambda r, _: r["order_no"]),
    Kind("phone, whole", lambda r, _: r["phone"]),
    Kind("phone, last 4", lambda r, _: r["phone"][-4:]),
    Kind("phone, first 3", lambda r, _: r["phone"][:3], scan=False),
    Kind("phone, first 7", lambda r, _: r["phone"][:7]),
    Kind("surname", lambda r, _: r["name"][:1], scan=False),
    Kind("name, 2 characters", lambda r, _: r["name"][:2]),
    Kind("name, whole", lambda r, _: r["name"].split(" ")[-1]),
    Kind("address, 2 characters", lambda r, g: _piece(_street(r), 2, g)),
    Kind("address, 3 characters", lambda r, g: _piece(_street(r), 3, g)),
    Kind("address, 4 characters", lambda r, g: _piece(_street(r), 4, g)),
    Kind("road and house", lambda r, _: _road(r)),
    Kind("mail, 4 letters", lambda r, g: _piece(r["account"].split("@")[0], 4, g)),
    Kind("mail, local part", lambda r, _: r["account"].split("@")[0]),
    Kind("mail, whole", lambda r, _: r["account"]),
    Kind("tracking, whole", lambda r, _: r["tracking_no"].split(",")[0]),
    Kind("tracking, last 6", lambda r, _: r["tracking_no"][-6:]),
    Kind("SKU, whole", lambda r, _: r["sku"]),
    Kind("SKU, short code", lambda r, _: "".join(c for c in r["sku"][:10] if c.isdigit())[-4:]),
    Kind("title, 2 characters", lambda r, g: _piece(r["title"], 2, g)),
    Kind("title, 4 characters", lambda r, g: _piece(r["title"], 4, g)),
    Kind("two words", lambda r, _: f"{r['name']} {r['phone'][-4:]}", scan=False),
    Kind("nothing has it", lambda r, g: f"{g.randrange(10**11, 10**12)}7"),
    Kind("name + status", lambda r, _: f"{r['name']} status:approved", scan=False),
    Kind("site + pay + method, 30d", lambda r, _: "site:TB pay:unpaid method:花呗 after:30d",
         scan=False),
    Kind("surname on a day", lambda r, _: f"{r['name'][:1]} on:{r['day']}", scan=False),
    Kind("one buyer", lambda r, _: f'buyer:"{r["account"]}" is:paid', scan=False),
    Kind("sku: field", lambda r, _: f"sku:{r['sku']}", scan=False),
    Kind("remark: field", lambda r, g: g.choice(("remark:圆通", "remark:上海", "remark:退差价")),
         scan=False),
    Kind("phone: field", lambda r, _: f"phone:{r['phone'][-4:]}", scan=False),
    Kind("is: and not", lambda r, g: g.choice((
        "is:late", "is:late 上海", "is:conflict", "is:unmirrored", "-status:completed",
        "is:blacklisted -site:AM", "-status:completed,closed,shipped",
    )), scan=False),
    Kind("worst known", lambda r, g: g.choice((
        "上海市", "上海", "138", "王", "号楼", "2026", "夏季", "连衣裙", "浦东新区",
        "上海市浦东新区", "qq.example", "marketplace.amazon", "name:street", "account:street",
        "is:late,held", "address:圆通", "tn:2026", "nick:上海", "phone:2611", "王 上海 连衣裙",
    )), scan=False),
)  # fmt: skip


def drawn_rows(store: Store, count: int, rng: random.Random) -> list[dict[str, str]]:
    """Orders drawn from all over the store, as what may be typed of them."""
    found: list[dict[str, str]] = []
    with store.read() as c:
        low, high = c.execute(select(func.min(_o.id), func.max(_o.id))).one()
        while len(found) < count:
            near = select(columns.orders).where(_o.id >= rng.randint(low, high)).limit(1)
            row = dict(c.execute(near).mappings().one())
            line = c.execute(
                select(_l.sku, _l.title).where(_l.order_id == row["id"]).limit(1)
            ).one()
            placed = datetime.fromtimestamp(row["placed_at"], ZONE)
            row |= {"sku": line.sku, "title": line.title, "day": f"{placed:%Y-%m-%d}"}
            row["site"] = "TB" if row["shop_id"] == 1 else "AM"
            found.append(row)
    return found


def _asked(search: Search, store: Store, text: str) -> float:
    started = time.thread_time()
    query = parse(text, now=NOW)
    with store.read() as c:
        search.page(c, query, limit=PAGE + 1, now=EPOCH)
    return (time.thread_time() - started) * 1e3


def _counted(search: Search, store: Store, text: str) -> float:
    started = time.thread_time()
    with store.read() as c:
        search.count(c, parse(text, now=NOW), cap=CAP, now=EPOCH)
    return (time.thread_time() - started) * 1e3


def _scanned(store: Store, text: str) -> float:
    """The same with ``LIKE`` over the texts of orders and lines, newest first."""
    pattern = f"%{text}%"
    names = (
        "order_no", "market_no", "name", "account", "nick", "phone", "email", "province", "city",
        "district", "address", "zip", "tracking_no", "buyer_message", "market_remark", "title",
    )  # fmt: skip
    lines = select(_l.order_id).where(
        _l.order_id == _o.id, or_(_l.sku.like(pattern), _l.title.like(pattern))
    )
    found = or_(*(_o[name].like(pattern) for name in names), exists(lines))
    started = time.thread_time()
    with store.read() as c:
        c.execute(select(_o.id).where(found).order_by(_o.id.desc()).limit(PAGE + 1)).all()
    return (time.thread_time() - started) * 1e3


def _understood(text: str) -> bool:
    try:
        parse(text, now=NOW)
    except NotUnderstood:
        return False
    return True


def _spread(times: list[float]) -> tuple[float, float, float, float]:
    """p50, p95, p99 and the largest."""
    if len(times) == 1:
        return (times[0],) * 4
    cuts = quantiles(times, n=100, method="inclusive")
    return cuts[49], cuts[94], cuts[98], max(times)


def _prefixes(texts: list[str]) -> list[str]:
    """What stands in the box while texts are typed, as far as it is understood."""
    return [t[:n] for t in texts for n in range(1, len(t) + 1) if _understood(t[:n])]


def measure(
    count: int, samples: int, scans: int, *, clear: bool = False
) -> dict[str, tuple[float, ...]]:
    """Print the table of one size; returns kind -> p50, p95, p99, max."""
    rng = random.Random(count)
    store, search = built(count), Search()
    store.look_as(CLEAR if clear else MASKED)
    drawn = drawn_rows(store, samples, rng)
    asked = {kind: [kind.make(row, rng) for row in drawn] for kind in KINDS}
    typed = [texts[0] for kind, texts in asked.items() if kind.scan and texts[0]]
    as_typed = Kind("as typed, every prefix", lambda r, _: "", scan=False)
    asked[as_typed] = _prefixes(typed)
    size = store.path.stat().st_size / 1e6
    print(f"\n{count:,} orders, {size:,.0f} MB; milliseconds of processor time")
    print(f"{'kind':28}{'n':>5}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>8}{'count p95':>11}"
          f"{'LIKE p50':>10}{'ratio':>8}")  # fmt: skip
    results: dict[str, tuple[float, ...]] = {}
    for kind, texts in asked.items():
        texts = [text for text in texts if _understood(text) and (text or not kind.scan)]
        if not texts:
            continue
        for text in texts[:3]:
            _asked(search, store, text)
        times = [_asked(search, store, text) for text in texts]
        counts = [_counted(search, store, text) for text in texts[:20]]
        spread = _spread(times)
        results[kind.name] = spread
        line = f"{kind.name:28}{len(texts):>5}" + "".join(f"{each:8.2f}" for each in spread)
        line += f"{_spread(counts)[1]:11.2f}"
        if kind.scan and scans:
            scan = _spread([_scanned(store, text) for text in texts[:scans]])[0]
            line += f"{scan:10.1f}{scan / spread[0]:7.1f}x"
        print(line, flush=True)
    store.close()
    return results


def main() -> None:
    """Measure each size, then show how the cost grows."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--orders", type=int, nargs="+", default=SIZES)
    parser.add_argument("--samples", type=int, default=60, help="queries of each kind")
    parser.add_argument("--clear", action="store_true", help="as somebody who sees no masks")
    parser.add_argument("--scans", type=int, default=2, help="LIKE scans of each kind; 0 for none")
    args = parser.parse_args()
    found = {
        count: measure(count, args.samples, args.scans, clear=args.clear) for count in args.orders
    }
    if len(found) > 1:
        print("\nhow p95 grows\n" + f"{'kind':28}" + "".join(f"{n:>12,}" for n in found))
        for kind in next(iter(found.values())):
            cells = (found[n].get(kind) for n in found)
            print(f"{kind:28}" + "".join(f"{c[1]:12.2f}" if c else f"{'':12}" for c in cells))


if __name__ == "__main__":
    main()

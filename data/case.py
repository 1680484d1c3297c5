"""One case of the sample folder: the files that show it, and what an importer makes of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from csdesk.sample.exports import write_taobao_pair
from csdesk.sample.orders import generate
from csdesk.sample.records import CHINA, Market, SampleOrder

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=CHINA)
"""When the samples of today were exported."""


@dataclass(frozen=True)
class Reject:
    """A row that is refused: file, row (the header is row 1), column, value, and why."""

    file: str
    row: int
    column: str
    value: str
    why: str


@dataclass(frozen=True)
class Expected:
    """What is in the store after a case was taken in, and which rows were refused."""

    orders: int = 0
    lines: int = 0
    rejects: list[Reject] = field(default_factory=list)
    why: str = ""
    items: int = 0
    """Of the stock."""


@dataclass(frozen=True)
class Case:
    """One folder of samples; the first part of its name is the outcome."""

    name: str
    shows: str
    make: Callable[[Path], Expected]

    @property
    def outcome(self) -> str:
        """What becomes of the files: imported, partly, waiting, duplicate, quarantined, ignored.

        Or ``stock``, where they tell of no orders.
        """
        return self.name.split("/")[0]


CASES: list[Case] = []
Maker = Callable[[Path], Expected]


def case(name: str, shows: str) -> Callable[[Maker], Maker]:
    """Register the function that writes the files of one case into its (existing) folder."""

    def register(make: Maker) -> Maker:
        CASES.append(Case(name, shows, make))
        return make

    return register


def expected(orders: Iterable[SampleOrder], rejects: list[Reject] | None = None) -> Expected:
    """All of these orders with all of their lines, and the rows that are refused."""
    kept = list(orders)
    return Expected(len(kept), sum(len(order.lines) for order in kept), rejects or [])


def varied(seed: int, until: datetime, *, days: int = 25, most: int = 9) -> list[SampleOrder]:
    """A few Taobao orders that differ in state, refund and number of lines, oldest first."""
    kinds: dict[tuple[object, ...], SampleOrder] = {}
    for order in generate(400, seed, until=until, days=days):
        kind = (order.state, order.lines[0].refund, len(order.lines) > 1)
        kinds.setdefault(kind, order)
    chosen = list(kinds.values())[:most]
    return sorted(chosen, key=lambda order: order.placed_at)


def few(seed: int, count: int = 6) -> list[SampleOrder]:
    """The first ``count`` Taobao orders of today that are paid and have no message."""
    stream = generate(200, seed, until=NOW, days=1)
    return [o for o in stream if o.paid_at and not o.close_reason and not o.message][:count]


def amazon(seed: int, count: int = 12, *, days: int = 20) -> list[SampleOrder]:
    """``count`` Amazon orders up to now."""
    return list(generate(count, seed, until=NOW, days=days, market=Market.AMAZON))


def pair(
    folder: Path,
    orders: list[SampleOrder],
    *,
    stamp: str = "202611220930",
    vintage: str = "2021",
    encoding: str = "gb18030",
) -> tuple[Path, Path]:
    """Write both reports of one download under the marketplace's own names."""
    ending = "xlsx" if vintage >= "2024" else "csv"
    item_name = "ExportItemList" if vintage == "2026" else "ExportOrderDetailList"
    paths = folder / f"ExportOrderList{stamp}.{ending}", folder / f"{item_name}{stamp}.{ending}"
    write_taobao_pair(orders, *paths, vintage=vintage, encoding=encoding)
    return paths

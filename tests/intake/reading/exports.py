"""Small export files for the tests of reading, written cell by cell as the marketplaces do."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import openpyxl

from csdesk.intake.reading import Export, ItemDraft, open_export
from csdesk.model.intake import OrderDraft, Reject
from csdesk.model.settings import DeskSettings
from csdesk.sample.columns import TAOBAO_ITEMS, TAOBAO_ORDERS

NUMBER = "4567890123456789012"
SETTINGS = DeskSettings()

_ORDER = {
    "订单编号": f'="{NUMBER}"',
    "订单状态": "买家已付款，等待卖家发货",
    "总金额": "12.30",
    "订单创建时间": "2026-11-22 09:30:00",
    "订单付款时间": "2026-11-22 09:31:05",
    "收货人姓名": "张三",
    "收货地址": "浙江省 杭州市 余杭区 仓前街道 文一西路1号(310000)",
    "修改后的收货地址": "否",
    "订单关闭原因": "订单未关闭",
}
_ITEM = {
    "订单编号": f'="{NUMBER}"',
    "主订单编号": f'="{NUMBER}"',
    "子订单编号": f'="{NUMBER}"',
    "标题": "短袖T恤",
    "商品标题": "短袖T恤",
    "价格": "59.00",
    "商品价格": "59.00",
    "购买数量": "2",
    "订单状态": "买家已付款，等待卖家发货",
    "商家编码": "WLY0QU1098",
}


class Found(NamedTuple):
    """What was read from a file."""

    export: Export
    orders: list[OrderDraft]
    items: list[ItemDraft]
    rejects: list[Reject]

    @property
    def order(self) -> OrderDraft:
        """The only order, in a file without rejects."""
        assert not self.rejects
        assert len(self.orders) == 1
        return self.orders[0]

    @property
    def item(self) -> ItemDraft:
        """The only item, in a file without rejects."""
        assert not self.rejects
        assert len(self.items) == 1
        return self.items[0]

    @property
    def reject(self) -> Reject:
        """The only reject, in a file without anything else."""
        assert not self.orders
        assert not self.items
        assert len(self.rejects) == 1
        return self.rejects[0]


def read(path: Path, settings: DeskSettings = SETTINGS) -> Found:
    """Everything in the file."""
    with open_export(path, settings) as export:
        records = list(export.records())
    return Found(
        export,
        [record for record in records if isinstance(record, OrderDraft)],
        [record for record in records if isinstance(record, ItemDraft)],
        [record for record in records if isinstance(record, Reject)],
    )


def _quoted(cell: str) -> str:
    return cell if cell.startswith('="') else '"' + cell.replace('"', '""') + '"'


def write_csv(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    encoding: str = "gb18030",
    end: str = "\r\n",
) -> Path:
    """A CSV as Taobao writes it: everything quoted, but ``="…"`` as it is."""
    lines = [",".join(map(_quoted, row)) for row in [header, *rows]]
    path.write_bytes((end.join(lines) + end).encode(encoding))
    return path


def _row(header: Sequence[str], base: dict[str, str], cells: dict[str, str]) -> list[str]:
    known = {name.strip() for name in header}
    assert not set(cells) - known, f"no column {set(cells) - known}"
    said = {**base, **cells}
    return [said.get(name.strip(), "") for name in header]


def order_report(
    path: Path, *rows: dict[str, str], vintage: str = "2019", encoding: str = "gb18030"
) -> Path:
    """A Taobao order report; each row is a good order with these cells changed."""
    header = TAOBAO_ORDERS[vintage]
    return write_csv(path, header, [_row(header, _ORDER, row) for row in rows], encoding=encoding)


def item_report(path: Path, *rows: dict[str, str], vintage: str = "2021", tail: str = "") -> Path:
    """A Taobao item report; each row is a good item with these cells changed."""
    header = TAOBAO_ITEMS[vintage]
    lines = [",".join(map(_quoted, header))]
    lines += [",".join(map(_quoted, _row(header, _ITEM, row))) + tail for row in rows]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("gb18030"))
    return path


def sold_items(path: Path, *rows: dict[str, str]) -> Path:
    """The newest 已卖出的宝贝 workbook."""
    header = TAOBAO_ORDERS["2026"]
    base = {**_ORDER, "订单编号": NUMBER}
    return workbook(path, [header, *[_row(header, base, row) for row in rows]])


def workbook(
    path: Path,
    rows: Iterable[Sequence[object]],
    edit: Callable[[openpyxl.Workbook], None] | None = None,
) -> Path:
    """An XLSX with one sheet, strings as strings and numbers as numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    if edit:
        edit(book)
    book.save(path)
    return path


def amazon(
    path: Path,
    header: Sequence[str],
    *rows: dict[str, str],
    encoding: str = "utf-8",
    end: str = "\n",
) -> Path:
    """An Amazon report: tab-separated, nothing quoted."""
    base = {
        "amazon-order-id": "026-1234567-1234567",
        "order-id": "026-1234567-1234567",
        "order-item-id": "11223344556677",
        "order-status": "Unshipped",
        "item-status": "Unshipped",
        "purchase-date": "2025-05-04T10:33:27+00:00",
        "payments-date": "2025-05-04T10:33:27+00:00",
        "sales-channel": "Amazon.co.uk",
        "product-name": "Mug",
        "sku": "MUG-1",
        "quantity": "1",
        "quantity-purchased": "1",
        "currency": "GBP",
        "item-price": "12.50",
    }
    lines = ["\t".join(header), *("\t".join(_row(header, base, row)) for row in rows)]
    path.write_bytes((end.join(lines) + end).encode(encoding))
    return path


def plain_csv(path: Path, rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> Path:
    """A CSV of a shop's own, quoted where needed, UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path

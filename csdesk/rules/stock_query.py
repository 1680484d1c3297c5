"""What somebody looks for in the stock: words and ``status:`` ``short:`` ``is:negative``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeVar

from csdesk.model.errors import NotUnderstood
from csdesk.model.status import ItemStatus
from csdesk.plain import plain
from csdesk.rules.folding import fold
from csdesk.rules.item_codes import item_key

_FIELDS = {
    "status": "status", "状态": "status", "short": "short", "缺": "short", "缺货": "short",
    "is": "is", "是": "is", "supplier": "supplier", "供应商": "supplier", "sku": "sku",
    "货号": "sku", "warehouse": "warehouse", "仓库": "warehouse",
}  # fmt: skip
_STATUSES = {
    "normal": ItemStatus.NORMAL, "正常": ItemStatus.NORMAL,
    "out": ItemStatus.OUT_OF_STOCK, "out_of_stock": ItemStatus.OUT_OF_STOCK,
    "缺货": ItemStatus.OUT_OF_STOCK, "discontinued": ItemStatus.DISCONTINUED,
    "停产": ItemStatus.DISCONTINUED, "partial": ItemStatus.PARTIAL, "部分": ItemStatus.PARTIAL,
    "unknown": ItemStatus.UNKNOWN, "未知": ItemStatus.UNKNOWN,
}  # fmt: skip
_MARKS = {
    "negative": "negative", "负": "negative", "负库存": "negative", "short": "short",
    "缺": "short", "缺货": "short", "missing": "missing", "缺失": "missing",
    "discontinued": "discontinued", "停产": "discontinued",
}  # fmt: skip
_ANY = ("", "*", "any", "yes", "是")
_term = re.compile(r"^([a-z]+|[一-鿿]+)[:：](.*)$").match
Meant = TypeVar("Meant", str, ItemStatus)

_least = re.compile(r">?=?([0-9]+)").fullmatch


@dataclass(frozen=True, slots=True)
class StockQuery:
    """What all items have that are looked for."""

    words: tuple[str, ...] = ()
    """Folded; each is in the number, title, supplier, colour or size."""
    statuses: tuple[ItemStatus, ...] = ()
    marks: frozenset[str] = field(default_factory=frozenset)
    """``negative``, ``short``, ``missing``, ``discontinued``."""
    short_of: int | None = None
    """At least so many pieces are short."""
    suppliers: tuple[str, ...] = ()
    warehouses: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The one word where nothing else is asked: it may be a number; else empty."""
        alone = len(self.words) == 1 and self == StockQuery(words=self.words)
        return item_key(self.words[0]) if alone else ""


def read(typed: str) -> StockQuery:
    """What was typed into the stock search.

    Raises:
        NotUnderstood: a field has a value that it does not know; it says which there are.
    """
    words, suppliers, warehouses = [], [], []
    statuses: list[ItemStatus] = []
    marks: set[str] = set()
    short_of: int | None = None
    for term in fold(plain(typed)).split():
        named = _term(term)
        name = _FIELDS.get(named[1]) if named else None
        value = named[2] if named else ""
        if name is None or name == "sku":
            words.append(value if name else term)
        elif name == "supplier":
            suppliers.append(value)
        elif name == "warehouse":
            warehouses.append(value)
        elif name == "status":
            statuses.append(_known(_STATUSES, name, value))
        elif name == "is":
            marks.add(_known(_MARKS, name, value))
        elif value in _ANY:
            short_of = short_of or 1
        elif found := _least(value):
            short_of = int(found[1])
        else:
            raise _refusal(name, value, ["short:", "short:5"])
    return StockQuery(
        tuple(filter(None, words)), tuple(statuses), frozenset(marks), short_of,
        tuple(filter(None, suppliers)), tuple(filter(None, warehouses)),
    )  # fmt: skip


def _known(meanings: dict[str, Meant], name: str, value: str) -> Meant:
    if value not in meanings:
        raise _refusal(name, value, [f"{name}:{each}" for each in meanings if each.isascii()])
    return meanings[value]


def _refusal(name: str, value: str, allowed: list[str]) -> NotUnderstood:
    return NotUnderstood(
        '"{field}:{value}" is not understood. Examples: {allowed}.',
        field=name, value=value, allowed=allowed,
    )  # fmt: skip
